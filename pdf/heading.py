"""The head of the first page: sender, annex, title, reference and date, instruction."""

from forms import PrintableForm
from pdf import geometry, styles
from pdf.blocks import Block, Logo, Row, Stack, paragraph
from pdf.blocks.figures import picture
from pdf.imprint import House
from pdf.styles import TextStyle
from pdf.tags import Element

_LEFT = 92.0
_RIGHT = geometry.BODY_WIDTH - _LEFT


def first_page_heading(
    form: type[PrintableForm], house: House, facts: list[str], document: Element
) -> list[Block]:
    """`facts` are the lines at the right under the annex: reference, date."""
    sender = _sender(house, document)
    annex = [(form.annex, styles.ANNEX)] if form.annex else []
    lines: list[tuple[str, TextStyle]] = [*annex, *((fact, styles.FACTS) for fact in facts)]
    right = [paragraph(text, style, _RIGHT, document.add("P")) for text, style in lines]
    title = styles.TITLE
    blocks: list[Block] = [
        Row([sender, Stack(right, _RIGHT)], [_LEFT, _RIGHT], after=2.0),
        paragraph(form.title, title, geometry.BODY_WIDTH, document.add("H1")),
    ]
    if form.intro:
        intro = document.add("P")
        blocks.append(paragraph(form.intro, styles.INTRO, geometry.BODY_WIDTH, intro))
    return blocks


def _sender(house: House, document: Element) -> Block:
    """The logo, or the name as a wordmark."""
    if house.logo:
        description = house.logo_alt or house.municipality
        return Logo(picture(house.logo), document.add("Figure"), description)
    style = styles.wordmark(house.fill_colour)
    return paragraph(house.municipality, style, _LEFT, document.add("P"))
