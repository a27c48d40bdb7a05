"""What somebody who has signed in may be here: by the settings, or by what a provider said."""

from collections.abc import Iterable
from dataclasses import dataclass

from register.accounts import MAIL, OWN
from register.actors import Role
from register.sessions import Life, Session
from settings import Settings


@dataclass(frozen=True)
class Rights:
    """Roles, and the one förvaltning that a reader is bound to, or nothing.

    Who may see everything in another role is bound to none.
    """

    roles: frozenset[Role] = frozenset()
    department: str = ""


def rights_of_address(settings: Settings, address: str) -> Rights:
    """What the settings give to a mail address."""
    return rights_from(said_of_address(settings, address))


def said_of_address(settings: Settings, address: str) -> list[str]:
    """The same as words; upper case is the same mailbox."""
    given = {
        Role.OFFICER: settings.register_officers,
        Role.ARCHIVIST: settings.register_archivists,
        Role.OPERATOR: settings.register_operators,
    }
    own = address.lower()
    said = [role.value for role, some in given.items() if own in map(str.lower, some)]
    return said + [
        f"{Role.READER}={department}"
        for one, department in settings.register_readers
        if one.lower() == own
    ]


def rights_of(settings: Settings, session: Session) -> Rights:
    """What a session gives now."""
    return rights_of_account(settings, session.issuer, session.address, session.roles)


def rights_of_account(settings: Settings, issuer: str, address: str, said: Iterable[str]) -> Rights:
    """What an account gives now: who was taken out of the settings has lost it already.

    So has whoever came from a provider that was; `said` is what that said of roles.
    """
    if issuer == OWN:
        return Rights(frozenset((Role.OWN,)))
    if issuer == MAIL:
        found = rights_of_address(settings, address)
        return Rights(found.roles | {Role.OWN}, found.department)
    is_known = issuer in (one.issuer for one in settings.oidc)
    return rights_from(said) if is_known else Rights()


def rights_from(said: Iterable[str]) -> Rights:
    """Read `role` and `role=Förvaltning`; unknown words give nothing."""
    known = {role.value: role for role in Role}
    parts = [one.partition("=") for one in said]
    roles = frozenset(known[word] for word, _, _ in parts if word in known)
    if roles & {Role.OFFICER, Role.ARCHIVIST}:
        return Rights(roles)
    bound = {department for word, _, department in parts if word == Role.READER}
    return Rights(roles, min(bound, default=""))


def life_of_sessions(settings: Settings) -> Life:
    """How long sessions live."""
    return Life(settings.session_idle, settings.session_lifetime)
