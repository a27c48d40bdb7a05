"""`flask receive`: papers that are given by name, and what is said of each sheet."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from register import schema
from register.documents import document_of
from register.filings import find_filing
from tests.paper import heap_of, scan_of
from tests.plans import plan
from tests.web.conftest import Visitor


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """Run a command in the installation."""
    return lambda *arguments: app.test_cli_runner().invoke(args=list(map(str, arguments)))


def rows(app: Flask, table: sa.Table) -> int:
    with app.extensions["office"].register.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def signed(app: Flask, reference: str) -> bytes:
    """Both pages of a plan, signed by the first two of three, as one PDF."""
    register = app.extensions["office"].register
    filing = find_filing(register, reference, 1)
    assert filing is not None
    issued = document_of(register, filing.id)
    assert issued.places is not None
    pages = range(1, issued.places["pages"] + 1)
    return heap_of([scan_of(issued.content, page, issued.places, signed=(0, 1)) for page in pages])


def told(done: Result) -> list[dict[str, Any]]:
    """What stands on standard output, a line of JSON each."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_sheet_has_a_line_and_a_bad_file_ends_no_other(
    app: Flask, visitor: Visitor, run: Callable[..., Result], tmp_path: Path
) -> None:
    visitor.file(plan())
    reference = find_reference(app)
    bad, good, gone = (tmp_path / name for name in ("inte.pdf", "Bunt å.pdf", "borta.pdf"))
    bad.write_bytes(b"no scan at all")
    good.write_bytes(signed(app, reference))
    done = run("receive", "--json", bad, gone, good)
    assert done.exit_code == 2
    first, second, *sheets = told(done)
    assert (first["file"], first["sheet"], first["filed"]) == (str(bad), None, False)
    assert (first["why"], second["why"]) == ("not-a-scan", "cannot-be-opened")
    named = ["file", "sheet", "reference", "version", "page", "filed", "why", "signers"]
    assert [list(line) for line in told(done)] == [named] * (2 + len(sheets))
    assert [one["sheet"] for one in sheets] == [1, 2]
    assert [(one["reference"], one["version"], one["page"]) for one in sheets] == [
        (reference, 1, 1),
        (reference, 1, 2),
    ]
    assert all(one["filed"] and one["why"] == "" for one in sheets)
    assert [one["signers"] for one in sheets] == [[], ["written", "written", "empty"]]
    assert done.stderr.splitlines() == [
        f"Error: {bad} is neither a PDF nor a picture in JPEG, PNG, TIFF, WebP or HEIC",
        f"Error: {gone} cannot be read: No such file or directory",
    ]
    again = run("receive", good)
    assert again.exit_code == 0
    assert "came before" in again.stderr
    assert "it is not filed again" in again.stderr
    assert again.stdout.splitlines() == [
        f"{good} 1: {reference} v1 page 1, filed",
        f"{good} 2: {reference} v1 page 2, filed, signatures: written, written, empty",
    ]
    assert (rows(app, schema.arrivals), rows(app, schema.sheets)) == (2, 2)


def find_reference(app: Flask) -> str:
    with app.extensions["office"].register.connect() as connection:
        return str(connection.scalar(sa.select(schema.cases.c.reference)))


def test_larger_a_file_than_may_be_is_not_kept(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    app = make_app(MAX_SCAN_BYTES=1024 * 1024)
    large = tmp_path / "stor.pdf"
    large.write_bytes(b"%PDF-" + bytes(1024 * 1024))
    done = app.test_cli_runner().invoke(args=["receive", "--json", str(large)])
    assert done.exit_code == 2
    assert [one["why"] for one in told(done)] == ["too-large"]
    assert done.stderr == f"Error: {large} is larger than 1048576 bytes\n"
    assert rows(app, schema.arrivals) == 0


def test_what_a_human_must_look_at_is_told_by_its_code(
    app: Flask, run: Callable[..., Result], tmp_path: Path
) -> None:
    letter = tmp_path / "brev.png"
    letter.write_bytes((Path(__file__).parent.parent.parent / "docs/bilder/fel.png").read_bytes())
    done = run("receive", letter)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"{letter} 1: unknown, not filed (no_code)\n"


def test_paper_is_taken_into_a_register_that_is_there(
    make_settings: Callable[..., Any], tmp_path: Path, run: Callable[..., Result], app: Flask
) -> None:
    register = app.extensions["office"].register
    Path(register.url.database).unlink()
    register.dispose()
    done = run("receive", tmp_path)
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: there is no register at ")
