"""What the processes that open files of strangers have in common, told from both sides.

Whoever found a way to run code in one would find nothing there: no setting, no file, no network
(`intake.walls`), and no more memory and time than a file is worth.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

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
