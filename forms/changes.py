"""What differs between two answered versions of a form, question by question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from forms import messages
from forms.comparison import Comparison, Stretch, compare
from forms.field import Asked
from forms.kinds import Field, Group, RowList
from forms.printable import PrintableForm

SAME_WORDS = "Samma ord."
ONLY_SPACES = "Bara radbrytningar eller mellanrum är ändrade."
NOT_ASKED_BEFORE = "Frågan fanns inte."
NOT_ASKED_NOW = "Inget svar. Frågan är borttagen eller ändrad."
DID_NOT_APPLY = "Frågan gällde inte."
DOES_NOT_APPLY = "Frågan gäller inte längre."
NOT_NAMED_BEFORE = "Fanns inte med."
NOT_NAMED_NOW = "Finns inte med längre."
OTHER_DIGITS = "(andra siffror)"
MARKS_IN_TEXT = "Ändrade ord står mellan *asterisker*."
NOTHING: Mapping[str, str] = {}
IN_PART = "Av långa svar visas bara det ändrade och orden närmast. Hela svaret står vid sin fråga."


@dataclass(frozen=True)
class Change:
    """One answer that changed; `before` or `after` is empty when there was or is none.

    The notes are what is said in the place of an answer that is not told.
    """

    question: str
    before: str
    after: str
    note_before: str = messages.NO_ANSWER
    note_now: str = messages.NO_ANSWER

    @cached_property
    def told(self) -> Comparison:
        """What is told of both answers; nothing when their words are the same."""
        return Comparison() if self.has_same_words else compare(self.before, self.after)

    @property
    def notes(self) -> tuple[str, str]:
        """What is said of the answer before and of the one now where they are not told."""
        both = self.note_before, self.note_now
        return (SAME_WORDS, ONLY_SPACES) if self.has_same_words else both

    @property
    def has_same_words(self) -> bool:
        """Whether only what stands between the words is another."""
        return self.before.split() == self.after.split()

    def as_lines(self) -> list[str]:
        """What it was and is, as plain text."""
        if self.has_same_words:
            return [ONLY_SPACES]
        was, is_now = _as_text(self.told.before), _as_text(self.told.after)
        return [f"Tidigare: {was or self.note_before}", f"Nu: {is_now or self.note_now}"]


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
        """The words above the list, on paper, page and in mail."""
        return f"Ändrat sedan version {self.since}"

    @property
    def are_in_part(self) -> bool:
        """Whether … stands for words that are as they were."""
        return any(one.told.is_in_part for one in self.changes)

    def legend(self, marks: str) -> str:
        """What is to be known of the list: `marks`, which tells how words are marked, and …."""
        return " ".join([marks, IN_PART]) if self.are_in_part else marks

    def as_text(self) -> str:
        """The list as plain text, for mail."""
        if not self.changes:
            return f"Inga svar är ändrade sedan version {self.since}."
        sides = (side for one in self.changes for side in (one.told.before, one.told.after))
        legend = self.legend(MARKS_IN_TEXT if any(len(side) > 1 for side in sides) else "").strip()
        lines = [f"{self.heading}:", *([legend] if legend else [])]
        for change in self.changes:
            lines += [f"- {change.question}", *(f"  {line}" for line in change.as_lines())]
        return "\n".join(lines)


def changes_between(
    before: PrintableForm, after: PrintableForm, kept: Mapping[str, str] = NOTHING
) -> list[Change]:
    """The changed answers as they are printed, in the order of the paper.

    Both are the same form. Of a `before` that was carried over from an older edition also the
    answers to questions that are gone, last; but for those that `after` had too: `kept` holds what
    it was answered to such questions.
    """
    changed: list[Change] = []
    gone, kept = dict(before.difference.gone), dict(kept)
    for (heading, was), (_, is_now) in zip(before.named(), after.named(), strict=True):
        if heading in before.difference.new:
            changed += _of_new_question(heading, is_now)
        elif isinstance(was, RowList) and isinstance(is_now, RowList):
            changed += _changed_rows(heading, was, is_now)
        elif heading in gone or heading in kept:
            changed += _of_other_answer(
                heading, (gone.pop(heading, ""), was), (kept.pop(heading, ""), is_now)
            )
        elif _shown(was) != _shown(is_now):
            changed.append(_of_one_answer(heading, was, is_now))
    return [*changed, *_of_gone_questions(gone, kept)]


def _shown(field: Field) -> str:
    """What is not asked has no answer, whatever was typed there."""
    return field.shown if field.is_asked else ""


def _of_one_answer(heading: str, was: Field, is_now: Field) -> Change:
    if not was.is_asked:
        return Change(heading, "", is_now.listed, note_before=DID_NOT_APPLY)
    if not is_now.is_asked:
        return Change(heading, was.listed, "", note_now=DOES_NOT_APPLY)
    return Change(heading, *_listed(was, is_now))


def _of_other_answer(
    heading: str, before: tuple[str, Field], after: tuple[str, Field]
) -> Iterator[Change]:
    """A question that was asked otherwise: of its answers what has a place now, and what not."""
    was, is_now = (
        "\n".join(filter(None, [text, field.listed if field.is_asked else ""]))
        for text, field in (before, after)
    )
    if was != is_now:
        yield Change(heading, was, is_now, NOT_ASKED_BEFORE, NOT_ASKED_NOW)


def _of_gone_questions(gone: Mapping[str, str], kept: Mapping[str, str]) -> Iterator[Change]:
    for one in dict.fromkeys([*gone, *kept]):
        was, is_now = gone.get(one, ""), kept.get(one, "")
        if was != is_now:
            yield Change(one, was, is_now, NOT_ASKED_BEFORE, NOT_ASKED_NOW)


def _of_new_question(heading: str, field: Field) -> Iterator[Change]:
    if not field.is_asked:
        return
    answers = [(heading, field.listed)]
    if isinstance(field, RowList):
        answers = [(f"{heading} {one.title}", one.listed) for one in field.entries]
    for question, text in answers:
        if text:
            yield Change(question, "", text, note_before=NOT_ASKED_BEFORE)


def _changed_rows(heading: str, was: RowList, is_now: RowList) -> Iterator[Change]:
    """Each row that came, left, changed places with another, or is told of otherwise.

    Nothing is said of one that only has another number since one ahead came or left.
    """
    before, after = (
        [one for one in it.entries if it.is_asked and not one.is_blank] for it in (was, is_now)
    )
    partners = _partners(before, after)
    places = list(partners.values())
    in_place = {
        place for place, other in zip(places, sorted(places), strict=True) if place == other
    }
    rows: list[tuple[int, Group | None, Group | None]] = [
        (partners.get(n, n), one, after[partners[n]] if n in partners else None)
        for n, one in enumerate(before)
    ]
    rows += [(n, None, one) for n, one in enumerate(after) if n not in places]
    for place, one, other in sorted(rows, key=itemgetter(0)):
        keeps_place = place in in_place or (one and other and one.title == other.title)
        if not (keeps_place and one and other and one.shown == other.shown):
            yield _changed_row(heading, one, other)


def _partners(before: Sequence[Group], after: Sequence[Group]) -> dict[int, int]:
    """Which of `before` is which of `after`: those of one name, then those in one place."""
    free = dict(enumerate(after))
    found: dict[int, int] = {}
    for number, one in enumerate(before):
        name = one.parts[0].key
        place = next((n for n, other in free.items() if other.parts[0].key == name), None)
        if place is not None:
            found[number] = place
            del free[place]
    found |= {n: n for n in range(len(before)) if n not in found and n in free}
    return dict(sorted(found.items()))


def _changed_row(heading: str, before: Group | None, after: Group | None) -> Change:
    """With the number in the question when it is the same, else with each of the answers."""
    if before and after and before.title == after.title:
        return Change(f"{heading} {before.title}", *_listed(before, after))
    was, is_now = (f"{one.title}, {one.listed}" if one else "" for one in (before, after))
    return Change(heading, was, is_now, NOT_NAMED_BEFORE, NOT_NAMED_NOW)


def _listed(before: Asked, after: Asked) -> tuple[str, str]:
    """What both are told as; a list of changes goes by mail, too."""
    was, is_now = before.listed, after.listed
    return (was, f"{is_now} {OTHER_DIGITS}") if was == is_now else (was, is_now)


def _as_text(stretches: Sequence[Stretch]) -> str:
    """One text; changed words that stand beside others between asterisks."""
    if len(stretches) == 1:
        return stretches[0].text
    return "".join(f"*{text}*" if is_changed else text for text, is_changed in stretches)
