"""Files that want to hang, fill or crash what looks at scans: each is refused, or its page is, and
the rest goes on."""

import io
import sys
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from intake import pagepictures, scans
from intake import refusals as R
from intake.messages import receive, send
from intake.scans import open_scan
from intake.sight import look_at
from tests.intake import hostile_scans as hostile
from tests.paper import issued, scan_of

# A child whose limits are other ones, or who does something else where it would look.
Become = Callable[..., None]
CHILD = "from intake import scans; {}; from intake import scanning; {}; scanning.answer_parent()"


@pytest.fixture(autouse=True, scope="module")
def as_in_the_child() -> Iterator[None]:
    most = Image.MAX_IMAGE_PIXELS
    pagepictures.prepare()
    yield
    Image.MAX_IMAGE_PIXELS = most


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Become:
    def become(limits: str = "", act: str = "") -> None:
        code = CHILD.format(limits or "0", act or "0")
        monkeypatch.setattr(scans, "_COMMAND", (sys.executable, "-c", code))

    return become


@pytest.mark.parametrize("name", hostile.CASES)
def test_hostile_picture_is_refused_with_its_reason_or_seen(name: str) -> None:
    make, expected = hostile.CASES[name]
    content = make()
    if expected is None:
        look_at(pagepictures.open_pages(content).page(1))
        return
    with pytest.raises(expected):
        look_at(pagepictures.open_pages(content).page(1))


@pytest.mark.parametrize("part", [0.05, 0.5, 0.97])
@pytest.mark.parametrize("kind", hostile.KINDS)
def test_picture_that_ends_too_early_is_broken(kind: str, part: float) -> None:
    content = hostile.truncated(kind, part)
    with pytest.raises((R.Broken, R.NotAScan)):
        look_at(pagepictures.open_pages(content).page(1))


def test_page_with_too_many_dots_is_refused_alone() -> None:
    pages = pagepictures.open_pages(hostile.second_page_70_000_wide())
    assert pages.page(1).picture.size == (8, 8)
    with pytest.raises(R.TooMuchInside) as refused:
        pages.page(2)
    assert refused.value.facts == {"what": "pixels", "limit": pagepictures.MOST_PIXELS}


def test_file_that_is_too_large_is_refused_before_it_is_opened() -> None:
    with pytest.raises(R.TooLarge) as refused, open_scan(bytes(scans.LARGEST_SCAN + 1)):
        pass
    assert refused.value.facts == {"limit": scans.LARGEST_SCAN}


def test_page_that_kills_what_looks_at_it_is_refused_alone() -> None:
    with open_scan(hostile.laughing_among_others()) as scan:
        assert scan.pages == 5
        assert scan.page(2).is_blank
        with pytest.raises(R.TooHeavy):
            scan.page(3)
        assert [scan.page(number).number for number in (4, 5)] == [4, 5]
        for number in (0, 6):
            with pytest.raises(IndexError):
                scan.page(number)


def test_page_that_takes_too_long_is_refused_alone(
    child: Become, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "SECONDS_A_PAGE", 1)
    child("scans.SECONDS_A_PAGE = 1")
    heavy, light = hostile.progressive_bomb(20_000), hostile.picture("JPEG")
    with open_scan(heavy) as scan, pytest.raises(R.TooHeavy):
        scan.page(1)
    with open_scan(light) as scan:
        assert scan.page(1).number == 1


WORKS_HALF_A_SECOND = """
import time
def look(page, look_at=scanning.look_at):
    until = time.process_time() + 0.5
    while time.process_time() < until:
        pass
    return look_at(page)
scanning.look_at = look
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux grants more time to a process")
def test_time_is_counted_for_each_page_and_not_for_the_file(
    child: Become, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "SECONDS_A_PAGE", 1)
    child("scans.SECONDS_A_PAGE = 1", f"exec({WORKS_HALF_A_SECOND!r})")
    with open_scan(hostile.tiff_of(4)) as scan:
        assert [scan.page(number).number for number in (1, 2, 3, 4)] == [1, 2, 3, 4]
        assert scan._ended == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory there")
def test_page_that_takes_too_much_memory_is_refused_alone(child: Become) -> None:
    act = "scanning.look_at = lambda page: bytearray(scans.BYTES_OF_MEMORY)"
    child("", act)
    with open_scan(hostile.tiff_of(2)) as scan:
        for number in (1, 2):
            with pytest.raises(R.TooHeavy):
                scan.page(number)


def test_file_that_ends_every_child_is_left_alone(
    child: Become, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "MOST_ENDED", 2)
    child("", "import os; scanning.look_at = lambda page: os._exit(1)")
    with open_scan(hostile.tiff_of(4)) as scan:
        for number in (1, 2, 3, 4):
            with pytest.raises(R.TooHeavy):
                scan.page(number)
        assert scan._ended == 2


def test_page_is_looked_at_anew_when_laying_it_ended_the_child(child: Become) -> None:
    document = issued(1)
    child("", "import os; scanning.lay = lambda *_: os._exit(1)")
    with open_scan(scan_of(document.content, 1, document.places)) as scan:
        scan.page(1)
        with pytest.raises(R.TooHeavy):
            scan.lay(document.content, 1, document.places)
        child()
        assert scan.lay(document.content, 1, document.places).is_sure


def test_one_that_waits_gives_up_on_a_child_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "SECONDS_OF_WAITING", 0.2)
    code = (sys.executable, "-c", "import time; time.sleep(60)")
    monkeypatch.setattr(scans, "_COMMAND", code)
    with pytest.raises(R.TooHeavy), open_scan(hostile.picture("JPEG")):
        pass


def said(facts: dict, *pieces: bytes) -> bytes:
    kept = io.BytesIO()
    send(kept, facts, *pieces)
    return kept.getvalue()


FIRST = said({"pages": 1, "worked": 0.1, "missing": []})
SEEN = {"codes": [], "is_blank": False, "is_blurred": False, "dots_per_inch": 1}
PAGE = SEEN | {"width": 1, "height": 1, "media": "image/jpeg", "worked": 0.2, "missing": []}
MAD = {
    "nothing": b"",
    "half an answer": FIRST[:-5],
    "no number of pages": said({"worked": 0, "missing": []}),
    "an unheard refusal": said({"refusal": "?", "facts": {}, "worked": 0, "missing": []}),
    "two thousand million bytes of facts": b"\x7f\xff\xff\xff{}",
    "lists in lists": b"\0\x01\x86\xa0" + b"[" * 100_000,
    "four thousand million bytes of picture": FIRST + b'\0\0\0\x19{"pieces": [4000000000]}   ',
    "less than nothing": FIRST + b'\0\0\0\x10{"pieces": [-5]}',
    "no picture": FIRST + said(PAGE),
    "a page of the web as its picture": FIRST + said(PAGE, b"<script>"),
    "another kind of picture": FIRST + said(PAGE | {"media": "text/html"}, b"<script>"),
    "codes that are none": FIRST + said(PAGE | {"codes": [1]}, b"\xff\xd8\xff"),
    "sides that are none": FIRST + said(PAGE | {"width": "?"}, b"\xff\xd8\xff"),
}


@pytest.mark.parametrize("length", [-5, 101])
def test_no_more_is_read_than_was_asked_for(length: int) -> None:
    facts = b'{"pieces": [%d]}' % length
    answer = len(facts).to_bytes(4, "big") + facts + bytes(101)
    with pytest.raises(ValueError, match="pieces"):
        receive(io.BytesIO(answer), 100)


@pytest.mark.parametrize("name", MAD)
def test_whatever_a_child_says_is_an_answer_or_a_refusal(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"import sys; sys.stdout.buffer.write({MAD[name]!r}); sys.stdout.flush(); input()"
    monkeypatch.setattr(scans, "_COMMAND", (sys.executable, "-c", code))
    monkeypatch.setattr(scans, "SECONDS_OF_WAITING", 1)
    with pytest.raises(R.TooHeavy), open_scan(b"x") as scan:
        scan.page(1)
