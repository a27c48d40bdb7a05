"""The index of cases: what the list of plans shows, sorts and searches.

All of it follows from the newest version of each case. It is written with each filing, and made
anew, some at a time, for cases that have none: those of a release before, and after a restore.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from itertools import chain
from typing import Any

import sqlalchemy as sa

from register import schema
from register.answers import ANSWERS
from register.database import reading, writing
from register.errors import RegisterDamaged
from register.fold import address_key, fold, sort_key
from register.life import days_of, noted_of
from register.papers import PaperState, states_in

AT_ONCE = 500
# Administrators who can be reached: the policy's D9.
FEWEST = 2
ADMINISTRATORS = "administrators"
"""The place of those who may change a plan."""
# The chore that looks for cases without an index.
CHORE = "index"
# What stands in the place of a paper's state when all that a case held was erased.
ERASED = "erased"
_MARK_BYTES = 5
# An index of a database takes no longer names.
_LONGEST_NAME = 300

_x = schema.case_index.c
_f = schema.filings.c
_c = schema.cases.c
_t = schema.case_texts.c
_first = schema.filings.alias("first_version")
_about = schema.filings.alias("version_about")
_IS_ABOUT = sa.and_(_about.c.case_id == _c.id, _about.c.subject != sa.literal_column("''"))
_s = schema.snapshots.c
# The first version that is about an account that is there, and the last picture of it.
_BEGAN = (
    sa.select(sa.func.min(_about.c.filed_at, type_=schema.UtcDateTime()))
    .where(_IS_ABOUT)
    .scalar_subquery()
)
_PICTURED = sa.select(sa.func.max(_s.taken_on)).where(_s.case_id == _c.id).scalar_subquery()
# Built once: for each filing the building took longer than the database.
_FACTS = (
    sa.select(
        _c.id.label("case_id"),
        _f.id.label("filing_id"),
        _c.form,
        _f.edition,
        _c.reference,
        _c.year,
        _f.version,
        _f.subject,
        _c.dnr,
        _first.c.filed_at.label("opened_at"),
        _f.filed_at.label("changed_at"),
        _c.credentials_told_on,
        *(_c.ended_on, _c.created_on, _c.account_address, _c.reviewed_on, _c.shown_on),
        *(_c.published_text, _c.unlisted_at, _c.erased_at),
        _BEGAN.label("began_at"),
        _PICTURED.label("last_pictured_on"),
    )
    .join_from(schema.cases, schema.filings)
    .join(_first, sa.and_(_first.c.case_id == _c.id, _first.c.version == 1), isouter=True)
)
_FACTS_OF_FILING = _FACTS.where(_f.id == sa.bindparam("filing_id"))
# Of accounts that versions before were about, and by whose addresses the case is still found.
_BEFORE = sa.select(_about.c.case_id, _about.c.subject).join(schema.cases, _IS_ABOUT).distinct()
_BEFORE = _BEFORE.order_by(_about.c.case_id, _about.c.subject)
_LATER = schema.filings.alias("later_version")
_IS_NEWEST = ~sa.exists().where(_LATER.c.case_id == _f.case_id, _LATER.c.version > _f.version)
_TABLES = (schema.case_named, schema.case_people, schema.case_texts, schema.case_index)
_p, _d = schema.case_people.c, schema.departures.c
_IS_THEIRS = sa.and_(_d.case_id == _p.case_id, _d.address == _p.address)
HAS_LEFT = sa.exists().where(_IS_THEIRS)
"""Of somebody who stands in the newest version of a case: that they have left it."""
LISTED = (
    sa.select(_p.case_id, _p.address, _d.at)
    .join_from(schema.case_people, schema.departures, _IS_THEIRS, isouter=True)
    .where(_p.place == ADMINISTRATORS)
)
"""All who are listed as administrators of a case, and when each left it; None of who has not."""
_SETTLE = sa.delete(schema.departures).where(_d.case_id == sa.bindparam("settled"))
_FORGET = tuple(
    sa.delete(table).where(table.c.case_id == sa.bindparam("forgotten")) for table in _TABLES
)
_ADD_INDEX, _ADD_TEXT, _ADD_PEOPLE, _ADD_NAMED = map(
    sa.insert, (schema.case_index, schema.case_texts, schema.case_people, schema.case_named)
)
_ANOTHER = schema.case_index.alias("another")
_MEET = (
    sa.update(schema.case_index)
    .where(
        _x.case_id == sa.bindparam("written"),
        sa.exists().where(
            _ANOTHER.c.form == _x.form,
            _ANOTHER.c.subject == _x.subject,
            _ANOTHER.c.subject != sa.literal_column("''"),
            _ANOTHER.c.case_id != _x.case_id,
        ),
    )
    .values(meets_another=True)
)
_IS_IT = _c.id == _x.case_id
_NOTED = (
    sa.update(schema.case_index)
    .where(_x.case_id == sa.bindparam("noted"))
    .values(
        is_living=sa.exists().where(_IS_IT, _c.ended_on.is_(None)),
        paper=sa.bindparam("state"),
        awaits_paper=sa.bindparam("awaits"),
        awaits_credentials=sa.and_(
            _x.awaits_credentials, sa.exists().where(_IS_IT, _c.credentials_told_on.is_(None))
        ),
        **{
            name: sa.bindparam(f"now_{name}")
            for name in (
                *("subject", "is_planned", "exists_since", "pictured_on", "reviewed_on"),
                *("shown_on", "is_public", "public_mark"),
            )
        },
    )
)
_IS_OF_ACCOUNT = sa.or_(_x.is_planned, _x.exists_since.is_not(None))
_FACTS_OF_CASE = (
    _FACTS.add_columns(
        *(_x.is_signed, _x.medium, _x.department, _x.unit, _x.subject.label("indexed")),
        _IS_OF_ACCOUNT.label("is_of_account"),
    )
    .join(schema.case_index, _x.filing_id == _f.id)
    .where(_x.case_id == sa.bindparam("noted"))
)
_IS_MISSING = ~sa.exists().where(_x.case_id == _c.id, _x.knows_named)


@dataclass(frozen=True)
class Indexed:
    """What a form says of a filing, for the list and the search; all of it may be missing.

    `people` are mail addresses by the place where they stand, `administrators` counts the persons
    who administer and can be reached by different addresses, `texts` are all answers as they are
    shown, and telephone numbers as digits too. `is_signed` says whether anybody signs on paper,
    `is_administered` whether it is about what two persons have to administer, and
    `shares_subject` whether nobody need be told of others about the same, and `is_planned` whether
    there is no such account yet. `named` are the digests of all whom it names (office.named).
    """

    medium: str = ""
    department: str = ""
    unit: str = ""
    hours: float | None = None
    administrators: int = 0
    people: Mapping[str, Sequence[str]] = field(default_factory=dict)
    texts: Sequence[str] = ()
    is_signed: bool = False
    is_administered: bool = False
    shares_subject: bool = False
    is_planned: bool = False
    named: Collection[int] = ()


Say = Callable[[str, str, str], Indexed]
"""Says it of a form's slug, its edition and the answers as JSON, which may be damaged."""


def index_filing(connection: sa.Connection, filing_id: int, said: Indexed) -> None:
    """Write the index of a case anew, in the transaction that filed its newest version."""
    facts = connection.execute(_FACTS_OF_FILING, {"filing_id": filing_id}).mappings().one()
    if facts["version"] > 1:
        _forget(connection, [facts])
        # Whoever it still names is signed for anew.
        connection.execute(_SETTLE, {"settled": facts["case_id"]})
    # No paper of it has come.
    _add(connection, [(facts, said)], {})


def number_changed(
    connection: sa.Connection, case_id: int, reference: str, before: str | None, now: str | None
) -> None:
    """Let a case be found by its new registry number, in the transaction that notes it."""
    is_it = _t.case_id == case_id
    text = connection.scalar(sa.select(_t.text).where(is_it))
    if text is not None:
        rest = text.removeprefix(_head(reference, before))
        changed = sa.update(schema.case_texts).where(is_it)
        connection.execute(changed.values(text=_head(reference, now) + rest))


def address_noted(connection: sa.Connection, case_id: int, address: str) -> None:
    """Let a case be found by the address of its account, in the transaction that notes it."""
    changed = sa.update(schema.case_texts).where(_t.case_id == case_id)
    connection.execute(changed.values(text=_t.text + f"{fold(address)} "))


def people_noted(connection: sa.Connection, case_id: int) -> int:
    """Let a case lack those who have left it, in the transaction that notes it; return how many
    administer it now."""
    listed = connection.execute(LISTED.where(_p.case_id == case_id)).all()
    losses = [row.at for row in listed if row.at is not None]
    filed_at = connection.scalars(sa.select(_x.changed_at).where(_x.case_id == case_id)).one()
    since = few_since(len(listed), losses, filed_at)
    administrators = len(listed) - len(losses)
    now = {"administrators": administrators, "few_since": since}
    changed = sa.update(schema.case_index).where(_x.case_id == case_id)
    connection.execute(changed.values(now))
    return administrators


def few_since(listed: int, losses: Collection[datetime], filed_at: datetime) -> datetime | None:
    """When a plan that lists so many administrators, and lost some of them at these times, came to
    have too few; None while it has enough. It never had before it was filed."""
    spare = listed - FEWEST
    if len(losses) <= spare:
        return None
    return max(sorted(losses)[spare], filed_at) if spare >= 0 else filed_at


def case_noted(connection: sa.Connection, case_id: int) -> None:
    """Let what is left to do with a case follow what the office noted of it and what came home of
    its newest version, in the transaction that writes it."""
    row = connection.execute(_FACTS_OF_CASE, {"noted": case_id}).mappings().one_or_none()
    if row is None or row["erased_at"] is not None:
        return
    states = states_in(connection, [row["filing_id"]]) if row["is_signed"] else {}
    state = states.get(row["filing_id"], "")
    noted = noted_of(row)
    now = days_of(noted, is_of_account=row["is_of_account"], paper=str(state))
    # Nobody is told of others where the newest version is about something and the index is not.
    now["subject"] = row["indexed"] if row["subject"] else noted.subject_in(row["medium"])
    now["public_mark"] = _public_mark(row, row)
    changes = {f"now_{name}": value for name, value in now.items()}
    changes |= {"noted": case_id, "state": str(state), "awaits": _awaits(state)}
    connection.execute(_NOTED, changes)
    if now["subject"] != row["indexed"]:
        connection.execute(_MEET, {"written": case_id})


def forget_words(connection: sa.Connection, case_id: int) -> None:
    """Leave of the index of a case that it is there and was erased, in that transaction."""
    newest = sa.select(sa.func.max(_f.id)).where(_f.case_id == case_id).scalar_subquery()
    facts = connection.execute(_FACTS.where(_f.id == newest)).mappings().one()
    _forget(connection, [facts])
    _add(connection, [(facts, Indexed())], {})


def _awaits(state: str) -> bool:
    """Whether anybody has still to sign, as far as was seen."""
    return state in (PaperState.WAITING, PaperState.PARTLY)


def want_index(connection: sa.Connection) -> None:
    """Let housekeeping look for cases without an index at once."""
    connection.execute(sa.delete(schema.chores).where(schema.chores.c.name == CHORE))


def count_cases(db: sa.Engine, *, missing: bool) -> int:
    """How many cases there are, or how many of them have no index."""
    query = sa.select(sa.func.count()).select_from(schema.cases)
    with reading(db) as connection:
        return connection.scalar(query.where(_IS_MISSING) if missing else query) or 0


def index_missing(db: sa.Engine, say: Say) -> Iterator[int]:
    """Index the cases that have none, newest first; yields how many at a time, each committed.

    Others may file meanwhile. Raises RegisterUnavailable.
    """
    yield from _walk(db, say, _IS_MISSING)


def index_anew(db: sa.Engine, say: Say) -> Iterator[int]:
    """Index all cases as today's forms read them; each has its index until it gets a new one."""
    yield from _walk(db, say, sa.true())


def _walk(db: sa.Engine, say: Say, is_wanted: sa.ColumnElement[bool]) -> Iterator[int]:
    below: int | None = None
    while True:
        wanted = sa.select(_c.id).where(is_wanted).order_by(_c.id.desc()).limit(AT_ONCE)
        with reading(db) as connection:
            ids = list(connection.scalars(wanted if below is None else wanted.where(_c.id < below)))
        if not ids:
            return
        below = ids[-1]
        said = _said(db, say, ids)
        _write(db, said)
        yield len(ids)


def _said(db: sa.Engine, say: Say, ids: Sequence[int]) -> dict[int, Indexed]:
    """What forms say of the newest filings of cases, by filing; of each alone when one is damaged.

    Asked before the transaction that writes it, for understanding takes longer than writing.
    """
    try:
        return dict(_read(db, say, ids))
    except RegisterDamaged:
        return dict(chain.from_iterable(_read_alone(db, say, one) for one in ids))


def _read_alone(db: sa.Engine, say: Say, case_id: int) -> list[tuple[int, Indexed]]:
    try:
        return list(_read(db, say, [case_id]))
    except RegisterDamaged:
        return []


def _read(db: sa.Engine, say: Say, ids: Sequence[int]) -> Iterator[tuple[int, Indexed]]:
    columns = (_f.id, _f.form, _f.edition, ANSWERS, _f.erased_at)
    query = sa.select(*columns).where(_f.case_id.in_(ids), _IS_NEWEST)
    with reading(db) as connection:
        rows = connection.execute(query).all()
    for row in rows:
        is_gone = row.erased_at is not None
        yield row.id, Indexed() if is_gone else say(row.form, row.edition, row.answers)


def _write(db: sa.Engine, said: Mapping[int, Indexed]) -> None:
    """Write what is still so: a case that got a newer version meanwhile was indexed with it."""
    newest = _FACTS.where(_f.id.in_(said), _IS_NEWEST)
    with writing(db) as connection:
        ids = sa.select(_f.case_id).where(_f.id.in_(said))
        lock = sa.select(_c.id).where(_c.id.in_(ids)).order_by(_c.id).with_for_update()
        connection.execute(lock).all()
        facts = connection.execute(newest).mappings().all()
        if facts:
            _forget(connection, facts)
            states = states_in(connection, [row["filing_id"] for row in facts])
            _add(connection, [(row, said[row["filing_id"]]) for row in facts], states)


def _forget(connection: sa.Connection, facts: Sequence[sa.RowMapping]) -> None:
    for forget in _FORGET:
        connection.execute(forget, [{"forgotten": row["case_id"]} for row in facts])


def _add(
    connection: sa.Connection,
    some: Sequence[tuple[sa.RowMapping, Indexed]],
    states: Mapping[int, PaperState],
) -> None:
    gone = _gone(connection, [facts["case_id"] for facts, _ in some])
    rows = [_index_row(facts, said, states, gone.get(facts["case_id"], {})) for facts, said in some]
    connection.execute(_ADD_INDEX, rows)
    # Of two about the same the one that is written last meets the other.
    connection.execute(_MEET, [{"written": facts["case_id"]} for facts, _ in some])
    before = _subjects(connection, [facts["case_id"] for facts, _ in some if facts["version"] > 1])
    texts = [
        {"case_id": facts["case_id"], "text": _text(facts, said, before[facts["case_id"]])}
        for facts, said in some
    ]
    connection.execute(_ADD_TEXT, texts)
    people = [row for facts, said in some for row in _people(facts["case_id"], said)]
    if people:
        connection.execute(_ADD_PEOPLE, people)
    named = [
        {"case_id": facts["case_id"], "digest": one} for facts, said in some for one in said.named
    ]
    if named:
        connection.execute(_ADD_NAMED, named)


def _index_row(
    facts: sa.RowMapping,
    said: Indexed,
    states: Mapping[int, PaperState],
    gone: Mapping[str, datetime],
) -> dict[str, Any]:
    taken = ("case_id", "filing_id", "form", "year", "version", "changed_at")
    is_erased = facts["erased_at"] is not None
    state = states.get(facts["filing_id"], PaperState.WAITING) if said.is_signed else ""
    noted = noted_of(facts)
    is_of_account = said.is_planned or bool(said.is_administered and noted.subject)
    listed = set(map(address_key, said.people.get(ADMINISTRATORS, ()))) if gone else set()
    losses = [gone[one] for one in listed.intersection(gone)]
    since = few_since(said.administrators, losses, facts["changed_at"])
    names = {name: getattr(said, name)[:_LONGEST_NAME] for name in ("medium", "department", "unit")}
    return {
        **{name: facts[name] for name in taken},
        "subject": "" if said.shares_subject else noted.subject_in(said.medium),
        **names,
        **{f"{name}_key": sort_key(text) for name, text in names.items()},
        "opened_at": facts["opened_at"] or facts["changed_at"],
        "administrators": said.administrators - len(losses),
        "hours": said.hours,
        "is_signed": said.is_signed,
        "is_living": facts["ended_on"] is None and not is_erased,
        "paper": ERASED if is_erased else str(state),
        "awaits_paper": _awaits(state),
        "awaits_credentials": said.is_administered and facts["credentials_told_on"] is None,
        "few_since": since if said.is_administered else None,
        **days_of(noted, is_of_account=is_of_account, paper=str(state)),
        "public_mark": _public_mark(facts, names),
        "knows_named": True,
    }


def _public_mark(facts: sa.RowMapping, names: Mapping[Any, Any]) -> int:
    """A number for all that the public list is made of; so small that a database adds up those of
    a hundred thousand."""
    written = [names[name] for name in ("medium", "department", "unit")]
    told = [facts[name] for name in ("filing_id", "account_address", "published_text")]
    return int.from_bytes(
        blake2b(repr(told + written).encode(), digest_size=_MARK_BYTES).digest(), "big"
    )


def _gone(
    connection: sa.Connection, case_ids: Sequence[int]
) -> Mapping[int, Mapping[str, datetime]]:
    """Who has left cases, and when; nearly always nobody."""
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    query = sa.select(_d.case_id, _d.address, _d.at).where(_d.case_id.in_(case_ids))
    for row in connection.execute(query):
        found[row.case_id][row.address] = row.at
    return found


def _subjects(connection: sa.Connection, case_ids: Sequence[int]) -> Mapping[int, list[str]]:
    """What the versions of cases were about."""
    found: Mapping[int, list[str]] = defaultdict(list)
    if case_ids:
        for row in connection.execute(_BEFORE.where(_about.c.case_id.in_(case_ids))):
            found[row.case_id].append(row.subject)
    return found


def _text(facts: sa.RowMapping, said: Indexed, subjects: Sequence[str]) -> str:
    """All that a case is found by, each once, between blanks."""
    names = (said.medium, said.department, said.unit)
    known = (*names, *said.texts, *subjects, facts["account_address"] or "")
    rest = fold(" ".join(filter(None, dict.fromkeys(known))))
    return f"{_head(facts['reference'], facts['dnr'])}{rest} "


def _head(reference: str, dnr: str | None) -> str:
    numbers = fold(" ".join(filter(None, (reference, dnr))))
    return f" {numbers} "


def _people(case_id: int, said: Indexed) -> Iterator[dict[str, Any]]:
    for place, addresses in said.people.items():
        for address in dict.fromkeys(map(address_key, addresses)):
            yield {"case_id": case_id, "place": place, "address": address}
