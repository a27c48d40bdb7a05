"""What the office notes of a case: one change, its event, and who has seen the case before it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from register import paper_marks, schema
from register.actors import Actor
from register.cases import Case
from register.database import writing
from register.errors import CaseChanged
from register.events import EventKind, add_event
from register.index import address_noted, case_noted, number_changed

_t = schema.cases.c


@dataclass(frozen=True)
class Note:
    """What is to be noted: `changes` to columns of the case, and `mark` when the paper came.

    `facts` are kept in the event; they are days, numbers and words of ours. `tell` queues letters
    about it and returns how many, which the event keeps too.
    """

    kind: EventKind
    changes: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    mark: paper_marks.Mark | None = None
    tell: Callable[[sa.Connection], int] | None = None


def paper_came(mark: paper_marks.Mark) -> Note:
    """That the signed paper came; the event keeps who had signed, for the mark may be replaced."""
    return Note(EventKind.PAPER_RECEIVED, facts=facts_of(mark), mark=mark)


def facts_of(mark: paper_marks.Mark) -> dict[str, str]:
    """What an event keeps of a mark."""
    return {"day": mark.received_on.isoformat(), "signers": " ".join(map(str, mark.signers))}


def numbered(number: str, now: datetime) -> Note:
    """That the case has a number in the diary."""
    return Note(EventKind.NUMBERED, {"dnr": number, "dnr_at": now}, {"dnr": number})


def add_note(
    db: sa.Engine, case: Case, filing_id: int, note: Note, now: datetime, actor: Actor
) -> None:
    """Write it. `case` is as whoever notes it saw it; raises CaseChanged when it is not so now."""
    with writing(db) as connection:
        change_case(connection, case, note.changes)
        if "dnr" in note.changes:
            number_changed(connection, case.id, case.reference, case.dnr, note.changes["dnr"])
        if note.changes.get("account_address"):
            address_noted(connection, case.id, note.changes["account_address"])
        if note.mark is not None:
            paper_marks.set_mark(connection, filing_id, note.mark, now, actor)
        case_noted(connection, case.id)
        letters = {"letters": note.tell(connection)} if note.tell else {}
        facts = {**note.facts, **letters}
        add_event(connection, note.kind, now, actor, filing_id=filing_id, **facts)


def change_case(
    connection: sa.Connection, case: Case, changes: Mapping[str, Any] = MappingProxyType({})
) -> None:
    """Count one more thing that the office does with a case, which nobody else does until the
    transaction ends. Raises CaseChanged when the case is not as it was seen."""
    is_as_seen = sa.and_(_t.id == case.id, _t.revision == case.revision)
    update = sa.update(schema.cases).where(is_as_seen)
    done = connection.execute(update.values(revision=_t.revision + 1, **changes))
    if not done.rowcount:
        raise CaseChanged
