"""A protocol: a report with the same inside as JSON, for programs that apply it again."""

from collections.abc import Sequence
from datetime import datetime

from pdf.imprint import Letterhead
from pdf.report import Entry, Inside, Part, report_pdf

__all__ = ["DATA", "Entry", "Part", "protocol_pdf"]

DATA = "protokoll.json"
"""What the file inside is called."""


def protocol_pdf(
    title: str, parts: Sequence[Part], data: bytes, letterhead: Letterhead, now: datetime
) -> bytes:
    """The protocol, made at `now` (UTC) with `data` inside; always the same of the same.

    Raises TooHighError for a paragraph that is longer than a page.
    """
    inside = Inside(DATA, "application/json", data, "Protokollet som data")
    return report_pdf(title, parts, inside, letterhead, now)
