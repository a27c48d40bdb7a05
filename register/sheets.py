"""Sheets: the pages of files that came, each in exactly one place.

A sheet is written once, by whoever read its page first, and sorted anew by humans only. What they
write follows the newest version: paper of an older one is known and does not count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from register import schema
from register.actors import SYSTEM, Actor
from register.arrivals import Way
from register.cases import locked_newest
from register.database import reading, writing
from register.errors import SheetChanged
from register.events import EventKind, add_event
from register.index import case_noted
from register.papers import changes_in, inks_in
from register.places import MOST_COUNTED, PAGE, Page, Place, count_up_to, page_from, place_in
from register.verdicts import Ink, Verdict, Why

__all__ = [
    "Guess",
    "Ink",
    "NewSheet",
    "Picture",
    "Sheet",
    "Sorting",
    "Verdict",
    "Why",
    "add_sheet",
    "asked_page",
    "cutting_of",
    "picture_of",
    "sheet_by_id",
    "sheets_of",
    "sort_sheet",
    "suggest",
]

_s, _a, _f, _k = schema.sheets.c, schema.arrivals.c, schema.filings.c, schema.cuttings.c
_COLUMNS = tuple(column for column in _s if column is not _s.picture)
# The file and the plan belong to whatever is told of a sheet.
_ROWS = sa.select(
    *(*_COLUMNS, _a.name, _a.way, _a.arrived_at, _s.picture.is_not(None).label("has_picture")),
    *(schema.cases.c.reference, _f.version),
).select_from(
    schema.sheets.join(schema.arrivals, _a.id == _s.arrival_id)
    .outerjoin(schema.filings, _f.id == _s.filing_id)
    .outerjoin(schema.cases, schema.cases.c.id == _f.case_id)
)
_ADD = sa.insert(schema.sheets).returning(_s.id)


@dataclass(frozen=True)
class Guess:
    """What a sheet might be, and why: words of ours as a code, told where it is shown."""

    reference: str
    version: int
    page: int
    why: str


@dataclass(frozen=True)
class NewSheet:
    """A page as it was read. `facts` are JSON: `codes` (texts), `guesses`, `map`, `share`, `rms`,
    `signers` (each `signer`, `signature`, `date`), `changes` (boxes). `cuttings` by their kind."""

    number: int
    verdict: Verdict
    why: Why = Why.NONE
    filing_id: int | None = None
    page: int | None = None
    pages: int | None = None
    picture: bytes | None = field(default=None, repr=False)
    media: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    cuttings: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Sorting:
    """What a human says that a sheet is, and what was then seen on it; as in `NewSheet`."""

    verdict: Verdict
    why: Why = Why.NONE
    filing_id: int | None = None
    page: int | None = None
    pages: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    cuttings: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Sheet:
    """A page that came: the `number`th of the file `name`, by `way`; `revision` counts how often a
    human sorted it. `reference` and `version` are those of its filing. No picture is read with it
    (`picture_of`)."""

    id: int
    arrival_id: int
    number: int
    revision: int
    media: str
    verdict: Verdict
    why: Why
    filing_id: int | None
    page: int | None
    pages: int | None
    made_at: datetime
    sorted_at: datetime | None
    account_id: int | None
    facts: Mapping[str, Any]
    name: str
    way: Way
    arrived_at: datetime
    has_picture: bool
    reference: str | None
    version: int | None

    @property
    def guesses(self) -> tuple[Guess, ...]:
        """What it might be, likeliest first."""
        rows = self.facts.get("guesses")
        return tuple(Guess(**row) for row in rows) if isinstance(rows, list) else ()

    @property
    def inks(self) -> Mapping[int, tuple[Ink, Ink]]:
        """Signature and date by the signer whose place is on it."""
        return inks_in(self.facts)

    @property
    def changes(self) -> tuple[tuple[float, ...], ...]:
        """Where something else was written, in mm from the top left."""
        return changes_in(self.facts)


@dataclass(frozen=True)
class Picture:
    """A picture that was made here and is safe to show."""

    content: bytes
    media: str


def add_sheet(db: sa.Engine, arrival_id: int, new: NewSheet, now: datetime) -> Sheet | None:
    """Write a page of a file in a transaction of its own, or leave it as another reader wrote it.

    None when the file was erased meanwhile. Raises RegisterUnavailable.
    """
    held = sa.select(_a.erased_at).where(_a.id == arrival_id).with_for_update()
    is_it = sa.and_(_s.arrival_id == arrival_id, _s.number == new.number)
    with writing(db) as connection:
        if connection.execute(held).scalar_one() is not None:
            return None
        if connection.scalar(sa.select(_s.id).where(is_it)) is None:
            _add(connection, arrival_id, new, now)
        return _one(connection, is_it)


def _add(connection: sa.Connection, arrival_id: int, new: NewSheet, now: datetime) -> None:
    case_id, verdict, why = _placed(connection, new)
    row = {
        "arrival_id": arrival_id,
        "number": new.number,
        "media": new.media,
        "made_at": now,
        "picture": new.picture,
        **_place(new, verdict, why),
        "facts": dict(new.facts),
    }
    sheet_id = int(connection.execute(_ADD, row).scalar_one())
    _keep_cuttings(connection, sheet_id, new.cuttings)
    # It gets on: whoever begins anew begins behind this page.
    got_on = sa.update(schema.arrivals).where(_a.id == arrival_id).values(attempts=0)
    connection.execute(got_on)
    if case_id is not None:
        case_noted(connection, case_id)
        add_event(
            connection,
            EventKind.SHEET_FILED,
            now,
            SYSTEM,
            filing_id=new.filing_id,
            sheet=sheet_id,
            page=new.page or 0,
            verdict=verdict.value,
        )


def _placed(connection: sa.Connection, new: NewSheet | Sorting) -> tuple[int | None, Verdict, Why]:
    """The case that a sheet belongs to, and what becomes of it there: nobody files a newer version
    or another sheet of it until the transaction ends."""
    if new.filing_id is None:
        return None, new.verdict, new.why
    which = sa.select(_f.case_id, _f.version).where(_f.id == new.filing_id)
    case_id, version = connection.execute(which).one()
    newest = locked_newest(connection, case_id)
    if new.verdict is Verdict.FILED and version < newest:
        return case_id, Verdict.APART, Why.OUTDATED
    return case_id, new.verdict, new.why


def _place(new: NewSheet | Sorting, verdict: Verdict, why: Why) -> dict[str, Any]:
    where = {"filing_id": new.filing_id, "page": new.page, "pages": new.pages}
    return {"verdict": verdict.value, "why": why.value, **where}


def _keep_cuttings(connection: sa.Connection, sheet_id: int, cuttings: Mapping[str, bytes]) -> None:
    rows = [{"sheet_id": sheet_id, "kind": kind, "content": one} for kind, one in cuttings.items()]
    if rows:
        connection.execute(sa.insert(schema.cuttings), rows)


def sort_sheet(
    db: sa.Engine, sheet_id: int, revision: int, sorting: Sorting, now: datetime, actor: Actor
) -> Sheet:
    """Write what a human says that a sheet is. `revision` is that of the sheet as it was looked at.

    What was seen on it before gives way to what was seen when it was laid there. Raises
    SheetChanged, LookupError when there is no such sheet, RegisterUnavailable.
    """
    is_it = _s.id == sheet_id
    with writing(db) as connection:
        before, cases = _held(connection, sheet_id, revision, sorting.filing_id)
        _, verdict, why = _placed(connection, sorting)
        values = _place(sorting, verdict, why) | {
            "facts": {**_codes(before["facts"]), **sorting.facts},
            "revision": revision + 1,
            "sorted_at": now,
            "account_id": actor.account_id,
        }
        connection.execute(sa.update(schema.sheets).where(is_it).values(values))
        connection.execute(sa.delete(schema.cuttings).where(_k.sheet_id == sheet_id))
        _keep_cuttings(connection, sheet_id, sorting.cuttings)
        for case_id in cases:
            case_noted(connection, case_id)
        add_event(
            connection,
            EventKind.SHEET_SORTED,
            now,
            actor,
            filing_id=sorting.filing_id or before["filing_id"],
            sheet=sheet_id,
            page=sorting.page or 0,
            verdict=verdict.value,
        )
        found = _one(connection, is_it)
    assert found is not None
    return found


def _held(
    connection: sa.Connection, sheet_id: int, revision: int, filing_id: int | None
) -> tuple[sa.RowMapping, list[int]]:
    """A sheet as it was looked at, locked, with the cases that it leaves and goes to. Cases first
    and then sheets, as all lock who write about a paper. Raises SheetChanged, LookupError."""
    is_it = _s.id == sheet_id
    filed_on = connection.scalar(sa.select(_s.filing_id).where(is_it))
    cases = _locked(connection, filed_on, filing_id)
    query = sa.select(_s.revision, _s.filing_id, _s.facts).where(is_it)
    before = connection.execute(query.with_for_update()).mappings().one_or_none()
    if before is None:
        raise LookupError(f"no sheet {sheet_id}")
    # One that was moved meanwhile has another revision, so that the cases are the right ones.
    if before["revision"] != revision:
        raise SheetChanged
    return before, cases


def _locked(connection: sa.Connection, *filing_ids: int | None) -> list[int]:
    """The cases of filings, locked in one order whoever asks."""
    which = _f.id.in_([one for one in filing_ids if one is not None])
    cases = sorted(set(connection.scalars(sa.select(_f.case_id).where(which))))
    for one in cases:
        locked_newest(connection, one)
    return cases


def _codes(facts: object) -> dict[str, Any]:
    """What is true of a sheet wherever it belongs."""
    return {"codes": facts["codes"]} if isinstance(facts, Mapping) and "codes" in facts else {}


def suggest(db: sa.Engine, sheet: Sheet, guesses: Sequence[Guess]) -> None:
    """Write what a sheet might be, as long as nobody has sorted it."""
    facts = {**sheet.facts, "guesses": [asdict(one) for one in guesses]}
    is_as_read = sa.and_(_s.id == sheet.id, _s.revision == sheet.revision, schema.ASKED)
    with writing(db) as connection:
        connection.execute(sa.update(schema.sheets).where(is_as_read).values(facts=facts))


def sheet_by_id(db: sa.Engine, sheet_id: int) -> Sheet | None:
    """Return a sheet, or None."""
    with reading(db) as connection:
        return _one(connection, _s.id == sheet_id)


def sheets_of(db: sa.Engine, arrival_id: int) -> list[Sheet]:
    """Return the sheets of a file, in its order."""
    query = _ROWS.where(_s.arrival_id == arrival_id).order_by(_s.number)
    with reading(db) as connection:
        return [_sheet(row) for row in connection.execute(query).mappings()]


def asked_page(
    db: sa.Engine, after: str = "", size: int = PAGE, most: int = MOST_COUNTED
) -> Page[Sheet]:
    """One page of the sheets of which a human is asked, oldest first."""
    with reading(db) as connection:
        which = sa.select(_s.id).where(schema.ASKED)
        count = count_up_to(connection, which, most)
        if not (size and count):
            return Page([], count, "")
        query = _ROWS.where(schema.ASKED).order_by(_s.made_at, _s.id).limit(size + 1)
        place = place_in(after)
        if place is not None:
            query = query.where(place.is_before(_s.made_at, _s.id))
        found = [_sheet(row) for row in connection.execute(query).mappings()]
    return page_from(found, size, count, lambda one: Place(one.made_at, one.id))


def picture_of(db: sa.Engine, sheet_id: int) -> Picture | None:
    """Return the picture of a sheet; None when there is none."""
    with reading(db) as connection:
        query = sa.select(_s.picture, _s.media).where(_s.id == sheet_id)
        row = connection.execute(query).one_or_none()
    return Picture(row.picture, row.media) if row is not None and row.picture else None


def cutting_of(db: sa.Engine, sheet_id: int, kind: str) -> bytes | None:
    """Return what was cut out of a sheet, a JPEG; None when there is none of that kind."""
    with reading(db) as connection:
        query = sa.select(_k.content).where(_k.sheet_id == sheet_id, _k.kind == kind)
        content: bytes | None = connection.scalar(query)
    return content


def _one(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Sheet | None:
    row = connection.execute(_ROWS.where(which)).mappings().one_or_none()
    return None if row is None else _sheet(row)


def _sheet(row: sa.RowMapping) -> Sheet:
    columns: dict[str, Any] = dict(row)
    columns |= {"verdict": Verdict(row["verdict"]), "why": Why(row["why"]), "way": Way(row["way"])}
    columns["facts"] = columns["facts"] if isinstance(columns["facts"], Mapping) else {}
    return Sheet(**columns)
