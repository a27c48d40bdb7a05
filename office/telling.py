"""Telling those who administer an account of its paper, by mail within the own domains."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from forms.editions import as_asked, as_today
from forms.values.mail_address import MailAddress
from office.indexing import said_by
from office.office import Office
from register import reminders
from register.actors import Actor
from register.cases import Case
from register.departures import not_reached
from register.filings import Filing
from register.fold import address_key
from register.letters import LetterKind


@dataclass(frozen=True)
class Administrators:
    """The addresses of those who administer an account: `within` the own domains, where mail may go
    that nobody there has asked for, those `beyond`, and those who are `gone`: who have left it, or
    from whose address mail came back for good."""

    within: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def administrators_of(own: Office, filing: Filing) -> Administrators:
    """Those of one version, each mailbox once. Raises RegisterUnavailable."""
    which = filing.form, filing.edition, filing.answers
    form = as_asked(*which) or as_today(*which)
    if form is None:
        return Administrators()
    listed = said_by(form).people.get(form.kept_as.administrators, ())
    found = [one for one in map(MailAddress.parse, listed) if one is not None]
    each = {one.address: one.is_within(own.settings.mail_domains) for one in found}
    gone = not_reached(own.register, filing.case_id)
    there = {one: is_within for one, is_within in each.items() if address_key(one) not in gone}
    within = tuple(address for address, is_within in there.items() if is_within)
    beyond = tuple(one for one in there if one not in within)
    return Administrators(within, beyond, tuple(one for one in each if one not in there))


def remind(own: Office, case: Case, filing: Filing, actor: Actor) -> int:
    """Send a reminder to those who administer the account, and return to how many.

    Raises CaseChanged, RemindedLately, RegisterUnavailable.
    """
    recipients = administrators_of(own, filing).within
    domain = own.settings.sender_domain
    reminders.remind(own.register, case, filing, recipients, domain, own.now(), actor)
    own.wake_courier()
    return len(recipients)


def tell_of_signatures(own: Office, filing: Filing) -> Callable[[Connection, int], None]:
    """What queues letters that a filing is signed, in the transaction in which that is written; to
    nobody unless the settings say so."""
    is_wanted = own.settings.tell_administrators
    recipients = administrators_of(own, filing).within if is_wanted else ()
    domain, now = own.settings.sender_domain, own.now()

    def tell(connection: Connection, filing_id: int) -> None:
        reminders.tell(connection, LetterKind.SIGNED, filing_id, recipients, domain, now)

    return tell
