"""Where on its pages a document has what is looked for when the paper comes home.

Whatever draws a code, or a box to sign or date in, tells the canvas (`TaggedCanvas.mark_place`).
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from pdf.geometry import Box


class Purpose(StrEnum):
    """What a place is for. The values are stored."""

    CODE = "code"
    DATE = "date"
    SIGNATURE = "signature"
    OFFICE = "office"


class Place(NamedTuple):
    """A rectangle of a page; pages count from 1.

    `signer` counts the signers of the form from 0, in its own order; None where nobody signs, as in
    a code and in a box that the office fills in.
    """

    purpose: Purpose
    page: int
    box: Box
    signer: int | None = None


def as_data(places: Iterable[Place], pages: int) -> dict[str, Any]:
    """What is kept with a document of so many pages: boxes as left, top, width and height in mm
    from the top left of the paper, to a hundredth."""
    return {
        "pages": pages,
        "places": [
            {
                "purpose": place.purpose.value,
                "page": place.page,
                "box": [round(side, 2) for side in place.box],
                **({} if place.signer is None else {"signer": place.signer}),
            }
            for place in places
        ],
    }
