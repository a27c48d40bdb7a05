"""What a picture tells beside what it shows is taken out of its file: where it was taken, when, by
which camera, small copies from before it was cut, a film that rides along.

Nothing that is shown is touched: the packed pixels stay as they are, with their colour profile and
which way is up. What is not known is taken out. For the confined process only.
"""

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from intake.refusals import Broken, Moving, Refusal, Truncated

_ORIENTATION, _UPRIGHT = 0x0112, 1
_TURNED = range(2, 9)
_EXIF = b"Exif\0\0"

_SOI, _EOI, _SOS, _APP0, _APP1, _COMMENT = b"\xff\xd8", 0xD9, 0xDA, 0xE0, 0xE1, 0xFE
_APPS = range(0xE0, 0xF0)
# JFIF, colour profile, and how Adobe says which colours there are.
_KEPT_APPS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
# Of no length: restarts, and TEM (ITU-T T.81, table B.1).
_BARE = frozenset([0x01, *range(0xD0, 0xD8)])

_PNG_START, _PNG_AROUND = b"\x89PNG\r\n\x1a\n", 12
_PNG_KEPT = frozenset(
    (*(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"), *(b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP"))
) | {b"pHYs", b"sBIT"}

_RIFF_HEAD, _CHUNK_HEAD = 12, 8
_WEBP_KEPT = frozenset((b"VP8 ", b"VP8L", b"ALPH", b"ICCP"))
_HAS_EXIF, _HAS_XMP, _IS_ANIMATED = 0x08, 0x04, 0x02

# TIFF 6.0 and its supplements: what is needed to show the picture.
_TIFF_KEPT = frozenset(
    (*range(254, 260), *(262, 266), *range(273, 285), *range(290, 294), *(296, 297, 301), *(317,))
) | frozenset((*range(318, 326), *(332, 334), *(338, 339, 347), *range(512, 522), *range(529, 533)))
_ICC = 34675
_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_TIFF_SIZES |= {16: 8, 17: 8, 18: 8}
_POINTS_AT_MORE = frozenset((330, 34665, 34853, 40965))
_MOST_DIRECTORIES = 1_000

_SHOWN_BOXES = (b"ftyp", b"meta", b"mdat")
_TOLD_ITEMS = (b"Exif", b"mime", b"uri ")


def without_metadata(content: bytes, kind: str) -> bytes:
    """The file of a picture, of which Pillow calls the kind so, without what it does not show.

    Raises a Refusal.
    """
    try:
        return _STRIPPERS[kind](content)
    except Refusal:
        raise
    except (struct.error, IndexError, ValueError, KeyError) as error:
        raise Broken from error


def _orientation(content: bytes) -> int:
    """Which way is up, by EXIF; a broken word of that is none."""
    try:
        with Image.open(BytesIO(content)) as opened:
            found = opened.getexif().get(_ORIENTATION, _UPRIGHT)
    except (SyntaxError, ValueError, TypeError, OSError, struct.error):
        return _UPRIGHT
    return found if found in _TURNED else _UPRIGHT


def _exif_of(orientation: int) -> bytes:
    """EXIF that says which way is up and nothing else."""
    entry = struct.pack("<HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    return b"II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4)


# ---- JPEG (ITU-T T.81, annex B)


def _jpeg(content: bytes) -> bytes:
    orientation = _orientation(content)
    kept = [_SOI]
    if orientation != _UPRIGHT:
        exif = _EXIF + _exif_of(orientation)
        kept.append(struct.pack(">BBH", 0xFF, _APP1, len(exif) + 2) + exif)
    kept += (part for marker, part in _segments(content) if _is_shown(marker, part))
    return b"".join(kept)


def _is_shown(marker: int, segment: bytes) -> bool:
    if marker in _APPS:
        start = _KEPT_APPS.get(marker)
        return start is not None and segment[4:].startswith(start)
    return marker != _COMMENT


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker with what follows it, up to the end of the picture; more may come after it."""
    at = len(_SOI)
    while True:
        while content[at] == content[at + 1] == 0xFF:
            at += 1
        if content[at] != 0xFF:
            raise Broken
        marker = content[at + 1]
        if marker == _EOI:
            yield marker, content[at : at + 2]
            return
        end = at + 2
        if marker not in _BARE:
            end += struct.unpack_from(">H", content, at + 2)[0]
        if marker == _SOS:
            end = _end_of_scan(content, end)
        yield marker, content[at:end]
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the packed pixels end: at a marker that is no restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise Truncated
        if content[at + 1] != 0 and content[at + 1] not in _BARE and content[at + 1] != 0xFF:
            return at
        at += 1 if content[at + 1] == 0xFF else 2


# ---- PNG (ISO/IEC 15948, 5.3)


def _png(content: bytes) -> bytes:
    orientation, kept, at = _orientation(content), [_PNG_START], len(_PNG_START)
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + length + _PNG_AROUND
        if name == b"IDAT" and orientation != _UPRIGHT:
            kept.append(_png_chunk(b"eXIf", _exif_of(orientation)))
            orientation = _UPRIGHT
        if name in _PNG_KEPT:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise Truncated


def _png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


# ---- WebP (RFC 9649, 2.3)


def ends_early(content: bytes) -> bool:
    """Whether a WebP is shorter than it says."""
    is_riff = content[:4] == b"RIFF" and len(content) >= _RIFF_HEAD
    return is_riff and _told_length(content) > len(content)


def _told_length(content: bytes) -> int:
    return int.from_bytes(content[4:8], "little") + 8


def _webp(content: bytes) -> bytes:
    orientation = _orientation(content)
    chunks: list[bytes] = []
    for name, chunk in _riff_chunks(content[: _told_length(content)]):
        if name == b"VP8X":
            chunks.append(_flagged(chunk, has_exif=orientation != _UPRIGHT))
        elif name in _WEBP_KEPT:
            chunks.append(chunk)
    if orientation != _UPRIGHT:
        exif = _exif_of(orientation)
        chunks.append(b"EXIF" + struct.pack("<I", len(exif)) + exif)
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = _RIFF_HEAD
    while at + _CHUNK_HEAD <= len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        end = at + _CHUNK_HEAD + length + length % 2
        yield name, content[at:end]
        at = end


def _flagged(chunk: bytes, *, has_exif: bool) -> bytes:
    """What the file says that it holds. One that moves has no still picture to keep."""
    flags = chunk[_CHUNK_HEAD]
    if flags & _IS_ANIMATED:
        raise Moving
    flags = flags & ~(_HAS_EXIF | _HAS_XMP) | (_HAS_EXIF if has_exif else 0)
    return chunk[:_CHUNK_HEAD] + bytes([flags]) + chunk[_CHUNK_HEAD + 1 :]


# ---- TIFF (TIFF 6.0, section 2; BigTIFF has longer numbers)


def _tiff(content: bytes) -> bytes:
    """Changed in place: every other number in the file is where something stands."""
    order = "<" if content[:2] == b"II" else ">"
    is_big = struct.unpack_from(f"{order}H", content, 2)[0] == 43
    if is_big:
        file = _Tiff(bytearray(content), order, "Q", "Q", 20)
        first = struct.unpack_from(f"{order}Q", content, 8)[0]
    else:
        file = _Tiff(bytearray(content), order, "H", "I", 12)
        first = struct.unpack_from(f"{order}I", content, 4)[0]
    file.keep_shown(first)
    return bytes(file.content)


@dataclass
class _Tiff:
    """A file and how long its numbers are: of entries in a directory, of places, of an entry."""

    content: bytearray
    order: str
    counts: str
    places: str
    entry: int

    def keep_shown(self, at: int) -> None:
        """Take out of all directories what is not needed to show their pictures."""
        seen: set[int] = set()
        while at and at not in seen and len(seen) < _MOST_DIRECTORIES:
            seen.add(at)
            at = self._prune(at, _TIFF_KEPT | {_ICC}, seen)

    def _prune(self, at: int, kept: frozenset[int], seen: set[int]) -> int:
        """Leave in a directory the entries of `kept` only; where the next one is."""
        count, start = self._number(self.counts, at), at + struct.calcsize(self.counts)
        end = start + count * self.entry
        if end > len(self.content):
            raise Broken
        following = self._number(self.places, end)
        entries = []
        for place in range(start, end, self.entry):
            if self._number("H", place) in kept:
                entries.append(bytes(self.content[place : place + self.entry]))
            else:
                self._wipe_value(place, seen)
        self._write(self.counts, at, len(entries))
        packed = b"".join(entries)
        rest = end + struct.calcsize(self.places)
        self.content[start:rest] = (
            packed
            + struct.pack(self.order + self.places, following)
            + bytes(rest - start - len(packed) - struct.calcsize(self.places))
        )
        return following

    def _wipe_value(self, place: int, seen: set[int]) -> None:
        """What an entry says, and what stands in the directories that it points at."""
        tag, kind = self._number("H", place), self._number("H", place + 2)
        count = self._number(self.places, place + 4)
        length = _TIFF_SIZES.get(kind, 1) * count
        inline = struct.calcsize(self.places)
        value = place + 4 + inline
        if length > inline:
            value = self._number(self.places, value)
        if value + length > len(self.content):
            raise Broken
        if tag in _POINTS_AT_MORE:
            size = {8: "Q", 4: "I"}.get(_TIFF_SIZES.get(kind, 4), "I")
            for number in range(min(count, _MOST_DIRECTORIES)):
                at = self._number(size, value + number * struct.calcsize(size))
                if at and at not in seen and len(seen) < _MOST_DIRECTORIES:
                    seen.add(at)
                    self._prune(at, frozenset(), seen)
        self.content[value : value + length] = bytes(length)

    def _number(self, kind: str, at: int) -> int:
        found: int = struct.unpack_from(self.order + kind, self.content, at)[0]
        return found

    def _write(self, kind: str, at: int, number: int) -> None:
        struct.pack_into(self.order + kind, self.content, at, number)


# ---- HEIF (ISO/IEC 23008-12; boxes by ISO/IEC 14496-12)


def _heif(content: bytes) -> bytes:
    """Changed in place. Which way is up stands in a property of the picture, which stays."""
    kept = bytearray(content)
    for name, at, start, end in _boxes(content, 0, len(content)):
        if name == b"meta":
            for kind, first, last in _told_places(content, start + 4, end):
                kept[first:last] = _saying_nothing(kind, last - first)
        elif name not in _SHOWN_BOXES:
            kept[at + 4 : at + 8] = b"free"
            kept[start:end] = bytes(end - start)
    return bytes(kept)


def _saying_nothing(kind: bytes, length: int) -> bytes:
    """What stands in the place of an item: EXIF with nothing in it can still be read."""
    nothing = bytes(4) + b"II*\0" + struct.pack("<IH", 8, 0) if kind == b"Exif" else b""
    return nothing.ljust(length, b"\0" if nothing else b" ")[:length]


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """The name of each box, where it begins, and where what it holds begins and ends."""
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", content, at)
        start = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, start)
            start += 8
        last = at + size if size else end
        if not start <= last:
            raise Broken
        if last > end:
            raise Truncated
        yield name, at, start, last
        at = last


def _told_places(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The items that are not shown: of which kind, and where they lie."""
    boxes = {name: (start, last) for name, _, start, last in _boxes(content, at, end)}
    told = dict(_told_items(content, *boxes[b"iinf"]))
    idat = boxes.get(b"idat", (0, 0))[0]
    for item, first, last in _item_places(content, *boxes[b"iloc"], idat):
        if item in told:
            if last > len(content):
                raise Truncated
            yield told[item], first, last


def _told_items(content: bytes, at: int, end: int) -> Iterator[tuple[int, bytes]]:
    at += 4 + (2 if content[at] == 0 else 4)
    for name, _, start, _last in _boxes(content, at, end):
        if name == b"infe" and content[start] >= 2:
            kind = ">IH4s" if content[start] > 2 else ">HH4s"
            item, _, told = struct.unpack_from(kind, content, start + 4)
            if told in _TOLD_ITEMS:
                yield item, told


def _item_places(content: bytes, at: int, end: int, idat: int) -> Iterator[tuple[int, int, int]]:
    """Each item with the places in which it lies (ISO/IEC 14496-12, 8.11.3)."""
    reader = _Reader(content[:end], at)
    version = reader.number(1)
    reader.number(3)
    sizes, more = reader.number(1), reader.number(1)
    offset, length, base, index = sizes >> 4, sizes & 15, more >> 4, more & 15
    for _ in range(reader.number(4 if version > 1 else 2)):
        item = reader.number(4 if version > 1 else 2)
        way = reader.number(2) & 15 if version else 0
        reader.number(2)
        start = reader.number(base) + (idat if way == 1 else 0)
        for _ in range(reader.number(2)):
            reader.number(index if version else 0)
            first = start + reader.number(offset)
            yield item, first, first + reader.number(length)


class _Reader:
    """Numbers of so many bytes, one after the other."""

    def __init__(self, content: bytes, at: int) -> None:
        self._content, self._at = content, at

    def number(self, size: int) -> int:
        """The next; 0 of none. Raises IndexError beyond the end."""
        if self._at + size > len(self._content):
            raise IndexError(self._at)
        self._at += size
        return int.from_bytes(self._content[self._at - size : self._at], "big")


_STRIPPERS: Mapping[str, Callable[[bytes], bytes]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WEBP": _webp,
    "TIFF": _tiff,
    "HEIF": _heif,
}
