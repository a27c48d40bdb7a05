"""Who is to be reminded of what is due, who was, and who cannot be.

Whoever administers an account is told before and after the day; when it is long past the officers,
and who reads the register for its förvaltning alone.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from forms import is_administered
from register import chores, schema
from register.database import reading, writing
from register.duties import Calendar, Duty, OpenDuty, duties_of, duty_walks
from register.fold import address_key
from register.index import ADMINISTRATORS, HAS_LEFT
from register.letters import LetterKind, add_letter
from register.refused import refused_addresses
from register.reminder_rules import Rules, Why, why_not
from register.reminder_steps import (
    AT_MOST_EVERY,
    BEFORE,
    FIRST_HOUR,
    LAST_HOUR,
    MANAGER_AFTER,
    MOST_THINGS,
    OF_ADMINISTRATORS,
    OF_OVERSEERS,
    WITHIN,
    Due,
    Owed,
    Person,
    Step,
)
from register.reminders import reminded_in
from register.sight import reads
from register.walks import DAY, Walk, bound, first_whose
from swedish import SWEDEN, day_of, midnight

# What writes the letters of a day.
CHORE = "reminders"
# What is read at once.
CASES_AT_ONCE = 500
PEOPLE_AT_ONCE = 100
# Of the mail server's being away: then the next letter may come.
TRIED_FOR = timedelta(days=6)
_r, _p = schema.reminders.c, schema.case_people.c
_x = schema.case_index.c
_ADD = sa.insert(schema.reminders)
# Built once: for each letter the building took longer than the database.
_LATELY = (
    sa.select(_r.case_id)
    .where(
        _r.recipient_digest == sa.bindparam("digest"),
        _r.at >= sa.bindparam("first"),
        _r.at < sa.bindparam("end"),
    )
    .limit(1)
)
Key = tuple[int, str, date]


@dataclass(frozen=True)
class Unreached:
    """Somebody who gets no letter of what a case owes, and why; `is_manager` who would be told of
    it when it is long past."""

    address: str
    why: Why
    duty: OpenDuty
    is_manager: bool = False


def digest_of(address: str) -> str:
    """What is kept of whom a letter went to."""
    return hashlib.sha256(address_key(address).encode()).hexdigest()


def next_day(db: sa.Engine, now: datetime) -> date:
    """The first day on which letters may still be written. Raises RegisterUnavailable."""
    today = day_of(now)
    rests_until = chores.due_since(db, CHORE)
    is_done = rests_until is not None and rests_until == begins(today + DAY)
    is_over = now.astimezone(SWEDEN).hour >= LAST_HOUR
    return today + DAY if is_done or is_over else today


def begins(day: date) -> datetime:
    """When letters of a day are written at the earliest."""
    return datetime.combine(day, time(FIRST_HOUR), SWEDEN)


def everybody(db: sa.Engine, calendar: Calendar, rules: Rules, until: date) -> Iterator[Person]:
    """All to whom a letter may go by then, each once, those last who are told of what is long past.
    Raises RegisterUnavailable."""
    overseers = rules.overseers.addresses
    seen = set(overseers)
    late: dict[str, dict[Key, OpenDuty]] = {key: {} for key in overseers}
    for cases in cases_due(db, calendar, until + BEFORE):
        with reading(db) as connection:
            _add_late(late, connection, calendar, rules, cases, until)
            listed = _administrators(connection, _p.case_id.in_(cases))
        new = sorted({one for _, one, _ in listed} - seen)
        seen.update(new)
        for at in range(0, len(new), PEOPLE_AT_ONCE):
            yield from people_of(db, calendar, rules, new[at : at + PEOPLE_AT_ONCE])
    for key, address in overseers.items():
        yield from people_of(db, calendar, rules, [address], late[key])


def cases_due(db: sa.Engine, calendar: Calendar, last: date) -> Iterator[list[int]]:
    """The cases that owe something by a day, and not since too long, some at a time and each
    perhaps twice, in the order of the indexes. Raises RegisterUnavailable."""
    with reading(db) as connection:
        walks = duty_walks(connection, calendar, tuple(Duty), is_late=False)
    for walk in walks:
        yield from _walked(db, walk, calendar.today - WITHIN, last)


def _walked(db: sa.Engine, walk: Walk, first: date, last: date) -> Iterator[list[int]]:
    begin, end = (
        bound(walk.since, midnight(first_whose(walk.due_on, one))) for one in (first, last + DAY)
    )
    query = sa.select(_x.case_id, walk.since.label("since")).order_by(walk.since, _x.case_id)
    query = query.where(*walk.conditions, walk.since < end).limit(CASES_AT_ONCE)
    after: sa.ColumnElement[bool] = walk.since >= begin
    while True:
        with reading(db) as connection:
            rows = connection.execute(query.where(after)).all()
        if not rows:
            return
        yield [row.case_id for row in rows]
        place = sa.literal(rows[-1].since, walk.since.type), sa.literal(rows[-1].case_id)
        after = sa.tuple_(walk.since, _x.case_id) > sa.tuple_(*place)


def people_of(
    db: sa.Engine,
    calendar: Calendar,
    rules: Rules,
    addresses: Sequence[str],
    late: Mapping[Key, OpenDuty] | None = None,
) -> list[Person]:
    """Of some people what they may be reminded of, the first due first. All of them are told of
    what is `late`; those of whom a mail server wants nothing are left out."""
    late = late or {}
    keys = {address_key(one): one for one in addresses}
    with reading(db) as connection:
        known = _known(connection, calendar, rules, keys, {case_id for case_id, *_ in late})
    return [
        Person(address, _things(known, key, late), known.last.get(digest_of(key)))
        for key, address in keys.items()
        if key not in known.refused
    ]


@dataclass(frozen=True)
class _Known:
    """Of some people: which cases they are told of as administrators, what these owe, the highest
    step in which each was told of what, the last day on which a letter was written to each, and
    until when nothing is told of a paper of which somebody wrote by hand."""

    refused: Collection[str]
    own: Mapping[str, Collection[int]]
    owed: Mapping[int, Sequence[OpenDuty]]
    told: Mapping[tuple[str, Key], int]
    last: Mapping[str, date]
    rests: Mapping[int, date]


def _known(
    connection: sa.Connection,
    calendar: Calendar,
    rules: Rules,
    keys: Collection[str],
    more: Collection[int],
) -> _Known:
    refused = refused_addresses(connection)
    own: dict[str, set[int]] = defaultdict(set)
    for case_id, key, is_departed in _administrators(connection, _p.address.in_(list(keys))):
        if why_not(key, refused, rules, is_departed=is_departed) is None:
            own[key].add(case_id)
    cases = set().union(*own.values())
    told, last = _told(connection, keys, calendar)
    rests = {
        case_id: day_of(at) + AT_MOST_EVERY
        for case_id, at in reminded_in(connection, cases | set(more)).items()
    }
    owed: dict[int, list[OpenDuty]] = defaultdict(list)
    for one in _owed(connection, calendar, cases):
        owed[one.case_id].append(one)
    return _Known(refused, own, owed, told, last, rests)


def _things(known: _Known, key: str, late: Mapping[Key, OpenDuty]) -> list[Owed]:
    own = {_key(one): one for case_id in known.own.get(key, ()) for one in known.owed[case_id]}
    duties = sorted({**late, **own}.items(), key=lambda one: (one[1].due_on, one[0]))
    digest = digest_of(key)
    return [
        Owed(
            duty,
            frozenset(
                (*(OF_ADMINISTRATORS if one in own else ()), *(OF_OVERSEERS if one in late else ()))
            ),
            known.told.get((digest, one), 0),
            known.rests.get(duty.case_id, date.min) if duty.duty is Duty.PAPER else date.min,
        )
        for one, duty in duties
    ]


def unreached(
    db: sa.Engine, calendar: Calendar, rules: Rules, until: date, most: int
) -> list[Unreached]:
    """Those who get no letter of what is due by then, and why: as many as asked for, and one more
    when there are more. Raises RegisterUnavailable."""
    found: dict[tuple[str, Key], Unreached] = {}
    for cases in cases_due(db, calendar, until + BEFORE):
        if len(found) > most:
            break
        with reading(db) as connection:
            refused = refused_addresses(connection)
            owed = _owed(connection, calendar, cases)
            listed = defaultdict(list)
            for case_id, key, is_departed in _administrators(connection, _p.case_id.in_(cases)):
                listed[case_id].append((key, why_not(key, refused, rules, is_departed=is_departed)))
        for one in (duty for duty in owed if _is_told(duty, until)):
            administrators = listed[one.case_id] or [("", Why.NONE)]
            left = [Unreached(key, why, one) for key, why in administrators if why is not None]
            left += _managers_left(one, rules, refused, until)
            for it in left:
                found.setdefault((it.address, _key(one)), it)
    return list(found.values())[: most + 1]


def _managers_left(
    duty: OpenDuty, rules: Rules, refused: Collection[str], until: date
) -> Iterator[Unreached]:
    if duty.due_on + MANAGER_AFTER > until:
        return
    for key in rules.overseers.managers_of(duty):
        why = why_not(key, refused, rules, is_departed=False)
        if why is not None and key not in rules.overseers.officers:
            yield Unreached(key, why, duty, is_manager=True)


def queue_letter(db: sa.Engine, rules: Rules, due: Due, now: datetime) -> bool:
    """Queue the letter of a person and write down what they are told of, or nothing at all: False
    when somebody else did so. Raises RegisterUnavailable."""
    digest = digest_of(due.address)
    rows = [
        {
            "case_id": one.case_id,
            "duty": one.duty.value,
            "due_on": one.due_on,
            "step": int(step),
            "recipient_digest": digest,
            "at": now,
        }
        for one, step in due.things
    ]
    # Whoever writes the same in another order would wait for the other way round.
    rows.sort(key=lambda row: (row["case_id"], row["duty"]))
    facts = {"things": len(rows)}
    kind = LetterKind.DUTY_REMINDER
    try:
        with writing(db) as connection:
            if _is_lately(connection, digest, now):
                return False
            expires = now + TRIED_FOR
            number = add_letter(
                connection, kind, facts, due.address, expires, now, rules.mail_domain
            )
            connection.execute(_ADD, [{**row, "letter_id": number} for row in rows])
    except sa.exc.IntegrityError:
        return False
    return True


def still_owed(
    db: sa.Engine, calendar: Calendar, rules: Rules, letter_id: int, address: str
) -> list[tuple[OpenDuty, Step]]:
    """What a letter is about, of that what is not done yet and still concerns the person, the first
    due first; late is what is so when the letter goes. Raises RegisterUnavailable."""
    key = address_key(address)
    with reading(db) as connection:
        query = sa.select(_r.case_id, _r.duty, _r.due_on, _r.step).where(_r.letter_id == letter_id)
        steps = {
            (row.case_id, row.duty, row.due_on): Step(row.step) for row in connection.execute(query)
        }
        cases = {case_id for case_id, *_ in steps}
        listed = _administrators(connection, _p.address == key)
        own = {case_id for case_id, _, is_departed in listed if not is_departed}
        found = [one for one in _owed(connection, calendar, cases) if _key(one) in steps]
    told: list[tuple[OpenDuty, Step]] = []
    for one in found:
        step, is_own = steps[_key(one)], one.case_id in own
        if step is Step.MANAGER and rules.overseers.asks(key, one, is_own=is_own):
            told.append((one, step))
        elif is_own:
            is_late = one.is_late(calendar.today) or step is not Step.IN_TIME
            told.append((one, Step.LATE if is_late else Step.IN_TIME))
    return told


def _is_told(duty: OpenDuty, until: date) -> bool:
    """Whether officers may read that somebody is to be told of it by then."""
    is_due = duty.due_on <= until + BEFORE
    return is_due and is_administered(duty.form) and reads("officer", duty.form)


def _key(duty: OpenDuty) -> Key:
    return duty.case_id, duty.duty.value, duty.due_on


def _owed(connection: sa.Connection, calendar: Calendar, cases: Collection[int]) -> list[OpenDuty]:
    found = duties_of(connection, calendar, cases) if cases else []
    return [one for one in found if one.due_on >= calendar.today - WITHIN]


def _administrators(
    connection: sa.Connection, which: sa.ColumnElement[bool]
) -> list[tuple[int, str, bool]]:
    """Cases, who administers each, and whether they do so no more."""
    query = sa.select(_p.case_id, _p.address, HAS_LEFT).where(_p.place == ADMINISTRATORS, which)
    return [(row[0], row[1], bool(row[2])) for row in connection.execute(query)]


def _add_late(
    late: Mapping[str, dict[Key, OpenDuty]],
    connection: sa.Connection,
    calendar: Calendar,
    rules: Rules,
    cases: Sequence[int],
    until: date,
) -> None:
    """Add to what each overseer is told of, who is not told of enough, what is so late by then."""
    room = {key for key, found in late.items() if len(found) < MOST_THINGS}
    if not room:
        return
    digests = {key: digest_of(key) for key in room}
    told = _told_overseers(connection, cases, digests.values())
    for one in _owed(connection, calendar, cases):
        if one.due_on + MANAGER_AFTER <= until:
            for key in rules.overseers.of(one) & room:
                if (digests[key], _key(one)) not in told:
                    late[key][_key(one)] = one


def _told_overseers(
    connection: sa.Connection, cases: Sequence[int], digests: Collection[str]
) -> set[tuple[str, Key]]:
    query = sa.select(_r.recipient_digest, _r.case_id, _r.duty, _r.due_on).where(
        _r.case_id.in_(cases),
        _r.step == int(Step.MANAGER),
        _r.recipient_digest.in_(list(digests)),
    )
    return {(row[0], (row[1], row[2], row[3])) for row in connection.execute(query)}


def _told(
    connection: sa.Connection, keys: Iterable[str], calendar: Calendar
) -> tuple[dict[tuple[str, Key], int], dict[str, date]]:
    digests = [digest_of(one) for one in keys]
    query = sa.select(_r.recipient_digest, _r.case_id, _r.duty, _r.due_on, _r.step, _r.at)
    query = query.where(_r.recipient_digest.in_(digests), _r.due_on >= calendar.today - WITHIN)
    told: dict[tuple[str, Key], int] = {}
    last: dict[str, date] = {}
    for digest, case_id, duty, due_on, step, at in connection.execute(query):
        key = digest, (case_id, duty, due_on)
        told[key] = max(told.get(key, 0), step)
        day = day_of(at)
        # What is written later still was written by a clock that was wrong.
        if day < calendar.today + AT_MOST_EVERY:
            last[digest] = max(last.get(digest, date.min), day)
    return told, last


def _is_lately(connection: sa.Connection, digest: str, now: datetime) -> bool:
    """Whether somebody got a letter in the week, by a clock that may be some days ahead."""
    today = day_of(now)
    first, end = (midnight(today + days) for days in (DAY - AT_MOST_EVERY, AT_MOST_EVERY))
    week = {"digest": digest, "first": first, "end": end}
    return connection.execute(_LATELY, week).first() is not None
