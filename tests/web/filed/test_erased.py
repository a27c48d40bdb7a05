"""A document that was erased is gone, is not taken for damaged, and is told of."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from mail.courier import ERASED
from tests.plans import plan
from tests.register.examples import code_on_paper
from tests.web.conftest import Visitor

ON = "2026-11-05 12:00:00.000000"
SAID = "gallrad 5 november 2026 och finns inte kvar"


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    return lambda *arguments: app.test_cli_runner().invoke(args=list(map(str, arguments)))


@pytest.fixture
def receipt(app: Flask, visitor: Visitor) -> str:
    """The receipt of a plan whose documents were erased, its copy not yet sent."""
    visitor.file(plan())
    with register_of(app).begin() as connection:
        erase = sa.text("UPDATE documents SET content = NULL, erased_at = :at")
        connection.execute(erase, {"at": ON})
    return visitor.response.request.path


def register_of(app: Flask) -> sa.Engine:
    engine: sa.Engine = app.extensions["office"].register
    return engine


def test_pages_say_that_it_is_gone_and_since_when(
    app: Flask, visitor: Visitor, receipt: str
) -> None:
    pdf = visitor.page.select_one("a[data-print-pdf]")["href"]
    page = visitor.get(receipt)
    assert SAID in visitor.text
    assert "skadad" not in visitor.text
    assert not page.select("[data-print-pdf], a[href$='.pdf']")
    page = visitor.get(pdf, expect=410)
    assert page.h1.text == "PDF:en är gallrad"
    assert SAID in visitor.text
    visitor.get(code_on_paper(register_of(app)))
    assert SAID in visitor.text
    assert "SHA-256" in visitor.text
    assert "skadad" not in visitor.text


def test_copy_that_is_gone_is_given_up_with_the_reason(
    visitor: Visitor, receipt: str, run: Callable[..., Result]
) -> None:
    run("deliver", "--once")
    visitor.get(receipt)
    assert ERASED in visitor.text
    assert "failed" in run("status").stdout


def test_it_is_no_fault_and_is_kept_as_it_is_in_a_backup(
    receipt: str,
    run: Callable[..., Result],
    make_app: Callable[..., Flask],
    tmp_path: Path,
) -> None:
    assert run("verify").stdout == "everything agrees\n"
    assert run("status").exit_code == 0
    done = run("backup", tmp_path / "one.backup")
    assert (done.exit_code, done.stderr) == (0, "")
    other = make_app(INSTANCE_PATH=tmp_path / "there")
    restored = other.test_cli_runner().invoke(args=["restore", str(tmp_path / "one.backup")])
    assert restored.exit_code == 0
    visitor = Visitor(make_app(INSTANCE_PATH=tmp_path / "there"))
    visitor.get(receipt)
    assert SAID in visitor.text
