"""`flask read` and `flask check`: what a PDF holds, without server or register."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.documents import PROBLEMS, REASONS
from forms.plan.aktivitetsplan import Aktivitetsplan
from intake.inspection import Problem
from intake.refusals import REFUSALS
from pdf import render_blank
from pdf.sheets import sheet_address
from tests.commands.test_serving import flask, flask_here
from tests.intake import hostile
from tests.intake.fillers import with_pypdf
from tests.intake.test_reading import alter, edited, with_envelope
from tests.pdf.documents import FORM, HOUSE, document, form, hard_names_document, imprint
from tests.plans import PLANS, as_inputs
from tests.web.filling.test_upload import joined, without_attachment

Saver = Callable[[bytes], Path]


@pytest.fixture
def saved(tmp_path: Path) -> Saver:
    """A file with this content."""

    def save(content: bytes) -> Path:
        path = tmp_path / "in.pdf"
        path.write_bytes(content)
        return path

    return save


def test_read_prints_the_answers_as_json(saved: Saver, tmp_path: Path) -> None:
    done = flask("read", saved(document(2)), instance=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == form(2).answers()
    assert form(2).answers()["administrators"][0]["name"] in done.stdout
    assert not (tmp_path / "register.sqlite3").exists()


def test_read_prints_the_answers_of_a_filled_blank(saved: Saver, tmp_path: Path) -> None:
    filled = with_pypdf(render_blank(FORM, HOUSE), as_inputs(PLANS[3]))
    done = flask_here("read", saved(filled), instance=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == form(3).answers()


def test_what_read_prints_can_be_rendered_again(saved: Saver, tmp_path: Path) -> None:
    answers, again = tmp_path / "answers.json", tmp_path / "again.pdf"
    answers.write_text(flask_here("read", saved(document()), instance=tmp_path).stdout, "utf-8")
    assert flask_here("render", answers, again, instance=tmp_path).returncode == 0
    printed = flask_here("read", again, instance=tmp_path).stdout
    assert printed == answers.read_text("utf-8")


def test_read_warns_of_altered_answers_and_prints_them(saved: Saver, tmp_path: Path) -> None:
    done = flask_here("read", saved(with_envelope(document(), alter)), instance=tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout)["weekly_hours"] == 40
    assert "altered" in done.stderr


def test_read_warns_of_another_edition(saved: Saver, tmp_path: Path) -> None:
    content = with_envelope(document(), lambda envelope: envelope.update(edition="0"))
    done = flask_here("read", saved(content), instance=tmp_path)
    assert done.returncode == 0
    assert "another edition of the form: 0" in done.stderr


BAD_FILES = {
    "is not a PDF": b"hej",
    "opens with a password": hostile.encrypted("RC4-128"),
    "is broken": b"%PDF-1.7\n",
    "more than 200 pages": hostile.flat_page_tree(300),
    "is larger than": b"%PDF-1.7\n" + bytes(hostile.LARGEST_PDF),
    "takes more time or memory": hostile.with_attachment(hostile.flate_bomb(2)),
    "has no answers inside": hostile.pdf(),
    f"has no answers inside; its code says {sheet_address(imprint(), 1, 2)}": edited(
        document(), without_attachment
    ),
    "holds more than one filled form": joined(document(0), document(1)),
    "unknown form, 'bygglov'": hostile.CASES["an unknown form"][0](),
    "cannot be read": hostile.CASES["attached brackets"][0](),
}


@pytest.mark.parametrize("words", BAD_FILES)
def test_bad_file_ends_read_with_code_2_and_one_line(
    saved: Saver, tmp_path: Path, words: str
) -> None:
    done = flask_here("read", saved(BAD_FILES[words]), instance=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["read", "check"])
def test_missing_file_ends_with_code_2(tmp_path: Path, command: str) -> None:
    done = flask_here(command, tmp_path / "none.pdf", instance=tmp_path)
    assert done.returncode == 2
    assert "none.pdf cannot be read: No such file" in done.stderr


def test_everything_that_can_happen_has_words() -> None:
    assert REASONS.keys() == REFUSALS.keys()
    assert PROBLEMS.keys() == set(Problem)


def report(text: str) -> dict[str, str]:
    """The lines of a report by their heading."""
    lines = (line.split(":", 1) for line in text.splitlines())
    return {heading: value.strip() for heading, value in lines}


def test_check_tells_what_a_document_is(saved: Saver, tmp_path: Path) -> None:
    done = flask("check", saved(document()), instance=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert report(done.stdout) == {
        "Title": "Aktivitetsplan sociala medier – AP-2026-0042, version 1",
        "Pages": "2",
        "Language": "sv-SE",
        "Tagged": "yes",
        "Fonts": "2, all embedded",
        "Fields": "none",
        "Claims": "PDF/A-3A, PDF/UA-1",
        "Answers": f"aktivitetsplan, edition {FORM.edition}, AP-2026-0042 version 1, document",
        "Digest": "agrees with the answers, beside them and in the metadata",
    }


@pytest.mark.parametrize("make", [hard_names_document, lambda: render_blank(FORM, HOUSE)])
def test_check_is_content_with_all_that_we_make(
    saved: Saver, tmp_path: Path, make: Callable[[], bytes]
) -> None:
    assert flask_here("check", saved(make()), instance=tmp_path).returncode == 0


def test_check_counts_the_fields_that_are_filled_in(saved: Saver, tmp_path: Path) -> None:
    blank = render_blank(FORM, HOUSE)
    done = flask_here("check", saved(with_pypdf(blank, {"medium": "x"})), instance=tmp_path)
    lines = report(done.stdout)
    assert lines["Fields"].endswith(", 1 filled in")
    assert lines["Answers"] == f"aktivitetsplan, edition {FORM.edition}, not filed, filled blank"
    assert "Digest" not in lines


def test_check_ends_with_code_1_when_answers_are_altered(saved: Saver, tmp_path: Path) -> None:
    done = flask_here("check", saved(with_envelope(document(), alter)), instance=tmp_path)
    assert done.returncode == 1
    assert report(done.stdout)["Digest"] == "DISAGREES with the answers"
    assert "somebody has altered them" in report(done.stdout)["Problem"]


def test_check_ends_with_code_1_for_a_stranger(saved: Saver, tmp_path: Path) -> None:
    done = flask_here("check", saved(hostile.pdf()), instance=tmp_path)
    assert done.returncode == 1
    assert report(done.stdout)["Answers"] == "none"


def test_check_ends_with_code_2_for_what_is_no_pdf(saved: Saver, tmp_path: Path) -> None:
    done = flask_here("check", saved(b"hej"), instance=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")


def test_text_from_the_file_does_not_steer_the_terminal(saved: Saver, tmp_path: Path) -> None:
    title = b"<x xmlns:dc='http://purl.org/dc/elements/1.1/' "
    title += b"xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    title += "<rdf:RDF><dc:title>a\x9b2Jb\nProblem: c</dc:title></rdf:RDF></x>".encode()
    content = hostile.pdf(hostile.stream(title), catalog="/Metadata 4 0 R")
    done = flask_here("check", saved(content), instance=tmp_path)
    assert done.stdout.startswith("Title:      a2Jb Problem: c\n")
    assert Aktivitetsplan.slug not in done.stdout
