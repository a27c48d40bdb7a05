"""What is filled in away from here, by pen or on screen: PDF/A-3a and PDF/UA-1 at once."""

from collections.abc import Callable, Iterator
from functools import partial

from forms import PrintableForm, Section
from forms.kinds import LongText, StoragePlace
from pdf.blocks import Block, Stack
from pdf.blocks.pager import paginate
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
from pdf.form.furniture import Furniture
from pdf.form.heading import first_page_heading
from pdf.form.laidout import draw_pages
from pdf.imprint import Letterhead

_MOST_LINES = 12
Lines = dict[str, int]


def render_blank(form_class: type[PrintableForm], letterhead: Letterhead) -> bytes:
    """The blank form, to be filled in with a pen or on screen."""
    canvas = TaggedCanvas(StructureTree(), LANGUAGE)
    fields = FormFields(canvas)
    form = blank_form(form_class)
    pages = partial(_pages_of_blank, form, letterhead, fields)
    lines = _lines_that_fill(form, lambda lines: len(pages(lines, StructureTree())))
    furniture = Furniture(form_class, letterhead, canvas.tree.document.add("Figure"))
    draw_pages(canvas, pages(lines, canvas.tree), furniture)
    metadata = Metadata(
        title=f"{form_class.title} – blankett",
        author=letterhead.municipality,
        identifier=f"{form_class.slug}/{form_class.edition}/blankett",
    )
    return Closing(canvas, envelope.blank(form_class), fields).file(metadata)


def _pages_of_blank(
    form: PrintableForm,
    letterhead: Letterhead,
    fields: FormFields,
    lines: Lines,
    tree: StructureTree,
) -> list[Stack]:
    def boxes(section: Section, element: Element) -> list[Block]:
        return section_boxes(section, element, Place(section.question, fields, lines))

    rule = form.paper_rule(letterhead.hand_in)
    approvals = Approvals(form, AppliesByHand(form), rule, fields)
    heading = first_page_heading(type(form), letterhead, [], tree.document)
    body = body_blocks(form, tree.document, boxes, approvals, with_examples=True)
    return paginate([*heading.blocks, *body])


def _lines_that_fill(form: PrintableForm, count_pages: Callable[[Lines], int]) -> Lines:
    """For each long text as many lines as there is room for on the pages that it takes anyway."""
    lines = dict.fromkeys(_long_texts(form), LEAST_LINES)
    count, growing = count_pages(lines), list(lines)
    while growing:
        for name in list(growing):
            more = lines | {name: lines[name] + 1}
            if more[name] <= _MOST_LINES and count_pages(more) == count:
                lines = more
            else:
                growing.remove(name)
    return lines


def _long_texts(form: PrintableForm) -> Iterator[str]:
    for leaf in form.leaves():
        if isinstance(leaf, LongText) and not isinstance(leaf, StoragePlace):
            yield leaf.name
