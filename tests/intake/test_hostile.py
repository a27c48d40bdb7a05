"""Files that want to hang, fill or crash the reader: each gets an answer of its own, in time."""

import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
import tracemalloc

import pytest

from intake import confinement, opening, refusals
from intake.confinement import (
    BYTES_OF_MEMORY,
    SECONDS_OF_WAITING,
    SECONDS_OF_WORK,
    codes_confined,
    open_confined,
)
from intake.opening import open_here
from intake.reading import read
from intake.refusals import LARGEST_PDF
from pdf import render_blank
from tests.intake import hostile
from tests.pdf.documents import FORM, HOUSE, document, form

# More of them by `make check-scrambled`.
SCRAMBLED = int(os.environ.get("SCRAMBLED", "100"))
SEED = 20260105


def peak_of(whom: int) -> int:
    """The most memory that this process or any ended child of it has held, in bytes."""
    return resource.getrusage(whom).ru_maxrss * 1024


@pytest.mark.parametrize("name", hostile.CASES)
def test_hostile_file_is_refused_with_its_reason_in_bounded_time_and_memory(name: str) -> None:
    make, expected = hostile.CASES[name]
    content = make()
    before, started = peak_of(resource.RUSAGE_CHILDREN), time.monotonic()
    with pytest.raises(expected):
        read(content)
    # A guard against hanging, not a measure: the reader itself gives up before.
    assert time.monotonic() - started < 2 * SECONDS_OF_WAITING
    # Another test's child may have held more already; this one must not be the one that does. Until
    # it runs its own program, a child counts what its parent holds as its own.
    own = peak_of(resource.RUSAGE_SELF)
    assert peak_of(resource.RUSAGE_CHILDREN) <= max(before, own, BYTES_OF_MEMORY)


BOMBS = [name for name in hostile.CASES if name.startswith("bomb") and "table" not in name]


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_left_alone_before_it_has_grown(name: str) -> None:
    content = hostile.CASES[name][0]()
    tracemalloc.start()
    try:
        with pytest.raises(refusals.TooHeavy):
            open_here(content)
        assert tracemalloc.get_traced_memory()[1] < 50 * 1024 * 1024
    finally:
        tracemalloc.stop()


def no_codes(content: bytes) -> list[str]:
    """In place of a process that looks for codes on the pages, where none stand."""
    return []


@pytest.mark.parametrize("place", hostile.PLACES)
@pytest.mark.parametrize("wrong", hostile.WRONG)
def test_wrong_type_anywhere_is_refused_and_nothing_else(place: str, wrong: str) -> None:
    with pytest.raises(refusals.Refusal):
        read(hostile.PLACES[place](wrong), open_here, no_codes)


@pytest.mark.parametrize("number", range(20))
def test_document_that_ends_too_early_gives_true_answers_or_none(number: int) -> None:
    content = list(hostile.truncated())[number]
    try:
        found = read(content, opener=open_here)
    except refusals.Refusal:
        return
    assert found.answers == form(4).answers()


def structure(content: bytes) -> list[int]:
    """Where in a PDF a changed byte changes more than a letter or a picture."""
    streams = [match.span() for match in re.finditer(rb"stream\n.*?endstream", content, re.DOTALL)]
    inside = {at for start, end in streams for at in range(start, end)}
    return [at for at in range(len(content)) if at not in inside]


@pytest.mark.parametrize("blank", [False, True], ids=["plan", "blank"])
def test_scrambled_file_is_read_or_refused_and_never_crashes(blank: bool) -> None:
    chance = random.Random(SEED)
    whole = render_blank(FORM, HOUSE) if blank else document(4)
    places = structure(whole)
    for number in range(SCRAMBLED):
        scrambled = bytearray(whole)
        for at in sorted(chance.sample(places, chance.randrange(1, 9)), reverse=True):
            scrambled[at : at + chance.randrange(9)] = chance.choice(hostile.SHREDS)
        try:
            # A blank bears no code, and only every fifth plan is worth a process of its own.
            code_reader = no_codes if blank or number % 5 else codes_confined
            found = read(bytes(scrambled), open_here, code_reader)
        except refusals.Refusal:
            continue
        assert not found.agrees or found.answers == form(4).answers()


def padded(content: bytes) -> bytes:
    """As large as may be, by a comment before the end."""
    start, mark, end = content.rpartition(b"startxref")
    return start + b"%" * (LARGEST_PDF - len(content) - 1) + b"\n" + mark + end


def test_file_of_the_largest_size_is_still_read() -> None:
    found = read(padded(document(4)))
    assert found.answers == form(4).answers()


def in_child(code: str) -> subprocess.CompletedProcess[bytes]:
    """Run `code` in a process that has given up what the reader's process gives up."""
    limits = f"{BYTES_OF_MEMORY}, {SECONDS_OF_WORK}, {SECONDS_OF_WORK + 1}"
    given_up = f"from intake import children as c; c.give_up_resources({limits}); {code}"
    return subprocess.run([sys.executable, "-c", given_up], capture_output=True, check=False)


def test_reader_cannot_take_more_memory_than_its_share() -> None:
    done = in_child(f"bytearray({BYTES_OF_MEMORY})")
    assert b"MemoryError" in done.stderr


def test_reader_cannot_work_longer_than_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    done = in_child("exec('while True: pass')")
    assert done.returncode == -signal.SIGXCPU


def test_reader_leaves_no_memory_image_behind() -> None:
    done = in_child("import resource; print(resource.getrlimit(resource.RLIMIT_CORE))")
    assert done.stdout.strip() == b"(0, 0)"


def test_one_that_waits_gives_up_on_a_reader_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confinement, "SECONDS_OF_WAITING", 0.2)
    monkeypatch.setattr(
        confinement, "_COMMAND", (sys.executable, "-c", "import time; time.sleep(60)")
    )
    with pytest.raises(refusals.TooHeavy):
        open_confined(b"%PDF-1.7")


def test_no_program_of_somebody_else_is_started_for_a_picture() -> None:
    assert opening.LIMITS.jbig2dec_binary is None
