"""What a sheet that came is: by the codes on it, the register, and its print.

Every sheet is judged by itself. None inherits from its neighbour, none is filed on a guess, and
none is thrown away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any

from intake.laid import Laid
from intake.refusals import Refusal
from intake.scans import Scan, SeenPage
from office.addresses import Paper, is_like_ours, paper_with
from office.damage import note_damage
from office.office import Office
from register.cases import newest_version
from register.documents import Document, issued_of
from register.errors import CaseErased, FilingDamaged
from register.filings import Filing, filing_by_id
from register.sheets import Guess, NewSheet, Verdict, Why

# Why a sheet may be what is guessed; the values are stored.
BY_CODE = "code"
"""Its code says so, and its print does not."""
BY_PRINT = "print"
"""Its code names the plan, its print the page."""
BY_LACK = "lack"
"""It is the one page that lacks of a plan whose others came with it, and its print is that."""

# Nobody needs more codes of a page, and none of ours is longer.
_MOST_CODES, _LONGEST_CODE = 8, 200
# Pages that a sheet is laid on, of half a second each, and all sheets of a file.
_MOST_TRIED, _MOST_TRIED_A_FILE = 4, 40
_MOST_ISSUED = 16


class Judge:
    """Judges the sheets of one file that is looked at."""

    def __init__(self, own: Office, scan: Scan) -> None:
        """Take what knows the register, and the file."""
        self._own = own
        self._scan = scan
        self._tries = _MOST_TRIED_A_FILE
        # Most sheets of a file are of few plans, and those of one lie together.
        self._issued = lru_cache(_MOST_ISSUED)(self._find_issued)

    def seen(self, number: int) -> NewSheet:
        """The page of a number as a sheet. Raises RegisterUnavailable."""
        try:
            page = self._scan.page(number)
        except Refusal as refusal:
            return unreadable(number, refusal.code, refusal.facts)
        sheet = NewSheet(
            number,
            Verdict.ASKED,
            picture=page.picture,
            media=page.media,
            facts={
                "codes": [one.text[:_LONGEST_CODE] for one in page.codes[:_MOST_CODES]],
                **({"blurred": True} if page.is_blurred else {}),
                "width": page.width,
                "height": page.height,
            },
        )
        try:
            return self._judged(sheet, page)
        except FilingDamaged as met:
            note_damage(self._own, met)
            return _asked(sheet, Why.NO_DOCUMENT)
        except CaseErased:
            return _asked(sheet, Why.NO_DOCUMENT)

    def guesses(self, number: int, lacking: Mapping[int, int]) -> list[Guess]:
        """What a sheet without a code may be, among the pages that lack of filings, each the only
        one. It is looked at once more."""
        some = dict(list(lacking.items())[: min(_MOST_TRIED, self._tries)])
        self._tries -= len(some)
        try:
            if some:
                self._scan.page(number)
            found = [(one, page) for one, page in some.items() if self._lies_on(one, page)]
        except (Refusal, FilingDamaged):
            return []
        filings = ((filing_by_id(self._own.register, one), page) for one, page in found)
        return [Guess(one.reference, one.version, page, BY_LACK) for one, page in filings]

    def _lies_on(self, filing_id: int, page: int) -> bool:
        document = self._issued(filing_id)
        return document is not None and self._lay(document, page).is_sure

    def _judged(self, sheet: NewSheet, page: SeenPage) -> NewSheet:
        texts = [one.text for one in page.codes]
        found = [self._paper(text) for text in texts]
        papers = {_identity(one): one for one in found if one is not None}
        forged = any(
            is_like_ours(text) and one is None for text, one in zip(texts, found, strict=True)
        )
        if len(papers) > 1 or (papers and forged):
            return _asked(sheet, Why.CONFLICT, map(_guess, papers.values()))
        if papers:
            return self._known(sheet, next(iter(papers.values())))
        if texts:
            return _asked(sheet, Why.FOREIGN)
        if page.is_blank:
            return replace(sheet, verdict=Verdict.BLANK)
        return _asked(sheet, Why.NO_CODE)

    def _paper(self, code: str) -> Paper | None:
        return paper_with(self._own.register, self._own.settings.secret_key, code)

    def _known(self, sheet: NewSheet, paper: Paper) -> NewSheet:
        """A sheet whose codes say what it is; its print is asked next."""
        filing = paper.opened.filing if paper.opened else None
        document = self._issued(filing.id) if filing else None
        if filing is None or document is None:
            return _asked(sheet, Why.NO_DOCUMENT, [_guess(paper)])
        if paper.sheet is None:
            return self._of_unknown_page(sheet, filing, document)
        page, pages = paper.sheet.page, paper.sheet.pages
        here = replace(sheet, filing_id=filing.id, page=page, pages=pages)
        if paper.sheet.is_copy:
            return replace(here, verdict=Verdict.APART, why=Why.COPY)
        if filing.version < newest_version(self._own.register, filing.case_id):
            return replace(here, verdict=Verdict.APART, why=Why.OUTDATED)
        laid = self._lay(document, page) if page <= (document.pages or page) else None
        if laid is None or not laid.is_sure:
            return _asked(sheet, Why.PRINT_DIFFERS, [_guess(paper)])
        return filed(here, laid)

    def _of_unknown_page(self, sheet: NewSheet, filing: Filing, document: Document) -> NewSheet:
        """Paper from before pages had codes of their own: its print says which it might be."""
        pages = range(1, min(document.pages or 1, _MOST_TRIED, self._tries) + 1)
        self._tries -= len(pages)
        sure = [page for page in pages if self._lay(document, page).is_sure]
        found = [Guess(filing.reference, filing.version, page, BY_PRINT) for page in sure]
        return _asked(sheet, Why.NO_PAGE, found)

    def _lay(self, document: Document, page: int) -> Laid:
        """The page that is looked at, on one of a document; too much for the child is no match."""
        try:
            return self._scan.lay(document.content, page, document.places)
        except Refusal:
            return _NOWHERE

    def _find_issued(self, filing_id: int) -> Document | None:
        document = issued_of(self._own.register, filing_id)
        return None if document.erased_at is not None else document


_NOWHERE = Laid((), 0.0, 0.0)


def unreadable(number: int, code: str, facts: Mapping[str, Any] | None = None) -> NewSheet:
    """A page that nobody can look at here, by the code of a refusal."""
    told = {"refused": code, "refusal": dict(facts or {})}
    return NewSheet(number, Verdict.ASKED, Why.UNREADABLE, facts=told)


def filed(sheet: NewSheet, laid: Laid) -> NewSheet:
    """A sheet that lies where its codes say, with what was seen on it."""
    seen, cuttings = seen_on(laid)
    facts = {**sheet.facts, **seen}
    return replace(sheet, verdict=Verdict.FILED, why=Why.NONE, facts=facts, cuttings=cuttings)


def seen_on(laid: Laid) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What is kept of a sheet that was laid on its page: facts, and what was cut out of it."""
    signers = [
        {"signer": one.signer, "signature": one.signature.value, "date": one.date.value}
        for one in laid.signers
    ]
    facts = {
        "map": list(laid.map),
        "share": laid.share,
        "rms": laid.rms,
        "signers": signers,
        "changes": [list(one.box) for one in laid.changes],
    }
    cuttings = {f"signer-{one.signer}": one.cutting for one in laid.signers}
    return facts, cuttings | {f"change-{n}": one.cutting for n, one in enumerate(laid.changes)}


def _asked(sheet: NewSheet, why: Why, guesses: Iterable[Guess] = ()) -> NewSheet:
    facts = {**sheet.facts, "guesses": [asdict(one) for one in guesses]}
    return replace(sheet, verdict=Verdict.ASKED, why=why, facts=facts)


def _guess(paper: Paper) -> Guess:
    return Guess(paper.reference, paper.version, paper.sheet.page if paper.sheet else 0, BY_CODE)


def _identity(paper: Paper) -> tuple[str, int, object]:
    return paper.reference, paper.version, paper.sheet
