"""What stands between the questions on paper: headings of parts, and plain words."""

from collections.abc import Sequence

from forms.kinds import Guidance, Heading
from pdf import geometry, styles
from pdf.blocks import Block, PageBreak, paragraph
from pdf.file.tags import Element
from pdf.styles import TextStyle


def part_heading(heading: Heading, parent: Element, when: str) -> list[Block]:
    """The heading of a part and what is said below it; `when` it is filled in, if not always."""
    width, element = geometry.BODY_WIDTH, parent.add("H2")
    words = paragraph(heading.heading, styles.SECTION_HEADING, width, element)
    intro = _texts([when, heading.intro], parent, styles.PART_INTRO)
    return [*([PageBreak()] if heading.page_break else []), words, *intro]


def guidance(one: Guidance, parent: Element, tag: str, when: str) -> list[Block]:
    """Words between questions, with the question that follows them."""
    heading = parent.add(tag) if one.heading else None
    # In one paragraph: no page may end between when it applies and what.
    texts = _texts([f"{when} {one.text}".strip()], parent, styles.GUIDANCE)
    if heading is None:
        return texts
    return [paragraph(one.heading, styles.GUIDANCE_HEADING, geometry.BODY_WIDTH, heading), *texts]


def _texts(texts: Sequence[str], parent: Element, style: TextStyle) -> list[Block]:
    """A paragraph for each that a blank line ends; the last goes with what follows it."""
    every = [one for text in texts for one in text.split("\n\n") if one]
    loose = styles.not_kept(style)
    return [
        paragraph(one, style if at == len(every) else loose, geometry.BODY_WIDTH, parent.add("P"))
        for at, one in enumerate(every, 1)
    ]
