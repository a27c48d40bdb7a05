"""A form is changed while plans of it are filed, drafts are saved and pages are open."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email import message_from_bytes, policy
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

import forms
from forms import PrintableForm
from office.addresses import verification_url
from pdf import render, render_blank
from register import schema
from tests.editions import ANSWERS, GONE, After, Before
from tests.intake.fillers import TICKED, with_pypdf
from tests.pdf.documents import HOUSE, imprint
from tests.plans import as_inputs
from tests.register.databases import PostgresServer
from tests.web.conftest import Visitor
from tests.web.filed.test_versions import pdf_of, press, words

CARRIED = {"room": "B214", "problem": "Lampan blinkar", "helpers-1-email": "eva.ek@toreboda.se"}
BY_HAND = {
    "problem": "Lampan blinkar",
    "contact-0-name": "Åsa Ö",
    "contact-0-email": "asa.o@toreboda.se",
    "urgency": "Genast",
    "address": "Torget 1",
}


@pytest.fixture
def offer(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Visitor]:
    """Start the application anew with other editions; a visitor of it."""

    def start(today: type[PrintableForm], *earlier: type[PrintableForm], **where: str) -> Visitor:
        monkeypatch.setattr(forms, "FORMS", (forms.Aktivitetsplan, today))
        monkeypatch.setattr(forms, "EARLIER", earlier, raising=False)
        return Visitor(make_app(SMTP_URL="", SECRET_KEY="k" * 40, **where))

    return start


@pytest.fixture(params=["kept in SQLite", "kept in PostgreSQL", "not kept"])
def changed(
    request: pytest.FixtureRequest, offer: Callable[..., Visitor]
) -> Iterator[tuple[str, str, Visitor]]:
    """A receipt and a draft of the older edition, and a visitor when there is a new one."""
    with ExitStack() as stack:
        where = {}
        if "PostgreSQL" in request.param:
            server: PostgresServer = request.getfixturevalue("postgres")
            where["DATABASE_URL"] = server.url(stack.enter_context(server.empty_register()))
        filer = offer(Before, **where)
        filer.file(ANSWERS, "felanmalan")
        receipt = filer.response.request.path
        filer.get("/felanmalan/")
        filer.post("/felanmalan/", as_inputs(ANSWERS) | {"action": "save"})
        earlier = () if request.param == "not kept" else (Before,)
        yield receipt, filer.response.location, offer(After, *earlier, **where)


def shown(visitor: Visitor) -> dict[str, str]:
    """What stands in the inputs of the form."""
    fields = visitor.page.select("#answers input, #answers textarea")
    return {one["name"]: one.get("value") or one.get_text().strip() for one in fields}


def is_told(visitor: Visitor, gone: dict[str, str] = GONE) -> bool:
    """Whether the page says what became of every answer that did not come along."""
    notice = visitor.page.select_one("[aria-labelledby=edition-heading]")
    return notice is not None and all(
        " ".join(text.split()) in " ".join(notice.get_text(" ").split()) for text in gone.values()
    )


def complete(visitor: Visitor) -> dict[str, str]:
    """Answer what is new, and file; what was sent."""
    draft, sent = visitor.response.request.path, shown(visitor) | BY_HAND
    visitor.post(draft, sent)
    visitor.follow()
    assert is_told(visitor)
    visitor.get(f"{draft}forhandsgranskning.pdf")
    visitor.get(f"{draft}granska/")
    visitor.post(f"{draft}granska/", {})
    visitor.follow()
    return sent


def command(visitor: Visitor, *arguments: str) -> str:
    result = visitor.client.application.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 0, result.output
    return str(result.output)


def test_what_was_filed_before_the_form_changed_is_shown(
    changed: tuple[str, str, Visitor],
) -> None:
    receipt, _, visitor = changed
    visitor.get(receipt)
    [reference] = set(re.findall("FA-[0-9]{4}-0001", visitor.text))
    assert "Rektor" not in visitor.text
    assert re.search("Vaktmästare|De som står under Godkännande på papperet", visitor.text)
    document = pdf_of(visitor)
    assert "Andra våningen" in words(document)
    register = visitor.client.application.extensions["office"].register
    with register.connect() as connection:
        check = connection.scalar(sa.select(schema.filings.c.paper_check))
    visitor.get(verification_url("", reference, 1, str(check)))
    assert "Vaktmästare" not in visitor.text
    assert "everything agrees" in command(visitor, "verify")
    assert "accepted 1" in command(visitor, "deliver", "--once")
    outbox = visitor.client.application.extensions["office"].settings.outbox
    [mail] = outbox.glob("*.eml")
    letter = message_from_bytes(mail.read_bytes(), policy=policy.default).get_body()
    assert letter is not None
    assert "ännu inte undertecknad" in letter.get_content()  # type: ignore[attr-defined]


def test_what_was_filed_before_is_changed_by_the_questions_that_it_answered(
    changed: tuple[str, str, Visitor],
) -> None:
    receipt, _, visitor = changed
    visitor.get(receipt)
    press(visitor, "/andra")
    visitor.follow()
    is_kept = bool(forms.EARLIER)
    inputs = shown(visitor)
    assert inputs.items() >= ({**CARRIED, "problem": CARRIED["problem"] if is_kept else ""}).items()
    assert is_told(visitor)
    complete(visitor)
    assert "-0001 version 2" in visitor.text
    text = words(pdf_of(visitor))
    assert "Ändrat sedan version 1" in text
    assert "Frågan är borttagen eller ändrad." in text
    assert is_kept == ("Frågan fanns inte." in text)
    assert "everything agrees" in command(visitor, "verify")


def test_what_was_filed_before_is_a_template(changed: tuple[str, str, Visitor]) -> None:
    receipt, _, visitor = changed
    visitor.get(receipt)
    press(visitor, "/mall")
    visitor.follow()
    assert "Svaren är hämtade från FA-" in visitor.text
    assert is_told(visitor)
    complete(visitor)
    assert "-0002 version 1" in visitor.text


def test_draft_goes_on_in_the_new_edition_and_nothing_typed_is_lost(
    changed: tuple[str, str, Visitor],
) -> None:
    _, draft, visitor = changed
    visitor.get(draft)
    assert is_told(visitor)
    visitor.post(draft, shown(visitor) | {"action": "save"})
    visitor.get(draft)
    assert is_told(visitor)
    sent = complete(visitor)
    assert "-0002 version 1" in visitor.text
    receipt = visitor.response.request.path
    visitor.post(draft, sent)
    assert visitor.response.location == receipt


@pytest.mark.parametrize("kind", ["document", "blank"])
def test_paper_of_the_older_edition_is_read_in_and_nothing_on_it_is_lost(
    offer: Callable[..., Visitor], kind: str
) -> None:
    visitor, gone = offer(After, Before), GONE
    content = render(Before.from_answers(ANSWERS), imprint(), HOUSE)
    if kind == "blank":
        # It has rows for two; whoever is the third stands on the continuation sheet.
        gone = {question: text for question, text in GONE.items() if "hjälper" not in question}
        typed = as_inputs(ANSWERS) | {"is_locked": TICKED}
        content = with_pypdf(render_blank(Before, HOUSE), typed)
    visitor.get("/felanmalan/")
    visitor.post("/felanmalan/las-in", {"file": (BytesIO(content), "x.pdf")})
    visitor.response.request.environ["wsgi.input"].close()
    visitor.follow()
    assert is_told(visitor, gone)
    assert shown(visitor).items() >= CARRIED.items()
    assert "hör inte till blanketten" not in visitor.text


def test_page_that_was_open_while_the_form_changed_loses_nothing(
    offer: Callable[..., Visitor],
) -> None:
    visitor = offer(After, Before)
    visitor.get("/felanmalan/")
    assert shown(visitor)["edition"] == "B"
    visitor.post("/felanmalan/", as_inputs(ANSWERS) | {"edition": "A"}, expect=422)
    assert is_told(visitor)
    visitor.post("/felanmalan/", as_inputs(ANSWERS) | {"edition": "A", "action": "save"})
    draft = visitor.response.location
    changed = as_inputs(ANSWERS | {"room": "B215"})
    visitor.post(draft, changed | {"edition": "A", "action": "save"})
    visitor.follow()
    assert is_told(visitor)
    assert shown(visitor).items() >= (CARRIED | {"room": "B215"}).items()
