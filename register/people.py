"""Whose addresses stand in the newest versions of plans."""

import sqlalchemy as sa

from register import schema
from register.database import reading
from register.fold import address_key

_t = schema.case_people.c
_ANY = sa.select(_t.case_id).where(_t.address == sa.bindparam("address")).limit(1)


def stands_in_a_plan(db: sa.Engine, address: str) -> bool:
    """Whether any plan lists the address now, however it is written."""
    with reading(db) as connection:
        return connection.scalar(_ANY, {"address": address_key(address)}) is not None
