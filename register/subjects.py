"""What filings are about: written anew when a form has learnt a better way to write it, offered to
who fills in another form about the same, and counted."""

from collections.abc import Iterator
from datetime import date, datetime

import sqlalchemy as sa

from forms import PrintableForm
from forms.editions import as_today
from forms.plan.persons import names_somebody
from register import schema
from register.answers import ANSWERS, answers_in, text_at
from register.database import reading
from register.suggestions import ATTESTED
from swedish import midnight

_FILINGS_AT_ONCE = 500
# To see whether one names a person takes 0.8 ms.
_OFFERED_AT_MOST = 50
# Of one account; a record is filed after the day that it tells of.
_COUNTED_AT_MOST = 1_000
_t = schema.filings.c
_READ = sa.select(_t.id, _t.form, _t.edition, ANSWERS, _t.subject)

_LATER = schema.filings.alias("later")
_ABOUT = (
    sa.select(ANSWERS)
    .where(
        _t.form == sa.bindparam("slug"),
        _t.subject == sa.bindparam("about"),
        _t.filed_at >= sa.bindparam("since"),
        ~sa.exists().where(_LATER.c.case_id == _t.case_id, _LATER.c.version > _t.version),
    )
    .limit(_COUNTED_AT_MOST + 1)
)

_FIRST_ABOUT = (
    sa.select(_t.filed_at)
    .where(_t.form == sa.bindparam("slug"), _t.subject == sa.bindparam("about"))
    .order_by(_t.filed_at)
    .limit(1)
)


def count_about(
    db: sa.Engine, slug: str, subject: str, named: str, first: date, last: date
) -> int | None:
    """How many filed cases of a form are about `subject` with a day from `first` to `last` in the
    input `named`, which is in a group, by their newest versions.

    None when there are too many to be looked at. Raises RegisterUnavailable.
    """
    asked = {"slug": slug, "about": subject, "since": midnight(first)}
    with reading(db) as connection:
        texts = connection.scalars(_ABOUT, asked).all()
    if len(texts) > _COUNTED_AT_MOST:
        return None
    days = (text_at(answers_in(text), named) for text in texts)
    return sum(first.isoformat() <= day <= last.isoformat() for day in days)


def first_about(db: sa.Engine, slug: str, subject: str) -> datetime | None:
    """When the first filing of a form about `subject` came; None when there is none.

    Raises RegisterUnavailable.
    """
    asked = {"slug": slug, "about": subject}
    with reading(db) as connection:
        found: datetime | None = connection.scalar(_FIRST_ABOUT, asked)
    return found


def subjects_to_offer(db: sa.Engine, slug: str) -> list[str]:
    """What the last filed cases of a form are about that may be offered, as it is printed.

    What names a person whom its filing names is left out.
    """
    with reading(db) as connection:
        rows = connection.execute(ATTESTED.limit(_OFFERED_AT_MOST), {"slug": slug}).all()
    forms = (_form_of(row.form, row.edition, row.answers) for row in rows)
    told = {form.answer_to(form.subject_from): form for form in forms if form and form.subject}
    return [text for text, form in told.items() if not names_somebody(text, form)]


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
    form = _form_of(slug, edition, answers)
    return form.subject if form else ""


def _form_of(slug: str, edition: str, answers: str) -> PrintableForm | None:
    found = answers_in(answers)
    return as_today(slug, edition, found) if found else None
