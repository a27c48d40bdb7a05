"""Sorting sheets: somebody says what a page is that came home, and it is laid there.

Where its print lies on the page as that was issued, what was signed and changed is cut out of it;
else there is the whole picture to judge by. Nothing is thrown away: what was said of a sheet can be
taken back, and said anew.
"""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from forms.editions import signers_of
from intake.laid import Laid
from intake.refusals import Refusal
from intake.scans import Point, open_scan
from office.confirming import pass_clear
from office.damage import whole_document
from office.judging_sheets import seen_on
from office.office import Office
from pdf.places import Purpose
from register.actors import Actor
from register.arrivals import arrival_by_id
from register.cases import find_case, newest_version
from register.documents import Document
from register.errors import RegisterUnavailable
from register.filings import Filing, filing_by_id, find_filing
from register.papers import paper_of
from register.search import found_by_number
from register.sheets import Guess, Sheet, Sorting, picture_of, sort_sheet
from register.sight import Sight
from register.verdicts import Ink, Verdict, Why

# No form is so long; of a document from before pages were counted nobody knows how many it has.
MOST_PAGES = 99
# Why a sheet may be what is guessed, beside those of office.judging_sheets: it was taken for that;
# it was sent by the code or the receipt of that plan.
BEFORE, SENT = "before", "sent"
# More pages of one plan are no guess.
_MOST_SENT = 4
# Facts that are true of a sheet wherever it belongs, and why it was asked about first.
_GUESSES, _ASKED = "guesses", "asked"
_KEPT = ("blurred", "refused", "refusal", "width", "height", _ASKED)
log = logging.getLogger("blanketter.paper")


class NoSuchPage(Exception):
    """What somebody says that a sheet is does not exist. `what` is "plan", "version" or "page", and
    `most` the last version or page that there is."""

    def __init__(self, what: str, most: int = 0) -> None:
        super().__init__(what)
        self.what, self.most = what, most


@dataclass(frozen=True)
class Place:
    """A page of the paper of a filing; `pages` is None where nobody knows how many it has."""

    filing: Filing
    page: int
    pages: int | None


def place_of(own: Office, sight: Sight, typed: str, version: int | None, page: int) -> Place:
    """The page of the plan in sight whose reference or registry number was `typed`, in its newest
    version where none is told. Raises NoSuchPage, RegisterUnavailable."""
    reference = found_by_number(own.register, typed, sight)
    case = find_case(own.register, reference) if reference else None
    if case is None:
        raise NoSuchPage("plan")
    newest = newest_version(own.register, case.id)
    filing = find_filing(own.register, case.reference, newest if version is None else version)
    if filing is None:
        raise NoSuchPage("version", newest)
    pages = paper_of(own.register, filing.id).pages or None
    if not 1 <= page <= (pages or MOST_PAGES):
        raise NoSuchPage("page", pages or MOST_PAGES)
    return Place(filing, page, pages)


def guesses_of(own: Office, sheet: Sheet) -> list[Guess]:
    """What a sheet may be, likeliest first: at last what lacks of the plan that it was sent for."""
    guesses = list(sheet.guesses)
    known = {(one.reference, one.version, one.page) for one in guesses}
    arrival = arrival_by_id(own.register, sheet.arrival_id)
    if arrival is None or arrival.filing_id is None:
        return guesses
    filing = filing_by_id(own.register, arrival.filing_id)
    missing = paper_of(own.register, filing.id).missing[:_MOST_SENT]
    sent = [Guess(filing.reference, filing.version, page, SENT) for page in missing]
    return guesses + [one for one in sent if (one.reference, one.version, one.page) not in known]


def put_at(own: Office, sheet: Sheet, place: Place, actor: Actor) -> Sheet:
    """Put a sheet where somebody says that it belongs, with what is seen on it there. `sheet` is as
    they looked at it; raises SheetChanged when it is not so now, and RegisterUnavailable."""
    facts, cuttings = _seen(own, sheet, place)
    where = (place.filing.id, place.page, place.pages)
    put = _sort(own, sheet, Sorting(Verdict.FILED, Why.NONE, *where, facts, cuttings), actor)
    # It lies there, whatever becomes of the rest.
    with suppress(RegisterUnavailable):
        pass_clear(own, place.filing.id)
    return put


def set_aside(own: Office, sheet: Sheet, verdict: Verdict, actor: Actor) -> Sheet:
    """Note that a sheet is blank or does not belong here. Raises as `put_at`."""
    return _sort(own, sheet, Sorting(verdict), actor)


def ask_again(own: Office, sheet: Sheet, actor: Actor) -> Sheet:
    """Take back what a sheet was taken for, by whomever. Raises as `put_at`."""
    return _sort(own, sheet, Sorting(Verdict.ASKED, Why(sheet.facts.get(_ASKED, ""))), actor)


def _sort(own: Office, sheet: Sheet, sorting: Sorting, actor: Actor) -> Sheet:
    kept = {name: sheet.facts[name] for name in _KEPT if name in sheet.facts}
    kept[_GUESSES] = [asdict(one) for one in _guesses(sheet)]
    if sheet.verdict is Verdict.ASKED:
        kept[_ASKED] = sheet.why.value
    new = replace(sorting, facts=kept | dict(sorting.facts))
    return sort_sheet(own.register, sheet.id, sheet.revision, new, own.now(), actor)


def _guesses(sheet: Sheet) -> list[Guess]:
    """What it might be, and last of all where it lies."""
    if not (sheet.reference and sheet.version and sheet.page):
        return list(sheet.guesses)
    others = [one for one in sheet.guesses if one.why != BEFORE]
    here = Guess(sheet.reference, sheet.version, sheet.page, BEFORE)
    is_known = here in [replace(one, why=BEFORE) for one in others]
    return others if is_known else [*others, here]


def _seen(own: Office, sheet: Sheet, place: Place) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What is seen on it when it is laid there. Where it cannot be laid nobody knows whether those
    who sign on the page have signed."""
    issued = whole_document(own, place.filing)
    laid = _laid(own, sheet, issued, place.page) if issued and not issued.erased_at else None
    if laid is not None and laid.is_sure:
        return seen_on(laid)
    unsure = {"signature": Ink.UNSURE.value, "date": Ink.UNSURE.value}
    signers = _signers_on(issued, place)
    return {"signers": [{"signer": one, **unsure} for one in signers]}, {}


def _laid(own: Office, sheet: Sheet, issued: Document, page: int) -> Laid | None:
    picture, places = picture_of(own.register, sheet.id), issued.places or {}
    if picture is None:
        return None
    try:
        with open_scan(picture.content) as scan:
            scan.page(1)
            laid = scan.lay(issued.content, page, places)
            corners = [] if laid.is_sure else _corners(laid, places, page)
            # Without a code no page is sure, for another may say the same: somebody says it is not.
            return scan.lay(issued.content, page, places, corners) if corners else laid
    except Refusal as refusal:
        log.info("sheet was not laid", extra={"sheet": sheet.id, "reason": refusal.code})
        return None


def _corners(laid: Laid, places: Mapping[str, Any], page: int) -> list[list[Point]]:
    """Where in the picture the codes of a page were, if it lies as it seems to: of each its corners
    from the top left, clockwise."""
    codes = [
        one["box"]
        for one in places.get("places", ())
        if (one["purpose"], one["page"]) == (Purpose.CODE, page)
    ]
    return [
        [_seen_at(laid, *at) for at in ((x, y), (x + w, y), (x + w, y + h), (x, y + h))]
        for x, y, w, h in codes
    ]


def _seen_at(laid: Laid, x: float, y: float) -> Point:
    """A place on the paper, in mm, in pixels of the picture."""
    across, down, depth = (
        a * x + b * y + c for a, b, c in (laid.map[at : at + 3] for at in (0, 3, 6))
    )
    # A map that leads to infinity leads nowhere.
    return (across / depth, down / depth) if depth else (0.0, 0.0)


def _signers_on(issued: Document | None, place: Place) -> list[int]:
    """Who signs on a page; of a document of which that is not known everybody might."""
    places = issued.places.get("places") if issued and issued.places else None
    if not isinstance(places, list):
        return list(
            range(len(signers_of(place.filing.form, place.filing.edition, place.filing.answers)))
        )
    here = [one for one in places if one.get("page") == place.page]
    return sorted({one["signer"] for one in here if "signer" in one})
