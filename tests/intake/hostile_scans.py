"""Pictures and PDFs that want something else than to be looked at."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pillow_heif
import pypdf
from PIL import Image

from intake import refusals as R
from tests.intake.hostile import pdf, stream

# What is refused is refused when the file is opened, or when its only page is looked at.
Case = tuple[Callable[[], bytes], type[R.Refusal] | tuple[type[R.Refusal], ...] | None]

KINDS = ("JPEG", "PNG", "TIFF", "WEBP", "HEIF", "PDF")


def picture(
    kind: str, size: tuple[int, int] = (600, 850), mode: str = "RGB", **options: Any
) -> bytes:
    """A sound picture in which something stands."""
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    drawn = Image.radial_gradient("L").resize(size).convert(mode)
    kept = BytesIO()
    drawn.save(kept, kind, **options)
    return kept.getvalue()


def tiff_of(pages: int, size: tuple[int, int] = (8, 8)) -> bytes:
    """Small pages, all alike."""
    kept = BytesIO()
    leaf = Image.new("1", size, 1)
    leaf.save(kept, "TIFF", save_all=True, append_images=[leaf] * (pages - 1))
    return kept.getvalue()


def circling_tiff() -> bytes:
    """The second page says that the first one comes after it."""
    content = bytearray(tiff_of(2))
    first = struct.unpack_from("<I", content, 4)[0]
    to_second = first + 2 + 12 * struct.unpack_from("<H", content, first)[0]
    second = struct.unpack_from("<I", content, to_second)[0]
    to_third = second + 2 + 12 * struct.unpack_from("<H", content, second)[0]
    struct.pack_into("<I", content, to_third, first)
    return bytes(content)


def second_page_70_000_wide() -> bytes:
    """A TIFF whose first page is as it should be."""
    content = tiff_of(2)
    first = struct.unpack_from("<I", content, 4)[0]
    entries = struct.unpack_from("<H", content, first)[0]
    second = struct.unpack_from("<I", content, first + 2 + 12 * entries)[0]
    return tiff_with(content, second, t256=70_000, t257=70_000)


def tiff_with(whole: bytes = b"", first: int = 0, **entries: int) -> bytes:
    """A TIFF of one strip whose entries of these tags (t259=…) say something else."""
    content = bytearray(whole or picture("TIFF", mode="L"))
    first = first or struct.unpack_from("<I", content, 4)[0]
    for at in range(first + 2, first + 2 + 12 * struct.unpack_from("<H", content, first)[0], 12):
        tag, kind = struct.unpack_from("<HH", content, at)
        if (value := entries.get(f"t{tag}")) is not None:
            struct.pack_into("<H" if kind == 3 else "<I", content, at + 8, value)
    return bytes(content)


def chunk(name: bytes, body: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, *chunks: bytes, rows: int | None = None) -> bytes:
    """A grey PNG, of whose rows the first are there, all black."""
    packer = zlib.compressobj(9)
    row = bytes(1 + width)
    there = height if rows is None else rows
    body = b"".join(packer.compress(row) for _ in range(there)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), *chunks, chunk(b"IDAT", body), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def text_bomb(name: bytes, before: bytes) -> bytes:
    """A chunk that unpacks to 200 MB."""
    return chunk(name, before + zlib.compress(bytes(200_000_000), 9))


def progressive_bomb(scans: int) -> bytes:
    """A JPEG that begins anew so many times."""
    whole = picture("JPEG", (3_000, 3_000), "L", progressive=True, quality=5)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * scans + whole[-2:]


def exif(body: bytes) -> bytes:
    """A JPEG with this for its EXIF."""
    whole = picture("JPEG")
    return (
        whole[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 8) + b"Exif\0\0" + body + whole[2:]
    )


def with_pages(*pages: str, objects: tuple[str | bytes, ...] = ()) -> bytes:
    """A PDF of pages whose dictionaries hold this, and objects from number 4."""
    first = 4 + len(objects)
    kids = " ".join(f"{first + number} 0 R" for number in range(len(pages)))
    bodies = [f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {one}>>" for one in pages]
    return pdf(f"2=<</Type /Pages /Kids [{kids}] /Count {len(pages)}>>", *objects, *bodies)


def laughing_page(levels: int = 9) -> tuple[str, tuple[bytes, ...]]:
    """A page that draws a form ten times that draws a form ten times that …"""
    form = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
    forms = [
        stream(b"/F Do " * 10, f"{form} /Resources <</XObject <</F {level + 5} 0 R>>>>")
        for level in range(levels)
    ]
    forms += [stream(b"0 0 595 842 re f " * 10, form), stream(b"/F Do")]
    page = f"/Resources <</XObject <</F 4 0 R>>>> /Contents {3 + len(forms)} 0 R"
    return page, tuple(forms)


def laughing_among_others() -> bytes:
    """Five pages, of which the third never ends."""
    page, forms = laughing_page()
    return with_pages("", "", page, "", "", objects=forms)


def huge_picture_on_a_page(side: int, deep: int = 1) -> bytes:
    """A PDF with a picture of side² dots that unpacks from next to nothing."""
    packer = zlib.compressobj(9)
    block = bytes(1_000_000)
    size = side * side * deep // 8
    body = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    space = "/DeviceGray" if deep <= 8 else "/DeviceRGB"
    head = (
        f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /ColorSpace {space} "
        f"/BitsPerComponent {min(deep, 8)} /Filter /FlateDecode"
    )
    page = "/Resources <</XObject <</I 4 0 R>>>> /Contents 5 0 R"
    return with_pages(page, objects=(stream(body, head), stream(b"595 0 0 842 0 0 cm /I Do")))


def locked_pdf() -> bytes:
    """A PDF that opens with a password only."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(picture("PDF")))
    writer.encrypt("hemligt", "owner", algorithm="AES-256")
    kept = BytesIO()
    writer.write(kept)
    return kept.getvalue()


# What is held by its header, or by what unpacks it.
CASES: dict[str, Case] = {
    "empty": (lambda: b"", R.NotAScan),
    "text": (lambda: b"Hej! " * 1_000, R.NotAScan),
    "SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", R.NotAScan),
    "GIF": (lambda: picture("GIF", mode="L"), R.NotAScan),
    "BMP": (lambda: picture("BMP"), R.NotAScan),
    "JPEG 2000": (lambda: picture("JPEG2000"), R.NotAScan),
    "first bytes of a JPEG": (lambda: b"\xff\xd8\xff", R.NotAScan),
    "name of a HEIC": (lambda: b"\0\0\0\x18ftypheic" + bytes(5_000), R.NotAScan),
    "locked PDF": (locked_pdf, R.Encrypted),
    "header of a PDF": (lambda: b"%PDF-1.7\n", R.Broken),
    "PDF without pages": (lambda: pdf("2=<</Type /Pages /Kids [] /Count 0>>"), R.Broken),
    "PDF of 500 pages": (lambda: with_pages(*[""] * 500), R.TooMuchInside),
    "PDF that says two thousand million pages": (
        lambda: pdf("2=<</Type /Pages /Kids [3 0 R] /Count 2000000000>>"),
        None,
    ),
    "PDF whose pages go in a circle": (
        lambda: pdf("2=<</Type /Pages /Kids [2 0 R] /Count 1>>"),
        R.Broken,
    ),
    "page larger than a field": (
        lambda: pdf("3=<</Type /Page /Parent 2 0 R /MediaBox [0 0 2000000 2000000]>>"),
        None,
    ),
    "page without height": (
        lambda: pdf("3=<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 0]>>"),
        None,
    ),
    "page as thin as a hair": (
        lambda: pdf("3=<</Type /Page /Parent 2 0 R /MediaBox [0 0 14400 0.001]>>"),
        None,
    ),
    "picture of 900 million dots on a page": (lambda: huge_picture_on_a_page(30_000), None),
    "picture of 64 million colours on a page": (lambda: huge_picture_on_a_page(8_000, 24), None),
    "PNG of 30 000²": (lambda: png(30_000, 30_000, rows=0), R.TooMuchInside),
    "PNG of 2 000 000 000²": (lambda: png(2_000_000_000, 2_000_000_000, rows=0), R.TooMuchInside),
    "PNG of 60 million black dots": (lambda: png(7_700, 7_700), None),
    "PNG without its rows": (lambda: png(2_000, 3_000, rows=0), R.Broken),
    "PNG with 200 MB of text": (lambda: png(9, 9, text_bomb(b"zTXt", b"a\0\0")), R.Broken),
    "PNG with 200 MB of colours": (lambda: png(9, 9, text_bomb(b"iCCP", b"a\0\0")), R.Broken),
    "PNG without width": (lambda: png(0, 9), R.NotAScan),
    "JPEG 65 500 wide": (lambda: picture("JPEG", (65_500, 300), "L"), None),
    "JPEG 65 500 wide and a dot high": (lambda: picture("JPEG", (65_500, 1), "L"), None),
    "JPEG with noise for EXIF": (lambda: exif(bytes(range(256)) * 9), None),
    "JPEG with EXIF in a circle": (
        lambda: exif(b"II*\0\x08\0\0\0\x01\0\x69\x87\4\0\1\0\0\0\x08\0\0\0\x08\0\0\0"),
        None,
    ),
    "TIFF of 500 pages": (lambda: tiff_of(500), R.TooMuchInside),
    "TIFF in a circle": (circling_tiff, None),
    "TIFF 70 000²": (lambda: tiff_with(t256=70_000, t257=70_000), R.TooMuchInside),
    "TIFF of an unknown compression": (lambda: tiff_with(t259=32_909), R.NotAScan),
    "TIFF that is no JPEG": (lambda: tiff_with(t259=7), R.Broken),
    "TIFF that is no fax": (lambda: tiff_with(t259=4, t258=1), None),
    "TIFF with a strip elsewhere": (lambda: tiff_with(t273=4_000_000_000), R.Broken),
    "TIFF with 60 000 samples": (lambda: tiff_with(t277=60_000), None),
    "TIFF of 64 bits": (lambda: tiff_with(t258=64), R.NotAScan),
}


def truncated(kind: str, part: float) -> bytes:
    """A sound picture that ends too early."""
    whole = picture(kind)
    return whole[: int(len(whole) * part)]
