"""Documents: issued, unchangeable PDF bytes with their SHA-256.

None is given out without being compared with it: there is no other way to one from outside.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from register import schema
from register.actors import Actor
from register.database import reading
from register.errors import DocumentErased, FilingDamaged
from register.events import EventKind, add_event
from register.filings import FILING_COLUMNS, NAMES, Filing


class DocumentKind(StrEnum):
    """Which of a filing's documents. The values are stored."""

    ISSUED = "issued"
    COPY = "copy"
    SIGNED = "signed"
    """Made of the sheets that came home."""


@dataclass(frozen=True)
class NewDocument:
    """What is to be issued; `places` as `pdf.places` tells them, None where nobody knows."""

    content: bytes
    places: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Document:
    """A document as it was issued; `sha256` in hex, `name` ready as a file name.

    `number` counts those of one kind. An erased one has no content left. `places` are where its
    codes and signatures are, None for documents from before they were kept.
    """

    id: int
    filing_id: int
    kind: DocumentKind
    name: str
    content: bytes
    sha256: str
    made_at: datetime
    number: int
    erased_at: datetime | None
    places: Mapping[str, Any] | None = None

    @property
    def pages(self) -> int | None:
        """How many pages it has, as far as is known."""
        # A damaged SQLite file may hold text where an object should be.
        return self.places.get("pages") if isinstance(self.places, Mapping) else None

    @property
    def is_whole(self) -> bool:
        """Whether the bytes still are those that were issued."""
        # SQLite keeps a text where bytes should be.
        is_bytes = isinstance(self.content, bytes)
        return is_bytes and hashlib.sha256(self.content).hexdigest() == self.sha256


MISSING = "issued document is not there"
NO_PLACES = "has places that are no JSON object"
_t = schema.documents.c
_ADD = sa.insert(schema.documents)
_DOCUMENT_COLUMNS = {column.name: column.label(f"document_{column.name}") for column in _t}
_OF_FILING = (
    sa.select(*FILING_COLUMNS, *_DOCUMENT_COLUMNS.values())
    .select_from(schema.filings.join(schema.cases).join(schema.documents))
    .where(_t.filing_id == sa.bindparam("filing_id"))
)
_ONE_OF_FILING = _OF_FILING.where(_t.id == sa.bindparam("document_id"))
# By the alphabet "copy" comes before "issued".
_COPY_FIRST = (
    _OF_FILING.where(
        _t.kind.in_([DocumentKind.COPY.value, DocumentKind.ISSUED.value]), _t.number == 1
    )
    .order_by(_t.kind)
    .limit(1)
)


def add_document(
    connection: sa.Connection,
    filing_id: int,
    kind: DocumentKind,
    name: str,
    new: NewDocument,
    now: datetime,
    actor: Actor,
    number: int = 1,
) -> int:
    """Write a document and its event, in the transaction that makes it; return its number here.

    `number` is its place among those of its kind.
    """
    sha256 = hashlib.sha256(new.content).hexdigest()
    row = {
        "filing_id": filing_id,
        "kind": kind.value,
        "name": name,
        "content": new.content,
        "sha256": sha256,
        "made_at": now,
        "places": new.places,
        "number": number,
    }
    added = connection.execute(_ADD, row).inserted_primary_key
    assert added is not None
    add_event(
        connection,
        EventKind.DOCUMENT_ISSUED,
        now,
        actor,
        filing_id=filing_id,
        document=kind.value,
        sha256=sha256,
    )
    return int(added[0])


def document_of(db: sa.Engine, filing_id: int) -> Document:
    """Return the document that was issued at filing. Raises FilingDamaged, DocumentErased."""
    return _kept(issued_of(db, filing_id))


def issued_of(db: sa.Engine, filing_id: int) -> Document:
    """Return what was issued at filing, also when its content was erased. Raises FilingDamaged."""
    return _whole(db, filing_id, _find(db, filing_id, DocumentKind.ISSUED))


def copy_of(db: sa.Engine, filing_id: int) -> Document:
    """Return the document marked as a copy, or the issued one when no copy was made.

    Raises FilingDamaged, DocumentErased.
    """
    copy = _find(db, filing_id, DocumentKind.COPY)
    return _kept(_whole(db, filing_id, copy or _find(db, filing_id, DocumentKind.ISSUED)))


def signed_of(db: sa.Engine, filing_id: int) -> Document | None:
    """Return what was made of the signed paper last, or None. Raises FilingDamaged, DocumentErased.

    What was made of it before stays, with a lower number.
    """
    found = _newest(db, filing_id, DocumentKind.SIGNED)
    return _kept(_whole(db, filing_id, found)) if found else None


def with_signed(db: sa.Engine, filing_ids: Collection[int]) -> set[int]:
    """Which of some filings have a document of their signed paper; no content is read."""
    is_one = sa.and_(_t.filing_id.in_(filing_ids), _t.kind == DocumentKind.SIGNED.value)
    query = sa.select(_t.filing_id).where(is_one, _t.erased_at.is_(None))
    with reading(db) as connection:
        return set(connection.scalars(query))


def kinds_of(db: sa.Engine, filing_id: int) -> list[DocumentKind]:
    """Return which documents a filing has that were not erased; no content is read."""
    query = sa.select(_t.kind).where(_t.filing_id == filing_id, _t.erased_at.is_(None))
    with reading(db) as connection:
        found = set(connection.scalars(query))
    return [kind for kind in DocumentKind if kind in found]


def filing_and_copy(db: sa.Engine, filing_id: int) -> tuple[Filing, Document]:
    """Return what a copy is made of, in one query; the document as `copy_of` says.

    Raises FilingDamaged, DocumentErased.
    """
    return _with_filing(db, filing_id, _COPY_FIRST, {"filing_id": filing_id})


def filing_and_document(db: sa.Engine, filing_id: int, document_id: int) -> tuple[Filing, Document]:
    """Return a filing and one of its documents. Raises FilingDamaged, DocumentErased."""
    which = {"filing_id": filing_id, "document_id": document_id}
    return _with_filing(db, filing_id, _ONE_OF_FILING, which)


def _with_filing(
    db: sa.Engine, filing_id: int, query: sa.Select[Any], which: Mapping[str, int]
) -> tuple[Filing, Document]:
    with reading(db) as connection:
        row = connection.execute(query, which).mappings().first()
    columns: dict[str, Any] = dict(row) if row else {}
    found = {name: columns.pop(label.name) for name, label in _DOCUMENT_COLUMNS.items() if row}
    document = _kept(_whole(db, filing_id, document_of_row(found) if row else None))
    return Filing(**columns), document


def _find(db: sa.Engine, filing_id: int, kind: DocumentKind) -> Document | None:
    """The first of its kind."""
    return _one(db, sa.and_(_is_of(filing_id, kind), _t.number == 1))


def _newest(db: sa.Engine, filing_id: int, kind: DocumentKind) -> Document | None:
    last = sa.select(sa.func.max(_t.number)).where(_is_of(filing_id, kind)).scalar_subquery()
    return _one(db, sa.and_(_is_of(filing_id, kind), _t.number == last))


def _is_of(filing_id: int, kind: DocumentKind) -> sa.ColumnElement[bool]:
    return sa.and_(_t.filing_id == filing_id, _t.kind == kind.value)


def _one(db: sa.Engine, which: sa.ColumnElement[bool]) -> Document | None:
    query = sa.select(schema.documents).where(which)
    with reading(db) as connection:
        row = connection.execute(query).mappings().one_or_none()
    return None if row is None else document_of_row(row)


def document_of_row(row: Mapping[Any, Any]) -> Document:
    """A row of the table as a document."""
    columns = dict(row)
    columns["kind"] = DocumentKind(columns["kind"])
    columns["content"] = b"" if columns["content"] is None else columns["content"]
    return Document(**columns)


def _kept(document: Document) -> Document:
    if document.erased_at is not None:
        raise DocumentErased(document.name, document.erased_at)
    return document


def _whole(db: sa.Engine, filing_id: int, found: Document | None) -> Document:
    if found is not None and (found.is_whole or found.erased_at is not None):
        return found
    what = f"{found.kind} document differs from its SHA-256" if found else MISSING
    with reading(db) as connection:
        reference, version = connection.execute(NAMES.where(schema.filings.c.id == filing_id)).one()
    raise FilingDamaged(filing_id, reference, version, f"the {what}")
