"""Filings: an answered form that was filed, with its reference and version."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import reading, writing
from register.drafts import Draft, lock_living_draft
from register.errors import CaseErased, DraftNotFound, FilingDamaged


@dataclass(frozen=True)
class Filing:
    """A filing as it was filed. Raises FilingDamaged when its answers can no longer be read, and
    CaseErased when they were erased: nobody goes on with what is not there.

    `paper_check` is what the code on its paper proves itself by; None for paper from before it was
    kept here, whose check follows from the secret key.
    """

    id: int
    case_id: int
    form: str
    edition: str
    reference: str
    version: int
    title: str
    short_title: str
    summary: str
    answers: Mapping[str, Any]
    text: str
    filed_at: datetime
    paper_check: str | None = field(repr=False)
    erased_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.erased_at is not None:
            raise CaseErased(self.reference, self.erased_at)
        if not isinstance(self.answers, Mapping):
            raise FilingDamaged(self.id, self.reference, self.version, NO_ANSWERS)


@dataclass(frozen=True)
class Version:
    """That a version was filed, when, and what asked it; `id` is that of its filing."""

    id: int
    version: int
    form: str
    edition: str
    filed_at: datetime


NO_ANSWERS = "the answers are no JSON object"

_t = schema.filings.c
# Built once: for each filing the building took longer than the database.
_c, _x = schema.cases.c, schema.case_index.c
FILING_COLUMNS = (
    _t.id,
    _t.case_id,
    _t.form,
    _t.edition,
    _c.reference,
    _t.version,
    _t.title,
    _t.short_title,
    _t.summary,
    _t.answers,
    _t.text,
    _t.filed_at,
    _t.paper_check,
    _t.erased_at,
)
# Versions that are looked through for a change of what they are about.
_MOST_MOVES = 100
_WITH_CASE = schema.filings.join(schema.cases)
_VERSIONS = sa.select(_t.id, _t.version, _t.form, _t.edition, _t.filed_at)
_FILINGS = sa.select(*FILING_COLUMNS).select_from(_WITH_CASE)
# Reference and version.
NAMES = sa.select(_c.reference, _t.version).select_from(_WITH_CASE)


def find_filing(db: sa.Engine, reference: str, version: int) -> Filing | None:
    """Return one version of a reference, or None."""
    return _find(db, sa.and_(_c.reference == reference, _t.version == version))


def filing_by_id(db: sa.Engine, filing_id: int) -> Filing:
    """Return the filing that another row of the register points to."""
    filing = _find(db, _t.id == filing_id)
    if filing is None:
        raise LookupError(f"no filing {filing_id}")
    return filing


def newest_versions(
    db: sa.Engine, case_id: int, most: int, before: int | None = None
) -> list[Version]:
    """Return the last versions of a case, or the last `before` one, newest first."""
    which = _t.case_id == case_id
    if before is not None:
        which = sa.and_(which, _t.version < before)
    return _versions(db, _VERSIONS.where(which).order_by(_t.version.desc()).limit(most))


def first_filed_at(db: sa.Engine, case_id: int) -> datetime:
    """Return when the first version of a case was filed."""
    [first] = _versions(db, _VERSIONS.where(_t.case_id == case_id).order_by(_t.version).limit(1))
    return first.filed_at


def versions_by_id(db: sa.Engine, filing_ids: Collection[int]) -> dict[int, Version]:
    """Return the versions that other rows of the register point to, by the number of the filing."""
    return {one.id: one for one in _versions(db, _VERSIONS.where(_t.id.in_(filing_ids)))}


def _versions(db: sa.Engine, query: sa.Select[Any]) -> list[Version]:
    with reading(db) as connection:
        return [Version(**row) for row in connection.execute(query).mappings()]


def others_about(db: sa.Engine, form: str, subject: str, case_id: int | None = None) -> list[str]:
    """Return the references of filings about the same subject, also of those about an account that
    was made since, those of the case itself apart."""
    if not subject:
        return []
    filed = sa.select(_t.case_id).where(_t.form == form, _t.subject == subject)
    is_made = (_x.form == form, _x.subject == subject, _x.subject != sa.literal_column("''"))
    either = sa.union(filed, sa.select(_x.case_id).where(*is_made))
    references = sa.select(_c.reference).where(_c.id.in_(either))
    if case_id is not None:
        references = references.where(_c.id != case_id)
    with reading(db) as connection:
        return list(connection.scalars(references.order_by(_c.reference)))


def moves_of(db: sa.Engine, case_id: int) -> list[tuple[int, int]]:
    """Each of the last versions of a case that is about another than the version before, which was
    about something too: its number, and the number of the filing before it. Newest first."""
    query = sa.select(_t.id, _t.version, _t.subject).where(_t.case_id == case_id)
    with reading(db) as connection:
        last = connection.execute(query.order_by(_t.version.desc()).limit(_MOST_MOVES)).all()
    return [
        (now.version, before.id)
        for now, before in pairwise(last)
        if before.subject and now.subject and before.subject != now.subject
    ]


def rebase_draft(db: sa.Engine, draft_key: str, now: datetime) -> int:
    """Let a draft that changes an overtaken version change the newest one instead.

    Returns that version. What was typed stays as it is. Raises DraftAlreadyFiled, DraftNotFound.
    """
    with writing(db) as connection:
        draft = lock_living_draft(connection, draft_key, now)
        if draft.revises_filing_id is None:
            raise DraftNotFound
        revised = sa.select(_t.case_id).where(_t.id == draft.revises_filing_id)
        newest = (
            sa.select(_t.id, _t.version)
            .where(_t.case_id == revised.scalar_subquery())
            .order_by(_t.version.desc())
            .limit(1)
        )
        row = connection.execute(newest).one()
        _point_draft_at(connection, draft, row.id)
        return int(row.version)


def revise_with_draft(db: sa.Engine, draft_key: str, filing_id: int, now: datetime) -> None:
    """Let a draft that began by itself change a filing. What was typed stays as it is.

    Raises DraftAlreadyFiled, DraftNotFound.
    """
    with writing(db) as connection:
        _point_draft_at(connection, lock_living_draft(connection, draft_key, now), filing_id)


def _point_draft_at(connection: sa.Connection, draft: Draft, filing_id: int) -> None:
    """Whoever has read the draft must read it again: it changes something else now."""
    update = sa.update(schema.drafts).where(schema.drafts.c.id == draft.id)
    connection.execute(update.values(revises_filing_id=filing_id, revision=draft.revision + 1))


def _find(db: sa.Engine, which: sa.ColumnElement[bool]) -> Filing | None:
    with reading(db) as connection:
        row = connection.execute(_FILINGS.where(which)).mappings().one_or_none()
    return None if row is None else Filing(**row)
