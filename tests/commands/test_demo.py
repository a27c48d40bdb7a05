"""`flask demo`: an empty register becomes a lively one, and nobody is written to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

import commands.register
from app import create_app
from forms import Aktivitetsplan, BorttagetInlagg
from office.demo import others
from office.demo.deeds import What, story
from office.demo.plans import answers_of
from register import schema
from register.audit.verification import verify_register
from register.database import is_current, reading
from register.duties import Calendar, Duty, open_duties
from register.duties import Wanted as DutiesWanted
from register.filings import find_filing
from register.life import Life, living_of
from register.listing import Row, Wanted, rows_of
from register.papers import PaperState
from register.verdicts import Verdict
from settings import read_settings
from swedish import day_of
from tests.plans import plan
from tests.register.databases import database_url, server_url

__all__ = ["database_url", "server_url"]

PLANS = 14
UNTIL = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Flask:
    return installation(database_url, tmp_path)


def installation(database: str, folder: Path, **more: str) -> Flask:
    given = {"INSTANCE_PATH": str(folder), "COURIER": "off"}
    where = {"DATABASE_URL": database} if database else {}
    return create_app(read_settings(given | where | more))


def fill(app: Flask, *more: str) -> Result:
    return app.test_cli_runner().invoke(args=["demo", "--plans", str(PLANS), *more])


@pytest.fixture
def no_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing comes home: to read it takes longer than all else."""
    monkeypatch.setattr(commands.register, "bring_papers", lambda *_: iter(()))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An installation in which it was done, without papers."""
    folder = tmp_path_factory.mktemp("filled")
    app = installation("", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands.register, "bring_papers", lambda *_: iter(()))
        assert fill(app).exit_code == 0
    return app


def register_of(app: Flask) -> sa.Engine:
    engine: sa.Engine = app.extensions["office"].register
    return engine


def rows(app: Flask) -> list[Row]:
    return list(rows_of(register_of(app), Wanted(form="aktivitetsplan")))


@pytest.mark.usefixtures("no_papers")
def test_register_becomes_lively_and_is_sound(app: Flask) -> None:
    done = fill(app, "--on-a-server")
    assert (done.exit_code, done.stdout.split()[0]) == (0, str(PLANS))
    found = rows(app)
    assert len(found) == PLANS
    assert {row.medium for row in found} > {"Facebook", "Instagram"}
    assert len({row.department for row in found}) > 3
    assert len({row.year for row in found}) > 2
    assert len({row.status for row in found}) > 1
    assert max(row.version for row in found) > 1
    # Two are about the same account.
    assert len({row.subject for row in found}) == PLANS - 1
    assert any(row.dnr for row in found)
    assert list(verify_register(register_of(app), lambda _: None, lambda *_: None)) == []


def test_accounts_are_in_every_state_of_their_life(filled: Flask) -> None:
    register = register_of(filled)
    lives = [living_of(register, row.case_id).life for row in rows(filled)]
    assert set(lives) >= {Life.PLANNED, Life.IN_USE}
    today = day_of(filled.extensions["office"].now())
    late = open_duties(register, Calendar(today), DutiesWanted(is_late=True)).rows
    assert {one.duty for one in late} >= {Duty.CREATION, Duty.PAPER, Duty.ADMINISTRATORS}
    last = today.replace(day=1, month=1) - timedelta(days=1) if today.month <= 6 else today
    halves = {(today.year, today.month > 6), (last.year, today.month <= 6)}
    with reading(register) as connection:
        days = connection.scalars(sa.select(schema.snapshots.c.taken_on)).all()
        assert {(day.year, day.month > 6) for day in days} == halves
        assert connection.scalar(sa.select(sa.func.count(schema.departures.c.address)))
        told = set(connection.scalars(sa.select(schema.events.c.kind)))
    assert told >= {"take_over_begun", "people_left", "plan_reviewed", "account_shown"}
    [taken_over] = [row for row in rows(filled) if row.case_id == 5]
    first = find_filing(register, taken_over.reference, 1)
    assert first
    assert taken_over.version > 1
    assert taken_over.unit != first.answers["organisation"]["unit"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_paper_of_some_comes_home_in_each_state(app: Flask) -> None:
    assert fill(app).exit_code == 0
    with reading(register_of(app)) as connection:
        papers = connection.execute(sa.select(schema.case_index.c.paper)).scalars()
        # Of so few plans two wait for their paper.
        assert set(papers) >= {PaperState.CHECK, PaperState.SIGNED}
        verdicts = connection.execute(sa.select(schema.sheets.c.verdict)).scalars()
        assert set(verdicts) >= {Verdict.FILED, Verdict.ASKED, Verdict.BLANK}
        refused = connection.execute(sa.select(schema.arrivals.c.refused)).scalars()
        assert "not-a-scan" in set(refused)
        kinds = connection.execute(sa.select(schema.documents.c.kind)).scalars()
        assert "signed" in set(kinds)
    assert list(verify_register(register_of(app), lambda _: None, lambda *_: None)) == []


def test_copies_become_files_and_none_waits(filled: Flask) -> None:
    t, letters = schema.deliveries.c, schema.letters.c.saved_at
    with reading(register_of(filled)) as connection:
        saved = connection.scalar(sa.select(sa.func.count()).where(t.saved_at.is_not(None)))
        # None was saved long after it was filed, though it was just now.
        late = sa.select(sa.func.count()).where(t.accepted_at != t.queued_at)
        assert connection.scalar(late) == 0
        waiting = sa.and_(t.accepted_at.is_(None), t.failed_at.is_(None))
        assert connection.scalar(sa.select(sa.func.count()).where(waiting)) == 0
        told = connection.scalar(sa.select(sa.func.count(letters)))
    outbox = filled.extensions["office"].settings.outbox
    assert (saved or 0) + (told or 0) == len(list(outbox.iterdir())) > PLANS / 2


def test_made_up_plans_do_not_come_among_others(filled: Flask) -> None:
    again = fill(filled)
    assert again.exit_code == 2
    assert "not empty" in again.stderr
    assert len(rows(filled)) == PLANS


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_register_on_a_server_must_be_asked_for(app: Flask) -> None:
    refused = fill(app)
    assert refused.exit_code == 2
    assert "--on-a-server" in refused.stderr
    assert rows(app) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_is_made_up_where_mail_could_leave(database_url: str, tmp_path: Path) -> None:
    app = installation(database_url, tmp_path, SMTP_URL="smtp://localhost:1")
    refused = fill(app)
    assert refused.exit_code == 2
    assert "SMTP_URL" in refused.stderr
    assert not is_current(register_of(app)) or rows(app) == []


def test_story_is_the_same_each_time_and_ends_now() -> None:
    told = story(200, UNTIL)
    assert told == story(200, UNTIL)
    assert max(deed.at for deed in told) < UNTIL
    assert {deed.number for deed in told if deed.what is What.FILED} == set(range(200))
    assert {deed.what for deed in told} == set(What)
    assert [deed.at for deed in told] == sorted(deed.at for deed in told)


def test_nobody_real_stands_in_a_plan() -> None:
    for number in range(200):
        answers: dict[str, Any] = answers_of(number, 1, "example.com")
        assert answers == answers_of(number, 1, "example.com")
        for one in (*answers["administrators"], *answers["operators"]):
            assert one["email"].endswith("@example.com")
            # Numbers that are given to nobody.
            assert 5 <= int(one["phone"].removeprefix("070-174 06 ")) <= 99


def test_posts_are_removed_at_any_hour_before_the_demo_is_made() -> None:
    just_after_midnight = datetime(2026, 11, 26, 23, 5, tzinfo=UTC)
    removed = others._removed(Aktivitetsplan.from_answers(plan()), just_after_midnight, 1)
    account = {name: plan()[name] for name in ("medium", "url")}
    now = {"today": day_of(just_after_midnight), "now": just_after_midnight}
    form = BorttagetInlagg.from_answers(account | removed, **now)
    assert form.validate(), form.error_list()
