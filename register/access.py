"""Who may do what: keys, what each opens, and the one answer to every such question."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

import sqlalchemy as sa

from register import keys, schema
from register.actors import Actor, ActorKind, Role, Scope, of_key
from register.database import reading, writing
from register.filings import FILING_COLUMNS, Filing
from register.sight import reads

# What a key was given out for.
RECEIPT = "receipt"
VIEW = "view"
LINK = "copy"


class Action(Enum):
    """What somebody may ask to do with a case."""

    SEE = auto()
    """Its answers and documents, and how its copies fare."""
    CHANGE = auto()
    """File the next version, or begin another with its answers."""
    SEND_AGAIN = auto()
    CHECK = auto()
    """See that it is registered: no answers, no names."""
    BRING = auto()
    """Send its signed paper home."""
    LOOK = auto()
    """See it in the office's register, with all that hangs on it."""
    NOTE = auto()
    """Write down there what happened with it, such as that its paper has come."""
    TEND = auto()
    """Say how the account that it is about fares: that it is there, that what was filed still
    holds, that it shows what it must, that it is closed."""
    NUMBER = auto()
    """Give it the number that it has in the diary."""
    RELEASE = auto()
    """Give out a copy of it to somebody who asks for records, and judge what is masked."""
    HOLD = auto()
    """Keep it from being erased, or no longer."""


# Who has the paper, or may print it.
_HOLD = frozenset((Action.CHECK, Action.BRING))
MAY: Mapping[ActorKind, frozenset[Action]] = {
    ActorKind.FILER: _HOLD | {Action.SEE, Action.CHANGE, Action.SEND_AGAIN, Action.TEND},
    ActorKind.READER: _HOLD | {Action.SEE},
    ActorKind.HOLDER: _HOLD,
    ActorKind.ADMINISTRATOR: _HOLD | {Action.SEE, Action.CHANGE, Action.TEND},
}
# Who answers for the records.
_KEEP = frozenset((Action.LOOK, Action.NUMBER, Action.HOLD, Action.RELEASE))
# An operator sees no answers, and so looks at no case.
MAY_WITH: Mapping[Role, frozenset[Action]] = {
    Role.OFFICER: _KEEP | {Action.NOTE, Action.SEND_AGAIN, Action.TEND},
    Role.ARCHIVIST: _KEEP,
    Role.READER: frozenset((Action.LOOK,)),
    Role.OPERATOR: frozenset((Action.SEND_AGAIN,)),
    Role.OWN: _HOLD | {Action.SEE},
}
# Each scope by itself, and of every case.
MAY_WITHIN: Mapping[Scope, frozenset[Action]] = {
    Scope.LIST: frozenset((Action.LOOK,)),
    Scope.DNR: frozenset((Action.NUMBER,)),
}
_REACH_ALL = frozenset((Role.OFFICER, Role.ARCHIVIST, Role.OPERATOR))
# Who looks at no answers, and who stands in them.
_WHATEVER_FORM = frozenset((Role.OPERATOR, Role.OWN))
_HOLDS = {RECEIPT: ActorKind.FILER, VIEW: ActorKind.READER, LINK: ActorKind.READER}

# Built once: for each filing the building took longer than the database.
_ADD_KEY = sa.insert(schema.access_keys)
_t = schema.access_keys.c
_OPENED = (
    sa.select(*FILING_COLUMNS, _t.purpose)
    .select_from(schema.access_keys.join(schema.filings).join(schema.cases))
    .where(_t.digest == sa.bindparam("digest"))
)


def add_access_keys(
    connection: sa.Connection, filing_id: int, purposes: Mapping[str, str], now: datetime
) -> None:
    """Let keys, which open nothing yet, open the filing, each for its purpose."""
    filing = {"filing_id": filing_id, "created_at": now}
    rows = [
        filing | {"digest": keys.digest(key), "purpose": purpose}
        for key, purpose in purposes.items()
    ]
    connection.execute(_ADD_KEY, rows)


def grant_access(db: sa.Engine, filing_id: int, key: str, purpose: str, now: datetime) -> None:
    """Let one more key open a filing, e.g. that of the link in a copy too large to be mailed.

    Doing so twice changes nothing.
    """
    digest = schema.access_keys.c.digest
    with writing(db) as connection:
        if connection.scalar(sa.select(digest).where(digest == keys.digest(key))) is None:
            add_access_keys(connection, filing_id, {key: purpose}, now)


def may(actor: Actor, action: Action, case_id: int, form: str) -> bool:
    """Whether somebody may do something with a case; what nobody was given is refused.

    A key opens its own case. So does a role that does not reach every case, of which somebody must
    have found this one among theirs. Roles and other systems must be among those who read the
    `form` of the case, a slug.
    """
    if actor.case_id == case_id and action in MAY.get(actor.kind, ()):
        return True
    if any(action in MAY_WITHIN.get(scope, ()) for scope in actor.scopes):
        return reads(actor.kind, form)
    return any(
        action in MAY_WITH.get(role, ())
        and (_reaches_all(actor, role) or actor.case_id == case_id)
        and (role in _WHATEVER_FORM or reads(role, form))
        for role in actor.roles
    )


def _reaches_all(actor: Actor, role: Role) -> bool:
    return role in _REACH_ALL or (role is Role.READER and not actor.department)


@dataclass(frozen=True)
class Opened:
    """The filing that a key opens, and who holds that key."""

    filing: Filing
    actor: Actor

    def may(self, action: Action) -> bool:
        """Whether that key lets one do so."""
        return may(self.actor, action, self.filing.case_id, self.filing.form)


def opened_by(db: sa.Engine, key: str) -> Opened | None:
    """Return what a secret key opens, and as whom; None when it opens nothing."""
    with reading(db) as connection:
        row = connection.execute(_OPENED, {"digest": keys.digest(key)}).mappings().one_or_none()
    if row is None:
        return None
    columns = dict(row)
    kind = _HOLDS[columns.pop("purpose")]
    return Opened(Filing(**columns), of_key(kind, key, columns["case_id"]))


def view_key(receipt_key: str) -> str:
    """The key that shows what a receipt shows and changes nothing; made with the receipt's."""
    return keys.derived_key(receipt_key, VIEW)
