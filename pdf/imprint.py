"""What stands on the paper beside the form itself: whose it is, which filing, which copy."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from swedish import swedish_day

_DIGITS_OF_CONTROL_SUM = 16


def control_sum(digest: str) -> str:
    """The beginning of the digest of the answers as it is printed: groups of four digits."""
    return " ".join(digest[at : at + 4] for at in range(0, _DIGITS_OF_CONTROL_SUM, 4))


class Mark(StrEnum):
    """Words that tell one printing of the same document from another."""

    NONE = ""
    COPY = "Kopia till {}"
    PREVIEW = "Förhandsgranskning – inte inlämnad"

    def told(self, copy_holder: str) -> str:
        """As it is printed; `copy_holder` is who gets the copy."""
        return self.format(copy_holder)


@dataclass(frozen=True)
class Letterhead:
    """The municipality. `accent_colour` is #rrggbb; `logo` an SVG, or what Pillow reads.

    `site` is where its forms are on the net; empty leaves out of paper what leads there. `hand_in`
    is what becomes of the original when it is signed.
    """

    municipality: str
    accent_colour: str = "#1d3c5c"
    logo: bytes | None = None
    logo_alt: str = ""
    site: str = ""
    hand_in: str = ""

    @property
    def privacy_address(self) -> str:
        """Where it says what becomes of personal data, or empty."""
        return self.site and f"{self.site}/personuppgifter/"

    def continuation_address(self, slug: str) -> str:
        """Where the continuation sheet of a form is, or empty."""
        return self.site and f"{self.site}/{slug}/fortsattningsblad.pdf"

    @property
    def fill_colour(self) -> str:
        """The accent colour as a PDF operator for text and areas."""
        return f"{self._components} rg"

    @property
    def stroke_colour(self) -> str:
        """The accent colour as a PDF operator for lines."""
        return f"{self._components} RG"

    @property
    def _components(self) -> str:
        digits = self.accent_colour.removeprefix("#")
        parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
        return " ".join(f"{part:.3f}" for part in parts)


@dataclass(frozen=True)
class Imprint:
    """Which filing the document shows. `issued_at` is in UTC; `url` is what the QR code says.

    An empty reference is a form that is not filed; an empty url gives no QR code.
    """

    reference: str
    version: int
    issued_at: datetime
    url: str = ""
    mark: Mark = Mark.NONE

    @property
    def filing(self) -> str:
        """Reference and version as printed, or empty."""
        return f"{self.reference}, version {self.version}" if self.reference else ""

    @property
    def issued_on(self) -> str:
        """The day in Sweden, in words: 2 januari 2026."""
        return swedish_day(self.issued_at)
