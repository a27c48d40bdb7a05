"""Papers: what came home of a filing, put together from its sheets, and how far it has come.

All of it follows from what is stored: the sheets that were filed, and what a human has confirmed.
Kept beside it is only the state, for lists (`case_index.paper`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import reading
from register.paper_marks import Mark, marks_in
from register.signers import signers_in
from register.verdicts import Ink, Verdict

# From the least to the most that may stand where somebody signs.
_MOST = (Ink.EMPTY, Ink.UNSURE, Ink.WRITTEN)
# The kind that documents of filing have; of others there are no places.
_ISSUED = "issued"
_s, _f, _d = schema.sheets.c, schema.filings.c, schema.documents.c
_LATER = schema.filings.alias("later_version")


class PaperState(StrEnum):
    """How far the paper of a filing has come. The values are stored."""

    WAITING = "waiting"
    PARTLY = "partly"
    CHECK = "check"
    """Everybody seems to have signed, and a human has to look."""
    SIGNED = "signed"


@dataclass(frozen=True)
class Seen:
    """A sheet as papers are put together from: `page` of `pages`, 0 where it is not known, when
    what was seen on it was seen, and when it came. `inks` are signature and date by signer."""

    id: int
    verdict: str
    why: str
    page: int
    pages: int
    seen_at: datetime
    arrived_at: datetime
    inks: Mapping[int, tuple[Ink, Ink]]
    changes: tuple[tuple[float, ...], ...]

    @property
    def rank(self) -> tuple[int, int, datetime, int]:
        """What is higher shows more signers, or came later."""
        signatures = [signature for signature, _ in self.inks.values()]
        written, unsure = signatures.count(Ink.WRITTEN), signatures.count(Ink.UNSURE)
        return written, unsure, self.seen_at, self.id


@dataclass(frozen=True)
class Signed:
    """What stands where one of those who sign should; `sheet_id` is None when no sheet shows it."""

    signer: int
    signature: Ink
    date: Ink
    sheet_id: int | None


@dataclass(frozen=True)
class Change:
    """Something written elsewhere: `n` counts those of its sheet from 0; `box` in mm."""

    sheet_id: int
    n: int
    box: tuple[float, ...]


@dataclass(frozen=True)
class Paper:
    """What came home of one filing.

    `sheets` are the chosen ones: of each page the one that shows most signers, of these the newest,
    and others on which somebody more has signed. `doubles` are the rest. `missing` are pages that
    have not come. `apart` are known and do not count. `state` is None when nobody has to sign,
    `optional` are the signers who need not.
    """

    filing_id: int
    is_newest: bool
    pages: int
    sheets: tuple[Seen, ...]
    doubles: tuple[Seen, ...]
    missing: tuple[int, ...]
    signers: tuple[Signed, ...]
    changes: tuple[Change, ...]
    apart: tuple[Seen, ...]
    mark: Mark | None
    state: PaperState | None
    optional: frozenset[int] = frozenset()

    @property
    def is_complete(self) -> bool:
        """Whether all pages have come."""
        return bool(self.sheets) and not self.missing

    @property
    def required(self) -> frozenset[int]:
        """The signers who have to sign, as places."""
        return frozenset(one.signer for one in self.signers) - self.optional

    def _inks_of(self, one: Signed) -> tuple[Ink, ...]:
        """What must be written; nothing where nobody needs to sign and nothing stands."""
        inks = one.signature, one.date
        is_left = one.signer in self.optional and set(inks) == {Ink.EMPTY}
        return () if is_left else inks

    @property
    def is_clear(self) -> bool:
        """Whether nothing is left to look at: complete, of the newest version, one sheet a page,
        signed and dated by all, and no sheet of it with anything else written on it."""
        inks = [ink for one in self.signers for ink in self._inks_of(one)]
        is_altered = any(one.changes for one in (*self.sheets, *self.doubles))
        all_written = bool(inks) and all(ink is Ink.WRITTEN for ink in inks)
        is_one = self.is_complete and len(self.sheets) == self.pages
        return self.is_newest and is_one and all_written and not is_altered


def assembled(
    filing_id: int,
    sheets: Iterable[Seen],
    *,
    signers: int,
    optional: frozenset[int] = frozenset(),
    pages: int | None = None,
    mark: Mark | None = None,
    is_newest: bool = True,
) -> Paper:
    """Put a paper together from its sheets, in whatever order they are given.

    `signers` is how many sign, of whom the `optional` need not, `pages` how many its document has,
    None when nobody knows.
    """
    every = sorted(sheets, key=lambda one: one.id)
    counting = [one for one in every if one.verdict == Verdict.FILED]
    count = pages or max((one.pages for one in counting), default=0)
    of_it = [one for one in counting if 0 < one.page <= count]
    shown = _shown(of_it)
    chosen = _chosen(of_it, shown)
    missing = tuple(sorted(set(range(1, count + 1)) - {one.page for one in chosen}))
    signed = tuple(shown.get(one, _not_shown(one)) for one in range(signers))
    taken = {one.id for one in chosen}
    return Paper(
        filing_id=filing_id,
        is_newest=is_newest,
        pages=count,
        sheets=tuple(chosen),
        doubles=tuple(one for one in counting if one.id not in taken),
        missing=missing,
        signers=signed,
        changes=tuple(_changes(chosen)),
        apart=tuple(one for one in every if one.verdict == Verdict.APART),
        mark=mark,
        state=_state(signed, optional, chosen, mark, is_complete=bool(chosen) and not missing),
        optional=optional,
    )


def _not_shown(signer: int) -> Signed:
    return Signed(signer, Ink.EMPTY, Ink.EMPTY, None)


def _shown(sheets: Sequence[Seen]) -> dict[int, Signed]:
    """Of each signer the sheet where most stands, of these the best: who signs may each have
    printed their own."""
    shown: dict[int, Signed] = {}
    for sheet in sorted(sheets, key=lambda one: one.rank):
        for signer, (signature, date) in sheet.inks.items():
            before = shown.get(signer)
            if before is None or _MOST.index(signature) >= _MOST.index(before.signature):
                shown[signer] = Signed(signer, signature, date, sheet.id)
    return shown


def _chosen(sheets: Sequence[Seen], shown: Mapping[int, Signed]) -> list[Seen]:
    """The best sheet of each page, and those on which somebody more has signed."""
    ranked = sorted(sheets, key=lambda one: (one.page, one.rank))
    best = {one.page: one.id for one in ranked}
    wanted = {*best.values(), *(one.sheet_id for one in shown.values())}
    return [one for one in ranked if one.id in wanted]


def _changes(chosen: Sequence[Seen]) -> Iterator[Change]:
    for sheet in chosen:
        for n, box in enumerate(sheet.changes):
            yield Change(sheet.id, n, box)


def _state(
    signed: Sequence[Signed],
    optional: frozenset[int],
    chosen: Sequence[Seen],
    mark: Mark | None,
    *,
    is_complete: bool,
) -> PaperState | None:
    """Where nobody can tell whether something is written, a human has to look: as if it were."""
    everybody = {one.signer for one in signed} - optional
    if not everybody:
        return None
    confirmed = set(mark.signers) if mark else set()
    news = {one.id for one in chosen if not (mark and mark.at and one.seen_at <= mark.at)}
    found = {
        one.signer
        for one in signed
        if is_complete and one.signature is not Ink.EMPTY and one.sheet_id in news
    }
    if everybody <= confirmed:
        return PaperState.SIGNED
    if everybody <= confirmed | found:
        return PaperState.CHECK
    return PaperState.PARTLY if confirmed or found else PaperState.WAITING


def paper_of(db: sa.Engine, filing_id: int) -> Paper:
    """Return what came home of a filing. Raises LookupError, RegisterUnavailable."""
    with reading(db) as connection:
        found = papers_in(connection, [filing_id])
    if not found:
        raise LookupError(f"no filing {filing_id}")
    return found[filing_id]


def states_in(connection: sa.Connection, filing_ids: Collection[int]) -> dict[int, PaperState]:
    """Return how far the papers of filings have come that somebody signs."""
    came = set(marks_in(connection, filing_ids))
    query = sa.select(_s.filing_id).where(_s.filing_id.in_(filing_ids)).distinct()
    came |= set(connection.scalars(query))
    states = {one: paper.state for one, paper in papers_in(connection, sorted(came)).items()}
    return {one: states.get(one) or PaperState.WAITING for one in filing_ids}


def papers_in(connection: sa.Connection, filing_ids: Collection[int]) -> dict[int, Paper]:
    """Return what came home of filings, by their numbers; without those that are not there."""
    is_newest = ~sa.exists().where(_LATER.c.case_id == _f.case_id, _LATER.c.version > _f.version)
    query = sa.select(_f.id, _f.form, _f.edition, is_newest.label("is_newest"))
    filings = connection.execute(query.where(_f.id.in_(filing_ids))).all()
    if not filings:
        return {}
    sheets, marks = _sheets_in(connection, filing_ids), marks_in(connection, filing_ids)
    places = _places_in(connection, filing_ids)
    signers = signers_in(connection, [(one.id, one.form, one.edition) for one in filings])
    return {
        one.id: assembled(
            one.id,
            sheets[one.id],
            signers=_signers_in(places.get(one.id)) or len(signers[one.id]),
            optional=frozenset(n for n, who in enumerate(signers[one.id]) if who.optional),
            pages=_pages_in(places.get(one.id)),
            mark=marks.get(one.id),
            is_newest=one.is_newest,
        )
        for one in filings
    }


def _sheets_in(connection: sa.Connection, filing_ids: Collection[int]) -> dict[int, list[Seen]]:
    seen_at = sa.func.coalesce(_s.sorted_at, _s.made_at, type_=schema.UtcDateTime())
    columns = (_s.id, _s.filing_id, _s.verdict, _s.why, _s.page, _s.pages, _s.facts)
    query = sa.select(*columns, seen_at.label("seen_at"), schema.arrivals.c.arrived_at)
    query = query.select_from(schema.sheets.join(schema.arrivals))
    query = query.where(_s.filing_id.in_(filing_ids))
    found: dict[int, list[Seen]] = defaultdict(list)
    for row in connection.execute(query):
        facts = row.facts if isinstance(row.facts, Mapping) else {}
        where = (row.page or 0, row.pages or 0, row.seen_at, row.arrived_at)
        seen = Seen(row.id, row.verdict, row.why, *where, inks_in(facts), changes_in(facts))
        found[row.filing_id].append(seen)
    return found


def inks_in(facts: Mapping[str, Any]) -> dict[int, tuple[Ink, Ink]]:
    """What stands in the facts of a sheet about those who sign; what cannot be read is left out."""
    rows = facts.get("signers")
    return {
        row["signer"]: (_ink(row.get("signature")), _ink(row.get("date")))
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, Mapping) and isinstance(row.get("signer"), int)
    }


def _ink(stored: object) -> Ink:
    return next((one for one in Ink if one == stored), Ink.UNSURE)


def changes_in(facts: Mapping[str, Any]) -> tuple[tuple[float, ...], ...]:
    """The boxes of what was written elsewhere, in mm from the top left of the paper."""
    rows = facts.get("changes")
    return tuple(tuple(row) for row in rows) if isinstance(rows, list) else ()


def _places_in(connection: sa.Connection, filing_ids: Collection[int]) -> dict[int, Any]:
    issued = sa.and_(_d.filing_id.in_(filing_ids), _d.kind == _ISSUED, _d.number == 1)
    rows = connection.execute(sa.select(_d.filing_id, _d.places).where(issued))
    return {row.filing_id: row.places for row in rows if isinstance(row.places, Mapping)}


def _pages_in(places: Mapping[str, Any] | None) -> int | None:
    pages = (places or {}).get("pages")
    return pages if isinstance(pages, int) else None


def _signers_in(places: Mapping[str, Any] | None) -> int:
    """How many places to sign there are on a document; 0 when nobody knows."""
    found = (places or {}).get("places")
    signers = (one.get("signer") for one in found) if isinstance(found, list) else ()
    return max((one + 1 for one in signers if isinstance(one, int)), default=0)
