"""What was found inside a PDF, as plain values that pass from one process to another."""

from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Font:
    """A font that the pages or fields use."""

    name: str
    is_embedded: bool


@dataclass(frozen=True)
class FieldValue:
    """A field to fill in, under its full name; an unticked box has the value "".

    `is_shown` tells a field that stands on a page from one that only the form's list has. `words`
    are those that it is called by to people; empty when the file has none.
    """

    name: str
    value: str
    is_shown: bool = False
    words: str = ""


@dataclass(frozen=True)
class AttachedFile:
    """A text file that rides inside."""

    name: str
    text: str


@dataclass(frozen=True)
class Contents:
    """Facts about a PDF; what it does not say is empty.

    `identifier` is dc:identifier. `pdfa` is the claim of PDF/A as in "3A", `pdfua` the part of
    PDF/UA; both are what the file says of itself, not what it is.
    """

    pages: int
    title: str
    language: str
    is_tagged: bool
    identifier: str
    pdfa: str
    pdfua: str
    fonts: tuple[Font, ...]
    fields: tuple[FieldValue, ...]
    files: tuple[AttachedFile, ...]

    def to_json(self) -> dict[str, Any]:
        """JSON-safe data."""
        return asdict(self)

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Self:
        """The contents that `to_json` wrote."""
        listed = {
            "fonts": tuple(Font(**one) for one in found["fonts"]),
            "fields": tuple(FieldValue(**one) for one in found["fields"]),
            "files": tuple(AttachedFile(**one) for one in found["files"]),
        }
        return cls(**(found | listed))
