"""Records that were given to somebody who asked for them: what of which, never to whom."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from register import schema
from register.actors import Actor
from register.database import reading, writing
from register.errors import CaseErased
from register.events import EventKind, add_event

_c = schema.cases.c
_e, _r = schema.events.c, schema.releases.c
_ADD = sa.insert(schema.releases)
# Of one case; who asks for it again and again is told of the last.
MOST_TOLD = 50
_UNTOLD: dict[str, Any] = {"version": 0, "what": "", "number": 0, "sha256": "", "masked": 0}
_UNTOLD |= {"places": (), "ground": ""}
# Whoever erases them waits, or has been waited for.
_CASES = sa.select(_c.id, _c.reference, _c.erased_at).order_by(_c.id).with_for_update()


class What(StrEnum):
    """The parts of a record that are given. The values are stored."""

    PLAN = "plan"
    SIGNED = "signed"
    FILE = "file"
    SNAPSHOT = "snapshot"


@dataclass(frozen=True)
class GivenPart:
    """One part of what was given: of which record, what it is (a word of ours, and its `number`
    where there are several), the SHA-256 of its bytes as they were given, and how many places of it
    are masked, on which ground: `places`, in words that hold nothing of what stood there."""

    reference: str
    version: int
    what: str
    number: int
    sha256: str
    masked: int
    places: Sequence[str]
    ground: str


@dataclass(frozen=True)
class Release:
    """What was given at once. `dnr` is the number of the request, or empty; `ground` is why
    something is masked, empty where nothing is. `filings` are the versions, by case."""

    dnr: str
    ground: str
    parts: Sequence[GivenPart]
    filings: dict[int, int]
    sha256: str


def add_release(db: sa.Engine, new: Release, now: datetime, actor: Actor) -> None:
    """Write that it was given, and for each case an event with how many places are masked.

    Raises CaseErased when one of the cases was erased meanwhile: nothing may be given then.
    """
    row = {
        "at": now,
        "account_id": actor.account_id,
        "dnr": new.dnr,
        "ground": new.ground,
        "contents": [asdict(one) for one in new.parts],
        "sha256": new.sha256,
    }
    cases = _CASES.where(_c.id.in_(sorted(new.filings)))
    with writing(db) as connection:
        found = connection.execute(cases).all()
        if erased := next((one for one in found if one.erased_at is not None), None):
            raise CaseErased(erased.reference, erased.erased_at)
        added = connection.execute(_ADD, row).inserted_primary_key
        assert added is not None
        for one in found:
            _add_event(connection, new, one, int(added[0]), now, actor)


def _add_event(
    connection: sa.Connection,
    new: Release,
    case: Any,
    release_id: int,
    now: datetime,
    actor: Actor,
) -> None:
    masked = sum(part.masked for part in new.parts if part.reference == case.reference)
    add_event(
        connection,
        EventKind.RELEASED,
        now,
        actor,
        filing_id=new.filings[case.id],
        release=release_id,
        masked=masked,
        dnr=new.dnr,
    )


@dataclass(frozen=True)
class Released:
    """That something of one case was given out: when, by the account with which number, and of all
    that was given at once the parts that are of the case."""

    at: datetime
    account_id: int
    dnr: str
    parts: Sequence[GivenPart]

    @property
    def masked(self) -> int:
        """How many places of it are masked."""
        return sum(one.masked for one in self.parts)


def releases_of(db: sa.Engine, case_ids: Collection[int]) -> dict[int, list[Released]]:
    """What was given out of some cases, by the number of the case, the last first and no more than
    MOST_TOLD of each. Raises RegisterUnavailable."""
    told = sa.select(_e.case_id, _e.facts).where(
        _e.case_id.in_(case_ids), _e.kind == EventKind.RELEASED.value
    )
    found: dict[int, list[Released]] = {number: [] for number in case_ids}
    with reading(db) as connection:
        events = connection.execute(told.order_by(_e.id.desc())).all()
        numbers = {int(one.facts.get("release", 0)) for one in events}
        named = sa.select(_c.id, _c.reference).where(_c.id.in_(case_ids))
        names = {one.id: one.reference for one in connection.execute(named)}
        rows = connection.execute(sa.select(schema.releases).where(_r.id.in_(numbers))).all()
    releases = {one.id: one for one in rows}
    for one in events:
        row, some = releases.get(int(one.facts.get("release", 0))), found[one.case_id]
        if row is not None and len(some) < MOST_TOLD:
            some.append(_released(row, names[one.case_id]))
    return found


def _released(row: sa.Row[Any], reference: str) -> Released:
    parts = [_part(one) for one in row.contents if one.get("reference") == reference]
    return Released(row.at, row.account_id, row.dnr, parts)


def _part(kept: dict[str, Any]) -> GivenPart:
    """A part as it was written down; the first that were tell less."""
    return GivenPart(**_UNTOLD | kept)
