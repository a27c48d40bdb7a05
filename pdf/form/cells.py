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
from forms.field import Asked, Leaf
from forms.kinds import (
    AccountAddress,
    Group,
    Hours,
    LongText,
    PersonName,
    Phone,
    StoragePlace,
    Tick,
)
from pdf import geometry, styles
from pdf.blocks import Block, Paragraph, Stack, paragraph
from pdf.blocks.paragraph import longest_word
from pdf.blocks.writing import (
    EDGE,
    INDENT,
    TICK_COLUMN,
    Entry,
    TickCell,
    WritingCell,
    WritingRow,
)
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
    """The room for the answer to `field`: a line, unless its kind says otherwise."""
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
    """What a field is called, the small words in its box, and the title of its row in a list."""

    name: str
    words: str
    title: str = ""


@dataclass(frozen=True)
class Spot:
    """Where one answer's boxes go: below `element`, so wide, in the `row` of a list if in any.

    `headings` stand before the caption of the first box of a row.
    """

    element: Element
    width: float
    row: Group | None = None
    headings: Sequence[Paragraph] = ()

    @property
    def title(self) -> str:
        """The title of the row."""
        return self.row.title if self.row else ""


@dataclass(frozen=True)
class Place:
    """Where boxes stand: their question, the document's fields, how many lines texts have."""

    question: Question
    fields: FormFields
    lines: dict[str, int]
    # The one answer of a question: when it is asked stands with the question.
    is_alone: bool = False

    def cell(self, field: Leaf, spot: Spot) -> Block:
        """The boxes for `field`, with what must be known to fill them in."""
        return boxes_for(field, self, spot)

    def lines_of(self, field: Leaf) -> int:
        """How many lines there are for a text."""
        return self.lines.get(field.name, room_of(field).lines)

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

    def tick(self, named: Named, element: Element, width: float, said: str = "") -> TickCell:
        """A box to tick; beside it stands `said`, or else the words that name it."""
        both = element.add("P")
        entry = self._entry(named, both)
        text_width = width - TICK_COLUMN - INDENT
        text = paragraph(said or named.words, styles.TICK, text_width, both.add("Span"))
        return TickCell(entry, text, width)

    def _entry(self, named: Named, element: Element) -> Entry:
        parts = [self.question.heading, named.title, named.words]
        tooltip = ", ".join(filter(None, parts))
        return Entry(self.fields, element.add("Form"), named.name, tooltip)

    def words_for(self, field: Leaf) -> str:
        """Name, whether it may be left blank, how to write it, and hint, unless they stand above
        already."""
        name = field.label.text if field.label.text != self.question.text else ""
        optional = OPTIONAL if field.optional and not field.is_computed else ""
        words = _with_notes(name, optional, field.pattern)
        is_above = field.hint == f"Exempel: {self.question.example}"
        is_told = is_above or (field.pattern and field.hint == field.usual_hint)
        return sentences(words, "" if is_told else field.hint, self.when(field))

    def when(self, field: Asked) -> str:
        """When it is to be filled in, if not always and not said above."""
        is_said = self.is_alone and field.holder is None
        when = None if is_said else field.whole.when_asked(field)
        return when.sentence if when else ""


def _with_notes(name: str, optional: str, pattern: str) -> str:
    """What is to be known of an answer in brackets after its name, if it has one here."""
    notes = ", ".join(filter(None, [optional if name else optional.capitalize(), pattern]))
    return f"{name} ({notes})" if name and notes else name or notes


@singledispatch
def boxes_for(field: Leaf, place: Place, spot: Spot) -> Block:
    """The boxes in which `field` is answered: one to write in or to tick, or whatever a kind makes
    of its `paper_fields`."""
    own, *_ = field.paper_fields()
    if own.is_tick:
        named = Named(own.name, own.label, spot.title)
        said = sentences(own.label, place.when(field))
        return place.tick(named, spot.element, spot.width, said)
    in_row = sentences(_with_notes(field.label.text, "", field.pattern), place.when(field))
    words = place.words_for(field) if spot.row is None else in_row
    named = Named(own.name, words, spot.title)
    return place.box(named, spot.element, spot.width, place.lines_of(field), spot.headings)


def sentences(*texts: str) -> str:
    """The texts one after the other, each ended by a full stop where nothing else ends it."""
    some = [one for one in texts if one]
    ended = [one if one[-1] in ".?!:" else f"{one}." for one in some[:-1]]
    return " ".join([*ended, *some[-1:]])


def caption_row(words: Paragraph) -> WritingRow:
    """Small words as wide as the page above boxes to write in."""
    width = geometry.BODY_WIDTH
    room = Stack([words], width, indent=INDENT, padding_top=EDGE, padding_bottom=EDGE)
    return WritingRow([room], [width], keep_with_next=True)


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
