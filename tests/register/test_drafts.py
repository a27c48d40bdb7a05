"""Drafts are found by their key, never overwritten in silence, and erased in time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from register import drafts, schema
from register.database import reading
from register.errors import DraftAlreadyFiled, DraftChanged, DraftNotFound
from tests.register import examples
from tests.register.examples import LIFETIME, NOW

LATER = NOW + timedelta(hours=1)
AT_THE_END = NOW + LIFETIME


def events(db: sa.Engine) -> list[tuple[str, dict[str, int]]]:
    with reading(db) as connection:
        query = sa.select(schema.events.c.kind, schema.events.c.facts)
        return [(kind, facts) for kind, facts in connection.execute(query)]


def test_saved_draft_is_found_by_its_key(db: sa.Engine) -> None:
    draft = drafts.find_draft(db, examples.saved_draft(db), NOW)
    assert draft.typed == {"medium": "facebook "}
    assert (draft.form, draft.edition, draft.revision) == ("aktivitetsplan", "2010", 1)
    assert (draft.saved_at, draft.expires_at, draft.filing_id) == (NOW, AT_THE_END, None)


@pytest.mark.parametrize("key", ["", "x", "' OR 1=1 --", "\x00", "\ud800"])
def test_wrong_key_finds_nothing(db: sa.Engine, key: str) -> None:
    examples.saved_draft(db)
    assert drafts.find_draft(db, key, NOW) is None


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "  å\r\n\u2028 ", "👩‍👩‍👧", "x" * 100_000])
def test_whatever_was_typed_comes_back_as_it_was(db: sa.Engine, text: str) -> None:
    draft = drafts.find_draft(db, examples.saved_draft(db), NOW)
    drafts.update_draft(db, draft, {"purpose": text, "people": [{}]}, NOW, LIFETIME)
    assert list(_typed(db)) == [{"purpose": text, "people": [{}]}]


def _typed(db: sa.Engine) -> list[object]:
    with reading(db) as connection:
        return list(connection.scalars(sa.select(schema.drafts.c.typed)))


def test_saving_again_prolongs_the_draft_and_counts_up(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    draft = drafts.find_draft(db, key, NOW)
    saved = drafts.update_draft(db, draft, {"medium": "Instagram"}, LATER, LIFETIME)
    assert saved == drafts.find_draft(db, key, AT_THE_END)
    assert (saved.revision, saved.saved_at, saved.expires_at) == (2, LATER, LATER + LIFETIME)


def test_second_tab_is_told_and_overwrites_nothing(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    in_both_tabs = drafts.find_draft(db, key, NOW)
    drafts.update_draft(db, in_both_tabs, {"medium": "first"}, LATER, LIFETIME)
    with pytest.raises(DraftChanged) as caught:
        drafts.update_draft(db, in_both_tabs, {"medium": "second"}, LATER, LIFETIME)
    assert (caught.value.revision, caught.value.saved_at) == (2, LATER)
    assert drafts.find_draft(db, key, LATER).typed == {"medium": "first"}


def test_filed_draft_cannot_be_changed(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    draft = drafts.find_draft(db, key, NOW)
    examples.file_draft(db, key)
    with pytest.raises(DraftAlreadyFiled):
        drafts.update_draft(db, draft, {}, NOW, LIFETIME)
    assert drafts.find_draft(db, key, NOW).filing_id is not None


def test_expired_draft_is_not_found_but_its_end_is_known(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    draft = drafts.find_draft(db, key, AT_THE_END - timedelta(microseconds=1))
    assert drafts.find_draft(db, key, AT_THE_END) is None
    with pytest.raises(DraftNotFound):
        drafts.update_draft(db, draft, {}, AT_THE_END, LIFETIME)
    drafts.erase_expired(db, AT_THE_END)
    assert drafts.ending_of(db, key) == drafts.Ending(AT_THE_END, gave_way=False)
    assert drafts.ending_of(db, "another") is None


@pytest.mark.parametrize("act", ["save", "file"])
def test_erased_draft_takes_nothing_though_the_clock_was_set_back(db: sa.Engine, act: str) -> None:
    key = examples.saved_draft(db)
    draft = drafts.find_draft(db, key, NOW)
    drafts.erase_expired(db, AT_THE_END)
    acts = {
        "save": lambda: drafts.update_draft(db, draft, {"medium": "X"}, NOW, LIFETIME),
        "file": lambda: examples.file_draft(db, key),
    }
    with pytest.raises(DraftNotFound):
        acts[act]()
    assert list(_typed(db)) == [None]


def test_erasing_removes_what_was_typed_and_leaves_a_record_without_it(db: sa.Engine) -> None:
    old = [examples.saved_draft(db), examples.saved_draft(db)]
    young = examples.saved_draft(db, now=LATER)
    assert drafts.erase_expired(db, AT_THE_END) == 2
    assert drafts.erase_expired(db, AT_THE_END) == 0
    assert [drafts.find_draft(db, key, NOW) for key in old] == [None, None]
    assert drafts.find_draft(db, young, NOW) is not None
    assert sum(typed is None for typed in _typed(db)) == 2
    assert events(db) == [("drafts_erased", {"count": 2})]


def test_key_itself_is_nowhere_in_the_database(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    receipt = examples.file_draft(db, key)
    with reading(db) as connection:
        tables = [
            connection.execute(table.select()).all() for table in schema.metadata.sorted_tables
        ]
    assert key not in str(tables)
    assert receipt.key not in str(tables)
