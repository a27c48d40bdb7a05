"""`python -m intake.scanning`: the process that looks at a scan for `intake.scans`.

Pillow, libheif, PDFium, ZXing and NumPy are loaded here and nowhere else of ours, and none of them
sees a byte of the file before the walls are closed.
"""

import os
import sys
from dataclasses import asdict
from typing import Any

# What NumPy would fetch at its first use: behind the walls no module can be loaded.
import numpy.fft
import numpy.linalg
import numpy.ma  # noqa: F401

from intake.children import Answer, answer_questions, give_up_resources
from intake.laying import lay
from intake.pagepictures import PagePictures, open_pages, prepare
from intake.scans import (
    BYTES_OF_MEMORY,
    LARGEST_SCAN,
    MOST_SECONDS,
    NICENESS,
    SECONDS_A_PAGE,
    THREADS,
    WAITS,
)
from intake.sight import Seen, look_at
from intake.walls import close_walls


class _Viewer:
    """A file that is looked at, and the page of it that was looked at last."""

    def __init__(self) -> None:
        self._pages: PagePictures | None = None
        self._seen: Seen | None = None

    def answer(self, asked: dict[str, Any], pieces: list[bytes]) -> Answer:
        """What is found for one question of `intake.scans`. Raises a Refusal."""
        if self._pages is None:
            self._pages = open_pages(*pieces)
            return {"pages": self._pages.count}, []
        if "on" in asked:
            return self._lay(asked, *pieces), []
        seen = self._page(self._pages, asked["page"])
        return _page_facts(seen), [seen.shown]

    def _page(self, pages: PagePictures, number: int) -> Seen:
        # What the last page took is free before the next one is unpacked.
        self._seen = None
        self._seen = look_at(pages.page(number))
        return self._seen

    def _lay(self, asked: dict[str, Any], issued: bytes) -> dict[str, Any]:
        """The page once more, when the child that looked at it has ended."""
        assert self._pages
        seen = self._seen or self._page(self._pages, asked["page"])
        corners = asked["corners"]
        if corners is None:
            corners = [code.corners for code in seen.codes if code.is_ours]
        return lay(seen.grey, issued, asked["on"], asked["places"], corners).to_json()


def _page_facts(seen: Seen) -> dict[str, Any]:
    return {
        "codes": [asdict(code) for code in seen.codes],
        "is_blank": seen.is_blank,
        "is_blurred": seen.is_blurred,
        "width": seen.grey.width,
        "height": seen.grey.height,
        "dots_per_inch": round(seen.dots_per_inch, 1),
        "media": seen.media,
    }


def answer_parent() -> None:
    """Answer what is asked on standard input, where the file comes first, until that ends."""
    if WAITS in sys.argv and sys.platform != "win32":
        os.nice(NICENESS)
    give_up_resources(BYTES_OF_MEMORY, SECONDS_A_PAGE, MOST_SECONDS)
    prepare()
    missing = close_walls(may_start_threads=THREADS in sys.argv)
    answer_questions(_Viewer().answer, LARGEST_SCAN, missing)


if __name__ == "__main__":
    answer_parent()
