"""Files that belong to an answered form, as they go into its document."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class EnclosedPage:
    """A picture of a page, JPEG in grey or sRGB, of so many pixels, and the words on it."""

    width: int
    height: int
    picture: bytes = field(repr=False)
    text: str = ""


@dataclass(frozen=True)
class Enclosure:
    """A file by the SHA-256 that the answers name; without `content` it is shown and does not ride
    inside, as in a preview."""

    sha256: str
    pages: Sequence[EnclosedPage]
    content: bytes = field(default=b"", repr=False)
