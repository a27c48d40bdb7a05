"""Saved views: names that an account gives to addresses of the list, with all that they ask for."""

from dataclasses import dataclass

import sqlalchemy as sa

from register import schema
from register.database import reading, writing
from register.errors import NameTaken, TooManyViews
from register.fold import sort_key

MOST_VIEWS = 50
LONGEST_NAME = 60
# Of an address that asks for all that there is to ask for.
LONGEST_QUERY = 4_000

_v = schema.views.c


@dataclass(frozen=True)
class View:
    """One of them; `query` is what stands after the question mark."""

    id: int
    name: str
    query: str


def views_of(db: sa.Engine, account_id: int) -> list[View]:
    """Return all of an account, sorted by name as Swedes do."""
    query = sa.select(_v.id, _v.name, _v.query).where(_v.account_id == account_id)
    with reading(db) as connection:
        found = [View(**row) for row in connection.execute(query).mappings()]
    return sorted(found, key=lambda view: (sort_key(view.name), view.id))


def add_view(db: sa.Engine, account_id: int, name: str, query: str) -> None:
    """Keep one more. Raises NameTaken, TooManyViews; RegisterUnavailable."""
    with writing(db) as connection:
        others = _others(connection, account_id)
        if name in others.values():
            raise NameTaken
        if len(others) >= MOST_VIEWS:
            raise TooManyViews
        view = {"account_id": account_id, "name": name, "query": query}
        connection.execute(sa.insert(schema.views), view)


def rename_view(db: sa.Engine, account_id: int, view_id: int, name: str) -> bool:
    """Call one otherwise; whether the account has it. Raises NameTaken, RegisterUnavailable."""
    with writing(db) as connection:
        others = _others(connection, account_id)
        if others.pop(view_id, None) is None:
            return False
        if name in others.values():
            raise NameTaken
        connection.execute(sa.update(schema.views).where(_v.id == view_id).values(name=name))
    return True


def remove_view(db: sa.Engine, account_id: int, view_id: int) -> bool:
    """Forget one; whether the account had it."""
    gone = sa.delete(schema.views).where(_v.id == view_id, _v.account_id == account_id)
    with writing(db) as connection:
        return connection.execute(gone).rowcount > 0


def _others(connection: sa.Connection, account_id: int) -> dict[int, str]:
    """The names that the account has given; nobody else gives it one meanwhile."""
    account = sa.select(schema.accounts.c.id).where(schema.accounts.c.id == account_id)
    connection.execute(account.with_for_update()).all()
    rows = connection.execute(sa.select(_v.id, _v.name).where(_v.account_id == account_id))
    return {row.id: row.name for row in rows}
