"""What is given out to somebody who asks for records, as PDF/A-3a and PDF/UA-1 at once.

It is drawn from words and pictures alone, none of which was left out: nothing of what is masked
comes near the file. There are no codes on it, no control sum and no place to sign: a digest of the
answers would let anybody try out what was masked, and a code leads to the original.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from forms.disclosure import Told, ToldPart, ToldQuestion
from pdf import geometry, styles
from pdf.blocks import Block, Frame, Row, Stack, paragraph
from pdf.blocks.pager import PageBreak
from pdf.enclosures import EnclosedPage
from pdf.file.closing import Attachment
from pdf.file.metadata import Metadata
from pdf.file.tags import UNNUMBERED, Element, StructureTree, named_item
from pdf.form.answers import LABEL_AFTER, text_blocks
from pdf.form.questions import answer_area, label, question_box, question_table, wording
from pdf.imprint import Letterhead
from pdf.plain import written
from pdf.shown import page_figure

HEAD = "Kopia för utlämnande"
_WIDTH = geometry.BODY_WIDTH
_BETWEEN = 3.0
# Above a picture there stand a heading and a line or two.
_ABOVE_PICTURE = 45.0
_PADDING = 1.5
_MARK_FRAME = Frame(stroke=styles.LINE, line_width=1.2)
_FRAME = Frame(stroke=styles.LINE, line_width=geometry.HAIRLINE)
_MARK_WIDTH = 60.0


@dataclass(frozen=True)
class LeftOut:
    """What is not shown: the words that stand in its place."""

    words: str


@dataclass(frozen=True)
class Shown:
    """A page as a picture, with what somebody is told who cannot see it."""

    page: EnclosedPage
    told: str


@dataclass(frozen=True)
class Chapter:
    """One record: its title, what is said of it, its answers, and pages or what stands for them.

    `ground` stands beside what is masked of it.
    """

    title: str
    notes: Sequence[str] = ()
    parts: Sequence[ToldPart] = ()
    pages: Sequence[Shown | LeftOut] = ()
    ground: str = ""


def given_pdf(
    title: str,
    chapters: Sequence[Chapter],
    letterhead: Letterhead,
    now: datetime,
    inside: Sequence[Attachment] = (),
) -> bytes:
    """The document, made at `now` (UTC), with a heading for each chapter where there are several;
    always the same of the same. `inside` rides along as it is."""
    tree = StructureTree()
    blocks = _head(title, letterhead, tree.document)
    for number, chapter in enumerate(chapters):
        if number:
            blocks.append(PageBreak())
        drawing = _Drawing(chapter, number, has_title=len(chapters) > 1)
        blocks += drawing.blocks(tree.document.add("Sect"))
    digest = _digest(title, chapters, inside)
    metadata = Metadata(title, letterhead.municipality, f"sha256:{digest}", now, HEAD)
    return written(tree, blocks, f"{letterhead.municipality} · {title} · {HEAD}", inside, metadata)


def _digest(title: str, chapters: Sequence[Chapter], inside: Sequence[Attachment]) -> str:
    """Tells documents apart by what can be read and seen in them, and by nothing that was left
    out."""
    told = [title, *map(repr, chapters)]
    shown = [one.page for chapter in chapters for one in chapter.pages if isinstance(one, Shown)]
    content = [one.encode() for one in told]
    content += [*(one.picture for one in shown), *(one.content for one in inside)]
    return sha256(b"".join(sha256(one).digest() for one in content)).hexdigest()


def _head(title: str, letterhead: Letterhead, document: Element) -> list[Block]:
    """Whose it is, that it is a copy, and what of."""
    width = _WIDTH - _MARK_WIDTH
    sender = paragraph(
        letterhead.municipality,
        styles.wordmark(letterhead.fill_colour),
        width - _BETWEEN,
        document.add("P"),
    )
    mark = _framed(HEAD, styles.MARK, _MARK_WIDTH, document, _MARK_FRAME)
    heading = paragraph(title, styles.TITLE, _WIDTH, document.add("H1"))
    return [Row([sender, mark], [width, _MARK_WIDTH], after=_BETWEEN), heading]


def _framed(
    words: str, style: styles.TextStyle, width: float, parent: Element, frame: Frame
) -> Stack:
    text = paragraph(words, style, width - 2 * _PADDING, parent.add("P"))
    inner = Stack([text], width - 2 * _PADDING, indent=_PADDING)
    return Stack(
        [inner],
        width,
        frame=frame,
        padding_top=_PADDING,
        padding_bottom=_PADDING,
        after=_BETWEEN,
        stays_whole=True,
    )


@dataclass(frozen=True)
class _Drawing:
    """One chapter, the so manieth; with `has_title` under a heading of its own."""

    chapter: Chapter
    number: int
    has_title: bool

    def blocks(self, section: Element) -> list[Block]:
        """All of it, as it is read."""
        chapter = self.chapter
        blocks: list[Block] = []
        if self.has_title:
            heading = section.add("H2")
            blocks.append(paragraph(chapter.title, styles.SECTION_HEADING, _WIDTH, heading))
        blocks += [
            paragraph(one, styles.GUIDANCE, _WIDTH, section.add("P")) for one in chapter.notes
        ]
        for part in chapter.parts:
            blocks += self._part(part, section.add("Sect"))
        for number, page in enumerate(chapter.pages, 1):
            blocks.append(self._page(page, number, section))
        return blocks

    def _part(self, part: ToldPart, section: Element) -> Iterator[Block]:
        level = 3 if self.has_title else 2
        if part.heading:
            heading = section.add(f"H{level}")
            yield paragraph(part.heading, styles.SECTION_HEADING, _WIDTH, heading)
            level += 1
        boxes = [self._question(one, section.add("Sect"), f"H{level}") for one in part.questions]
        yield question_table(boxes)

    def _question(self, one: ToldQuestion, section: Element, tag: str) -> Block:
        words = wording(one.question, section, tag)
        return question_box(words, [answer_area(self._answers(one, section))], one.question.number)

    def _answers(self, one: ToldQuestion, section: Element) -> list[Block]:
        width = geometry.CONTENT_WIDTH
        if not any(told.label for told in one.answers):
            every = (text_blocks(self._text(told), section, width) for told in one.answers)
            return [block for blocks in every for block in blocks]
        names = section.add("L", UNNUMBERED)
        return [self._labelled(told, names, width) for told in one.answers]

    def _labelled(self, told: Told, names: Element, width: float) -> Block:
        name, body = named_item(names)
        blocks = [
            *([label(told.label, width, name)] if told.label else []),
            *text_blocks(self._text(told), body, width),
        ]
        return Stack(blocks, width, after=LABEL_AFTER)

    def _text(self, told: Told) -> str:
        return left_out(self.chapter.ground) if told.masked else told.text

    def _page(self, page: Shown | LeftOut, number: int, section: Element) -> Block:
        if isinstance(page, LeftOut):
            return _framed(page.words, styles.ANSWER, _WIDTH, section, _FRAME)
        name = f"Record{self.number}Page{number}"
        element = section.add("Figure")
        return page_figure(name, page.page, page.told, element, _ABOVE_PICTURE)


def left_out(ground: str, what: str = "uppgift") -> str:
    """What stands in the place of what is masked on that ground."""
    return f"[{what} utelämnad] {ground}".rstrip()
