"""The document of a snapshot: what it says, what it shows and what rides inside."""

import subprocess
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from pdf import EnclosedPage, Enclosure
from pdf.snapshot import PicturedFile, SnapshotFacts, snapshot_pdf
from tests.pdf import verapdf
from tests.pdf.documents import HOUSE, ISSUED
from tests.pdf.enclosed import page
from tests.pdf.test_attachments import SHAPES, figures_of
from tests.programs import program

SHOWS = "Startsidan med tre inlägg – 王 (\\)."
FACTS = SnapshotFacts(
    reference="AP-2026-0001",
    account="Instagram – Biblioteket",
    day="26 november 2026",
    shows=SHOWS,
    told=[("Konto", "https://www.instagram.com/toreboda/"), ("Visar", SHOWS)],
)


def pictured(
    name: str, *pages: EnclosedPage, media: str = "image/jpeg", content: bytes = b""
) -> PicturedFile:
    content = content or name.encode() * 50
    return PicturedFile(name, media, Enclosure(sha256(content).hexdigest(), pages, content))


def document(*files: PicturedFile) -> bytes:
    return snapshot_pdf(FACTS, files, HOUSE, ISSUED)


def test_it_says_of_what_and_when_and_each_picture_what_it_shows() -> None:
    reader = PdfReader(BytesIO(document(pictured("flöde.jpg", page(2000, 1500)))))
    text = reader.pages[0].extract_text()
    for words in ("Ögonblicksbild", "https://www.instagram.com/toreboda/", "Fil 1: flöde.jpg"):
        assert words in text
    assert "AP-2026-0001, 26 november 2026 · Sida 1 av" in text
    assert figures_of(reader) == [SHOWS]
    title = "Ögonblicksbild, Instagram – Biblioteket, 26 november 2026"
    assert reader.metadata
    assert reader.metadata.title == title


def test_several_files_tell_their_place_and_pages_of_a_pdf_their_words() -> None:
    papers = [page(1654, 2339, "L", text="Ord på sidan"), page(1654, 2339, "L")]
    some = pictured("sida.pdf", *papers, media="application/pdf")
    reader = PdfReader(BytesIO(document(pictured("a.png", page()), some)))
    assert figures_of(reader) == [
        f"Fil 1 av 2: {SHOWS}",
        "Fil 2, sida 1 av 2: Ord på sidan",
        f"Fil 2, sida 2 av 2: {SHOWS}",
    ]


def test_files_ride_inside_as_they_are_kept_for_two_readers(tmp_path: Path) -> None:
    files = [
        pictured("å b.jpg", page(), content=bytes(range(256)) * 9),
        pictured("b.jpg", page(), content=b"another"),
    ]
    made = document(*files)
    inside = {one.name: one for one in PdfReader(BytesIO(made)).attachment_list}
    assert inside.keys() == {"fil-1-å b.jpg", "fil-2-b.jpg"}
    for number, one in enumerate(files, 1):
        found = inside[f"fil-{number}-{one.name}"]
        assert found.content == one.enclosure.content
        assert one.enclosure.sha256 in str(found.description)
        assert found.associated_file_relationship == "/Source"
    (tmp_path / "it.pdf").write_bytes(made)
    command = [program("pdfdetach"), "-saveall", "-o", str(tmp_path), str(tmp_path / "it.pdf")]
    subprocess.run(command, check=True, capture_output=True)
    saved = {one.read_bytes() for one in tmp_path.iterdir() if one.suffix == ".jpg"}
    assert saved == {one.enclosure.content for one in files}


def test_same_files_give_the_same_bytes() -> None:
    assert document(pictured("a.jpg", page())) == document(pictured("a.jpg", page()))


def test_it_is_pdfa_3a_and_pdfua_1(tmp_path: Path) -> None:
    shapes = [
        pictured(f"{mode} {width}×{height}.jpg", page(width, height, mode))
        for width, height in SHAPES
        for mode in ("L", "RGB")
    ]
    words = "Ord på sidan\u0000\ufffe 王小明\n" * 40
    many = [EnclosedPage(1654, 2339, page(1654, 2339).picture, words) for _ in range(3)]
    made = {
        "one": document(pictured("a.jpg", page())),
        "all": document(*shapes, pictured("sidor.pdf", *many, media="application/pdf")),
    }
    files = [tmp_path / f"{name}.pdf" for name in made]
    for file, content in zip(files, made.values(), strict=True):
        file.write_bytes(content)
    broken = [(it.file.name, it.profile, it.broken) for it in verapdf.judge(files) if not it.passed]
    assert broken == []
