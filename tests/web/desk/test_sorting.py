"""Att sortera: a page that nobody knows beside what it may be, one after the other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from office import sorting
from register.papers import paper_of
from register.sheets import Sheet, Verdict, sheet_by_id
from tests.office.fake_scans import FakeScan, file_of
from tests.plans import plan
from tests.web.conftest import Visitor
from tests.web.desk.test_papers import PAGE, PLAN, code, fake, read, send
from tests.web.desk.test_plan import address, app, looks, see
from web.desk.guard import Role

__all__ = ["address", "app", "fake", "see"]

See = Callable[..., Visitor]
SORT = f"{PAGE}sortera/"
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def lies(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture lies wherever it is put."""

    @contextmanager
    def laid(content: bytes) -> Iterator[FakeScan]:
        yield FakeScan([{"inks": ["written"] * 3}])

    monkeypatch.setattr(sorting, "open_scan", laid)


@pytest.fixture
def officer(app: Flask, see: See, visitor: Visitor) -> Visitor:
    """With three pages to sort: one whose print is not that of its code, one without a code, and
    one with a strange code."""
    visitor.file(plan())
    who = see(Role.OFFICER)
    differs = {"codes": [code(app, 1)], "lies_on": []}
    send(who, file_of(differs, {}, {"codes": ["https://example.se/"]}))
    read(app)
    return who


def press(who: Visitor, expect: int = 303, **sent: str) -> str:
    """Send the form beside the picture with what was chosen, and go where that leads."""
    form = who.page.select_one("form.sorting__choice")
    assert form
    kept = {str(one["name"]): str(one["value"]) for one in form.select("[type=hidden]")}
    who.post(str(form["action"]), kept | sent, expect)
    if expect == 303:
        who._see(who.client.get(who.response.location, follow_redirects=True), 200)
    return who.text


def sheet(app: Flask, number: int) -> Sheet:
    found = sheet_by_id(app.extensions["office"].register, number)
    assert found
    return found


def values(who: Visitor) -> list[str]:
    return [str(one["value"]) for one in who.page.select("[type=radio]")]


def start(who: Visitor) -> None:
    """To the page that waits longest."""
    who._see(who.client.get(SORT, follow_redirects=True), 200)


def test_pages_are_sorted_one_after_the_other_until_none_is_left(
    app: Flask, officer: Visitor
) -> None:
    start(officer)
    assert "Det tryckta på sidan stämmer inte med koden" in officer.text
    assert "3 sidor är kvar" in officer.text
    assert values(officer) == [f"{PLAN}/1/1", "annan", "tom", "hor-inte-hit"]
    assert "Koden på sidan säger det" in officer.text
    told = press(officer, sida=f"{PLAN}/1/1")
    assert f"Sparat. {PLAN} version 1: Sida 1 av 2 är läst." in told
    assert "Ingen kod syns" in told
    told = press(officer, sida="annan", plan=PLAN.replace("-00", "-").lower(), nummer="2")
    assert f"Sparat. {PLAN} version 1: Sida 2 av 2 är läst." in told
    assert "Koden på papperet hör inte hit" in told
    told = press(officer, sida="hor-inte-hit")
    assert "Inget att sortera" in told
    assert "hör inte hit" in told
    paper = paper_of(app.extensions["office"].register, 1)
    assert [one.id for one in paper.sheets] == [1, 2]
    assert sheet(app, 3).verdict is Verdict.DROPPED
    assert "Att göra (1)" in officer.text


def test_who_is_second_is_told_what_the_other_did(app: Flask, officer: Visitor, see: See) -> None:
    other = see(Role.OFFICER)
    for who in (officer, other):
        start(who)
    press(other, sida="tom")
    told = press(officer, 409, sida=f"{PLAN}/1/1")
    assert "Någon annan hann före" in told
    assert "Sidan är tom" in told
    assert "Sorterad av officer@toreboda.se" in told
    assert sheet(app, 1).verdict is Verdict.BLANK
    assert paper_of(app.extensions["office"].register, 1).sheets == ()


@sqlite
def test_choice_is_taken_back_and_made_anew(app: Flask, officer: Visitor, see: See) -> None:
    start(officer)
    press(officer, sida=f"{PLAN}/1/1")
    officer.get(f"{SORT}1/")
    assert "Sidan är sorterad" in officer.text
    late = see(Role.OFFICER)
    late.get(f"{SORT}1/")
    press(officer)
    assert "Vad är det här för sida?" in officer.text
    assert paper_of(app.extensions["office"].register, 1).sheets == ()
    assert "officer@toreboda.se vill att sidan sorteras igen" in press(late, 409)
    press(officer, sida="tom")
    assert sheet(app, 1).verdict is Verdict.BLANK


@sqlite
def test_page_that_stood_open_is_late_also_when_it_looks_the_same_again(
    app: Flask, officer: Visitor, see: See
) -> None:
    late = see(Role.OFFICER)
    start(late)
    start(officer)
    press(officer, sida="tom")
    officer.get(f"{SORT}1/")
    press(officer)
    press(late, 409, sida="tom")
    assert sheet(app, 1).verdict is Verdict.ASKED
    press(officer, sida="tom")
    late.get(f"{SORT}1/")
    officer.get(f"{SORT}1/")
    press(officer)
    press(officer, sida="hor-inte-hit")
    press(late, 409)
    assert sheet(app, 1).verdict is Verdict.DROPPED


WRONG: list[tuple[dict[str, str], str]] = [
    ({}, "Välj vad det är för sida"),
    ({"sida": "annan"}, "Det finns ingen sådan blankett"),
    ({"sida": "annan", "plan": "AP-1999-0001", "nummer": "1"}, "Det finns ingen sådan blankett"),
    ({"sida": "annan", "plan": PLAN, "nummer": "ett"}, "från 1 till 2"),
    ({"sida": "annan", "plan": PLAN, "nummer": "3"}, "från 1 till 2"),
    ({"sida": "annan", "plan": PLAN, "nummer": "1", "version": "7"}, "Den nyaste är 1"),
    ({"sida": "annan", "plan": PLAN, "nummer": "1", "version": "x"}, "Den nyaste är 1"),
    ({"sida": "///"}, "Det finns ingen sådan blankett"),
    ({"sida": "AP-2026-0001"}, "från 1 till 2"),
    ({"sida": "annan", "plan": "\U0001f4a9 %_", "nummer": "9" * 99}, "ingen sådan blankett"),
]


@sqlite
def test_what_cannot_be_is_told_and_what_was_typed_stays(app: Flask, officer: Visitor) -> None:
    start(officer)
    for sent, words in WRONG:
        assert words in press(officer, 422, **sent)
        typed = officer.page.select_one("#plan")
        assert typed
        assert typed["value"] == sent.get("plan", "")
    assert sheet(app, 1).verdict is Verdict.ASKED


@sqlite
def test_page_is_passed_over_and_comes_again(officer: Visitor) -> None:
    start(officer)
    seen = []
    for _ in range(4):
        seen.append(officer.response.request.path)
        way = officer.page.select_one(".sorting__send a")
        assert way
        officer._see(officer.client.get(str(way["href"]), follow_redirects=True), 200)
    assert seen == [f"{SORT}{number}/" for number in (1, 2, 3, 1)]


@sqlite
def test_picture_is_shown_as_it_was_made_here_turned_and_larger(
    app: Flask, officer: Visitor
) -> None:
    start(officer)
    picture = officer.page.select_one("main img")
    assert picture
    answer = officer.client.get(str(picture["src"]))
    assert (answer.mimetype, answer.data) == ("image/jpeg", b"\xff\xd8")
    assert answer.headers["Cache-Control"] == "no-store"
    assert looks(app)[-1] == ("sheet", None)
    press(officer, sida=f"{PLAN}/1/1")
    officer.client.get(f"{PAGE}blad/1")
    assert looks(app)[-1] == ("sheet", 1)
    assert officer.client.get(f"{PAGE}blad/4").status_code == 404
    frame = officer.get(f"{SORT}2/?vrid=270&stor=ja").select_one(".paper-picture__frame")
    assert frame
    assert "paper-picture__frame--270" in frame["class"]
    ways = [str(one["href"]) for one in officer.page.select(".sorting__ways a")]
    assert ways[:3] == [f"{SORT}2/?vrid=180&stor=ja", f"{SORT}2/?stor=ja", f"{SORT}2/?vrid=270"]
    for way in ways[:3]:
        officer.get(way)
    assert officer.get(f"{SORT}2/?vrid=45&stor=x").select_one(".paper-picture__frame--0")


@sqlite
def test_page_that_cannot_be_read_is_looked_at_in_its_file(app: Flask, see: See) -> None:
    officer = see(Role.OFFICER)
    send(officer, file_of("too-heavy"))
    read(app)
    start(officer)
    assert not officer.page.select("main img")
    assert officer.page.select_one('a[href="/register/papper/inkommet/1/fil"]')


@sqlite
def test_only_who_sorted_is_told_that_it_is_saved(officer: Visitor, see: See) -> None:
    start(officer)
    press(officer, sida="tom")
    assert officer.page.select_one("#done")
    for asked in ("1", "2", "99", "x", "9" * 30):
        who = officer if asked != "1" else see(Role.OFFICER)
        who.get(f"{SORT}2/?gjort={asked}")
        assert bool(who.page.select_one("#done")) == (asked == "1")
