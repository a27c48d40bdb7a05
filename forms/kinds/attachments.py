"""A question answered with files: pictures and PDFs, each with words for who cannot see it.

The files themselves lie in the register, with the draft that they were sent to. Here is what is
known of each, and what somebody says of it: `list_files` tells which there are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

import wtforms
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from forms import messages
from forms.cleaning import clean_line
from forms.field import Around, Cell, PaperField
from forms.kinds.base import Kind, kept_at_most
from forms.question import Question
from swedish import swedish_weight

BY_HAND = "Lägg bilagorna till blanketten. Antal"
PDF = "application/pdf"
# What they are called: in words, and at the end of a file's name.
MEDIA: Mapping[str, tuple[str, str]] = {
    "image/jpeg": ("JPEG", ".jpg"),
    "image/png": ("PNG", ".png"),
    "image/webp": ("WebP", ".webp"),
    "image/heic": ("HEIC", ".heic"),
    "image/tiff": ("TIFF", ".tif"),
    PDF: ("PDF", ".pdf"),
}
LONGEST_NAME = 200
# Of a SHA-256, told where people read: 64 bits.
DIGITS_SHOWN = 16
_MOST_READ = 50
_LARGEST = 1 << 40
_SHA256 = re.compile("[0-9a-f]{64}")


class File(TypedDict):
    """One file of an answer; `text` says what it shows, `bytes` how many it has."""

    sha256: str
    name: str
    media: str
    bytes: int
    text: str


class Attachments(Kind, wtforms.Field):
    """Files: at least `least` unless it is `optional`, and at most `most`.

    Each picture needs words that say what it shows; of a PDF its own words are told.
    """

    kind = "attachments"
    in_json = "en lista med filer"
    max_length = 500  # of what is said of each

    def __init__(
        self,
        label: str | None = None,
        question: Question | None = None,
        *,
        least: int = 0,
        most: int = 10,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, question, **{"optional": least == 0, **kwargs})
        self.least, self.most = least, most
        # The files of which nobody has said what they show, by their SHA-256.
        self.unsaid: list[str] = []

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take what a browser sent, which is only what was said of each file."""
        super().process(None, data, extra_filters)
        if formdata:
            self.data = self.clean(list(self._posted(formdata)))

    def _posted(self, formdata: Any) -> Iterable[dict[str, Any]]:
        for number in range(_MOST_READ):
            digest = formdata.get(f"{self.name}-{number}-sha256", "")
            if _SHA256.fullmatch(digest):
                text = formdata.get(f"{self.name}-{number}-text", "")
                yield {"sha256": digest, "name": "", "media": "", "bytes": 0, "text": text}

    def clean(self, value: object) -> list[File]:
        """What is said of each file on one line."""
        files: Any = value if isinstance(value, list) else []
        return [_cleaned(one) for one in files]

    def list_files(self, files: Iterable[File]) -> None:
        """Let these be the answer, with what was said of them here; whatever else stood here is
        gone."""
        said = {one["sha256"]: one["text"] for one in self.data}
        self.data = [_saying(one, said.get(one["sha256"], one["text"])) for one in files]

    def holds(self, value: object) -> bool:
        """A list of files, each with all that is known of it."""
        if not isinstance(value, list) or len(value) > _MOST_READ:
            return False
        return all(self._holds_one(one) for one in value)

    def _holds_one(self, one: object) -> bool:
        if not isinstance(one, dict) or one.keys() != File.__annotations__.keys():
            return False
        size = one["bytes"]
        return (
            all(isinstance(one[name], str) for name in ("sha256", "name", "media", "text"))
            and _SHA256.fullmatch(one["sha256"]) is not None
            and (one["media"] in MEDIA or not one["media"])
            and len(one["name"]) <= LONGEST_NAME
            and len(one["text"]) <= kept_at_most(self.max_length)
            and isinstance(size, int)
            and not isinstance(size, bool)
            and 0 <= size < _LARGEST
        )

    def pre_validate(self, form: Around) -> None:
        """Stop too few, too many, and pictures of which nobody has said what they show."""
        self.unsaid = [one["sha256"] for one in self.data if not (one["text"] or _is_pdf(one))]
        if self.is_blank and not self.optional:
            raise StopValidation(messages.attach_some(self.least))
        if self.data and len(self.data) < self.least:
            raise StopValidation(messages.attach_more(self.least, len(self.data)))
        if len(self.data) > self.most:
            raise StopValidation(messages.attach_fewer(self.most, len(self.data)))
        longest = max((len(one["text"]) for one in self.data), default=0)
        if longest > self.max_length:
            raise StopValidation(messages.too_long("beskrivningen", self.max_length, longest))
        if self.unsaid:
            names = (one["name"] for one in self.data if one["sha256"] == self.unsaid[0])
            raise StopValidation(messages.say_what_it_shows(next(names)))

    def advise(self, form: Around) -> list[str]:
        """A digest is no personal number, whatever its digits."""
        return []

    @property
    def headline(self) -> str:
        """What the files are, in a sentence about them."""
        asked = self.question.heading if self.question else str(self.label.text)
        return asked.rstrip(".:?")

    @property
    def size(self) -> int:
        """How long the longest is that is said of a file."""
        return max((len(one["text"]) for one in self.data), default=0)

    @property
    def shown(self) -> str:
        """One file a line."""
        return "\n".join(map(told_of, self.data))

    @property
    def understood(self) -> str:
        """Nothing was typed to be read."""
        return ""

    @property
    def link(self) -> str:
        """A file leads nowhere."""
        return ""

    @staticmethod
    def weight_of(file: File) -> str:
        """How large a file is, in words."""
        return swedish_weight(file["bytes"])

    def paper_fields(self) -> Sequence[PaperField]:
        """How many files lie beside the paper."""
        return (PaperField(self.name, BY_HAND),)

    def from_paper(self, written: Mapping[str, str]) -> list[File]:
        """What lies beside a paper is not in it."""
        return []

    def cell(self, kept: Any) -> Cell:
        """The names of the files."""
        return "; ".join(one["name"] for one in kept) if self.holds(kept) else super().cell(kept)

    def schema(self) -> dict[str, Any]:
        """An array of files."""
        text = {"type": "string", "maxLength": self.max_length}
        properties = {
            "sha256": {"type": "string", "pattern": f"^{_SHA256.pattern}$"},
            "name": {"type": "string", "maxLength": LONGEST_NAME},
            "media": {"enum": list(MEDIA)},
            "bytes": {"type": "integer", "minimum": 0},
            "text": text,
        }
        return {
            "title": self.label.text,
            "type": "array",
            "items": {
                "type": "object",
                "properties": properties,
                "required": list(properties),
                "additionalProperties": False,
            },
            "minItems": 0 if self.optional else max(self.least, 1),
            "maxItems": self.most,
        }


def told_of(file: File) -> str:
    """What is known of a file, on one line."""
    kind = MEDIA.get(file["media"], ("fil", ""))[0]
    digest = f"SHA-256 {file['sha256'][:DIGITS_SHOWN]}…"
    facts = f"{file['name']} ({kind}, {swedish_weight(file['bytes'])}, {digest})"
    return f"{facts}: {file['text']}" if file["text"] else facts


def _cleaned(one: File) -> File:
    return _saying(one, clean_line(one["text"]))


def _saying(one: File, text: str) -> File:
    kept = one.copy()
    kept["text"] = text
    return kept


def _is_pdf(file: File) -> bool:
    return file["media"] == PDF
