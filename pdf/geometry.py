"""Every measure of the page, in millimetres, named from the edge of the paper.

The canvas turns them into points from the bottom left; nothing else does.
"""

from typing import NamedTuple

POINTS_PER_MM = 72 / 25.4

PAGE_WIDTH = 210.0
PAGE_HEIGHT = 297.0

# The holes of a binder reach 16 mm into the sheet (ISO 838: 12 mm from the edge, 6 mm wide, a
# millimetre of play), at the left of a front and at the right of a back.
BODY_LEFT_FROM_LEFT = 22.0
BODY_RIGHT_FROM_RIGHT = 18.0
BODY_TOP_FROM_TOP = 15.0
BODY_BOTTOM_FROM_BOTTOM = 35.0
BODY_WIDTH = PAGE_WIDTH - BODY_LEFT_FROM_LEFT - BODY_RIGHT_FROM_RIGHT
BODY_HEIGHT = PAGE_HEIGHT - BODY_TOP_FROM_TOP - BODY_BOTTOM_FROM_BOTTOM

# The number of a question stands alone, so that wording and answer begin at one line.
NUMBER_COLUMN = 8.0
CONTENT_RIGHT_PADDING = 2.0
GRID_COLUMN = (BODY_WIDTH - NUMBER_COLUMN) / 4
CONTENT_WIDTH = BODY_WIDTH - NUMBER_COLUMN - CONTENT_RIGHT_PADDING

# The mark of a copy or a preview stands between sender and number, so that it moves nothing.
MARK_LEFT_FROM_LEFT = 92.0
MARK_WIDTH = 48.0
MARK_TOP_FROM_TOP = 15.0
# Two lines and their frame.
MARK_HEIGHT = 13.3

FOOT_BOTTOM_FROM_BOTTOM = 15.0
# The modules alone; ISO/IEC 18004, 9.1 asks for four blank modules around them. Why this size:
# docs/code-on-paper.md.
CODE_SIZE = 17.0
CODE_TOP_FROM_TOP = PAGE_HEIGHT - FOOT_BOTTOM_FROM_BOTTOM - CODE_SIZE
CODE_LEFTS_FROM_LEFT = (BODY_LEFT_FROM_LEFT, PAGE_WIDTH - BODY_RIGHT_FROM_RIGHT - CODE_SIZE)
# Between a code and the text beside it: the widest blank zone that any code has, and a little.
CODE_TO_TEXT = 3.0

HAIRLINE = 0.5
OUTLINE = 1.0

NUMBER_INDENT = 2.0
QUESTION_TOP = 1.2
QUESTION_BOTTOM = 1.5
WORDING_AFTER = 0.6
CELL_PADDING = 0.9
PART_GAP = 4.0

# Who signs, date, signature. A row and its signature box are free of lines for 16 by 75 mm.
SIGNER_COLUMNS = (63.0, 30.0, BODY_WIDTH - 93.0)
SIGNER_ROW = 16.2
SIGNER_CAPTION = 25.5
DATE_CAPTION = 9.5
NAME_BY_HAND = 7.65
APPLIES_BY_HAND = 7.2
APPROVAL_HEADING = 36.5
APPROVAL_INDENT = 2.0
APPROVAL_PADDING = 0.35
# Beside the outline, which is thicker.
APPROVAL_TOP = 0.22
APPROVAL_BOTTOM = 0.6

WRITING_LINE_DISTANCE = 8.5
LOGO_HEIGHT = 16.0
LOGO_MAX_WIDTH = 70.0


def points(millimetres: float) -> float:
    """Millimetres as points."""
    return millimetres * POINTS_PER_MM


def from_points(length: float) -> float:
    """Points as millimetres."""
    return length / POINTS_PER_MM


class Box(NamedTuple):
    """A rectangle on the page, in millimetres from the top left of the paper."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Distance of the lower edge from the top of the paper."""
        return self.top + self.height
