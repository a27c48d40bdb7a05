"""The looks of the chart: measures in millimetres from the edge of the paper, sizes in points.

No text is smaller than 9 points, and every colour keeps its meaning in grey: frames tell the boxes
apart, not colours.
"""

from pdf.geometry import PAGE_HEIGHT, PAGE_WIDTH
from pdf.styles import BLACK, BOLD, GREY, REGULAR, TextStyle

MARGIN = 12.0
LEFT = MARGIN
RIGHT = PAGE_WIDTH - MARGIN
WIDTH = RIGHT - LEFT

# Room at both sides for arrows that go round the boxes.
CHANNEL = 5.5
COLUMN_GAP = 10.0
LEFT_COLUMN = 37.0
SPINE = 61.5
RIGHT_COLUMN = WIDTH - 2 * CHANNEL - 2 * COLUMN_GAP - LEFT_COLUMN - SPINE
LEFT_CHANNEL_FROM_LEFT = LEFT + CHANNEL / 2
RIGHT_CHANNEL_FROM_LEFT = RIGHT - CHANNEL / 2

CHART_TOP_FROM_TOP = 33.0
CHART_BOTTOM_FROM_BOTTOM = 25.0
CHART_HEIGHT = PAGE_HEIGHT - CHART_TOP_FROM_TOP - CHART_BOTTOM_FROM_BOTTOM
LEAST_ROW_GAP = 7.5

PADDING = 2.2
NOTICE_INSET = 1.4
ADVICE_GAP = 2.5
CORNER_RADIUS = 3.0

LABEL_GAP = 1.0
ARROW_HEAD_LENGTH = 3.0
ARROW_HEAD_WIDTH = 2.6
# How close an arrow may come to a box that it has nothing to do with.
CLEARANCE = 1.5

# Widths of lines, in points.
ARROW_WIDTH = 1.1
FRAME_WIDTH = 0.8
HEAVY_FRAME_WIDTH = 1.8

WHITE = "1 g"
BOX_TINT = ".94 g"

TITLE = TextStyle(BOLD, size=20, leading=25)
ORIGIN = TextStyle(REGULAR, size=9.5, leading=13, colour=GREY)
START = TextStyle(BOLD, size=11, leading=14, colour=WHITE)
NODE_TITLE = TextStyle(BOLD, size=11, leading=13.4)
NODE_BODY = TextStyle(REGULAR, size=10, leading=12.6, before=0.4)
REMARK = TextStyle(REGULAR, size=9, leading=11.4, before=0.6, colour=GREY)
NOTICE_LABEL = TextStyle(BOLD, size=9, leading=11.8)
NOTICE = TextStyle(REGULAR, size=10, leading=12.4)
LABEL = TextStyle(BOLD, size=10.5, leading=13, colour=BLACK)
FOOTER = TextStyle(REGULAR, size=9, leading=11.8)
