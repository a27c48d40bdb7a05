"""Pictures as image XObjects, their packed data as they are."""

from io import BytesIO

from pdf.file.objects import stream

Size = tuple[int, int]
"""Width and height in pixels."""

_PNG_START = 8
_SPACES = {"L": "/DeviceGray", "RGB": "/DeviceRGB"}
# A chunk's length, name and check.
_AROUND_CHUNK = 12


def image_of(picture: bytes) -> tuple[bytes, Size]:
    """The picture as an image XObject, its data as they are, and its width and height: a JPEG in
    grey or colour, or a PNG of one bit, not interlaced. Raises ValueError for another."""
    # Whoever draws forms needs no pictures.
    from PIL import Image

    with Image.open(BytesIO(picture), formats=("JPEG", "PNG")) as opened:
        kind, mode, (width, height) = opened.format, opened.mode, opened.size
    entries = f"/Type /XObject /Subtype /Image /Width {width} /Height {height}"
    if kind == "JPEG" and mode in _SPACES:
        entries += f" /ColorSpace {_SPACES[mode]} /BitsPerComponent 8 /Filter /DCTDecode"
        return stream(entries, picture, compress=False), (width, height)
    if kind == "PNG" and mode == "1":
        # PDF knows the rows of PNG (ISO 32000-1, 7.4.4.4), and in both 1 is white.
        entries += (
            " /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode "
            f"/DecodeParms <</Predictor 15 /BitsPerComponent 1 /Columns {width}>>"
        )
        return stream(entries, _rows(picture), compress=False), (width, height)
    raise ValueError(f"a {kind} in {mode} is not kept")


def _rows(png: bytes) -> bytes:
    """The packed rows of a PNG (ISO/IEC 15948, 5.3)."""
    rows, at = [], _PNG_START
    while at < len(png):
        length, name = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        if name == b"IDAT":
            rows.append(png[at + 8 : at + 8 + length])
        at += _AROUND_CHUNK + length
    return b"".join(rows)
