"""Files that belong to answers: still whole, and each that a filing's answers name is there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from register import schema
from register.attached import is_whole, named_in

_f, _p = schema.attached_files.c, schema.attached_pages.c


def numbers_of(connection: sa.Connection) -> Sequence[int]:
    """All that are kept, with drafts and with filings."""
    return connection.scalars(sa.select(_f.id).order_by(_f.id)).all()


def problems_in(connection: sa.Connection, file_id: int) -> Iterator[str]:
    """What is wrong with a file, in a sentence each."""
    row = connection.execute(sa.select(schema.attached_files).where(_f.id == file_id)).one_or_none()
    if row is None or row.erased_at is not None:
        return
    if not is_whole(row.content, row.sha256):
        yield "differs from its SHA-256"
    numbers = connection.scalars(sa.select(_p.number).where(_p.file_id == file_id)).all()
    if not numbers or sorted(numbers) != list(range(1, len(numbers) + 1)):
        yield "has pages that are not there"


def missing_in(connection: sa.Connection, filing_id: int, answers: Any) -> Iterator[str]:
    """What a filing's answers and its files do not agree on, in a sentence each."""
    # A damaged SQLite file may hold anything where an object should be.
    named = set(named_in(answers)) if isinstance(answers, Mapping) else set()
    there = set(connection.scalars(sa.select(_f.sha256).where(_f.filing_id == filing_id)))
    for digest in sorted(named - there):
        yield f"the attached file {digest[:12]} is not there"
    for digest in sorted(there - named):
        yield f"has the file {digest[:12]} attached, which its answers do not name"
