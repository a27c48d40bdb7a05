"""The documents: a filled form and a blank one, as PDF/A-3a and PDF/UA-1 at once."""

from collections.abc import Callable
from itertools import groupby

from forms import PrintableForm, Section
from forms.changes import Changes
from pdf import envelope, geometry, styles
from pdf.answers import section_answers
from pdf.approvals import approval_section
from pdf.blank import blank_form, section_spaces
from pdf.blocks import Block, paragraph
from pdf.canvas import TaggedCanvas
from pdf.closing import close
from pdf.fields import FormFields
from pdf.furniture import Furniture
from pdf.heading import first_page_heading
from pdf.imprint import House, Imprint
from pdf.metadata import LANGUAGE, Metadata
from pdf.pager import paginate
from pdf.questions import question_box, wording
from pdf.revisions import revision_section
from pdf.tags import Element, StructureTree

_NUMBER_WORDS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio")
# In the place of the number, so that a preview breaks its pages where the document will.
_NO_NUMBER_YET = "Nummer ges vid inlämning"

# What stands below the wording of a section, drawn under the element.
Below = Callable[[Section, Element], list[Block]]


def render(
    form: PrintableForm, imprint: Imprint, house: House, changes: Changes | None = None
) -> bytes:
    """The document of a filled form. The same arguments give the same bytes.

    `changes` are printed ahead of the approvals when the document is a later version.
    """
    tree = StructureTree()
    canvas = TaggedCanvas(tree, LANGUAGE)
    facts = [imprint.filing or _NO_NUMBER_YET, imprint.issued_on]
    if not imprint.filing and not imprint.mark:
        facts = []
    blocks = body_blocks(form, house, facts, tree.document, section_answers, changes)
    answers = form.answers()
    digest = envelope.answers_digest(answers)
    furniture = Furniture(
        type(form),
        house,
        tree.document.add("Figure"),
        filing=imprint.filing,
        digest=digest,
        url=imprint.url,
        mark=imprint.mark,
    )
    _draw_pages(canvas, blocks, furniture)
    metadata = Metadata(
        title=" – ".join(filter(None, [form.title, imprint.filing])),
        author=house.municipality,
        identifier=f"sha256:{digest}",
        created=imprint.issued_at,
        note=str(imprint.mark),
    )
    return close(canvas, metadata, envelope.filled(type(form), imprint, answers, digest))


def render_blank(form_class: type[PrintableForm], house: House) -> bytes:
    """The blank form, to be filled in with a pen or on screen."""
    tree = StructureTree()
    canvas = TaggedCanvas(tree, LANGUAGE)
    fields = FormFields(canvas)

    def spaces(section: Section, element: Element) -> list[Block]:
        return section_spaces(section, element, fields)

    blocks = body_blocks(blank_form(form_class), house, [], tree.document, spaces)
    _draw_pages(canvas, blocks, Furniture(form_class, house, tree.document.add("Figure")))
    metadata = Metadata(
        title=f"{form_class.title} – blankett",
        author=house.municipality,
        identifier=f"{form_class.slug}/{form_class.edition}/blankett",
    )
    return close(canvas, metadata, envelope.blank(form_class), fields)


def body_blocks(
    form: PrintableForm,
    house: House,
    facts: list[str],
    document: Element,
    below: Below,
    changes: Changes | None = None,
) -> list[Block]:
    """Everything between the margins, in the order of the paper. `facts` stand under the annex."""
    return [
        *first_page_heading(type(form), house, facts, document),
        *_question_boxes(form, document, below),
        *(revision_section(changes, document) if changes else ()),
        *approval_section(form, document),
    ]


def _draw_pages(canvas: TaggedCanvas, blocks: list[Block], furniture: Furniture) -> None:
    """Put the blocks on as many sheets as they need."""
    pages = paginate(blocks)
    for number, page in enumerate(pages, 1):
        furniture.draw_behind(canvas)
        page.draw(canvas, geometry.BODY_LEFT_FROM_LEFT, geometry.BODY_TOP_FROM_TOP)
        furniture.draw(canvas, number, len(pages))
        canvas.showPage()


def _question_boxes(form: PrintableForm, document: Element, below: Below) -> list[Block]:
    """The numbered questions, then the additions under a heading of their own."""
    blocks: list[Block] = []
    sections = form.sections()
    for is_addition, group in groupby(sections, lambda section: section.question.addition):
        parent, tag = document, "H2"
        if is_addition:
            parent, tag = document.add("Sect"), "H3"
            blocks.append(_additions_heading(sections, parent))
        blocks += [_question(section, parent.add("Sect"), tag, below) for section in group]
    return blocks


def _additions_heading(sections: list[Section], element: Element) -> Block:
    """Says that what follows is not asked by the paper form."""
    count = sum(section.question.number is not None for section in sections)
    in_words = _NUMBER_WORDS[count] if count < len(_NUMBER_WORDS) else str(count)
    text = f"Tillägg utanför de {in_words} frågorna"
    return paragraph(text, styles.SECTION_HEADING, geometry.BODY_WIDTH, element.add("H2"))


def _question(section: Section, element: Element, heading: str, below: Below) -> Block:
    question_wording = wording(section.question, element, heading)
    return question_box(question_wording, below(section, element))
