"""Reminders of paper: of all who press at once one is first, and the others change nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from register import schema
from register.actors import OPERATOR
from register.cases import find_case
from register.errors import CaseChanged, RegisterUnavailable
from register.events import EventKind, events_of
from register.reminders import AT_MOST_EVERY, RemindedLately, last_reminder, remind
from tests.register import examples
from tests.register.examples import NOW

WHO = ("a@toreboda.se", "b@toreboda.se")
DOMAIN = "toreboda.example"


def letters(db: sa.Engine) -> int:
    with db.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(schema.letters)) or 0


def test_of_many_at_once_one_reminds(db: sa.Engine) -> None:
    filing = examples.filed(db)
    case = find_case(db, filing.reference)
    assert case is not None

    def press(_: int) -> bool:
        try:
            remind(db, case, filing, WHO, DOMAIN, NOW, OPERATOR)
        except (CaseChanged, RemindedLately, RegisterUnavailable):
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(press, range(6))) == 1
    assert letters(db) == len(WHO)
    told = [one for one in events_of(db, filing.id) if one.kind is EventKind.PAPER_REMINDED]
    assert [one.facts for one in told] == [{"letters": 2}]


def test_week_is_counted_from_the_last_reminder_of_the_same_plan(db: sa.Engine) -> None:
    first, second = examples.filed(db), examples.filed(db)
    for filing in (first, second):
        case = find_case(db, filing.reference)
        assert case is not None
        remind(db, case, filing, WHO, DOMAIN, NOW, OPERATOR)
    case = find_case(db, first.reference)
    assert case is not None
    almost = NOW + AT_MOST_EVERY - timedelta(seconds=1)
    with pytest.raises(RemindedLately):
        remind(db, case, first, WHO, DOMAIN, almost, OPERATOR)
    # Nothing of what was tried is left.
    assert find_case(db, first.reference) == case
    remind(db, case, first, WHO, DOMAIN, NOW + AT_MOST_EVERY, OPERATOR)
    found = last_reminder(db, case.id)
    assert found is not None
    assert (found.at, letters(db)) == (NOW + AT_MOST_EVERY, 6)


def test_version_that_somebody_has_changed_meanwhile_is_not_reminded_of(db: sa.Engine) -> None:
    filing = examples.filed(db)
    case = find_case(db, filing.reference)
    assert case is not None
    examples.filed(db, revises=filing.id)
    with pytest.raises(CaseChanged):
        remind(db, case, filing, WHO, DOMAIN, NOW, OPERATOR)
    assert letters(db) == 0
