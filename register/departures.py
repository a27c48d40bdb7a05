"""Who administers an account no longer though its plan still says so, until a new version is filed.

An address that a mail server refuses for good is none of these: that is worked out each time
(register.refused).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from forms import is_administered
from register import schema
from register.actors import Actor
from register.cases import Case, locked_newest
from register.database import reading, writing
from register.errors import CaseChanged
from register.events import EventKind, add_event
from register.filings import Filing
from register.fold import address_key
from register.index import ADMINISTRATORS, HAS_LEFT, people_noted
from register.letters import LetterKind, add_letter, asked_about
from register.notes import change_case
from register.refused import refused_addresses
from register.reminders import TRIED_FOR

_d, _p = schema.departures.c, schema.case_people.c
_x, _c, _f = schema.case_index.c, schema.cases.c, schema.filings.c


class How(StrEnum):
    """How it became known. Values are stored: a new one is added, an old one never renamed."""

    SAID = "said"
    """The person said so."""
    LISTED = "listed"
    """They stood in a list of people who have left."""


@dataclass(frozen=True)
class Departure:
    """That somebody has left one account; `address` is as `address_key` writes it."""

    case_id: int
    address: str
    how: How
    at: datetime
    account_id: int | None


@dataclass(frozen=True)
class Left:
    """What came of it: the addresses that left, and how many administer the account now."""

    addresses: tuple[str, ...]
    administrators: int
    letters: int


@dataclass(frozen=True)
class Concerned:
    """A living plan in which somebody of a list stands: who of them administers, and who only
    operates. `revision` and `version` are those of the case as it was seen."""

    case_id: int
    filing_id: int
    form: str
    reference: str
    summary: str
    revision: int
    version: int
    administrators: tuple[str, ...]
    operators: tuple[str, ...]
    left: int


Tell = Callable[[sa.Connection, int], int]
"""Queues letters about a case that so many administer now, and returns how many."""


def departures_of(
    connection: sa.Connection, case_ids: Collection[int]
) -> Mapping[int, list[Departure]]:
    """Who has left each of some cases, in the order in which it was noted."""
    found: Mapping[int, list[Departure]] = defaultdict(list)
    query = sa.select(schema.departures).where(_d.case_id.in_(list(case_ids)))
    for row in connection.execute(query.order_by(_d.at, _d.address)).mappings():
        found[row["case_id"]].append(Departure(**{**row, "how": How(row["how"])}))
    return found


def departed(connection: sa.Connection, case_ids: Collection[int]) -> set[str]:
    """The addresses of those who have left any of some cases, as `address_key` writes them.

    Somebody who has left one may administer others: ask of one case, or of `departures_of`.
    """
    query = sa.select(_d.address).where(_d.case_id.in_(list(case_ids)))
    return set(connection.scalars(query))


def not_reached(db: sa.Engine, case_id: int) -> set[str]:
    """Those to whom nothing of a case is written: who has left it, or whose address a mail server
    refused for good; as `address_key` writes them. Raises RegisterUnavailable."""
    with reading(db) as connection:
        return _unreached(connection, case_id)


def _unreached(connection: sa.Connection, case_id: int) -> set[str]:
    return departed(connection, [case_id]).union(refused_addresses(connection))


def people_left(
    db: sa.Engine,
    case: Case,
    filing: Filing,
    addresses: Collection[str],
    how: How,
    now: datetime,
    actor: Actor,
    tell: Tell,
) -> Left:
    """Note that those of the addresses who stand in the newest version have left, and tell the
    others, or do nothing at all.

    `case` is as whoever notes it saw it, and `filing` its newest version. Raises CaseChanged when
    either is not so now or none of them is left to note, RegisterUnavailable.
    """
    with writing(db) as connection:
        change_case(connection, case)
        if locked_newest(connection, case.id) != filing.version:
            raise CaseChanged
        fresh = _fresh(connection, case.id, addresses)
        if not fresh:
            raise CaseChanged
        row = {"case_id": case.id, "how": how.value, "at": now, "account_id": actor.account_id}
        added = [row | {"address": one} for one in fresh]
        connection.execute(sa.insert(schema.departures), added)
        administrators = people_noted(connection, case.id)
        letters = tell(connection, administrators) if any(fresh.values()) else 0
        add_event(
            connection,
            EventKind.PEOPLE_LEFT,
            now,
            actor,
            filing_id=filing.id,
            how=how.value,
            count=len(fresh),
            letters=letters,
        )
    return Left(tuple(fresh), administrators, letters)


def came_back(
    db: sa.Engine, case: Case, filing: Filing, address: str, now: datetime, actor: Actor
) -> None:
    """Note that somebody who said that they had left administers again. Raises CaseChanged when
    the case is not as it was seen, or they said no such thing, RegisterUnavailable."""
    said = sa.and_(_d.address == address_key(address), _d.how == How.SAID.value)
    with writing(db) as connection:
        change_case(connection, case)
        gone = sa.delete(schema.departures).where(_d.case_id == case.id, said)
        if not connection.execute(gone).rowcount:
            raise CaseChanged
        people_noted(connection, case.id)
        add_event(connection, EventKind.PERSON_BACK, now, actor, filing_id=filing.id)


@dataclass(frozen=True)
class Post:
    """Whom letters may go to: administrators `within` the own domains and, when none of those is
    left, the `officers`. `domain` is that of the sender."""

    within: Sequence[str]
    officers: Sequence[str]
    domain: str


def ask_others(connection: sa.Connection, filing: Filing, post: Post, now: datetime) -> int:
    """Queue a letter about a filing to each who is left and was not sent one; return how many.

    Never to who has left, nor to an address that a mail server refused for good.
    """
    gone = _unreached(connection, filing.case_id)
    left = [one for one in post.within if address_key(one) not in gone]
    facts = {"filing": filing.id} if left else {"filing": filing.id, "alone": 1}
    asked = asked_about(connection, LetterKind.PEOPLE_LEFT, "filing", filing.id)
    fresh = [one for one in left or post.officers if one not in asked]
    for one in fresh:
        kind, until = LetterKind.PEOPLE_LEFT, now + TRIED_FOR
        add_letter(connection, kind, facts, one, until, now, post.domain)
    return len(fresh)


def refused_of(connection: sa.Connection, case_id: int) -> list[str]:
    """Those who administer an account and whose addresses a mail server refused for good."""
    query = sa.select(_p.address).where(_p.case_id == case_id, _p.place == ADMINISTRATORS)
    refused = refused_addresses(connection)
    return sorted(one for one in connection.scalars(query) if one in refused) if refused else []


@dataclass(frozen=True)
class Standing:
    """How many of those who administer an account have left, and how many do so now."""

    left: int
    administrators: int


def standing_of(db: sa.Engine, filing: Filing) -> Standing:
    """That of an account, or nobody who left when there is a newer plan. Raises
    RegisterUnavailable."""
    is_one = sa.and_(_x.filing_id == filing.id, _p.place == ADMINISTRATORS)
    left = sa.select(sa.func.count(_p.address)).where(is_one, HAS_LEFT)
    people = schema.case_people.join(schema.case_index, _x.case_id == _p.case_id)
    count = sa.select(_x.administrators).where(_x.filing_id == filing.id)
    with reading(db) as connection:
        gone = connection.scalar(left.select_from(people)) or 0
        return Standing(gone, connection.scalar(count) or 0)


def concerned(connection: sa.Connection, addresses: Collection[str]) -> list[Concerned]:
    """The living plans in which somebody of a list stands who has not left already, by reference.

    `left` is how many would administer each."""
    known = {address_key(one) for one in addresses}
    places: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    query = sa.select(_p.case_id, _p.place, _p.address).where(
        _p.address.in_(list(known)), ~HAS_LEFT
    )
    for row in connection.execute(query):
        places[row.case_id][row.place].add(row.address)
    rows = connection.execute(_PLANS.where(_x.case_id.in_(list(places)))).mappings()
    return [_concerned(row, places[row["case_id"]]) for row in rows if is_administered(row["form"])]


_PLANS = (
    sa.select(
        *(_x.case_id, _x.filing_id, _x.form, _c.reference, _f.summary, _c.revision, _x.version),
        _x.administrators,
    )
    .select_from(schema.case_index)
    .join(schema.cases, _c.id == _x.case_id)
    .join(schema.filings, _f.id == _x.filing_id)
    .where(_x.is_living)
    .order_by(_x.form, _x.year, _x.case_id)
)


def _concerned(row: sa.RowMapping, places: Mapping[str, set[str]]) -> Concerned:
    plan = dict(row)
    administrators = places.get(ADMINISTRATORS, set())
    others = set().union(*places.values()) - administrators
    left = plan.pop("administrators") - len(administrators)
    return Concerned(
        **plan,
        administrators=tuple(sorted(administrators)),
        operators=tuple(sorted(others)),
        left=left,
    )


def _fresh(connection: sa.Connection, case_id: int, addresses: Collection[str]) -> dict[str, bool]:
    """Those who stand in the newest version and have not left, and whether each administers."""
    known = {address_key(one) for one in addresses}
    query = sa.select(_p.address, _p.place).where(_p.case_id == case_id, ~HAS_LEFT)
    found: dict[str, bool] = {}
    for row in connection.execute(query.where(_p.address.in_(list(known))).order_by(_p.address)):
        found[row.address] = found.get(row.address, False) or row.place == ADMINISTRATORS
    return found
