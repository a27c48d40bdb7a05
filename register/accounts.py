"""Accounts: who has signed in, by what an issuer calls them and never by a mere address."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from register import schema
from register.database import reading

# Issuers of ours, beside the addresses of providers: a link in a mail, and the same for who sees
# the own plans alone.
MAIL = "mail"
OWN = "own"

_ENSURE = sa.text(
    "INSERT INTO accounts (issuer, subject, name, address, created_at)"
    " VALUES (:issuer, :subject, :name, :address, :now)"
    " ON CONFLICT (issuer, subject) DO UPDATE SET name = :name, address = :address RETURNING id"
).bindparams(sa.bindparam("now", type_=schema.UtcDateTime()))


def ensure_account(
    connection: sa.Connection, issuer: str, subject: str, name: str, address: str, now: datetime
) -> int:
    """Return the number of the account, which is made when there is none.

    It stays locked until the transaction ends, so that its sessions can be counted.
    """
    row = {"issuer": issuer, "subject": subject, "name": name, "address": address, "now": now}
    return int(connection.execute(_ENSURE, row).scalar_one())


def names_of(db: sa.Engine, account_ids: Collection[int]) -> dict[int, str]:
    """Return what accounts are called, or their addresses where nobody gave a name."""
    if not account_ids:
        return {}
    table = schema.accounts.c
    query = sa.select(table.id, table.name, table.address).where(table.id.in_(account_ids))
    with reading(db) as connection:
        return {row.id: row.name or row.address for row in connection.execute(query)}
