"""Takes the pictures of docs/paper.md: `make pictures`.

The plan and the blank in colour, as an office printer puts them on paper in one bit at 300 dots to
the inch, and beside them the order of the paper form, of which there is only a damaged scan.
"""

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from forms import Aktivitetsplan
from pdf import geometry, render_blank
from tests.pdf.documents import HOUSE, document

PICTURES = Path(__file__).with_name("sheets")
FONT = Path(__file__).parent.parent / "pdf" / "fonts" / "NotoSans-Regular.ttf"
PRINTED_AT = 300
# Small enough to stand side by side, large enough to tell what is what.
SHOWN_AT = 72
COLOURS = 48
UPPER_PART = 115
GAP = 12
SHADE = "#c8c8c8"


def pages(content: bytes, dpi: int) -> list[Image.Image]:
    """The pages of a document."""
    return [page.render(scale=dpi / 72).to_pil() for page in pypdfium2.PdfDocument(content)]


def printed(page: Image.Image) -> Image.Image:
    """Black or white, as a printer mixes its greys of dots."""
    return page.convert("L").convert("1")


def order_of_the_paper_form() -> Image.Image:
    """What stands where on the paper form, in its order, without its looks."""
    form = Aktivitetsplan
    asked = [one.question.heading for one in form().sections() if not one.question.addition]
    lines = [form.annex, form.title, form.intro, *asked]
    for approval in form.approvals:
        lines += [approval.statement, *(signer.title for signer in approval.signers)]
    width, height = (
        round(side / 25.4 * SHOWN_AT) for side in (geometry.PAGE_WIDTH, geometry.PAGE_HEIGHT)
    )
    sheet = Image.new("RGB", (width, height), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(str(FONT), 11)
    step = (height - 80) / (len(lines) + 1)
    for number, text in enumerate([*lines, form.copy_note]):
        top = 40 + round(number * step)
        shown = text if font.getlength(text) < width - 80 else f"{text[:68].rsplit(' ', 1)[0]} …"
        pen.text((40, top), shown, "black", font)
        pen.rectangle((40, top + 18, width - 40, top + step - 8), outline=SHADE)
    return sheet


def beside(sheets: Sequence[Image.Image]) -> Image.Image:
    """Sheets side by side on grey."""
    width = sum(sheet.width + GAP for sheet in sheets) + GAP
    row = Image.new("RGB", (width, max(sheet.height for sheet in sheets) + 2 * GAP), SHADE)
    left = GAP
    for sheet in sheets:
        row.paste(sheet, (left, GAP))
        left += sheet.width + GAP
    return row


def keep(picture: Image.Image, name: str) -> None:
    """Few colours are enough for a page; an octree leaves the rare ones in."""
    if picture.mode != "1":
        picture = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    picture.save(PICTURES / f"{name}.png", optimize=True)


def main() -> None:
    """Draw all of them anew."""
    PICTURES.mkdir(exist_ok=True)
    plan, blank = document(), render_blank(Aktivitetsplan, HOUSE)
    shown = [*pages(plan, SHOWN_AT), *pages(blank, SHOWN_AT)]
    keep(beside([order_of_the_paper_form(), *shown]), "colour")
    black = [printed(page) for content in (plan, blank) for page in pages(content, PRINTED_AT)]
    size = shown[0].size
    keep(beside([page.convert("L").resize(size) for page in black]), "printed")
    keep(_upper_part(black[0]), "printed-head")
    keep(_upper_part(black[1]), "printed-approvals")


def _upper_part(page: Image.Image) -> Image.Image:
    """Dot by dot, as far as a reader needs it."""
    return page.crop((0, 0, page.width, round(UPPER_PART / 25.4 * PRINTED_AT)))


if __name__ == "__main__":
    main()
