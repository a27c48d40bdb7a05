"""Pages out of blocks. Nothing is ever cut off: what does not fit goes on over the page."""

from collections.abc import Sequence
from dataclasses import replace

from pdf.blocks.block import Block
from pdf.blocks.row import Nothing
from pdf.blocks.stack import Stack
from pdf.geometry import BODY_HEIGHT, BODY_WIDTH


class PageBreak(Nothing):
    """What follows begins on a page of its own. Not inside of other blocks."""


class TooHighError(Exception):
    """A block that must not be split is higher than a page."""


def paginate(blocks: Sequence[Block]) -> list[Stack]:
    """The blocks as pages of at most BODY_HEIGHT; what follows a PageBreak begins one."""
    breaks = [place for place, one in enumerate(blocks) if isinstance(one, PageBreak)]
    starts, ends = [0, *(place + 1 for place in breaks)], [*breaks, len(blocks)]
    groups = [blocks[start:end] for start, end in zip(starts, ends, strict=True)]
    return [page for group in groups if group for page in _pages(group)]


def _pages(blocks: Sequence[Block]) -> list[Stack]:
    pages: list[Stack] = []
    rest = Stack(blocks, BODY_WIDTH)
    while rest.height > BODY_HEIGHT:
        # What stays whole, and all the headings above it, may together be higher than a page.
        halves = rest.split(BODY_HEIGHT) or _loosened_here(rest).split(BODY_HEIGHT)
        if halves is None:
            raise TooHighError(f"{type(rest.blocks[0]).__name__} does not fit on a page")
        page, rest = halves
        pages.append(page)
    return [*pages, rest]


def _loosened_here(rest: Stack) -> Stack:
    """The same, of which nothing stays whole on this page; what comes on later ones does."""
    last = rest.first_that_overflows(BODY_HEIGHT)
    head = _loosened(replace(rest, blocks=rest.blocks[: last + 1]))
    return replace(rest, blocks=[*head.blocks, *rest.blocks[last + 1 :]])


def _loosened(stack: Stack) -> Stack:
    """The same, of which nothing stays whole."""
    blocks = [_loosened(one) if isinstance(one, Stack) else one for one in stack.blocks]
    return replace(stack, blocks=blocks, stays_whole=False)
