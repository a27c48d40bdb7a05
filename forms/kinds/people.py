"""A question answered with a list of persons."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

import wtforms

from forms import messages
from forms.field import Around
from forms.kinds.groups import Group, object_schema
from forms.question import Question

# Far above what a form asks for, so that nothing typed disappears before it is answered for,
# and far below what would let one request fill the memory.
ROWS_READ_AT_MOST = 50


class People(wtforms.FieldList):
    """A list of persons, each a group of `part_form` whose first part is the name.

    At least `least` of them must be complete and at most `most` fit. `title` names a person
    by number on page and paper ("Administratör {}"), `called` does so inside a message. With
    `distinct`, two of them with the same name and e-mail address are one person and stopped.
    `same_as` names another list, whose persons may be named here too without being typed again
    (WCAG 2.2, success criterion 3.3.7). With `own`, the first of them is who fills in.
    """

    kind = "people"
    hint = ""
    optional = False
    link = understood = autocomplete = ""
    form_around: Any = None

    def __init__(
        self,
        part_form: type[wtforms.Form],
        question: Question,
        *,
        title: str,
        called: str = "",
        noun: str,
        least: int,
        most: int,
        distinct: bool = False,
        same_as: str = "",
        own: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(Group(part_form), question.text, min_entries=least, **kwargs)
        self.question, self.person_title, self.noun = question, title, noun
        self.called = called or title.lower()
        self.min_people, self.max_people, self.distinct = least, most, distinct
        self.same_as, self.own = same_as, own
        self.list_errors: list[str] = []
        self.warnings: list[str] = []

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        # WTForms takes "²" and numbers of any length for an index, and fails on them.
        rests = (name[len(prefix) + 1 :] for name in formdata if name.startswith(f"{prefix}-"))
        numbers = (rest.split("-", 1)[0] for rest in rests)
        found = {int(one) for one in numbers if one.isascii() and one.isdigit() and len(one) < 5}
        yield from sorted(found)[:ROWS_READ_AT_MOST]

    def _add_entry(self, *args: Any, **kwargs: Any) -> Group:
        entry: Group = super()._add_entry(*args, **kwargs)
        self._introduce(entry, len(self.entries))
        return entry

    def _compact_indices(self) -> None:
        super()._compact_indices()
        for number, entry in enumerate(self.entries, 1):
            self._introduce(entry, number)

    def _introduce(self, person: Group, number: int) -> None:
        person.title = self.person_title.format(number)
        person.offers = lambda: self._offers(number - 1)
        for position, part in enumerate(person.parts):
            part.noun = f"{part.noun_stem} {self.called.format(number)}"
            part.own = self.own and number == 1
            # The policy asks for so many complete persons; one more may be reached in one way.
            part.optional = number > self.min_people and position > 0

    def validate(self, form: Around, extra_validators: Sequence[object] = ()) -> bool:
        """Each person, then the list; rows left blank beyond the required ones are dropped."""
        self._drop_blank_rows()
        each_is_valid = super().validate(form, extra_validators)
        self.list_errors = []
        if len(self.entries) > self.max_people:
            self.list_errors.append(messages.too_many(self.noun, self.max_people))
        return not self._stop_same_person() and each_is_valid and not self.list_errors

    def _drop_blank_rows(self) -> None:
        surplus = len(self.entries) - self.min_people
        for entry in [entry for entry in self.entries if entry.is_blank][: max(surplus, 0)]:
            self.entries.remove(entry)
        self._compact_indices()

    def _stop_same_person(self) -> bool:
        """Whether two persons are one; the second one's name is marked."""
        found = False
        for first, second in combinations(self.entries if self.distinct else (), 2):
            name = second.parts[0]
            if _are_same(first, second, 0) and _are_same(first, second, 1) and not name.errors:
                name.errors = [messages.same_person(first.title, second.title)]
                found = True
        return found

    def advise(self, form: Around) -> list[str]:
        """Namesakes, persons with one mailbox where two are needed, and persons hard to reach."""
        advice = []
        for first, second in combinations(self.entries, 2):
            if _are_same(first, second, 0):
                advice.append(messages.same_name(first.title, second.title))
            elif self.distinct and _are_same(first, second, 1):
                advice.append(messages.shared_mailbox(first.title, second.title))
        for person in self.entries[self.min_people :]:
            blank = [part.label.text for part in person.parts if part.is_blank]
            advice += [messages.people_missing_part(person.title, label) for label in blank]
        return advice

    def add_person(self) -> None:
        """One more row to fill in, as long as the form holds one."""
        if len(self.entries) < self.max_people:
            self.append_entry()

    def remove_person(self, index: int) -> Group | None:
        """Take away the row; when the form needs as many rows, only what stood in it.

        Returns the row as it was, None when there is none.
        """
        removed: Group | None = self.pop_entry(index) if index < len(self.entries) else None
        if len(self.entries) < self.min_people:
            self.append_entry()
        return removed

    def bring_back(self, index: int, typed: dict[str, Any], count: int) -> None:
        """Undo remove_person: of `count` rows, the one that was `index` says `typed` again."""
        rows = [entry.typed for entry in self.entries]
        rows.insert(index, typed)
        if len(rows) > count and self.entries[-1].is_blank:
            rows.pop()
        self.process(None, rows)

    def _offers(self, index: int) -> list[tuple[str, str]]:
        """Label and action of each person who may stand in this row too."""
        if not self.same_as:
            return []
        source = self.form_around[self.same_as]
        # Rows beyond those that the form holds are read to be told of, not to be copied from.
        others = source.entries[: source.max_people]
        return [
            (f"Samma som {other.title.lower()}", f"same-{self.name}-{index}-{self.same_as}-{n}")
            for n, other in enumerate(others)
        ]

    def copy_person(self, index: int, other: Group) -> None:
        """Let the row say what `other` says; when that is nothing, say what to do first."""
        if index >= len(self.entries):
            return
        if other.is_blank:
            self.entries[index].parts[0].errors = [messages.nobody_to_copy(other.title)]
            return
        rows = [entry.typed for entry in self.entries]
        rows[index] = other.typed
        self.process(None, rows)

    @property
    def part_labels(self) -> list[str]:
        """The labels of a person's parts, as the heading of a table."""
        return [part.label.text for part in self.entries[0].parts]

    @property
    def is_blank(self) -> bool:
        """Whether nobody is named."""
        return all(entry.is_blank for entry in self.entries)

    @property
    def typed(self) -> list[dict[str, Any]]:
        """What was typed, person by person."""
        return [entry.typed for entry in self.entries]

    @property
    def answer(self) -> list[dict[str, Any]]:
        """The persons who were named."""
        return [entry.answer for entry in self.entries if not entry.is_blank]

    @property
    def shown(self) -> str:
        """One person a line."""
        named = [entry for entry in self.entries if not entry.is_blank]
        return "\n".join(f"{entry.title}: {entry.shown}" for entry in named)

    def schema(self) -> dict[str, Any]:
        """An array of persons; those beyond the required ones need no more than a name."""
        parts = self.entries[0].parts
        person = object_schema(self.person_title.format("").strip(), parts)
        return {
            "title": self.label.text,
            "type": "array",
            "prefixItems": [person] * self.min_people,
            "items": person | {"required": [parts[0].short_name]},
            "minItems": self.min_people,
            "maxItems": self.max_people,
        }


def _are_same(first: Group, second: Group, part: int) -> bool:
    """Whether two persons have the same name (part 0) or e-mail address (part 1)."""
    return bool(first.parts[part].key == second.parts[part].key != "")
