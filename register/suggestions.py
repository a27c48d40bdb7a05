"""Answers that were filed before, offered to the next person who types."""

from collections.abc import Mapping

import sqlalchemy as sa

from register import schema
from register.database import reading

OFFERED_AT_MOST = 100
LONGEST = 200
_COUNT = sa.text(
    "INSERT INTO suggestions (form, field, text, uses) VALUES (:form, :field, :text, 1)"
    " ON CONFLICT (form, field, text) DO UPDATE SET uses = suggestions.uses + 1"
)


def add_suggestions(connection: sa.Connection, form: str, texts: Mapping[str, str]) -> None:
    """Count each answer (input name -> text) once more, in the transaction of its filing."""
    # In one order, so that two filings at once never wait for each other in a circle.
    rows = [
        {"form": form, "field": field, "text": text}
        for field, text in sorted(texts.items())
        if 0 < len(text) <= LONGEST
    ]
    if rows:
        connection.execute(_COUNT, rows)


def suggestions_for(db: sa.Engine, form: str) -> dict[str, list[str]]:
    """Return the most used answers by input name, in alphabetical order."""
    table = schema.suggestions.c
    query = sa.select(table.field, table.text).where(table.form == form)
    # In the order of the index, backwards.
    query = query.order_by(table.uses.desc(), table.field.desc(), table.text.desc())
    query = query.limit(10 * OFFERED_AT_MOST)
    found: dict[str, list[str]] = {}
    with reading(db) as connection:
        for field, text in connection.execute(query):
            found.setdefault(field, []).append(text)
    return {field: sorted(texts[:OFFERED_AT_MOST]) for field, texts in found.items()}
