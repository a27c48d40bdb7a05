"""To whom reminders may go, who answers for what is long past, and why others get none."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from forms.values.mail_address import MailAddress
from register.actors import Role
from register.duties import OpenDuty
from register.fold import address_key, sort_key
from register.reminder_steps import Pause
from register.sight import reads


class Why(StrEnum):
    """Why somebody who is to be told of something gets no letter."""

    BEYOND = "beyond"
    DEPARTED = "departed"
    REFUSED = "refused"
    NONE = "none"
    """Nobody administers it."""


@dataclass(frozen=True)
class Rules:
    """To whom letters may go, and when; `mail_domain` is that of the sender. `managers` are those
    who read the register for one förvaltning alone, each address with that."""

    officers: tuple[str, ...]
    mail_domains: tuple[str, ...]
    mail_domain: str
    pauses: tuple[Pause, ...] = ()
    managers: tuple[tuple[str, str], ...] = ()

    @cached_property
    def overseers(self) -> "Overseers":
        """Who is told of what is long past."""
        managed = defaultdict(list)
        for address, department in self.managers:
            managed[sort_key(department)].append(address_key(address))
        within = [one for one, _ in self.managers if is_within(one, self)]
        addresses = {address_key(one): one for one in (*within, *self.officers)}
        return Overseers(addresses, frozenset(map(address_key, self.officers)), managed)

    def department_of(self, address: str) -> str:
        """The förvaltning that somebody reads alone; empty for officers, who are told of all."""
        key = address_key(address)
        bound = {address_key(one): department for one, department in self.managers}
        return "" if key in self.overseers.officers else bound.get(key, "")


@dataclass(frozen=True)
class Overseers:
    """Who is told of what is long past, as `address_key` writes them: `addresses` of those to whom
    letters may go, the officers, and who manages which förvaltning, by its key."""

    addresses: Mapping[str, str]
    officers: frozenset[str]
    managed: Mapping[str, Collection[str]]

    def of(self, duty: OpenDuty) -> set[str]:
        """Those to whom letters may go who are told of this one, for they may read it."""
        officers = self.officers if reads(Role.OFFICER, duty.form) else ()
        return {*officers, *self.managers_of(duty)} & self.addresses.keys()

    def asks(self, key: str, duty: OpenDuty, *, is_own: bool) -> bool:
        """Whether somebody is told of it to ask others why it is not done. Managers who administer
        the account have it to do themselves."""
        return key in self.of(duty) and (key in self.officers or not is_own)

    def managers_of(self, duty: OpenDuty) -> Collection[str]:
        """Those who manage the förvaltning of its account and may read it, reached or not."""
        own = self.managed.get(sort_key(duty.department), ())
        return own if reads(Role.READER, duty.form) else ()


def why_not(key: str, refused: Collection[str], rules: Rules, *, is_departed: bool) -> Why | None:
    """Why no letter goes to somebody; None when one may."""
    if is_departed:
        return Why.DEPARTED
    if key in refused:
        return Why.REFUSED
    return None if is_within(key, rules) else Why.BEYOND


def is_within(address: str, rules: Rules) -> bool:
    """Whether an address is of the domains to which letters go."""
    parsed = MailAddress.parse(address)
    return parsed is not None and parsed.is_within(rules.mail_domains)
