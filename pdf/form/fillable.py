"""What is filled in away from here, by pen or on screen: PDF/A-3a and PDF/UA-1 at once."""

from collections.abc import Callable, Iterable
from functools import partial

from forms import PrintableForm, Section
from forms.continuation import can_be_continued, continued, long_texts
from pdf import geometry, styles
from pdf.blocks import Block, LinkParagraph, Stack, paragraph
from pdf.blocks.pager import paginate
from pdf.blocks.paragraph import lines_of
from pdf.file.canvas import TaggedCanvas
from pdf.file.closing import Closing
from pdf.file.fields import FormFields
from pdf.file.metadata import LANGUAGE, Metadata
from pdf.file.tags import Element, StructureTree
from pdf.form import envelope
from pdf.form.applies import AppliesByHand
from pdf.form.approvals import Approvals
from pdf.form.blank import blank_form, section_boxes
from pdf.form.body import body_blocks
from pdf.form.cells import LEAST_LINES, Place
from pdf.form.continuation import sheet_body, sheet_form, sheet_words
from pdf.form.furniture import Furniture
from pdf.form.heading import first_page_heading
from pdf.form.laidout import draw_pages
from pdf.imprint import Letterhead

_MOST_LINES = 14
_MORE_ROOM = "Räcker platsen inte? Fortsätt på fortsättningsbladet"
Lines = dict[str, int]
# The blocks of a paper, under this element, with so many lines for its texts.
Draft = Callable[[Element, FormFields, Lines], list[Block]]


def render_blank(form_class: type[PrintableForm], letterhead: Letterhead) -> bytes:
    """The blank form, to be filled in with a pen or on screen."""
    form = blank_form(form_class)
    texts = [leaf.name for leaf in long_texts(form)]
    return _paper(form_class, letterhead, "blankett", texts, partial(_blank, form, letterhead))


def render_continuation(form_class: type[PrintableForm], letterhead: Letterhead) -> bytes:
    """The sheet for what the blank has no room for, of a form that can be continued."""
    form = sheet_form(form_class)
    texts = [continued(leaf.name) for leaf in long_texts(form)]
    draft = partial(_sheet, form, letterhead)
    return _paper(form_class, letterhead, "fortsättningsblad", texts, draft)


def _blank(
    form: PrintableForm, letterhead: Letterhead, document: Element, fields: FormFields, lines: Lines
) -> list[Block]:
    def boxes(section: Section, element: Element) -> list[Block]:
        place = Place(section.question, fields, lines, is_alone=len(section.fields) == 1)
        return section_boxes(section, element, place)

    rule = form.paper_rule(letterhead.hand_in)
    approvals = Approvals(form, AppliesByHand(form), rule, fields)
    heading = first_page_heading(type(form), letterhead, [], document)
    more = [_more_room(form, letterhead, document)] if can_be_continued(type(form)) else []
    body = body_blocks(form, document, boxes, approvals, with_examples=True)
    return [*heading.blocks, *more, *body]


def _sheet(
    form: PrintableForm, letterhead: Letterhead, document: Element, fields: FormFields, lines: Lines
) -> list[Block]:
    words = sheet_words(type(form))
    heading = first_page_heading(type(form), letterhead, [], document, words)
    return [*heading.blocks, *sheet_body(form, document, fields, lines)]


def _more_room(form: PrintableForm, letterhead: Letterhead, document: Element) -> Block:
    """Where to go on when the lines are full."""
    width, address = geometry.BODY_WIDTH, letterhead.continuation_address(form.slug)
    if not address:
        return paragraph(f"{_MORE_ROOM}.", styles.MORE_ROOM, width, document.add("P"))
    lines = lines_of(f"{_MORE_ROOM}: {address.split('://', 1)[-1]}", styles.MORE_ROOM, width)
    link = document.add("P").add("Link")
    return LinkParagraph(lines, styles.MORE_ROOM, width, link, address=address)


def _paper(
    form_class: type[PrintableForm],
    letterhead: Letterhead,
    kind: str,
    texts: Iterable[str],
    draft: Draft,
) -> bytes:
    """A paper whose `texts` get the lines that there is room for."""
    canvas = TaggedCanvas(StructureTree(), LANGUAGE)
    fields = FormFields(canvas)

    def pages(document: Element, lines: Lines) -> list[Stack]:
        return paginate(draft(document, fields, lines))

    lines = _lines_that_fill(texts, lambda lines: len(pages(StructureTree().document, lines)))
    furniture = Furniture(form_class, letterhead, canvas.tree.document.add("Figure"))
    draw_pages(canvas, pages(canvas.tree.document, lines), furniture)
    metadata = Metadata(
        title=f"{form_class.title} – {kind}",
        author=letterhead.municipality,
        identifier=f"{form_class.slug}/{form_class.edition}/{kind}",
    )
    return Closing(canvas, [envelope.blank(form_class)], fields).file(metadata)


def _lines_that_fill(texts: Iterable[str], count_pages: Callable[[Lines], int]) -> Lines:
    """For each text as many lines as there is room for on the pages that are taken anyway."""
    lines = dict.fromkeys(texts, LEAST_LINES)
    count, growing = count_pages(lines), list(lines)
    while growing:
        for name in list(growing):
            more = lines | {name: lines[name] + 1}
            if more[name] <= _MOST_LINES and count_pages(more) == count:
                lines = more
            else:
                growing.remove(name)
    return lines
