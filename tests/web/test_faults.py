"""What a person sees when the register cannot write: nothing is filed, nothing is lost."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from register import schema
from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor

FORM = "/aktivitetsplan/"


def file_of(app: Flask) -> Path:
    return Path(app.extensions["office"].settings.database_url.removeprefix("sqlite:///"))


def filings_in(app: Flask) -> int:
    with app.extensions["office"].register.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(schema.filings))


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Another process holds the write lock and does not let go."""
    with closing(sqlite3.connect(file_of(app), isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def full(app: Flask) -> Iterator[None]:
    """The disk has no room: SQLite is told that the file may not grow any more."""
    register = app.extensions["office"].register

    def no_room(connection: sqlite3.Connection, *_: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    sa.event.listen(register, "checkout", no_room)
    yield
    sa.event.remove(register, "checkout", no_room)
    with register.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")


@pytest.mark.parametrize("fault", [locked, full], ids=["locked", "full"])
def test_a_plan_that_cannot_be_filed_is_not_filed_and_says_so(
    app: Flask, visitor: Visitor, fault: Callable
) -> None:
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan()))
    visitor.follow()
    review = visitor.response.request.path
    with fault(app):
        visitor.post(review, {}, expect=503)
        assert visitor.page.h1.text == "Det går inte att spara just nu"
        assert "Inget är inlämnat" in visitor.text
        assert filings_in(app) == 0
    visitor.post(review, {})
    visitor.follow()
    assert "-0001" in visitor.text


@pytest.mark.parametrize("fault", [locked, full], ids=["locked", "full"])
def test_answers_come_back_when_they_cannot_be_saved(
    app: Flask, visitor: Visitor, fault: Callable
) -> None:
    inputs = as_inputs(plan()) | {"purpose": "å" * 9_000}
    visitor.get(FORM)
    with fault(app):
        visitor.post(FORM, inputs, expect=503)
    kept = {one["name"]: one["value"] for one in visitor.page.select("input[type=hidden]")}
    assert kept.items() >= inputs.items()
    visitor.post(FORM, kept)
    assert "granska" in visitor.response.location


def test_readiness_says_when_the_register_is_away(app: Flask, visitor: Visitor) -> None:
    visitor.get("/readyz")
    visitor.get("/healthz")
    file_of(app).unlink()
    file_of(app).mkdir()
    app.extensions["office"].register.dispose()
    visitor.get("/readyz", expect=503)
    assert visitor.response.json["status"] == "unavailable"
    visitor.get("/healthz")
