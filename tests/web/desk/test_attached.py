"""Attached files for who signs in and for other systems: each gets the file, and nothing runs."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

import forms
from forms import PartForm, PrintableForm, Question
from forms.keeping import KeptAs
from forms.kinds import Attachments, Email, People, PersonName
from register.actors import Scope
from tests.faults.test_attached import grown
from tests.mail.servers import real_server
from tests.web.api.conftest import System, token_for
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.filling.test_attaching import file_it, picture, review, upload
from web.desk.guard import Role

NAME = "Gunga å ä ö “1”.jpg"


class Person(PartForm):
    name = PersonName("Namn", noun="namnet på")
    email = Email("E-post", noun="e-postadressen till")


class Lekplats(PrintableForm):
    """A form with pictures that somebody stands in."""

    slug, prefix, title = "lekplats", "LE", "Lekplats"
    kept_as = KeptAs(people=("who",))
    who = People(
        Person, Question(1, "Vem?"), title="Person {}", noun="personer", least=1, most=1, own=True
    )
    pictures = Attachments(None, Question(2, "Bilder"), least=1, most=3, noun="bilderna")


def fill_in_and_file(visitor: Visitor, content: bytes) -> None:
    visitor.get("/lekplats/")
    typed = {"who-0-name": "Olga Own", "who-0-email": "own@toreboda.se"}
    upload(visitor, (content, NAME), **typed)
    review(visitor, **{"pictures-0-text": "En gunga."})
    file_it(visitor)


@pytest.fixture
def filed(make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> tuple[Visitor, str]:
    """Who has filed the form with a picture, and its reference."""
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, Lekplats))
    visitor = Visitor(make_app(MAIL_DOMAINS="toreboda.se"))
    fill_in_and_file(visitor, picture())
    return visitor, visitor.page.select_one(".reference").text.split()[0]


@pytest.mark.parametrize("most", [150_000, 10_000_000])
def test_copy_goes_as_a_file_or_by_a_link_as_the_mail_server_says(
    most: int, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, Lekplats))
    with real_server(data_size_limit=most) as (mailbox, port):
        app = make_app(SMTP_URL=f"smtp://127.0.0.1:{port}?starttls=off", MAIL_DOMAINS="toreboda.se")
        visitor = Visitor(app)
        fill_in_and_file(visitor, grown(1))
        app.test_cli_runner().invoke(args=["deliver", "--once"])
    [copy] = mailbox.messages
    files = {one.get_filename(): one.get_content() for one in copy.iter_attachments()}
    assert bool(files) == (most > 1_000_000)
    if files:
        [content] = [files[name] for name in files if name.endswith(".pdf")]
    else:
        [link] = [one for one in copy.get_content().splitlines() if one.endswith(".pdf")]
        content = visitor.client.get(urlsplit(link).path).data
    pictures = PdfReader(BytesIO(content)).pages[-1].images
    assert max(one.image.width for one in pictures) == 900


def is_the_file(answer: TestResponse, sha256: str) -> None:
    """Whole, under its name, of no kind that a browser opens, and shut in should one do so."""
    assert answer.status_code == 200
    assert hashlib.sha256(answer.data).hexdigest() == sha256
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    kind, _, name = answer.headers["Content-Disposition"].partition("; filename*=UTF-8''")
    assert (kind, unquote(name)) == ("attachment", NAME)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def is_offered(visitor: Visitor) -> None:
    """At a glance and to be saved, by its name."""
    [shown] = visitor.page.select(".files-shown img")
    small = visitor.client.get(shown["src"])
    assert (small.mimetype, small.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    [link] = visitor.page.select(".files-shown a")
    assert link.text.startswith(NAME)
    is_the_file(visitor.client.get(link["href"]), link["href"].rpartition("/")[2])


def test_receipt_and_own_plans_and_the_register_offer_the_file(filed: tuple[Visitor, str]) -> None:
    visitor, reference = filed
    is_offered(visitor)
    for role, place in ((Role.OWN, "/mina-planer"), (Role.READER, "/register/planer")):
        signed_in(visitor.client, role)
        visitor.get(f"{place}/{reference}/")
        is_offered(visitor)


def test_other_systems_are_told_of_the_file_and_fetch_it(filed: tuple[Visitor, str]) -> None:
    visitor, reference = filed
    app = visitor.client.application
    system = System(app, token_for(app, Scope.LIST, Scope.PERSONS))
    [version] = system.get(f"/planer/{reference}").json["versioner"]
    [told] = version["bilagor"]
    assert (told["namn"], told["media"]) == (NAME, "image/jpeg")
    answer = system.get(told["fil"].removeprefix("/api/v1"))
    is_the_file(answer, told["sha256"])
    assert told["byte"] == len(answer.data)
