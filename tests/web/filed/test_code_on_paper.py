"""Codes on paper: each has a check of its own, and those from before checks were kept still lead
to their page."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from intake.codes import codes_here
from office.addresses import check_from_key
from register import documents
from register.database import migrate, open_database
from tests.plans import plan
from tests.register import filled
from tests.register.examples import code_on_paper, filing_of
from tests.web.conftest import Visitor

HOME = "http://127.0.0.1:5000"
OLD = "AP-2026-0001"


@pytest.fixture(scope="module")
def filled_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a register that the release before filled, migrated."""
    path = tmp_path_factory.mktemp("before") / "register.sqlite3"
    engine = open_database(f"sqlite:///{path}")
    filled.fill(engine)
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def old(
    filled_before: Path, tmp_path: Path, make_app: Callable[..., Flask]
) -> Callable[[str], Flask]:
    """Serves that register under a secret key."""
    (tmp_path / "instance").mkdir()
    shutil.copyfile(filled_before, tmp_path / "instance" / "register.sqlite3")
    return lambda key: make_app(SECRET_KEY=key)


def register_of(app: Flask) -> sa.Engine:
    engine: sa.Engine = app.extensions["office"].register
    return engine


def printed_code(app: Flask) -> str:
    """What a telephone reads on the paper that was issued then."""
    filing = filing_of(register_of(app), filled.KEYS[f"{OLD} v1"])
    assert filing is not None
    issued = documents.document_of(register_of(app), filing.id)
    [code] = set(codes_here(issued.content))
    return str(code).removeprefix(HOME)


def test_paper_printed_before_still_leads_to_its_page(old: Callable[[str], Flask]) -> None:
    app = old(filled.SECRET_KEY)
    code = printed_code(app)
    assert code == f"/v/{OLD}/1/{check_from_key(filled.SECRET_KEY, OLD, 1)}"
    visitor = Visitor(app)
    visitor.get(code)
    assert OLD in visitor.text
    visitor.get(code[:-1] + ("a" if code[-1] != "a" else "b"), expect=404)


def test_under_another_key_only_paper_printed_before_leads_nowhere(
    old: Callable[[str], Flask],
) -> None:
    app = old(filled.SECRET_KEY)
    new = Visitor(app).file(plan()).select_one(".reference").text.split()[0]
    codes = printed_code(app), code_on_paper(register_of(app), new)
    visitor = Visitor(old("another secret key of the same house"))
    visitor.get(codes[0], expect=404)
    visitor.get(codes[1])
    assert new in visitor.text


def test_each_page_of_document_and_copy_leads_to_a_page_that_names_it(
    app: Flask, visitor: Visitor
) -> None:
    visitor.file(plan())
    register = register_of(app)
    for read, kind in ((documents.document_of, ""), (documents.copy_of, " i kopian")):
        codes = codes_here(read(register, 1).content)
        assert len(codes) == 2
        for number, code in enumerate(codes, 1):
            visitor.get(code.removeprefix(HOME.upper()))
            assert f"Sida {number} av 2{kind}" in visitor.text
            assert ("kopian" in visitor.text) == bool(kind)


def test_page_of_more_or_fewer_than_the_document_has_leads_nowhere(
    app: Flask, visitor: Visitor
) -> None:
    visitor.file(plan())
    code = code_on_paper(register_of(app)).upper()
    visitor.get(f"{code}22")
    for sheet in ("11", "13", "0112"):
        visitor.get(f"{code}{sheet}", expect=404)


def test_plan_filed_before_places_were_kept_takes_no_page_for_wrong(
    old: Callable[[str], Flask],
) -> None:
    app = old(filled.SECRET_KEY)
    Visitor(app).get(f"{printed_code(app).upper()}34")


def test_places_on_paper_are_kept_with_document_and_copy(app: Flask, visitor: Visitor) -> None:
    visitor.file(plan())
    for read in (documents.document_of, documents.copy_of):
        places = read(register_of(app), 1).places
        assert places is not None
        codes = [one for one in places["places"] if one["purpose"] == "code"]
        assert [one["page"] for one in codes] == [1, 1, 2, 2]
        assert codes[0]["box"] == [22.0, 265.0, 17.0, 17.0]


def test_no_two_papers_share_a_check(app: Flask, visitor: Visitor) -> None:
    for _ in range(3):
        visitor.file(plan())
    with register_of(app).connect() as connection:
        checks = connection.exec_driver_sql("SELECT paper_check FROM filings").scalars().all()
    assert len(set(checks)) == 3
    assert all(len(check) == 10 for check in checks)
