"""Space to write in: ruled for a pen, with a field on top for a keyboard."""

from dataclasses import dataclass

from pdf import geometry
from pdf.file.canvas import TaggedCanvas
from pdf.file.fields import FormFields
from pdf.file.tags import Element
from pdf.geometry import Box

_RULE_COLOUR = ".7 G"
_RULE_WIDTH = 0.5
_TICK_SIDE = 4.2
_FIELD_INSET = 0.4


@dataclass(frozen=True)
class Entry:
    """A field to be: `name` as in the answers, `tooltip` what a screen reader says."""

    fields: FormFields
    element: Element
    name: str
    tooltip: str

    def add_text(self, box: Box, *, multiline: bool) -> None:
        """A text field in `box`."""
        self.fields.text_field(self.element, box, self.name, self.tooltip, multiline=multiline)

    def add_tick(self, box: Box) -> None:
        """A tick field in `box`."""
        self.fields.tick_field(self.element, box, self.name, self.tooltip)


@dataclass
class WritingSpace:
    """Ruled lines under each other; more than one make a field of many lines."""

    entry: Entry
    width: float
    lines: int = 1
    line_distance: float = geometry.WRITING_LINE_DISTANCE
    is_ruled: bool = True
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False

    @property
    def height(self) -> float:
        """All lines."""
        return self.lines * self.line_distance

    def split(self, room: float) -> None:
        """One field is one place on one page."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The rules as artifacts, the field as a Form element."""
        if self.is_ruled:
            for number in range(1, self.lines + 1):
                y = top + number * self.line_distance
                canvas.draw_rule(left, y, left + self.width, y, _RULE_WIDTH, _RULE_COLOUR)
        box = Box(left, top + _FIELD_INSET, self.width, self.height - 2 * _FIELD_INSET)
        self.entry.add_text(box, multiline=self.lines > 1)


@dataclass
class TickBox:
    """A box to tick."""

    entry: Entry
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False
    height: float = _TICK_SIDE

    def split(self, room: float) -> None:
        """Never cut."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float) -> None:
        """The frame as an artifact, the field as a Form element."""
        box = Box(left, top, _TICK_SIDE, _TICK_SIDE)
        canvas.draw_frame(box, _RULE_WIDTH, "0 G")
        self.entry.add_tick(box)
