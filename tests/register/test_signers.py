"""Who signs a filing whose answers tell it, also when they can no longer be read."""

import pytest
import sqlalchemy as sa

import forms
from register import schema
from register.database import reading, writing
from register.signers import signers_in
from tests.register.listed import lay_unindexed
from tests.signing import Beslut, answers


@pytest.mark.parametrize("kept", ["{", "[1]", "null", "[" * 100_000])
def test_answers_that_cannot_be_read_stop_nobody(
    db: sa.Engine, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "FORMS", (Beslut,))
    if db.dialect.name == "postgresql" and kept not in ("[1]", "null"):
        pytest.skip("PostgreSQL keeps nothing but JSON")
    lay_unindexed(db, 2)
    filing = schema.filings.c
    with writing(db) as connection:
        whole = sa.update(schema.filings).where(filing.id == 2)
        connection.execute(whole.values(answers=answers(3)))
        connection.execute(
            sa.text("UPDATE filings SET answers = CAST(:kept AS JSON) WHERE id = 1")
            if db.dialect.name == "postgresql"
            else sa.text("UPDATE filings SET answers = :kept WHERE id = 1"),
            {"kept": kept},
        )
    which = [(one, Beslut.slug, Beslut.edition) for one in (1, 2)]
    with reading(db) as connection:
        found = signers_in(connection, which)
    assert [one.title for one in found[1]] == [one.title for one in Beslut.blank().signers()]
    assert [one.title for one in found[2]][:3] == ["Deltagare 1", "Deltagare 2", "Deltagare 3"]
