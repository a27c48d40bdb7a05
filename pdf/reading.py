"""Paper comes home as data: the answers inside a document of ours, or typed into a blank."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forms import FORMS, AnswersError, PrintableForm, answers_digest, form_by_slug
from forms.cleaning import clean_line
from forms.kinds import Group, People, Tick
from pdf.intake.confinement import open_confined
from pdf.intake.contents import Contents
from pdf.intake.refusals import NoAnswers, UnknownForm, UnreadableAnswers

Opener = Callable[[bytes], Contents]

_DIGEST_PREFIX = "sha256:"
_LONGEST_NAME = 60
_LONGEST_NUMBER = 30
_MOST_LEVELS = 10


class Source(StrEnum):
    """Where the answers were found."""

    DOCUMENT = "document"
    FILLED_BLANK = "filled blank"


@dataclass(frozen=True)
class Reading:
    """Answers that came home, as JSON-safe data in the shape of the form.

    `edition` is that of the form in the file, empty when the file does not say; `reference` is
    empty for what was never filed. `agrees` compares the answers with the digest beside them and
    with the one in the metadata: None when the file lacks one of them.
    """

    form: str
    edition: str
    reference: str
    version: int
    answers: dict[str, Any]
    source: Source
    agrees: bool | None

    @property
    def is_of_current_edition(self) -> bool:
        """Whether the questions are those that the form asks today."""
        form = form_by_slug(self.form)
        return form is not None and form.edition == self.edition


def read(content: bytes, opener: Opener = open_confined) -> Reading:
    """The answers inside a PDF, in bounded time and memory. Raises a Refusal."""
    return reading_of(opener(content))


def reading_of(contents: Contents) -> Reading:
    """The answers in an opened PDF. Raises NoAnswers, UnknownForm or UnreadableAnswers."""
    envelope = envelope_of(contents)
    form = _form_of(contents, envelope)
    if envelope.get("answers"):
        return _from_document(form, envelope, contents.identifier)
    return _from_fields(form, _name(envelope.get("edition")), contents)


def _from_document(form: type[PrintableForm], envelope: dict[str, Any], identifier: str) -> Reading:
    answers = envelope["answers"]
    try:
        is_empty = not form.from_answers(answers).answers()
        digest = answers_digest(answers)
    except (AnswersError, UnicodeEncodeError) as error:
        raise UnreadableAnswers(problem=str(error)) from error
    if is_empty:
        raise NoAnswers
    version = envelope.get("version")
    return Reading(
        form=form.slug,
        edition=_name(envelope.get("edition")),
        reference=_name(envelope.get("reference")),
        version=version if isinstance(version, int) else 0,
        answers=answers,
        source=Source.DOCUMENT,
        agrees=_agrees(digest, str(envelope.get("answers_sha256", "")), identifier),
    )


def _agrees(digest: str, beside: str, identifier: str) -> bool | None:
    """Whoever changes the answers must change both digests, which stand in different places."""
    is_digest = identifier.startswith(_DIGEST_PREFIX)
    stated = [beside, identifier.removeprefix(_DIGEST_PREFIX) if is_digest else ""]
    if any(other not in ("", digest) for other in stated):
        return False
    return True if all(stated) else None


def _from_fields(form: type[PrintableForm], edition: str, contents: Contents) -> Reading:
    written = {field.name: field.value for field in contents.fields}
    typed = {field.short_name: _typed(field, written) for field in _with_all_rows(form)}
    answers = form.from_answers(typed).answers()
    if not answers:
        raise NoAnswers
    return Reading(form.slug, edition, "", 0, answers, Source.FILLED_BLANK, None)


def _typed(field: Any, written: dict[str, str]) -> Any:
    """What was written for a question, in the shape of its answer."""
    if isinstance(field, People):
        return [_typed(person, written) for person in field.entries]
    if isinstance(field, Group):
        return {part.short_name: _typed(part, written) for part in field.parts}
    if isinstance(field, Tick):
        return bool(written.get(field.name))
    return written.get(field.name, "")


def _with_all_rows(form: type[PrintableForm]) -> PrintableForm:
    """The form with as many rows in its lists as they hold; a blank may have any of them."""
    lists = [field for field in form() if isinstance(field, People)]
    rows: dict[str, Any] = {field.short_name: [{}] * field.max_people for field in lists}
    return form(data=rows)


def _form_of(contents: Contents, envelope: dict[str, Any]) -> type[PrintableForm]:
    """The form that the file names; without a name, the one whose fields it has."""
    if envelope:
        slug = _name(envelope["form"])
        form = form_by_slug(slug)
        if form is None:
            raise UnknownForm(form=slug)
        return form
    names = {field.name for field in contents.fields}
    # Some programs keep the fields and drop everything else.
    found = next((form for form in FORMS if names & {leaf.name for leaf in form().leaves()}), None)
    if found is None:
        raise NoAnswers
    return found


def envelope_of(contents: Contents) -> dict[str, Any]:
    """The attached file of ours as data; empty when there is none. Raises UnreadableAnswers."""
    ours = {f"{form.slug}.json" for form in FORMS}
    for file in sorted(contents.files, key=lambda file: file.name not in ours):
        try:
            found = _parsed(file.text)
        except (ValueError, RecursionError) as error:
            if file.name in ours:
                raise UnreadableAnswers(problem=f"{file.name}: {error}") from error
            continue
        if isinstance(found, dict) and "form" in found:
            return found
    return {}


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


def _name(value: Any) -> str:
    """A short text that somebody else wrote, fit to be shown."""
    return clean_line(value if value is not None else "")[:_LONGEST_NAME]
