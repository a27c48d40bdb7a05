"""The record of a removed post: filed, read by few, and told of by mail without a word of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from forms import BorttagetInlagg
from register import schema
from register.actors import Role
from tests.mail.servers import real_server
from tests.records import SENDER_OF_THE_POST, WORDS_OF_THE_POST, file_record, removal, sent
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.filed.test_versions import press
from tests.web.filling.test_attaching import inputs, picture, upload


@pytest.fixture
def filer(visitor: Visitor) -> Visitor:
    """On the receipt of a record."""
    file_record(visitor, BorttagetInlagg, removal())
    return visitor


def reference_of(visitor: Visitor) -> str:
    return visitor.page.select_one(".reference").text.split()[0]


def test_it_is_filed_and_its_document_has_the_words_of_the_post(filer: Visitor) -> None:
    assert reference_of(filer).startswith("MA-")
    assert "Anteckningen är inlämnad" in filer.text
    document = filer.client.get(filer.page.select_one("a[data-print-pdf]")["href"])
    assert document.data.startswith(b"%PDF")


def test_removed_before_it_was_saved_is_told_at_the_question_and_nothing_is_lost(
    visitor: Visitor,
) -> None:
    visitor.get("/borttaget-inlagg/")
    early = removal(removed={"day": "2024-11-25", "clock": "23:57"})
    page = visitor.post("/borttaget-inlagg/", sent(BorttagetInlagg, early), expect=422)
    told = page.select_one("#removed-clock-error").text
    assert "Skriv en tid som inte är före 25 november 2024 kl. 23.58" in told
    assert WORDS_OF_THE_POST in page.select_one("#content").text


def test_a_time_of_today_that_has_not_been_is_told_by_the_clock_of_the_office(app: Flask) -> None:
    own = app.extensions["office"]
    app.extensions["office"] = replace(own, now=lambda: datetime(2024, 11, 26, 11, tzinfo=UTC))
    visitor = Visitor(app)
    visitor.get("/borttaget-inlagg/")
    late = removal(removed={"day": "2024-11-26", "clock": "12:11"})
    page = visitor.post("/borttaget-inlagg/", sent(BorttagetInlagg, late), expect=422)
    told = page.select_one("#removed-clock-error").text
    assert "Kl. 12.11 har inte varit än: klockan är nu 12.00." in told


def test_officer_and_archivist_read_it_and_nobody_else(app: Flask, filer: Visitor) -> None:
    place = f"/register/planer/{reference_of(filer)}/"
    for role, status in (
        (Role.OFFICER, 200),
        (Role.ARCHIVIST, 200),
        (Role.READER, 404),
        (Role.OPERATOR, 404),
    ):
        client = app.test_client()
        signed_in(client, role)
        assert client.get(place).status_code == status, role
        listed = client.get("/register/planer/").get_data(as_text=True)
        assert (reference_of(filer) in listed) is (status == 200), role
        assert SENDER_OF_THE_POST not in listed


def test_mail_says_that_there_is_a_record_and_none_of_its_words(
    make_app: Callable[..., Flask],
) -> None:
    with real_server() as (mailbox, port):
        app = make_app(SMTP_URL=f"smtp://127.0.0.1:{port}?starttls=off")
        visitor = Visitor(app)
        file_record(visitor, BorttagetInlagg, removal())
        reference = reference_of(visitor)
        app.test_cli_runner().invoke(args=["deliver", "--once"])
        [letter] = mailbox.messages
    whole = letter.as_string()
    assert reference in whole
    assert not list(letter.iter_attachments())
    text = letter.get_content()
    for word in (WORDS_OF_THE_POST, SENDER_OF_THE_POST, "idioter", "Lindqvist", "arg.gubbe"):
        assert word not in text
        assert word not in whole


def test_what_may_be_secret_is_kept_in_no_table_of_ours(app: Flask, visitor: Visitor) -> None:
    answers = removal(secret=True, diary_number="KS 2024/123")
    file_record(visitor, BorttagetInlagg, answers)
    register = app.extensions["office"].register
    with register.connect() as connection:
        kept = "\n".join(connection.connection.driver_connection.iterdump())
    assert "KS 2024/123" in kept
    assert "idioter" not in kept
    assert "Arg Gubbe" not in kept


def pictures_of(app: Flask) -> int:
    """How many files there are in the whole register."""
    with app.extensions["office"].register.connect() as connection:
        count = sa.select(sa.func.count()).select_from(schema.attached_files)
        return connection.scalar(count) or 0


def test_pictures_of_what_may_be_secret_leave_the_draft_when_that_is_told(
    app: Flask, visitor: Visitor
) -> None:
    visitor.get("/borttaget-inlagg/")
    upload(visitor, (picture(), "bild.jpg"))
    draft = visitor.response.request.path
    assert pictures_of(app) == 1
    secret = inputs(visitor) | {"secret": "yes", "action": "save"}
    saved = visitor.client.post(draft, data=secret, headers={"Accept": "application/json"})
    # It may have been a slip of the hand.
    assert saved.status_code == 200
    assert pictures_of(app) == 1
    visitor.get(draft)
    visitor.post(draft, inputs(visitor) | {"secret": "yes", "action": "save"})
    assert pictures_of(app) == 0
    assert "bild.jpg" not in str(visitor.follow())


def test_a_record_made_a_template_takes_along_nothing_of_the_post(filer: Visitor) -> None:
    press(filer, "/mall")
    filer.follow()
    typed = [one.get("value", "") + one.text for one in filer.page.select("input, textarea")]
    for word in (WORDS_OF_THE_POST, SENDER_OF_THE_POST, "arg.gubbe", "2024-11-25", "23:58"):
        assert word not in " ".join(typed)
    assert removal()["remover"]["name"] in typed


def test_the_register_asks_it_for_nothing_that_it_has_not_and_calls_no_notice_a_copy(
    app: Flask, filer: Visitor
) -> None:
    officer = Visitor(app)
    signed_in(officer.client, Role.OFFICER)
    officer.get(f"/register/planer/{reference_of(filer)}/")
    facts = [one.text.strip() for one in officer.page.select("dt")]
    assert "Läge" in facts
    assert not {"Förvaltning", "Enhet"} & {*facts}
    assert "Avisering om version 1 till" in officer.text
    assert "Kopia av version" not in officer.text
