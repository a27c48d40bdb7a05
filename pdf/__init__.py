"""Ink: a filled or blank form as a tagged, archival PDF. Bytes in, bytes out."""

from pdf.blocks.figures import UnreadableImageError, picture
from pdf.enclosures import EnclosedPage, Enclosure
from pdf.form.document import lay_out, render
from pdf.form.fillable import render_blank, render_continuation
from pdf.imprint import Imprint, Letterhead, Mark
from pdf.pictures import page_count, picture_of_page

__all__ = [
    "EnclosedPage",
    "Enclosure",
    "Letterhead",
    "Imprint",
    "Mark",
    "UnreadableImageError",
    "lay_out",
    "page_count",
    "picture",
    "picture_of_page",
    "render",
    "render_blank",
    "render_continuation",
]
