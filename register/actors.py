"""Who does something: the word that every event keeps, never a name or an address."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Actor:
    """Somebody, as far as it is known here.

    `case_id` is the case that a key is for; `key` its first signs, as `of_key` makes them.
    """

    kind: ActorKind
    case_id: int | None = None
    key: str | None = None


def of_key(kind: ActorKind, key: str, case_id: int | None = None) -> Actor:
    """Whoever holds a secret key, which is not kept."""
    return Actor(kind, case_id, keys.digest(key)[:_SIGNS_OF_KEY])


COURIER = Actor(ActorKind.COURIER)
OPERATOR = Actor(ActorKind.OPERATOR)
HOUSEKEEPING = Actor(ActorKind.HOUSEKEEPING)
SYSTEM = Actor(ActorKind.SYSTEM)
