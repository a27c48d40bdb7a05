"""What is told of a scan that was laid on the issued page; it passes between processes."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

# Of the patches of the issued page that must be found on the sheet, and how far in mm they may lie
# from where one map of the whole sheet has them. The right page nearly always had 0.9, another page
# of the same plan at most 0.4.
LEAST_SHARE = 0.45
MOST_RMS = 0.6

Sides = tuple[float, float, float, float]


class Ink(StrEnum):
    """What is seen in a place to write in; who looks at it says whether that is a signature."""

    EMPTY = "empty"
    WRITTEN = "written"
    UNSURE = "unsure"


@dataclass(frozen=True)
class SignerSeen:
    """The places of one signer, counted from 0; `cutting` is a JPEG of both and what is around."""

    signer: int
    signature: Ink
    date: Ink
    cutting: bytes

    def to_json(self) -> dict[str, Any]:
        """JSON-safe data."""
        return {
            "signer": self.signer,
            "signature": self.signature.value,
            "date": self.date.value,
            "cutting": b64encode(self.cutting).decode("ascii"),
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        """What `to_json` wrote."""
        ink = Ink(told["signature"]), Ink(told["date"])
        return cls(told["signer"], *ink, b64decode(told["cutting"]))


@dataclass(frozen=True)
class Change:
    """Something that is not of the issued page, where nobody was asked to write.

    `box` is left, top, width and height in mm from the top left of the paper; `cutting` is a JPEG.
    """

    box: Sides
    cutting: bytes

    def to_json(self) -> dict[str, Any]:
        """JSON-safe data."""
        return {"box": list(self.box), "cutting": b64encode(self.cutting).decode("ascii")}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        """What `to_json` wrote."""
        left, top, width, height = told["box"]
        return cls((left, top, width, height), b64decode(told["cutting"]))


@dataclass(frozen=True)
class Laid:
    """How a scan lies on an issued page.

    `map` are the nine numbers, row by row, of the homography from mm on the paper to pixels of the
    upright picture. `share` is the part of the page's patches that were found where it says, `rms`
    how far in mm these are from it.
    """

    map: tuple[float, ...]
    share: float
    rms: float
    signers: tuple[SignerSeen, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether this is the page, and the picture lies on it."""
        return self.share >= LEAST_SHARE and self.rms <= MOST_RMS

    def to_json(self) -> dict[str, Any]:
        """JSON-safe data; cuttings in Base64."""
        return {
            "map": list(self.map),
            "share": self.share,
            "rms": self.rms,
            "signers": [one.to_json() for one in self.signers],
            "changes": [one.to_json() for one in self.changes],
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        """What `to_json` wrote."""
        return cls(
            tuple(told["map"]),
            told["share"],
            told["rms"],
            tuple(map(SignerSeen.from_json, told["signers"])),
            tuple(map(Change.from_json, told["changes"])),
        )
