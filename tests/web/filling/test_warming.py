"""A web process gets ready before its first visitor, whatever the register does."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from web.filling.warming import warm_up


def test_getting_ready_makes_the_questions_and_tells_nobody(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    asked: list[str] = []
    monkeypatch.setattr("web.filling.warming.form_page", lambda form: asked.append(form.slug))
    warm_up(app)
    assert asked == ["aktivitetsplan", "aktivitetsplan"]
    assert caplog.records == []


def test_a_register_that_is_away_does_not_stop_it(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    app = make_app()
    app.extensions["office"].register.dispose()
    (tmp_path / "instance" / "register.sqlite3").unlink()
    (tmp_path / "instance" / "register.sqlite3").mkdir()
    warm_up(app)
    assert app.test_client().get("/aktivitetsplan/").status_code == 200
