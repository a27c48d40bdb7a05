"""Ink: a filled or blank form as a tagged, archival PDF. Bytes in, bytes out."""

from pdf.document import render, render_blank
from pdf.imprint import House, Imprint, Mark

__all__ = ["House", "Imprint", "Mark", "render", "render_blank"]
