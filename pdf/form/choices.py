"""Choices on paper: every option is printed, with a cross at what is chosen.

A reader sees what was not chosen, too. On the blank each option has a box of its own to tick, also
where one of them is to be chosen. Radio buttons pass PDF/A and PDF/UA, but one that was pressed by
mistake cannot be taken back in PDFium and pdf.js, and a pen does not know that it may tick one.
"""

from collections.abc import Sequence

from forms.field import Leaf, Option
from forms.kinds import Accept, OneOf, SeveralOf
from forms.kinds.choices import OTHER, Choices, other_text
from pdf import geometry, styles
from pdf.blocks import Block, Row, Stack, paragraph
from pdf.blocks.paragraph import lines_of
from pdf.blocks.signature import TICK_ROOM, TickedOrNot
from pdf.blocks.writing import CAPTION_TOP, INDENT, TICK_COLUMN, WritingRow
from pdf.file.tags import UNNUMBERED, Element, printed_tick
from pdf.form.answers import answer_blocks
from pdf.form.cells import Named, Place, Room, Spot, boxes_for, room_of, sentences

_CHOSEN, _NOT_CHOSEN = "{}: vald", "{}: inte vald"
_MOST_SIDE_BY_SIDE = 3
_BETWEEN = 0.6
_HALF = geometry.GRID_COLUMN * 2
# A pen does not know how many it may tick.
_HOW: dict[type, str] = {OneOf: "Kryssa i ett", SeveralOf: "Kryssa i ett eller flera"}

# ---- Answered


@answer_blocks.register
def _chosen(field: Choices, element: Element, width: float) -> list[Block]:
    """A list of boxes, crossed or not."""
    names = element.add("L", UNNUMBERED)
    told = [(_words_of(one, field), one.is_chosen) for one in field.options]
    told += [(value, True) for value in field.gone]
    own = _width_for([words for words, _ in told], width, TICK_ROOM, styles.ANSWER)
    blocks = [
        _box(words, is_chosen, names.add("LI").add("LBody"), own) for words, is_chosen in told
    ]
    every = Stack(_side_by_side(blocks, own, width), width)
    # What was not chosen is read beside what was.
    every.stays_whole = every.height <= geometry.BODY_HEIGHT / 2
    return [every]


@answer_blocks.register
def _accepted(field: Accept, element: Element, width: float) -> list[Block]:
    return [_box(field.statement, bool(field.data), element, width)]


def _words_of(option: Option, field: Choices) -> str:
    """Its label, and what was written beside it."""
    return ": ".join(filter(None, (option.label, field.written if option.value == OTHER else "")))


def _box(words: str, is_chosen: bool, element: Element, width: float) -> TickedOrNot:
    told = (_CHOSEN if is_chosen else _NOT_CHOSEN).format(words)
    form = element.add("Form", printed_tick(told, words, is_chosen))
    text = paragraph(words, styles.ANSWER, width - TICK_ROOM, form)
    return TickedOrNot(text, is_chosen, after=_BETWEEN)


# ---- To be answered


@room_of.register
def _room(field: Choices) -> Room:
    """Half a line where all options stand side by side in it."""
    fits = round(_HALF / _tick_width(field, _HALF)) >= len(field.options) and not field.other
    return Room(columns=2) if fits else Room()


@boxes_for.register
def _boxes(field: Choices, place: Place, spot: Spot) -> Block:
    """What is asked, a box to tick for each option, and room for what else is meant."""
    own = _tick_width(field, spot.width)
    ticks = [
        place.tick(_named(field, one, place, spot), spot.element, own, _beside(one))
        for one in field.options
    ]
    room = [_room_for_other(field, place, spot)] if field.other else []
    blocks = [*_side_by_side(ticks, own, spot.width), *room]
    return _under(_captions(field, place, spot), blocks, spot)


@boxes_for.register
def _box_to_accept(field: Accept, place: Place, spot: Spot) -> Block:
    """The statement beside its box, under what is to be known of it."""
    own, *_ = field.paper_fields()
    named = Named(own.name, own.label, spot.title)
    tick = place.tick(named, spot.element, spot.width)
    return _under(_captions(field, place, spot), [tick], spot)


def _under(captions: list[Block], blocks: Sequence[Block], spot: Spot) -> Block:
    top = CAPTION_TOP if captions else 0.0
    return Stack([*captions, *blocks], spot.width, padding_top=top)


def _captions(field: Leaf, place: Place, spot: Spot) -> list[Block]:
    in_row = sentences(field.label.text, place.when(field))
    asked = place.words_for(field) if spot.row is None else in_row
    element = spot.element.add("P")
    words = sentences(asked, _HOW.get(type(field), ""))
    told = [paragraph(words, styles.CAPTION, spot.width - 2 * INDENT, element)] if words else []
    blocks: list[Block] = [*spot.headings, *told]
    return [Stack(blocks, spot.width, indent=INDENT, keep_with_next=True)] if blocks else []


def _tick_width(field: Choices, width: float) -> float:
    said = [_beside(one) for one in field.options]
    return _width_for(said, width, TICK_COLUMN + INDENT, styles.TICK)


def _beside(option: Option) -> str:
    return ": ".join(filter(None, (option.label, option.hint)))


def _named(field: Choices, option: Option, place: Place, spot: Spot) -> Named:
    return Named(field.tick_of(option).name, _within(field, option.label, place), spot.title)


def _within(field: Leaf, words: str, place: Place) -> str:
    """The words after the label of the field, where the question has another."""
    name = field.label.text if field.label.text != place.question.text else ""
    return ", ".join(filter(None, (name, words)))


def _room_for_other(field: Choices, place: Place, spot: Spot) -> Block:
    words = _within(field, field.other, place)
    cell = place.box(Named(other_text(field.name), words, spot.title), spot.element, spot.width, 1)
    return WritingRow([cell], [spot.width])


# ---- Both


def _width_for(texts: Sequence[str], width: float, beside: float, style: styles.TextStyle) -> float:
    """How wide each of some boxes is, so that none takes two lines unless it stands alone."""
    longest = max(paragraph(text, style, geometry.BODY_WIDTH, None).natural_width for text in texts)
    for count in range(_MOST_SIDE_BY_SIDE, 1, -1):
        own = width / count
        is_on_one_line = all(len(lines_of(text, style, own - beside)) == 1 for text in texts)
        if is_on_one_line and longest + beside + geometry.PART_GAP <= own:
            return own
    return width


def _side_by_side(blocks: Sequence[Block], own: float, width: float) -> list[Block]:
    count = round(width / own)
    if count == 1:
        return list(blocks)
    rows = [blocks[start : start + count] for start in range(0, len(blocks), count)]
    return [Row(row, [own] * len(row), after=_BETWEEN) for row in rows]
