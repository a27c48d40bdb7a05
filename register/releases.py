"""Records that were given to somebody who asked for them: what of which, never to whom."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from register import schema
from register.actors import Actor
from register.database import writing
from register.errors import CaseErased
from register.events import EventKind, add_event

_c = schema.cases.c
_ADD = sa.insert(schema.releases)
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
    are masked: `places`, in words that hold nothing of what stood there."""

    reference: str
    version: int
    what: str
    number: int
    sha256: str
    masked: int
    places: Sequence[str]


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
        connection.execute(_ADD, row)
        for one in found:
            masked = sum(part.masked for part in new.parts if part.reference == one.reference)
            filing_id = new.filings[one.id]
            add_event(
                connection, EventKind.RELEASED, now, actor, filing_id=filing_id, masked=masked
            )
