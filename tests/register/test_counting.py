"""Counting what was filed about a subject, for who follows it up."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from register import schema, subjects
from register.database import writing
from tests.register.examples import NOW, filed, plan

ACCOUNT = "facebook:bib"
YEAR = date(2026, 1, 1), date(2026, 12, 31)


def record(db: sa.Engine, day: Any, revises: int | None = None) -> int:
    """A record of that day, or its next version; the number of the filing."""
    form = {"form": "borttaget-inlagg", "prefix": "MA", "subject": ACCOUNT}
    new = plan(**form, answers={"removed": {"day": day, "clock": "00:00"}})
    return filed(db, new, revises).id


def counted(db: sa.Engine, subject: str = ACCOUNT, *days: date) -> int | None:
    first, last = days or YEAR
    return subjects.count_about(db, "borttaget-inlagg", subject, "removed-day", first, last)


def test_first_and_last_day_of_the_period_belong_to_it(db: sa.Engine) -> None:
    for day in ("2026-02-28", "2026-03-01", "2026-03-05", "2026-03-06"):
        record(db, day)
    assert counted(db, ACCOUNT, date(2026, 3, 1), date(2026, 3, 5)) == 2
    assert counted(db, ACCOUNT, date(2026, 3, 5), date(2026, 3, 5)) == 1
    assert counted(db) == 4


def test_other_accounts_and_other_forms_are_not_counted(db: sa.Engine) -> None:
    record(db, "2026-03-01")
    filed(db, plan(subject=ACCOUNT, answers={"removed": {"day": "2026-03-01"}}))
    assert counted(db) == 1
    assert counted(db, "facebook:annan") == 0


def test_a_record_that_was_changed_counts_once_and_as_it_is_now(db: sa.Engine) -> None:
    first = record(db, "2026-03-01")
    record(db, "2026-03-09", revises=first)
    assert counted(db) == 1
    assert counted(db, ACCOUNT, date(2026, 3, 1), date(2026, 3, 1)) == 0


@pytest.mark.parametrize("day", ["", None, 20260301, ["2026-03-01"]])
def test_what_tells_no_day_is_not_counted_and_stops_nobody(db: sa.Engine, day: Any) -> None:
    record(db, day)
    assert counted(db) == 0


@pytest.mark.parametrize("answers", [[], "x", {"removed": "2026-03-01"}, {"removed": None}, {}])
def test_answers_of_another_shape_stop_nobody(db: sa.Engine, answers: Any) -> None:
    number = record(db, "2026-03-01")
    with writing(db) as connection:
        row = sa.update(schema.filings).where(schema.filings.c.id == number)
        connection.execute(row.values(answers=answers))
    assert counted(db) == 0


def test_damaged_answers_stop_nobody(db: sa.Engine) -> None:
    if db.dialect.name == "postgresql":
        pytest.skip("PostgreSQL keeps nothing that is no JSON")
    record(db, "2026-03-01")
    with writing(db) as connection:
        connection.exec_driver_sql("UPDATE filings SET answers = '{'")
    assert counted(db) == 0


def test_more_than_are_looked_at_are_not_told_as_a_number(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subjects, "_ABOUT", subjects._ABOUT.limit(3))
    monkeypatch.setattr(subjects, "_COUNTED_AT_MOST", 2)
    record(db, "2026-03-01")
    record(db, "2026-03-01")
    assert counted(db) == 2
    record(db, "2026-03-01")
    assert counted(db) is None
    # Those filed before it have nothing to say of it.
    later = NOW.date() + timedelta(days=1)
    assert counted(db, ACCOUNT, later, later) == 0


def test_first_filing_about_a_subject_is_the_oldest_of_its_form(db: sa.Engine) -> None:
    others = {"subject": "facebook:x"}, {"form": "annan", "prefix": "AN"}
    for days, more in ((3, {}), (1, {}), (2, {}), *((0, other) for other in others)):
        now = NOW + timedelta(days=days)
        filed(db, plan(**{"subject": ACCOUNT} | more), now=now)
    found = subjects.first_about(db, "aktivitetsplan", ACCOUNT)
    assert found == NOW + timedelta(days=1)
    assert subjects.first_about(db, "aktivitetsplan", "facebook:annan") is None
