"""What the processes that open files of strangers have in common, told from both sides.

Whoever found a way to run code in one would find nothing there: no setting, no file, no network
(`intake.walls`), and no more memory and time than a file is worth.
"""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from intake.messages import receive, send
from intake.refusals import Refusal, TooHeavy

Answer: TypeAlias = tuple[dict[str, Any], list[bytes]]
Look: TypeAlias = Callable[[dict[str, Any], list[bytes]], Answer]
"""Answers one question, to which some pieces of bytes belong. Raises a Refusal."""

log = logging.getLogger(__name__)

# Where the modules that a child is started by are found.
HOME = Path(__file__).parent.parent


def environment() -> dict[str, str]:
    """None of the settings, which hold keys and passwords; Windows starts nothing without its own
    folder."""
    return {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if sys.platform == "win32" else {}


def answer_of(command: Sequence[str], content: bytes, seconds: float) -> bytes:
    """What a child answers that is given all of a file at once and waited for so long.

    Raises subprocess.SubprocessError when it does not come to its end.
    """
    done = subprocess.run(  # noqa: S603 - our own modules; the file goes to their input
        command,
        cwd=HOME,
        env=environment(),
        input=content,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=seconds,
        check=True,
    )
    return done.stdout


@cache
def tell_missing(*walls: str) -> None:
    """Say once what this machine cannot shut out."""
    if walls:
        log.warning("files are read with fewer walls", extra={"missing": list(walls)})


def give_up_resources(memory: int, seconds: int, at_most: int) -> None:
    """Let the operating system end this process when it takes more bytes, or seconds of work.

    Whoever started it may grant more seconds later, up to `at_most` in all.
    """
    if sys.platform == "win32":
        return  # no such limits there; the parent still stops waiting
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, at_most))
    # A memory image left behind would hold somebody's answers.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def answer_questions(look: Look, largest: int, missing: Sequence[str]) -> None:
    """Answer what is asked on standard input until that ends, each time with the walls that are
    `missing`. Pieces of a question are of `largest` bytes together."""
    with suppress(EOFError):
        while True:
            asked = receive(sys.stdin.buffer, largest)
            facts, found = _answer(look, *asked)
            facts |= {"missing": list(missing), "worked": time.process_time()}
            send(sys.stdout.buffer, facts, *found)


def _answer(look: Look, asked: dict[str, Any], pieces: list[bytes]) -> Answer:
    try:
        return look(asked, pieces)
    except Refusal as refusal:
        return {"refusal": refusal.code, "facts": refusal.facts}, []
    except (MemoryError, RecursionError):
        return {"refusal": TooHeavy.code, "facts": {}}, []
