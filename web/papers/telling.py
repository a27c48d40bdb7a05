"""What is told of files that came to who sent them: no more than stands on the paper itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from office.office import Office
from register.arrivals import Arrival, arrival_by_id
from register.papers import Paper, paper_of
from register.sheets import Sheet, sheets_of
from register.verdicts import Verdict
from web.filed.paper import missing_in_words
from web.papers import words
from web.papers.words import Words


@dataclass(frozen=True)
class ToldFile:
    """A file, and what is said of its pages or of all of it. `waits` until it has been read."""

    pages: Sequence[Words]
    waits: bool = False

    @property
    def shows_codes(self) -> bool:
        """Whether a drawing of where the codes are helps."""
        return any(page.shows_codes for page in self.pages)


@dataclass(frozen=True)
class Told:
    """All that was sent at once, and a sentence about pages that are `missing`."""

    files: Sequence[ToldFile]
    missing: str

    @property
    def waits(self) -> bool:
        """Whether something has not been read yet."""
        return any(file.waits for file in self.files)


def told_of(own: Office, arrival_ids: Collection[int], filing_id: int) -> Told:
    """What came of files that were sent in as the paper of a filing."""
    paper = paper_of(own.register, filing_id)
    found = (arrival_by_id(own.register, one) for one in arrival_ids)
    files = [_file(own, one, paper) for one in found if one]
    return Told(files, came_in_words(paper))


def _file(own: Office, arrival: Arrival, paper: Paper) -> ToldFile:
    if arrival.refused:
        return ToldFile([words.refused(arrival.refused, arrival.facts)])
    told = [_page(sheet, paper) for sheet in sheets_of(own.register, arrival.id)]
    if arrival.read_at is None:
        return ToldFile([*told, words.WAITS], waits=True)
    return ToldFile(told or [words.UNREAD])


def _page(sheet: Sheet, paper: Paper) -> Words:
    is_known = sheet.verdict in (Verdict.FILED, Verdict.APART)
    if is_known and sheet.filing_id != paper.filing_id:
        return words.OF_ANOTHER
    if sheet.id in {one.id for one in paper.doubles}:
        return words.DOUBLE.about(page=words.page_in_words(sheet.page, sheet.pages))
    return words.said_of(sheet)


def came_in_words(paper: Paper) -> str:
    """That all pages have come, or which have not; empty when none has."""
    if not paper.sheets or paper.missing:
        lacking = missing_in_words(paper)
        return f"{lacking}." if lacking else ""
    return "Alla sidor är mottagna." if paper.pages > 1 else "Hela papperet är mottaget."
