"""Snapshots: how an account looked on a day, as files that came and as one document of them.

One is kept as a whole or not at all, with the day that duties are counted from and its line of the
trail. What is given out is compared with its SHA-256 first.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from register import schema
from register.actors import Actor, ActorKind
from register.attached import is_whole
from register.cases import locked_newest
from register.database import reading, writing
from register.errors import CaseErased
from register.events import EventKind, add_event
from register.index import case_noted

# Of one account, two a year are asked for.
MOST_SHOWN = 50
_s, _f = schema.snapshots.c, schema.snapshot_files.c
_c = schema.cases.c
_FACTS = tuple(column for column in _s if column is not _s.content)
_FILE_FACTS = (_f.id, _f.snapshot_id, _f.number, _f.sha256, _f.name, _f.media, _f.size)
_CASE = sa.select(_c.reference, _c.erased_at)


class Reason(StrEnum):
    """Why one was taken. The values are stored, and never renamed."""

    PERIOD = "halvår"
    CHANGE = "förändring"
    END = "avslut"


@dataclass(frozen=True)
class NewFile:
    """A file as it is kept, and its first page at a glance, a JPEG."""

    name: str
    media: str
    content: bytes = field(repr=False)
    small: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """In hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class NewSnapshot:
    """What is to be kept: `name` and `content` are those of its document."""

    case_id: int
    taken_on: date
    why: Reason
    shows: str
    files: Sequence[NewFile]
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class SnapshotFile:
    """A file without its bytes."""

    id: int
    snapshot_id: int
    number: int
    sha256: str
    name: str
    media: str
    size: int


@dataclass(frozen=True)
class Snapshot:
    """One without its bytes. `giver` is as what somebody sent it (`ActorKind`)."""

    id: int
    case_id: int
    filing_id: int
    taken_on: date
    why: str
    shows: str
    received_at: datetime
    account_id: int | None
    files_sha256: str
    name: str
    sha256: str
    erased_at: datetime | None
    giver: str
    files: Sequence[SnapshotFile] = ()


def digest_of(files: Sequence[NewFile]) -> str:
    """What tells some files from others, in whatever order they came."""
    every = sorted(one.sha256 for one in files)
    return hashlib.sha256("".join(every).encode()).hexdigest()


def add_snapshot(
    db: sa.Engine, new: NewSnapshot, now: datetime, actor: Actor
) -> tuple[Snapshot, bool]:
    """Keep one; False and that which was there when the same files came of the same day.

    Raises CaseErased, RegisterUnavailable.
    """
    with writing(db) as connection:
        version = locked_newest(connection, new.case_id)
        if found := _same(connection, new):
            return found, False
        case = connection.execute(_CASE.where(_c.id == new.case_id)).one()
        if case.erased_at is not None:
            raise CaseErased(case.reference, case.erased_at)
        snapshot_id, filing_id = _write(connection, new, version, now, actor)
        case_noted(connection, new.case_id)
        add_event(
            connection,
            EventKind.SNAPSHOT_TAKEN,
            now,
            actor,
            filing_id=filing_id,
            day=new.taken_on.isoformat(),
            reason=new.why.value,
            snapshot=snapshot_id,
        )
        return _listed(connection, _s.id == snapshot_id)[0], True


def same_as(db: sa.Engine, case_id: int, taken_on: date, digest: str) -> Snapshot | None:
    """The one of these files of this day, or None."""
    with reading(db) as connection:
        return _found(connection, case_id, taken_on, digest)


def snapshots_of(db: sa.Engine, case_id: int, most: int = MOST_SHOWN) -> list[Snapshot]:
    """Return those of a case that were not erased, the last taken first."""
    with reading(db) as connection:
        which = sa.and_(_s.case_id == case_id, _s.erased_at.is_(None))
        return _listed(connection, which, most)


def snapshot_of(db: sa.Engine, case_id: int, snapshot_id: int) -> Snapshot | None:
    """Return one of a case that was not erased, or None."""
    which = sa.and_(_s.case_id == case_id, _s.id == snapshot_id, _s.erased_at.is_(None))
    with reading(db) as connection:
        found = _listed(connection, which)
    return found[0] if found else None


def document_of(db: sa.Engine, snapshot_id: int) -> bytes | None:
    """Return its document; None when it was erased, or no longer is that which was made."""
    query = sa.select(_s.content, _s.sha256).where(_s.id == snapshot_id)
    return _content(db, query)


def content_of(db: sa.Engine, file_id: int) -> bytes | None:
    """Return a file; None when it was erased, or no longer is that which was kept."""
    return _content(db, sa.select(_f.content, _f.sha256).where(_f.id == file_id))


def small_of(db: sa.Engine, file_id: int) -> bytes | None:
    """Return a file at a glance, or None."""
    with reading(db) as connection:
        found = connection.scalar(sa.select(_f.small).where(_f.id == file_id))
    return found if isinstance(found, bytes) else None


def _content(db: sa.Engine, query: sa.Select[tuple[bytes | None, str]]) -> bytes | None:
    with reading(db) as connection:
        row = connection.execute(query).one_or_none()
    return row.content if row and is_whole(row.content, row.sha256) else None


def _same(connection: sa.Connection, new: NewSnapshot) -> Snapshot | None:
    return _found(connection, new.case_id, new.taken_on, digest_of(new.files))


def _found(connection: sa.Connection, case_id: int, taken_on: date, digest: str) -> Snapshot | None:
    which = (_s.case_id == case_id, _s.taken_on == taken_on, _s.files_sha256 == digest)
    found = _listed(connection, sa.and_(*which))
    return found[0] if found else None


def _listed(
    connection: sa.Connection, which: sa.ColumnElement[bool], most: int = MOST_SHOWN
) -> list[Snapshot]:
    query = sa.select(*_FACTS).where(which).order_by(_s.taken_on.desc(), _s.id.desc()).limit(most)
    rows = connection.execute(query).mappings().all()
    files: dict[int, list[SnapshotFile]] = {row["id"]: [] for row in rows}
    own = sa.select(*_FILE_FACTS).where(_f.snapshot_id.in_(files)).order_by(_f.number)
    for one in connection.execute(own).mappings():
        files[one["snapshot_id"]].append(SnapshotFile(**one))
    return [Snapshot(**row, files=tuple(files[row["id"]])) for row in rows]


def _write(
    connection: sa.Connection, new: NewSnapshot, version: int, now: datetime, actor: Actor
) -> tuple[int, int]:
    filings = schema.filings.c
    newest = sa.and_(filings.case_id == new.case_id, filings.version == version)
    filing_id = int(connection.execute(sa.select(filings.id).where(newest)).scalar_one())
    row = {
        "case_id": new.case_id,
        "filing_id": filing_id,
        "taken_on": new.taken_on,
        "why": new.why.value,
        "shows": new.shows,
        "received_at": now,
        "account_id": actor.account_id,
        "giver": actor.kind.value,
        "files_sha256": digest_of(new.files),
        "name": new.name,
        "sha256": hashlib.sha256(new.content).hexdigest(),
        "content": new.content,
    }
    added = connection.execute(sa.insert(schema.snapshots), row).inserted_primary_key
    assert added is not None
    rows = [_file_row(one, int(added[0]), number) for number, one in enumerate(new.files, 1)]
    connection.execute(sa.insert(schema.snapshot_files), rows)
    return int(added[0]), filing_id


def _file_row(one: NewFile, snapshot_id: int, number: int) -> dict[str, object]:
    return {
        "snapshot_id": snapshot_id,
        "number": number,
        "sha256": one.sha256,
        "name": one.name,
        "media": one.media,
        "size": len(one.content),
        "content": one.content,
        "small": one.small,
    }


def giver_of(snapshot: Snapshot) -> ActorKind:
    """As what somebody sent it; unknown where a word is none of ours."""
    known = {one.value: one for one in ActorKind}
    return known.get(snapshot.giver, ActorKind.UNKNOWN)
