"""Opening a PDF in a process of its own, which is ended when it takes too much.

pypdf has limits for what it unpacks, but a file of a few megabytes can keep it busy for minutes
without reaching any of them; nothing in the same process can stop that.
"""

import codecs
import json
import logging
import subprocess
import sys
from collections.abc import Callable
from typing import Any

# What pypdf would fetch at its first use: behind the walls no module can be loaded.
import pypdf._codecs._codecs
import pypdf.filters  # noqa: F401

from intake.children import answer_of, give_up_resources, tell_missing
from intake.contents import Contents
from intake.opening import open_here
from intake.refusals import LARGEST_PDF, REFUSALS, NotAPdf, Refusal, TooHeavy, TooLarge
from intake.walls import close_walls

log = logging.getLogger(__name__)

SECONDS_OF_WORK = 5
SECONDS_OF_WAITING = 15
BYTES_OF_MEMORY = 256 * 1024 * 1024
# ISO 32000-1, annex H.3, note 13: programs accept the header anywhere in here.
_HEADER, _HEADER_WITHIN = b"%PDF-", 1024
CODES = "codes"
# Those that pypdf decodes text with, as it writes them; each is a module that is loaded once.
_ENCODINGS = (
    *("ascii", "charmap", "cp1252", "gbk", "latin-1", "latin1", "utf-8", "utf8"),
    *("utf-16", "utf-16-be", "utf-16-le", "utf-16be", "utf-16le"),
)
_COMMAND = (sys.executable, "-m", "intake")


def open_confined(content: bytes) -> Contents:
    """What a PDF holds, whatever it is, in bounded time and memory. Raises a Refusal."""
    if len(content) > LARGEST_PDF:
        raise TooLarge(limit=LARGEST_PDF)
    if _HEADER not in content[:_HEADER_WITHIN]:
        raise NotAPdf
    return Contents.from_json(_ask_child(content))


def codes_confined(content: bytes) -> list[str]:
    """What the codes on the pages of a PDF say, in bounded time and memory; none of a page that is
    too heavy to draw."""
    try:
        return list(_ask_child(content, CODES))
    except TooHeavy:
        return []


def _ask_child(content: bytes, *arguments: str) -> Any:
    """What the child found. Raises the Refusal that it met."""
    try:
        told = answer_of([*_COMMAND, *arguments], content, SECONDS_OF_WAITING)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        log.warning("reading a PDF was ended", extra={"reason": type(error).__name__})
        raise TooHeavy from error
    answer = json.loads(told)
    tell_missing(*answer["missing"])
    if "refusal" in answer:
        raise REFUSALS[answer["refusal"]](**answer["facts"])
    return answer["found"]


def answer_parent() -> None:
    """The child's part: a PDF on standard input, what is in it or a refusal on standard output."""
    give_up_resources(BYTES_OF_MEMORY, SECONDS_OF_WORK, SECONDS_OF_WORK + 1)
    load_encodings()
    look = _codes_or_contents()
    content = sys.stdin.buffer.read()
    missing = close_walls()
    try:
        answer: dict[str, Any] = {"found": look(content)}
    except Refusal as refusal:
        answer = {"refusal": refusal.code, "facts": refusal.facts}
    sys.stdout.buffer.write(json.dumps(answer | {"missing": missing}).encode("ascii"))


def load_encodings() -> None:
    """Behind the walls Python would say that it does not know them."""
    for name in _ENCODINGS:
        codecs.lookup(name)


def _codes_or_contents() -> Callable[[bytes], Any]:
    if CODES not in sys.argv:
        return lambda content: open_here(content).to_json()
    # A renderer of pages, which nobody else here needs.
    from intake.codes import codes_here

    return codes_here
