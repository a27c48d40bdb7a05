"""What differs between two answered versions of a form, question by question."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from forms import messages
from forms.kinds.people import People
from forms.printable import PrintableForm


@dataclass(frozen=True)
class Change:
    """One answer that changed; `before` or `after` is empty when there was or is none."""

    question: str
    before: str
    after: str


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
        lines = [f"{self.heading}:"]
        for change in self.changes:
            lines.append(f"- {change.question}")
            lines.append(f"  Tidigare: {change.before or messages.NO_ANSWER}")
            lines.append(f"  Nu: {change.after or messages.NO_ANSWER}")
        return "\n".join(lines)


def changes_between(before: PrintableForm, after: PrintableForm) -> list[Change]:
    """The changed answers as they are printed, in the order of the paper."""
    earlier, later = dict(_answers(before)), dict(_answers(after))
    questions = [*later, *(question for question in earlier if question not in later)]
    pairs = ((one, earlier.get(one, ""), later.get(one, "")) for one in questions)
    return [Change(*pair) for pair in pairs if pair[1] != pair[2]]


def _answers(form: PrintableForm) -> Iterator[tuple[str, str]]:
    """Each printed answer under words that name it alone."""
    for section in form.sections():
        for field in section.fields:
            named = len(section.fields) > 1
            heading = section.question.heading
            yield from _answers_of(field, f"{heading} {field.label.text}" if named else heading)


def _answers_of(field: Any, heading: str) -> Iterator[tuple[str, str]]:
    if isinstance(field, People):
        for person in field.entries:
            yield f"{heading} {person.title}", person.shown
    else:
        yield heading, field.shown
