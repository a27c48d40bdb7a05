"""Damage in the register: nothing damaged is shown or sent as whole, and somebody is told."""

import logging
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.plans import as_inputs, plan
from tests.register.damaging import flip, rewrite
from tests.register.examples import code_on_paper
from tests.web.conftest import Visitor
from tests.web.test_operation import numbers

DAMAGED = "Filen som är sparad hos oss är inte längre som när den gjordes"


def register_of(app: Flask) -> sa.Engine:
    engine: sa.Engine = app.extensions["office"].register
    return engine


def filed(app: Flask, visitor: Visitor) -> str:
    """File a plan whose PDF then loses a bit on the disk; return the receipt's address."""
    visitor.file(plan())
    flip(register_of(app), b"%PDF-", beyond=300)
    return visitor.response.request.path


def reference_in(app: Flask) -> str:
    with register_of(app).connect() as connection:
        return str(connection.exec_driver_sql("SELECT reference FROM cases").scalar_one())


def test_damaged_document_is_not_given_out_and_the_pages_say_what_to_do(
    app: Flask, visitor: Visitor
) -> None:
    receipt = filed(app, visitor)
    page = visitor.get(f"{receipt}{reference_in(app)}.pdf", expect=503)
    assert page.h1.text.endswith("version 1 är skadad")
    assert "Har du en utskrift eller har du sparat PDF:en gäller den" in visitor.text
    visitor.get(code_on_paper(register_of(app)))
    assert "PDF-filen som är sparad hos oss är skadad" in visitor.text
    assert "kontrollsumma" not in visitor.text
    page = visitor.get(receipt)
    assert DAMAGED in visitor.text
    assert not page.select("[data-print-pdf], a[href$='.pdf']")
    assert page.select_one("a[href='#change']")
    visitor.post(f"{receipt}andra", {})
    visitor.follow()


@pytest.mark.parametrize("is_read_only", [False, True])
def test_operator_is_told_of_a_damaged_document_that_somebody_met(
    app: Flask, visitor: Visitor, caplog: pytest.LogCaptureFixture, is_read_only: bool
) -> None:
    receipt = filed(app, visitor)
    if is_read_only:
        sa.event.listen(register_of(app), "checkout", read_only)
    assert numbers(app)["blanketter_damaged_filings",] == 0
    visitor.get(receipt)
    assert DAMAGED in visitor.text
    lines = [one for one in caplog.records if one.getMessage() == "damage found"]
    assert "v1: the issued document differs from its SHA-256" in vars(lines[0])["what"]
    assert lines[0].levelno == logging.ERROR
    if not is_read_only:
        assert numbers(app)["blanketter_damaged_filings",] == 1
        done = app.test_cli_runner().invoke(args=["status"])
        assert done.exit_code == 1
        assert "v1: the issued document differs from its SHA-256" in done.stdout


def read_only(connection: object, *_: object) -> None:
    connection.execute("PRAGMA query_only = ON")  # type: ignore[attr-defined]


def test_copy_of_a_damaged_document_waits(app: Flask, visitor: Visitor, tmp_path: Path) -> None:
    visitor.file(plan())
    receipt = visitor.response.request.path
    rewrite(register_of(app), "UPDATE documents SET content = x'00' WHERE kind = 'copy'")
    done = app.test_cli_runner().invoke(args=["deliver", "--once"])
    assert done.stdout.startswith("accepted 0, postponed 1, failed 0")
    assert not list((tmp_path / "instance" / "outbox").glob("*AP-*"))
    visitor.get(receipt)
    assert "Kopian ligger i kö" in visitor.text
    assert "Det som är sparat är skadat och skickas inte" in visitor.text
    assert DAMAGED not in visitor.text


def test_plan_whose_answers_cannot_be_read_is_a_page_that_says_so(
    app: Flask, visitor: Visitor
) -> None:
    visitor.file(plan())
    receipt = visitor.response.request.path
    code = code_on_paper(register_of(app))
    rewrite(register_of(app), "UPDATE filings SET answers = '{'")
    for address in (receipt, f"{receipt}om-kontot/", code):
        page = visitor.get(address, expect=503)
        assert page.h1.text.endswith("version 1 är skadad")
    assert app.test_cli_runner().invoke(args=["status"]).exit_code == 1


def test_draft_that_cannot_be_read_lets_the_person_begin_anew(app: Flask, visitor: Visitor) -> None:
    visitor.get("/aktivitetsplan/")
    visitor.post("/aktivitetsplan/", {"medium": "Facebook", "action": "save"})
    draft = visitor.response.location
    visitor.follow()
    rewrite(register_of(app), "UPDATE drafts SET typed = '{'")
    for address in (draft, f"{draft}granska/"):
        assert visitor.get(address, expect=503).h1.text == "Utkastet är skadat"


def test_what_was_typed_comes_back_when_the_version_it_changes_cannot_be_read(
    app: Flask, visitor: Visitor
) -> None:
    visitor.file(plan())
    visitor.post(f"{visitor.response.request.path}andra", {})
    draft = visitor.response.location
    revision = visitor.follow().select_one("[name=revision]")["value"]
    rewrite(register_of(app), "UPDATE filings SET answers = '{'")
    inputs = as_inputs(plan()) | {"purpose": "å" * 900, "url": "", "revision": revision}
    page = visitor.post(draft, inputs, expect=503)
    kept = {one["name"]: one["value"] for one in page.select("input[type=hidden]")}
    assert kept["purpose"] == inputs["purpose"]
