"""A question answered with rows of a table, as many as are needed."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

import wtforms

from forms import messages
from forms.field import Around
from forms.kinds.conditional import Conditional
from forms.kinds.groups import Group
from forms.kinds.schemas import object_schema, with_rules_of_row
from forms.question import Condition, Question

# Far above what a form asks for, so that nothing typed disappears before it is answered for,
# and far below what would let one request fill the memory.
ROWS_READ_AT_MOST = 50


class RowList(Conditional, wtforms.FieldList):
    """A list of rows, each a group of `part_form`.

    At least `least` of them must be complete and at most `most` fit; without a `least` the list
    may be left blank. `title` names a row by number on page and paper ("Rad {}"), `called` does so
    inside a message. With `distinct`, two rows that say the same are stopped. `same_as` names
    another list of the same parts, whose rows may stand here too without being typed again
    (WCAG 2.2, success criterion 3.3.7). With `own`, the first row is about who fills in.
    """

    kind = "rows"
    # What one row and several are called where no title fits: above a table, in a message.
    row_noun, rows_noun = "rad", "rader"
    needs_labels = True
    hint = ""
    link = understood = autocomplete = ""
    form_around: Any = None

    def __init__(
        self,
        part_form: type[wtforms.Form],
        question: Question,
        *,
        title: str = "Rad {}",
        called: str = "",
        noun: str = "rader",
        least: int,
        most: int,
        distinct: bool = False,
        same_as: str = "",
        own: bool = False,
        asked_if: Condition | None = None,
        **kwargs: Any,
    ) -> None:
        # One row at least, so that whoever asks what a row is finds one.
        super().__init__(Group(part_form), question.text, min_entries=max(least, 1), **kwargs)
        self.question, self.row_title, self.noun = question, title, noun
        self.called = called or title.lower()
        self.least, self.most, self.distinct = least, most, distinct
        self.same_as, self.own, self.asked_if = same_as, own, asked_if
        self.list_errors: list[str] = []
        self.warnings: list[str] = []

    def unsound(self) -> Iterator[str]:
        """Numbers of rows that no list can have."""
        if not 0 <= self.least <= self.most or not self.most:
            yield f"it has {self.least} to {self.most} rows, which is none; change least or most"

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

    def _introduce(self, row: Group, number: int) -> None:
        row.title, row.holder = self.row_title.format(number), self
        row.needs_labels = self.needs_labels
        row.offers = lambda: self._offers(number - 1)
        called, is_own = self.called.format(number), self.own and number == 1
        for part in row.parts:
            part.noun, part.own = f"{part.noun_stem} {called}", is_own

    def validate(self, form: Around, extra_validators: Sequence[object] = ()) -> bool:
        """Each row, then the list; rows left blank beyond the required ones are dropped."""
        self.list_errors = []
        if not self.is_asked:
            return True
        self._drop_blank_rows()
        if self.optional and self.is_blank:
            return True
        each_is_valid = super().validate(form, extra_validators) and not self._stop_blank_rows()
        if len(self.entries) > self.most:
            self.list_errors.append(messages.too_many(self.noun, self.most))
        return not self._stop_same_rows() and each_is_valid and not self.list_errors

    def _drop_blank_rows(self) -> None:
        surplus = len(self.entries) - self.min_entries
        for entry in [entry for entry in self.entries if entry.is_blank][: max(surplus, 0)]:
            self.entries.remove(entry)
        self._compact_indices()

    def _stop_blank_rows(self) -> bool:
        """Whether a row that must be there says nothing, where no part of it must be answered."""
        found = False
        for number, row in enumerate(self.entries, 1):
            asked = [part for part in row.parts if part.is_asked]
            if asked and row.is_blank:
                asked[0].errors = [messages.row_missing(self.called.format(number))]
                found = True
        return found

    def _stop_same_rows(self) -> bool:
        """Whether two rows are one; the first part of the second one is marked."""
        found = False
        for first, second in self._pairs() if self.distinct else ():
            part = second.parts[0]
            if self._is_same(first, second) and not part.errors:
                part.errors = [self._same_row(first, second)]
                found = True
        return found

    def _pairs(self) -> Iterator[tuple[Group, Group]]:
        return combinations(self.entries, 2)

    def _is_same(self, first: Group, second: Group) -> bool:
        both = zip(first.parts, second.parts, strict=True)
        return not first.is_blank and all(one.key == other.key for one, other in both)

    def _same_row(self, first: Group, second: Group) -> str:
        return messages.same_row(first.title, second.title)

    def advise(self, form: Around) -> list[str]:
        """Nothing but what its parts advise."""
        return []

    def add_row(self) -> None:
        """One more row to fill in, as long as the form holds one."""
        if len(self.entries) < self.most:
            self.append_entry()

    def remove_row(self, index: int) -> Group | None:
        """Take away the row; when the form needs as many rows, only what stood in it.

        Returns the row as it was, None when there is none.
        """
        removed: Group | None = self.pop_entry(index) if index < len(self.entries) else None
        if len(self.entries) < self.min_entries:
            self.append_entry()
        return removed

    def bring_back(self, index: int, typed: dict[str, Any], count: int) -> None:
        """Undo remove_row: of `count` rows, the one that was `index` says `typed` again."""
        rows = [entry.typed for entry in self.entries]
        rows.insert(index, typed)
        if len(rows) > count and self.entries[-1].is_blank:
            rows.pop()
        self.process(None, rows)

    def _offers(self, index: int) -> list[tuple[str, str]]:
        """Label and action of each row that may stand in this place too."""
        if not self.same_as:
            return []
        source = self.form_around[self.same_as]
        # Rows beyond those that the form holds are read to be told of, not to be copied from.
        others = source.entries[: source.most]
        return [
            (f"Samma som {other.title.lower()}", f"same-{self.name}-{index}-{self.same_as}-{n}")
            for n, other in enumerate(others)
        ]

    def copy_row(self, index: int, other: Group) -> None:
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
    def optional(self) -> bool:
        """Whether no row is needed."""
        return self.least == 0

    @property
    def part_labels(self) -> list[str]:
        """The labels of a row's parts, as the heading of a table."""
        return [part.label.text for part in self.entries[0].parts]

    @property
    def is_blank(self) -> bool:
        """Whether every row is blank."""
        return all(entry.is_blank for entry in self.entries)

    @property
    def typed(self) -> list[dict[str, Any]]:
        """What was typed, row by row."""
        return [entry.typed for entry in self.entries]

    @property
    def answer(self) -> list[dict[str, Any]]:
        """The rows that were filled in."""
        return [entry.answer for entry in self.entries if not entry.is_blank]

    @property
    def shown(self) -> str:
        """One row a line."""
        named = [entry for entry in self.entries if not entry.is_blank]
        return "\n".join(f"{entry.title}: {entry.shown}" for entry in named)

    @property
    def listed(self) -> str:
        """The same, where others than the document tell of it."""
        named = [entry for entry in self.entries if not entry.is_blank]
        return "\n".join(f"{entry.title}: {entry.listed}" for entry in named)

    def schema(self) -> dict[str, Any]:
        """An array of rows."""
        parts = self.entries[0].parts
        title = self.row_title.format("").strip()
        row = with_rules_of_row(object_schema(title, parts), parts)
        bounds = {"minItems": self.least, "maxItems": self.most}
        return {"title": self.label.text, "type": "array", "items": row, **bounds}


def said_twice(first: Group, second: Group, part: int) -> bool:
    """Whether two rows say the same in one of their parts; two blank ones say nothing."""
    return bool(first.parts[part].key == second.parts[part].key != "")
