"""A year is played, and the register agrees with a ledger that was kept beside it."""

import os
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from office.figures import figures_of
from office.own_plans import own_duties
from office.public_accounts import PublicLists
from office.reminding import forecast
from office.to_do import calendar_of
from register.duties import OpenDuty, Wanted, open_duties
from register.reminded import digest_of
from register.reminder_steps import Due
from register.sight import Sight
from tests.year.ledger import DAY, OFFICER, Ledger, Thing
from tests.year.play import Year, people_of, told_in

ACCOUNTS = int(os.environ.get("YEAR_ACCOUNTS", "40"))
# Where the year begins; after the restore it goes on in the other database.
BEGINS_ON = ("sqlite", "postgresql") if "YEAR_ACCOUNTS" in os.environ else ("sqlite",)
SETTINGS = {
    "INFORMATION_OFFICER": OFFICER,
    "MAIL_DOMAINS": "toreboda.example",
    "REMINDER_PAUSES": "07-03–07-28",
    "COURIER": "off",
}
# Days on which something turns, and those beside them.
TURNS = {
    *(date(2028, 1, 3), date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)),
    *(date(2028, 3, 26), date(2028, 6, 30), date(2028, 7, 1), date(2028, 10, 29)),
    *(date(2028, 12, 31), date(2029, 1, 1), date(2029, 1, 31)),
}
BEGAN, ENDS = date(2027, 3, 1), date(2029, 1, 31)
SAVED, LOST = date(2028, 5, 10), date(2028, 6, 7)
GONE = {date(2028, 2, 29), date(2028, 8, 30), date(2028, 11, 15)}


@pytest.mark.parametrize("begins_on", BEGINS_ON)
def test_mails_duties_and_lists_of_a_year_agree_with_a_ledger(
    make_app: Callable[..., Flask], server_url: str, tmp_path: Path, begins_on: str
) -> None:
    apps = {
        "sqlite": make_app(**SETTINGS),
        "postgresql": make_app(**SETTINGS, DATABASE_URL=server_url),
    }
    first = apps.pop(begins_on)
    [second] = apps.values()
    year = Year(first, Ledger(), Random(begins_on), people_of(ACCOUNTS // 3), BEGAN)
    _begin(year)
    path, saved = tmp_path / "may.backup", Ledger()
    while year.today <= ENDS:
        _play_day(year)
        if year.today == SAVED:
            saved = year.save(path)
        if year.today == LOST:
            year.restore(path, second, saved)
        if year.today in TURNS or year.today.day == 17 or year.today in (SAVED, LOST):
            _compare(year)
        year.today += DAY
    assert year.ledger.refused
    assert any(one.ended_on for one in year.ledger.accounts)


def _begin(year: Year) -> None:
    """Accounts that were filed in the year before, most of them in order."""
    dates = sorted(year.random.randrange(300) for _ in range(ACCOUNTS))
    for number, days in enumerate(dates):
        year.today = BEGAN + days * DAY
        one = year.file(is_planned=number % 6 == 5)
        if number % 5:
            year.today += 5 * DAY
            year.sign(one)
    year.today = date(2028, 1, 1)


def _play_day(year: Year) -> None:
    year.hour = 9
    year.remind(at_once=3 if year.today.day % 7 == 0 else 1)
    if year.today.weekday() < 5:
        year.hour = 11
        year.live()
        if year.today in GONE:
            year.list_gone(year.random.sample(year.people, 2))
    if year.today == date(2028, 3, 6):
        year.bouncing = frozenset(year.random.sample(year.people, 2))
    year.hour = 14
    year.deliver()
    year.hour = 17


def _compare(year: Year) -> None:
    _compare_duties(year)
    _compare_letters(year)
    _compare_forecast(year)
    _compare_lists(year)


def _row(one: OpenDuty) -> tuple[int, str, date, date]:
    return one.case_id, one.duty.value, one.due_on, one.since


def _compare_duties(year: Year) -> None:
    today, calendar = year.today, calendar_of(year.own)
    expected = year.ledger.open_on(today)
    page = open_duties(year.own.register, calendar, Wanted(size=5_000))
    assert {_row(one) for one in page.rows} == expected
    assert len(page.rows) == len(expected)
    assert [one.due_on for one in page.rows] == sorted(one[2] for one in expected)
    late = open_duties(year.own.register, calendar, Wanted(size=5_000, is_late=True))
    assert {_row(one) for one in late.rows} == {one for one in expected if one[2] < today}
    for person in year.random.sample(year.people, 5):
        own = {_row(one) for one in own_duties(year.own, person)}
        assert own == year.ledger.owned_by(person, today)


def _compare_letters(year: Year) -> None:
    """Who was told of what in which letter, since the beginning and through the restore."""
    expected = Counter((digest_of(who), things) for _, who, things in year.ledger.letters)
    assert told_in(year.own.register) == expected


def _compare_forecast(year: Year) -> None:
    """The letters of the thirty days to come, if nobody does anything."""
    foretold = forecast(year.own)
    if foretold.is_cut:
        return
    copy = deepcopy(year.ledger)
    copy.letters = []
    for days in range(1, 31):
        day = year.today + days * DAY
        copy.write(day, copy.letters_on(day, year.today))
    told = Counter(_told(due) for day in foretold.days for due in day.letters)
    assert told == Counter(copy.letters)


def _told(due: Due) -> tuple[date, str, frozenset[tuple[Thing, int]]]:
    things = [((it.case_id, it.duty.value, it.due_on), int(step)) for it, step in due.things]
    return due.day, due.address, frozenset(things)


def _compare_lists(year: Year) -> None:
    own, ledger = year.own, year.ledger
    lists: PublicLists = year.app.extensions["public_lists"]
    public = lists.now().accounts
    expected = sorted(one.url for one in ledger.accounts if one.is_public)
    assert sorted(one.link for one in public) == expected
    figures = figures_of(own, year.today.year, Sight())
    assert figures.tables[0].total == ledger.numbers(year.today, year.today.year)
    papers = [it for one in ledger.accounts for it in one.papers.values()]
    days = [number for day, number in papers if day.year == year.today.year]
    assert figures.tables[2].total == (len(days),)
