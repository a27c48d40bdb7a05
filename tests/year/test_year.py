"""A year is played, and the register agrees with a ledger that was kept beside it."""

import os
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from office.figures import figures_of
from office.own_plans import own_duties
from office.reminding import forecast
from office.to_do import calendar_of
from register.duties import OpenDuty, Wanted, open_duties
from register.reminded import digest_of
from register.reminder_steps import Due
from register.sight import Sight
from tests.year import records
from tests.year.ledger import DAY, MANAGERS, OFFICER, OURS, SHORT_LIVED, Account, Ledger, Thing
from tests.year.play import Year, people_of, told_in
from tests.year.readers import Readers
from tests.year.records import Proposal

ACCOUNTS = int(os.environ.get("YEAR_ACCOUNTS", "30"))
# Where the year begins; after the restore it goes on in the other database.
BEGINS_ON = ("sqlite", "postgresql") if "YEAR_ACCOUNTS" in os.environ else ("sqlite",)
SETTINGS = {
    "INFORMATION_OFFICER": OFFICER,
    "MAIL_DOMAINS": "toreboda.example",
    "REMINDER_PAUSES": "07-03–07-28",
    "COURIER": "off",
    "REGISTER_READERS": ", ".join(f"{who}={its}" for who, its in MANAGERS.items()),
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
# What was closed on these days is proposed on those that follow, and confirmed some days later:
# before the backup, between it and the restore, and after that.
CLOSED = {date(2028, 1, 18), date(2028, 2, 16), date(2028, 7, 31)}
PROPOSED = {date(2028, 4, 18), date(2028, 5, 16), date(2028, 11, 7)}
CONFIRMED = {date(2028, 4, 20), date(2028, 5, 22), date(2028, 11, 9)}
HELD, LIFTED = date(2028, 5, 18), date(2028, 9, 4)
# The second is lost with what was not in the backup; at last somebody asks for what was erased.
GIVEN = {date(2028, 3, 15), date(2028, 5, 23), date(2028, 9, 20), date(2028, 11, 16)}


@dataclass
class Play:
    """A year, who reads what it makes public, the account whose words are looked for, what waits
    to be erased, and what is on hold."""

    year: Year
    readers: Readers
    needle: Account
    proposal: Proposal | None = None
    held: str = ""


@pytest.mark.parametrize("begins_on", BEGINS_ON)
def test_mails_duties_and_lists_of_a_year_agree_with_a_ledger(
    make_app: Callable[..., Flask],
    server_url: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    begins_on: str,
) -> None:
    caplog.set_level("INFO", "blanketter")
    apps = {
        "sqlite": make_app(**SETTINGS),
        "postgresql": make_app(**SETTINGS, DATABASE_URL=server_url),
    }
    first = apps.pop(begins_on)
    [second] = apps.values()
    year = Year(first, Ledger(), Random(begins_on), people_of(ACCOUNTS // 3), BEGAN)
    play = Play(year, Readers(), _begin(year))
    path, saved = tmp_path / "may.backup", Ledger()
    while year.today <= ENDS:
        _play_day(play)
        if year.today == SAVED:
            saved = year.save(path)
            assert records.holds_needle(path.read_bytes())
        if year.today == LOST:
            assert records.where_needle_is(year, _logged(caplog)) == []
            lost = year.ledger
            year.restore(path, second, saved)
            assert records.where_needle_is(year, "")
            records.erase_again(year, lost)
        if year.today in TURNS or year.today.day == 17 or year.today in (SAVED, LOST):
            _compare(play)
        year.today += DAY
    later = tmp_path / "later.backup"
    year.save(later)
    assert records.where_needle_is(year, _logged(caplog), [later]) == []
    assert play.needle.is_erased
    assert play.readers.answers == {200, 304}
    assert year.ledger.refused
    assert year.ledger.prompted
    assert len(year.ledger.given) == len(GIVEN) - 2
    assert SHORT_LIVED not in year.ledger.managers
    told = {who for _, who, _ in year.ledger.letters}
    assert {who for who in MANAGERS if who.endswith(OURS)} <= told
    assert any(one.ended_on for one in year.ledger.accounts)


def _logged(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(repr(vars(one)) for one in caplog.records)


def _begin(year: Year) -> Account:
    """Accounts that were filed in the year before, most of them in order; one by the page."""
    dates = sorted(year.random.randrange(300) for _ in range(ACCOUNTS))
    for number, days in enumerate(dates):
        year.today = BEGAN + days * DAY
        one = year.file(is_planned=number % 6 == 5)
        if number % 5:
            year.today += 5 * DAY
            year.sign(one)
    year.today = date(2027, 12, 1)
    needle = records.file_by_page(year)
    year.sign(needle)
    records.picture_needle(year, needle)
    year.today = date(2028, 1, 1)
    records.decide(year)
    return needle


def _play_day(play: Play) -> None:
    year = play.year
    year.hour = 9
    year.remind(at_once=3 if year.today.day % 7 == 0 else 1)
    if year.today.weekday() < 5:
        year.hour = 11
        year.live()
        if year.today in GONE:
            year.list_gone(year.random.sample(year.people, 2))
        _keep_records(play)
    if year.today == date(2028, 3, 6):
        year.bouncing = frozenset(year.random.sample(year.people, 2))
    if year.today > LOST and SHORT_LIVED in year.told_today & year.ledger.managers.keys():
        year.dismiss_manager(SHORT_LIVED)
    year.hour = 14
    year.deliver()
    year.hour = 17


def _keep_records(play: Play) -> None:
    """What the office does with records on this day."""
    year, ledger, today = play.year, play.year.ledger, play.year.today
    if today in CLOSED:
        living = [one for one in ledger.accounts if one.is_public and one is not play.needle]
        closed = [_needle(play)] if today.month == 2 else []
        for one in [*closed, *living[-2:]]:
            year.close(one)
    if today in PROPOSED:
        play.proposal = records.propose(year)
        assert play.proposal.references
    if today == HELD:
        assert play.proposal is not None
        play.held = max(play.proposal.references - {play.needle.reference})
        records.hold(year, _named(year, play.held))
    if today == LIFTED:
        records.lift(year, _named(year, play.held))
    if today in CONFIRMED:
        assert play.proposal is not None
        assert records.confirm(year, play.proposal)
    if today in GIVEN:
        one = _needle(play) if today == max(GIVEN) else ledger.accounts[today.month]
        records.release_one(year, one)
    if today.day in (8, 9, 22):
        records.remind_by_hand(year)


def _needle(play: Play) -> Account:
    """It, in the ledger as it is now."""
    play.needle = _named(play.year, play.needle.reference)
    return play.needle


def _named(year: Year, reference: str) -> Account:
    [one] = [one for one in year.ledger.accounts if one.reference == reference]
    return one


def _compare(play: Play) -> None:
    year = play.year
    _compare_duties(year)
    _compare_letters(year)
    _compare_forecast(year)
    play.readers.compare(year)
    _compare_figures(year)
    records.compare_due(year)
    records.compare_erased(year)
    records.compare_given(year)


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


def _compare_figures(year: Year) -> None:
    own, ledger = year.own, year.ledger
    figures = figures_of(own, year.today.year, Sight())
    assert figures.tables[0].total == ledger.numbers(year.today, year.today.year)
    papers = [it for one in ledger.accounts for it in one.papers.values()]
    days = [number for day, number in papers if day.year == year.today.year]
    assert figures.tables[2].total == (len(days),)
