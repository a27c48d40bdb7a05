"""Ink: a filled or blank form as a tagged, archival PDF. Bytes in, bytes out."""

from pdf.document import render, render_blank
from pdf.imprint import House, Imprint, Mark
from pdf.pictures import page_count, picture_of_page

__all__ = [
    "House",
    "Imprint",
    "Mark",
    "page_count",
    "picture_of_page",
    "render",
    "render_blank",
]
