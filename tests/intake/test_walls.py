"""What code that broke into the reader's process would find there: nothing, and no way out."""

import json
import logging
import os
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image
from pypdf.generic import ArrayObject, ByteStringObject

from intake import children, confinement, depictions, scans
from intake.confinement import open_confined
from intake.depictions import open_depiction
from intake.reading import read
from intake.refusals import UnknownForm
from intake.scans import open_scan
from pdf import render_blank
from tests.intake import hostile_scans
from tests.intake.fillers import with_pypdf
from tests.intake.hostile import encrypted, laughing_xmp, pdf, stream, with_attachment, with_fields
from tests.intake.kinds import SOUND, saved
from tests.paper import issued, scan_of
from tests.pdf.documents import FORM, HOUSE, document

BreakIn = Callable[..., dict[str, Any]]

SECRETS = {
    "SECRET_KEY": "k" * 40,
    "SMTP_URL": "smtps://user:password@mail.example",
    "DATABASE_URL": "postgresql+psycopg://user:password@db.example/x",
}
# Runs in place of the reader, where it would be handed the file, and reports through a refusal.
BREAK_IN = """
import errno, os, socket, sys
from intake import confinement, refusals, walls

def can(act):
    try:
        act()
    except OSError:
        return False
    return True

def is_open(number):
    try:
        os.lseek(number, 0, os.SEEK_CUR)
    except OSError as error:
        return error.errno != errno.EBADF
    return True

def broken_into(content):
    parent = os.getppid()
    raise refusals.UnknownForm(
        environment=dict(os.environ),
        arguments=sys.argv,
        descriptors=[number for number in range(512) if is_open(number)],
        ways_out=[name for name, act in {
            "read a file": lambda: open("/etc/passwd"),
            "read the register": lambda: open(REGISTER, "rb"),
            "write a file": lambda: open(REGISTER + ".new", "wb"),
            "list a folder": lambda: os.listdir("/"),
            "read settings of the parent": lambda: open(f"/proc/{parent}/environ", "rb"),
            "ask by TCP": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
            "ask by UDP": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
            "ask a local service": lambda: socket.socket(socket.AF_UNIX),
            "open a pipe": os.pipe,
            "remove a file": lambda: os.unlink(REGISTER),
            "start a process": lambda: os.fork() or os._exit(0),
            "become another program": lambda: CAN_END and os.execv(sys.executable, ["-c", ""]),
            "signal the parent": lambda: os.kill(parent, 0),
        }.items() if can(act)],
    )
"""
OF_PDFS = "confinement.open_here = broken_into"
OF_SCANS = "from intake import scanning; scanning.open_pages = broken_into"
OF_DEPICTIONS = "from intake import depicting; depicting.kind_of = broken_into"
# As it starts for HEIC.
WITH_THREADS = "sys.argv.append('threads')"
OF_FILES_AND_NETWORK = {
    *("read a file", "read the register", "write a file", "list a folder"),
    *("read settings of the parent", "ask by TCP", "ask by UDP", "ask a local service"),
    "open a pipe",
}
SOCKETS = {"ask by TCP", "ask by UDP", "ask a local service", "open a pipe"}
# How each wall is taken away, to see what the others hold.
NO_LANDLOCK = "walls._close_files = lambda: False"
NO_SECCOMP = "walls._libseccomp = lambda: None"
NO_LIMIT = "walls._refuse_descriptors = lambda: True"


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Path]:
    """A file that the reader's user may read and write, held open by the parent."""
    path = tmp_path / "register.sqlite"
    path.write_bytes(b"answers")
    with path.open("rb") as opened:
        os.set_inheritable(opened.fileno(), True)
        yield path


@pytest.fixture
def found_inside(monkeypatch: pytest.MonkeyPatch, register: Path) -> BreakIn:
    """What a break-in reports, with some walls taken away."""

    def break_in(*without: str) -> dict[str, Any]:
        for name, value in SECRETS.items():
            monkeypatch.setenv(name, value)
        # Whoever becomes another program can report nothing more.
        facts = f"REGISTER = {str(register)!r}; CAN_END = {not without}"
        lines = [BREAK_IN, OF_PDFS, facts, *without, "confinement.answer_parent()"]
        command = (sys.executable, "-c", "\n".join(lines))
        monkeypatch.setattr(confinement, "_COMMAND", command)
        with pytest.raises(UnknownForm) as refused:
            open_confined(b"%PDF-1.7")
        return refused.value.facts

    return break_in


@pytest.fixture
def found_inside_scans(monkeypatch: pytest.MonkeyPatch, register: Path) -> BreakIn:
    """What a break-in into the process that looks at scans reports."""

    def break_in(*changes: str) -> dict[str, Any]:
        for name, value in SECRETS.items():
            monkeypatch.setenv(name, value)
        facts = f"REGISTER = {str(register)!r}; CAN_END = True"
        lines = [BREAK_IN, OF_SCANS, facts, *changes, "scanning.answer_parent()"]
        monkeypatch.setattr(scans, "_COMMAND", (sys.executable, "-c", "\n".join(lines)))
        with pytest.raises(UnknownForm) as refused, open_scan(b"\xff\xd8\xff"):
            pass
        return refused.value.facts

    return break_in


@pytest.fixture
def found_inside_depictions(monkeypatch: pytest.MonkeyPatch, register: Path) -> BreakIn:
    """What a break-in into the process that makes pictures of what is attached reports."""

    def break_in(*changes: str) -> dict[str, Any]:
        for name, value in SECRETS.items():
            monkeypatch.setenv(name, value)
        facts = f"REGISTER = {str(register)!r}; CAN_END = True"
        lines = [BREAK_IN, OF_DEPICTIONS, facts, *changes, "depicting.answer_parent()"]
        monkeypatch.setattr(depictions, "_COMMAND", (sys.executable, "-c", "\n".join(lines)))
        with pytest.raises(UnknownForm) as refused, open_depiction(b"\xff\xd8\xff"):
            pass
        return refused.value.facts

    return break_in


def missing_here() -> set[str]:
    """The walls that this machine has not."""
    code = "import sys; from intake import walls; sys.stdout.write(' '.join(walls.close_walls()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return set(done.stdout.decode().split())


needs_walls = pytest.mark.skipif(
    bool(missing := missing_here()), reason=f"not to be had here: {', '.join(missing)}"
)


@needs_walls
def test_who_breaks_into_the_reader_finds_nothing_and_no_way_out(
    found_inside: BreakIn, register: Path
) -> None:
    found = found_inside()
    assert found["ways_out"] == []
    assert found["descriptors"] == [0, 1, 2]
    assert register.read_bytes() == b"answers"


@needs_walls
@pytest.mark.parametrize("changes", [[], [WITH_THREADS]], ids=["", "with threads"])
@pytest.mark.parametrize("inside", ["found_inside_scans", "found_inside_depictions"])
def test_who_breaks_into_what_looks_at_pictures_finds_nothing_and_no_way_out(
    request: pytest.FixtureRequest, inside: str, register: Path, changes: list[str]
) -> None:
    found = request.getfixturevalue(inside)(*changes)
    assert found["ways_out"] == []
    assert found["descriptors"] == [0, 1, 2]
    assert found["environment"].keys() <= {"LC_CTYPE", "OPENBLAS_NUM_THREADS"}
    assert not [one for one in SECRETS.values() if one in json.dumps(found)]
    assert register.read_bytes() == b"answers"


@pytest.mark.parametrize("module", ["scanning", "depicting"])
def test_nothing_is_looked_at_by_a_thread_from_before_the_walls(module: str) -> None:
    code = f"import intake.{module}, os; print(len(os.listdir('/proc/self/task')))"
    environment = children.environment() | scans._ONE_THREAD
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    assert done.stdout.split() == [b"1"]


def test_reader_is_told_no_setting(found_inside: BreakIn) -> None:
    found = found_inside()
    assert found["environment"].keys() <= {"LC_CTYPE"}
    assert not [one for one in SECRETS.values() if one in json.dumps(found)]


@needs_walls
@pytest.mark.parametrize(
    ("without", "is_open"),
    [
        ([NO_LANDLOCK, NO_LIMIT], set()),
        (
            [NO_SECCOMP, NO_LIMIT],
            {"ask by TCP", "ask by UDP", "ask a local service", "open a pipe"},
        ),
        ([NO_LANDLOCK, NO_SECCOMP], set()),
    ],
    ids=["seccomp alone", "landlock alone", "no descriptor alone"],
)
def test_each_wall_holds_without_the_others(
    found_inside: BreakIn, without: list[str], is_open: set[str]
) -> None:
    found = found_inside(*without)
    assert OF_FILES_AND_NETWORK & set(found["ways_out"]) == is_open


# Byte orders with their mark, and what is taken for one without.
LIKE_TEXT = [begin + bytes(range(14)) for begin in (b"\xff\xfe", b"\xfe\xff", b"\0a", b"a\0")]


def identified(identifier: bytes) -> bytes:
    """A restricted document with this for its identifier."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(document()))
    writer._ID = ArrayObject([ByteStringObject(identifier)] * 2)
    writer.encrypt("", "owner", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("identifier", LIKE_TEXT)
def test_identifier_that_looks_like_text_keeps_no_file_shut(identifier: bytes) -> None:
    assert read(identified(identifier)).agrees


@pytest.mark.parametrize("order", ["le", "be"])
def test_text_of_either_byte_order_is_read_behind_the_walls(order: str) -> None:
    text = "\ufeffSjö 鄧".encode(f"utf-16-{order}").hex()
    found = open_confined(with_fields(f"[<</FT /Tx /T (url) /V <{text}>>>]"))
    assert [field.value for field in found.fields] == ["Sjö 鄧"]


AT_WORK = """
import sys
from pathlib import Path
from intake import confinement
from intake.refusals import Refusal
confinement.load_encodings()
before = set(sys.modules)
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        confinement.open_here(path.read_bytes())
    except Refusal:
        pass
sys.stdout.write(" ".join(set(sys.modules) - before))
"""
FILTERS = {
    "ASCIIHexDecode": b"7b7d>",
    "ASCII85Decode": b"HoAh~>",
    "RunLengthDecode": b"\x01{}\x80",
    "LZWDecode": b"\x80\x0f\x67\xe0\x20",
    "FlateDecode": zlib.compress(b"{}"),
}


def test_reader_has_all_it_needs_before_the_walls_close(tmp_path: Path) -> None:
    files = [document(), pdf(), laughing_xmp(), with_pypdf(render_blank(FORM, HOUSE), {"url": "Å"})]
    files += [with_attachment(stream(text, f"/Filter /{name}")) for name, text in FILTERS.items()]
    texts = [
        "<fffe41004200>",
        "<feff00410042>",
        "<efbbbf41>",
        "<e541>",
        "/A#e5",
        "/A#a4#a4",
        "/#81",
    ]
    files += [with_fields(f"[<</FT /Tx /T (url) /V {text}>>]") for text in texts]
    packet = "<?xml version='1.0' encoding='UTF-16'?><x/>".encode("utf-16")
    files.append(pdf(stream(packet), catalog="/Metadata 4 0 R"))
    # Keys and identifiers are bytes by chance; these look like text in UTF-16.
    files += [identified(identifier) for identifier in LIKE_TEXT]
    files += [encrypted(algorithm, "") for algorithm in ("RC4-128", "AES-128", "AES-256")]
    for number, content in enumerate(files):
        (tmp_path / f"{number}.pdf").write_bytes(content)
    command = [sys.executable, "-c", AT_WORK, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=True, env={})
    assert done.stdout.decode() == ""


SCANS_AT_WORK = """
import json, sys
from pathlib import Path
from intake import pagepictures, scanning
from intake.refusals import Refusal
pagepictures.prepare()
before = set(sys.modules)
for path in sorted(Path(sys.argv[1]).glob("scan-*")):
    viewer = scanning._Viewer()
    try:
        viewer.answer({}, [path.read_bytes()])
        viewer.answer({"page": 1}, [])
    except Refusal:
        continue
issued, places = (Path(sys.argv[1]) / name for name in ("issued", "places"))
for corners in (None, []):
    asked = {"page": 1, "on": 1, "places": json.loads(places.read_text()), "corners": corners}
    viewer.answer(asked, [issued.read_bytes()])
sys.stdout.write(" ".join(set(sys.modules) - before))
"""


OF_EACH_DECODER = (
    *("TIFF RGB jpeg", "TIFF 1 group4", "TIFF I;16", "TIFF RGB tiff_lzw", "TIFF RGB zstd"),
    *("PNG RGBA", "JPEG CMYK", "JPEG held 6", "WEBP RGB", "HEIF RGB", "PDF", "white on black"),
)


def test_what_looks_at_scans_has_all_it_needs_before_the_walls_close(tmp_path: Path) -> None:
    document = issued(1)
    sheet = Image.open(BytesIO(scan_of(document.content, 1, document.places)))
    files = [hostile_scans.locked_pdf(), b"x", *(SOUND[name][0]() for name in OF_EACH_DECODER)]
    files.append(hostile_scans.truncated("JPEG", 0.5))
    files.append(saved(sheet))
    for number, content in enumerate(files):
        (tmp_path / f"scan-{number:03}").write_bytes(content)
    (tmp_path / "issued").write_bytes(document.content)
    (tmp_path / "places").write_text(json.dumps(document.places))
    command = [sys.executable, "-c", SCANS_AT_WORK, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=True, env={})
    assert done.stdout.decode() == ""


def test_machine_without_walls_reads_all_the_same_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lines = [
        "from intake import confinement, walls",
        NO_LANDLOCK,
        NO_SECCOMP,
        "confinement.answer_parent()",
    ]
    monkeypatch.setattr(confinement, "_COMMAND", (sys.executable, "-c", "\n".join(lines)))
    children.tell_missing.cache_clear()
    caplog.set_level(logging.WARNING)
    assert [open_confined(document()).pages for _ in range(2)] == [2, 2]
    [told] = [record for record in caplog.records if record.name == "intake.children"]
    assert told.missing == ["landlock", "seccomp"]
