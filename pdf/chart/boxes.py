"""The boxes of the chart with their texts, broken into lines and placed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pdf.blocks.paragraph import lines_of
from pdf.chart import styles
from pdf.geometry import Box, from_points
from pdf.styles import TextStyle
from pdf.text.linebreaking import Line
from policy import NOTICE_LABEL, WALL_LABEL, Advice, Kind, Node

# Where the baseline lies in a line, as a part of the leading.
_BASELINE = 0.76


class Role(StrEnum):
    """What a text is in its box."""

    START = "start"
    TITLE = "title"
    BODY = "body"
    REMARK = "remark"
    NOTICE_LABEL = "notice-label"
    NOTICE = "notice"
    LABEL = "label"


_STYLES = {
    Role.START: styles.START,
    Role.TITLE: styles.NODE_TITLE,
    Role.BODY: styles.NODE_BODY,
    Role.REMARK: styles.REMARK,
    Role.NOTICE_LABEL: styles.NOTICE_LABEL,
    Role.NOTICE: styles.NOTICE,
    Role.LABEL: styles.LABEL,
}


@dataclass(frozen=True)
class PlacedText:
    """Lines of one style with their upper left corner."""

    role: Role
    lines: tuple[Line, ...]
    style: TextStyle
    left: float
    top: float

    @property
    def font_size(self) -> float:
        """The size of the letters in millimetres."""
        return from_points(self.style.size)

    @property
    def box(self) -> Box:
        """The room that the lines take."""
        widest = max(line.width for line in self.lines) * self.style.size / 1000
        height = len(self.lines) * self.style.line_height
        return Box(self.left, self.top, from_points(widest), height)

    @property
    def baseline(self) -> float:
        """The first baseline, from the top of the paper."""
        return self.top + self.style.line_height * _BASELINE

    @property
    def rows(self) -> list[tuple[str, float]]:
        """The words of each line and its baseline."""
        return [
            ("".join(run.text for run, _ in line.runs), self.baseline + at * self.style.line_height)
            for at, line in enumerate(self.lines)
        ]


@dataclass(frozen=True)
class PlacedGroup:
    """Texts with a frame of their own within a node: a piece of advice, or our notice."""

    box: Box
    texts: tuple[PlacedText, ...]


@dataclass(frozen=True)
class PlacedNode:
    """A node where it stands: its frame, its own texts, groups within it, and texts after them."""

    node: Node
    box: Box
    texts: tuple[PlacedText, ...]
    groups: tuple[PlacedGroup, ...] = ()
    texts_after: tuple[PlacedText, ...] = ()


def text_at(role: Role, text: str, left: float, top: float, width: float) -> PlacedText:
    """`text` broken to `width`."""
    style = _STYLES[role]
    return PlacedText(role, lines_of(text, style, width), style, left, top)


def place_node(
    node: Node, left: float, top: float, width: float, *, with_sources: bool
) -> PlacedNode:
    """The node as high as its texts need; `with_sources` says beside it what was reconstructed.

    Our notice stands before the advice that it bounds: nobody acts on the one without the other.
    """
    body = _body_of(node, with_sources)
    texts = _stack([*_title_of(node), *([] if node.notice else body)], *_within(left, top, width))
    bottom = texts[-1].box.bottom + styles.PADDING
    groups = _place_advice(node.advice, left, bottom, width) if node.advice else ()
    after: tuple[PlacedText, ...] = ()
    if node.notice:
        label = NOTICE_LABEL if with_sources else WALL_LABEL
        groups = (_place_notice(label, node.notice, left, bottom, width),)
        after = _stack(body, *_within(left, groups[-1].box.bottom, width))
    if groups:
        bottom = groups[-1].box.bottom + styles.NOTICE_INSET
    if after:
        bottom = after[-1].box.bottom + styles.PADDING
    return PlacedNode(node, Box(left, top, width, bottom - top), texts, groups, after)


def moved(placed: PlacedNode, top: float) -> PlacedNode:
    """The node with its frame at `top`, and what it holds with it."""
    node = _with_contents_lowered(placed, top - placed.box.top)
    return replace(node, box=placed.box._replace(top=top))


def stretched(placed: PlacedNode, height: float) -> PlacedNode:
    """The node with a frame of at least `height`, and what it holds in the middle."""
    extra = max(0.0, height - placed.box.height)
    node = _with_contents_lowered(placed, extra / 2)
    return replace(node, box=placed.box._replace(height=placed.box.height + extra))


def _with_contents_lowered(placed: PlacedNode, by: float) -> PlacedNode:
    return replace(
        placed,
        texts=_lowered(placed.texts, by),
        groups=tuple(_lowered_group(group, by) for group in placed.groups),
        texts_after=_lowered(placed.texts_after, by),
    )


def _within(left: float, top: float, width: float) -> tuple[float, float, float]:
    padding = styles.PADDING
    return left + padding, top + padding, width - 2 * padding


def _title_of(node: Node) -> list[tuple[Role, str]]:
    return [(Role.TITLE, node.title.text)] if node.title else []


def _body_of(node: Node, with_sources: bool) -> list[tuple[Role, str]]:
    role = Role.START if node.kind is Kind.START else Role.BODY
    lines = [(role, line) for line in node.body.lines] if node.body else []
    return lines + ([(Role.REMARK, node.remark)] if with_sources and node.remark else [])


def _place_advice(
    advice: Sequence[Advice], left: float, top: float, width: float
) -> tuple[PlacedGroup, ...]:
    """The pieces side by side, all as high as the highest."""
    inner = width - 2 * styles.NOTICE_INSET
    each = (inner - (len(advice) - 1) * styles.ADVICE_GAP) / len(advice)
    groups = []
    for number, piece in enumerate(advice):
        pieces = [(Role.TITLE, piece.title.text), (Role.BODY, piece.body.text)]
        at = left + styles.NOTICE_INSET + number * (each + styles.ADVICE_GAP)
        groups.append(_group(pieces, at, top, each))
    highest = max(group.box.height for group in groups)
    return tuple(replace(g, box=g.box._replace(height=highest)) for g in groups)


def _place_notice(label: str, notice: str, left: float, top: float, width: float) -> PlacedGroup:
    pieces = [(Role.NOTICE_LABEL, label), (Role.NOTICE, notice)]
    inset = styles.NOTICE_INSET
    return _group(pieces, left + inset, top, width - 2 * inset)


def _group(
    pieces: Sequence[tuple[Role, str]], left: float, top: float, width: float
) -> PlacedGroup:
    padding = styles.NOTICE_INSET
    texts = _stack(pieces, left + padding, top + padding, width - 2 * padding)
    bottom = texts[-1].box.bottom + padding
    return PlacedGroup(Box(left, top, width, bottom - top), texts)


def _stack(
    pieces: Sequence[tuple[Role, str]], left: float, top: float, width: float
) -> tuple[PlacedText, ...]:
    placed: list[PlacedText] = []
    for role, text in pieces:
        top += _STYLES[role].before
        placed.append(text_at(role, text, left, top, width))
        top = placed[-1].box.bottom
    return tuple(placed)


def _lowered(texts: Sequence[PlacedText], by: float) -> tuple[PlacedText, ...]:
    return tuple(replace(text, top=text.top + by) for text in texts)


def _lowered_group(group: PlacedGroup, by: float) -> PlacedGroup:
    box = group.box._replace(top=group.box.top + by)
    return PlacedGroup(box, _lowered(group.texts, by))
