"""Reading in: a PDF becomes a draft to check, or a page that says what to do."""

import logging
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf.generic import NameObject

import forms
from forms.kinds import Line
from forms.plan.aktivitetsplan import Aktivitetsplan
from forms.plan.edition_1 import FirstAktivitetsplan
from forms.question import Question
from intake.reading import Remark
from intake.refusals import (
    LARGEST_PDF,
    REFUSALS,
    ActiveContent,
    Moving,
    NotAScan,
    Portfolio,
    Truncated,
)
from office.addresses import check_from_key, paper_with, verification_url
from pdf import render, render_blank
from register import schema
from tests.intake import hostile
from tests.intake.fillers import with_fields_only, with_pypdf
from tests.intake.test_hostile import padded
from tests.intake.test_reading import alter, drop_metadata, edited, with_envelope
from tests.pdf.documents import HARD_NAMES, HOUSE, document, form, imprint
from tests.plans import PLANS, as_inputs, plan
from tests.register.examples import code_on_paper
from tests.web.conftest import Visitor
from tests.web.filling.test_adopting import file_plan
from tests.web.test_faults import full, locked
from web.filling.upload import REFUSED, REMARKS

ADDRESS = "/aktivitetsplan/las-in"


@pytest.fixture
def upload(visitor: Visitor) -> Callable[..., None]:
    """Send a PDF from the form's own page."""

    def send(content: bytes, expect: int = 303, **inputs: Any) -> None:
        visitor.get("/aktivitetsplan/")
        file = {"file": (BytesIO(content), "blankett.pdf")}
        visitor.post(ADDRESS, file | inputs, expect)
        # The test client keeps what it sent as a file and never closes it.
        visitor.response.request.environ["wsgi.input"].close()

    return send


def said(visitor: Visitor) -> str:
    """The reason on the page, in both its places."""
    [summary] = visitor.page.select(".govuk-error-summary a")
    [beside] = visitor.page.select(".govuk-error-message")
    assert summary.get_text(strip=True) in beside.get_text(" ", strip=True)
    return summary.get_text(strip=True)


def notices(visitor: Visitor) -> list[str]:
    """What the page that follows tells."""
    flashed = visitor.page.select(".notice > p.govuk-body:only-child")
    return [one.get_text(" ", strip=True) for one in flashed]


def inputs_of(visitor: Visitor) -> dict[str, str]:
    """What stands in the inputs of the form."""
    typed = {one["name"]: one.get("value", "") for one in visitor.page.select("#answers input")}
    areas = visitor.page.select("#answers textarea")
    return typed | {one["name"]: one.get_text().removeprefix("\n").strip("\r\n") for one in areas}


def filings_in(app: Flask) -> int:
    with app.extensions["office"].register.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(schema.filings)) or 0


@pytest.mark.parametrize("number", range(len(PLANS)))
def test_plan_becomes_a_draft_that_can_be_filed(
    visitor: Visitor, upload: Callable, app: Flask, number: int
) -> None:
    upload(document(number))
    visitor.follow()
    review = f"{visitor.response.request.path}granska/"
    assert filings_in(app) == 0
    assert notices(visitor) == [
        "Svaren är inlästa från AP-2026-0042, version 1. Kontrollera dem och lämna in. "
        "Planen får en ny referens."
    ]
    visitor.get(review)
    visitor.post(review, {})
    with app.extensions["office"].register.connect() as connection:
        [answers] = connection.execute(sa.select(schema.filings.c.answers)).scalars()
    assert answers == form(number).answers()


@pytest.mark.parametrize(
    "change",
    [
        lambda envelope: envelope["answers"].update(weekly_hours=40),
        lambda envelope: envelope.update(version=10**25),
        lambda envelope: envelope.update(version=2),
        lambda envelope: envelope.update(version=True),
    ],
    ids=["other answers", "a large version", "another version", "no number"],
)
def test_who_has_not_the_plan_itself_is_not_told_that_it_is_there(
    visitor: Visitor, upload: Callable, change: Callable
) -> None:
    content = file_plan(visitor).content
    upload(with_envelope(content, change))
    visitor.follow()
    assert not visitor.page.find("a", href=re.compile("ny-version"))
    assert "Planen får en ny referens." in notices(visitor)[0]


def test_draft_holds_what_the_file_held(visitor: Visitor, upload: Callable) -> None:
    upload(document(1))
    visitor.follow()
    shown = inputs_of(visitor)
    for name, value in as_inputs(PLANS[1]).items():
        assert shown[name].replace(",", ".") == value.replace("\r\n", "\n").replace(",", "."), name


def test_filled_blank_becomes_a_draft_whole_or_not(
    app: Flask, visitor: Visitor, upload: Callable
) -> None:
    visitor.get("/aktivitetsplan/blankett.pdf")
    blank = visitor.response.data
    name = HARD_NAMES["Arabic with Swedish"]
    upload(with_pypdf(blank, {"medium": "Facebook", "administrators-1-name": name}))
    visitor.follow()
    assert notices(visitor) == [
        "Svaren är inlästa från den ifyllda blanketten. Kontrollera dem och lämna in."
    ]
    assert inputs_of(visitor)["administrators-0-name"] == name
    visitor.get(f"{visitor.response.request.path}granska/", expect=422)
    assert "Skriv webbadressen." in visitor.text


def send_both(visitor: Visitor, *contents: bytes, expect: int = 303) -> None:
    """Choose several files at once."""
    visitor.get("/aktivitetsplan/")
    files = [(BytesIO(content), f"{number}.pdf") for number, content in enumerate(contents)]
    visitor.post(ADDRESS, {"file": files}, expect)
    visitor.response.request.environ["wsgi.input"].close()


def test_blank_and_continuation_sheet_become_one_draft(visitor: Visitor) -> None:
    typed = as_inputs(PLANS[1])
    addresses = ("blankett.pdf", "fortsattningsblad.pdf")
    papers = [visitor.client.get(f"/aktivitetsplan/{address}").data for address in addresses]
    send_both(visitor, *(with_pypdf(paper, typed) for paper in papers))
    visitor.follow()
    assert inputs_of(visitor)["operators-2-name"] == typed["operators-2-name"]


def test_no_more_files_are_read_than_belong_together(visitor: Visitor) -> None:
    send_both(visitor, document(0), document(0), document(0), expect=422)
    assert said(visitor) == REFUSED["too-many-files"]


def test_files_of_two_plans_are_not_mixed(visitor: Visitor) -> None:
    send_both(visitor, document(0), document(1), expect=422)
    assert said(visitor) == REFUSED["several-forms"]


def test_preview_is_not_called_by_a_reference(visitor: Visitor, upload: Callable) -> None:
    visitor.get("/aktivitetsplan/")
    visitor.post("/aktivitetsplan/", as_inputs(plan()))
    visitor.follow()
    preview = visitor.response.request.path.replace("granska/", "forhandsgranskning.pdf")
    upload(visitor.client.get(preview).data)
    visitor.follow()
    assert notices(visitor) == ["Svaren är inlästa från filen. Kontrollera dem och lämna in."]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (with_envelope(document(), alter), "Svaren i filen är ändrade"),
        (edited(document(), drop_metadata), "Det går inte att se om svaren i filen är ändrade"),
    ],
    ids=["altered", "unconfirmed"],
)
def test_what_is_odd_about_the_file_is_said_with_the_answers(
    visitor: Visitor, upload: Callable, content: bytes, words: str
) -> None:
    upload(content)
    visitor.follow()
    [_, warning] = notices(visitor)
    assert words in warning
    visitor.get(visitor.response.request.path)
    assert notices(visitor) == []


def of_another_edition(envelope: dict[str, Any]) -> None:
    envelope["edition"] = "0"
    envelope["answers"]["telefax"] = "0506-1"


@pytest.mark.parametrize("filled", ["document", "blank", "blank without its name"])
def test_file_of_an_edition_that_nobody_kept_is_read_in_and_nothing_in_it_is_lost(
    app: Flask, visitor: Visitor, upload: Callable, filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if filled == "document":
        content = with_envelope(document(), of_another_edition)
    else:
        fill = with_pypdf if filled == "blank" else with_fields_only
        blank = render_blank(forms.Aktivitetsplan, HOUSE)
        content = fill(blank, {"medium": "Facebook", "purpose": "0506-1"})
        monkeypatch.setattr(forms, "FORMS", (WithoutPurpose,))
    upload(content)
    visitor.follow()
    assert "Facebook" in inputs_of(visitor)["medium"] or filled == "document"
    for _ in range(2):
        [notice] = visitor.page.select("[aria-labelledby=edition-heading]")
        assert "Svaren kan höra till en äldre utgåva" in notice.get_text(" ")
        assert ("0506-1" in notice.get_text(" ")) == (filled != "blank without its name")
        visitor.get(visitor.response.request.path)


@pytest.mark.parametrize("filled", ["document", "blank"])
def test_paper_of_the_first_edition_comes_home_with_its_manager(
    visitor: Visitor, upload: Callable, filled: str
) -> None:
    manager = {"name": "Gunilla Sjöö", "title": "Förvaltningschef"}
    answers = plan(manager=manager)
    if filled == "document":
        content = render(FirstAktivitetsplan.from_answers(answers), imprint(), HOUSE)
    else:
        content = with_pypdf(render_blank(FirstAktivitetsplan, HOUSE), as_inputs(answers))
    upload(content)
    visitor.follow()
    inputs = inputs_of(visitor)
    assert {name: inputs[f"manager-{name}"] for name in manager} == manager
    assert inputs["purpose"] == answers["purpose"]
    [notice] = visitor.page.select("[aria-labelledby=edition-heading]")
    assert "Ändrade frågor" in notice.get_text(" ")
    assert "Vilka ska skriva under?" in notice.get_text(" ")
    assert "följer inte med" not in notice.get_text(" ")


class WithoutPurpose(forms.PrintableForm):
    slug = Aktivitetsplan.slug
    prefix = "AP"
    title = "Aktivitetsplan"
    edition = "another"
    medium = Line(question=Question(1, "Vilket medium?"))


def joined(*contents: bytes) -> bytes:
    """Documents of ours one after another, as pypdf puts them."""
    writer = pypdf.PdfWriter()
    for content in contents:
        writer.append(BytesIO(content))
        [attached] = pypdf.PdfReader(BytesIO(content)).attachment_list
        writer.add_attachment(attached.name, attached.content)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def without_attachment(writer: pypdf.PdfWriter) -> None:
    """What is left when a program prints to a file."""
    for entry in ("/Names", "/AF"):
        writer.root_object.pop(NameObject(entry), None)


@pytest.mark.parametrize("is_ours", [True, False])
def test_paper_of_ours_without_its_answers_is_told_apart(
    app: Flask,
    visitor: Visitor,
    upload: Callable,
    is_ours: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The paper says which form it is, whatever other forms there are.
    facts = {"slug": "x", "prefix": "X", "title": "X", "what": Line("Vad")}
    another = type("Another", (forms.PrintableForm,), facts)
    monkeypatch.setattr(forms, "FORMS", (another, *forms.FORMS))
    key = app.extensions["office"].settings.secret_key if is_ours else "another installation"
    # Printed while the pages had another address.
    check = check_from_key(key, "AP-2026-0042", 3)
    url = verification_url("https://gammal.example/blanketter", "AP-2026-0042", 3, check)
    content = render(form(), imprint(url=url), HOUSE)
    upload(edited(content, without_attachment), expect=422)
    if is_ours:
        assert said(visitor).startswith("Filen är AP-2026-0042, version 3, men utan svaren:")
        assert "Öppna kvittot för AP-2026-0042." in said(visitor)
        assert said(visitor).endswith("där ändrar du planen.")
    else:
        assert said(visitor) == REFUSED["no-answers"]


@pytest.mark.parametrize(
    "code",
    ["", "https://example.com/", "/v/AP-2026-0042/1/aaaaaaaaaa", "/v/AP-2026-0042/x/aaaaaaaaaa"],
)
def test_code_that_is_not_ours_leads_nowhere(app: Flask, code: str) -> None:
    assert paper_with(app.extensions["office"].register, "k" * 40, code) is None


def test_paper_whose_check_is_kept_is_told_apart_under_any_key(
    app: Flask, visitor: Visitor
) -> None:
    visitor.file(plan())
    register = app.extensions["office"].register
    code = f"https://gammal.example{code_on_paper(register)}"
    paper = paper_with(register, "another key", code)
    assert paper is not None
    assert paper.opened is not None
    assert code.startswith(f"https://gammal.example/v/{paper.reference}/1/")
    # Whoever has the key makes no check of it.
    forged = check_from_key(app.extensions["office"].settings.secret_key, paper.reference, 1)
    url = verification_url("", paper.reference, 1, forged)
    assert paper_with(register, app.extensions["office"].settings.secret_key, url) is None


@pytest.mark.parametrize("remark", [Remark.SEVERAL_COPIES, Remark.UNKNOWN_FIELDS])
def test_what_is_odd_about_the_fields_is_said(
    visitor: Visitor, upload: Callable, remark: Remark
) -> None:
    annotations = {
        Remark.SEVERAL_COPIES: "<</Subtype /Widget /T (medium) /V (x)>> " * 2,
        Remark.UNKNOWN_FIELDS: "<</Subtype /Widget /T (medium) /V (x)>> "
        "<</Subtype /Widget /T (other) /V (x)>>",
    }
    upload(hostile.pdf(f"3=<</Type /Page /Parent 2 0 R /Annots [{annotations[remark]}]>>"))
    visitor.follow()
    assert REMARKS[remark] in notices(visitor)


REFUSED_FILES = {
    "not-a-pdf": lambda: b"PK\x03\x04" * 100,
    "encrypted": lambda: hostile.encrypted("AES-256"),
    "broken": lambda: b"%PDF-1.7\n",
    "too-much-inside": lambda: hostile.flat_page_tree(300),
    "too-heavy": lambda: hostile.with_attachment(hostile.flate_bomb(2)),
    "no-answers": hostile.pdf,
    "several-forms": lambda: joined(document(0), document(1)),
    "unknown-form": hostile.CASES["an unknown form"][0],
    "unreadable-answers": hostile.CASES["attached brackets"][0],
}


@pytest.mark.parametrize("code", REFUSED_FILES)
def test_file_that_cannot_be_read_in_is_answered_with_what_to_do(
    visitor: Visitor, upload: Callable, code: str
) -> None:
    upload(REFUSED_FILES[code](), expect=422)
    assert said(visitor) == REFUSED[code]
    assert visitor.page.select("form[data-upload] input[type=file]")


def test_every_refusal_has_words() -> None:
    # Scans are sent in elsewhere, and so is what is attached.
    of_forms = REFUSALS.keys() - {
        one.code for one in (NotAScan, Truncated, Moving, Portfolio, ActiveContent)
    }
    assert of_forms <= REFUSED.keys()
    assert of_forms == REFUSED_FILES.keys() | {"too-large"}


@pytest.mark.parametrize("extra", [1, 5 * 1024 * 1024], ids=["by a byte", "by far"])
def test_file_that_is_too_large_is_refused(visitor: Visitor, upload: Callable, extra: int) -> None:
    upload(b"%PDF-1.7\n" + bytes(LARGEST_PDF - 9 + extra), expect=413)
    assert said(visitor).startswith("Filen är större än 64\u00a0MB.")


def test_file_of_the_largest_size_is_taken(visitor: Visitor, upload: Callable) -> None:
    upload(padded(document()))


def test_size_of_files_is_a_setting(make_app: Callable[..., Flask]) -> None:
    visitor = Visitor(make_app(MAX_UPLOAD_BYTES=1024 * 1024))
    visitor.get(ADDRESS)
    visitor.post(ADDRESS, {"file": (BytesIO(bytes(1024 * 1024 + 1)), "blankett.pdf")}, 413)
    visitor.response.request.environ["wsgi.input"].close()
    assert said(visitor).startswith("Filen är större än 1\u00a0MB.")


def test_other_pages_take_no_more_than_before(visitor: Visitor) -> None:
    visitor.get("/aktivitetsplan/")
    visitor.post("/aktivitetsplan/", {"purpose": "x" * 3_000_000}, expect=413)


@pytest.mark.parametrize("inputs", [{}, {"file": "text"}, {"file": (BytesIO(b""), "")}])
def test_no_file_is_asked_for(visitor: Visitor, inputs: dict[str, Any]) -> None:
    visitor.get(ADDRESS)
    visitor.post(ADDRESS, inputs, expect=422)
    assert said(visitor) == "Välj en PDF-fil."


def test_post_without_a_token_reads_nothing(app: Flask, visitor: Visitor) -> None:
    visitor.get("/aktivitetsplan/")
    file = (BytesIO(document()), "blankett.pdf")
    visitor.post(ADDRESS, {"file": file, "csrf_token": "x"}, expect=400)
    assert said(visitor) == "Sidan har stått öppen för länge. Välj filen en gång till."


@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_form_is_not_found(visitor: Visitor, method: str) -> None:
    getattr(visitor, method)(*(["/finns-inte/las-in"] + [{}] * (method == "post")), expect=404)


def test_a_client_that_sends_many_files_is_asked_to_wait(make_app: Callable[..., Flask]) -> None:
    visitor = Visitor(make_app(READINGS_PER_MINUTE=1))
    visitor.get(ADDRESS)
    visitor.post(ADDRESS, {}, expect=422)
    visitor.post(ADDRESS, {}, expect=429)
    assert re.search("Vänta (en minut|2 minuter)", said(visitor))
    assert 0 < int(visitor.response.headers["Retry-After"]) <= 120


def test_files_beyond_those_that_are_being_read_are_put_off_and_nothing_else_is(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(READINGS_AT_ONCE=2)
    visitor, readings = Visitor(app), app.extensions["office"].readings
    visitor.get(ADDRESS)
    with readings.one(), readings.one():
        visitor.post(ADDRESS, {"file": (BytesIO(document()), "blankett.pdf")}, expect=503)
        assert said(visitor) == (
            "Andra läser in filer just nu. Vänta en halv minut och välj filen en gång till."
        )
        assert visitor.response.headers["Retry-After"] == "30"
        visitor.file(plan())
    visitor.get(ADDRESS)
    visitor.post(ADDRESS, {"file": (BytesIO(document()), "blankett.pdf")})


def test_slots_taken_while_the_file_came_in_are_found_taken(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = app.extensions["office"].readings
    monkeypatch.setattr(readings, "are_taken", lambda: False)
    visitor.get(ADDRESS)
    with readings.one(), readings.one():
        visitor.post(ADDRESS, {"file": (BytesIO(document()), "blankett.pdf")}, expect=503)


@pytest.mark.parametrize("fault", [locked, full], ids=["locked", "full"])
def test_register_that_cannot_write_is_said(
    app: Flask, visitor: Visitor, upload: Callable, fault: Callable
) -> None:
    content = document(purpose="å" * 9_000)
    visitor.get(ADDRESS)
    with fault(app):
        upload(content, expect=503)
    assert said(visitor).startswith("Det går inte att spara just nu.")


def test_logs_tell_that_a_file_was_read_and_nothing_in_it(
    visitor: Visitor, upload: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    upload(document())
    upload(hostile.pdf(), expect=422)
    facts = [vars(record) for record in caplog.records if record.name == "web.filling.upload"]
    assert [fact.get("agrees") or fact.get("code") for fact in facts] == [True, "no-answers"]
    logged = str(facts)
    assert "Åsa" not in logged
    assert "blankett.pdf" not in logged
