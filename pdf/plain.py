"""A document that is no form: blocks one after the other, with a foot on each page."""

from collections.abc import Iterable, Sequence

from pdf import geometry, styles
from pdf.blocks import Block, paragraph
from pdf.blocks.pager import paginate
from pdf.file.canvas import TaggedCanvas
from pdf.file.closing import Attachment, Closing
from pdf.file.metadata import LANGUAGE, Metadata
from pdf.file.tags import StructureTree

_FOOT_TOP = geometry.PAGE_HEIGHT - geometry.FOOT_BOTTOM_FROM_BOTTOM


def written(
    tree: StructureTree,
    blocks: Sequence[Block],
    foot: str,
    inside: Iterable[Attachment],
    metadata: Metadata,
) -> bytes:
    """The file of blocks that are tagged in `tree`, with files inside.

    Raises TooHighError for a paragraph that is longer than a page.
    """
    canvas = TaggedCanvas(tree, LANGUAGE)
    pages = paginate(blocks)
    for number, page in enumerate(pages, 1):
        page.draw(canvas, geometry.BODY_LEFT_FROM_LEFT, geometry.BODY_TOP_FROM_TOP)
        with canvas.pagination("Footer"):
            words = f"{foot} · Sida {number} av {len(pages)}"
            line = paragraph(words, styles.FOOT, geometry.BODY_WIDTH, None)
            line.draw(canvas, geometry.BODY_LEFT_FROM_LEFT, _FOOT_TOP)
        canvas.showPage()
    return Closing(canvas, inside).file(metadata)
