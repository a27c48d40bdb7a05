"""Pictures and PDFs that somebody attaches: made anew in a process of their own, to be printed.

A file is handed to a child, which gives back the file without what a picture tells beside what it
shows, and then one picture a page. No byte of the file itself is ever shown to a browser.
"""

import logging
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from intake.refusals import LARGEST_PDF, TooHeavy, TooLarge
from intake.scans import ENDINGS, Child

log = logging.getLogger(__name__)

LARGEST_FILE = 20 * 1024 * 1024
# A protocol, a drawing with its views; what is longer is a document of its own.
MOST_PAGES = 20
_COMMAND = (sys.executable, "-m", "intake.depicting")
_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True)
class Depicted:
    """A page, upright, as JPEG in grey or sRGB without any other word in it: `picture` to be
    printed, of `width` and `height`, and `small` to be seen at a glance. `text` are the words that
    stand on a page of a PDF, as they stand there."""

    width: int
    height: int
    text: str
    picture: bytes = field(repr=False)
    small: bytes = field(repr=False)


class Depiction:
    """A file that is looked at: `media` is what it is, whatever it is called, `content` what is to
    be kept of it, `pages` how many it has."""

    def __init__(self, child: Child, content: bytes) -> None:
        facts, pieces = child.opened
        self.pages, self.media = int(facts["pages"]), str(facts["media"])
        # A PDF is not sent back: nothing of it was changed.
        self.content = pieces[0] if pieces else content
        self._child = child

    def page(self, number: int) -> Depicted:
        """A page, counted from 1. Raises a Refusal."""
        with _telling_end():
            facts, (picture, small) = self._child.ask({"page": number})
            return _depicted(facts, picture, small)


def _depicted(facts: dict[str, Any], picture: bytes, small: bytes) -> Depicted:
    if not picture.startswith(_JPEG) or not small.startswith(_JPEG):
        raise ValueError("the picture is of another kind")
    return Depicted(int(facts["width"]), int(facts["height"]), str(facts["text"]), picture, small)


@contextmanager
def open_depiction(content: bytes, largest: int = LARGEST_FILE) -> Iterator[Depiction]:
    """A picture in JPEG, PNG, TIFF, WebP or HEIC, or a PDF.

    Raises TooLarge, NotAScan, Encrypted, Broken, Truncated, Moving, Portfolio, ActiveContent,
    TooMuchInside ("pages", "pixels") or TooHeavy.
    """
    limit = min(largest, LARGEST_FILE)
    if len(content) > limit:
        raise TooLarge(limit=limit)
    with _telling_end():
        child = Child(_COMMAND, content)
    try:
        yield Depiction(child, content)
    finally:
        child.end()


def files_inside(content: bytes, digests: Collection[str]) -> dict[str, bytes]:
    """Of the files that ride inside a PDF those with one of these SHA-256, by it.

    Raises Encrypted, Broken, TooMuchInside or TooHeavy.
    """
    with _telling_end():
        child = Child(_COMMAND, content, asked={"inside": sorted(digests)}, most=LARGEST_PDF)
        child.end()
    found = {sha256(one).hexdigest(): one for one in child.opened[1]}
    return {digest: one for digest, one in found.items() if digest in digests}


@contextmanager
def _telling_end() -> Iterator[None]:
    """Whatever ends the child is too much of the file for it."""
    try:
        yield
    except ENDINGS as error:
        log.warning("looking at a file was ended", extra={"reason": type(error).__name__})
        raise TooHeavy from error
