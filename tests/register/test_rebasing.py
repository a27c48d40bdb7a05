"""A draft that changes an overtaken version moves on to the newest, and only while it lives."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from register import drafts, filings
from register.errors import DraftAlreadyFiled, DraftNotFound
from tests.register import examples
from tests.register.examples import LIFETIME, NOW

A_MOMENT = timedelta(microseconds=1)


def overtaken_draft(db: sa.Engine) -> str:
    """A draft that changes version 1, of which there is a version 2 meanwhile."""
    first = examples.filed(db)
    key = examples.saved_draft(db, revises=first.id)
    examples.filed(db, revises=first.id)
    return key


def test_overtaken_draft_goes_on_from_the_newest_version(db: sa.Engine) -> None:
    key = overtaken_draft(db)
    assert filings.rebase_draft(db, key, NOW) == 2
    assert examples.file_draft(db, key, revision=2).version == 3


def test_draft_of_a_new_plan_has_no_version_to_move_to(db: sa.Engine) -> None:
    with pytest.raises(DraftNotFound):
        filings.rebase_draft(db, examples.saved_draft(db), NOW)


def test_draft_that_was_filed_stays_what_was_filed(db: sa.Engine) -> None:
    first = examples.filed(db)
    key = examples.saved_draft(db, revises=first.id)
    examples.file_draft(db, key)
    before = drafts.find_draft(db, key, NOW)
    with pytest.raises(DraftAlreadyFiled):
        filings.rebase_draft(db, key, NOW)
    assert drafts.find_draft(db, key, NOW) == before


def test_draft_whose_time_has_passed_moves_no_more(db: sa.Engine) -> None:
    key = overtaken_draft(db)
    with pytest.raises(DraftNotFound):
        filings.rebase_draft(db, key, NOW + LIFETIME)
    assert filings.rebase_draft(db, key, NOW + LIFETIME - A_MOMENT) == 2


def test_draft_that_was_erased_moves_no_more_though_the_clock_was_set_back(db: sa.Engine) -> None:
    key = overtaken_draft(db)
    drafts.erase_expired(db, NOW + LIFETIME)
    with pytest.raises(DraftNotFound):
        filings.rebase_draft(db, key, NOW)
