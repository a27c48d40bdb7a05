"""What was filed before is offered to the next person, once it is attested."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from register import notes
from register.actors import OPERATOR, Actor
from register.cases import find_case
from register.events import EventKind
from register.filings import Filing
from register.notes import Note
from register.paper_marks import SCAN, Mark
from register.suggestions import LONGEST, suggestions_for
from tests.register import examples
from tests.register.erasing.test_erasing import somebody
from tests.register.examples import NOW
from tests.register.test_due import PLACES, needing

NAMES = ("medium", "organisation-unit")
SIGNED = Mark(NOW.date(), (0, 1, 2))


def filed(db: sa.Engine, unit: object, **options: Any) -> Filing:
    """A plan of the unit, of which no paper came."""
    answers = {"medium": "Facebook", "organisation": {"unit": unit}}
    return examples.filed(db, replace(needing(), answers=answers), places=PLACES, **options)


def note(db: sa.Engine, filing: Filing, what: Note, actor: Actor = OPERATOR) -> None:
    case = find_case(db, filing.reference)
    assert case
    notes.add_note(db, case, filing.id, what, NOW, actor)


def sign(db: sa.Engine, filing: Filing, mark: Mark = SIGNED, actor: Actor = OPERATOR) -> Filing:
    note(db, filing, notes.paper_came(mark), actor)
    return filing


def units(db: sa.Engine) -> list[str]:
    return suggestions_for(db, "aktivitetsplan", NAMES).get("organisation-unit", [])


def test_what_is_filed_however_often_is_offered_when_a_paper_is_signed(db: sa.Engine) -> None:
    for _ in range(3):
        filed(db, "Struntet")
    first = filed(db, "Skolan")
    assert suggestions_for(db, "aktivitetsplan", NAMES) == {}
    sign(db, first, Mark(NOW.date(), (0, 1)))
    assert units(db) == []
    sign(db, first)
    both = {"medium": ["Facebook"], "organisation-unit": ["Skolan"]}
    assert suggestions_for(db, "aktivitetsplan", NAMES) == both
    assert suggestions_for(db, "uppfoljning", NAMES) == {}


def test_paper_that_passed_by_itself_attests_nothing(db: sa.Engine) -> None:
    filing, by_itself = filed(db, "Skolan"), replace(SIGNED, source=SCAN)
    sign(db, filing, by_itself)
    assert units(db) == []
    sign(db, filing, by_itself, somebody(db, "en"))
    assert units(db) == ["Skolan"]


def test_new_version_waits_for_its_paper_and_a_closed_account_is_over(db: sa.Engine) -> None:
    first = sign(db, filed(db, "Skolan"))
    second = filed(db, "Struntet", revises=first.id)
    assert units(db) == []
    sign(db, second)
    assert units(db) == ["Struntet"]
    note(db, second, Note(EventKind.ACCOUNT_ENDED, {"ended_on": NOW.date()}))
    assert units(db) == []


@pytest.mark.parametrize("length", [0, 1, LONGEST, LONGEST + 1])
def test_answers_of_up_to_two_hundred_characters_are_offered(db: sa.Engine, length: int) -> None:
    text = "å" * length
    sign(db, filed(db, text))
    assert units(db) == ([text] if 0 < length <= LONGEST else [])


def test_the_most_used_answers_are_offered_in_alphabetical_order(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for unit in ("Skolan", "Biblioteket", "Badhuset", "Skolan", "Biblioteket"):
        sign(db, filed(db, unit))
    assert units(db) == ["Badhuset", "Biblioteket", "Skolan"]
    monkeypatch.setattr("register.suggestions.OFFERED_AT_MOST", 2)
    assert units(db) == ["Biblioteket", "Skolan"]


@pytest.mark.parametrize("answer", [None, 7, ["Skolan"], {"unit": "Skolan"}])
def test_answer_that_is_no_text_is_not_offered(db: sa.Engine, answer: object) -> None:
    sign(db, filed(db, answer))
    assert units(db) == []
