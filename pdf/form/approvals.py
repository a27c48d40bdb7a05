"""The approvals as a ruled table: what is signed, each statement, a row for each who signs it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import count
from typing import Self

from forms import Approval, PrintableForm, Signer
from forms.field import Leaf
from forms.signing import approvals_of
from forms.when_asked import when_asked
from pdf import geometry, styles
from pdf.blocks import Block, Frame, Row, Ruled, Stack, paragraph
from pdf.blocks.paragraph import lines_of
from pdf.blocks.signature import TICK_ROOM, RoomToWrite, SignerRow, TickedOrNot
from pdf.blocks.writing import Entry
from pdf.file.fields import FormFields
from pdf.file.tags import ROW_HEADING, Element, printed_tick, room_to_write
from pdf.form.applies import Applies

_HEADING = "Godkännande"
_NAME = "Namnförtydligande"
_OPTIONAL = "Skriver under vid behov"
_DATE = "Datum"
_DATE_HINT = "ÅÅÅÅ-MM-DD"
_SIGNATURE = "Underskrift"
_BY_HAND = "{}, skrivs för hand"
_DATE_BY_HAND = "Datum, skrivs för hand: år, månad, dag"
_TICKED, _NOT_TICKED = "{}: ja", "{}: inte ikryssat"
_BEFORE = 3.0
_FRAME = Frame(stroke=styles.LINE, line_width=geometry.OUTLINE)
_WHO, _DATE_WIDTH, _SIGNATURE_WIDTH = geometry.SIGNER_COLUMNS
_INNER = _WHO - 2 * geometry.APPROVAL_INDENT
_BESIDE_TICK = _INNER - TICK_ROOM
_STATEMENT = _WHO + _DATE_WIDTH
_WHOLE = geometry.BODY_WIDTH - 2 * geometry.APPROVAL_INDENT


@dataclass(frozen=True)
class Approvals:
    """What is needed to draw them. `fields` are those of a blank, else None.

    `closing` says what becomes of the paper when it is signed.
    """

    form: PrintableForm
    applies: Applies
    closing: str
    fields: FormFields | None = None

    def blocks(self, document: Element) -> list[Block]:
        """A block for each group, which is split only when it takes more than a page; or nothing
        for a form that nobody signs."""
        groups = _groups(approvals_of(self.form))
        counter, tables = count(), []
        for group in groups:
            closing = self.closing if group is groups[-1] else ""
            tables.append(self._table(group, document.add("Sect"), counter, closing))
        return tables

    def _table(
        self, group: Sequence[Approval], section: Element, counter: Iterator[int], closing: str
    ) -> Block:
        heading = group[0].heading or _HEADING
        rows: list[Row] = [_head(heading, section, self.applies)]
        for approval in group:
            rows += self._approval(approval, section.add("Sect"), counter)
        if closing:
            rows[-1].keep_with_next = True
            rows.append(_closing(closing, section.add("P")))
        return ApprovalTable(
            rows,
            geometry.BODY_WIDTH,
            padding_top=geometry.APPROVAL_TOP,
            frame=_FRAME,
            before=_BEFORE,
            stays_whole=True,
            head_again=partial(_head, heading, None, self.applies),
        )

    def _approval(
        self, approval: Approval, section: Element, counter: Iterator[int]
    ) -> Iterator[Row]:
        """The statement, and the rows of those who sign it."""
        yield self._statement(approval, section)
        table = section.add("Table")
        is_alone = len(approval.signers) == 1
        for signer, number in zip(approval.signers, counter, strict=False):
            row = table.add("TR")
            yield SignerRow(
                [
                    self._who(signer, row, has_tick=not is_alone),
                    _date_box(signer, row.add("TD")),
                    _signature_box(signer, row.add("TD")),
                ],
                geometry.SIGNER_COLUMNS,
                padding=geometry.APPROVAL_PADDING,
                indent=geometry.APPROVAL_INDENT,
                least_height=geometry.SIGNER_ROW,
                signer=number,
                statement=approval.statement,
            )

    def _statement(self, approval: Approval, section: Element) -> Row:
        """The words, and where one person alone signs them, by what right that person does so."""
        heading = section.add("H3")
        when = when_asked(self.form, approval) if self.fields is not None else None
        ticks = self._tick(approval.signers[0], section) if len(approval.signers) == 1 else []
        width = _STATEMENT - 2 * geometry.APPROVAL_INDENT if ticks else _WHOLE
        words: Block = paragraph(approval.statement, styles.STATEMENT, width, heading)
        if when:
            told = paragraph(when.sentence, styles.CAPTION, width, section.add("P"))
            words = Stack([words, told], width)
        return _row([words, *ticks], [_STATEMENT, _SIGNATURE_WIDTH][: 1 + len(ticks)])

    def _who(self, signer: Signer, row: Element, *, has_tick: bool) -> Stack:
        """Role, name in clear, and what else is known; room to write what is not."""
        role = paragraph(signer.title, styles.SIGNER, _INNER, row.add("TH", ROW_HEADING))
        cell = row.add("TD")
        position = self.form.leaf(signer.position_from)
        told = [paragraph(one, styles.CAPTION, _INNER, cell.add("P")) for one in self._when(signer)]
        blocks: list[Block] = [role, *told, self._known(_NAME, signer.name_from, signer, cell)]
        if position:
            blocks.append(self._known(position.label.text, position.name, signer, cell))
        if has_tick:
            blocks += self._tick(signer, cell)
        if isinstance(blocks[-1], RoomToWrite):
            blocks[-1].is_ruled = False
        return Stack(blocks, _INNER)

    def _when(self, signer: Signer) -> Iterator[str]:
        """That somebody need not sign, or on a blank not after every answer."""
        if signer.optional:
            yield _OPTIONAL
        if self.fields is not None and (when := when_asked(self.form, signer)):
            yield when.sentence

    def _known(self, caption: str, name: str, signer: Signer, cell: Element) -> Block:
        leaf = self.form.leaf(name)
        if leaf and leaf.is_asked and leaf.shown:
            return _captioned(caption, leaf.shown, cell.add("P"))
        entry = self._entry(leaf, signer, cell)
        element = cell.add("P") if entry else _room(caption, signer, cell)
        words = paragraph(caption, styles.CAPTION, _INNER, element)
        further = words.height - words.style.line_height
        return RoomToWrite(words, _INNER, geometry.NAME_BY_HAND + further, entry)

    def _tick(self, signer: Signer, parent: Element) -> list[Block]:
        """Nothing when the form does not ask by what right the person signs."""
        leaf = self.form.leaf(signer.delegated_from)
        if leaf is None:
            return []
        words, entry = leaf.label.text, self._entry(leaf, signer, parent)
        is_ticked = bool(leaf.data) and leaf.is_asked
        told = (_TICKED if is_ticked else _NOT_TICKED).format(words)
        element = (
            parent.add("P") if entry else parent.add("Form", printed_tick(told, words, is_ticked))
        )
        return [TickedOrNot(paragraph(words, styles.TICK, _BESIDE_TICK, element), is_ticked, entry)]

    def _entry(self, leaf: Leaf | None, signer: Signer, parent: Element) -> Entry | None:
        """The field of a blank, unless the answer has one: a question, or another who signs."""
        if leaf is None or self.fields is None or leaf.name in self._has_field:
            return None
        self._has_field.add(leaf.name)
        tooltip = f"{signer.title}, {leaf.label.text}"
        return Entry(self.fields, parent.add("Form"), leaf.name, tooltip)

    @cached_property
    def _has_field(self) -> set[str]:
        return {name for section in self.form.sections_on_paper() for name in section.names}


@dataclass
class ApprovalTable(Ruled):
    """Rows that move to the next page together. More than a page of them are split between
    signers; what is signed then stands again above those that follow, as an artifact."""

    head_again: Callable[[], Block] | None = None

    def _halves(self, first: Sequence[Block], rest: Sequence[Block]) -> tuple[Self, Self]:
        again = [self.head_again()] if self.head_again else []
        if isinstance(rest[0], SignerRow):
            words = paragraph(rest[0].statement, styles.STATEMENT, _WHOLE, None)
            again.append(_row([words], [geometry.BODY_WIDTH]))
        return super()._halves(first, [*again, *rest])


def _groups(approvals: Iterable[Approval]) -> list[list[Approval]]:
    """Those under one heading together; each that has one begins a group."""
    groups: list[list[Approval]] = []
    for one in approvals:
        if one.heading or not groups:
            groups.append([])
        groups[-1].append(one)
    return groups


def _head(text: str, section: Element | None, applies: Applies) -> Row:
    """The heading beside what is signed, or above it when one of its words is too long for that."""
    heading = section.add("H2") if section else None
    style, width = styles.APPROVAL_HEADING, geometry.APPROVAL_HEADING
    if any(len(lines_of(word, style, width)) > 1 for word in text.split()):
        above = paragraph(text, style, _WHOLE, heading)
        return _row([Stack([above, applies.block(section)], _WHOLE)], [geometry.BODY_WIDTH])
    words = paragraph(text, style, width, heading)
    return _row([words, applies.block(section)], [width, geometry.BODY_WIDTH - width])


def _closing(text: str, element: Element) -> Row:
    words = paragraph(text, styles.CLOSING, _WHOLE, element)
    room = Stack([words], _WHOLE, padding_bottom=geometry.APPROVAL_BOTTOM)
    return _row([room], [geometry.BODY_WIDTH])


def _row(cells: Sequence[Block], widths: Sequence[float]) -> Row:
    return Row(
        cells,
        widths,
        padding=geometry.APPROVAL_PADDING,
        indent=geometry.APPROVAL_INDENT,
        keep_with_next=True,
    )


def _captioned(caption: str, value: str, element: Element) -> Block:
    """Side by side where the value fits on a line there, else below each other. Of one paragraph;
    the space keeps the two apart when they are read."""
    width = geometry.SIGNER_CAPTION
    words = paragraph(f"{caption} ", styles.CAPTION, _INNER, element)
    beside = paragraph(value, styles.PREPRINTED, _INNER - width, element)
    if len(beside.lines) > 1:
        return Stack([words, paragraph(value, styles.PREPRINTED, _INNER, element)], _INNER)
    down = beside.baseline - words.baseline
    return Row([Stack([words], width, padding_top=down), beside], [width, _INNER - width])


def _date_box(signer: Signer, cell: Element) -> Row:
    place = cell.add("Form", room_to_write(_DATE_BY_HAND, f"{_DATE}, {signer.title}"))
    caption = paragraph(f"{_DATE} ", styles.CAPTION, _DATE_WIDTH, place)
    hint = paragraph(_DATE_HINT, styles.DATE_HINT, _DATE_WIDTH, place)
    width = geometry.DATE_CAPTION
    return Row([caption, hint], [width, _DATE_WIDTH - width])


def _signature_box(signer: Signer, cell: Element) -> Block:
    return paragraph(_SIGNATURE, styles.CAPTION, _SIGNATURE_WIDTH, _room(_SIGNATURE, signer, cell))


def _room(caption: str, signer: Signer, parent: Element) -> Element:
    words = room_to_write(_BY_HAND.format(caption), f"{caption}, {signer.title}")
    return parent.add("Form", words)
