"""What filings are about, written anew at an upgrade."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from forms.values.account import account_key
from register import filings, schema, subjects
from register.database import is_current, migrate, open_database, writing
from tests.register.examples import NOW

ABOUT_BIB = {"medium": "Twitter", "url": "https://twitter.com/bib?lang=sv"}
BEFORE = "0006"


@pytest.fixture
def db(empty_database_url: str) -> Iterator[sa.Engine]:
    """An empty register of the version before."""
    engine = open_database(empty_database_url)
    migrate(engine, BEFORE)
    yield engine
    engine.dispose()


def filed_before(
    db: sa.Engine, subject: str, answers: str, form: str = "aktivitetsplan", number: int = 1
) -> str:
    """A filing as an older version left it; its reference."""
    row = dict.fromkeys(("edition", "title", "short_title", "summary", "text"), "")
    reference = f"{'AP' if form == 'aktivitetsplan' else 'ZZ'}-2026-{number:04d}"
    row |= {"form": form, "subject": subject, "reference": reference, "draft_digest": reference}
    names = ", ".join(row)
    kind = "json" if db.dialect.name == "postgresql" else "text"
    values = f"{', '.join(f':{name}' for name in row)}, CAST(:answers AS {kind}), 1, :at"
    insert = sa.text(f"INSERT INTO filings ({names}, answers, version, filed_at) VALUES ({values})")
    with writing(db) as connection:
        moment = sa.bindparam("at", NOW, type_=schema.UtcDateTime())
        connection.execute(insert.bindparams(moment, answers=answers), row)
    return reference


def subject_of(db: sa.Engine, reference: str) -> str:
    table = schema.filings.c
    query = sa.select(table.subject).join_from(schema.filings, schema.cases)
    with db.connect() as connection:
        return connection.scalar(query.where(schema.cases.c.reference == reference))


def test_old_and_new_plans_for_one_account_meet_after_an_upgrade(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subjects, "_FILINGS_AT_ONCE", 1)
    answers = json.dumps(ABOUT_BIB)
    plans = [filed_before(db, "twitter.com/bib", answers, number=one) for one in (1, 2, 3)]
    migrate(db)
    assert is_current(db)
    assert filings.others_about(db, "aktivitetsplan", account_key("x.com/Bib")) == plans


@pytest.mark.parametrize(
    ("subject", "answers", "form"),
    [
        ("rum 3", {"room": "Rum 3"}, "felanmalan"),
        ("twitter.com/bib", {"url": {"not": "a text"}}, "aktivitetsplan"),
        ("twitter.com/bib", {"address": ABOUT_BIB["url"]}, "aktivitetsplan"),
        ("", ABOUT_BIB, "aktivitetsplan"),
    ],
)
def test_what_no_form_here_can_read_keeps_what_it_is_about(
    db: sa.Engine, subject: str, answers: dict[str, Any], form: str
) -> None:
    reference = filed_before(db, subject, json.dumps(answers), form)
    migrate(db)
    assert subject_of(db, reference) == subject


@pytest.mark.parametrize("damaged", ["{", "[1]", "null", '"text"', "[" * 100_000])
def test_damaged_answers_do_not_stop_an_upgrade(db: sa.Engine, damaged: str) -> None:
    if damaged.startswith(("{", "[[")) and db.dialect.name == "postgresql":
        pytest.skip("PostgreSQL keeps nothing that is no JSON")
    reference = filed_before(db, "twitter.com/bib", damaged)
    migrate(db)
    assert subject_of(db, reference) == "twitter.com/bib"
