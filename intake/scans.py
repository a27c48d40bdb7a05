"""Scans and photographs of sheets that come home: looked at in a process of their own.

A file is handed to a child, which is asked about one page after the other and ended with the file.
A page that is too much for it ends the child; another takes its place at the next page.
"""

import logging
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import Any

from intake.children import HOME, Answer, environment, tell_missing
from intake.laid import Laid
from intake.messages import receive, send
from intake.refusals import REFUSALS, TooHeavy, TooLarge

if sys.platform == "linux":
    import resource

log = logging.getLogger(__name__)

LARGEST_SCAN = 40 * 1024 * 1024
SECONDS_A_PAGE = 20
# Two hundred pages that take a second each, on a machine that is slow.
MOST_SECONDS = 1_000
# Others may keep the processors busy meanwhile.
SECONDS_OF_WAITING = 120
BYTES_OF_MEMORY = 800 * 1024 * 1024
# A file that ends so many children is left alone.
MOST_ENDED = 5
_LARGEST_ANSWER = 32 * 1024 * 1024
_COMMAND = (sys.executable, "-m", "intake.scanning")
# libde265, which unpacks HEIC, cannot do without a thread; nothing else gets leave to start one.
THREADS = "threads"
_BRAND, _HEIC = slice(4, 8), b"ftyp"  # ISO/IEC 14496-12, 4.3
# A batch of two hundred pages must not be in the way of whoever files.
WAITS, NICENESS = "waits", 10
# NumPy would start a thread for each processor, which stays outside the walls.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
_MEDIA = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}

# How a child that was ended shows, or one that says what nobody asked.
ENDINGS = (OSError, EOFError, ValueError, LookupError, TypeError, RecursionError)

Point = tuple[float, float]


@dataclass(frozen=True)
class SeenCode:
    """A QR code on a page, ours or not; its corners from its own top left, clockwise, in pixels of
    the page's picture."""

    text: str
    corners: tuple[Point, ...]


@dataclass(frozen=True)
class SeenPage:
    """A page of a file, counted from 1, upright by its code, else as the file says.

    `picture` was made anew, at most at 200 dots to the inch: it is safe to be shown. It has `width`
    and `height`, in whose pixels all places are told. `is_blank` when nothing stands on it, as on
    the back of a sheet; `is_blurred` when nothing on it is sharp.
    """

    number: int
    codes: tuple[SeenCode, ...]
    is_blank: bool
    is_blurred: bool
    width: int
    height: int
    dots_per_inch: float
    picture: bytes
    media: str


@contextmanager
def open_scan(
    content: bytes, largest: int = LARGEST_SCAN, *, waits_for_others: bool = False
) -> Iterator["Scan"]:
    """A PDF, or a picture in JPEG, PNG, TIFF, WebP or HEIC, to be looked at page by page.

    Whoever `waits_for_others` takes what they leave of the processors. Raises TooLarge, NotAScan,
    Encrypted, Broken, TooMuchInside ("pages", "pixels") or TooHeavy.
    """
    limit = min(largest, LARGEST_SCAN)
    if len(content) > limit:
        raise TooLarge(limit=limit)
    scan = Scan(content, waits_for_others=waits_for_others)
    try:
        yield scan
    finally:
        scan.close()


class Scan:
    """A file that is looked at. `pages` is how many it has.

    To look at a page may raise a Refusal: that page cannot be read, the others still can.
    """

    def __init__(self, content: bytes, *, waits_for_others: bool = False) -> None:
        self._content = content
        self._words = [WAITS] if waits_for_others else []
        self._child: Child | None = None
        self._ended = 0
        self._number = 0
        with self._telling_end():
            self.pages = int(self._ready().opened[0]["pages"])

    def page(self, number: int) -> SeenPage:
        """The page, which stays the one that is looked at. Raises a Refusal, and IndexError when
        there is no such page."""
        if not 1 <= number <= self.pages:
            raise IndexError(number)
        self._number = number
        with self._telling_end():
            facts, [picture] = self._ready().ask({"page": number})
            return _seen(number, facts, picture)

    def lay(
        self,
        issued: bytes,
        page: int,
        places: Mapping[str, Any] | None,
        corners: Sequence[Sequence[Point]] | None = None,
    ) -> Laid:
        """The page that is looked at, laid on page `page` (from 1) of an issued document, of which
        `places` are kept; by the codes of ours that it shows, or by `corners` in pixels of its
        picture. Raises TooHeavy."""
        question = {"page": self._number, "on": page, "places": places, "corners": corners}
        with self._telling_end():
            return Laid.from_json(self._ready().ask(question, issued)[0])

    def close(self) -> None:
        """End the child."""
        if self._child:
            self._child.end()
        self._child = None

    def _ready(self) -> "Child":
        if self._ended >= MOST_ENDED:
            raise TooHeavy
        if self._child is None:
            self._child = Child(_COMMAND, self._content, self._words)
        return self._child

    @contextmanager
    def _telling_end(self) -> Iterator[None]:
        """Whatever ends the child is too much of the file for it; what it says when it is mad is no
        better."""
        try:
            yield
        except ENDINGS as error:
            self.close()
            self._ended += 1
            log.warning("reading a scan was ended", extra={"reason": type(error).__name__})
            raise TooHeavy from error


def _seen(number: int, facts: dict[str, Any], picture: bytes) -> SeenPage:
    if not picture.startswith(_MEDIA[facts["media"]]):
        raise ValueError("the picture is of another kind")
    return SeenPage(
        number=number,
        codes=tuple(_code(one) for one in facts["codes"]),
        is_blank=bool(facts["is_blank"]),
        is_blurred=bool(facts["is_blurred"]),
        width=int(facts["width"]),
        height=int(facts["height"]),
        dots_per_inch=float(facts["dots_per_inch"]),
        picture=picture,
        media=facts["media"],
    )


def _code(facts: dict[str, Any]) -> SeenCode:
    corners = tuple((float(x), float(y)) for x, y in facts["corners"])
    return SeenCode(str(facts["text"]), corners)


NOTHING_MORE: Mapping[str, Any] = {}


class Child:
    """One process with the file. Everything may raise one of ENDINGS.

    `opened` is what it said when it was given the file, and `asked` something with it.
    """

    def __init__(
        self,
        command: Sequence[str],
        content: bytes,
        words: Sequence[str] = (),
        asked: Mapping[str, Any] = NOTHING_MORE,
        most: int = _LARGEST_ANSWER,
    ) -> None:
        """No answer may be of more than `most` bytes."""
        self._most = most
        self._process = subprocess.Popen(  # noqa: S603 - our own module; the file goes to its input
            [*command, *words, *([THREADS] if content[_BRAND] == _HEIC else [])],
            cwd=HOME,
            env=environment() | _ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._granted = SECONDS_A_PAGE
        try:
            self.opened = self.ask(dict(asked), content)
        except BaseException:
            self.end()
            raise

    def ask(self, question: dict[str, Any], *pieces: bytes) -> Answer:
        """The answer to one question. Raises the Refusal that it is, too."""
        assert self._process.stdin
        assert self._process.stdout
        guard = Timer(SECONDS_OF_WAITING, self._process.kill)
        guard.start()
        try:
            send(self._process.stdin, question, *pieces)
            facts, found = receive(self._process.stdout, self._most)
        finally:
            guard.cancel()
        self._grant(facts.pop("worked"))
        tell_missing(*facts.pop("missing"))
        if "refusal" in facts:
            raise REFUSALS[facts["refusal"]](**facts["facts"])
        return facts, found

    def end(self) -> None:
        """Kill it, whatever it does."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream
            # What it has not read is of no use to it.
            with suppress(OSError):
                stream.close()
        self._process.wait()

    def _grant(self, worked: float) -> None:
        """Let it work as long on the next page, from what it says it has worked; it cannot have
        worked longer than it was let."""
        if sys.platform != "linux":
            return
        self._granted = min(int(worked) + 1, self._granted) + SECONDS_A_PAGE
        with suppress(OSError):
            resource.prlimit(self._process.pid, resource.RLIMIT_CPU, (self._granted, MOST_SECONDS))
