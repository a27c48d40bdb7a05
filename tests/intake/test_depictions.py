"""What is attached is made anew: upright, small enough, with nothing in it but what it shows."""

import struct
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageOps, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from intake.confinement import open_confined
from intake.depictions import LARGEST_FILE, MOST_PAGES, Depicted, files_inside, open_depiction
from intake.refusals import (
    ActiveContent,
    Broken,
    Encrypted,
    Moving,
    NotAScan,
    Portfolio,
    Refusal,
    TooHeavy,
    TooLarge,
    TooMuchInside,
    Truncated,
)
from intake.stripping import without_metadata
from office.attaching import MOST_BYTES, MOST_FILES
from pdf import render
from tests.intake.kinds import SOUND, saved
from tests.pdf.documents import HOUSE, imprint
from tests.pdf.enclosed import enclosed, page, with_files

# Where it was taken, by whom, with what: none of it may be found in what is kept.
SECRETS = (b"Torget in Toreboda", b"Camera 3000", b"2026:11:26 10:00:00", b"58 43 12.5")
GPS, EXIF_IFD = 0x8825, 0x8769
RED, BLUE = (200, 30, 30), (30, 30, 200)


@cache
def photograph() -> Image.Image:
    """Red above, blue below, so that which way is up can be seen."""
    picture = Image.new("RGB", (640, 480), RED)
    picture.paste(BLUE, (0, 240, 640, 480))
    return picture


def told(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E], exif[0x0110] = SECRETS[0].decode(), SECRETS[1].decode()
    exif.get_ifd(EXIF_IFD)[0x9003] = SECRETS[2].decode()
    exif.get_ifd(GPS).update({1: "N", 2: (58.0, 43.0, 12.5), 0x1B: SECRETS[3]})
    return exif


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + SECRETS[0] + b"</x:xmpmeta>"


def _png_with_text() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_itxt("Comment", SECRETS[0].decode())
    return saved(photograph(), "PNG", exif=told(), pnginfo=text)


def _with_film() -> bytes:
    """As telephones write them: after the end of the picture there is another, or a film."""
    return saved(photograph(), "JPEG", exif=told(), comment=SECRETS[0]) + SECRETS[1] * 10


TELLING: dict[str, Callable[[], bytes]] = {
    "JPEG": lambda: saved(photograph(), "JPEG", exif=told(), xmp=XMP),
    "JPEG with a film": _with_film,
    "JPEG, progressive": lambda: saved(photograph(), "JPEG", progressive=True, exif=told()),
    "PNG": _png_with_text,
    "WEBP": lambda: saved(photograph(), "WEBP", exif=told(), xmp=XMP),
    "TIFF": lambda: saved(photograph(), "TIFF", exif=told(), compression="tiff_lzw"),
    "TIFF, large": lambda: saved(photograph(), "TIFF", exif=told(), big_tiff=True),
    "HEIF": lambda: saved(photograph(), "HEIF", exif=told(), xmp=XMP),
}


def depicted(content: bytes, number: int = 1) -> Depicted:
    with open_depiction(content) as found:
        return found.page(number)


def seen(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture))


@pytest.mark.parametrize("name", TELLING)
def test_what_a_picture_tells_beside_what_it_shows_is_taken_out(name: str) -> None:
    content = TELLING[name]()
    there = [one for one in SECRETS if one in content]
    assert there, "nothing is told in the first place"
    with open_depiction(content) as found:
        page = found.page(1)
        kept = found.content
    for one in (kept, page.picture, page.small):
        assert [secret for secret in SECRETS if secret in one] == []
    with Image.open(BytesIO(kept)) as opened:
        assert set(opened.getexif()) - _OF_THE_PICTURE == set()
        assert opened.getexif().get_ifd(GPS) == {}
        was = Image.open(BytesIO(content))
        assert opened.tobytes() == was.tobytes(), "a pixel was touched"
    with seen(page.picture) as shown:
        assert shown.format == "JPEG"
        assert not shown.getexif()
        assert "comment" not in shown.info


# Width, height and the like of a TIFF, which Pillow counts as EXIF.
_OF_THE_PICTURE = {*range(254, 280), *(282, 283, 284, 296, 317, 339), *range(320, 326)}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", [5, 6])
def test_picture_is_upright_and_stays_so_in_what_is_kept(kind: str, orientation: int) -> None:
    turned = photograph().transpose(_BACK[orientation])
    with open_depiction(saved(turned, kind, exif=told(orientation))) as found:
        page, kept = found.page(1), found.content
    for shown in (seen(page.picture), ImageOps.exif_transpose(seen(kept))):
        assert shown.size == (640, 480)
        assert [_is_near(shown.getpixel(at), it) for at, it in _HALVES] == [True, True]


_HALVES = (((320, 60), RED), ((320, 420), BLUE))
_BACK = {5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90}


def _is_near(one: Any, other: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("name", [one for one in SOUND if not one.startswith("PDF")])
def test_every_kind_shows_the_same_without_what_it_tells(name: str) -> None:
    content = SOUND[name][0]()
    with Image.open(BytesIO(content)) as opened:
        kind = str(opened.format)
        pixels = opened.convert("RGB").tobytes()
    with Image.open(BytesIO(without_metadata(content, kind))) as opened:
        assert opened.convert("RGB").tobytes() == pixels


def test_large_picture_is_made_fit_for_print_and_for_a_glance() -> None:
    page = depicted(saved(Image.new("RGB", (4000, 3000), RED)))
    assert (page.width, page.height) == seen(page.picture).size == (2000, 1500)
    assert seen(page.small).size == (320, 240)


def test_colours_of_another_space_are_brought_into_ours() -> None:
    """A profile in which red and green have changed places."""
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red, green = (swapped.index(name) for name in (b"rXYZ", b"gXYZ"))
    content = bytearray(swapped)
    content[red : red + 4], content[green : green + 4] = b"gXYZ", b"rXYZ"
    picture = saved(Image.new("RGB", (64, 64), (250, 0, 0)), "PNG", icc_profile=bytes(content))
    shown: Any = seen(depicted(picture).picture).getpixel((32, 32))
    red_seen, green_seen, _ = shown
    assert green_seen > 200 > 100 > red_seen


def test_pages_of_a_pdf_are_pictures_with_their_words() -> None:
    content = _pdf("Ritning över lekplatsen")
    with open_depiction(content) as found:
        page = found.page(1)
        assert (found.media, found.pages, found.content) == ("application/pdf", 1, content)
    assert "Ritning över lekplatsen" in page.text
    assert max(page.width, page.height) == 2339


def _pdf(text: str, pages: int = 1) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    kept = BytesIO()
    canvas = Canvas(kept, pagesize=(595, 842))
    for _ in range(pages):
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def _changed(change: Callable[[PdfWriter], None]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(_pdf("text"))))
    change(writer)
    kept = BytesIO()
    writer.write(kept)
    return kept.getvalue()


def _portfolio() -> bytes:
    """As Acrobat gathers files: a cover, and what matters rides inside."""

    def change(writer: PdfWriter) -> None:
        writer.add_attachment("Avtal.pdf", _pdf("Avtalet"))
        writer.root_object[NameObject("/Collection")] = DictionaryObject()

    return _changed(change)


def _filled_in(*, is_drawn: bool) -> bytes:
    """A PDF form with an answer in a field, which programs may leave to the viewer to draw."""
    from reportlab.pdfgen.canvas import Canvas

    kept = BytesIO()
    canvas = Canvas(kept, pagesize=(595, 842))
    canvas.acroForm.textfield(name="answer", value="Ifyllt", x=72, y=600, width=400, height=150)
    canvas.showPage()
    canvas.save()
    if is_drawn:
        return kept.getvalue()
    writer = PdfWriter(clone_from=kept)
    writer.set_need_appearances_writer(True)
    fields: Any = writer.pages[0]["/Annots"]
    del fields[0].get_object()["/AP"]
    undrawn = BytesIO()
    writer.write(undrawn)
    return undrawn.getvalue()


@pytest.mark.parametrize("is_drawn", [True, False], ids=["drawn", "left to the viewer"])
def test_what_was_filled_in_to_a_pdf_is_on_its_page(*, is_drawn: bool) -> None:
    page = depicted(_filled_in(is_drawn=is_drawn))
    assert "Ifyllt" in page.text
    assert min(seen(page.picture).convert("L").tobytes()) < 100, "the page is white"


def _with_opening_action(kind: str) -> bytes:
    action = DictionaryObject({NameObject("/S"): NameObject(kind)})

    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)

    return _changed(change)


def _with_script_on_the_page() -> bytes:
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")}
    )

    def change(writer: PdfWriter) -> None:
        nested = DictionaryObject({NameObject("/O"): script})
        writer.pages[0][NameObject("/AA")] = nested

    return _changed(change)


def _with_player() -> bytes:
    def change(writer: PdfWriter) -> None:
        annotation = DictionaryObject({NameObject("/Subtype"): NameObject("/RichMedia")})
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])

    return _changed(change)


def _bomb() -> bytes:
    """A PNG that says that it is larger than anything that is taken."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    data = b"IDAT" + zlib.compress(bytes(90_000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
        + struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
    )  # fmt: skip


def _whole(kind: str) -> bytes:
    return saved(photograph(), kind)


REFUSED: dict[str, tuple[Callable[[], bytes], type[Refusal]]] = {
    "empty": (lambda: b"", NotAScan),
    "a text": (lambda: b"Hej!", NotAScan),
    "a program": (lambda: b"MZ" + bytes(2_000), NotAScan),
    "a GIF": (lambda: saved(photograph().convert("P"), "GIF"), NotAScan),
    "half a JPEG": (lambda: _whole("JPEG")[:-3_000], Truncated),
    "half a PNG": (lambda: _whole("PNG")[:-20], Truncated),
    "half a WebP": (lambda: _whole("WEBP")[:-10], Truncated),
    "half a HEIC": (lambda: _whole("HEIF")[:-10], Truncated),
    "half a TIFF": (lambda: _whole("TIFF")[:-100], Broken),
    "half a PDF": (lambda: _pdf("text")[:300], Broken),
    "a picture that moves": (
        lambda: saved(
            photograph(), "WEBP", save_all=True, append_images=[photograph().rotate(180)]
        ),
        Moving,
    ),
    "a portfolio": (_portfolio, Portfolio),
    "a bomb": (_bomb, TooMuchInside),
    "a PDF with a password": (
        lambda: _changed(lambda writer: writer.encrypt("hemligt", algorithm="RC4-128")),
        Encrypted,
    ),
    "too many pages": (lambda: _pdf("text", MOST_PAGES + 1), TooMuchInside),
    "too large": (lambda: b"%PDF-" + bytes(LARGEST_FILE), TooLarge),
    "a script at opening": (lambda: _with_opening_action("/JavaScript"), ActiveContent),
    "a program at opening": (lambda: _with_opening_action("/Launch"), ActiveContent),
    "a script on a page": (_with_script_on_the_page, ActiveContent),
    "a player": (_with_player, ActiveContent),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_attached_is_refused_with_its_reason(name: str) -> None:
    make, refusal = REFUSED[name]
    with pytest.raises(Refusal) as refused:
        depicted(make())
    assert type(refused.value) is refusal


def test_links_and_ways_inside_a_pdf_do_nothing_by_themselves() -> None:
    assert depicted(_with_opening_action("/GoTo")).width


def test_child_that_ends_is_too_much_of_the_file() -> None:
    with open_depiction(_whole("JPEG")) as found:
        found._child.end()
        with pytest.raises(TooHeavy):
            found.page(1)


def test_document_with_all_files_of_a_draft_gives_its_answers_and_its_files() -> None:
    noise = Random(1).randbytes(1_900_000)
    # The names come before that of the answers, as all do that we give.
    every = [enclosed(f"{n}.jpg", page(), content=b"%d" % n + noise) for n in range(MOST_FILES)]
    form, enclosures = with_files(every)
    document = render(form, imprint(), HOUSE, enclosures=enclosures)
    assert 55_000_000 < len(document) < MOST_BYTES
    answers = open_confined(document).files[0]
    assert answers.text.count('"sha256"') == MOST_FILES
    inside = files_inside(document, set(enclosures))
    assert inside == {digest: one.content for digest, one in enclosures.items()}
