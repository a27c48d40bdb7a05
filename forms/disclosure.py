"""A filing as it is given out: every answer by itself, so that each can be left out by itself.

What is told is made of words alone: who draws it has nothing at hand of what was left out.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forms.field import Leaf
from forms.kinds import (
    Attachments,
    Email,
    Field,
    Group,
    People,
    PersonName,
    Phone,
    PostalAddress,
    RowList,
    Sum,
)
from forms.kinds.attachments import File
from forms.printable import PrintableForm
from forms.question import Question
from forms.section import Section

ADDITIONS = "Tillägg utanför frågorna"
_WORDS = "Svaren"
_PERSONAL = (PersonName, Email, Phone)
# Shorter ones stand in many texts by chance.
_LEAST_TELLING = 5


@dataclass(frozen=True)
class Told:
    """An answer in words under its `label`, which is empty where the question says it all.

    `name` is that of its input, of a file with its number. It `hangs_on` the answers of these
    inputs; of these questions it decides whether they are asked, as `decides` tells in words. It is
    computed from those that it is the `sum_of`. Of a person it is, when it tells who somebody is or
    how to reach them. A `masked` one has no text.
    """

    name: str
    label: str
    text: str
    is_personal: bool = False
    hangs_on: frozenset[str] = frozenset()
    sum_of: frozenset[str] = frozenset()
    decides: tuple[str, ...] = ()
    masked: bool = False


@dataclass(frozen=True)
class ToldQuestion:
    """A question as it is printed, and its answers; what was left blank is among them."""

    question: Question
    answers: Sequence[Told]


@dataclass(frozen=True)
class ToldPart:
    """What stands under one heading, or before the first."""

    heading: str
    questions: Sequence[ToldQuestion]


def told_parts(form: PrintableForm) -> list[ToldPart]:
    """All answers of a bound form, in the order of the paper."""
    decided = _decided(form)
    parts = []
    for part in form.parts():
        heading = part.heading.heading if part.heading else ADDITIONS if part.is_addition else ""
        questions = [
            ToldQuestion(one.question, list(_answers(one, decided)))
            for one in part.sections
            if one.is_asked
        ]
        if questions:
            parts.append(ToldPart(heading, questions))
    return parts


def told_words(text: str) -> list[ToldPart]:
    """The answers to a form that nobody knows any more, as they were kept in words."""
    told = ToldQuestion(Question(None, _WORDS), [Told("words", "", text)])
    return [ToldPart("", [told])]


def every_answer(parts: Sequence[ToldPart]) -> Iterator[tuple[Question, Told]]:
    """Each that says something, with its question."""
    for part in parts:
        for one in part.questions:
            yield from ((one.question, told) for told in one.answers if told.text)


def with_masked(parts: Sequence[ToldPart], names: Collection[str]) -> tuple[list[ToldPart], int]:
    """The same without the text of what is named, and how many answers were left out.

    What is asked only after such an answer is left out with its question: that it is asked would
    tell the answer.
    """
    there = {told.name for _, told in every_answer(parts)}
    hidden = there.intersection(names)
    found = [
        replace(part, questions=list(_masked_questions(part.questions, hidden))) for part in parts
    ]
    kept = {told.name for _, told in every_answer(found)}
    return [part for part in found if part.questions], len(there - kept)


def _masked_questions(
    questions: Sequence[ToldQuestion], hidden: Collection[str]
) -> Iterator[ToldQuestion]:
    for one in questions:
        told = [each for each in one.answers if each.hangs_on.isdisjoint(hidden)]
        if told:
            yield replace(one, answers=[_without_text(each, hidden) for each in told])


def _without_text(told: Told, hidden: Collection[str]) -> Told:
    return Told(told.name, told.label, "", masked=True) if told.name in hidden else told


def said_elsewhere(
    parts: Sequence[ToldPart], names: Collection[str]
) -> list[tuple[Told, Question, Told]]:
    """What is masked and stands in another answer that is not, with that answer and its question;
    by words that mean the same in any case of letters and with any space between them."""
    every = list(every_answer(parts))
    masked = [told for _, told in every if told.name in names and len(told.text) >= _LEAST_TELLING]
    shown, _ = with_masked(parts, names)
    found = []
    for question, told in every_answer(shown):
        text = _folded(told.text)
        found += [(one, question, told) for one in masked if _folded(one.text) in text]
    return found


def summed_up(
    parts: Sequence[ToldPart], names: Collection[str]
) -> list[tuple[Told, Question, Told]]:
    """What is masked and part of a sum that is not, with that sum and its question: take away what
    else is added and it is there."""
    masked = {told.name: told for _, told in every_answer(parts) if told.name in names}
    shown, _ = with_masked(parts, names)
    return [
        (masked[name], question, told)
        for question, told in every_answer(shown)
        for name in sorted(told.sum_of & masked.keys())
    ]


def says_masked(parts: Sequence[ToldPart], names: Collection[str], text: str) -> bool:
    """Whether a text holds an answer that is masked, by words as above."""
    folded = _folded(text)
    masked = (told.text for _, told in every_answer(parts) if told.name in names)
    return any(len(one) >= _LEAST_TELLING and _folded(one) in folded for one in masked)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _decided(form: PrintableForm) -> dict[str, tuple[str, ...]]:
    """What is asked only after an answer, in words, by the name of its input."""
    found: dict[str, dict[str, None]] = {}
    for section in form.sections():
        for field in section.fields:
            for name in _hangs_on(field, form):
                found.setdefault(name, {})[section.question.heading] = None
    return {name: tuple(words) for name, words in found.items()}


def _hangs_on(field: Any, form: PrintableForm) -> frozenset[str]:
    """The names of the inputs whose answers decide whether a field is asked, by whatever way."""
    found: set[str] = set()
    ways = [field]
    while ways:
        one = ways.pop()
        if one.holder is not None:
            ways.append(one.holder)
        for condition in one.conditions(form):
            leaf = one.hung_on(condition.name)
            if leaf.name not in found:
                found.add(leaf.name)
                ways.append(leaf)
    return frozenset(found)


def _answers(section: Section, decided: dict[str, tuple[str, ...]]) -> Iterator[Told]:
    """Each of a question: of groups and lists each part."""
    for field in section.said:
        label = field.label.text if section.is_labelled else ""
        for told, leaf in _of_field(field, label):
            hangs_on = _hangs_on(leaf, leaf.whole)
            decides = decided.get(leaf.name, ())
            terms = leaf.every_term() if isinstance(leaf, Sum) else ()
            sum_of = frozenset(term.name for term in terms)
            yield replace(told, hangs_on=hangs_on, decides=decides, sum_of=sum_of)


def _of_field(field: Field, label: str) -> Iterator[tuple[Told, Leaf]]:
    if isinstance(field, RowList):
        is_of_people = isinstance(field, People)
        rows = [row for row in field.entries if not row.is_blank]
        for row in rows:
            yield from _of_parts(row, row.title, is_personal=is_of_people)
        if not rows:
            yield _nothing(field, label), field.entries[0].parts[0]
    elif isinstance(field, Group):
        yield from _of_parts(field, label, is_personal=isinstance(field, PostalAddress))
    elif isinstance(field, Attachments) and field.data:
        for number, file in enumerate(field.data):
            name = f"{field.name}-{number}"
            yield Told(name, label or f"Fil {number + 1}", _told_of(file)), field
    else:
        yield _leaf(field, label), field


def _of_parts(group: Any, title: str, *, is_personal: bool) -> Iterator[tuple[Told, Leaf]]:
    for part in group.parts:
        if part.is_asked and not (part.is_ticked_only and part.is_blank):
            words = part.label.text.rstrip(": ")
            label = f"{title}, {_uncapitalised(words)}" if title else words
            yield _leaf(part, label, is_personal=is_personal), part


def _leaf(leaf: Leaf, label: str, *, is_personal: bool = False) -> Told:
    text = "" if leaf.is_blank else leaf.shown
    is_of_person = is_personal or leaf.personal or isinstance(leaf, _PERSONAL)
    return Told(leaf.name, label.rstrip(": "), text, is_of_person and bool(text))


def _told_of(file: File) -> str:
    """Without its digest, by which a guess at a file that is masked could be tried."""
    return ": ".join(filter(None, (file["name"], file["text"])))


def _nothing(field: Field, label: str) -> Told:
    return Told(field.name, label, "")


def _uncapitalised(words: str) -> str:
    """As it stands inside a sentence; what is in capitals stays."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
