"""Pages: nothing outside, nothing cut, approvals whole, no heading alone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import PrintableForm
from forms.changes import Changes, changes_between
from pdf import document, pager
from pdf.answers import section_answers
from pdf.blocks import Block, Paragraph, Stack, paragraph
from pdf.blocks.signature import SignatureBlock
from pdf.geometry import BODY_HEIGHT, BODY_WIDTH
from pdf.styles import ANSWER, SECTION_HEADING
from pdf.tags import StructureTree
from tests.pdf.documents import FORM, HOUSE, form
from tests.plans import plan

TOLERANCE = 1e-6
SENTENCE = "Vi svarar på frågor inom ett dygn och tar bort kommentarer som strider mot reglerna. "


def pages_of(before: PrintableForm | None = None, **answers: Any) -> list[Stack]:
    """The pages of the first example plan with other answers, and of what changed since."""
    filled = form(**answers)
    changes = Changes(1, changes_between(before, filled)) if before else None
    facts = ["AP-2026-0042"]
    blocks = document.body_blocks(
        filled, HOUSE, facts, StructureTree().document, section_answers, changes
    )
    return pager.paginate(blocks)


def leaves(block: Block) -> list[Block]:
    """The blocks within a block that draw something, in order."""
    inner = getattr(block, "blocks", None) or getattr(block, "cells", None)
    return [leaf for part in inner for leaf in leaves(part)] if inner else [block]


def lines_on(page: Block) -> int:
    """How many lines of text stand on a page."""
    return sum(len(leaf.lines) for leaf in leaves(page) if isinstance(leaf, Paragraph))


def check(pages: list[Stack]) -> None:
    """What must hold for every document."""
    signatures = [
        [leaf for leaf in leaves(page) if isinstance(leaf, SignatureBlock)] for page in pages
    ]
    signers = sum(len(approval.signers) for approval in FORM.approvals)
    assert [len(found) for found in signatures if found] == [signers]
    for page in pages:
        assert page.height <= BODY_HEIGHT + TOLERANCE
        assert not leaves(page)[-1].keep_with_next
        assert lines_on(page)


def test_pages_hold_for_answers_of_five_hundred_lengths() -> None:
    for words in range(0, 2_000, 4):
        check(pages_of(purpose="ord " * words))


@pytest.mark.parametrize("lines", range(0, 120, 3))
def test_pages_hold_for_answers_of_many_lines(lines: int) -> None:
    check(pages_of(monitoring="rad\n" * lines, audience="rad\n\n" * lines))


@pytest.mark.parametrize("people", range(2, 11))
@pytest.mark.parametrize("sentences", range(0, 30, 3))
def test_pages_hold_where_tables_break_anywhere(people: int, sentences: int) -> None:
    named = plan()["administrators"][:1] * people
    check(pages_of(purpose=SENTENCE * sentences, administrators=named, operators=named))


@pytest.mark.parametrize("sentences", range(0, 90, 3))
def test_pages_hold_with_a_list_of_changes(sentences: int) -> None:
    before = form(purpose=SENTENCE * 20, weekly_hours=7)
    check(pages_of(before, purpose=SENTENCE * sentences))


@settings(max_examples=60, deadline=None)
@given(
    purpose=st.lists(st.sampled_from(["kort", SENTENCE, "", SENTENCE * 5]), max_size=60),
    people=st.integers(2, 10),
    monitoring=st.integers(0, 60),
    place=st.integers(0, 5),
)
def test_pages_hold_for_any_shape_of_answers(
    purpose: list[str], people: int, monitoring: int, place: int
) -> None:
    pages = pages_of(
        purpose="\n".join(purpose),
        administrators=plan()["administrators"][:1] * people,
        monitoring=SENTENCE * monitoring,
        credentials_location=SENTENCE * place,
    )
    check(pages)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 90)), min_size=1, max_size=25))
def test_no_line_is_lost_and_no_heading_stands_alone(parts: list[tuple[bool, int]]) -> None:
    blocks: list[Block] = []
    for is_heading, lines in [*parts, (False, 3)]:
        text, style = ("Rubrik", SECTION_HEADING) if is_heading else ("rad\n" * lines, ANSWER)
        blocks.append(paragraph(text.rstrip(), style, BODY_WIDTH, None))
    headings = sum(block.keep_with_next for block in blocks)
    if headings > len(blocks) // 2:
        blocks = [block for block in blocks if not block.keep_with_next]
    pages = pager.paginate(blocks)
    assert sum(map(lines_on, pages)) == sum(map(lines_on, blocks))
    for page in pages:
        assert page.height <= BODY_HEIGHT + TOLERANCE
        assert not page.blocks[-1].keep_with_next


def test_split_paragraph_leaves_two_lines_on_either_side() -> None:
    text = paragraph("rad\n" * 9 + "rad", ANSWER, BODY_WIDTH, None)
    line = ANSWER.line_height
    for lines_of_room in range(12):
        halves = text.split(lines_of_room * line + TOLERANCE)
        if halves:
            assert min(lines_on(half) for half in halves) >= 2


def test_block_that_fits_on_no_page_is_refused() -> None:
    heading = paragraph("rad\n" * 200, SECTION_HEADING, BODY_WIDTH, None)
    with pytest.raises(pager.TooHighError):
        pager.paginate([heading, heading])
