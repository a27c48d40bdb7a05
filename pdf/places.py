"""Where on its pages a document has what is looked for when the paper comes home.

Whatever draws a code, or a box to sign or date in, tells the canvas (`TaggedCanvas.mark_place`).
"""

from dataclasses import dataclass
from enum import StrEnum

from pdf.geometry import Box


class Purpose(StrEnum):
    """What a place is for. The values are stored."""

    CODE = "code"
    DATE = "date"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle of a page; pages count from 1.

    `signer` counts the signers of the form from 0, in its own order; None where nobody signs.
    """

    purpose: Purpose
    page: int
    box: Box
    signer: int | None = None
