"""`flask new-form` writes a file that is a form as it stands, and nothing else."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

import forms
from commands import making
from commands.starting import ASKABLE
from forms.loading import forms_in
from pdf import render, render_blank
from tests.pdf.documents import HOUSE, imprint

ROOT = Path(__file__).parent.parent.parent
FACTS = ["--title", "Felanmälan av lokal", "--slug", "felanmalan", "--prefix", "FA"]
ROOM = ["--question", "line", "Vilken lokal gäller det?", "lokalen"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setattr(making, "FOLDER", folder)
    return folder


def begun(app: Flask, *arguments: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=["new-form", *arguments], input=typed)


def loaded(path: Path) -> type[forms.PrintableForm]:
    [form] = forms_in(path, f"tests.{path.stem}")
    return form


def test_file_of_every_kind_is_a_form_in_the_style_of_the_house(app: Flask, folder: Path) -> None:
    long = "Vad är det som har hänt, när hände det och vem har märkt det? " * 4
    asked = [
        [kind, f"{long if n % 2 else 'Vad'} {n}?", f"svar {n}"] for n, kind in enumerate(ASKABLE)
    ]
    questions = [part for one in asked for part in ("--question", *one)]
    signers = [part for n in range(6) for part in ("--signer", f"Verksamhetsansvarig chef {n}")]
    done = begun(app, *FACTS, *questions, *signers, "--statement", f'Jag "godkänner" {long}')
    assert (done.exit_code, done.stderr) == (0, "")
    path = folder / "felanmalan.py"
    form = loaded(path)
    assert [field.kind for field in form()] == list(ASKABLE)
    assert len(form.blank().signers()) == 6
    for content in (render(form(), imprint(), HOUSE), render_blank(form, HOUSE)):
        assert content.startswith(b"%PDF")
    for tool in (["ruff", "check"], ["ruff", "format", "--check"]):
        subprocess.run(
            [sys.executable, "-m", *tool, "--config", ROOT / "pyproject.toml", path], check=True
        )


def test_it_says_what_to_do_next(app: Flask, folder: Path) -> None:
    done = begun(app, *FACTS, *ROOM)
    assert str(folder / "felanmalan.py") in done.stdout
    assert "flask --app app preview felanmalan" in done.stdout
    form = loaded(folder / "felanmalan.py")
    assert (form.title, form.approvals) == ("Felanmälan av lokal", ())
    assert form.from_answers({"lokalen": "B2"}).summary == "B2"


def test_what_is_not_given_is_asked_for_at_a_terminal(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "_is_terminal", lambda: True)
    typed = ["Felanmälan av lokal", "", "", "Vilken lokal?", "", "lokalen", "Vad är fel?"]
    typed += ["long_text", "vad som är fel", "", "Rektor", "", ""]
    done = begun(app, typed="\n".join(typed) + "\n")
    assert done.exit_code == 0, done.output
    form = loaded(folder / "felanmalan_av_lokal.py")
    assert (form.slug, form.prefix) == ("felanmalan-av-lokal", "FAL")
    assert [one.kind for one in form()] == ["line", "long_text"]
    assert [(one.title, form.approvals[0].statement) for one in form.blank().signers()] == [
        ("Rektor", "Jag godkänner:")
    ]


def test_answers_have_names_of_their_own(app: Flask, folder: Path) -> None:
    nouns = ["lokalen", "lokalen", "class", "data", "1 a", "Ö"]
    begun(app, *FACTS, *(p for n in nouns for p in ("--question", "line", "Vad?", n)))
    names = [one.short_name for one in loaded(folder / "felanmalan.py")()]
    assert names == ["lokalen", "answer_2", "answer_3", "answer_4", "answer_5", "o"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give --title"),
        (FACTS, "give at least one --question"),
        ([*FACTS, "--question", "lin", "Vad?", "vad"], "there is no kind 'lin'; write 'line'"),
        ([*FACTS, "--question", "line", " ", "vad"], "a question needs a text and a noun"),
        ([*FACTS, "--slug", "Fel anmälan", *ROOM], "the slug must be"),
        ([*FACTS, "--slug", "aktivitetsplan", *ROOM], "that of Aktivitetsplan sociala medier"),
        ([*FACTS, "--slug", "register", *ROOM], "/register/ is another page here"),
        ([*FACTS, "--slug", "mina-planer", *ROOM], "/mina-planer/ is another page here"),
        ([*FACTS, "--prefix", "fa", *ROOM], "the prefix must be"),
        ([*FACTS, "--prefix", "AP", *ROOM], "the prefix 'AP' is that of Aktivitetsplan"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    app: Flask, folder: Path, arguments: list[str], said: str
) -> None:
    done = begun(app, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert re.match(f"Error: .*{re.escape(said)}", done.stderr)
    assert list(folder.iterdir()) == []


def test_file_that_is_there_is_left_alone(app: Flask, folder: Path) -> None:
    path = folder / "felanmalan.py"
    path.write_text("mine")
    done = begun(app, *FACTS, *ROOM)
    assert done.exit_code == 2
    assert "is there already" in done.stderr
    assert path.read_text() == "mine"


@pytest.mark.parametrize("form", ["lokal", "lokal.py", "/nowhere/lokal.py", "."])
def test_preview_of_no_form_is_refused(app: Flask, folder: Path, form: str) -> None:
    done = app.test_cli_runner().invoke(args=["preview", form])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Error: there is no file '{form}', and no form of that slug")
