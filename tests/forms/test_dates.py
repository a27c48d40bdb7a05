"""Days and times of day, however they are written, and what is said of those that are none."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.question import UnreadableError
from forms.values.dates import day_from_today, parse_date, parse_time
from swedish import MONTHS, WEEKDAYS, swedish_date
from tests.forms.readings import outcome

THURSDAY = date(2026, 11, 26)
DAYS = st.dates(date(1000, 1, 1))
ODD = st.text("0123456789٣²½ .,-–/:aekl\u00a0\x00åT", max_size=20) | st.text(max_size=40)


def problem(text: str) -> str:
    with pytest.raises(UnreadableError) as caught:
        parse_date(text, "dagen")
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-26", "2026/11/26", "2026.11.26", "2026 - 11 - 26", "2026‑11‑26", "20261126"),
        *("26/11 2026", "26/11-2026", "26/11/2026", "26.11.2026", "26-11-2026", "26–11–2026"),
        *("26 november 2026", "26 nov 2026", "26 nov. 2026", "den 26 November 2026"),
        *("26:e november 2026", "26e nov, 2026", "26. november 2026"),
        *("torsdag 26 november 2026", "Torsdagen den 26 november 2026", "torsdag, 26 nov 2026"),
    ],
)
def test_a_day_is_understood_however_it_is_written(text: str) -> None:
    assert parse_date(text, "dagen") == THURSDAY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("31 februari 2026", "Februari 2026 har 28 dagar."),
        ("2028-02-30", "Februari 2028 har 29 dagar."),
        ("31/4 2026", "April 2026 har 30 dagar."),
        ("0 maj 2026", "Maj 2026 har 31 dagar."),
        ("11/26/2026", "Månaden kan vara 1 till 12."),
        ("2026-00-10", "Månaden kan vara 1 till 12."),
        ("26/11", "med år, månad och dag"),
        ("26 november", "med år, månad och dag"),
        ("261126", "med år, månad och dag"),
        ("26/11-26", "med år, månad och dag"),
        ("0026-11-26", "med år, månad och dag"),
        ("fredag 26 november 2026", "är en torsdag"),
        *(
            (text, "Skriv dagen så här: 2026-11-26.")
            for text in ("banan", "i dag", "2026", "v. 48")
        ),
        *(
            (text, "Skriv dagen så här: 2026-11-26.")
            for text in ("26 ma 2026", "26 mayo 2026", "-")
        ),
        ("2026-11.26", "Skriv dagen så här: 2026-11-26."),
    ],
)
def test_what_is_no_day_gets_a_sentence_of_its_own(text: str, said: str) -> None:
    assert said in problem(text)


@given(DAYS)
def test_every_day_is_read_back_from_all_ways_of_writing_it(day: date) -> None:
    year, month, number = f"{day:%Y}".zfill(4), day.month, day.day
    ways = [
        day.isoformat(),
        f"{number}/{month} {year}",
        f"{year}{month:02}{number:02}",
        f"{number} {MONTHS[month - 1]} {year}",
        f"{WEEKDAYS[day.weekday()]}en den {number} {MONTHS[month - 1][:3].upper()} {year}",
        swedish_date(day),
    ]
    assert {parse_date(one, "dagen") for one in ways} == {day}


@given(ODD)
def test_no_text_is_taken_for_another_day_or_time_than_it_tells(text: str) -> None:
    for parse in (parse_date, parse_time):
        found = outcome(parse, text, "svaret")
        if isinstance(found, str):
            assert "kriv svaret" in found
        else:
            again = found.isoformat() if isinstance(found, date) else f"{found:%H:%M}"
            assert parse(again, "svaret") == found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("i dag", THURSDAY),
        (" I  Dag ", THURSDAY),
        ("idag", THURSDAY),
        ("dagens datum", THURSDAY),
        ("igår", date(2026, 11, 25)),
        ("i morgon", date(2026, 11, 27)),
        ("i övermorgon", None),
        ("2026-11-26", None),
    ],
)
def test_some_days_are_told_from_today(text: str, day: date | None) -> None:
    assert day_from_today(text, THURSDAY) == day


def test_there_is_no_morrow_after_the_last_day() -> None:
    assert day_from_today("i morgon", date.max) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        *(
            (text, time(14, 30))
            for text in ("14.30", "14:30", "14,30", "1430", "kl. 14.30", "Kl 1430")
        ),
        *((text, time(9)) for text in ("9", "kl 9", "klockan 9", "kl.9", "09:00", "0900", "9.00")),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_is_understood_however_it_is_written(text: str, read: time) -> None:
    assert parse_time(text, "tiden") == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("25:00", "Dygnet slutar 23:59."),
        ("24.00", "Dygnet slutar 23:59."),
        ("99", "Dygnet slutar 23:59."),
        ("12:60", "En timme slutar med minut 59."),
        *(
            (text, "Skriv tiden så här: 14:30.")
            for text in ("halv tre", "9–11", "14:3", "930", "-9")
        ),
        *((text, "Skriv tiden så här: 14:30.") for text in ("14:30:00", "2 pm", "kl", "²")),
    ],
)
def test_what_is_no_time_gets_a_sentence_of_its_own(text: str, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        parse_time(text, "tiden")


@given(st.times())
def test_every_minute_is_read_back(at: time) -> None:
    minute = at.replace(second=0, microsecond=0)
    for way in (f"{minute:%H:%M}", f"{minute:%H.%M}", f"kl. {minute.hour}.{minute:%M}"):
        assert parse_time(way, "tiden") == minute
