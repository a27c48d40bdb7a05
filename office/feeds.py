"""What stands in somebody's calendar: what is to be done with the accounts that they administer,
and, for who sees the register, how much of each kind is due on which day. No persons."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from office.ics import Entry
from office.office import Office
from office.own_plans import own_duties
from office.rights import Rights, rights_of_account
from office.to_do import calendar_of
from register import actors
from register.actors import Role
from register.duties import NAMES, SOURCES, Duty, OpenDuty, Wanted, open_duties
from register.feeds import FeedReader
from register.places import MOST_COUNTED
from register.sight import sight_of

_SEES = frozenset((Role.OFFICER, Role.READER, Role.ARCHIVIST))


@dataclass(frozen=True)
class Ways:
    """The whole addresses of where a duty is done, and of the register's list of one kind."""

    own: Callable[[OpenDuty], str]
    all: Callable[[Duty], str]


def entries_for(own: Office, reader: FeedReader, ways: Ways) -> list[Entry] | None:
    """What stands there now; None for who is nobody any more."""
    rights = rights_of_account(own.settings, reader.issuer, reader.address, reader.roles)
    entries: list[Entry] = []
    if Role.OWN in rights.roles:
        entries += _own(own, reader, ways)
    if rights.roles & _SEES:
        entries += _all(own, reader, rights, ways)
    return entries if rights.roles & (_SEES | {Role.OWN}) else None


def _own(own: Office, reader: FeedReader, ways: Ways) -> Iterator[Entry]:
    for one in own_duties(own, reader.address, with_later=True):
        name = f"{NAMES[one.duty]}: {one.summary}"
        yield _entry(own, one.duty, one.due_on, name, one.reference, one.since, ways.own(one))


def _all(own: Office, reader: FeedReader, rights: Rights, ways: Ways) -> Iterator[Entry]:
    """Of many accounts the number alone; of very many only those that are due first."""
    sight = sight_of(actors.signed_in(reader.account_id, rights.roles, rights.department))
    wanted = Wanted(sight, size=MOST_COUNTED)
    rows = open_duties(own.register, calendar_of(own), wanted).rows
    since: dict[tuple[Duty, date], date] = {}
    for one in rows:
        since[one.duty, one.due_on] = max(one.since, since.get((one.duty, one.due_on), date.min))
    for (duty, due_on), count in Counter((one.duty, one.due_on) for one in rows).items():
        name = f"Registret: {NAMES[duty]} ({count})"
        yield _entry(own, duty, due_on, name, "alla", since[duty, due_on], ways.all(duty))


def _entry(
    own: Office, duty: Duty, due_on: date, name: str, what: str, since: date, url: str
) -> Entry:
    """What is late stands on today, so that it is not scrolled away with the days that were."""
    today = calendar_of(own).today
    is_late = due_on < today
    host = own.settings.base_url.partition("://")[2]
    return Entry(
        uid=f"{duty.name.lower()}-{what}-{due_on}@{host}",
        day=max(due_on, today),
        changed_on=today if is_late else min(since, today),
        summary=f"Försenat: {name}" if is_late else name,
        description=f"{SOURCES[duty]}\n{url}",
        url=url,
    )
