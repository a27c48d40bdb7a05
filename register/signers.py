"""Who signs the paper of a filing: by its form, and by its answers where these tell it."""

from collections.abc import Iterable

import sqlalchemy as sa

from forms import Signer
from forms.editions import signers_hang_on_answers, signers_of
from register import schema
from register.answers import ANSWERS, answers_in
from register.database import reading
from register.filings import Version

_t = schema.filings.c


def signers_in(
    connection: sa.Connection, filings: Iterable[tuple[int, str, str]]
) -> dict[int, list[Signer]]:
    """Who signs filings, told by number, form and edition. Answers are read only where they tell
    who it is."""
    each = list(filings)
    telling = [one for one, form, edition in each if signers_hang_on_answers(form, edition)]
    answers = _answers(connection, telling) if telling else {}
    return {
        one: signers_of(form, edition, answers_in(answers.get(one, "{}")))
        for one, form, edition in each
    }


def signers_of_version(db: sa.Engine, version: Version) -> list[Signer]:
    """Who signs a version. Raises RegisterUnavailable."""
    if not signers_hang_on_answers(version.form, version.edition):
        return signers_of(version.form, version.edition, {})
    with reading(db) as connection:
        which = version.id, version.form, version.edition
        return signers_in(connection, [which])[version.id]


def _answers(connection: sa.Connection, filing_ids: list[int]) -> dict[int, str]:
    rows = connection.execute(sa.select(_t.id, ANSWERS).where(_t.id.in_(filing_ids)))
    return {row.id: row.answers for row in rows}
