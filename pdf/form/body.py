"""What stands between the heading and the foot of the paper, in the order of the paper."""

from collections.abc import Callable
from itertools import groupby

from forms import PrintableForm, Section
from forms.changes import Changes
from pdf import geometry, styles
from pdf.blocks import Block, paragraph
from pdf.file.tags import Element
from pdf.form.approvals import Approvals
from pdf.form.questions import question_box, question_table, wording, writing_box
from pdf.form.revisions import revision_section

_NUMBER_WORDS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio")

# What stands below the wording of a section, drawn under the element.
Below = Callable[[Section, Element], list[Block]]


def body_blocks(
    form: PrintableForm,
    document: Element,
    below: Below,
    approvals: Approvals,
    changes: Changes | None = None,
    *,
    with_examples: bool = False,
) -> list[Block]:
    """The questions, what changed since the version before, and the approvals."""
    return [
        *_questions(form, document, below, with_examples),
        *(revision_section(changes, document) if changes else ()),
        *approvals.blocks(document),
    ]


def _questions(
    form: PrintableForm, document: Element, below: Below, with_examples: bool
) -> list[Block]:
    """The numbered questions, then the additions under a heading of their own."""
    blocks: list[Block] = []
    sections = form.sections_on_paper()
    for is_addition, group in groupby(sections, lambda section: section.question.addition):
        parent, tag = document, "H2"
        if is_addition:
            parent, tag = document.add("Sect"), "H3"
            blocks.append(_additions_heading(sections, parent))
        rows = [
            _question(section, parent.add("Sect"), tag, below, with_examples) for section in group
        ]
        blocks.append(question_table(rows))
    return blocks


def _additions_heading(sections: list[Section], element: Element) -> Block:
    """Says that what follows is not asked by the paper form."""
    count = sum(section.question.number is not None for section in sections)
    in_words = _NUMBER_WORDS[count] if count < len(_NUMBER_WORDS) else str(count)
    text = f"Tillägg utanför de {in_words} frågorna"
    return paragraph(text, styles.SECTION_HEADING, geometry.BODY_WIDTH, element.add("H2"))


def _question(
    section: Section, element: Element, heading: str, below: Below, with_example: bool
) -> Block:
    words = wording(section.question, element, heading, with_example=with_example)
    blocks = below(section, element)
    if with_example:
        return writing_box(words, blocks)
    return question_box(words, blocks, section.question.number)
