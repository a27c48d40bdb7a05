"""Letters about what is erased: whom they went to goes with the last case that they are about."""

from typing import Any

import pytest
import sqlalchemy as sa

from register import schema
from register.database import reading, writing
from register.duties import Calendar
from register.filings import Filing
from register.letters import NO_FILING, LetterKind, add_letter
from register.refused import refused_addresses
from register.reminded import still_owed
from tests.register.erasing.test_erasing import (
    NOW,
    REMINDED,
    decided,
    ended,
    erase,
    erasures,
    somebody,
)
from tests.register.reminding import RULES

ASA = "asa.oberg@toreboda.example"
REFUSED: dict[str, Any] = {"failed_at": NOW, "server_reply": f"550 no {ASA}"}


def written(
    db: sa.Engine,
    kind: LetterKind,
    facts: dict[str, int],
    of: tuple[Filing, ...] = (),
    **fate: Any,
) -> int:
    """A letter that went, or what became of it, with a line for each case that it reminds of."""
    letter = schema.letters
    with writing(db) as connection:
        number = add_letter(connection, kind, facts, ASA, NOW, NOW, "toreboda.example")
        update = sa.update(letter).where(letter.c.id == number)
        connection.execute(update.values(fate or {"accepted_at": NOW, "server_reply": "250 ok"}))
        for one in of:
            line = REMINDED | {"case_id": one.case_id, "letter_id": number}
            connection.execute(sa.insert(schema.reminders), line)
    return number


def gone(db: sa.Engine, *filings: Filing) -> None:
    decision, one, other = decided(db), somebody(db, "en"), somebody(db, "annan")
    number = erasures.propose(db, decision.id, [each.case_id for each in filings], NOW, one)
    assert len(erase(db, number, other).gone) == len(filings)


def letters(db: sa.Engine) -> dict[int, tuple[str, dict[str, int]]]:
    """Whom each that is left went to, and what about."""
    query = sa.select(schema.letters.c.id, schema.letters.c.recipient, schema.letters.c.facts)
    with reading(db) as connection:
        return {row.id: (row.recipient, row.facts) for row in connection.execute(query)}


def dug(db: sa.Engine) -> list[str]:
    """The tables in which her address is found."""
    with reading(db) as connection:
        return [
            table.name
            for table in schema.metadata.sorted_tables
            if any(ASA in repr(row) for row in connection.execute(sa.select(table)))
        ]


def test_reminder_goes_with_the_last_of_the_cases_that_it_is_about(db: sa.Engine) -> None:
    first, second = ended(db), ended(db)
    number = written(db, LetterKind.DUTY_REMINDER, {"things": 2}, (first, second))
    gone(db, first)
    assert letters(db) == {number: (ASA, {"things": 2})}
    with reading(db) as connection:
        assert connection.scalars(sa.select(schema.reminders.c.case_id)).all() == [second.case_id]
    gone(db, second)
    assert dug(db) == []


def test_reminder_that_has_not_gone_names_no_erased_case(db: sa.Engine) -> None:
    first, second = ended(db), ended(db)
    waits = {"accepted_at": None}
    both = written(db, LetterKind.DUTY_REMINDER, {"things": 2}, (first, second), **waits)
    one = written(db, LetterKind.DUTY_REMINDER, {"things": 1}, **waits)
    with writing(db) as connection:
        line = REMINDED | {"case_id": first.case_id, "letter_id": one, "step": 2}
        connection.execute(sa.insert(schema.reminders), line)
    gone(db, first)
    assert list(letters(db)) == [both]
    assert still_owed(db, Calendar(NOW.date()), RULES, both, ASA) == []


def test_letter_about_one_case_goes_and_one_about_another_stays(db: sa.Engine) -> None:
    first, second = ended(db), ended(db)
    written(db, LetterKind.SIGNED, {"filing": first.id})
    # Refused, but nobody names her any more.
    written(db, LetterKind.PEOPLE_LEFT, {"filing": first.id}, **REFUSED)
    other = written(db, LetterKind.SIGNED, {"filing": second.id})
    # The numbers of things and of requests are others'.
    things = written(db, LetterKind.DUTY_REMINDER, {"things": first.id})
    request = written(db, LetterKind.OWN_PLANS, {"request": first.id})
    gone(db, first)
    assert sorted(letters(db)) == [other, things, request]


@pytest.mark.parametrize("is_kept", [True, False])
def test_that_a_mailbox_refuses_is_known_as_long_as_a_case_names_it(
    db: sa.Engine, *, is_kept: bool
) -> None:
    first, second = ended(db), ended(db)
    number = written(db, LetterKind.PEOPLE_LEFT, {"filing": first.id, "alone": 1}, **REFUSED)
    person = {"place": "administrators", "address": ASA}
    with writing(db) as connection:
        connection.execute(sa.delete(schema.case_people))
        of = second if is_kept else first
        connection.execute(sa.insert(schema.case_people), person | {"case_id": of.case_id})
    gone(db, first)
    assert letters(db) == ({number: (ASA, {"filing": NO_FILING})} if is_kept else {})
    with reading(db) as connection:
        assert set(refused_addresses(connection)) == ({ASA} if is_kept else set())
    if is_kept:
        gone(db, second)
        assert letters(db) == {}
