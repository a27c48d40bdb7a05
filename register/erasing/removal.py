"""Removing what a case held: everything that anybody wrote, showed or sent. Its reference, its
days, the digests of what there was and the lines of its trail stay; those never hold words of
anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from register import schema
from register.access import RECEIPT
from register.drafts import ERASED, forget_attached
from register.index import forget_words
from register.letters import forget_letters_about
from register.verdicts import Verdict

# What stands where the words of a filing stood; the name of its form, its title, stays.
GONE = "Gallrad"
_f, _d, _m = schema.filings.c, schema.documents.c, schema.deliveries.c
_a, _h, _k = schema.arrivals.c, schema.sheets.c, schema.cuttings.c
_t, _p = schema.attached_files.c, schema.attached_pages.c
# Pages that belong to nobody.
_NOBODYS = (Verdict.BLANK.value, Verdict.DROPPED.value)
_CASE_WORDS = ("account_address", "ended_kept", "published_text")


@dataclass(frozen=True)
class Removed:
    """What was removed: its versions with the days on which they were filed, the SHA-256 of its
    documents and files, newest document first, the Message-IDs of copies that went out, and the
    digests of files with paper that hold pages of others too, and therefore stay."""

    versions: Sequence[datetime] = ()
    digests: Sequence[str] = ()
    mails: Sequence[str] = ()
    shared: Sequence[str] = ()


def remove_case(connection: sa.Connection, case_id: int, now: datetime) -> Removed:
    """Remove all that it held, in the transaction of the erasure that tells of it."""
    query = sa.select(_f.id, _f.filed_at).where(_f.case_id == case_id).order_by(_f.version)
    filings = connection.execute(query).all()
    ids = [one.id for one in filings]
    digests, mails = _digests(connection, case_id, ids), _mails(connection, ids)
    _empty_filings(connection, ids, now)
    _empty_files(connection, ids, now)
    remove_snapshots(connection, schema.snapshots.c.case_id == case_id, now)
    shared = _remove_paper(connection, ids, now)
    _empty_mails(connection, ids)
    forget_letters_about(connection, case_id, ids)
    _empty_drafts(connection, ids, now)
    _empty_case(connection, case_id, now)
    forget_words(connection, case_id)
    return Removed([one.filed_at for one in filings], digests, mails, shared)


def remove_snapshots(
    connection: sa.Connection, which: sa.ColumnElement[bool], now: datetime
) -> list[str]:
    """Remove what snapshots show; the digests of those that were not gone before."""
    of, files = schema.snapshots.c, schema.snapshot_files.c
    there = sa.and_(which, of.erased_at.is_(None))
    found = connection.execute(sa.select(of.id, of.sha256).where(there).order_by(of.id)).all()
    ids, gone = [one.id for one in found], {"content": None, "erased_at": now, "name": ""}
    own = sa.update(schema.snapshot_files).where(files.snapshot_id.in_(ids))
    connection.execute(own.where(files.erased_at.is_(None)).values(**gone, small=None))
    connection.execute(sa.update(schema.snapshots).where(of.id.in_(ids)).values(**gone, shows=""))
    return [one.sha256 for one in found]


def _digests(connection: sa.Connection, case_id: int, ids: Sequence[int]) -> list[str]:
    of = schema.snapshots.c
    kept = (
        sa.select(_d.sha256).where(_d.filing_id.in_(ids)).order_by(_d.id.desc()),
        sa.select(_t.sha256).where(_t.filing_id.in_(ids)).order_by(_t.id),
        sa.select(of.sha256).where(of.case_id == case_id).order_by(of.id),
    )
    return list(dict.fromkeys(one for query in kept for one in connection.scalars(query)))


def _mails(connection: sa.Connection, ids: Sequence[int]) -> list[str]:
    went = sa.and_(_m.filing_id.in_(ids), _m.accepted_at.is_not(None))
    return list(connection.scalars(sa.select(_m.message_id).where(went).order_by(_m.id)))


def _empty_filings(connection: sa.Connection, ids: Sequence[int], now: datetime) -> None:
    words = {"summary": GONE, "text": "", "subject": ""}
    empty = sa.update(schema.filings).where(_f.id.in_(ids), _f.erased_at.is_(None))
    connection.execute(empty.values(**words, answers={}, erased_at=now))
    documents = sa.update(schema.documents).where(_d.filing_id.in_(ids), _d.erased_at.is_(None))
    connection.execute(documents.values(content=None, erased_at=now))
    # The receipt's still leads to a page that says so; what was sent on to others leads nowhere.
    keys = schema.access_keys
    is_other = sa.and_(keys.c.filing_id.in_(ids), keys.c.purpose != RECEIPT)
    connection.execute(sa.delete(keys).where(is_other))


def _empty_files(connection: sa.Connection, ids: Sequence[int], now: datetime) -> None:
    own = _t.filing_id.in_(ids)
    pages = sa.delete(schema.attached_pages)
    connection.execute(pages.where(_p.file_id.in_(sa.select(_t.id).where(own))))
    files = sa.update(schema.attached_files).where(own, _t.erased_at.is_(None))
    connection.execute(files.values(content=None, erased_at=now, name=""))


def _remove_paper(connection: sa.Connection, ids: Sequence[int], now: datetime) -> list[str]:
    """Remove files in which all pages are of erased filings, and of others these pages' pictures;
    the digests of the others."""
    own = sa.select(_h.arrival_id).where(_h.filing_id.in_(ids))
    came = sa.union(own, sa.select(_a.id).where(_a.filing_id.in_(ids)))
    arrivals = set(connection.scalars(came))
    shared = set(connection.scalars(_with_pages_of_others(arrivals, ids)))
    alone = arrivals - shared
    files = sa.update(schema.arrivals).where(_a.id.in_(alone), _a.erased_at.is_(None))
    connection.execute(files.values(content=None, erased_at=now, name="", facts={}))
    is_gone = sa.or_(_h.filing_id.in_(ids), _h.arrival_id.in_(alone))
    cut = sa.select(_h.id).where(is_gone)
    connection.execute(sa.delete(schema.cuttings).where(_k.sheet_id.in_(cut)))
    connection.execute(
        sa.update(schema.sheets).where(is_gone).values(picture=None, media="", facts={})
    )
    others = sa.select(_a.sha256).where(_a.id.in_(shared)).order_by(_a.id)
    return list(connection.scalars(others))


def _with_pages_of_others(arrivals: set[int], ids: Sequence[int]) -> sa.Select[Any]:
    """Those of some files in which a page is of another filing, or may be."""
    living = sa.or_(_f.id.is_(None), _f.erased_at.is_(None))
    others = sa.select(_h.arrival_id).join_from(
        schema.sheets, schema.filings, _f.id == _h.filing_id, isouter=True
    )
    not_own = sa.or_(_h.filing_id.is_(None), _h.filing_id.not_in(ids))
    return others.where(_h.arrival_id.in_(arrivals), _h.verdict.not_in(_NOBODYS), not_own, living)


def _empty_mails(connection: sa.Connection, ids: Sequence[int]) -> None:
    """Nobody can be told any more to whom they went; those that wait hold an erasure back."""
    copies = sa.update(schema.deliveries).where(_m.filing_id.in_(ids))
    connection.execute(copies.values(recipient="", server_reply=""))


def _empty_drafts(connection: sa.Connection, ids: Sequence[int], now: datetime) -> None:
    """That which was filed, and those that were begun to change it."""
    of = schema.drafts.c
    filed = sa.select(_f.draft_digest).where(_f.id.in_(ids))
    begun = sa.or_(of.revises_filing_id.in_(ids), of.key_digest.in_(filed))
    empty = sa.update(schema.drafts).where(begun, of.erased_at.is_(None))
    connection.execute(empty.values(**ERASED, erased_at=now, expires_at=now))
    forget_attached(connection)


def _empty_case(connection: sa.Connection, case_id: int, now: datetime) -> None:
    of = schema.cases.c
    empty = dict.fromkeys(_CASE_WORDS) | {"erased_at": now, "revision": of.revision + 1}
    connection.execute(sa.update(schema.cases).where(of.id == case_id).values(empty))
    for table in (schema.departures, schema.reminders):
        connection.execute(sa.delete(table).where(table.c.case_id == case_id))
    holds = sa.update(schema.holds).where(schema.holds.c.case_id == case_id)
    connection.execute(holds.values(why=""))
