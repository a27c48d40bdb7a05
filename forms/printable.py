"""The schema: one class describes a form, and every output asks the class."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, ClassVar, Self, TypeAlias

import wtforms
from wtforms.fields.core import UnboundField

from forms import messages
from forms.cleaning import clean_line
from forms.dependence import has_conditions
from forms.difference import NO_DIFFERENCE, Difference
from forms.field import Asked, Leaf, Rows
from forms.keeping import Follows, KeptAs
from forms.kinds import Field, Kind
from forms.kinds.groups import Group
from forms.kinds.guidance import Guidance, Heading
from forms.kinds.rows import RowList
from forms.kinds.schemas import object_schema, with_rules_of_form
from forms.parts import CleaningMeta, PartForm, Sound
from forms.question import Approval, Condition, Question, Signer
from forms.section import Part, Section, leaves_of
from forms.shape import AnswersError, Path, shaped
from forms.signing import approvals_of
from forms.soundness import refuse_unfit
from forms.when_asked import WhenAsked, when_asked
from forms.wording import COPY, NOTICE, Sent, Wording

# A form is written with both.
__all__ = ["PartForm", "PrintableForm", "Rest"]

Rest: TypeAlias = dict[str, list[Any]]
"""What no question has room for, by the name that it stood under."""


class SoundForm(Sound):
    """Refuses a form that cannot work as its file is loaded, and not when somebody fills it in."""

    def __init__(cls, name: str, bases: tuple[type, ...], facts: dict[str, Any]) -> None:
        super().__init__(name, bases, facts)
        if any(isinstance(base, SoundForm) for base in bases):
            refuse_unfit(cls)
            if has_conditions(cls()):
                cls.Meta = type("Meta", (CleaningMeta,), {"has_conditions": True})
            cls.has_choices = any(leaf.options for leaf in cls.blank().leaves())
            cls.has_files = any(leaf.kind == "attachments" for leaf in cls.blank().leaves())


class PrintableForm(wtforms.Form, metaclass=SoundForm):
    """A form that can be filled in, printed, signed, mailed and read back.

    A subclass declares class facts and fields in the order of the paper and nothing else.
    Facts: `slug` in addresses, `prefix` of references, `title` and `annex` as printed,
    `short_title` in mail subjects, `definite` and `indefinite` in sentences ("planen",
    "en plan"), `edition` of what is asked and `asks`, its digest (forms.editions), `intro`,
    `not_needed` (when the form need not be filled in), `filled_in_by` (who does that), `needed`
    (what to have at hand), `takes` (how long it takes), `approvals`, `copy_note`, `summary_from`
    (the answers that tell filings apart), `subject_from` (the answer that two filings should not
    share), `shares_subject` (True: many may, and nobody is told of the others), `kept_as` (what
    the register lists of a filing), `offers_from` (the slug of another form whose earlier answers
    are offered where the inputs have the same names: those it suggests, and what its filings are
    about), `follows` (the form whose filings it follows up; see `begun_from`).

    What becomes of a filing: `copies_to` (names of settings that hold addresses, such as
    INFORMATION_OFFICER or COPIES_<NAME>; nobody when empty) and `copy_holder`, who that is in a
    sentence after "till"; `answers_in_mail` (False: mail tells that something was filed, and not
    what); `read_by` (names of roles that see it in the register, READERS; all when empty);
    `next_steps` (what the receipt says is to be done, instead of its own words); `hand_in` (who
    hands in what where, instead of the setting HAND_IN); `kept_for` (what is kept how long, as a
    sentence); `personal_data` (which there are, of whom) and `used_for` (what for), as sentences;
    `wording` (what is said of it where no words fit every form); `counted_by` (the question whose
    choices the year in figures counts).
    """

    Meta = CleaningMeta
    slug: ClassVar[str]
    prefix: ClassVar[str]
    title: ClassVar[str]
    short_title: ClassVar[str] = ""
    definite: ClassVar[str] = "blanketten"
    indefinite: ClassVar[str] = "blanketten"
    annex: ClassVar[str] = ""
    edition: ClassVar[str] = "1"
    asks: ClassVar[str] = ""
    intro: ClassVar[str] = ""
    not_needed: ClassVar[str] = ""
    filled_in_by: ClassVar[str] = ""
    needed: ClassVar[tuple[str, ...]] = ()
    takes: ClassVar[str] = ""
    approvals: ClassVar[tuple[Approval, ...]] = ()
    copy_note: ClassVar[str] = ""
    summary_from: ClassVar[tuple[str, ...]] = ()
    subject_from: ClassVar[str] = ""
    shares_subject: ClassVar[bool] = False
    kept_as: ClassVar[KeptAs] = KeptAs()
    offers_from: ClassVar[str] = ""
    follows: ClassVar[Follows | None] = None
    copies_to: ClassVar[tuple[str, ...]] = ("INFORMATION_OFFICER",)
    copy_holder: ClassVar[str] = "informationsansvarig"
    answers_in_mail: ClassVar[bool] = True
    read_by: ClassVar[tuple[str, ...]] = ()
    next_steps: ClassVar[tuple[str, ...]] = ()
    hand_in: ClassVar[str] = ""
    kept_for: ClassVar[str] = ""
    personal_data: ClassVar[str] = ""
    used_for: ClassVar[str] = ""
    wording: ClassVar[Wording] = Wording()
    counted_by: ClassVar[str] = ""
    # What was left behind of the answers of an older edition; set by forms.editions.
    difference: Difference = NO_DIFFERENCE
    # Whether anything is answered by choosing; settled then, too.
    has_choices: ClassVar[bool] = False
    # Whether anything is answered with files.
    has_files: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        """Fill in what follows from other facts."""
        cls.short_title = cls.short_title or getattr(cls, "title", "")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.form_around = self

    # In

    @classmethod
    def from_post(cls, posted: Any, **meta: Any) -> Self:
        """Bind what a browser sent. `meta` may hold the house's `mail_domains`, `today`, `now`,
        and `count_about` (forms.parts)."""
        return cls(posted, meta=meta)

    @classmethod
    def from_answers(cls, answers: Any, **meta: Any) -> Self:
        """Bind answers or a draft from JSON; names the form does not know are left out.

        Raises AnswersError when the shape is another: a list where a text is expected, say.
        """
        return cls(data=shaped(cls.blank(), answers, _refuse), meta=meta)

    @classmethod
    def fitting(cls, answers: Any) -> tuple[dict[str, Any], Rest]:
        """Of any `answers` those that the form has room for, and the rest. Never raises."""
        kept, aside = cls.sorted_out(answers)
        rest: Rest = {}
        for path, value in aside:
            rest.setdefault(str(path[0]) if path else "", []).append(value)
        return kept, rest

    @classmethod
    def sorted_out(cls, answers: Any) -> tuple[dict[str, Any], list[tuple[Path, Any]]]:
        """The same, the rest in its order with the place where each stood."""
        aside: list[tuple[Path, Any]] = []

        def lay_aside(path: Path, value: Any, _why: str) -> None:
            aside.append((path, value))

        return shaped(cls.blank(), answers, lay_aside) or {}, aside

    @classmethod
    def carried_over(cls, answers: dict[str, Any], edition: str) -> dict[str, Any]:
        """The answers of an older `edition` under the names of today's questions.

        Those whose question keeps its name need nothing. Take an answer out of `answers` and put it
        in under another name when its question was renamed or split; what is left under a name that
        no question has is shown to the person. Any answer may be missing.
        """
        return answers

    @classmethod
    def begun_from(
        cls, followed: "PrintableForm", reference: str, since: date | None = None
    ) -> dict[str, Any]:
        """What is known beforehand of a filing that follows up `followed`, as answers; `since` is
        the day on which that was first filed."""
        return {}

    def suggested(self) -> dict[str, str]:
        """Texts, by the name of their input, for what is left blank and may be guessed from the
        other answers. Whoever fills in is told of them and may write others."""
        return {}

    @classmethod
    @cache
    def blank(cls) -> Self:
        """The form with nothing in it, to be looked at only; making one takes as long as filling it
        in."""
        return cls()

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the form can be filed. Warnings are gathered whether it can or not."""
        valid = bool(super().validate(extra_validators))
        # What is no group and no list is both a field and a leaf of it.
        for field in dict.fromkeys((*self, *self.leaves())):
            if hasattr(field, "advise"):
                is_looked_at = field.is_asked and not field.errors
                field.warnings = field.advise(self) if is_looked_at else []
        return valid

    def empty_what_differs(self) -> list[str]:
        """Empty each answer that another filing must have of its own; return their nouns."""
        emptied = [leaf for leaf in self.leaves() if leaf.differs and not leaf.is_blank]
        for leaf in emptied:
            leaf.data = leaf.clean(None)
        return [leaf.noun for leaf in emptied]

    # Out

    def answers(self) -> dict[str, Any]:
        """The answers as JSON-safe data; what was left blank or is not asked is not there."""
        answered = (field for field in self if not field.is_blank and field.is_asked)
        return {field.short_name: field.answer for field in answered}

    def with_all_asked(self) -> Self:
        """The same with the answers to what is not asked, which a draft keeps, too."""
        if not self.has_conditions:
            return self
        meta = {"today": self.meta.today, "has_conditions": False}
        return type(self)(data=self.typed(), meta=meta)

    def typed(self) -> dict[str, Any]:
        """Everything as it was typed, valid or not, for a draft."""
        return {field.short_name: field.typed for field in self.answerable()}

    def answerable(self) -> Iterator[Field]:
        """The fields but for what the office fills in by hand."""
        return (field for field in self if not field.is_on_paper_only)

    def sections(self, *, on_paper: bool = False) -> list[Section]:
        """The questions in order, each with the fields that answer it; `on_paper` with those that
        the office fills in by hand."""
        fields = self if on_paper else self.answerable()
        return [Section(q, list(found)) for q, found in groupby(fields, _question_of)]

    def parts(self, *, on_paper: bool = False) -> list[Part]:
        """All that is asked and said in the body of the form, heading by heading; a heading with
        nothing below it is left out."""
        sections = self.sections(on_paper=on_paper)
        if self._has_questions_only():
            ordinary = [one for one in sections if not one.question.addition]
            added = [one for one in sections if one.question.addition]
            parts = Part(None, [*ordinary]), Part(None, [*added], is_addition=True)
            return [one for one in parts if one.items]
        found, additions = [Part()], Part(is_addition=True)
        section_of = {one.fields[0].short_name: one for one in sections}
        for one in self.outline():
            if isinstance(one, Heading):
                found.append(Part(self._with_asked(one)))
            elif isinstance(one, Guidance):
                above = found[-1].heading
                told = self._with_asked(one) if above is None or above.is_asked else None
                found[-1].items.append(told or replace(one, is_asked=False))
            elif section := section_of.get(one):
                part = additions if section.question.addition else found[-1]
                part.items.append(section)
        return [one for one in (*found, additions) if one.items]

    def _with_asked(self, marker: Any) -> Any:
        condition = marker.asked_if
        return replace(marker, is_asked=condition is None or self.is_met(condition))

    @classmethod
    @cache
    def outline(cls) -> Sequence[Heading | Guidance | str]:
        """Headings, guidance and the names of the fields, in the order of the paper."""
        places: dict[int, Heading | Guidance | str] = {}
        for name in dir(cls):
            found = getattr(cls, name, None)
            if isinstance(found, Heading | Guidance):
                places[found.place] = found
            elif isinstance(found, UnboundField):
                places[found.creation_counter] = name
        return [places[place] for place in sorted(places)]

    @classmethod
    @cache
    def _has_questions_only(cls) -> bool:
        return all(isinstance(one, str) for one in cls.outline())

    @classmethod
    @cache
    def _headings(cls) -> Mapping[str, Heading]:
        """The heading that each field stands under, of those that have one."""
        found: dict[str, Heading] = {}
        above: Heading | None = None
        for one in cls.outline():
            if isinstance(one, Heading):
                above = one
            elif isinstance(one, str) and above:
                found[one] = above
        return found

    def heading_over(self, field: Any) -> Heading | None:
        """The heading of the part of the form that a field stands in."""
        return self._headings().get(field.short_name)

    @property
    def has_conditions(self) -> bool:
        """Whether anything is asked only after a certain answer."""
        return bool(self.meta.has_conditions)

    def when_asked(self, what: Any, *, is_alone: bool = False) -> WhenAsked | None:
        """When a section, a field, a heading or guidance is asked, in words and for the page."""
        return when_asked(self, what, is_alone=is_alone) if self.has_conditions else None

    def is_asked(self, name: str) -> bool:
        """Whether the question or input called `name` is asked, by the other answers."""
        field = self._fields.get(name) or self.leaf(name)
        return field is not None and bool(field.is_asked)

    def is_met(self, condition: Condition) -> bool:
        """Whether the answer that it names is asked for and is one of its values."""
        leaf = self.leaf(condition.name)
        return bool(leaf and leaf.is_asked and not set(leaf.chosen).isdisjoint(condition.values))

    def sections_on_paper(self) -> list[Section]:
        """The questions without the additions whose every answer is preprinted where people sign.

        A question that the paper form asks stays in its place, wherever else its answer stands, and
        so does one that needs more room than a line or a box.
        """
        return [one for part in self.parts_on_paper() for one in part.sections]

    def parts_on_paper(self) -> list[Part]:
        """The same, part by part."""
        preprinted = {name for signer in self.signers() for name in signer.preprinted_from}

        def is_printed(one: Section | Guidance) -> bool:
            if not isinstance(one, Section) or not one.question.addition:
                return True
            return not (preprinted.issuperset(one.names) and one.is_written)

        printed = (
            Part(part.heading, list(filter(is_printed, part.items)), part.is_addition)
            for part in self.parts(on_paper=True)
        )
        return [part for part in printed if part.items]

    def named(self) -> Iterator[tuple[str, Field]]:
        """Every question under words that name it alone."""
        for section in self.sections():
            heading = section.question.heading
            for field in section.fields:
                is_alone = section.is_named_alone
                yield heading if is_alone else f"{heading} {field.label.text}", field

    def leaves(self) -> Iterator[Leaf]:
        """Every single field, groups and lists opened, in the order of the paper."""
        for field in self.answerable():
            yield from leaves_of(field)

    def row_list(self, name: str) -> RowList | None:
        """The list of rows called `name`, or None."""
        field = self._fields.get(name)
        return field if isinstance(field, RowList) else None

    def error_list(self) -> list[tuple[str, str]]:
        """Each message with the id of the input it belongs to, in the order of the page.

        What is not asked has none, but for a file that was sent there before anything else.
        """
        errors = []
        for field in self:
            errors += [(message, field.id) for message in getattr(field, "list_errors", ())]
            leaves = leaves_of(field)
            errors += [(message, leaf.error_id) for leaf in leaves for message in leaf.errors]
        return errors

    def all_warnings(self) -> list[tuple[str, str]]:
        """Each warning with the id of the input it belongs to; equal ones are said once.

        They are read away from the input, so they say whom they are about.
        """
        found: dict[str, str] = {}
        for field in self:
            for whose, place in _places_of(field) if field.is_asked else ():
                for warning in place.warnings:
                    found.setdefault(f"{whose}: {warning}" if whose else warning, place.id)
        return list(found.items())

    def leaf(self, name: str) -> Leaf | None:
        """The input called `name`, or None."""
        field = self._fields.get(name)
        if isinstance(field, Kind):
            return field
        # The first part of it is the name of the field.
        field = self._fields.get(name.partition("-")[0])
        for leaf in leaves_of(field) if field else ():
            if leaf.name == name:
                return leaf
        return None

    def answer_to(self, name: str) -> str:
        """The printed answer of the input called `name`; empty when there is no such input."""
        leaf = self.leaf(name)
        return leaf.shown if leaf and leaf.is_asked else ""

    @property
    def summary(self) -> str:
        """What tells this filing from others, on one line: "Facebook – Personalenheten"."""
        leaves = (self.leaf(name) for name in self.summary_from)
        shown = [clean_line(leaf.listed) for leaf in leaves if leaf and leaf.is_asked]
        return " – ".join(text for text in shown if text)

    @property
    def subject(self) -> str:
        """What the filing is about, written in one way; empty when the form has no such answer."""
        is_known = self.subject_from and self[self.subject_from].is_asked
        return self[self.subject_from].key if is_known else ""

    def as_text(self, *, is_listed: bool = False) -> str:
        """All questions with their answers as plain text; for others than who typed it `is_listed`,
        without what only the document tells."""
        told = (text for part in self.parts() for text in _part_as_text(part, is_listed))
        return "\n\n".join(told)

    def signers(self) -> list[Signer]:
        """Everybody who signs these answers on paper, in its order; of a form without answers
        everybody who may."""
        return [signer for approval in approvals_of(self) for signer in approval.signers]

    @classmethod
    def sent(cls) -> Sent:
        """What goes to who gets the copy, in words."""
        return COPY if cls.answers_in_mail else NOTICE

    @classmethod
    def paper_rule(cls, hand_in: str) -> str:
        """What becomes of the signed paper; `hand_in` is the municipality's rule for the original,
        unless the form has its own. Empty for a form that nobody signs."""
        return messages.paper_rule(cls.hand_in or hand_in, cls.copy_note) if cls.approvals else ""

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """JSON Schema (2020-12) of the answers."""
        form = cls()
        properties = object_schema(cls.title, list(form.answerable()))
        properties = with_rules_of_form(properties, form)
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **properties}


def _question_of(field: Asked) -> Question:
    return field.question or Question(None, field.label.text)


def _places_of(field: Field) -> Iterator[tuple[str, Leaf | Rows]]:
    """What of a field may be warned about, and its name: "Administratör 2, Bo Ek", "Fråga 7"."""
    if isinstance(field, RowList):
        yield "", field
        for row in field.entries:
            whose = ", ".join(text for text in (row.title, row.parts[0].shown) if text)
            yield from ((whose, part) for part in row.parts)
    elif isinstance(field, Group):
        yield from ((part.label.text, part) for part in field.parts)
    else:
        number = field.question.number if field.question else None
        is_the_question = field.question and field.label.text == field.question.text
        named = f"Fråga {number}" if is_the_question and number else field.label.text
        yield named.rstrip("?:"), field


def _part_as_text(part: Part, is_listed: bool) -> Iterator[str]:
    asked = [one for one in part.sections if one.is_asked]
    if asked and part.heading:
        yield part.heading.heading.upper()
    yield from (_section_as_text(one, is_listed) for one in asked)


def _section_as_text(section: Section, is_listed: bool) -> str:
    lines = [section.question.heading]
    answered = [field for field in section.said if not field.is_blank]
    for field in answered:
        told = [field.listed if is_listed else field.shown]
        if isinstance(field, Group):
            told = field.told_to_others if is_listed else field.told
        if section.is_labelled:
            label = field.label.text.rstrip(": ")
            told = [f"{label}:", *told] if len(told) > 1 else [f"{label}: {told[0]}"]
        lines += told
    return "\n".join(lines if answered else [*lines, messages.NO_ANSWER])


def _refuse(path: Path, value: Any, why: str) -> Any:
    """A value of the right shape is the kind's to judge; what no question is about is left out."""
    if why:
        raise AnswersError(path, why)
    return value
