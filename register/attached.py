"""Attached files: pictures and PDFs that belong to the answers, with a draft and then its filing.

They live with the draft from the moment they are sent, and the transaction that files it hands
them on: a filing without what its answers name cannot be. The bytes are given out only as long as
they are those that were kept.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from register import schema
from register.database import reading, writing
from register.drafts import WEIGHT, Draft, lock_living_draft, size_of
from register.errors import TooManyAttached

_f, _p = schema.attached_files.c, schema.attached_pages.c
_FACTS = tuple(column for column in _f if column is not _f.content)
_FILES = sa.select(*_FACTS).order_by(_f.id)
# What a new version begins with; the rest is another for each row.
_CARRIED = (_f.question, _f.sha256, _f.name, _f.media, _f.size, _f.weight, _f.content)
_CARRIED_PAGE = (_p.number, _p.width, _p.height, _p.text, _p.small, _p.picture)


@dataclass(frozen=True)
class AttachedPage:
    """A picture of it, JPEG: `picture` to be printed, `small` to be seen at a glance; `text` are
    the words that stand on a page of a PDF. Measures are in pixels of `picture`."""

    width: int
    height: int
    picture: bytes = field(repr=False)
    small: bytes = field(repr=False)
    text: str = ""


@dataclass(frozen=True)
class NewAttached:
    """What is to be kept for the input called `question`."""

    question: str
    name: str
    media: str
    content: bytes = field(repr=False)
    pages: Sequence[AttachedPage] = ()

    @property
    def weight(self) -> int:
        """The bytes of all that is kept of it."""
        return len(self.content) + sum(len(one.picture) + len(one.small) for one in self.pages)


@dataclass(frozen=True)
class Attached:
    """A file without its bytes (`content_of`)."""

    id: int
    draft_id: int | None
    filing_id: int | None
    question: str
    sha256: str
    name: str
    media: str
    size: int
    weight: int
    attached_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True)
class Bounds:
    """How many files of how many bytes together one draft holds, and how many answer the question
    that a file is for."""

    files: int
    weight: int
    of_question: int


def attach(
    db: sa.Engine, draft_key: str, new: NewAttached, bounds: Bounds, now: datetime
) -> tuple[Attached, bool]:
    """Keep a file with a draft; False when those bytes were there already.

    Raises TooManyAttached, DraftAlreadyFiled, DraftNotFound, RegisterUnavailable.
    """
    digest = hashlib.sha256(new.content).hexdigest()
    with writing(db) as connection:
        draft = lock_living_draft(connection, draft_key, now)
        there = _listed(connection, _f.draft_id == draft.id)
        known = next((one for one in there if one.sha256 == digest), None)
        if known:
            return known, False
        _refuse_too_many(there, new, bounds)
        file_id = _write(connection, draft, new, digest, now)
        _weigh(connection, draft)
        return _listed(connection, _f.id == file_id)[0], True


def _refuse_too_many(there: Sequence[Attached], new: NewAttached, bounds: Bounds) -> None:
    if len(there) >= bounds.files:
        raise TooManyAttached("files", bounds.files)
    if sum(one.question == new.question for one in there) >= bounds.of_question:
        raise TooManyAttached("files", bounds.of_question)
    if sum(one.weight for one in there) + new.weight > bounds.weight:
        raise TooManyAttached("bytes", bounds.weight)


def _write(
    connection: sa.Connection, draft: Draft, new: NewAttached, digest: str, now: datetime
) -> int:
    row = {
        "draft_id": draft.id,
        "question": new.question,
        "sha256": digest,
        "name": new.name,
        "media": new.media,
        "size": len(new.content),
        "weight": new.weight,
        "attached_at": now,
        "content": new.content,
    }
    added = connection.execute(sa.insert(schema.attached_files), row).inserted_primary_key
    assert added is not None
    pages = [
        {
            "file_id": added[0],
            "number": number,
            "width": page.width,
            "height": page.height,
            "text": page.text,
            "small": page.small,
            "picture": page.picture,
        }
        for number, page in enumerate(new.pages, 1)
    ]
    if pages:
        connection.execute(sa.insert(schema.attached_pages), pages)
    return int(added[0])


def detach(db: sa.Engine, draft_key: str, sha256: str, now: datetime) -> Attached | None:
    """Remove a file from a draft; what it was, or None when it was not there.

    Raises DraftAlreadyFiled, DraftNotFound, RegisterUnavailable.
    """
    with writing(db) as connection:
        draft = lock_living_draft(connection, draft_key, now)
        found = _listed(connection, sa.and_(_f.draft_id == draft.id, _f.sha256 == sha256))
        for one in found:
            _remove(connection, one)
            _weigh(connection, draft)
        return found[0] if found else None


def _remove(connection: sa.Connection, one: Attached) -> None:
    connection.execute(sa.delete(schema.attached_pages).where(_p.file_id == one.id))
    connection.execute(sa.delete(schema.attached_files).where(_f.id == one.id))


def _weigh(connection: sa.Connection, draft: Draft) -> None:
    update = sa.update(schema.drafts).where(schema.drafts.c.id == draft.id)
    connection.execute(update.values(size=size_of(draft.typed) + WEIGHT))


def of_draft(db: sa.Engine, draft_id: int) -> list[Attached]:
    """Return the files of a draft in the order in which they came."""
    with reading(db) as connection:
        return _listed(connection, _f.draft_id == draft_id)


def of_filing(db: sa.Engine, filing_id: int) -> list[Attached]:
    """Return the files of a filing in the order in which they came."""
    with reading(db) as connection:
        return _listed(connection, _f.filing_id == filing_id)


def of_filings(db: sa.Engine, filing_ids: Collection[int]) -> dict[int, list[Attached]]:
    """Return the files of some filings, by the number of the filing."""
    found: dict[int, list[Attached]] = {number: [] for number in filing_ids}
    with reading(db) as connection:
        for one in _listed(connection, _f.filing_id.in_(filing_ids)):
            assert one.filing_id is not None
            found[one.filing_id].append(one)
    return found


def _listed(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[Attached]:
    return [Attached(**row) for row in connection.execute(_FILES.where(which)).mappings()]


def content_of(db: sa.Engine, file_id: int) -> bytes | None:
    """Return the bytes of a file; None when they were erased, or no longer are those."""
    query = sa.select(_f.content, _f.sha256).where(_f.id == file_id)
    with reading(db) as connection:
        row = connection.execute(query).one_or_none()
    return row.content if row and is_whole(row.content, row.sha256) else None


def is_whole(content: object, sha256: str) -> bool:
    """Whether bytes still are those that were kept."""
    # SQLite keeps a text where bytes should be.
    return isinstance(content, bytes) and hashlib.sha256(content).hexdigest() == sha256


def pages_of(db: sa.Engine, file_id: int) -> list[AttachedPage]:
    """Return how a file is printed and shown, page by page."""
    query = sa.select(_p.width, _p.height, _p.picture, _p.small, _p.text)
    with reading(db) as connection:
        rows = connection.execute(query.where(_p.file_id == file_id).order_by(_p.number))
        return [AttachedPage(**row) for row in rows.mappings()]


def texts_of(db: sa.Engine, file_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the words on each page of some files, by the number of the file."""
    found: dict[int, list[str]] = {number: [] for number in file_ids}
    query = sa.select(_p.file_id, _p.text).where(_p.file_id.in_(file_ids))
    with reading(db) as connection:
        for row in connection.execute(query.order_by(_p.file_id, _p.number)):
            found[row.file_id].append(row.text)
    return found


def small_picture(db: sa.Engine, file_id: int) -> bytes | None:
    """Return the small picture of a file's first page, or None."""
    query = sa.select(_p.small).where(_p.file_id == file_id, _p.number == 1)
    with reading(db) as connection:
        found = connection.scalar(query)
    return found if isinstance(found, bytes) else None


def hand_over(
    connection: sa.Connection,
    draft_id: int,
    filing_id: int,
    answers: Mapping[str, Any],
    holds: frozenset[str],
) -> bool:
    """Let a filing have the files of its draft that its `answers` name, and remove the others,
    which answer what is not asked. False when the draft does not hold these files, or the answers
    name another."""
    mine = _f.draft_id == draft_id
    there = _listed(connection, mine)
    named = set(named_in(answers))
    if {one.sha256 for one in there} != holds or not named <= holds:
        return False
    for one in there:
        if one.sha256 not in named:
            _remove(connection, one)
    if there:
        owner = {"draft_id": None, "filing_id": filing_id}
        connection.execute(sa.update(schema.attached_files).where(mine).values(owner))
    return True


def carry_over(db: sa.Engine, filing_id: int, draft_key: str, now: datetime) -> None:
    """Let a draft that begins with a filing's answers have its files too."""
    with writing(db) as connection:
        draft = lock_living_draft(connection, draft_key, now)
        for one in _listed(connection, sa.and_(_f.filing_id == filing_id, _f.erased_at.is_(None))):
            new = _copied(connection, one.id, {"draft_id": draft.id, "attached_at": now})
            names = ["file_id", *(column.name for column in _CARRIED_PAGE)]
            source = sa.select(sa.literal(new), *_CARRIED_PAGE).where(_p.file_id == one.id)
            pages = sa.insert(schema.attached_pages).from_select(names, source)
            connection.execute(pages)
        _weigh(connection, draft)


def _copied(connection: sa.Connection, file_id: int, owner: Mapping[str, Any]) -> int:
    names = [*(column.name for column in _CARRIED), *owner]
    values = [sa.literal(value, _f[name].type) for name, value in owner.items()]
    source = sa.select(*_CARRIED, *values).where(_f.id == file_id)
    insert = sa.insert(schema.attached_files).from_select(names, source, include_defaults=False)
    return int(connection.execute(insert.returning(_f.id)).scalar_one())


def named_in(answers: Collection[Any] | Mapping[str, Any]) -> Iterator[str]:
    """The SHA-256 of each file that answers name, wherever they do."""
    for one in answers.values() if isinstance(answers, Mapping) else answers:
        if isinstance(one, Mapping) and {"sha256", "media", "bytes"} <= one.keys():
            yield str(one["sha256"])
        elif isinstance(one, Mapping | list):
            yield from named_in(one)
