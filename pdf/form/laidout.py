"""A filled form between layout and ink: its pages are settled, its number is not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from forms import PrintableForm, answers_digest
from forms.changes import Changes
from pdf import geometry
from pdf.blocks import Stack
from pdf.blocks.pager import paginate
from pdf.blocks.paragraph import lines_of
from pdf.enclosures import Enclosure
from pdf.file.canvas import TaggedCanvas
from pdf.file.closing import Closing
from pdf.file.metadata import LANGUAGE, Metadata
from pdf.file.objects import Ready, stream
from pdf.file.tags import StructureTree
from pdf.form import envelope
from pdf.form.answers import section_answers
from pdf.form.applies import AppliesTo
from pdf.form.approvals import Approvals
from pdf.form.attachments import enclosed_blocks
from pdf.form.body import body_blocks
from pdf.form.furniture import Furniture
from pdf.form.heading import first_page_heading
from pdf.imprint import Imprint, Letterhead, Mark
from pdf.places import Place

_OVERPRINTS_REMEMBERED = 16
NOTHING_ENCLOSED: Mapping[str, Enclosure] = {}


class AlreadyPrintedError(Exception):
    """A layout was to be printed once more."""


class LaidOut:
    """A filled form on its pages.

    Breaking text into lines and lines into pages takes longest and needs no number. It is done
    before the register is asked for one, since until the filing is in the register nobody else
    gets a number. Each can be printed once, since what is drawn stays with its structure tree;
    printing again raises AlreadyPrintedError. `places` are known once it was printed.
    """

    def __init__(
        self,
        form: PrintableForm,
        letterhead: Letterhead,
        facts: Sequence[str],
        changes: Changes | None = None,
        enclosures: Mapping[str, Enclosure] = NOTHING_ENCLOSED,
    ) -> None:
        """`facts` are number and date in the heading; the number may stand in for another.
        `enclosures` are by the SHA-256 that the answers name."""
        self._form = form
        self._letterhead = letterhead
        self._facts = facts
        self._changes = changes
        self._enclosures = enclosures
        self._is_printed = False
        self.places: list[Place] = []
        self._tree = StructureTree()
        heading = first_page_heading(type(form), letterhead, facts, self._tree.document)
        self._answers = form.answers()
        self._digest = answers_digest(self._answers)
        filing, replaces = facts[0] if facts else "", changes.since if changes else 0
        self._applies = AppliesTo(form, filing, self._digest, replaces)
        approvals = Approvals(form, self._applies, form.paper_rule(letterhead.hand_in))
        body = body_blocks(form, self._tree.document, section_answers, approvals, changes)
        self._number = heading.number
        self._pages = paginate([*heading.blocks, *body])
        if enclosed := enclosed_blocks(form, enclosures, self._tree.document):
            self._pages += paginate(enclosed)
        self._applies.settle(filing, self.page_count)

    @property
    def page_count(self) -> int:
        """How many sheets it takes."""
        return len(self._pages)

    def print(self, imprint: Imprint) -> bytes:
        """The document."""
        [document] = self._printings(imprint, [imprint.mark])
        return document

    def print_with_copy(self, imprint: Imprint) -> tuple[bytes, bytes]:
        """The document and its copy, which differ by the mark on page one and by their codes. The
        copy is for reading: of attached files it shows the pages, and the document holds them."""
        copy, document = self._printings(imprint, [Mark.COPY, imprint.mark])
        return document, copy

    def _printings(self, imprint: Imprint, marks: Sequence[Mark]) -> Iterator[bytes]:
        if not self._shows(imprint.filing):
            facts = [imprint.filing, *self._facts[1:]]
            again = LaidOut(self._form, self._letterhead, facts, self._changes, self._enclosures)
            self._pages, again.places = again._pages, self.places
            yield from again._printings(imprint, marks)
            return
        if self._is_printed:
            raise AlreadyPrintedError
        self._is_printed = True
        canvas = TaggedCanvas(self._tree, LANGUAGE)
        canvas.overprint = Ready()
        furniture = self._furniture(imprint)
        draw_pages(canvas, self._pages, furniture)
        self.places += canvas.places
        # All of them before the fonts are gathered.
        drawn = [canvas.apart(partial(furniture.draw_mark, canvas, mark)) for mark in marks]
        answers = envelope.filled(type(self._form), imprint, self._answers, self._digest)
        originals = envelope.originals(self._form, imprint, self._enclosures)
        closing = Closing(canvas, [answers])
        # Each once is enough: ten photographs are forty megabytes.
        self._enclosures = NOTHING_ENCLOSED
        for mark, operators in zip(marks, drawn, strict=True):
            printing = replace(imprint, mark=mark)
            if mark is imprint.mark:
                closing.attach(originals)
            canvas.overprint.body = _overprint(operators)
            furniture.print_codes(canvas, printing, self.page_count)
            yield closing.file(self._metadata(printing))

    def _shows(self, filing: str) -> bool:
        """Put the number in its place; False when it takes more room or less than was kept."""
        if self._number is None or not filing:
            return True
        lines = lines_of(filing, self._number.style, self._number.width)
        has_room = self._applies.settle(filing, self.page_count)
        if len(lines) != len(self._number.lines) or not has_room:
            return False
        self._number.lines = lines
        return True

    def _furniture(self, imprint: Imprint) -> Furniture:
        return Furniture(
            type(self._form),
            self._letterhead,
            self._tree.document.add("Figure"),
            imprint=imprint,
            digest=self._digest,
        )

    def _metadata(self, imprint: Imprint) -> Metadata:
        return Metadata(
            title=" – ".join(filter(None, [self._form.title, imprint.filing])),
            author=self._letterhead.municipality,
            identifier=f"sha256:{self._digest}",
            created=imprint.issued_at,
            note=imprint.mark.told(self._form.copy_holder),
        )


@lru_cache(_OVERPRINTS_REMEMBERED)
def _overprint(operators: bytes) -> bytes:
    """There are few marks, and to set up what packs a stream takes longer than to pack one."""
    return stream("", operators)


def draw_pages(canvas: TaggedCanvas, pages: Sequence[Stack], furniture: Furniture) -> None:
    """Put the pages on paper, each with what stands on every sheet."""
    for number, page in enumerate(pages, 1):
        furniture.draw_behind(canvas)
        page.draw(canvas, geometry.BODY_LEFT_FROM_LEFT, geometry.BODY_TOP_FROM_TOP)
        furniture.draw(canvas, number, len(pages))
        canvas.showPage()
