"""What filings are about, written anew at an upgrade."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from forms.values.account import account_key
from register import filings, schema, subjects
from register.database import _alembic_config, is_current, migrate, writing
from tests.register import examples

ABOUT_BIB = {"medium": "Twitter", "url": "https://twitter.com/bib?lang=sv"}


def filed_before(db: sa.Engine, subject: str, answers: dict[str, Any], form: str) -> str:
    """A filing as an older version left it; its reference."""
    prefix = "AP" if form == "aktivitetsplan" else "ZZ"
    old = examples.plan(form=form, prefix=prefix, answers=answers, subject=subject)
    return examples.filed(db, old).reference


def as_of_version(db: sa.Engine, version: str) -> None:
    with writing(db) as connection:
        config = _alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, version)


def subject_of(db: sa.Engine, reference: str) -> str:
    table = schema.filings.c
    with db.connect() as connection:
        return connection.scalar(sa.select(table.subject).where(table.reference == reference))


def test_old_and_new_plans_for_one_account_meet_after_an_upgrade(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subjects, "_FILINGS_AT_ONCE", 1)
    plans = [filed_before(db, "twitter.com/bib", ABOUT_BIB, "aktivitetsplan") for _ in range(3)]
    as_of_version(db, "0006")
    assert filings.others_about(db, "aktivitetsplan", account_key("x.com/Bib")) == []
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
    reference = filed_before(db, subject, answers, form)
    as_of_version(db, "0006")
    migrate(db)
    assert subject_of(db, reference) == subject


@pytest.mark.parametrize("damaged", ["{", "[1]", "null", '"text"'])
def test_damaged_answers_do_not_stop_an_upgrade(db: sa.Engine, damaged: str) -> None:
    reference = filed_before(db, "twitter.com/bib", ABOUT_BIB, "aktivitetsplan")
    if damaged == "{" and db.dialect.name == "postgresql":
        pytest.skip("PostgreSQL keeps nothing that is no JSON")
    as_of_version(db, "0006")
    with writing(db) as connection:
        kind = "json" if db.dialect.name == "postgresql" else "text"
        update = sa.text(f"UPDATE filings SET answers = CAST(:damaged AS {kind})")
        connection.execute(update, {"damaged": damaged})
    migrate(db)
    assert subject_of(db, reference) == "twitter.com/bib"
