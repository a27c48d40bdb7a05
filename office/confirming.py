"""Confirming a signed paper: what was seen on its sheets becomes what somebody says, and one
document, which follows the plan from then on."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from forms import facts_of
from intake.laid import Laid
from office.office import Office
from office.telling import tell_of_signatures
from pdf.kept import KeptFacts, KeptPage, kept_pdf
from pdf.words import Word, words_of
from register import confirmations, documents, filings, papers, sheets
from register.actors import SYSTEM, Actor
from register.arrivals import Way, sha256_of
from register.cases import Case, find_case
from register.confirmations import Confirmation
from register.errors import CaseChanged, DocumentErased, FilingDamaged
from register.filings import Filing
from register.paper_marks import SCAN, Mark
from register.papers import Paper
from register.sheets import Sheet
from swedish import day_of

# How a file came, at the end of a sentence.
WAY_WORDS: Mapping[Way, str] = {
    Way.PHONE: "med telefon",
    Way.RECEIPT: "från kvittot",
    Way.DESK: "genom registret",
    Way.FOLDER: "från skannern",
    Way.MAIL: "med e-post",
    Way.COMMAND: "med ett kommando",
}
log = logging.getLogger("blanketter.papers")


class PaperIncomplete(Exception):
    """Pages of a paper have not come, or their pictures are gone or damaged."""


def confirm(
    own: Office,
    case: Case,
    paper: Paper,
    signers: Sequence[int],
    day: date,
    now: datetime,
    actor: Actor,
) -> None:
    """Keep what somebody says of the paper of a case's newest version: it came on `day`, and was
    signed by `signers`, places on it.

    `case` and `paper` are as they were seen. The document is made ahead of the transaction, which
    writes all or nothing. Raises PaperIncomplete; CaseChanged when something is not as it was seen;
    RegisterUnavailable.
    """
    if not paper.is_complete:
        raise PaperIncomplete
    filing = filings.filing_by_id(own.register, paper.filing_id)
    is_whole = set(signers) >= paper.required
    new = Confirmation(
        filing=filing,
        mark=Mark(day, tuple(signers), SCAN),
        sheets=[one.id for one in paper.sheets],
        content=_kept(own, filing, paper),
        is_altered=bool(paper.changes),
        recipients=own.settings.addresses_in(facts_of(filing.form).copies_to) if is_whole else (),
        mail_domain=own.settings.sender_domain,
        tell=tell_of_signatures(own, filing),
    )
    confirmations.add_confirmation(own.register, case, new, now, actor)
    own.wake_courier()
    log.info("paper confirmed", extra={"reference": case.reference, "version": filing.version})


def set_aside(own: Office, case: Case, paper: Paper, now: datetime, actor: Actor) -> None:
    """Let none of the sheets of a paper count, for it was changed by hand and is not the plan that
    was filed. Raises CaseChanged as `confirm` does."""
    filing = filings.filing_by_id(own.register, paper.filing_id)
    confirmations.set_aside(
        own.register, case, filing, [one.id for one in paper.sheets], now, actor
    )


def pass_clear(own: Office, filing_id: int) -> None:
    """Let the paper of a filing pass without anybody's press, when the settings say so and nothing
    on it is in doubt; what somebody has said of it stands."""
    if not own.settings.clear_papers_pass:
        return
    paper = papers.paper_of(own.register, filing_id)
    if not paper.is_clear or paper.mark is not None:
        return
    filing = filings.filing_by_id(own.register, filing_id)
    case = find_case(own.register, filing.reference)
    signers = [one.signer for one in paper.signers]
    assert case is not None
    try:
        confirm(own, case, paper, signers, came_on(paper), own.now(), SYSTEM)
    except (CaseChanged, PaperIncomplete, FilingDamaged, DocumentErased):
        # Somebody does something with the plan just now, or has to be told what is wrong with it.
        log.info("paper left to a human", extra={"reference": filing.reference})


def _kept(own: Office, filing: Filing, paper: Paper) -> bytes:
    """The document: of the same sheets the same bytes, whenever it is made."""
    words = words_of(documents.document_of(own.register, filing.id).content)
    found = [_sheet(own, one.id) for one in paper.sheets]
    ways = dict.fromkeys(WAY_WORDS[one.way] for one in found)
    files = dict.fromkeys(one.arrival_id for one in found)
    facts = KeptFacts(
        title=filing.title,
        municipality=own.settings.municipality,
        reference=filing.reference,
        version=filing.version,
        arrived_on=came_on(paper),
        way=" och ".join(ways),
        digests=tuple(sha256_of(own.register, one) for one in files),
    )
    pages = [_page(own, one, words) for one in found]
    try:
        return kept_pdf(pages, facts, _came_at(paper))
    except (OSError, ValueError) as error:
        # A picture that was made here and can be opened no more was damaged since.
        raise PaperIncomplete from error


def _sheet(own: Office, sheet_id: int) -> Sheet:
    found = sheets.sheet_by_id(own.register, sheet_id)
    if found is None or not found.has_picture or found.page is None:
        raise PaperIncomplete
    return found


def _page(own: Office, sheet: Sheet, words: Sequence[tuple[Word, ...]]) -> KeptPage:
    """The words only where the print was surely found: else they would lie beside it."""
    picture, page = sheets.picture_of(own.register, sheet.id), sheet.page
    if picture is None or page is None:
        raise PaperIncomplete
    facts = sheet.facts
    laid = Laid(tuple(facts.get("map", ())), facts.get("share", 0.0), facts.get("rms", 0.0))
    if not laid.is_sure:
        return KeptPage(picture.content, picture.media, page)
    return KeptPage(picture.content, picture.media, page, laid.map, words[page - 1])


def came_on(paper: Paper) -> date:
    """The Swedish day on which the last of the sheets that count came."""
    return day_of(_came_at(paper))


def _came_at(paper: Paper) -> datetime:
    return max(one.arrived_at for one in paper.sheets)
