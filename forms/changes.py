"""What differs between two answered versions of a form, question by question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from forms import messages
from forms.kinds import Field, People
from forms.printable import PrintableForm

# An answer of no more words is told whole.
FEW_WORDS = 12
WORDS_AROUND = 3
ONLY_SPACES = "Bara radbrytningar eller mellanrum är ändrade."
NOT_ASKED_BEFORE = "Frågan fanns inte."
NOT_ASKED_NOW = "Inget svar. Frågan är borttagen eller ändrad."
IN_PART = "Av långa svar visas bara orden där något är ändrat. Hela svaren står längre ner."


@dataclass(frozen=True)
class Change:
    """One answer that changed; `before` or `after` is empty when there was or is none.

    `was_asked` and `is_asked` tell whether both editions have the question.
    """

    question: str
    before: str
    after: str
    was_asked: bool = True
    is_asked: bool = True

    @property
    def nothing_before(self) -> str:
        """What is said where there was no answer."""
        return messages.NO_ANSWER if self.was_asked else NOT_ASKED_BEFORE

    @property
    def nothing_now(self) -> str:
        """What is said where there is no answer."""
        return messages.NO_ANSWER if self.is_asked else NOT_ASKED_NOW

    @property
    def is_told_in_part(self) -> bool:
        """Whether both answers are long, and so only their changed words are told."""
        before, after = self.before.split(), self.after.split()
        return before != after and min(len(before), len(after)) > FEW_WORDS

    def as_lines(self) -> list[str]:
        """What it was and is, as plain text; of a long answer the changed words and some around.

        From the first word that differs to the last, however many there are in between: to tell
        two places apart takes longer than a text that somebody made for it may take.
        """
        before, after = self.before.split(), self.after.split()
        if before == after:
            return [ONLY_SPACES]
        told = self.before, self.after
        if self.is_told_in_part:
            start = _alike(before, after)
            end = min(_alike(before[::-1], after[::-1]), min(len(before), len(after)) - start)
            told = _around(before, start, end), _around(after, start, end)
        was, is_now = told
        return [f"Tidigare: {was or self.nothing_before}", f"Nu: {is_now or self.nothing_now}"]


def _alike(some: Sequence[str], others: Sequence[str]) -> int:
    """How many words at the start are the same."""
    pairs = zip(some, others, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _around(words: Sequence[str], start: int, end: int) -> str:
    first, last = max(start - WORDS_AROUND, 0), len(words) - max(end - WORDS_AROUND, 0)
    before, after = "… " if first else "", " …" if last < len(words) else ""
    return f"{before}{' '.join(words[first:last])}{after}"


@dataclass(frozen=True)
class Changes:
    """What was changed since version `since`."""

    since: int
    changes: list[Change]

    @property
    def are_none(self) -> bool:
        """Whether every answer is printed as it was before."""
        return not self.changes

    @property
    def heading(self) -> str:
        """The words above the list, on paper and in mail."""
        return f"Ändrat sedan version {self.since}"

    def as_text(self) -> str:
        """The list as plain text, for mail."""
        if not self.changes:
            return f"Inga svar är ändrade sedan version {self.since}."
        lines = []
        for change in self.changes:
            lines += [f"- {change.question}", *(f"  {line}" for line in change.as_lines())]
        is_in_part = any(change.is_told_in_part for change in self.changes)
        return "\n".join([f"{self.heading}:", *([IN_PART] if is_in_part else []), *lines])


def changes_between(before: PrintableForm, after: PrintableForm) -> list[Change]:
    """The changed answers as they are printed, in the order of the paper.

    Of a `before` that was carried over from an older edition also the answers to questions that
    are gone, last.
    """
    earlier, later = dict(_answers(before)), dict(_answers(after))
    questions = [*later, *(question for question in earlier if question not in later)]
    new = set(_parts_of(after, before.difference.new))
    pairs = ((one, earlier.get(one, ""), later.get(one, "")) for one in questions)
    changed = [Change(*pair, was_asked=pair[0] not in new) for pair in pairs if pair[1] != pair[2]]
    gone = before.difference.gone.items()
    return changed + [Change(question, text, "", is_asked=False) for question, text in gone]


def _answers(form: PrintableForm) -> Iterator[tuple[str, str]]:
    """Each printed answer under words that name it alone."""
    for heading, field in form.named():
        yield from _answers_of(field, heading)


def _parts_of(form: PrintableForm, questions: Sequence[str]) -> Iterator[str]:
    for heading, field in form.named():
        if heading in questions:
            yield from (words for words, _ in _answers_of(field, heading))


def _answers_of(field: Field, heading: str) -> Iterator[tuple[str, str]]:
    if isinstance(field, People):
        for person in field.entries:
            yield f"{heading} {person.title}", person.shown
    else:
        yield heading, field.shown
