"""The life of an account: planned, in use, closed.

It follows from what was filed and what was noted of it; what of that the duties are counted from
stands beside the index (register.index).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from forms.values.account import account_key
from register import schema
from register.database import reading
from register.papers import PaperState
from swedish import day_of

_x, _c = schema.case_index.c, schema.cases.c
_LIVING = sa.select(
    *(_x.medium, _x.is_planned, _x.exists_since, _x.pictured_on, _x.reviewed_on, _x.shown_on),
    *(_x.is_public, _x.subject, _c.ended_on, _c.account_address),
).join_from(schema.case_index, schema.cases, _c.id == _x.case_id)


class Life(StrEnum):
    """Where an account is in its life; the values stand in addresses and exports."""

    NONE = ""
    """What was filed is not about an account."""
    PLANNED = "planerat"
    IN_USE = "i bruk"
    CLOSED = "avslutat"


def life_of(is_planned: bool, exists_since: date | None, ended_on: date | None) -> Life:
    """It, of what the index says of a case and the day on which that ended."""
    if not (is_planned or exists_since):
        return Life.NONE
    if ended_on is not None:
        return Life.CLOSED
    return Life.PLANNED if is_planned else Life.IN_USE


@dataclass(frozen=True)
class Noted:
    """What it follows from: what was noted of a case, what its newest version is about and since
    when one is about an account, when both were filed, and the day of its last snapshot."""

    subject: str
    changed_at: datetime
    began_at: datetime | None
    last_pictured_on: date | None
    ended_on: date | None
    created_on: date | None
    account_address: str | None
    reviewed_on: date | None
    shown_on: date | None
    unlisted_at: datetime | None
    erased_at: datetime | None

    @property
    def exists_since(self) -> date | None:
        """The day since which there is the account; None while there is none."""
        if self.created_on is not None:
            return self.created_on
        return day_of(self.began_at) if self.subject and self.began_at else None

    def subject_in(self, medium: str) -> str:
        """The account in one text: that of the newest version, or that which was made since."""
        if self.subject or not self.account_address or self.created_on is None:
            return self.subject
        return account_key(self.account_address, medium)


def days_of(noted: Noted, *, is_of_account: bool, paper: str) -> dict[str, Any]:
    """The columns of the index that tell it, by their names."""
    since = noted.exists_since if is_of_account else None
    filed_on = day_of(noted.changed_at)
    is_kept_back = noted.unlisted_at or noted.erased_at or noted.ended_on
    return {
        "is_planned": is_of_account and since is None,
        "exists_since": since,
        "pictured_on": since and (noted.last_pictured_on or since),
        "reviewed_on": since and max(noted.reviewed_on or filed_on, filed_on),
        "shown_on": since and (noted.shown_on or since),
        "is_public": bool(since and paper == PaperState.SIGNED and not is_kept_back),
    }


def noted_of(facts: sa.RowMapping) -> Noted:
    """It, of a row that has its columns among others."""
    return Noted(**{name: facts[name] for name in Noted.__dataclass_fields__})


@dataclass(frozen=True)
class Living:
    """Where the account of a case is in its life, and the days that its duties count from."""

    medium: str = ""
    is_planned: bool = False
    exists_since: date | None = None
    pictured_on: date | None = None
    reviewed_on: date | None = None
    shown_on: date | None = None
    is_public: bool = False
    subject: str = ""
    ended_on: date | None = None
    account_address: str | None = None

    @property
    def made_at(self) -> str:
        """The address that was noted when the account was made, as long as it is about that."""
        noted = self.account_address or ""
        return noted if noted and account_key(noted, self.medium) == self.subject else ""

    @property
    def life(self) -> Life:
        """Where it is."""
        return life_of(self.is_planned, self.exists_since, self.ended_on)


def living_of(db: sa.Engine, case_id: int) -> Living:
    """That of a case; one without an index is about no account, as far as is known."""
    with reading(db) as connection:
        row = connection.execute(_LIVING.where(_x.case_id == case_id)).mappings().one_or_none()
    return Living() if row is None else Living(**row)
