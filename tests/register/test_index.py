"""The index follows the newest version of each case, and is made by itself where there is none."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from forms import Aktivitetsplan
from office.indexing import said_by, said_of
from register import chores, index, schema
from register.database import migrate, open_database, reading, writing
from register.index import Indexed, count_cases, index_anew, index_missing, number_changed
from register.listing import Wanted, page_of, rows_of
from register.search import hits, terms_of
from rounds.housekeeping import index_old_cases
from tests.plans import PLANS
from tests.register import damaging, examples, filled, listed
from tests.register.examples import NOW

DERIVED = (schema.case_index, schema.case_texts, schema.case_people, schema.case_named)


def rows_in(db: sa.Engine) -> dict[str, list[Any]]:
    with reading(db) as connection:
        return {
            one.name: connection.execute(sa.select(one).order_by(*one.primary_key)).all()
            for one in DERIVED
        }


def found(db: sa.Engine, text: str) -> list[int]:
    with reading(db) as connection:
        return hits(connection, terms_of(text))


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "AT_ONCE", 2)


def test_new_version_takes_the_place_of_the_one_before(db: sa.Engine) -> None:
    one = Indexed("Facebook", people={"administrators": ["Bo@x.se", "bo@x.se"]}, texts=("gammal",))
    two = Indexed("X", people={"operators": ["asa@x.se"]}, texts=("ny",))
    first = examples.filed(db, examples.plan(indexed=one))
    assert rows_in(db)["case_people"] == [(1, "administrators", "bo@x.se")]
    examples.filed(db, examples.plan(indexed=two), revises=first.id)
    assert (found(db, "gammal"), found(db, "ny")) == ([], [1])
    assert rows_in(db)["case_people"] == [(1, "operators", "asa@x.se")]
    (row,) = page_of(db, Wanted()).rows
    assert (row.medium, row.version, row.opened_at) == ("X", 2, NOW)


def test_index_that_knows_nobody_who_is_named_is_made_anew(db: sa.Engine) -> None:
    said = said_by(Aktivitetsplan.from_answers(PLANS[0]))
    examples.filed(
        db, examples.plan(edition=Aktivitetsplan.edition, answers=PLANS[0], indexed=said)
    )
    whole = rows_in(db)
    assert whole["case_named"]
    with writing(db) as connection:
        connection.execute(sa.update(schema.case_index).values(knows_named=False))
        connection.execute(sa.delete(schema.case_named))
    assert count_cases(db, missing=True) == 1
    assert list(index_missing(db, said_of)) == [1]
    assert rows_in(db) == whole


def test_registry_number_is_found_as_long_as_it_is_there(db: sa.Engine) -> None:
    first = examples.filed(db, examples.plan(indexed=Indexed(texts=("svar",))))
    for before, now in ((None, "KS 2026/14"), ("KS 2026/14", "KS 2026/15"), ("KS 2026/15", None)):
        with writing(db) as connection:
            number_changed(connection, first.case_id, first.reference, before, now)
        assert found(db, "2026/14 svar") == ([1] if now == "KS 2026/14" else [])
        assert found(db, "ks 2026/15") == ([1] if now == "KS 2026/15" else [])
    assert found(db, "ap-2026-0001 svar") == [1]


def test_register_of_the_release_before_is_indexed_whole(empty_database_url: str) -> None:
    db = open_database(empty_database_url)
    filled.fill(db)
    migrate(db)
    every = count_cases(db, missing=True)
    assert sum(index_missing(db, said_of)) == every == count_cases(db, missing=False)
    assert count_cases(db, missing=True) == 0
    rows = {row.reference: row for row in rows_of(db, Wanted())}
    assert len(rows) == every
    assert (rows["AP-2025-0001"].version, rows["AP-2025-0001"].unit) == (3, "Badhuset")
    assert rows["AP-2025-0001"].administrators == 2
    # A form that nobody keeps is found by its answers.
    assert rows["FA-2026-0001"].medium == ""
    db.dispose()


@pytest.mark.usefixtures("small_steps")
def test_index_made_later_is_the_one_that_filing_makes(db: sa.Engine) -> None:
    for answers in PLANS:
        form = Aktivitetsplan.from_answers(answers)
        new = examples.plan(answers=form.answers(), edition=form.edition, indexed=said_by(form))
        examples.filed(db, new)
    filed = rows_in(db)
    assert all(filed.values())
    for make in (index_missing, index_anew):
        with writing(db) as connection:
            for table in DERIVED if make is index_missing else ():
                connection.execute(sa.delete(table))
        assert list(make(db, said_of)) == [2, 2, 1]
        assert rows_in(db) == filed


@pytest.mark.usefixtures("small_steps")
def test_version_filed_while_the_old_one_is_read_is_the_one_that_is_indexed(db: sa.Engine) -> None:
    listed.lay_unindexed(db, 3)

    def say(_form: str, _edition: str, answers: str) -> Indexed:
        if json.loads(answers)["place"] == 1:
            newer = examples.plan(indexed=Indexed(texts=("nyare",)))
            examples.filed(db, newer, revises=2)
        return Indexed(texts=("äldre",))

    assert list(index_missing(db, say)) == [2, 1]
    assert (found(db, "nyare"), sorted(found(db, "äldre"))) == ([2], [1, 3])


def test_housekeeping_goes_on_until_none_is_missing(
    db: sa.Engine, small_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed.lay_unindexed(db, 7)
    clock: Iterator[float] = iter(range(0, 1_000, 3))
    for left in (3, 0, 0):
        index_old_cases(db, said_of, NOW, lambda: next(clock))
        assert count_cases(db, missing=True) == left
    monkeypatch.setattr("rounds.housekeeping.index_missing", lambda *_: pytest.fail("not due"))
    index_old_cases(db, said_of, NOW)


def test_restored_register_is_indexed_at_once(db: sa.Engine) -> None:
    index_old_cases(db, said_of, NOW)
    assert not chores.take_on(db, index.CHORE, NOW, examples.LIFETIME)
    with writing(db) as connection:
        index.want_index(connection)
    listed.lay_unindexed(db, 1)
    index_old_cases(db, said_of, NOW)
    assert count_cases(db, missing=True) == 0


@pytest.mark.parametrize("answers", ["{", "[]", "null", '"x"', "{}", '{"medium": [1, {}]}'])
def test_damaged_answers_stop_no_index(db: sa.Engine, answers: str) -> None:
    if db.dialect.name == "postgresql" and answers == "{":
        pytest.skip("PostgreSQL keeps nothing that is no JSON")
    listed.lay_unindexed(db, 2)
    damaging.rewrite(db, f"UPDATE filings SET answers = '{answers}' WHERE id = 1")
    assert sum(index_missing(db, said_of)) == 2
    assert {row.reference for row in rows_of(db, Wanted())} == {"AP-2026-0001", "AP-2026-0002"}


def test_case_that_cannot_be_read_stops_no_other(tmp_path: Any) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    migrate(db)
    listed.lay_unindexed(db, 3)
    damaging.rewrite(db, "UPDATE filings SET form = CAST(x'ff' AS TEXT) WHERE id = 2")
    assert sum(index_missing(db, said_of)) == 3
    assert count_cases(db, missing=True) == 1
    db.dispose()
