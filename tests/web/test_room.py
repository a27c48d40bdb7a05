"""Anybody may save a draft, and nobody fills the disk with it; nothing typed is lost."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask import Flask

import web.filling.views
from office.previews import Previews
from register.room import Room, space_of
from tests.intake.fillers import with_pypdf
from tests.pdf.documents import document
from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor

FORM = "/aktivitetsplan/"
JSON = {"Accept": "application/json"}
WAIT = re.compile(r"Vänta (en minut|\d+ minuter)")
NO_DISK = Room(drafts=100, bytes=10**9, reserve=10**18)


def give_room(app: Flask, room: Room) -> None:
    app.extensions["office"] = replace(app.extensions["office"], room=room)


def let_hours_pass(app: Flask, hours: int) -> None:
    office = app.extensions["office"]
    later = replace(office, now=lambda: office.now() + timedelta(hours=hours))
    app.extensions["office"] = later


def begin(visitor: Visitor, expect: int = 303, **inputs: str) -> str:
    """Save a new draft; its address."""
    visitor.get(FORM)
    visitor.post(FORM, {"medium": "Facebook", "action": "save"} | inputs, expect)
    return visitor.response.location or ""


def kept(visitor: Visitor) -> dict[str, str]:
    """What the page carries on."""
    hidden = visitor.page.select("main form input[type=hidden]")
    return {str(one["name"]): str(one["value"]) for one in hidden}


def assert_text_goes_on(visitor: Visitor, text: str) -> None:
    """It is sent again by the button, and stands there to be copied."""
    assert kept(visitor)["purpose"] == text
    assert text in visitor.page.select_one("#answers-text").get_text()


def bytes_kept(app: Flask) -> int:
    office = app.extensions["office"]
    return space_of(office.register, office.room).bytes


def test_text_far_too_long_stays_on_the_page_with_what_to_do(visitor: Visitor, app: Flask) -> None:
    text = "å" * 30_001
    begin(visitor, 422, purpose=text)
    assert visitor.page.select_one("[name=purpose]").get_text().strip() == text
    [link] = visitor.page.select(".govuk-error-summary a")
    assert link["href"] == "#purpose"
    assert "till högst 10\u00a0000 tecken. Nu är det 30\u00a0001." in link.text
    assert bytes_kept(app) == 0


def test_draft_keeps_what_it_had_when_the_next_save_is_too_much(visitor: Visitor) -> None:
    address = begin(visitor)
    visitor.get(address)
    visitor.post(address, {"medium": "x" * 1_001, "action": "save"}, expect=422)
    assert visitor.page.select_one("[name=medium]")["value"] == "x" * 1_001
    token = visitor.page.select_one("[name=csrf_token]")["value"]
    sent = {"medium": "x" * 1_001, "action": "save", "csrf_token": token}
    assert visitor.client.post(address, data=sent, headers=JSON).status_code == 422
    visitor.get(address)
    assert visitor.page.select_one("[name=medium]")["value"] == "Facebook"


def test_what_the_form_does_not_ask_for_is_not_kept(visitor: Visitor, app: Flask) -> None:
    begin(visitor)
    usual = bytes_kept(app)
    unknown = {f"unknown-{n}": "x" * 10_000 for n in range(50)}
    begin(visitor, **unknown)
    assert bytes_kept(app) == 2 * usual


def test_blank_with_an_answer_far_too_long_is_told_of(visitor: Visitor, app: Flask) -> None:
    filled = with_pypdf(visitor.client.get(f"{FORM}blankett.pdf").data, {"medium": "x" * 1_500})
    visitor.get(f"{FORM}las-in")
    visitor.post(f"{FORM}las-in", {"file": (BytesIO(filled), "blankett.pdf")}, expect=422)
    assert "mycket längre än blanketten rymmer" in visitor.text
    assert bytes_kept(app) == 0


def test_client_that_begins_many_drafts_is_asked_to_wait(make_app: Callable[..., Flask]) -> None:
    app = make_app(DRAFTS_PER_HOUR=2)
    visitor = Visitor(app)
    address = begin(visitor)
    begin(visitor)
    begin(visitor, expect=429, purpose="Nytt syfte")
    assert WAIT.search(visitor.text)
    assert_text_goes_on(visitor, "Nytt syfte")
    retry, carried = int(visitor.response.headers["Retry-After"]), kept(visitor)
    # What was begun goes on.
    visitor.get(address)
    visitor.post(address, {"medium": "X", "action": "save"})
    let_hours_pass(app, -(-retry // 3600))
    visitor.post(FORM, carried)


def test_template_of_a_filed_plan_is_a_draft_like_others(make_app: Callable[..., Flask]) -> None:
    visitor = Visitor(make_app(DRAFTS_PER_HOUR=1))
    visitor.file(plan())
    visitor.post(f"{visitor.response.request.path}mall", {}, expect=429)
    assert WAIT.search(visitor.text)


def test_client_that_saves_very_much_is_asked_to_wait(make_app: Callable[..., Flask]) -> None:
    visitor = Visitor(make_app(SAVED_BYTES_PER_MINUTE=1024 * 1024))
    address = begin(visitor)
    long = dict.fromkeys(("purpose", "audience", "monitoring"), "å" * 30000)
    visitor.get(address)
    visitor.post(address, long | {"action": "save"})
    visitor.get(address)
    visitor.post(address, long | {"medium": "Instagram", "action": "save"}, expect=429)
    assert "Det senaste är inte sparat." in visitor.text
    assert kept(visitor)["purpose"] == long["purpose"]


def test_the_oldest_draft_gives_way_and_whoever_comes_back_is_told(
    visitor: Visitor, app: Flask
) -> None:
    give_room(app, Room(drafts=2, bytes=10**9, reserve=0))
    oldest = begin(visitor)
    begin(visitor)
    let_hours_pass(app, 2)
    youngest = begin(visitor)
    visitor.get(youngest)
    visitor.get(oldest, expect=410)
    assert "för att ge plats åt nya utkast" in visitor.text
    visitor.get(FORM)
    visitor.post(oldest, {"purpose": "Skrivet sedan dess", "action": "save"}, expect=410)
    assert kept(visitor)["purpose"] == "Skrivet sedan dess"


def test_draft_that_was_filed_gives_way_and_still_leads_to_its_receipt(
    visitor: Visitor, app: Flask
) -> None:
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan()))
    review = visitor.response.location
    visitor.follow()
    visitor.post(review, {})
    receipt = visitor.response.location
    give_room(app, Room(drafts=1, bytes=10**9, reserve=0))
    begin(visitor)
    visitor.get(review, expect=303)
    assert visitor.response.location == receipt


def test_when_everybody_is_at_work_a_new_draft_is_refused_and_its_text_kept(
    visitor: Visitor, app: Flask
) -> None:
    give_room(app, Room(drafts=1, bytes=10**9, reserve=0))
    address = begin(visitor)
    begin(visitor, expect=503, purpose="Nytt syfte")
    assert visitor.page.h1.text == "Det får inte plats fler utkast just nu"
    assert_text_goes_on(visitor, "Nytt syfte")
    assert visitor.response.headers["Retry-After"] == "600"
    visitor.get(address)
    visitor.post(address, {"medium": "X", "action": "save"})


def test_what_was_begun_is_filed_while_the_disk_is_nearly_full(
    visitor: Visitor, app: Flask
) -> None:
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan()))
    review = visitor.response.location
    give_room(app, NO_DISK)
    begin(visitor, expect=503)
    visitor.get(f"{FORM}las-in")
    visitor.post(f"{FORM}las-in", {"file": (BytesIO(document()), "b.pdf")}, expect=503)
    assert "Det får inte plats fler utkast just nu." in visitor.text
    assert visitor.response.headers["Retry-After"] == "600"
    visitor.get(review)
    visitor.post(review, {})
    visitor.follow()
    assert "-0001" in visitor.text


# ---- Previews


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was drawn, in order."""
    found: list[str] = []
    for name in ("render", "picture_of_page", "render_blank"):
        real = getattr(web.filling.views.pdf, name)

        def draw(*arguments: Any, name: str = name, real: Any = real) -> Any:
            found.append(name)
            return real(*arguments)

        monkeypatch.setattr(web.filling.views.pdf, name, draw)
    return found


def reviewed(visitor: Visitor) -> str:
    """The address of a draft that may be filed."""
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan()))
    return visitor.response.location.removesuffix("granska/")


def test_preview_is_drawn_once_until_the_draft_changes(visitor: Visitor, drawn: list[str]) -> None:
    address = reviewed(visitor)
    first = visitor.client.get(f"{address}sida-1.png").data
    for _ in range(3):
        assert visitor.client.get(f"{address}forhandsgranskning.pdf").data.startswith(b"%PDF")
        assert visitor.client.get(f"{address}sida-1.png").data == first
    assert drawn == ["render", "picture_of_page"]
    visitor.get(address)
    visitor.post(address, as_inputs(plan(medium="Facebook")))
    assert visitor.client.get(f"{address}sida-1.png").data != first
    assert len(drawn) == 4


def test_blank_is_drawn_once(visitor: Visitor, drawn: list[str]) -> None:
    assert len({visitor.client.get(f"{FORM}blankett.pdf").data for _ in range(3)}) == 1
    assert drawn == ["render_blank"]


def test_client_that_has_much_drawn_is_asked_to_wait(
    make_app: Callable[..., Flask], drawn: list[str]
) -> None:
    visitor = Visitor(make_app(PREVIEWS_PER_MINUTE=2))
    address = reviewed(visitor)
    visitor.get(f"{address}sida-1.png")
    for page in ("sida-2.png", "sida-99.png"):
        visitor.get(f"{address}{page}", expect=429)
    assert WAIT.search(visitor.text)
    # What is there already costs nothing.
    visitor.get(f"{address}forhandsgranskning.pdf")
    assert drawn == ["render", "picture_of_page"]


def test_previews_of_a_draft_end_with_it(visitor: Visitor, app: Flask) -> None:
    address = reviewed(visitor)
    visitor.get(f"{address}forhandsgranskning.pdf")
    let_hours_pass(app, 24 * 91)
    visitor.get(f"{address}forhandsgranskning.pdf", expect=410)


def test_previews_take_bounded_memory_and_the_newest_stay() -> None:
    previews, made = Previews(most_bytes=25), []

    def ask(name: str) -> None:
        previews(name, lambda: made.append(name) or b"x" * 10)

    for name in ("a", "b", "a", "c", "a", "b"):
        ask(name)
    # The second "a" made "b" the one that was not asked for longest.
    assert made == ["a", "b", "c", "b"]
    assert previews("large", lambda: b"x" * 26) == b"x" * 26
    ask("b")
    assert made[-1] == "b"


def test_what_is_asked_for_at_once_is_drawn_once_and_the_rest_goes_on() -> None:
    previews, made = Previews(), []
    is_begun, may_end = Event(), Event()

    def draw() -> bytes:
        made.append(1)
        is_begun.set()
        assert may_end.wait(60)
        return b"page"

    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(previews, "a", draw)]
        assert is_begun.wait(60)
        asked.append(pool.submit(previews, "a", draw))
        assert previews("b", lambda: b"other") == b"other"
        # Long enough for the second to begin too, if it may.
        wait(asked[1:], timeout=0.2)
        may_end.set()
    assert [one.result() for one in asked] == [b"page", b"page"]
    assert made == [1]


def test_what_could_not_be_drawn_is_drawn_by_the_next_who_asks() -> None:
    previews = Previews()
    with pytest.raises(ZeroDivisionError):
        previews("a", lambda: bytes(1 // 0))
    assert previews("a", lambda: b"page") == b"page"


@pytest.mark.parametrize("what", ["garbage", "folder"])
def test_where_limits_cannot_be_counted_nobody_is_refused(
    make_app: Callable[..., Flask], tmp_path: Path, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    app = make_app(FILINGS_PER_MINUTE=1)
    counts = tmp_path / "instance" / "limits.sqlite3"
    if what == "folder":
        counts.mkdir()
    else:
        counts.write_bytes(b"no database" * 1000)
    visitor = Visitor(app)
    for _ in range(2):
        visitor.file(plan())
    assert "limits cannot be counted" in caplog.text
