"""docs/new-form.md does what it says: its command begins a form, and its file is one."""

import re
import shlex
from pathlib import Path

import pytest
from flask import Flask

import forms
from commands import making
from docs.make_pictures import finished_form
from forms.loading import forms_in
from forms.samples import Length, sample
from forms.soundness import unfinished
from pdf import render, render_blank
from tests.house import ROOT
from tests.pdf.documents import HOUSE, imprint
from tests.web.conftest import app, make_app, make_settings

__all__ = ["app", "make_app", "make_settings"]
PAGE = (ROOT / "docs" / "new-form.md").read_text(encoding="utf-8")


def loaded(path: Path) -> type[forms.PrintableForm]:
    [form] = forms_in(path, f"tests.{path.stem}")
    return form


def test_its_command_begins_a_form(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "FOLDER", tmp_path)
    told = re.search(r"flask --app app (new-form .*?)\n```", PAGE, re.DOTALL)
    assert told is not None
    done = app.test_cli_runner().invoke(args=shlex.split(told[1].replace("\\\n", " ")))
    assert done.exit_code == 0, done.output
    form = loaded(tmp_path / "lokalbokning.py")
    assert [one.kind for one in form()] == ["one_of", "date", "number", "long_text"]


def test_its_file_is_a_form(tmp_path: Path) -> None:
    path = tmp_path / "lokalbokning.py"
    path.write_text(finished_form(), encoding="utf-8")
    form = loaded(path)
    assert list(unfinished(form)) == []
    for length in (Length.SHORT, Length.ORDINARY, Length.LONGEST):
        filled = sample(form, length)
        assert filled.validate(), filled.error_list()
        assert render(filled, imprint(), HOUSE).startswith(b"%PDF")
    assert render_blank(form, HOUSE).startswith(b"%PDF")


def test_its_pictures_are_there() -> None:
    named = re.findall(r"\]\((bilder/[a-z-]+\.png)\)", PAGE)
    assert len(named) == 3
    assert all((ROOT / "docs" / one).is_file() for one in named)
