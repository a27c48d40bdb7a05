"""Signed paper as it comes home: printed, written on, and scanned or photographed.

No database is needed. What stands in a filing's register does as well: the bytes of its document
and the `places` that are kept with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from io import BytesIO
from random import Random
from typing import Any

import pypdfium2
from PIL import Image

from pdf import Imprint, Mark, lay_out
from pdf.geometry import Box
from pdf.places import Purpose, as_data
from tests.pdf.documents import HOUSE, ISSUED, form, imprint
from tests.pdf.pens import NOTES, SIGNATURES, date
from tests.pdf.scans import DAMAGES, PRINTED_AT, Damage, Machine

# An office scanner on a good day.
OFFICE = Damage(Machine(dots_per_inch=(200,), quality=(75, 75)))
EVERYBODY = (0, 1, 2)


@dataclass(frozen=True)
class Issued:
    """A document with its places, as the register keeps them."""

    content: bytes
    places: dict[str, Any]

    @property
    def pages(self) -> int:
        """How many there are."""
        return int(self.places["pages"])

    @property
    def signed_page(self) -> int:
        """The page on which the first signer signs."""
        return next(page for _, page, _, signer in _boxes(self.places) if signer == 0)


@dataclass(frozen=True)
class Note:
    """Something written where nobody is asked to: a `strike`, `words` or a `cross` in a box."""

    kind: str
    box: Box


def issued(
    number: int = 0, mark: Mark = Mark.NONE, said: Imprint | None = None, **changes: Any
) -> Issued:
    """The document of example plan `number` with changes to its answers, or its copy."""
    laid_out = lay_out(form(number, **changes), ISSUED, HOUSE)
    content = laid_out.print(replace(said, mark=mark) if said else imprint(mark))
    return Issued(content, as_data(laid_out.places, laid_out.page_count))


def scan_of(
    content: bytes,
    page: int,
    places: Mapping[str, Any],
    *,
    signed: Iterable[int] = EVERYBODY,
    dated: Iterable[int] | None = None,
    style: str | None = None,
    notes: Sequence[Note] = (),
    damage: Damage | str = OFFICE,
    turned: int = 0,
    seed: object = 0,
) -> bytes:
    """Page `page` of a document as a JPEG, after the signers of that page named in `signed` have
    signed, and those in `dated` (else the same) have dated.

    `style` is one of SIGNATURES, else each signer has another; `damage` may be a name in DAMAGES;
    `turned` is in degrees, a multiple of 90. The same seed makes the same bytes.
    """
    chance = Random(f"{seed} {page}")
    sheet = written(printed(content, page), page, places, signed, dated, style, chance)
    for note in notes:
        NOTES[note.kind](sheet, note.box, chance)
    damage = DAMAGES[damage] if isinstance(damage, str) else damage
    return as_jpeg(damage.scan(sheet, chance).rotate(turned, expand=True))


def printed(content: bytes, page: int) -> Image.Image:
    """A page on white paper, grey, at PRINTED_AT."""
    with closing(pypdfium2.PdfDocument(content)) as document:
        picture: Image.Image = document[page - 1].render(scale=PRINTED_AT / 72).to_pil()
        return picture.convert("L")


def written(
    sheet: Image.Image,
    page: int,
    places: Mapping[str, Any],
    signed: Iterable[int],
    dated: Iterable[int] | None,
    style: str | None,
    chance: Random,
) -> Image.Image:
    """The sheet with signatures and dates on it."""
    signers = set(signed)
    days = signers if dated is None else set(dated)
    for purpose, number, box, signer in _boxes(places):
        if number == page and purpose is Purpose.SIGNATURE and signer in signers:
            SIGNATURES[style or chance.choice(list(SIGNATURES))](sheet, box, chance)
        elif number == page and purpose is Purpose.DATE and signer in days:
            date(sheet, box, chance)
    return sheet


def as_jpeg(picture: Image.Image, quality: int = 80) -> bytes:
    """The picture as a scanner sends it."""
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=quality, dpi=(PRINTED_AT, PRINTED_AT))
    return kept.getvalue()


def heap_of(scans: Sequence[bytes], kind: str = "PDF") -> bytes:
    """Several sheets in one file: a PDF, or a TIFF of several pages."""
    pictures = [Image.open(BytesIO(scan)) for scan in scans]
    kept = BytesIO()
    pictures[0].save(
        kept, kind, save_all=True, append_images=pictures[1:], resolution=float(PRINTED_AT)
    )
    return kept.getvalue()


def _boxes(places: Mapping[str, Any]) -> list[tuple[Purpose, int, Box, int | None]]:
    return [
        (Purpose(one["purpose"]), int(one["page"]), Box(*one["box"]), one.get("signer"))
        for one in places["places"]
    ]
