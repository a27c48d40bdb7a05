"""Who has left an account: what the plan lacks then, until it is filed anew."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa

from register import departures, people, schema
from register.actors import OPERATOR
from register.cases import Case, find_case
from register.database import reading, writing
from register.departures import (
    How,
    Left,
    Post,
    ask_others,
    came_back,
    concerned,
    departed,
    people_left,
)
from register.due import Due, Few, page_of, refused_cases
from register.duties import Calendar, Duty, Wanted, duties_of, open_duties
from register.errors import CaseChanged
from register.events import EventKind, events_of
from register.filings import Filing
from register.index import Indexed, index_anew
from register.letters import (
    LetterKind,
    add_letter,
    forget_old_letters,
    lease_letter,
    mark_sent,
)
from register.refused import refused_addresses
from tests.register import examples
from tests.register.examples import NOW
from tests.register.test_due import DAY, NEED, asked, due_now, end, needing

BO, ASA, PER = "bo@x.se", "asa@x.se", "per@x.se"
LACKS = schema.case_index.c.few_since.is_not(None)


def tell_nobody(_connection: sa.Connection, _left: int) -> int:
    return 0


def case_of(db: sa.Engine, filing: Filing) -> Case:
    case = find_case(db, filing.reference)
    assert case
    return case


def leave(db: sa.Engine, filing: Filing, *who: str, how: How = How.SAID, **more: Any) -> Left:
    seen: dict[str, Any] = {"case": case_of(db, filing), "filing": filing, "tell": tell_nobody}
    seen |= {"now": NOW} | more
    return people_left(db, addresses=who, how=how, actor=OPERATOR, **seen)


def few_since(db: sa.Engine) -> list[datetime | None]:
    x = schema.case_index.c
    with reading(db) as connection:
        return list(connection.scalars(sa.select(x.few_since).order_by(x.case_id)))


def sole_few(db: sa.Engine) -> Few:
    with reading(db) as connection:
        [few] = refused_cases(connection).values()
        return few


def in_index(db: sa.Engine) -> list[tuple[int, bool]]:
    query = sa.select(schema.case_index.c.administrators, LACKS)
    query = query.order_by(schema.case_index.c.case_id)
    with reading(db) as connection:
        return [tuple(row) for row in connection.execute(query)]


def gone(db: sa.Engine, *filings: Filing) -> set[str]:
    with reading(db) as connection:
        return departed(connection, [one.case_id for one in filings])


def test_who_has_left_no_longer_counts_among_those_who_administer(db: sa.Engine) -> None:
    filing = examples.filed(db, needing("facebook/x"))
    other = examples.filed(db, needing("facebook/y"))
    assert leave(db, filing, "BO@x.se").administrators == 1
    assert due_now(db, Due.ADMINISTRATORS) == [filing.reference]
    assert in_index(db) == [(1, True), (2, False)]
    assert (gone(db, filing), gone(db, other)) == ({BO}, set())


def test_one_of_three_leaves_enough(db: sa.Engine) -> None:
    three = {**NEED.people, "administrators": (BO, ASA, "c@x.se")}
    filing = examples.filed(db, needing(administrators=3, people=three))
    leave(db, filing, BO)
    assert in_index(db) == [(2, False)]


def test_an_operator_who_left_is_marked_and_does_not_count(db: sa.Engine) -> None:
    filing, told = examples.filed(db, needing()), []

    def tell(_connection: sa.Connection, left: int) -> int:
        told.append(left)
        return 0

    assert leave(db, filing, PER, tell=tell).addresses == (PER,)
    assert (in_index(db), gone(db, filing), told) == ([(2, False)], {PER}, [])


@pytest.mark.parametrize("administrators", [(BO, ASA), (ASA, "ny@x.se")])
def test_a_new_version_settles_it_whoever_it_names(
    db: sa.Engine, administrators: tuple[str, ...]
) -> None:
    filing = examples.filed(db, needing())
    leave(db, filing, BO)
    named = needing(people={**NEED.people, "administrators": administrators})
    examples.filed(db, named, filing.id, now=NOW + DAY)
    assert (in_index(db), gone(db, filing)) == ([(2, False)], set())


def test_an_index_that_is_made_anew_remembers_who_has_left(db: sa.Engine) -> None:
    filing = examples.filed(db, needing())
    leave(db, filing, BO, PER, now=NOW + DAY)
    assert list(index_anew(db, lambda *_: NEED)) == [1]
    assert (in_index(db), few_since(db)) == ([(1, True)], [NOW + DAY])


THREE = {**NEED.people, "administrators": (BO, ASA, "c@x.se")}


def test_too_few_are_counted_from_the_day_on_which_the_second_last_left(db: sa.Engine) -> None:
    long_ago = NOW - 800 * DAY
    filing = examples.filed(db, needing(administrators=3, people=THREE), now=long_ago)
    alone = examples.filed(db, needing(administrators=1, people={"administrators": (ASA,)}))
    assert few_since(db) == [None, NOW]
    for days, who in enumerate((BO, "c@x.se", ASA)):
        leave(db, filing, who, now=NOW + days * DAY)
    assert few_since(db) == [NOW + DAY, NOW]
    calendar = Calendar((NOW + 3 * DAY).date())
    with reading(db) as connection:
        found = duties_of(connection, calendar, [filing.case_id, alone.case_id])
    days = {one.case_id: one.due_on for one in found if one.duty is Duty.ADMINISTRATORS}
    assert days == {filing.case_id: (NOW + DAY).date(), alone.case_id: NOW.date()}
    came_back(db, case_of(db, filing), filing, BO, NOW, OPERATOR)
    assert few_since(db) == [NOW + 2 * DAY, NOW]
    again = needing(administrators=3, people=THREE)
    examples.filed(db, again, filing.id, now=NOW + 4 * DAY)
    assert few_since(db) == [None, NOW]


def test_mailbox_that_refuses_counts_from_the_first_time_whoever_leaves_then(
    db: sa.Engine,
) -> None:
    long_ago = NOW - 800 * DAY
    filing = examples.filed(db, needing(administrators=3, people=THREE), now=long_ago)
    leave(db, filing, "c@x.se")
    for days in (3, 5):
        examples.lost_letter(db, BO, "550 no such user", NOW + days * DAY)
    seen = [sole_few(db)]
    leave(db, filing, ASA, now=NOW + 6 * DAY)
    seen.append(sole_few(db))
    leave(db, filing, BO, now=NOW + 7 * DAY)
    seen.append(sole_few(db))
    since = NOW + 3 * DAY
    assert seen == [Few(1, since), Few(0, since), Few(0, since)]
    wanted, calendar = Wanted(is_late=True), Calendar((NOW + 9 * DAY).date())
    rows = open_duties(db, calendar, wanted, [Duty.ADMINISTRATORS]).rows
    assert [one.due_on for one in rows] == [since.date()]
    assert [one.since for one in page_of(db, Due.ADMINISTRATORS, asked()).rows] == [since]


def test_since_when_is_known_of_what_was_there_before(db: sa.Engine) -> None:
    before = NOW - 800 * DAY
    plans = [
        needing(administrators=3, people=THREE),
        needing(),
        needing(administrators=1, people={"administrators": (ASA,)}),
        needing(administrators=3, people=THREE),
    ]
    filings = [examples.filed(db, one, now=before) for one in plans]
    for number, who in enumerate((PER, ASA, BO)):
        leave(db, filings[0], who, now=NOW + number * DAY)
    leave(db, filings[1], BO, now=NOW)
    leave(db, filings[3], BO, now=NOW)
    expected = [NOW + 2 * DAY, NOW, before, None]
    assert few_since(db) == expected
    name = "0025_since_when_too_few_administer"
    migration = import_module(f"register.migrations.versions.{name}")
    with writing(db) as connection:
        connection.exec_driver_sql("ALTER TABLE case_index ADD lacks_administrators boolean")
        x = schema.case_index.c
        lacks = sa.update(schema.case_index).values(few_since=None)
        connection.execute(lacks)
        connection.exec_driver_sql(
            "UPDATE case_index SET lacks_administrators = administrators < 2"
        )
        connection.exec_driver_sql(migration.FILL)
        assert list(connection.scalars(sa.select(x.few_since).order_by(x.case_id))) == expected


def test_who_has_left_reads_and_changes_nothing_until_they_are_back(db: sa.Engine) -> None:
    filing = examples.filed(db, needing())
    leave(db, filing, BO)
    plan = people.plan_with(db, BO, filing.reference)
    assert plan
    assert (plan.administers, plan.left_at) == (False, NOW)
    with reading(db) as connection:
        assert people.administered_by(connection, BO) == []
        assert people.administered_by(connection, ASA) == [filing.case_id]
    came_back(db, case_of(db, filing), filing, "Bo@X.se", NOW, OPERATOR)
    plan = people.plan_with(db, BO, filing.reference)
    assert plan
    assert (plan.administers, plan.left_at, in_index(db)) == (True, None, [(2, False)])


def test_who_stood_in_the_list_cannot_take_it_back(db: sa.Engine) -> None:
    filing = examples.filed(db, needing())
    leave(db, filing, BO, how=How.LISTED)
    with pytest.raises(CaseChanged):
        came_back(db, case_of(db, filing), filing, BO, NOW, OPERATOR)
    assert gone(db, filing) == {BO}


def test_what_is_sent_again_marks_nobody_anew(db: sa.Engine) -> None:
    filing = examples.filed(db, needing())
    before = case_of(db, filing)
    leave(db, filing, BO)
    came_back(db, case_of(db, filing), filing, BO, NOW, OPERATOR)
    newer = examples.filed(db, needing(), filing.id, now=NOW + DAY)
    for version, seen in ((newer, before), (filing, case_of(db, filing)), (filing, before)):
        with pytest.raises(CaseChanged):
            leave(db, version, BO, case=seen)
    assert (gone(db, filing), case_of(db, filing).revision) == (set(), 2)


def test_who_does_not_stand_in_the_plan_is_not_kept(db: sa.Engine) -> None:
    filing = examples.filed(db, needing())
    with pytest.raises(CaseChanged):
        leave(db, filing, "ingen@x.se")
    assert leave(db, filing, "ingen@x.se", BO).addresses == (BO,)
    assert gone(db, filing) == {BO}


def test_who_is_left_is_asked_once_of_each_account(db: sa.Engine) -> None:
    filings = [examples.filed(db, needing(f"facebook/{name}")) for name in "xy"]
    post = Post((ASA, BO), ("officer@x.se",), "x.se")
    with writing(db) as connection:
        signed = {"filing": filings[0].id}
        add_letter(connection, LetterKind.SIGNED, signed, ASA, NOW + DAY, NOW, "x.se")
        counts = [ask_others(connection, one, post, NOW) for one in (*filings, filings[0])]
    assert counts == [2, 2, 0]


def test_a_list_finds_living_plans_and_says_who_is_what(db: sa.Engine) -> None:
    first = examples.filed(db, needing("facebook/x"))
    ended = examples.filed(db, needing("facebook/y"))
    last = examples.filed(db, needing("facebook/z", people={"administrators": (ASA, PER)}))
    examples.filed(db, needing(people={"who": (PER,)}, administrators=0, is_administered=False))
    end(db, ended)
    leave(db, last, ASA)
    with reading(db) as connection:
        found = concerned(connection, ["Bo@X.se", PER, ASA, "ingen@x.se"])
    told = [(one.reference, one.administrators, one.operators, one.left) for one in found[:2]]
    assert told == [
        (first.reference, (ASA, BO), (PER,), 0),
        (last.reference, (PER,), (), 0),
    ]


def test_a_refused_address_of_somebody_who_has_left_is_missed_once(db: sa.Engine) -> None:
    three = {"administrators": (BO, ASA, "c@x.se")}
    filing = examples.filed(db, needing(administrators=3, people=three))
    leave(db, filing, BO)
    examples.lost_letter(db, BO, "550 no such user")
    with reading(db) as connection:
        assert refused_cases(connection) == {}
    examples.lost_letter(db, ASA, "550 no such user")
    with reading(db) as connection:
        assert refused_cases(connection) == {filing.case_id: Few(1, NOW)}


def test_a_refused_address_is_remembered_while_it_stands_in_a_plan(db: sa.Engine) -> None:
    filing = examples.filed(db, examples.plan(indexed=Indexed(people={"administrators": [BO]})))
    for who in (BO, "ingen@toreboda.example"):
        examples.lost_letter(db, who, "550 5.1.1 no such user")
    month, later = NOW + timedelta(days=31), NOW + timedelta(days=62)
    assert forget_old_letters(db, month) == 1
    with reading(db) as connection:
        assert set(refused_addresses(connection)) == {BO}
        assert departures.refused_of(connection, filing.case_id) == [BO]
    # A mailbox that has taken mail since is refused no more, also when that is forgotten.
    with writing(db) as connection:
        add_letter(connection, LetterKind.SIGN_IN, {"request": 1}, BO, later, month, "x.example")
    letter = lease_letter(db, month, timedelta(minutes=5), "courier")
    assert letter is not None
    mark_sent(db, letter, "250 ok", month)
    for at in (month, later):
        assert forget_old_letters(db, at) == 1
        with reading(db) as connection:
            assert set(refused_addresses(connection)) == set()


def test_events_hold_no_address(db: sa.Engine) -> None:
    filing = examples.filed(db, needing())
    leave(db, filing, BO, PER, tell=lambda _connection, left: left)
    came_back(db, case_of(db, filing), filing, BO, NOW, OPERATOR)
    lines = [(one.kind, one.facts) for one in events_of(db, filing.id)][-2:]
    said = {"how": "said", "count": 2, "letters": 1}
    assert lines == [(EventKind.PEOPLE_LEFT, said), (EventKind.PERSON_BACK, {})]


def test_two_at_once_mark_each_person_once(db: sa.Engine) -> None:
    def trial(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except CaseChanged:
            return None

    for _ in range(4):
        filing = examples.filed(db, needing())
        case = case_of(db, filing)
        both = [
            lambda seen=case, of=filing: leave(db, of, BO, case=seen),
            lambda seen=case, of=filing: leave(db, of, BO, ASA, how=How.LISTED, case=seen),
        ]
        with ThreadPoolExecutor(2) as pool:
            done = [one for one in pool.map(trial, both) if one]
        assert len(done) == 1
        with reading(db) as connection:
            kept = departures.departures_of(connection, [filing.case_id])[filing.case_id]
        assert sorted(one.address for one in kept) == sorted(done[0].addresses)
        kinds = [one.kind for one in events_of(db, filing.id)]
        assert kinds.count(EventKind.PEOPLE_LEFT) == 1
