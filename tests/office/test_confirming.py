"""Confirming papers: by themselves when the settings say so, all or nothing, and once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app import create_app
from office import receiving_paper
from office.confirming import came_on, confirm, pass_clear
from office.office import Office
from pdf.words import words_of
from register import confirmations, schema
from register.actors import OPERATOR, ActorKind
from register.cases import find_case
from register.database import reading, writing
from register.documents import signed_of
from register.errors import CaseChanged, RegisterUnavailable
from register.events import EventKind, events_of
from register.filings import Filing
from register.letters import LetterKind
from register.notes import add_note, paper_came
from register.paper_marks import Mark, marks_of
from register.papers import PaperState, paper_of
from register.verdicts import Verdict, Why
from settings import read_settings
from tests.office.fake_scans import file_of, open_fake
from tests.office.test_receiving_paper import code, file_plan, read
from tests.plans import plan
from tests.register.databases import database_url, empty_server_url, postgres, server_url
from tests.register.sheets_of_papers import EMPTY, UNSURE, WRITTEN, came

__all__ = ["database_url", "empty_server_url", "postgres", "server_url"]

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Confirm = Callable[[], None]


@pytest.fixture
def own(database_url: str, tmp_path: Path) -> Office:
    """An installation that lets clear papers pass, on each database."""
    given = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    office: Office = create_app(read_settings(given | {"CLEAR_PAPERS_PASS": "yes"})).extensions[
        "office"
    ]
    return office


@pytest.fixture
def filing(own: Office) -> Filing:
    """A plan that waits for its paper."""
    return file_plan(own)


def press(own: Office, filing: Filing) -> Confirm:
    """Look at the paper now, and say when called that all have signed it."""
    case, paper = find_case(own.register, filing.reference), paper_of(own.register, filing.id)
    assert case
    return lambda: confirm(own, case, paper, (0, 1, 2), came_on(paper), own.now(), OPERATOR)


def left(own: Office) -> dict[str, int]:
    """How much was written."""
    counted = {
        "documents": sa.select(sa.func.count()).where(schema.documents.c.kind == "signed"),
        "copies": sa.select(sa.func.count()).where(schema.deliveries.c.document_id.is_not(None)),
        "marks": sa.select(sa.func.count()).select_from(schema.paper_marks),
    }
    with reading(own.register) as connection:
        return {name: int(connection.scalar(query) or 0) for name, query in counted.items()}


NOTHING = {"documents": 0, "copies": 0, "marks": 0}
ALL_ONCE = {"documents": 1, "copies": 1, "marks": 1}


def test_clear_paper_passes_by_itself_and_it_is_told(own: Office, filing: Filing) -> None:
    came(own.register, filing.id, own.now())
    pass_clear(own, filing.id)
    paper = paper_of(own.register, filing.id)
    assert paper.state is PaperState.SIGNED
    assert paper.mark
    assert paper.mark.is_by_itself
    events = events_of(own.register, filing.id)
    [passed] = [one for one in events if one.kind is EventKind.PAPER_CONFIRMED]
    assert passed.actor is ActorKind.SYSTEM
    assert left(own) == ALL_ONCE
    # Whoever reads a sheet once more does it again.
    pass_clear(own, filing.id)
    assert left(own) == ALL_ONCE


@SQLITE
@pytest.mark.parametrize(
    "seen",
    [
        {"inks": {0: WRITTEN, 1: WRITTEN, 2: UNSURE}},
        {"inks": {0: WRITTEN, 1: WRITTEN, 2: EMPTY}},
        {"dates": {0: WRITTEN, 1: WRITTEN, 2: EMPTY}},
        {"changes": [(10.0, 20.0, 30.0, 5.0)]},
        {"pages": (2,)},
        {"verdict": Verdict.APART, "why": Why.COPY},
    ],
    ids=lambda seen: " ".join(seen),
)
def test_paper_with_anything_in_doubt_waits_for_a_human(
    own: Office, filing: Filing, seen: dict[str, Any]
) -> None:
    came(own.register, filing.id, own.now(), **seen)
    pass_clear(own, filing.id)
    assert left(own) == NOTHING


@SQLITE
def test_whoever_has_read_a_file_lets_each_plan_in_it_pass(
    own: Office, filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, passed = file_plan(own), list[int]()
    monkeypatch.setattr(receiving_paper, "open_scan", open_fake)
    monkeypatch.setattr(receiving_paper, "pass_clear", lambda _, number: passed.append(number))
    pages = [{"codes": [code(one, 2, 2)], "inks": ["written"] * 3} for one in (filing, other)]
    read(own, file_of(*pages, {"is_blank": True}))
    assert passed == [filing.id, other.id]


@SQLITE
def test_damaged_picture_is_left_to_a_human(own: Office, filing: Filing) -> None:
    came(own.register, filing.id, own.now())
    with writing(own.register) as connection:
        connection.execute(sa.update(schema.sheets).values(picture=b"no picture"))
    pass_clear(own, filing.id)
    assert left(own) == NOTHING


@SQLITE
def test_nothing_passes_by_itself_out_of_the_box(own: Office, filing: Filing) -> None:
    assert read_settings({"SECRET_KEY": "x" * 32}).clear_papers_pass is False
    came(own.register, filing.id, own.now())
    pass_clear(replace(own, settings=replace(own.settings, clear_papers_pass=False)), filing.id)
    assert left(own) == NOTHING


@SQLITE
def test_what_a_human_has_said_stands(own: Office, filing: Filing) -> None:
    case = find_case(own.register, filing.reference)
    assert case
    said = Mark(own.now().date(), (0,))
    add_note(own.register, case, filing.id, paper_came(said), own.now(), OPERATOR)
    came(own.register, filing.id, own.now())
    pass_clear(own, filing.id)
    assert marks_of(own.register, [filing.id])[filing.id] == said
    assert paper_of(own.register, filing.id).state is PaperState.CHECK


def test_administrators_are_told_once_where_the_settings_say_so(
    own: Office, filing: Filing
) -> None:
    def letters() -> int:
        with reading(own.register) as connection:
            is_it = schema.letters.c.kind == LetterKind.SIGNED.value
            return connection.scalar(sa.select(sa.func.count()).where(is_it)) or 0

    came(own.register, filing.id, own.now())
    press(own, filing)()
    assert letters() == 0
    other = file_plan(own)
    telling = {"tell_administrators": True, "mail_domains": ("toreboda.example",)}
    own = replace(own, settings=replace(own.settings, **telling))
    came(own.register, other.id, own.now())
    press(own, other)()
    press(own, other)()
    assert letters() == len(plan()["administrators"])


def test_of_many_presses_at_once_one_counts(own: Office, filing: Filing) -> None:
    came(own.register, filing.id, own.now())
    presses = [press(own, filing) for _ in range(4)]

    def outcome(one: Confirm) -> str:
        try:
            one()
        except CaseChanged:
            return "told"
        return "done"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(outcome, presses)) == ["done", "told", "told", "told"]
    assert left(own) == ALL_ONCE


def test_version_that_is_filed_meanwhile_is_not_signed_by_the_old_paper(
    own: Office, filing: Filing
) -> None:
    came(own.register, filing.id, own.now())
    late = press(own, filing)
    file_plan(own, revises=filing.id, audience="Alla i kommunen")
    with pytest.raises(CaseChanged):
        late()
    assert left(own) == NOTHING


def test_sheet_that_comes_meanwhile_is_looked_at_before_anybody_says_what_it_is(
    own: Office, filing: Filing
) -> None:
    came(own.register, filing.id, own.now(), inks={0: WRITTEN, 1: WRITTEN, 2: UNSURE})
    late = press(own, filing)
    came(own.register, filing.id, own.now())
    with pytest.raises(CaseChanged):
        late()
    assert left(own) == NOTHING


def test_whoever_is_killed_in_the_middle_has_done_nothing(
    own: Office, filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    came(own.register, filing.id, own.now())
    for step in ("set_mark", "case_noted", "add_delivery"):
        with monkeypatch.context() as killed:
            killed.setattr(confirmations, step, _die)
            with pytest.raises(Killed):
                press(own, filing)()
        assert left(own) == NOTHING
        assert paper_of(own.register, filing.id).state is PaperState.CHECK
    press(own, filing)()
    assert left(own) == ALL_ONCE


class Killed(BaseException):
    """As a process that ends: nothing catches it."""


def _die(*_: Any) -> None:
    raise Killed


@SQLITE
def test_full_disk_leaves_nothing_and_the_next_press_does_it(own: Office, filing: Filing) -> None:
    came(own.register, filing.id, own.now())
    late = press(own, filing)
    with own.register.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    own.register.dispose()

    def fill(connection: Any, _: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    sa.event.listen(own.register, "connect", fill)
    with pytest.raises(RegisterUnavailable):
        late()
    sa.event.remove(own.register, "connect", fill)
    own.register.dispose()
    assert left(own) == NOTHING
    late()
    assert left(own) == ALL_ONCE


@SQLITE
@pytest.mark.parametrize(("share", "is_found"), [(0.9, True), (0.3, False)])
def test_words_of_the_plan_are_found_in_the_document_where_the_print_was(
    own: Office, filing: Filing, share: float, is_found: bool
) -> None:
    came(own.register, filing.id, own.now(), share=share)
    press(own, filing)()
    kept = signed_of(own.register, filing.id)
    assert kept
    found = [" ".join(word.text for word in page) for page in words_of(kept.content)]
    assert [filing.reference in one for one in found] == [is_found, is_found]
