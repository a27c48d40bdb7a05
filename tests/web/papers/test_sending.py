"""Whoever holds a signed paper sends it home, and is told at once what was seen."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

from office import limits, receiving_paper
from office.receiving_paper import read_waiting
from register import schema
from tests.office.fake_scans import file_of
from tests.plans import plan
from tests.web.papers.conftest import AppMaker, Held, Sender
from tests.web.test_faults import full, locked
from web.papers import sending

NO_CODE = (
    "Ingen kod syns på sidan. "
    "Ta en ny bild av hela papperet, så att minst en av koderna längst ner är med. Har papperet "
    "inga koder är det en förhandsgranskning eller en tom blankett, som inte räknas."
)


NO_PAGE, NO_PICTURE = file_of({}), b'"not-a-scan"'


def count_of(app: Flask, table: sa.Table) -> int:
    """How many rows there are."""
    with app.extensions["office"].register.connect() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(table)))


def change(app: Flask, update: sa.Update, **values: object) -> None:
    """Change the register behind its back."""
    with app.extensions["office"].register.begin() as connection:
        connection.execute(update.values(values))


def test_page_behind_the_code_takes_a_picture_without_an_account(
    paper: Held, sender: Sender
) -> None:
    form = sender.get(paper.code).select_one("form[data-papers]")
    assert form is not None
    assert form["action"] == paper.send
    sender.send(paper.send, paper.picture(2))
    assert sender.told == ["Sida 2 av 2 är läst."]
    assert sender.missing == "Sida 1 saknas."


def test_page_after_page_until_none_is_missing(paper: Held, sender: Sender) -> None:
    sender.get(paper.send)
    assert sender.missing == ""
    sender.send(paper.send, paper.picture(1))
    assert sender.missing == "Sida 2 saknas."
    sender.send(paper.send, paper.picture(2))
    assert sender.missing == "Alla sidor är mottagna."


def test_several_files_at_once_are_told_of_one_by_one(paper: Held, sender: Sender) -> None:
    sender.get(paper.send)
    sender.send(paper.send, paper.picture(2), NO_PICTURE, NO_PAGE)
    assert sender.told == [
        "Sida 2 av 2 är läst.",
        "Filen är varken en bild eller en PDF. Välj ett foto, en skannad bild eller en PDF.",
        NO_CODE,
    ]
    assert sender.page.select_one("[data-paper] svg[role=img]")


def test_camera_and_files_are_sent_together(paper: Held, sender: Sender) -> None:
    token = sender.get(paper.send).select_one("[name=csrf_token]")
    assert token is not None
    sent = {"csrf_token": token["value"]}
    for name, page in (("photo", 1), ("file", 2)):
        sent[name] = (BytesIO(paper.picture(page)), f"{name}.jpg")
    answer = sender.client.post(paper.send, data=sent)
    answer.request.environ["wsgi.input"].close()
    sender.get(answer.location)
    assert sender.told == ["Sida 1 av 2 är läst.", "Sida 2 av 2 är läst."]


def test_nothing_that_is_not_on_the_paper_is_shown(paper: Held, sender: Sender) -> None:
    sender.get(paper.send)
    sender.send(paper.send, paper.picture(1), paper.picture(2), name="Anna Ek signerat.jpg")
    people = [one["name"] for one in plan()["administrators"]]
    assert not [name for name in [*people, "Anna Ek"] if name in sender.response.text]
    assert sender.page.select("main img") == []
    assert "nderskriven" not in sender.text
    sender.get(paper.code)
    assert "saknas" not in sender.text


def test_page_of_another_plan_is_told_apart_and_nothing_of_it_is_shown(
    paper: Held, others: Held, sender: Sender
) -> None:
    sender.get(paper.send)
    sender.send(paper.send, others.picture(1))
    assert sender.told[0].startswith("Sidan hör till en annan blankett.")
    assert others.reference not in sender.text
    assert sender.missing == ""


def test_code_with_a_check_of_its_own_does_not_belong_here(
    app: Flask, paper: Held, others: Held, sender: Sender
) -> None:
    sender.get(paper.send)
    change(app, sa.update(schema.filings).where(schema.filings.c.id == 2), paper_check="a" * 10)
    sender.send(paper.send, others.picture(1))
    assert sender.told[0].startswith("Koden på papperet hör inte hit.")


def test_copy_does_not_count_as_the_original(paper: Held, sender: Sender) -> None:
    sender.get(paper.send)
    sender.send(paper.send, paper.picture(2, sheet="22K"))
    assert sender.told[0].startswith("Sida 2 av 2 är läst, men det är kopian")
    assert sender.missing == ""


def test_paper_of_an_older_version_says_that_there_is_a_newer_one(
    app: Flask, paper: Held, sender: Sender
) -> None:
    newer = {"case_id": 1, "version": 2}
    change(app, sa.update(schema.filings).where(schema.filings.c.id == 2), **newer)
    sender.get(paper.send)
    assert "Det finns en nyare version: version 2." in sender.text
    sender.send(paper.send, paper.picture(1))
    assert sender.told[0].startswith("Sida 1 av 2 är läst, men det finns en nyare version.")


def test_same_file_twice_is_kept_once_and_told_of_twice(
    app: Flask, paper: Held, sender: Sender
) -> None:
    sender.get(paper.send)
    for _ in range(2):
        sender.send(paper.send, paper.picture(1))
        assert sender.told == ["Sida 1 av 2 är läst."]
    assert count_of(app, schema.arrivals) == 1
    assert count_of(app, schema.sheets) == 1


def test_another_picture_of_a_page_says_that_there_is_one(paper: Held, sender: Sender) -> None:
    sender.get(paper.send)
    sender.send(paper.send, paper.picture(1))
    first = sender.response.request.full_path
    sender.send(paper.send, paper.picture(1, another=True))
    sender.get(first)
    assert sender.told == ["Sida 1 av 2 är läst, och en bild av den finns redan."]


def test_receipt_leads_to_the_same_page(paper: Held, receipt: str, sender: Sender) -> None:
    sender.get(receipt)
    link = sender.page.find("a", string="skicka in det underskrivna papperet")
    assert link is not None
    sender.get(str(link["href"]))
    sender.send(str(link["href"]), paper.picture(2))
    assert sender.told == ["Sida 2 av 2 är läst."]


def test_who_has_only_the_link_that_shows_may_send_in_too(receipt: str, sender: Sender) -> None:
    sender.get(receipt)
    words = sender.page.select_one("#forward")
    assert words is not None
    view = words.get_text().partition("http://127.0.0.1:5000")[2].split()[0]
    sender.get(view)
    sender.get(f"{view}papper")
    assert sender.page.select_one("form[data-papers]")


@pytest.mark.parametrize("count", [0, 21])
def test_no_file_and_too_many_are_refused_in_words(
    app: Flask, paper: Held, sender: Sender, count: int
) -> None:
    sender.get(paper.send)
    sender.send(paper.send, *[NO_PAGE] * count, expect=422)
    said = "Ingen fil är vald." if not count else "Det var fler än 20 filer på en gång."
    assert said in sender.text
    assert count_of(app, schema.arrivals) == 0
    assert sender.page.select_one("[data-paper=refused]")


def test_what_was_sent_for_another_plan_is_not_shown_again_for_this_one(
    paper: Held, others: Held, sender: Sender
) -> None:
    sender.get(others.send)
    sender.send(others.send, others.picture(1))
    word = sender.response.request.query_string.decode()
    sender.get(f"{paper.send}?{word}")
    assert sender.told == []
    for wrong in ("skickat=", "skickat=WzFd.aaaa", "skickat=" + "a" * 5_000):
        sender.get(f"{others.send}?{wrong}")
        assert sender.told == []


def test_wrong_check_takes_nothing(app: Flask, paper: Held, sender: Sender) -> None:
    for right, wrong in (("12/papper", "13/papper"), ("AP-2026-0001", "AP-2026-0002")):
        sender.get(paper.send)
        sender.send(paper.send.replace(right, wrong), paper.picture(1), expect=404)
    assert count_of(app, schema.arrivals) == 0


def test_page_that_was_open_for_too_long_asks_for_the_files_once_more(
    app: Flask, paper: Held, sender: Sender
) -> None:
    sender.send(paper.send, paper.picture(1), expect=400)
    assert "Sidan har stått öppen för länge. Välj filerna en gång till." in sender.text
    again = sender.page.select_one("[name=asked_again]")
    assert again is not None
    assert count_of(app, schema.arrivals) == 0


def test_request_that_is_too_large_is_refused_in_words(other_app: AppMaker, paper: Held) -> None:
    sender = Sender(other_app(MAX_SCAN_BYTES=1024 * 1024))
    sender.get(paper.send)
    sender.send(paper.send, bytes(1_200_000), expect=413)
    assert "Det var mer än 1\u00a0MB på en gång." in sender.text


def test_while_all_places_are_taken_the_picture_is_kept_and_read_later(
    app: Flask, paper: Held, sender: Sender
) -> None:
    sender.get(paper.send)
    slots = app.extensions["office"].scans
    with slots.one(), slots.one():
        sender.send(paper.send, paper.picture(1))
        assert sender.told[0].startswith("Filen är mottagen och läses strax.")
        assert sender.missing == ""
    assert count_of(app, schema.sheets) == 0
    sender.send(paper.send, paper.picture(1))
    assert sender.told == ["Sida 1 av 2 är läst."]


def test_how_it_goes_is_seen_on_the_same_address_later(
    app: Flask, paper: Held, sender: Sender
) -> None:
    sender.get(paper.send)
    slots = app.extensions["office"].scans
    with slots.one(), slots.one():
        sender.send(paper.send, paper.picture(1))
    link = sender.page.find("a", string="Se hur det går")
    assert link is not None
    read_waiting(app.extensions["office"], lambda: False)
    sender.get(str(link["href"]))
    assert sender.told == ["Sida 1 av 2 är läst."]
    assert sender.page.find("a", string="Se hur det går") is None


def test_client_and_plan_are_bounded_each_by_itself(
    other_app: AppMaker, paper: Held, others: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SCANS_OF_A_PLAN", 3)
    app = other_app(SCANS_PER_MINUTE=5)
    sender = Sender(app)
    sender.get(paper.send)
    sender.send(paper.send, paper.picture(1), paper.picture(2), NO_PAGE)
    sender.send(paper.send, NO_PAGE, expect=429)
    assert "Det kom många filer på kort tid. Vänta" in sender.text
    assert "minuter och skicka igen." in sender.text
    # The window slides, so it may last nearly twice as long.
    assert 600 < int(sender.response.headers["Retry-After"]) <= 7200
    sender.get(others.send)
    sender.send(others.send, others.picture(1))
    sender.send(others.send, others.picture(2), expect=429)
    assert int(sender.response.headers["Retry-After"]) <= 120
    assert count_of(app, schema.arrivals) == 4


@pytest.mark.parametrize("fault", [locked, full], ids=["locked", "full"])
def test_while_nothing_can_be_kept_the_page_says_so_and_takes_it_later(
    other_app: AppMaker, paper: Held, fault: Callable[[Flask], AbstractContextManager[None]]
) -> None:
    app = other_app()
    sender = Sender(app)
    sender.get(paper.send)
    with fault(app):
        sender.send(paper.send, paper.picture(1, filler="x" * 100_000), expect=503)
        assert "Det går inte att ta emot just nu. Vänta en stund och skicka igen." in sender.text
    sender.get(paper.send)
    sender.send(paper.send, paper.picture(1, filler="x" * 100_000))
    assert sender.told == ["Sida 1 av 2 är läst."]


def test_while_there_is_no_room_nothing_is_taken(
    app: Flask, paper: Held, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving_paper, "free_bytes", lambda _: 1)
    sender.get(paper.send)
    sender.send(paper.send, paper.picture(1), expect=503)
    assert "Det finns inte plats att ta emot fler filer just nu." in sender.text
    assert count_of(app, schema.arrivals) == 0


def test_one_page_at_least_is_read_however_little_time_there_is(
    paper: Held, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SECONDS_OF_READING", -1.0)
    sender.get(paper.send)
    sender.send(paper.send, paper.picture(1), paper.picture(2))
    assert sender.told[0] == "Sida 1 av 2 är läst."
    assert sender.told[1].startswith("Filen är mottagen och läses strax.")
