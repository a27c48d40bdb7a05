"""What the code on a sheet says: whose it is, which page of how many, document or copy.

    HTTPS://BLANKETTER.EXAMPLE.SE/V/AP-2026-0042/1/K3V9X2M7QA25K

is page 2 of 5 of a copy. A code needs 5.5 bits for a capital, a digit or one of `/ . - :`, and 8
for a small letter (ISO/IEC 18004, 7.4.4), so that with a host of 22 letters all of it still fits
the 61 signs of a code of 29 modules. Scheme and host are the same in capitals (RFC 3986, 6.2.2.1),
and our own pages take both; whether a path that leads to them does, nobody knows: it stays.
"""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from pdf.imprint import Imprint, Mark

_OURS = "/v/"
_COPY = "K"
# Of one to three digits each.
_NUMBERS = re.compile("(?:[0-9]{2}){1,3}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a document, counted from 1, or of its copy."""

    page: int
    pages: int
    is_copy: bool = False

    def __str__(self) -> str:
        """Page and pages with as many digits each, so that nothing need stand between them."""
        digits = len(str(self.pages))
        return f"{self.page:0{digits}}{self.pages}{_COPY if self.is_copy else ''}"

    @classmethod
    def read(cls, signs: str) -> Self | None:
        """What `str` wrote, in letters of any size; None for a page that cannot be."""
        numbers = signs.upper().removesuffix(_COPY)
        half = len(numbers) // 2
        if not _NUMBERS.fullmatch(numbers) or not 1 <= int(numbers[:half]) <= int(numbers[half:]):
            return None
        return cls(int(numbers[:half]), int(numbers[half:]), numbers != signs.upper())


def sheet_address(imprint: Imprint, page: int, pages: int) -> str:
    """The address in the code of a page; empty for paper without one."""
    if not imprint.url:
        return ""
    parts = urlsplit(imprint.url)
    way, separator, filing = parts.path.rpartition(_OURS)
    sheet = Sheet(page, pages, imprint.mark is Mark.COPY)
    host = f"{parts.scheme}://{parts.netloc}".upper()
    return f"{host}{way}{f'{separator}{filing}{sheet}'.upper()}"
