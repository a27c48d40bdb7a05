"""People who have left the accounts they administered: by their own word, or in a list."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from forms.ink import without_unseen
from forms.values.mail_address import MailAddress
from office.office import Office
from office.telling import administrators_of
from register import departures
from register.access import Action, may
from register.actors import Actor
from register.cases import find_case
from register.database import reading
from register.departures import Concerned, How, Left, Post, Tell
from register.errors import CaseChanged
from register.filings import Filing, find_filing
from register.fold import is_plain
from register.sight import Sight

MOST_LINES = 2_000
MOST_BYTES = 100_000
# More of a wrong line is not shown.
_MOST_SHOWN = 60
_SEPARATORS = ";\t,"


@dataclass(frozen=True)
class Wrong:
    """A line of a list in which no address was found, counted from 1."""

    number: int
    line: str
    why: str


@dataclass(frozen=True)
class People:
    """What a list holds: addresses, each once, and the lines that are wrong."""

    addresses: tuple[str, ...]
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True)
class Seen:
    """One account as the officer saw it: what they saw of the case, and whom they mark."""

    reference: str
    revision: int
    version: int
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of one account; `left` is None when it was not as it was seen any more."""

    reference: str
    left: Left | None


class TooMany(Exception):
    """A list is longer than any list of persons."""


NO_ADDRESS = "Ingen e-postadress. Skriv en adress på varje rad, till exempel namn@toreboda.se"
BAD_ADDRESS = "”{}” är ingen e-postadress. Kontrollera stavningen"
SEVERAL = "Mer än en e-postadress. Skriv en på varje rad"


def people_in(text: str) -> People:
    """Read a list: an address a line, alone, as ”Namn <adress>”, or in a cell of a table.

    Raises TooMany when there are more lines or bytes than anybody needs.
    """
    lines = text.rstrip().replace("\r\n", "\n").split("\n")
    if len(lines) > MOST_LINES or len(text.encode(errors="replace")) > MOST_BYTES:
        raise TooMany
    found: dict[str, None] = {}
    wrong = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        address, why = _address_in(line)
        if address:
            found[address] = None
        # The head of a table is no person.
        elif number > 1 or "@" in line or not any(sign in line for sign in _SEPARATORS):
            wrong.append(Wrong(number, line.strip()[:_MOST_SHOWN], why))
    return People(tuple(found), tuple(wrong))


def _address_in(line: str) -> tuple[str, str]:
    """The address in a line, or what is wrong with it."""
    written = list(dict.fromkeys(_written_in(line)))
    if len(written) != 1:
        return "", SEVERAL if written else NO_ADDRESS
    read = MailAddress.parse(written[0])
    return (read.address, "") if read else ("", BAD_ADDRESS.format(written[0][:_MOST_SHOWN]))


def _written_in(line: str) -> Iterator[str]:
    """What looks like an address: whatever has an @, between the signs that stand around one.

    What cannot be seen came along from where the list was copied, and nobody could correct it.
    """
    around = str.maketrans(dict.fromkeys('<>()[]"' + _SEPARATORS, " "))
    for word in without_unseen(line).translate(around).split():
        if "@" in word:
            yield word.lower().removeprefix("mailto:").rstrip(".:")


@dataclass(frozen=True)
class Told:
    """Somebody who has left an account: since when, and how that is known; None when a mail server
    refuses their address for good."""

    address: str
    at: datetime | None
    how: How | None


def those_who_left(own: Office, filing: Filing) -> list[Told]:
    """Those of the newest version of a plan, and then those whose mailboxes refuse mail."""
    with reading(own.register) as connection:
        gone = departures.departures_of(connection, [filing.case_id])[filing.case_id]
        refused = departures.refused_of(connection, filing.case_id)
    left = [Told(one.address, one.at, one.how) for one in gone]
    known = {one.address for one in left}
    return [*left, *(Told(one, None, None) for one in refused if one not in known)]


def concerned(
    own: Office, addresses: Collection[str], actor: Actor, sight: Sight
) -> list[Concerned]:
    """The accounts in whose plans somebody of them stands, of those that the actor may note."""
    with reading(own.register) as connection:
        found = departures.concerned(connection, addresses)
    seen = [one for one in found if one.form not in sight.hidden]
    return [one for one in seen if may(actor, Action.NOTE, one.case_id, one.form)]


def mark(own: Office, seen: Sequence[Seen], actor: Actor) -> list[Outcome]:
    """Mark those who have left, each account by itself. Raises RegisterUnavailable."""
    outcomes = [Outcome(one.reference, _mark(own, one, actor)) for one in seen]
    own.wake_courier()
    return outcomes


def _mark(own: Office, seen: Seen, actor: Actor) -> Left | None:
    case = find_case(own.register, seen.reference) if is_plain(seen.reference) else None
    if case is None or case.revision != seen.revision or case.ended_on or case.erased_at:
        return None
    filing = find_filing(own.register, seen.reference, seen.version)
    if filing is None or not may(actor, Action.NOTE, case.id, case.form):
        return None
    # No database takes every sign.
    who = [one for one in seen.addresses if MailAddress.parse(one)]
    how, tell = How.LISTED, _tell(own, filing, officers=())
    try:
        return departures.people_left(own.register, case, filing, who, how, own.now(), actor, tell)
    except CaseChanged:
        return None


def leave(own: Office, filing: Filing, revision: int, address: str, actor: Actor) -> None:
    """Note that somebody has said of themself that they administer an account no longer; `revision`
    is that of the case as they saw it. Raises CaseChanged, RegisterUnavailable."""
    case = find_case(own.register, filing.reference)
    if case is None or case.revision != revision:
        raise CaseChanged
    tell = _tell(own, filing, officers=own.settings.information_officer)
    departures.people_left(own.register, case, filing, [address], How.SAID, own.now(), actor, tell)
    own.wake_courier()


def come_back(own: Office, filing: Filing, revision: int, address: str, actor: Actor) -> None:
    """Take that back. Raises CaseChanged, RegisterUnavailable."""
    case = find_case(own.register, filing.reference)
    if case is None or case.revision != revision:
        raise CaseChanged
    departures.came_back(own.register, case, filing, address, own.now(), actor)


def _tell(own: Office, filing: Filing, officers: Sequence[str]) -> Tell:
    """Ask those who are left, and else the officers."""
    within = administrators_of(own, filing).within
    post, now = Post(within, officers, own.settings.sender_domain), own.now()

    def tell(connection: Connection, _left: int) -> int:
        return departures.ask_others(connection, filing, post, now)

    return tell
