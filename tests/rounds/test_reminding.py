"""Everybody is reminded once of each step, whatever happens to clocks, couriers and databases."""

import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from register import schema
from register.actors import SYSTEM
from register.database import reading, writing
from register.duties import Calendar, Duty, duties_of
from register.errors import RegisterUnavailable
from register.events import EventKind, add_event
from register.reminded import next_day, queue_letter, unreached
from register.reminder_rules import Why
from register.reminder_steps import Due, Pause, Step
from rounds import reminding
from rounds.reminding import remind_if_due
from tests.faults.test_database import restarted
from tests.house import ROOT
from tests.register import examples
from tests.register.databases import PostgresServer
from tests.register.reminding import (
    ANN,
    BO,
    DUE_SOON,
    OFFICER,
    RULES,
    account,
    at,
    count_letters,
    remind,
    set_index,
    told,
)

DAY = timedelta(days=1)
# Of a picture that was taken in the first half of the year.
PICTURED, DUE = date(2026, 3, 1), date(2026, 12, 31)
SNAPSHOT = "ögonblicksbild"


def play(db: sa.Engine, first: date, days: int) -> list[date]:
    """Look once a day, and return the days on which letters were queued."""
    found = []
    for number in range(days):
        day = first + number * DAY
        before = count_letters(db)
        remind_if_due(db, Calendar(day), RULES, at(day))
        if count_letters(db) > before:
            found.append(day)
    return found


def test_three_steps_come_on_their_days_and_each_once(db: sa.Engine) -> None:
    one = account(db, pictured_on=PICTURED)
    assert play(db, date(2026, 12, 14), 45) == [
        date(2026, 12, 17),
        date(2027, 1, 4),
        date(2027, 1, 21),
    ]
    assert told(db) == sorted(
        [
            *(
                (who, one.case_id, SNAPSHOT, step)
                for who in (ANN, BO)
                for step in (Step(1), Step(2))
            ),
            (OFFICER, one.case_id, SNAPSHOT, Step.MANAGER),
        ]
    )


def test_one_letter_gathers_all_accounts_of_a_person(db: sa.Engine) -> None:
    for _ in range(40):
        account(db, [ANN], pictured_on=PICTURED, reviewed_on=date(2025, 12, 20))
    assert remind(db, date(2026, 12, 21)) == 1
    assert len(told(db)) == 80
    assert {step for *_, step in told(db)} == {Step.IN_TIME, Step.LATE}
    assert remind(db, date(2026, 12, 22)) == 0


def test_nothing_is_said_again_when_a_clock_goes_wrong(db: sa.Engine) -> None:
    account(db, pictured_on=PICTURED)
    assert remind(db, DUE - 14 * DAY) == 2
    before = told(db)
    for days in (-14, -15, -13, -20, -400, -8):
        assert remind(db, DUE + days * DAY) == 0
    assert told(db) == before
    # A day ahead, and back.
    assert remind(db, DUE + 2 * DAY) == 2
    assert remind(db, DUE + DAY) == 0


def test_letter_by_a_clock_that_was_weeks_ahead_keeps_nobody_from_the_next(db: sa.Engine) -> None:
    account(db, [ANN], pictured_on=PICTURED)
    assert remind(db, date(2027, 1, 4)) == 1
    account(db, [ANN], reviewed_on=date(2025, 12, 15))
    assert remind(db, date(2026, 12, 21)) == 1
    assert [step for *_, step in told(db)] == [Step.LATE, Step.LATE]
    account(db, [ANN], reviewed_on=date(2025, 12, 16))
    assert remind(db, date(2026, 12, 22)) == 0


def test_after_the_turn_of_a_half_year_only_the_highest_step_is_said(db: sa.Engine) -> None:
    one = account(db, [ANN], pictured_on=PICTURED)
    assert remind(db, date(2027, 1, 25)) == 2
    assert told(db) == [
        (ANN, one.case_id, SNAPSHOT, Step.LATE),
        (OFFICER, one.case_id, SNAPSHOT, Step.MANAGER),
    ]
    assert play(db, date(2027, 1, 26), 15) == []


def test_what_was_done_is_not_said_and_the_next_half_year_is_another(db: sa.Engine) -> None:
    one = account(db, [ANN], pictured_on=PICTURED)
    assert remind(db, DUE - 14 * DAY) == 1
    set_index(db, one, pictured_on=date(2026, 12, 30))
    assert play(db, DUE - 3 * DAY, 30) == []
    assert play(db, date(2027, 6, 14), 8) == [date(2027, 6, 16)]


def test_a_leap_day_is_due_on_the_last_of_february(db: sa.Engine) -> None:
    account(db, [ANN], reviewed_on=date(2028, 2, 29))
    assert play(db, date(2029, 2, 12), 20) == [date(2029, 2, 14), date(2029, 3, 1)]


def test_what_is_late_by_more_than_a_year_and_a_day_stands_in_no_letter(db: sa.Engine) -> None:
    told_of = account(db, [ANN], reviewed_on=date(2024, 12, 20))
    account(db, [ANN], reviewed_on=date(2024, 12, 19))
    assert remind(db, date(2026, 12, 21)) == 2
    assert {row[1] for row in told(db)} == {told_of.case_id}


def test_letters_are_written_in_swedish_office_hours(db: sa.Engine) -> None:
    account(db, [ANN], pictured_on=PICTURED)
    account(db, [BO], reviewed_on=date(2026, 3, 30))
    # The clocks were put forward the day before.
    for hour, expected in ((4, 0), (5, 1)):
        now = datetime(2027, 3, 29, hour, 5, tzinfo=UTC) + DAY
        remind_if_due(db, Calendar(now.date()), RULES, now)
        assert (count_letters(db) > 0) == bool(expected)
    for day, hour in ((date(2027, 4, 10), 9), (date(2027, 4, 12), 16), (date(2027, 4, 12), 6)):
        before = count_letters(db)
        remind_if_due(db, Calendar(day), RULES, at(day, hour))
        assert count_letters(db) == before


def test_pauses_are_kept_and_what_waits_comes_after(db: sa.Engine) -> None:
    account(db, [ANN], pictured_on=PICTURED)
    rules = replace(RULES, pauses=(Pause((12, 1), (1, 7)),))
    for number in range(60):
        day = date(2026, 12, 1) + number * DAY
        remind_if_due(db, Calendar(day), rules, at(day))
        assert bool(count_letters(db)) == (day >= date(2027, 1, 8)), day
    assert [step for _, _, _, step in told(db)] == [Step.LATE, Step.MANAGER]


def test_who_is_not_to_be_written_to_gets_nothing_and_is_told_of(db: sa.Engine) -> None:
    beyond, refused = "x@annan.example", "borta@toreboda.example"
    one = account(db, [ANN, BO, beyond, refused], pictured_on=PICTURED)
    none = account(db, [], pictured_on=PICTURED)
    with writing(db) as connection:
        row = {"case_id": one.case_id, "address": BO, "how": "said", "at": examples.NOW}
        connection.execute(sa.insert(schema.departures).values(row))
    examples.lost_letter(db, refused, "550 5.1.1 no such user")
    # Who remains is too few, of which the officer is told as well.
    assert remind(db, DUE - 14 * DAY) == 2
    assert {row[0] for row in told(db)} == {ANN, OFFICER}
    found = unreached(db, Calendar(DUE - 14 * DAY), RULES, DUE, 10)
    assert {(row.address, row.why, row.duty.case_id) for row in found} == {
        (BO, Why.DEPARTED, one.case_id),
        (beyond, Why.BEYOND, one.case_id),
        (refused, Why.REFUSED, one.case_id),
        ("", Why.NONE, none.case_id),
    }
    assert len(unreached(db, Calendar(DUE - 14 * DAY), RULES, DUE, 1)) == 2


def test_who_gets_no_letter_is_named_for_what_is_due_soon_and_may_be_read(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(db, ["x@annan.example"], pictured_on=PICTURED)
    asked = db, Calendar(DUE - 14 * DAY), RULES, DUE, 10
    assert [row.duty.duty for row in unreached(*asked)] == [Duty.SNAPSHOT]
    monkeypatch.setattr("register.reminded.reads", lambda *_: False)
    assert unreached(*asked) == []


def test_who_has_left_one_account_is_reminded_of_another(db: sa.Engine) -> None:
    left, kept = (account(db, [ANN], pictured_on=PICTURED) for _ in range(2))
    with writing(db) as connection:
        row = {"case_id": left.case_id, "address": ANN, "how": "said", "at": examples.NOW}
        connection.execute(sa.insert(schema.departures).values(row))
    assert remind(db, DUE - 14 * DAY) == 1
    assert [row[1] for row in told(db)] == [kept.case_id]


def test_paper_of_which_somebody_wrote_by_hand_rests_for_a_week(db: sa.Engine) -> None:
    filed = at(date(2026, 11, 2))
    one = account(db, [ANN], awaits_paper=True, is_signed=True, changed_at=filed, paper="waiting")
    with writing(db) as connection:
        by_hand = at(date(2026, 12, 1)), SYSTEM
        add_event(connection, EventKind.PAPER_REMINDED, *by_hand, filing_id=one.id, letters=1)
    assert play(db, date(2026, 12, 1), 20) == [date(2026, 12, 8)]


def test_two_couriers_at_once_queue_each_letter_once(db: sa.Engine) -> None:
    for _ in range(15):
        account(db, [ANN, BO], pictured_on=PICTURED)
    for number in range(10):
        account(db, [f"p{number}@toreboda.example"], pictured_on=PICTURED)
    day, begin = DUE - 14 * DAY, threading.Barrier(3)
    counts: list[int] = []

    def one() -> None:
        begin.wait()
        counts.append(remind(db, day))

    couriers = [threading.Thread(target=one) for _ in range(3)]
    for courier in couriers:
        courier.start()
    for courier in couriers:
        courier.join()
    assert sum(counts) == count_letters(db) == 12
    assert len(told(db)) == 40


def test_letter_and_what_is_written_of_it_are_one(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(db, [ANN], pictured_on=PICTURED)
    day = DUE - 14 * DAY
    with monkeypatch.context() as broken:
        # Whoever looked before the other had written.
        broken.setattr("register.reminded._is_lately", lambda *_: False)
        broken.setattr("register.reminded._told", lambda *_: ({}, {}))
        assert [remind(db, day), remind(db, day)] == [1, 0]
    assert count_letters(db) == len(told(db)) == 1


def test_what_another_wrote_meanwhile_holds_the_week(db: sa.Engine) -> None:
    one, two = (account(db, [ANN], pictured_on=PICTURED) for _ in range(2))
    day = DUE - 14 * DAY
    with reading(db) as connection:
        duties = duties_of(connection, Calendar(day), [one.case_id, two.case_id])
    first, second = (duty for duty in duties if duty.duty is Duty.SNAPSHOT)
    for duty, expected in ((first, True), (second, False)):
        due = Due(ANN, day, [(duty, Step.IN_TIME)])
        assert queue_letter(db, RULES, due, at(day)) is expected
    assert len(told(db)) == 1


def test_who_is_stopped_goes_on_at_the_next_look(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        account(db, [f"p{number}@toreboda.example"], pictured_on=PICTURED)
    day, now = DUE - 14 * DAY, at(DUE - 14 * DAY)
    looks = iter([False, True, True, True])
    remind_if_due(db, Calendar(day), RULES, now, lambda: next(looks))
    assert count_letters(db) == 1
    assert next_day(db, now) == day
    remind_if_due(db, Calendar(day), RULES, now + timedelta(minutes=1))
    assert count_letters(db) == 3
    assert next_day(db, now) == day + DAY
    # Dead in the middle: another takes over in an hour.
    monkeypatch.setattr(reminding, "remind_all", lambda *_: 1 / 0)
    tomorrow = at(day + DAY)
    with pytest.raises(ZeroDivisionError):
        remind_if_due(db, Calendar(day + DAY), RULES, tomorrow)
    assert next_day(db, tomorrow) == day + DAY
    monkeypatch.undo()
    account(db, ["p4@toreboda.example"], pictured_on=PICTURED)
    remind_if_due(db, Calendar(day + DAY), RULES, tomorrow + timedelta(minutes=59))
    assert count_letters(db) == 3
    remind_if_due(db, Calendar(day + DAY), RULES, tomorrow + timedelta(minutes=60))
    assert count_letters(db) == 4


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("at_commit", [False, True])
@pytest.mark.parametrize("statement", ["INSERT INTO letters", "INSERT INTO reminders"])
def test_server_that_restarts_in_the_middle_loses_and_doubles_nothing(
    db: sa.Engine, postgres: PostgresServer, statement: str, at_commit: bool
) -> None:
    for number in range(3):
        account(db, [f"p{number}@toreboda.example"], pictured_on=PICTURED)
    with (
        restarted(db, postgres, statement, at_commit=at_commit),
        pytest.raises(RegisterUnavailable),
    ):
        remind_if_due(db, Calendar(DUE_SOON), RULES, at(DUE_SOON, 9))
    assert count_letters(db) == len(told(db)) == 0
    for hour in (10, 11):
        remind_if_due(db, Calendar(DUE_SOON), RULES, at(DUE_SOON, hour))
        assert count_letters(db) == len(told(db)) == 3


KILLED = """
import os, signal, sys
from register.database import open_database
from rounds import reminding
from register import reminded
from tests.register.reminding import DUE_SOON, MANAGED, remind

left = int(sys.argv[2])

def dying(whole, *given):
    global left
    if left:
        left -= 1
        return whole(*given)
    whole(*given)
    os.kill(os.getpid(), signal.SIGKILL)

module, name = (reminded, "add_letter") if sys.argv[3] == "within" else (reminding, "queue_letter")
whole = getattr(module, name)
setattr(module, name, lambda *given: dying(whole, *given))
remind(open_database(sys.argv[1]), DUE_SOON, MANAGED)
"""


@pytest.mark.parametrize(("where", "expected"), [("within", 2), ("after", 3)])
def test_who_is_killed_leaves_letters_and_rows_that_agree(
    db: sa.Engine, where: str, expected: int
) -> None:
    for number in range(4):
        account(db, [f"p{number}@toreboda.example"], pictured_on=PICTURED)
    url = db.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, url, "2", where]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert count_letters(db) == len(told(db)) == expected
    assert remind(db, DUE_SOON) == 4 - expected
    assert count_letters(db) == len(told(db)) == 4


def test_each_officer_is_told_but_who_refuses_mail_and_of_no_form_they_may_not_read(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = DUE + 22 * DAY
    account(db, [ANN], pictured_on=PICTURED)
    assert remind(db, late) == 2
    # Another officer, who has read nothing yet, and one whose mailbox is gone.
    gone = "borta@toreboda.example"
    examples.lost_letter(db, gone, "550 5.1.1 no such user")
    rules = replace(RULES, officers=(OFFICER, "second@toreboda.example", gone))
    with monkeypatch.context() as few:
        few.setattr("register.reminder_rules.reads", lambda *_: False)
        assert remind(db, late, rules) == 0
    assert remind(db, late, rules) == 1
    assert {row[0] for row in told(db)} == {ANN, OFFICER, "second@toreboda.example"}
