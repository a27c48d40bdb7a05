"""What a page is made of: blocks that know their height, can be split and draw themselves."""

from pdf.blocks.block import Block
from pdf.blocks.figures import Figure, Logo
from pdf.blocks.pager import PageBreak
from pdf.blocks.paragraph import LinkParagraph, Paragraph, paragraph
from pdf.blocks.row import Nothing, Row
from pdf.blocks.stack import Frame, Ruled, Stack
from pdf.blocks.table import Table

__all__ = [
    "Block",
    "Figure",
    "Frame",
    "LinkParagraph",
    "Logo",
    "Nothing",
    "PageBreak",
    "Paragraph",
    "Row",
    "Ruled",
    "Stack",
    "Table",
    "paragraph",
]
