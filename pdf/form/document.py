"""The documents: a filled form and a blank one, as PDF/A-3a and PDF/UA-1 at once."""

from datetime import datetime

from forms import PrintableForm, Section
from forms.changes import Changes
from pdf.blocks import Block
from pdf.blocks.pager import paginate
from pdf.file.canvas import TaggedCanvas
from pdf.file.closing import Closing
from pdf.file.fields import FormFields
from pdf.file.metadata import LANGUAGE, Metadata
from pdf.file.tags import Element, StructureTree
from pdf.form import envelope
from pdf.form.blank import blank_form, section_spaces
from pdf.form.body import body_blocks
from pdf.form.furniture import Furniture
from pdf.form.heading import first_page_heading
from pdf.form.laidout import LaidOut, draw_pages
from pdf.imprint import Imprint, Letterhead
from swedish import swedish_day

# In the place of the number, so that a preview breaks its pages where the document will.
_NO_NUMBER_YET = "Nummer ges vid inlämning"


def render(
    form: PrintableForm, imprint: Imprint, letterhead: Letterhead, changes: Changes | None = None
) -> bytes:
    """The document of a filled form. The same arguments give the same bytes.

    `changes` are printed ahead of the approvals when the document is a later version.
    """
    facts = [imprint.filing or _NO_NUMBER_YET, imprint.issued_on]
    if not imprint.filing and not imprint.mark:
        facts = []
    return LaidOut(form, letterhead, facts, changes).print(imprint)


def lay_out(
    form: PrintableForm, issued_at: datetime, letterhead: Letterhead, changes: Changes | None = None
) -> LaidOut:
    """A filled form on its pages, to be printed when its number is known.

    It is then the same document as `render` makes with a number and `issued_at`, in UTC.
    """
    return LaidOut(form, letterhead, [_NO_NUMBER_YET, swedish_day(issued_at)], changes)


def render_blank(form_class: type[PrintableForm], letterhead: Letterhead) -> bytes:
    """The blank form, to be filled in with a pen or on screen."""
    tree = StructureTree()
    canvas = TaggedCanvas(tree, LANGUAGE)
    fields = FormFields(canvas)

    def spaces(section: Section, element: Element) -> list[Block]:
        return section_spaces(section, element, fields)

    heading = first_page_heading(form_class, letterhead, [], tree.document)
    body = body_blocks(blank_form(form_class), tree.document, spaces, with_examples=True)
    furniture = Furniture(form_class, letterhead, tree.document.add("Figure"))
    draw_pages(canvas, paginate([*heading.blocks, *body]), furniture)
    metadata = Metadata(
        title=f"{form_class.title} – blankett",
        author=letterhead.municipality,
        identifier=f"{form_class.slug}/{form_class.edition}/blankett",
    )
    return Closing(canvas, envelope.blank(form_class), fields).file(metadata)
