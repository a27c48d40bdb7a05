"""What the signatures apply to, in words above them: a page of signatures alone names its paper."""

from typing import Protocol

from forms import PrintableForm
from forms.cleaning import clean_line
from pdf import geometry, styles
from pdf.blocks import Block, paragraph
from pdf.blocks.paragraph import lines_of
from pdf.blocks.signature import RoomToWrite
from pdf.blocks.words import WordsToCome
from pdf.file.tags import Element
from pdf.imprint import control_sum

WIDTH = geometry.BODY_WIDTH - geometry.APPROVAL_HEADING - geometry.APPROVAL_INDENT
_APPLIES = "Gäller: {}"
_MOST_LINES = 6
_ROOM_FOR_NUMBER = "{}-0000-00000, version 00"
_ROOM_FOR_PAGES = 9_999


class Applies(Protocol):
    """Words on what is signed."""

    def block(self, element: Element | None) -> Block:
        """The words, read under `element`; an artifact without one."""


class AppliesTo:
    """The answers that tell filings apart, and which paper it is: number, pages, control sum.

    Number and pages are known when pages are laid out, which needs to know how many lines these
    words take; so room is kept for the longest that they may become.
    """

    def __init__(self, form: PrintableForm, filing: str, digest: str, replaces: int) -> None:
        """`filing` is the number or what stands in for it, or empty; `replaces` a version, or 0."""
        self._what = _shortened(_APPLIES.format(_in_short(form) or form.title))
        self._control_sum, self._replaces = control_sum(digest), replaces
        longest = [filing, _ROOM_FOR_NUMBER.format(form.prefix)] if filing else [""]
        stand_ins = [self._words(text, _ROOM_FOR_PAGES) for text in longest]
        self._words_to_come = WordsToCome(stand_ins, styles.APPLIES, WIDTH)

    def block(self, element: Element | None) -> Block:
        """One paragraph."""
        return self._words_to_come.block(_part(element))

    def settle(self, filing: str, pages: int) -> bool:
        """Put number and pages in their place; False when they take more room than was kept."""
        return self._words_to_come.come(self._words(filing, pages))

    def _words(self, filing: str, pages: int) -> str:
        replaced = f"Ersätter version {self._replaces}" if self._replaces else ""
        count = f"{pages} {'sida' if pages == 1 else 'sidor'}"
        digest = f"Kontrollkod {self._control_sum}"
        # Each stays on one line, as it is compared with the one in the foot.
        paper = (part.replace(" ", "\u00a0") for part in (filing, replaced, count, digest) if part)
        return ". ".join([self._what, *paper])


class AppliesByHand:
    """Room on a blank for what is signed to be written once more."""

    def __init__(self, form: PrintableForm) -> None:
        self._caption = _APPLIES.format(_asked_in(form))

    def block(self, element: Element | None) -> Block:
        """The caption, and below it room for a line."""
        caption = paragraph(self._caption, styles.CAPTION, WIDTH, _part(element))
        return RoomToWrite(caption, WIDTH, geometry.APPLIES_BY_HAND, is_ruled=False)


def _part(element: Element | None) -> Element | None:
    return element.add("P") if element else None


def _in_short(form: PrintableForm) -> str:
    """The answers of `summary_from` and `subject_from` in the order of the form."""
    names = {*form.summary_from, form.subject_from}
    asked = (leaf for leaf in form.leaves() if leaf.name in names and leaf.is_asked)
    answers = (clean_line(leaf.shown) for leaf in asked)
    return ", ".join(answer.removeprefix("https://") for answer in answers if answer)


def _shortened(text: str) -> str:
    """Answers may be of any length, and these words stand again on every page of signatures."""
    whole = text
    while len(lines_of(text, styles.APPLIES, WIDTH)) > _MOST_LINES:
        whole = whole[: len(whole) * 3 // 4]
        text = f"{whole}…"
    return text


def _asked_in(form: PrintableForm) -> str:
    """Which answers to write, by the numbers of their questions."""
    names = {*form.summary_from, form.subject_from}
    asked = [
        f"{section.question.number}"
        for section in form.sections()
        if section.question.number and names & section.names
    ]
    if not asked:
        return form.title
    *some, last = asked
    numbers = f"{', '.join(some)} och {last}" if some else last
    return f"skriv kort vad du svarade på fråga {numbers}"
