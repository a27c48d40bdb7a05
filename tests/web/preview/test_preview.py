"""`flask preview`: everything that a form makes, as its file was saved last."""

import os
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import forms
from app import make_preview
from forms.editions import digest_of
from forms.samples import Length, sample
from settings import read_settings
from tests.forms.test_soundness import FORM
from tests.web.conftest import Visitor


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview offers its form in its own process, which is ours here."""
    monkeypatch.setattr(forms, "FORMS", forms.FORMS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lokal.py"
    path.write_text(FORM, encoding="utf-8")
    return path


@pytest.fixture
def visitor(tmp_path: Path, file: Path) -> Visitor:
    settings = read_settings({"INSTANCE_PATH": str(tmp_path / "own"), "COURIER": "off"})
    app = make_preview(settings, file, "", tmp_path / "used up", 5001)
    return Visitor(app)


def look(visitor: Visitor) -> None:
    """For who makes forms, so it is not in Swedish as the rules of our pages want."""
    visitor.page = BeautifulSoup(visitor.client.get("/preview/").text, "html.parser")


def save(file: Path, before: str, after: str) -> None:
    """As an editor does; two savings in one tick of the clock are not what is tried here."""
    file.write_text(FORM.replace(before, after), encoding="utf-8")
    later = file.stat().st_mtime_ns + 1_000_000
    os.utime(file, ns=(later, later))


def test_page_and_paper_stand_side_by_side_for_every_length(visitor: Visitor) -> None:
    look(visitor)
    pages = [one["src"] for one in visitor.page.select("iframe")]
    assert len(pages) == 1 + len(Length)
    for address in pages:
        assert "Bokning" in visitor.client.get(address).text
    papers = [one["href"] for one in visitor.page.select("figcaption a")]
    assert len(papers) == 1 + len(Length) - 1
    for address in papers:
        assert visitor.client.get(address).data.startswith(b"%PDF")
    for picture in visitor.page.select("img"):
        assert visitor.client.get(picture["src"]).data.startswith(b"\x89PNG")


def test_saving_the_file_changes_all_of_it(visitor: Visitor, file: Path) -> None:
    look(visitor)
    before = visitor.client.get("/preview/now").json
    assert visitor.client.get("/preview/now").json == before
    save(file, "Bokning", "Hyra")
    assert visitor.client.get("/preview/now").json != before
    look(visitor)
    assert "Hyra" in visitor.page.text
    assert "Bokning" not in visitor.page.text
    assert "Hyra" in visitor.client.get("/lokal/").text


def test_what_is_wrong_is_said_with_its_line_and_mended_by_saving(
    visitor: Visitor, file: Path
) -> None:
    save(file, 'noun="lokalen"', 'nuon="lokalen"')
    look(visitor)
    said = f"{file}, line 29: Lokal: room: Line knows no 'nuon'; write 'noun'"
    assert visitor.page.select_one("[role=alert]").text == said
    assert visitor.client.get("/preview/empty").status_code == 404
    save(file, "", "")
    look(visitor)
    assert visitor.page.select_one("[role=alert]") is None


def test_form_that_fails_as_it_is_drawn_is_told_with_its_line(visitor: Visitor, file: Path) -> None:
    save(
        file, "    room = Line", "    def sections(self):\n        return 1 / 0\n\n    room = Line"
    )
    look(visitor)
    said = visitor.page.select_one("[role=alert]").text
    assert said == f"{file}, line 28: ZeroDivisionError: division by zero"


def test_file_that_is_away_for_a_moment_changes_nothing(visitor: Visitor, file: Path) -> None:
    before = visitor.client.get("/preview/now").json
    file.unlink()
    assert visitor.client.get("/preview/now").json == before
    look(visitor)
    assert "Bokning" in visitor.page.text


def test_it_names_the_digest_to_write_and_what_is_unfinished(visitor: Visitor, file: Path) -> None:
    look(visitor)
    digest = digest_of(forms.FORMS[0])
    assert f'asks = "{digest}"' in visitor.page.text
    save(file, 'prefix = "LO"', f'prefix = "LO"\n    asks = "{digest}"')
    look(visitor)
    assert "agrees" in visitor.page.text
    save(file, '        noun="lokalen",\n', "")
    look(visitor)
    assert "room must be answered and has no noun" in visitor.page.text


def test_all_of_its_way_can_be_gone_and_no_trace_is_left(visitor: Visitor, tmp_path: Path) -> None:
    look(visitor)
    page = visitor.file(sample(forms.FORMS[0], Length.ORDINARY).answers(), "lokal")
    assert "LO-" in page.text
    assert not list((tmp_path / "own").glob("*sqlite*"))
    assert not list(tmp_path.rglob("*.eml"))


def test_form_of_ours_is_shown_as_its_file_stands(tmp_path: Path) -> None:
    file = Path(forms.__file__).parent / "plan" / "aktivitetsplan.py"
    settings = read_settings({"INSTANCE_PATH": str(tmp_path / "own"), "COURIER": "off"})
    visitor = Visitor(make_preview(settings, file, "aktivitetsplan", tmp_path / "used up", 5001))
    look(visitor)
    assert "Aktivitetsplan sociala medier" in visitor.page.text
    assert visitor.page.select_one(".fault") is None
