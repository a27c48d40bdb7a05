"""Snapshots: still whole, with all their files, and each that the trail tells of is there."""

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from register import schema
from register.attached import is_whole
from register.events import EventKind

_s, _f, _e = schema.snapshots.c, schema.snapshot_files.c, schema.events.c


def numbers_of(connection: sa.Connection) -> Sequence[int]:
    """All of which anything is kept."""
    return connection.scalars(sa.select(_s.id).order_by(_s.id)).all()


def problems_in(connection: sa.Connection, snapshot_id: int) -> Iterator[str]:
    """What is wrong with one, in a sentence each."""
    own = sa.select(_s.content, _s.sha256, _s.erased_at).where(_s.id == snapshot_id)
    row = connection.execute(own).one_or_none()
    if row is None or row.erased_at is not None:
        return
    if not is_whole(row.content, row.sha256):
        yield "its document differs from its SHA-256"
    query = sa.select(_f.number, _f.content, _f.sha256).where(_f.snapshot_id == snapshot_id)
    files = connection.execute(query).all()
    if not files or sorted(one.number for one in files) != list(range(1, len(files) + 1)):
        yield "has files that are not there"
    for one in files:
        if not is_whole(one.content, one.sha256):
            yield f"file {one.number} differs from its SHA-256"


def missing_in(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """Those that the trail tells of and that are not there: where, and what in a sentence."""
    there = set(numbers_of(connection))
    told = sa.select(schema.cases.c.reference, _e.facts).join_from(schema.events, schema.cases)
    for row in connection.execute(told.where(_e.kind == EventKind.SNAPSHOT_TAKEN.value)):
        # A damaged SQLite file may hold anything where an object should be.
        number = row.facts.get("snapshot") if isinstance(row.facts, Mapping) else None
        if number not in there:
            yield row.reference, f"snapshot {number} is not there"
