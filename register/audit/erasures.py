"""Erasures held against what is gone: what a protocol tells of is not there any more, and nothing
is gone without one."""

import hashlib
from collections.abc import Iterator

import sqlalchemy as sa

from register import schema
from register.erasing.removal import GONE

_e, _i = schema.erasures.c, schema.erased_items.c
_c, _f, _d, _s = schema.cases.c, schema.filings.c, schema.documents.c, schema.snapshots.c
_WHOLE = sa.and_(_i.snapshot_id.is_(None), _i.spared == "")


def problems_in(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """What is wrong: of which erasure or case, and what in a sentence."""
    query = sa.select(_e.id, _e.protocol, _e.protocol_sha256).where(_e.confirmed_at.is_not(None))
    for row in connection.execute(query):
        # SQLite keeps a text where bytes should be.
        is_bytes = isinstance(row.protocol, bytes)
        if not is_bytes or hashlib.sha256(row.protocol).hexdigest() != row.protocol_sha256:
            yield f"erasure {row.id}", "its protocol differs from its SHA-256"
    yield from _not_gone(connection)
    yield from _without_protocol(connection)


def _not_gone(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    told = sa.select(_i.reference, _i.erasure_id).join_from(schema.erased_items, schema.erasures)
    told = told.where(_e.confirmed_at.is_not(None))
    cases = told.join(schema.cases, _c.id == _i.case_id).where(_WHOLE, _c.erased_at.is_(None))
    pictures = told.join(schema.snapshots, _s.id == _i.snapshot_id)
    pictures = pictures.where(_i.spared == "", _s.erased_at.is_(None))
    for query in (cases, pictures):
        for reference, number in connection.execute(query):
            yield reference, f"erasure {number} tells that it was erased, and it is there"


def _without_protocol(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    under = sa.select(_i.id).join(schema.erasures, _e.id == _i.erasure_id)
    under = under.where(_i.case_id == _c.id, _WHOLE, _e.confirmed_at.is_not(None))
    erased = sa.select(_c.reference).where(_c.erased_at.is_not(None), ~under.exists())
    for reference in connection.scalars(erased):
        yield reference, "was erased, and no erasure tells of it"
    parts = sa.select(_c.reference, _c.erased_at, _f.erased_at, _f.version).join_from(
        schema.cases, schema.filings
    )
    halves = parts.where(_c.erased_at.is_not(None) != _f.erased_at.is_not(None))
    for row in connection.execute(halves):
        yield f"{row.reference} v{row.version}", "was erased by half"


def left_of(filing: sa.RowMapping, contents: Iterator[object]) -> Iterator[str]:
    """What is still there of an erased filing, in a sentence each; `contents` of its documents."""
    if filing["answers"] != {} or filing["summary"] != GONE or filing["text"] or filing["subject"]:
        yield "was erased, and words of it are there"
    if any(one is not None for one in contents):
        yield "was erased, and documents of it are there"
