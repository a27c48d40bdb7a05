"""Keys, and what each opens: who holds one may see a filing, and with some change it."""

from datetime import datetime

import sqlalchemy as sa

from register import keys, schema
from register.database import reading, writing
from register.filings import Filing, find_where

# What a key was given out for.
RECEIPT = "receipt"
VIEW = "view"

# Built once: for each filing the building took longer than the database.
_ADD_KEY = sa.insert(schema.access_keys)


def add_access_key(
    connection: sa.Connection, filing_id: int, key: str, purpose: str, now: datetime
) -> None:
    """Let `key`, which opens nothing yet, open the filing."""
    digest = keys.digest(key)
    row = {"digest": digest, "filing_id": filing_id, "purpose": purpose, "created_at": now}
    connection.execute(_ADD_KEY, row)


def grant_access(db: sa.Engine, filing_id: int, key: str, purpose: str, now: datetime) -> None:
    """Let one more key open a filing, e.g. that of the link in a copy too large to be mailed.

    Doing so twice changes nothing.
    """
    digest = schema.access_keys.c.digest
    with writing(db) as connection:
        if connection.scalar(sa.select(digest).where(digest == keys.digest(key))) is None:
            add_access_key(connection, filing_id, key, purpose, now)


def find_by_receipt_key(db: sa.Engine, key: str) -> Filing | None:
    """Return the filing that a secret key opens, or None."""
    table = schema.access_keys
    opened = sa.select(table.c.filing_id).where(table.c.digest == keys.digest(key))
    return find_where(db, schema.filings.c.id == opened.scalar_subquery())


def view_key(receipt_key: str) -> str:
    """The key that shows what a receipt shows and changes nothing; made with the receipt's."""
    return keys.derived_key(receipt_key, VIEW)


def may_change(db: sa.Engine, key: str) -> bool:
    """Whether the key is that of a receipt: who got a link by mail may see the filing only."""
    table = schema.access_keys.c
    purpose = sa.select(table.purpose).where(table.digest == keys.digest(key))
    with reading(db) as connection:
        return connection.scalar(purpose) == RECEIPT
