"""Pages: nothing outside, nothing cut, approvals whole, no heading alone."""

from io import BytesIO
from typing import Any

import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import PrintableForm
from forms.changes import Changes, changes_between
from pdf import geometry
from pdf.blocks import Block, Paragraph, Row, Stack, pager, paragraph
from pdf.blocks.signature import SignerRow
from pdf.file.tags import StructureTree
from pdf.form.answers import section_answers
from pdf.form.applies import AppliesTo
from pdf.form.approvals import Approvals
from pdf.form.body import body_blocks
from pdf.form.heading import first_page_heading
from pdf.geometry import BODY_HEIGHT, BODY_WIDTH, from_points, points
from pdf.styles import ANSWER, SECTION_HEADING
from tests.pdf.documents import FORM, HARD_NAMES, HOUSE, ONE_LONG_WORD, form
from tests.pdf.documents import document as document_of
from tests.plans import plan

TOLERANCE = 1e-6
SENTENCE = "Vi svarar på frågor inom ett dygn och tar bort kommentarer som strider mot reglerna. "


def pages_of(before: PrintableForm | None = None, **answers: Any) -> list[Stack]:
    """The pages of the first example plan with other answers, and of what changed since."""
    filled = form(**answers)
    changes = Changes(1, changes_between(before, filled)) if before else None
    root = StructureTree().document
    heading = first_page_heading(FORM, HOUSE, ["AP-2026-0042"], root)
    applies = AppliesTo(filled, "AP-2026-0042", "0" * 64, replaces=1 if before else 0)
    approvals = Approvals(filled, applies, FORM.paper_rule(HOUSE.hand_in))
    body = body_blocks(filled, root, section_answers, approvals, changes)
    return pager.paginate([*heading.blocks, *body])


def leaves(block: Block) -> list[Block]:
    """The blocks within a block that draw something, in order."""
    inner = getattr(block, "blocks", None) or getattr(block, "cells", None)
    return [leaf for part in inner for leaf in leaves(part)] if inner else [block]


def rows_on(block: Block) -> list[Row]:
    """The rows within a block, in order."""
    rows = [block] if isinstance(block, Row) else []
    inner = getattr(block, "blocks", None) or getattr(block, "cells", None) or []
    return rows + [row for part in inner for row in rows_on(part)]


def lines_on(page: Block) -> int:
    """How many lines of text stand on a page."""
    return sum(len(leaf.lines) for leaf in leaves(page) if isinstance(leaf, Paragraph))


def solid_width(text: Paragraph) -> float:
    """How wide the longest line is, without the spaces at its end, in millimetres."""
    ends = (line.pieces[-1] for line in text.lines if line.pieces)
    spaces = [end.width - end.solid for end in ends] or [0.0]
    lines = [line.width for line in text.lines if line.pieces] or [0.0]
    widest = max(line - space for line, space in zip(lines, spaces, strict=True))
    return from_points(widest * text.style.size / 1000)


def check(pages: list[Stack]) -> None:
    """What must hold for every document."""
    signatures = [[row for row in rows_on(page) if isinstance(row, SignerRow)] for page in pages]
    signers = sum(len(approval.signers) for approval in FORM.approvals)
    assert [len(found) for found in signatures if found] == [signers]
    for page in pages:
        assert page.height <= BODY_HEIGHT + TOLERANCE
        assert not leaves(page)[-1].keep_with_next
        assert lines_on(page)
        for leaf in leaves(page):
            assert not isinstance(leaf, Paragraph) or solid_width(leaf) <= leaf.width + TOLERANCE


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


def test_answer_that_goes_on_says_of_which_question_it_is() -> None:
    content = document_of(purpose=SENTENCE * 90)
    texts = [page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages]
    assert len(texts) > 2
    assert [text.split("\n")[0].strip() for text in texts[1:2]] == ["4. Fortsättning"]


def test_what_must_be_split_on_a_page_leaves_whole_what_comes_later() -> None:
    lines = int(BODY_HEIGHT / ANSWER.line_height)
    tall, later = (
        Stack(
            [paragraph("rad\n" * (count - 1) + "rad", ANSWER, BODY_WIDTH, None)],
            BODY_WIDTH,
            stays_whole=True,
        )
        for count in (lines * 9 // 10, lines // 2)
    )
    heading = paragraph("Rubrik\n" * 9 + "Rubrik", SECTION_HEADING, BODY_WIDTH, None)
    # Under its heading the first fits on no page; below its rest there is room for one of the two.
    pages = pager.paginate([heading, tall, later, later])
    assert len(pages) > 2
    assert [block for page in pages for block in page.blocks][-2:] == [later, later]


def test_block_that_fits_on_no_page_is_refused() -> None:
    heading = paragraph("rad\n" * 200, SECTION_HEADING, BODY_WIDTH, None)
    with pytest.raises(pager.TooHighError):
        pager.paginate([heading, heading])


@pytest.mark.parametrize("answer", [ONE_LONG_WORD, SENTENCE * 40, "\n\n".join(HARD_NAMES.values())])
def test_margins_stay_blank(answer: str) -> None:
    scale = 2
    for page in pypdfium2.PdfDocument(document_of(purpose=answer, audience=answer)):
        picture = page.render(scale=scale, grayscale=True).to_pil()
        # The outlines of boxes are half outside the body.
        left = int(points(geometry.BODY_LEFT_FROM_LEFT - 0.5) * scale)
        right = int(points(geometry.PAGE_WIDTH - geometry.BODY_RIGHT_FROM_RIGHT + 0.5) * scale)
        top = int(points(geometry.BODY_TOP_FROM_TOP - 0.5) * scale)
        body_end = geometry.PAGE_HEIGHT - geometry.BODY_BOTTOM_FROM_BOTTOM
        gap = points(body_end + 0.4) * scale, points(geometry.CODE_TOP_FROM_TOP - 0.3) * scale
        for margin in (
            (0, 0, left, picture.height),
            (right, 0, picture.width, picture.height),
            (0, 0, picture.width, top),
            (0, int(gap[0]) + 1, picture.width, int(gap[1])),
        ):
            assert margin[3] <= margin[1] or picture.crop(margin).getextrema() == (255, 255)
