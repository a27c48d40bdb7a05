"""How much room each kind of question takes on the grid of the page, and the boxes made of it.

Letters that are written one by one (addresses, telephone numbers) have at least 4 mm each: an
e-mail address of 42 characters, a number of 20, an account's address of 62 on two lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch
from itertools import accumulate
from math import ceil

from forms import Question
from forms.field import Leaf
from forms.kinds import (
    AccountAddress,
    Email,
    Group,
    Hours,
    Line,
    LongText,
    PersonName,
    Phone,
    StoragePlace,
    Tick,
)
from pdf import geometry, styles
from pdf.blocks import Block, Paragraph, paragraph
from pdf.blocks.paragraph import longest_word
from pdf.blocks.writing import INDENT, TICK_COLUMN, Entry, TickCell, WritingCell
from pdf.file.fields import FormFields
from pdf.file.tags import Element

_COLUMNS = 4
_MOST_SIDE_BY_SIDE = 3
OPTIONAL = "valfritt"
_LINES_OF_STORAGE_PLACE = 2
_LINES_OF_ACCOUNT = 2
# The fewest; a blank has more of them where its pages have room.
LEAST_LINES = 2


@dataclass(frozen=True)
class Room:
    """How many columns of the grid and how many lines an answer takes at least."""

    columns: int = _COLUMNS
    lines: int = 1


@singledispatch
def room_of(field: Leaf) -> Room:
    """The room for the answer to `field`."""
    raise TypeError(f"no way to leave space for {type(field).__name__}")


@room_of.register(Line)
@room_of.register(Email)
def _whole_line(field: Leaf) -> Room:
    return Room()


@room_of.register(PersonName)
@room_of.register(Phone)
@room_of.register(Hours)
def _half_a_line(field: Leaf) -> Room:
    return Room(columns=2)


@room_of.register
def _tick(field: Tick) -> Room:
    """As many columns as no word of it is broken in."""
    longest = longest_word(field.label.text, styles.TICK) + TICK_COLUMN + INDENT
    return Room(columns=min(_COLUMNS, ceil(longest / geometry.GRID_COLUMN)))


@room_of.register
def _account(field: AccountAddress) -> Room:
    return Room(columns=3, lines=_LINES_OF_ACCOUNT)


@room_of.register
def _long_text(field: LongText) -> Room:
    return Room(lines=LEAST_LINES)


@room_of.register
def _storage_place(field: StoragePlace) -> Room:
    return Room(lines=_LINES_OF_STORAGE_PLACE)


@dataclass(frozen=True)
class Named:
    """What a field is called, the small words in its box, and whose it is in a list of persons."""

    name: str
    words: str
    title: str = ""


@dataclass(frozen=True)
class Place:
    """Where boxes stand: their question, the document's fields, how many lines texts have."""

    question: Question
    fields: FormFields
    lines: dict[str, int]

    def cell(self, field: Leaf, element: Element, width: float) -> Block:
        """The box for `field`, with what must be known to fill it in."""
        if isinstance(field, Tick):
            return self._tick(field, element, width)
        lines = self.lines.get(field.name, room_of(field).lines)
        return self.box(Named(field.name, self._words_for(field)), element, width, lines)

    def cell_of(
        self,
        person: Group,
        part: Leaf,
        element: Element,
        width: float,
        headings: Sequence[Paragraph] = (),
    ) -> Block:
        """The box for a `part` of a person in a list; `headings` stand before its caption."""
        if isinstance(part, Tick):
            return self._tick(part, element, width, person.title)
        named = Named(part.name, part.label.text, person.title)
        return self.box(named, element, width, room_of(part).lines, headings)

    def box(
        self,
        named: Named,
        element: Element,
        width: float,
        lines: int,
        headings: Sequence[Paragraph] = (),
    ) -> WritingCell:
        """A box for text; its words and its field are one paragraph to a screen reader."""
        both = element.add("P")
        captions = list(headings)
        if named.words:
            text_width = width - 2 * INDENT
            captions.append(paragraph(named.words, styles.CAPTION, text_width, both.add("Span")))
        return WritingCell(self._entry(named, both), captions, width, lines)

    def _tick(self, field: Leaf, element: Element, width: float, title: str = "") -> TickCell:
        both = element.add("P")
        entry = self._entry(Named(field.name, field.label.text, title), both)
        text_width = width - TICK_COLUMN - INDENT
        text = paragraph(field.label.text, styles.TICK, text_width, both.add("Span"))
        return TickCell(entry, text, width)

    def _entry(self, named: Named, element: Element) -> Entry:
        parts = [self.question.heading, named.title, named.words]
        tooltip = ", ".join(filter(None, parts))
        return Entry(self.fields, element.add("Form"), named.name, tooltip)

    def _words_for(self, field: Leaf) -> str:
        """Name, whether it may be left blank, and hint, unless they stand above already."""
        name = field.label.text if field.label.text != self.question.text else ""
        if field.optional:
            name = f"{name} ({OPTIONAL})" if name else OPTIONAL.capitalize()
        is_above = field.hint == f"Exempel: {self.question.example}"
        return ". ".join(filter(None, [name, "" if is_above else field.hint]))


def rows_of(parts: Sequence[Leaf]) -> list[list[Leaf]]:
    """The parts of an answer line by line, each on the first line that has room for it."""
    rows: list[list[Leaf]] = []
    for part in parts:
        row = next((row for row in rows if _have_room(row, part)), None)
        if row is None:
            rows.append([part])
        else:
            row.append(part)
    return rows


def widths_of(row: Sequence[Leaf]) -> list[float]:
    """How wide the box of each part is; the last one reaches the right edge."""
    return widths_for([room_of(part).columns for part in row])


def widths_for(columns: Sequence[int]) -> list[float]:
    """The same for boxes of so many columns."""
    ends = list(accumulate(columns))
    ends[-1] = _COLUMNS
    return [_right_of(end) - _right_of(start) for start, end in zip([0, *ends], ends, strict=False)]


def _have_room(row: Sequence[Leaf], part: Leaf) -> bool:
    return len(row) < _MOST_SIDE_BY_SIDE and _columns([*row, part]) <= _COLUMNS


def _columns(row: Sequence[Leaf]) -> int:
    return sum(room_of(part).columns for part in row)


def _right_of(column: int) -> float:
    """Where a column of the grid ends; the first one takes that of the numbers too."""
    if not column:
        return 0.0
    return geometry.NUMBER_COLUMN + column * geometry.GRID_COLUMN
