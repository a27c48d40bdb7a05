"""What filings are about, written anew when a form has learnt a better way to write it."""

import json
from collections.abc import Iterator

import sqlalchemy as sa

from forms.editions import as_today
from register import schema

_FILINGS_AT_ONCE = 500
_t = schema.filings.c
# As text: what is no JSON must stop nobody.
_READ = sa.select(
    _t.id, _t.form, _t.edition, sa.cast(_t.answers, sa.Text).label("answers"), _t.subject
)


def recompute_subjects(connection: sa.Connection) -> None:
    """Write what each filing is about as its form writes it today, so that old and new ones meet.

    Filings of a form that is not here, or whose answers say nothing of it, keep what they have.
    """
    for row in _rows(connection):
        subject = _subject(row.form, row.edition, row.answers)
        if subject and subject != row.subject:
            update = sa.update(schema.filings).where(_t.id == row.id)
            connection.execute(update.values(subject=subject))


def _rows(connection: sa.Connection) -> Iterator[sa.Row[tuple[int, str, str, str, str]]]:
    """The filings that are about something, some at a time: a register may be large."""
    last = 0
    while True:
        batch = _READ.where(_t.id > last, _t.subject != "").order_by(_t.id).limit(_FILINGS_AT_ONCE)
        rows = connection.execute(batch).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].id


def _subject(slug: str, edition: str, answers: str) -> str:
    try:
        found = json.loads(answers)
    except json.JSONDecodeError:
        return ""
    form = as_today(slug, edition, found) if isinstance(found, dict) else None
    return form.subject if form else ""
