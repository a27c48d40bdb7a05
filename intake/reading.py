"""Paper comes home as data: the answers inside a document of ours, or typed into a blank."""

import json
import math
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import forms
from forms import AnswersError, PrintableForm, answers_digest, form_by_slug
from forms.cleaning import clean_line
from forms.continuation import continued, long_texts, said_again, sheet_names
from forms.editions import as_today, form_of
from forms.field import OF_CHOICE
from forms.kinds import Attachments, Field, Group, RowList
from intake.confinement import codes_confined, open_confined
from intake.contents import AttachedFile, Contents, FieldValue
from intake.refusals import NoAnswers, SeveralForms, UnknownForm, UnreadableAnswers

Opener = Callable[[bytes], Contents]
CodeReader = Callable[[bytes], Sequence[str]]

_DIGEST_PREFIX = "sha256:"
_LONGEST_NAME = 60
_LONGEST_NUMBER = 30
_LONGEST_COUNT = 40
_LONGEST_WORDS = 500
_MOST_LEVELS = 10
_MOST_VERSIONS = 1_000_000


class Source(StrEnum):
    """Where the answers were found."""

    DOCUMENT = "document"
    FILLED_BLANK = "filled blank"


class Remark(StrEnum):
    """What a person should know about a file that was read.

    SEVERAL_COPIES: the file holds the blank more than once, and the answers of all stand together.
    UNKNOWN_FIELDS: something is written in fields that the form has not; it was left out.
    ANOTHER_SUM: what is computed from the answers is not what the file says.
    """

    SEVERAL_COPIES = "several copies"
    UNKNOWN_FIELDS = "unknown fields"
    ANOTHER_SUM = "another sum"


@dataclass(frozen=True)
class Reading:
    """Answers that came home, as JSON-safe data in the shape of the form.

    `edition` is that of the form in the file, empty when the file does not say; `reference` is
    empty for what was never filed. `agrees` compares the answers with the digest beside them and
    with the one in the metadata: None when the file lacks one of them. `beside` is how many files
    lie beside the blank, as somebody wrote it: each with the question that they belong to.
    """

    form: str
    edition: str
    reference: str
    version: int
    answers: dict[str, Any]
    source: Source
    agrees: bool | None
    remarks: tuple[Remark, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def is_of_current_edition(self) -> bool:
        """Whether the questions are those that the form asks today."""
        form = form_by_slug(self.form)
        return form is not None and form.edition == self.edition


def read(
    content: bytes, opener: Opener = open_confined, code_reader: CodeReader = codes_confined
) -> Reading:
    """The answers inside a PDF, in bounded time and memory. Raises a Refusal.

    A file without answers may be a paper of ours: NoAnswers tells what the codes on it say.
    """
    return read_together([content], opener, code_reader)


def read_together(
    files: Sequence[bytes],
    opener: Opener = open_confined,
    code_reader: CodeReader = codes_confined,
) -> Reading:
    """The same for files of one form: a blank and its continuation sheet."""
    try:
        return reading_of(_together([opener(file) for file in files]))
    except NoAnswers as refusal:
        codes = [code for file in files for code in code_reader(file)]
        raise NoAnswers(codes=codes) from refusal


def _together(opened: Sequence[Contents]) -> Contents:
    """As if one file held everything that the files hold."""
    fields = tuple(field for one in opened for field in one.fields)
    files = tuple(file for one in opened for file in one.files)
    return replace(opened[0], fields=fields, files=files)


def reading_of(contents: Contents) -> Reading:
    """The answers in an opened PDF.

    Raises NoAnswers, SeveralForms, UnknownForm or UnreadableAnswers.
    """
    envelope = envelope_of(contents)
    form = _form_in(contents, envelope)
    written = _written_in(contents, form)
    if not envelope.get("answers"):
        return _from_fields(form, _name(envelope.get("edition")), contents, written)
    if any(written.values()):
        raise SeveralForms
    return _from_document(form, envelope, contents.identifier)


def _from_document(form: type[PrintableForm], envelope: dict[str, Any], identifier: str) -> Reading:
    answers, edition = envelope["answers"], _name(envelope.get("edition"))
    try:
        filled = _answered(form, edition, answers)
        digest = answers_digest(answers)
    except (AnswersError, UnicodeEncodeError) as error:
        raise UnreadableAnswers(problem=str(error)) from error
    if filled is None:
        raise NoAnswers
    return Reading(
        form=form.slug,
        edition=edition,
        reference=_name(envelope.get("reference")),
        version=_version(envelope.get("version")),
        answers=answers,
        source=Source.DOCUMENT,
        agrees=_agrees(digest, str(envelope.get("answers_sha256", "")), identifier),
        remarks=tuple(_sums(filled)),
    )


def _answered(form: type[PrintableForm], edition: str, answers: Any) -> PrintableForm | None:
    """The form with the answers, None when there are none. Raises AnswersError. What was asked in
    an edition that nobody kept has any shape."""
    if edition == form.edition or not isinstance(answers, dict):
        asked = form.from_answers(answers)
        return asked if asked.answers() else None
    today = as_today(form.slug, edition, answers)
    # Answers to other questions are ours only where the file says which edition asked them.
    is_ours = today and (today.answers() or (edition and today.difference.gone))
    return today if is_ours else None


def _agrees(digest: str, beside: str, identifier: str) -> bool | None:
    """Whoever changes the answers must change both digests, which stand in different places."""
    is_digest = identifier.startswith(_DIGEST_PREFIX)
    stated = [beside, identifier.removeprefix(_DIGEST_PREFIX) if is_digest else ""]
    if any(other not in ("", digest) for other in stated):
        return False
    return True if all(stated) else None


def _from_fields(
    form: type[PrintableForm], edition: str, contents: Contents, written: dict[str, str]
) -> Reading:
    whole = _with_sheet(form.blank(), written)
    typed = {field.short_name: _typed(field, whole) for field in _with_all_rows(form)}
    filled = form.from_answers(typed).with_all_asked()
    answers = filled.answers()
    known = answers.keys() | written.keys()
    if edition not in ("", form.edition):
        # Nobody kept what it asked: a field that today's form has not was a question.
        others = _unknown_fields(contents, written)
        answers |= dict(map(_as_answer, others))
        known |= {one.name for one in others}
    if not answers:
        raise NoAnswers
    remarks = (*_remarks(contents, known), *_sums(filled))
    beside = _beside(filled, whole)
    return Reading(form.slug, edition, "", 0, answers, Source.FILLED_BLANK, None, remarks, beside)


def _beside(form: PrintableForm, written: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Each question for files, with what was written as their number."""
    fields = (one for one in form.leaves() if isinstance(one, Attachments))
    told = ((one.headline, clean_line(written.get(one.name, ""))) for one in fields)
    return tuple((headline, count[:_LONGEST_COUNT]) for headline, count in told if count)


def _as_answer(field: FieldValue) -> tuple[str, Any]:
    """Of a box for a choice the words beside it and that it was ticked: the name tells people
    nothing."""
    words = clean_line(field.words)[:_LONGEST_WORDS]
    return (words, True) if words and OF_CHOICE in field.name else (field.name, field.value)


def _written_in(contents: Contents, form: type[PrintableForm]) -> dict[str, str]:
    """What stands in the fields of the form, by name.

    What a page shows goes before what it does not, and an empty field hides no filled one. Raises
    SeveralForms when two pages say different things.
    """
    written = dict.fromkeys(_names_in(form), "")
    shown = {field.name for field in contents.fields if field.is_shown and field.value.strip()}
    for field in contents.fields:
        before = written.get(field.name, field.value)
        if before == field.value or not field.value.strip():
            continue
        if not before:
            written[field.name] = field.value
        elif field.is_shown or field.name not in shown:
            raise SeveralForms
    return written


def _with_sheet(form: PrintableForm, written: dict[str, str]) -> dict[str, str]:
    """What was written, with what stands on the continuation sheet in its place."""
    whole = dict(written)
    for leaf in long_texts(form):
        parts = [written[leaf.name], written[continued(leaf.name)]]
        whole[leaf.name] = "\n".join(filter(None, parts))
    # What is ticked on the blank is only told on the sheet.
    for name in filter(written.__contains__, form.summary_from):
        whole[name] = written[name] or written[said_again(name)]
    return whole


def _remarks(contents: Contents, known: Set[str]) -> Iterator[Remark]:
    shown = Counter(field.name for field in contents.fields if field.is_shown)
    if any(shown[name] > 1 for name in known):
        yield Remark.SEVERAL_COPIES
    if _unknown_fields(contents, known):
        yield Remark.UNKNOWN_FIELDS


def _sums(form: PrintableForm) -> Iterator[Remark]:
    if any(leaf.is_computed and leaf.unlike for leaf in form.leaves()):
        yield Remark.ANOTHER_SUM


def _unknown_fields(contents: Contents, known: Container[str]) -> list[FieldValue]:
    """The filled fields that are about nothing known."""
    return [one for one in contents.fields if one.value.strip() and one.name not in known]


def _typed(field: Field, written: dict[str, str]) -> Any:
    """What was written for a question, in the shape of its answer."""
    if isinstance(field, RowList):
        return [_typed(row, written) for row in field.entries]
    if isinstance(field, Group):
        return {part.short_name: _typed(part, written) for part in field.parts}
    return field.from_paper(written)


def _names_in(form: type[PrintableForm]) -> list[str]:
    """All fields of the blank and of its continuation sheet."""
    leaves = _with_all_rows(form).leaves()
    names = [field.name for leaf in leaves for field in leaf.paper_fields()]
    return names + sheet_names(form.blank())


def _with_all_rows(form: type[PrintableForm]) -> PrintableForm:
    """The form with as many rows in its lists as they hold; a blank may have any of them."""
    lists = [field for field in form() if isinstance(field, RowList)]
    rows: dict[str, Any] = {field.short_name: [{}] * field.most for field in lists}
    return form(data=rows)


def _form_in(contents: Contents, envelope: dict[str, Any]) -> type[PrintableForm]:
    """The form that the file names, in its edition or that of today when nobody kept it; without
    a name, the one of today whose fields it has."""
    if envelope:
        slug = _name(envelope["form"])
        form = form_of(slug, _name(envelope.get("edition"))) or form_by_slug(slug)
        if form is None:
            raise UnknownForm(form=slug)
        return form
    names = {field.name for field in contents.fields}
    # Some programs keep the fields and drop everything else.
    every = (form for form in forms.FORMS if names.intersection(_names_in(form)))
    found = next(every, None)
    if found is None:
        raise NoAnswers
    return found


def envelope_of(contents: Contents) -> dict[str, Any]:
    """The attached file of ours as data, one with answers before a blank's; empty when there is
    none. Raises UnreadableAnswers, or SeveralForms when two hold different answers."""
    ours = {f"{form.slug}.json" for form in forms.FORMS}
    named = [file for file in contents.files if file.name in ours]
    others = [file for file in contents.files if file.name not in ours]
    found = _envelopes_in(named) or _envelopes_in(others, must_be_ours=False)[:1]
    found.sort(key=lambda one: not one.get("answers"))
    answered = [one["answers"] for one in found if one.get("answers")]
    if any(answers != answered[0] for answers in answered) or _are_mixed(found):
        raise SeveralForms
    return found[0] if found else {}


def _are_mixed(envelopes: Sequence[dict[str, Any]]) -> bool:
    """Whether they are of more than one form."""
    return any(one["form"] != envelopes[0]["form"] for one in envelopes)


def _envelopes_in(files: list[AttachedFile], must_be_ours: bool = True) -> list[dict[str, Any]]:
    return [one for file in files if (one := _envelope_in(file, must_be_ours))]


def _envelope_in(file: AttachedFile, must_be_ours: bool) -> dict[str, Any]:
    try:
        found = _parsed(file.text)
    except (ValueError, RecursionError) as error:
        if must_be_ours:
            raise UnreadableAnswers(problem=f"{file.name}: {error}") from error
        return {}
    return found if isinstance(found, dict) and "form" in found else {}


def _parsed(text: str) -> Any:
    found = json.loads(text, parse_int=_integer, parse_float=_real, parse_constant=_real)
    if _is_deeper_than(_MOST_LEVELS, found):
        raise ValueError("lists and objects stand in each other too deep")
    return found


def _is_deeper_than(levels: int, value: Any) -> bool:
    """No answers are; what is could not be written again."""
    if not isinstance(value, dict | list):
        return False
    members = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper_than(levels - 1, member) for member in members)


def _integer(digits: str) -> int:
    """No answer has more digits; some numbers would not fit where numbers go."""
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError("a number is too long")
    return int(digits)


def _real(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is not finite")
    return number


def _version(value: Any) -> int:
    """A number that a version may have, or 0."""
    return value if type(value) is int and 0 < value < _MOST_VERSIONS else 0


def _name(value: Any) -> str:
    """A short text that somebody else wrote, fit to be shown."""
    return clean_line(value if value is not None else "")[:_LONGEST_NAME]
