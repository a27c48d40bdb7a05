"""What leaves the house, with something masked in each way: dug through by two readers, and judged
as archival and accessible, the one PDF and each in the zip file."""

import hashlib
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

import forms
from app import create_app
from office import snapshots
from office.confirming import came_on, confirm
from office.office import Office
from office.releasing import pictures_of
from register import attached, schema
from register.actors import OPERATOR, Actor
from register.cases import find_case
from register.filings import find_filing
from register.papers import paper_of
from register.snapshots import Reason, document_of
from settings import read_settings
from tests.pdf import verapdf
from tests.pdf.digging import dug_up, files_in, folded, images_in
from tests.pdf.test_attachments import figures_of
from tests.plans import plan
from tests.programs import program
from tests.register.sheets_of_papers import came
from tests.web.conftest import Visitor
from tests.web.desk.test_attached import Lekplats
from tests.web.desk.test_releasing import FIRST, GROUND, PERSONS, given, office_of, officer, rows
from tests.web.filling.test_attaching import file_it, picture, review, upload

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
UNIT = Actor(next(iter(snapshots.GIVERS)))
PLAYGROUND = "LE-2026-0001"
OPEN = ("Öppenbrevsida", "Öppenbildfil", "öppen.png", "Öppentvisad")
# What is said of each snapshot, and the words on the last page of its PDF.
SHOWN = {1: "Hemligtvisad", 2: "Hemligtvåan", 3: "Öppentvisad"}
PAGES = {1: "Hemligsnapsida", 2: "Hemligsnapsida", 3: "Öppensnapsida"}
SECRETS = (
    "Hemligbrevsida",
    "Hemligtdokument",
    "Hemligbildfil",
    "Hemligsnapsida",
    "Hemligtvisad",
    "Hemligtvåan",
    "hemligt-brev",
    "hemlig-gunga",
    "hemligsnap",
    "hemligprofil",
    "Olga Own",
    "own@toreboda.se",
    *PERSONS,
)


def letter(*pages: str) -> bytes:
    """A PDF with a word on each page, which names itself."""
    out = BytesIO()
    canvas = Canvas(out)
    canvas.setTitle("Hemligtdokument")
    canvas.setAuthor("Hemligtdokument")
    for words in pages:
        canvas.bookmarkPage(words)
        canvas.addOutlineEntry(words, words)
        canvas.drawString(100, 700, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@dataclass(frozen=True)
class Released:
    """Both files, what is asked for, and the pictures that must be and must not be there."""

    zipped: bytes
    document: bytes
    secret: list[bytes]
    open: list[bytes]
    recorded: Any

    @property
    def files(self) -> dict[str, bytes]:
        """All that leaves the house, each PDF by its name."""
        with zipfile.ZipFile(BytesIO(self.zipped)) as archive:
            found = {name: archive.read(name) for name in archive.namelist()}
        return found | {"utlamnande.pdf": self.document}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Released]:
    """A plan with paper and three snapshots, and a form with two files, a part of each masked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms, "FORMS", (*forms.FORMS, Lekplats))
        where = str(tmp_path_factory.mktemp("instance"))
        app = create_app(read_settings({"INSTANCE_PATH": where, "COURIER": "off"}))
        # What is made twice at the same moment is the same.
        app.extensions["office"] = replace(office_of(app), now=lambda: NOW)
        Visitor(app).file(plan())
        _playground(Visitor(app))
        _paper(office_of(app))
        first, second, third = (_snapshot(app, number) for number in SHOWN)
        parts = [
            *(
                f"{FIRST}:{one}"
                for one in ("plan", "signed", *first.parts, *second.parts, *third.parts)
            ),
            *(f"{PLAYGROUND}:{one}" for one in ("plan", "file")),
        ]
        judged = {
            "persons": [FIRST, PLAYGROUND],
            "mask": [
                f"{FIRST}:page:1 {first.place}:page:1 {first.place}:page:3 {first.place}:shows",
                f"{FIRST}:{second.place}",
                f"{FIRST}:{third.place}:page:1",
                f"{PLAYGROUND}:file:1:page:1 file:2 answer:pictures-0 answer:pictures-1",
            ],
            f"ground-{FIRST}": GROUND,
            f"ground-{PLAYGROUND}": GROUND,
        }
        visitor = officer(app)
        zipped = given(visitor, *parts, judged=judged)
        document = given(visitor, *parts, format="pdf", judged=judged)
        brev, gunga, kept = _attached(office_of(app))
        shown = list(first.pictures.values())
        secret = [brev[0], gunga[0], shown[0], shown[2], *second.pictures.values()]
        secret.append(next(iter(third.pictures.values())))
        recorded = rows(app, schema.releases)[0]["contents"]
        yield Released(zipped, document, secret, [brev[1], kept[0], shown[1]], recorded)


def _playground(visitor: Visitor) -> None:
    visitor.get("/lekplats/")
    typed = {"who-0-name": "Olga Own", "who-0-email": "own@toreboda.se"}
    brev = letter("Hemligbrevsida", "Öppenbrevsida")
    files = [
        (brev, "hemligt-brev.pdf"),
        (picture(1), "hemlig-gunga.jpg"),
        (picture(2), "öppen.png"),
    ]
    upload(visitor, *files, **typed)
    texts = ("Hemligtdokument", "Hemligbildfil", "Öppenbildfil")
    review(visitor, **{f"pictures-{number}-text": text for number, text in enumerate(texts)})
    file_it(visitor)


def _paper(own: Office) -> None:
    filing, case = find_filing(own.register, FIRST, 1), find_case(own.register, FIRST)
    assert filing
    assert case
    came(own.register, filing.id, own.now())
    paper = paper_of(own.register, filing.id)
    confirm(own, case, paper, (0, 1, 2), came_on(paper), own.now(), OPERATOR)


@dataclass(frozen=True)
class _Taken:
    place: str
    pictures: dict[Any, bytes]

    @property
    def parts(self) -> list[str]:
        return [self.place]


def _snapshot(app: Flask, number: int) -> _Taken:
    own = office_of(app)
    filing = find_filing(own.register, FIRST, 1)
    assert filing
    files = [
        (f"hemligprofil-{number}.jpg", picture(10 * number)),
        (f"hemligsnap-{number}.pdf", letter(f"Öppentext {number}", PAGES[number])),
    ]
    said = snapshots.Given(date(2026, 11, number), Reason.PERIOD, SHOWN[number])
    taken, _ = snapshots.take(own, filing, said, files, UNIT, lambda *_: None)
    document = document_of(own.register, taken.id)
    assert document
    pictures = {key: one.picture for key, one in pictures_of(document).items()}
    return _Taken(f"snapshot:{taken.id}", pictures)


def _attached(own: Office) -> list[list[bytes]]:
    filing = find_filing(own.register, PLAYGROUND, 1)
    assert filing
    every = attached.of_filing(own.register, filing.id)
    return [[one.picture for one in attached.pages_of(own.register, it.id)] for it in every]


def test_zip_has_every_part_under_a_name_that_tells_nothing(released: Released) -> None:
    assert list(released.files) == [
        f"{FIRST}-v1-kopia.pdf",
        f"{FIRST}-v1-undertecknat-kopia.pdf",
        f"{FIRST}-ogonblicksbild-1-kopia.pdf",
        f"{FIRST}-ogonblicksbild-2-kopia.pdf",
        f"{FIRST}-ogonblicksbild-3-kopia.pdf",
        f"{PLAYGROUND}-v1-kopia.pdf",
        f"{PLAYGROUND}-v1-bilaga-1-kopia.pdf",
        f"{PLAYGROUND}-v1-bilaga-2-kopia.pdf",
        f"{PLAYGROUND}-v1-bilaga-3.jpg",
        "innehall.pdf",
        "utlamnande.pdf",
    ]


def test_masked_words_are_nowhere_in_what_leaves_the_house(
    released: Released, tmp_path: Path
) -> None:
    # What rides inside is dug through where it stands by itself.
    assert set(files_in(released.document)) <= set(released.files.values())
    found = {name: _dug(name, content, tmp_path) for name, content in released.files.items()}
    assert _with(found, SECRETS) == []
    every = "".join(found.values())
    assert [one for one in OPEN if folded(one) not in every] == []
    assert folded("Fil 2, sida 2: [bild utelämnad]") in every
    assert folded("Sida 1 av 2: [sida utelämnad]") in every
    assert folded("[bilaga utelämnad]") in found[f"{PLAYGROUND}-v1-bilaga-2-kopia.pdf"]
    assert folded(GROUND) in found["innehall.pdf"]


def test_pictures_of_a_snapshot_are_told_in_words_that_are_not_masked(released: Released) -> None:
    def told(number: int) -> list[str]:
        content = released.files[f"{FIRST}-ogonblicksbild-{number}-kopia.pdf"]
        return figures_of(PdfReader(BytesIO(content)))

    title = f"Ögonblicksbild {{}} till {FIRST}, Fil 2, sida {{}}"
    assert told(1) == [f"{title.format(1, 1)}, som bild"]
    assert told(2) == []
    assert told(3) == [f"{title.format(3, page)}: Öppentvisad" for page in (1, 2)]
    whole = figures_of(PdfReader(BytesIO(released.document)))
    assert {*told(1), *told(3)} <= set(whole)


def _dug(name: str, content: bytes, folder: Path) -> str:
    if name.endswith(".pdf"):
        return dug_up(content, folder, goes_inside=False) + folded(name)
    return folded(content.decode("latin-1") + name)


def _with(found: dict[str, str], words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, one) for name, text in found.items() for one in words if folded(one) in text]


def test_masked_pictures_are_nowhere_and_others_are_as_they_were(released: Released) -> None:
    there = {
        hashlib.sha256(one).digest()
        for name, content in released.files.items()
        for one in (images_in(content) if name.endswith(".pdf") else ())
    }
    raw = b"".join([*released.files.values(), *files_in(released.document)])
    for one in released.secret:
        assert hashlib.sha256(one).digest() not in there
        assert one not in raw
    assert [one for one in released.open if hashlib.sha256(one).digest() not in there] == []


def test_every_document_is_whole_archival_and_accessible(
    released: Released, tmp_path: Path
) -> None:
    every = []
    for name, content in released.files.items():
        if name.endswith(".pdf"):
            every.append(tmp_path / name)
            every[-1].write_bytes(content)
            subprocess.run([program("qpdf"), "--check", every[-1]], check=True, capture_output=True)
    verdicts = verapdf.judge(every)
    assert len(verdicts) == 2 * len(every)
    assert [one for one in verdicts if not one.passed] == []


def test_record_says_which_places_are_masked_in_words_that_tell_nothing(released: Released) -> None:
    places = {
        (one["reference"], one["what"], one["number"]): one["places"] for one in released.recorded
    }
    assert places.pop((FIRST, "plan", 0))[0].endswith("Administratör 1, namn och efternamn")
    assert places == {
        (FIRST, "signed", 0): ["Sida 1"],
        (FIRST, "snapshot", 1): ["Vad den visar", "Fil 1", "Fil 2, sida 2"],
        (FIRST, "snapshot", 2): ["Hela ögonblicksbilden"],
        (FIRST, "snapshot", 3): ["Fil 1"],
        (PLAYGROUND, "plan", 0): [
            "1. Vem? – Person 1, namn",
            "1. Vem? – Person 1, e-post",
            "2. Bilder – Fil 1",
            "2. Bilder – Fil 2",
        ],
        (PLAYGROUND, "file", 1): ["Sida 1"],
        (PLAYGROUND, "file", 2): ["Hela filen"],
        (PLAYGROUND, "file", 3): [],
    }
    told = folded(str(released.recorded))
    assert [one for one in SECRETS if folded(one) in told] == []
    assert [one["masked"] for one in released.recorded[1:]] == [1, 3, 1, 1, 4, 1, 1, 0]
