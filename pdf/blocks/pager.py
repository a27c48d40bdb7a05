"""Pages out of blocks. Nothing is ever cut off: what does not fit goes on over the page."""

from collections.abc import Sequence

from pdf.blocks.block import Block
from pdf.blocks.stack import Stack
from pdf.geometry import BODY_HEIGHT, BODY_WIDTH


class TooHighError(Exception):
    """A block that must not be split is higher than a page."""


def paginate(blocks: Sequence[Block]) -> list[Stack]:
    """The blocks as pages of at most BODY_HEIGHT."""
    pages: list[Stack] = []
    rest = Stack(blocks, BODY_WIDTH)
    while rest.height > BODY_HEIGHT:
        halves = rest.split(BODY_HEIGHT)
        if halves is None:
            raise TooHighError(f"{type(rest.blocks[0]).__name__} does not fit on a page")
        page, rest = halves
        pages.append(page)
    return [*pages, rest]
