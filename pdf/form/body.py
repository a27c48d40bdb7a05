"""What stands between the heading and the foot of the paper, in the order of the paper."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from forms import PrintableForm, Section
from forms.changes import Changes
from forms.kinds import Guidance, Heading
from pdf import geometry, styles
from pdf.blocks import Block, paragraph
from pdf.file.tags import Element
from pdf.form import choices, values  # noqa: F401 - tell how what is chosen and filled in is drawn
from pdf.form.approvals import Approvals
from pdf.form.guidance import guidance, part_heading
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
    """The parts of the form: the numbered questions, the additions under a heading of their own.

    What is answered leaves out what is not asked; what is to be filled in says when it is.
    """
    parts = form.parts_on_paper()
    sections = [section for part in parts for section in part.sections]
    blocks: list[Block] = []
    for part in parts:
        items = [one for one in part.items if with_examples or one.is_asked]
        if not items:
            continue
        parent, tag = document, "H2"
        if part.is_addition or part.heading:
            parent, tag = document.add("Sect"), "H3"
        if part.is_addition:
            blocks.append(_additions_heading(sections, parent))
        under = Under(parent, tag, below, with_examples)
        if part.heading:
            blocks += part_heading(part.heading, parent, _when(form, part.heading, under))
        blocks += _items(form, items, under)
    return blocks


@dataclass(frozen=True)
class Under:
    """Where questions are drawn, as headings of which level, and what stands below their words."""

    parent: Element
    tag: str
    below: Below
    with_examples: bool


def _items(
    form: PrintableForm, items: Sequence[Section | Guidance], under: Under
) -> Iterator[Block]:
    """Tables of questions, with plain words between them."""
    for _, some in groupby(items, type):
        together = list(some)
        if questions := [one for one in together if isinstance(one, Section)]:
            yield question_table([_question(form, one, under) for one in questions])
        for one in together:
            if isinstance(one, Guidance):
                yield from guidance(one, under.parent, under.tag, _when(form, one, under))


def _when(form: PrintableForm, what: Section | Guidance | Heading, under: Under) -> str:
    """When something is to be filled in, on what is not filled in yet."""
    when = form.when_asked(what) if under.with_examples else None
    return when.sentence if when else ""


def _additions_heading(sections: list[Section], element: Element) -> Block:
    """Says that what follows is not asked by the paper form."""
    count = sum(section.question.number is not None for section in sections)
    in_words = _NUMBER_WORDS[count] if count < len(_NUMBER_WORDS) else str(count)
    text = f"Tillägg utanför de {in_words} frågorna"
    return paragraph(text, styles.SECTION_HEADING, geometry.BODY_WIDTH, element.add("H2"))


def _question(form: PrintableForm, section: Section, under: Under) -> Block:
    element = under.parent.add("Sect")
    words = wording(
        section.question,
        element,
        under.tag,
        with_example=under.with_examples,
        when=_when(form, section, under),
    )
    blocks = under.below(section, element)
    if under.with_examples:
        return writing_box(words, blocks)
    return question_box(words, blocks, section.question.number)
