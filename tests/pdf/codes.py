"""Filed documents with codes as real ones have, drawn before anything happens to them."""

from collections.abc import Iterator
from random import Random

import pypdfium2
from PIL import Image

from pdf import Imprint, render
from pdf.sheets import sheet_address
from tests.pdf.documents import HOUSE, ISSUED, form
from tests.pdf.scans import PRINTED_AT
from tests.plans import PLANS

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
BASE_URL = "https://blanketter.toreboda.se"


def imprint_at(chance: Random, base_url: str = BASE_URL) -> Imprint:
    """Another filing every time."""
    check = "".join(chance.choice(LETTERS) for _ in range(10))
    reference, version = f"AP-2026-{chance.randrange(1, 10_000):04}", chance.randrange(1, 10)
    return Imprint(reference, version, ISSUED, f"{base_url}/v/{reference}/{version}/{check}")


def sheets(imprint: Imprint, plan: int) -> Iterator[tuple[str, Image.Image]]:
    """The pages of an example plan with what their codes say, as grey pictures."""
    document = pypdfium2.PdfDocument(render(form(plan % len(PLANS)), imprint, HOUSE))
    for number, page in enumerate(document, 1):
        picture = page.render(scale=PRINTED_AT / 72, grayscale=True).to_pil()
        yield sheet_address(imprint, number, len(document)), picture
