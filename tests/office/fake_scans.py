"""Files that say what their pages show, so that what is decided of them can be tried fast."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from intake.laid import Ink, Laid, SignerSeen
from intake.refusals import REFUSALS
from intake.scans import SeenCode, SeenPage

SURE, UNSURE = Laid((1.0,) * 9, 0.9, 0.1), Laid((1.0,) * 9, 0.2, 0.1)


def file_of(*pages: Mapping[str, Any] | str) -> bytes:
    """A file with these pages: each its `codes`, `is_blank`, what it `lies_on` surely (pages of
    documents) and who signed (`inks`); or the code of the refusal that it ends in."""
    return json.dumps(pages).encode()


class FakeScan:
    """Stands for a file that is looked at."""

    def __init__(self, pages: Sequence[Any]) -> None:
        self.pages = len(pages)
        self._pages = pages
        self._number = 0

    def page(self, number: int) -> SeenPage:
        """The page, or the refusal that stands in its place."""
        self._number = number
        said = self._pages[number - 1]
        if isinstance(said, str):
            raise REFUSALS[said]
        codes = tuple(SeenCode(one, ((0, 0),) * 4) for one in said.get("codes", ()))
        is_blank = said.get("is_blank", False)
        return SeenPage(number, codes, is_blank, False, 8, 8, 96.0, b"\xff\xd8", "image/jpeg")

    def lay(self, issued: bytes, page: int, places: object, corners: object = None) -> Laid:
        """Sure on the pages that it is said to lie on; without a word on the one of its code."""
        said = self._pages[self._number - 1]
        if page not in said.get("lies_on", [page]):
            return UNSURE
        signers = tuple(
            SignerSeen(number, Ink(ink), Ink(ink), b"\xff\xd8cut")
            for number, ink in enumerate(said.get("inks", ()))
        )
        return Laid(SURE.map, SURE.share, SURE.rms, signers)


@contextmanager
def open_fake(
    content: bytes, largest: int = 0, *, waits_for_others: bool = False
) -> Iterator[FakeScan]:
    """In place of `intake.scans.open_scan`; a file that is one word is refused by that."""
    said = json.loads(content)
    if isinstance(said, str):
        raise REFUSALS[said](limit=7)
    yield FakeScan(said)
