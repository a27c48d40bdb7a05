"""The life of an account follows from what was filed, signed and noted of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from forms import Aktivitetsplan
from forms.values.account import account_key
from office.indexing import said_by, said_of
from register import index, notes, schema
from register.actors import OPERATOR
from register.cases import find_case
from register.database import reading, writing
from register.events import EventKind
from register.filings import Filing
from register.fold import fold
from register.life import Life, Living, life_of
from register.listing import Order, Wanted, page_of
from register.notes import Note
from register.paper_marks import Mark
from tests.plans import plan
from tests.register import examples
from tests.register.examples import NOW

DAY = timedelta(days=1)
FILED_ON = date(2026, 3, 14)
COLUMNS = ("is_planned", "exists_since", "pictured_on", "reviewed_on", "shown_on", "is_public")
ADDRESS = "https://www.instagram.com/torebodabibliotek/"
PLANNED: dict[str, Any] = {"url": "torebodabibliotek", "not_created": True}


def file(db: sa.Engine, before: Filing | None = None, **changes: Any) -> Filing:
    form = Aktivitetsplan.from_answers(plan(0, **changes))
    told = {"answers": form.answers(), "edition": form.edition, "subject": form.subject}
    new = examples.plan(**told, indexed=said_by(form))
    now = NOW if before is None else before.filed_at + 10 * DAY
    return examples.filed(db, new, revises=before.id if before else None, now=now)


def note(db: sa.Engine, filing: Filing, mark: Mark | None = None, **changes: Any) -> None:
    case = find_case(db, filing.reference)
    assert case is not None
    what = Note(EventKind.NUMBERED, changes, mark=mark)
    notes.add_note(db, case, filing.id, what, NOW, OPERATOR)


def life(db: sa.Engine, filing: Filing) -> tuple[Any, ...]:
    """The columns, after they were seen to be what a restored register gets."""
    x = schema.case_index.c
    names = sa.select(*(x[one] for one in COLUMNS)).where(x.case_id == filing.case_id)
    everything = sa.select(schema.case_index, schema.case_texts.c.text).join(
        schema.case_texts, schema.case_texts.c.case_id == x.case_id
    )
    with reading(db) as connection:
        found = tuple(connection.execute(names).one())
        before = connection.execute(everything.order_by(x.case_id)).all()
    assert sum(index.index_anew(db, said_of)) == len(before)
    with reading(db) as connection:
        assert connection.execute(everything.order_by(x.case_id)).all() == before
    return found


@pytest.mark.parametrize(
    ("is_planned", "exists_since", "ended_on", "expected"),
    [
        (False, None, None, Life.NONE),
        (False, None, FILED_ON, Life.NONE),
        (True, None, None, Life.PLANNED),
        (False, FILED_ON, None, Life.IN_USE),
        (True, None, FILED_ON, Life.CLOSED),
        (False, FILED_ON, FILED_ON, Life.CLOSED),
    ],
)
def test_account_is_planned_in_use_or_closed(
    is_planned: bool, exists_since: date | None, ended_on: date | None, expected: Life
) -> None:
    assert life_of(is_planned, exists_since, ended_on) is expected


def test_account_of_a_plan_with_an_address_is_there_since_the_plan_was_filed(
    db: sa.Engine,
) -> None:
    first = file(db)
    assert life(db, first) == (False, *[FILED_ON] * 4, False)
    second = file(db, first)
    assert life(db, second) == (False, FILED_ON, FILED_ON, FILED_ON + 10 * DAY, FILED_ON, False)


def test_day_is_the_one_in_sweden(db: sa.Engine) -> None:
    form = Aktivitetsplan.from_answers(plan(0))
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    new = examples.plan(answers=form.answers(), subject=form.subject, indexed=said_by(form))
    assert life(db, examples.filed(db, new, now=late))[1] == date(2026, 7, 1)


def test_planned_account_is_none_until_it_is_noted(db: sa.Engine) -> None:
    first = file(db, **PLANNED)
    assert life(db, first) == (True, None, None, None, None, False)
    created = FILED_ON + 3 * DAY
    note(db, first, created_on=created, account_address=ADDRESS)
    assert life(db, first) == (False, created, created, FILED_ON, created, False)
    # Others about the same are found.
    other = file(db, url=ADDRESS)
    x = schema.case_index.c
    with reading(db) as connection:
        subjects = set(connection.scalars(sa.select(x.subject)))
        meets = connection.scalar(sa.select(x.meets_another).where(x.case_id == other.case_id))
    assert (subjects, meets) == ({"instagram:torebodabibliotek"}, True)


def test_account_that_is_noted_second_meets_the_other(db: sa.Engine) -> None:
    file(db, url=ADDRESS)
    second = file(db, **PLANNED)
    note(db, second, created_on=FILED_ON, account_address="@torebodabibliotek")
    x = schema.case_index.c
    with reading(db) as connection:
        meets = sa.select(x.meets_another).where(x.case_id == second.case_id)
        assert connection.scalar(meets)


def test_account_that_a_later_version_is_about_is_there_since_that(db: sa.Engine) -> None:
    first = file(db, **PLANNED)
    assert life(db, file(db, first))[:2] == (False, FILED_ON + 10 * DAY)


def test_looks_and_pictures_count_from_the_last(db: sa.Engine) -> None:
    filing = file(db)
    note(db, filing, reviewed_on=FILED_ON + DAY, shown_on=FILED_ON + 2 * DAY)
    _picture(db, filing, FILED_ON + 4 * DAY)
    _picture(db, filing, FILED_ON + 3 * DAY)
    assert life(db, filing)[2:5] == (FILED_ON + 4 * DAY, FILED_ON + DAY, FILED_ON + 2 * DAY)


def test_public_is_what_is_signed_living_and_not_kept_out(db: sa.Engine) -> None:
    filing = file(db)
    note(db, filing, mark=Mark(FILED_ON, (0, 1)))
    assert not life(db, filing)[5]
    note(db, filing, mark=Mark(FILED_ON, (0, 1, 2)))
    assert life(db, filing)[5]
    kept_back: list[dict[str, Any]] = [
        {"ended_on": FILED_ON},
        {"unlisted_at": NOW},
    ]
    for changes in kept_back:
        note(db, filing, **changes)
        assert not life(db, filing)[5]
        note(db, filing, **dict.fromkeys(changes))
        assert life(db, filing)[5]
    assert not life(db, file(db, filing))[5]


def test_what_was_erased_is_not_public(db: sa.Engine) -> None:
    filing = file(db)
    note(db, filing, mark=Mark(FILED_ON, (0, 1, 2)), erased_at=NOW)
    x = schema.case_index.c
    with reading(db) as connection:
        assert not connection.scalar(sa.select(x.is_public).where(x.case_id == filing.case_id))


def test_case_is_found_by_the_addresses_that_its_account_had(db: sa.Engine) -> None:
    first = file(db, **PLANNED)
    note(db, first, created_on=FILED_ON, account_address="@gamlabiblioteket")
    second = file(db, first, url="https://www.instagram.com/mellanbiblioteket/")
    third = file(db, second, url="https://www.instagram.com/nyabiblioteket/")
    life(db, third)
    with reading(db) as connection:
        text = connection.scalar(sa.select(schema.case_texts.c.text))
    for one in ("gamlabiblioteket", "mellanbiblioteket", "nyabiblioteket"):
        assert fold(one) in str(text)


def test_list_shows_accounts_by_where_they_are_in_their_life(db: sa.Engine) -> None:
    planned, made, ended, never = (file(db, **PLANNED), file(db), file(db), file(db, **PLANNED))
    for one in (ended, never):
        note(db, one, ended_on=FILED_ON)
    examples.filed(db, examples.plan(form="felanmalan", prefix="FA"))
    found = {
        life: [row.reference for row in page_of(db, Wanted(life=life, order=Order.OLDEST)).rows]
        for life in (Life.PLANNED, Life.IN_USE, Life.CLOSED)
    }
    assert found == {
        Life.PLANNED: [planned.reference],
        Life.IN_USE: [made.reference],
        Life.CLOSED: [ended.reference, never.reference],
    }
    row = page_of(db, Wanted(life=Life.IN_USE)).rows[0]
    assert (row.life, row.exists_since) == (Life.IN_USE, FILED_ON)


def test_form_that_is_about_no_account_has_no_life(db: sa.Engine) -> None:
    filing = examples.filed(db, examples.plan(form="felanmalan", subject="trasigt"))
    note(db, filing, mark=Mark(FILED_ON, ()))
    x = schema.case_index.c
    with reading(db) as connection:
        found = connection.execute(sa.select(*(x[one] for one in COLUMNS))).one()
    assert tuple(found) == (False, None, None, None, None, False)


def _picture(db: sa.Engine, filing: Filing, day: date) -> None:
    picture = {"case_id": filing.case_id, "filing_id": filing.id, "taken_on": day}
    picture |= {"why": "halvår", "shows": "Flödet", "received_at": NOW, "content": b"%PDF"}
    picture |= {"files_sha256": "e" * 64, "sha256": "a" * 64, "name": "bild.pdf"}
    with writing(db) as connection:
        connection.execute(sa.insert(schema.snapshots).values(picture))
        index.case_noted(connection, filing.case_id)


def test_noted_address_is_told_only_while_the_account_is_that_one() -> None:
    subject = account_key(ADDRESS, "Instagram")
    living = Living("Instagram", subject=subject, account_address=ADDRESS)
    assert living.made_at == ADDRESS
    assert (
        replace(
            living, subject=account_key("https://www.instagram.com/annat/", "Instagram")
        ).made_at
        == ""
    )
    assert replace(living, account_address=None).made_at == ""
