"""Looks: the log of who saw persons. Lines are only ever added."""

from datetime import datetime

import sqlalchemy as sa

from register import schema
from register.database import writing

_ADD = sa.insert(schema.looks)


def add_look(
    db: sa.Engine,
    what: str,
    now: datetime,
    *,
    count: int = 1,
    account_id: int | None = None,
    token_id: int | None = None,
    case_id: int | None = None,
) -> None:
    """Write that an account or a token saw so many cases, or the one; `what` is a word of ours."""
    line = {"at": now, "what": what, "count": count, "case_id": case_id}
    who = {"account_id": account_id, "token_id": token_id}
    with writing(db) as connection:
        connection.execute(_ADD, line | who)
