"""Who does something: the word that every event keeps, never a name or an address."""

from dataclasses import dataclass, replace
from enum import StrEnum

from register import keys

# Of a digest: enough to tell the keys of one case apart, too little to find one by.
_SIGNS_OF_KEY = 12


class ActorKind(StrEnum):
    """What somebody is here. Values are stored: a new one is added, an old one never renamed."""

    FILER = "filer"
    """Holds the key of a draft or of a receipt."""
    READER = "reader"
    """Holds a key that shows a filing: words that were sent on, a link in a letter."""
    HOLDER = "holder"
    """Holds the paper, with the check in its code."""
    COURIER = "courier"
    OPERATOR = "operator"
    """Runs commands on the machine."""
    HOUSEKEEPING = "housekeeping"
    """Does by itself what is due now and then."""
    SYSTEM = "system"
    """Notices by itself, whoever was served."""
    UNKNOWN = "unknown"
    """Did it before events said who."""
    OFFICER = "officer"
    REGISTRY_READER = "registry_reader"
    ARCHIVIST = "archivist"
    SYSTEM_OPERATOR = "system_operator"
    OWNER = "owner"
    """Has proved an address that stands in the plan."""
    ADMINISTRATOR = "administrator"
    """Has proved an address that stands among those who administer the account of the plan."""
    MACHINE = "machine"
    """Another system, with a token that an operator made."""


class Role(StrEnum):
    """What somebody who has signed in is to the register. Values are stored, in sessions."""

    OFFICER = "officer"
    READER = "reader"
    """Sees and changes nothing; may be bound to one förvaltning."""
    ARCHIVIST = "archivist"
    OPERATOR = "operator"
    """Looks after the system, and sees no answers."""
    OWN = "own"
    """Has proved an address, and sees the plans in which it stands."""


class Scope(StrEnum):
    """What a token opens to another system. Values are stored, and stand in its description."""

    LIST = "list"
    """The plans and their answers, without persons."""
    PERSONS = "persons"
    """Whatever names somebody too: persons, free texts, the documents, the search."""
    DNR = "dnr"
    """Giving a plan its number in the diary."""
    EVENTS = "events"
    """What happened since, without persons."""


# As what somebody with several roles does something: the first that is theirs.
_KIND_OF = {
    Role.OFFICER: ActorKind.OFFICER,
    Role.ARCHIVIST: ActorKind.ARCHIVIST,
    Role.READER: ActorKind.REGISTRY_READER,
    Role.OPERATOR: ActorKind.SYSTEM_OPERATOR,
    Role.OWN: ActorKind.OWNER,
}


@dataclass(frozen=True)
class Actor:
    """Somebody, as far as it is known here.

    `case_id` is the case that a key is for, or that was found among those somebody may see; `key`
    its first signs, as `of_key` makes them. Who has signed in has an account and roles, and may be
    bound to one förvaltning (`department`). A token has its scopes.
    """

    kind: ActorKind
    case_id: int | None = None
    key: str | None = None
    account_id: int | None = None
    roles: frozenset[Role] = frozenset()
    department: str = ""
    scopes: frozenset[Scope] = frozenset()

    def having_found(self, case_id: int) -> "Actor":
        """The same, who found this case by a question that asks only for what they may see."""
        return replace(self, case_id=case_id)

    def administering(self, case_id: int) -> "Actor":
        """The same as one of those who administer the account of this case."""
        return replace(self, kind=ActorKind.ADMINISTRATOR, case_id=case_id)


def of_key(kind: ActorKind, key: str, case_id: int | None = None) -> Actor:
    """Whoever holds a secret key, which is not kept."""
    return Actor(kind, case_id, keys.digest(key)[:_SIGNS_OF_KEY])


def signed_in(account_id: int, roles: frozenset[Role], department: str = "") -> Actor:
    """Whoever has signed in, with at least one role."""
    kind = next(kind for role, kind in _KIND_OF.items() if role in roles)
    return Actor(kind, account_id=account_id, roles=roles, department=department)


COURIER = Actor(ActorKind.COURIER)
OPERATOR = Actor(ActorKind.OPERATOR)
HOUSEKEEPING = Actor(ActorKind.HOUSEKEEPING)
SYSTEM = Actor(ActorKind.SYSTEM)
