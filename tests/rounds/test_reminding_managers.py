"""Who reads the register for one förvaltning alone is told of what is long past there."""

import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from register.duties import Calendar
from register.reminded import unreached
from register.reminder_rules import Why
from register.reminder_steps import Step
from rounds.reminding import remind_if_due
from tests.house import ROOT
from tests.register import examples
from tests.register.reminding import (
    ANN,
    BO,
    CARE,
    DUE_SOON,
    EVA,
    MANAGED,
    OFFICER,
    RULES,
    RUT,
    SCHOOL,
    SVEN,
    account,
    at,
    count_letters,
    remind,
    told,
)
from tests.rounds.test_reminding import KILLED

DAY = timedelta(days=1)
# A plan that was to be looked through by then, and the day on which that is long past.
REVIEWED, DUE = date(2025, 11, 18), date(2026, 11, 18)
LATE = DUE + 21 * DAY
WRITTEN = "EVA@toreboda.example"


def whom(db: sa.Engine, step: Step = Step.MANAGER) -> list[tuple[str, int]]:
    """Who was told of which case in a step."""
    return [(who, case_id) for who, case_id, _, its in told(db) if its is step]


def test_managers_are_told_once_of_their_own_forvaltning_and_nobody_else_is(db: sa.Engine) -> None:
    care = account(db, department="Vård och OMSORG", reviewed_on=REVIEWED)
    school = account(db, department=SCHOOL, reviewed_on=REVIEWED)
    other = account(db, department="Teknik", reviewed_on=REVIEWED)
    for number in range(45):
        day = DUE - 20 * DAY + number * DAY
        remind_if_due(db, Calendar(day), MANAGED, at(day))
        expected = 3 if day >= LATE else 0
        assert len({who for who, _ in whom(db)} & {WRITTEN, SVEN, RUT}) == expected, day
    own = [(WRITTEN, care.case_id), (SVEN, care.case_id), (RUT, school.case_id)]
    officer = [(OFFICER, one.case_id) for one in (care, school, other)]
    assert sorted(whom(db)) == sorted(own + officer)
    for step in (Step.IN_TIME, Step.LATE):
        assert {who for who, _ in whom(db, step)} == {ANN, BO}


def test_manager_gets_one_letter_a_week_about_all_accounts(db: sa.Engine) -> None:
    for _ in range(3):
        account(db, department=SCHOOL, reviewed_on=REVIEWED, shown_on=REVIEWED)
    account(db, department=SCHOOL, reviewed_on=REVIEWED + 2 * DAY)
    counts = [remind(db, LATE + number * DAY, MANAGED) for number in (0, 2, 6, 7)]
    assert len([who for who, _ in whom(db) if who == RUT]) == 7
    # Those who administer, the officer and the manager; then the last two again.
    assert counts == [4, 0, 0, 2]


def test_letters_go_within_the_own_domains_to_who_takes_them(db: sa.Engine) -> None:
    beyond, refused = "x@annan.example", "borta@toreboda.example"
    one = account(db, department=CARE, reviewed_on=REVIEWED)
    examples.lost_letter(db, refused, "550 5.1.1 no such user")
    # Who answers for all may be anywhere, also as one of them.
    everywhere = "info@annan.example"
    managers = ((beyond, CARE), (refused, CARE), (RUT, SCHOOL), (everywhere, CARE))
    rules = replace(MANAGED, officers=(everywhere,), managers=managers)
    assert remind(db, LATE, rules) == 3
    assert {who for who, *_ in told(db)} == {ANN, BO, everywhere}
    asked = db, Calendar(LATE), rules
    found = unreached(*asked, LATE, 10)
    assert {(it.address, it.why, it.duty.case_id, it.is_manager) for it in found} == {
        (beyond, Why.BEYOND, one.case_id, True),
        (refused, Why.REFUSED, one.case_id, True),
    }
    # Not yet to be told of it.
    assert unreached(db, Calendar(LATE - DAY), rules, LATE - DAY, 10) == []


def test_nobody_is_told_of_a_form_that_readers_may_not_read(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(db, department=CARE, reviewed_on=REVIEWED)
    beyond = replace(MANAGED, managers=(*MANAGED.managers, ("x@annan.example", CARE)))
    with monkeypatch.context() as few:
        few.setattr("register.reminder_rules.reads", lambda role, _: role != "reader")
        remind(db, LATE, beyond)
        assert unreached(db, Calendar(LATE), beyond, LATE, 10) == []
    assert {who for who, _ in whom(db)} == {OFFICER}


@pytest.mark.parametrize("who", [OFFICER, ANN])
def test_who_is_manager_and_something_else_gets_one_letter(db: sa.Engine, who: str) -> None:
    rules = replace(RULES, managers=((who.upper(), CARE),))
    cases = [
        account(db, [ANN, BO], department=CARE, reviewed_on=REVIEWED).case_id,
        account(db, [BO, "c@toreboda.example"], department=CARE, shown_on=REVIEWED).case_id,
        account(db, [BO, "c@toreboda.example"], department=SCHOOL, shown_on=REVIEWED).case_id,
    ]
    assert remind(db, LATE, rules) == 4
    assert count_letters(db) == 4
    own = [case_id for it, case_id in whom(db) if it.lower() == who]
    assert own == (cases if who == OFFICER else cases[:2])


def test_what_was_told_takes_no_room_from_the_rest(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("register.reminded.MOST_THINGS", 1)
    monkeypatch.setattr("register.reminded.CASES_AT_ONCE", 1)
    late_accounts(db, [CARE] * 3)
    for week in range(3):
        remind(db, LATE + week * 7 * DAY, MANAGED)
        assert len([who for who, _ in whom(db) if who == SVEN]) == week + 1


def late_accounts(db: sa.Engine, departments: Sequence[str]) -> None:
    for department in departments:
        account(db, [ANN], department=department, reviewed_on=REVIEWED)


def test_of_two_couriers_at_once_each_manager_gets_one_letter(db: sa.Engine) -> None:
    late_accounts(db, [CARE, SCHOOL, CARE, "Teknik"] * 4)
    begin, counts = threading.Barrier(3), []

    def one() -> None:
        begin.wait()
        counts.append(remind(db, LATE, MANAGED))

    couriers = [threading.Thread(target=one) for _ in range(3)]
    for courier in couriers:
        courier.start()
    for courier in couriers:
        courier.join()
    assert sum(counts) == count_letters(db) == 5
    assert len(whom(db)) == 16 + 8 + 8 + 4


def test_who_is_killed_between_letters_of_managers_loses_and_doubles_none(db: sa.Engine) -> None:
    late_accounts(db, [CARE, SCHOOL, CARE])
    url = db.url.render_as_string(hide_password=False)
    for left, expected in ((1, 2), (0, 3), (0, 4)):
        command = [sys.executable, "-c", KILLED, url, str(left), "after"]
        assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
        assert count_letters(db) == expected
    assert remind(db, DUE_SOON, MANAGED) == 1
    assert len(whom(db)) == len(set(whom(db))) == 3 + 2 + 2 + 1


def test_who_comes_into_the_settings_is_told_of_what_is_late_already(db: sa.Engine) -> None:
    late_accounts(db, [CARE, SCHOOL])
    alone = replace(MANAGED, managers=((EVA, CARE),))
    remind(db, LATE, alone)
    assert remind(db, LATE + DAY, MANAGED) == 2
    assert {who for who, _ in whom(db)} == {EVA, SVEN, RUT, OFFICER}
