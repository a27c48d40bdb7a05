"""The next form costs one file: a throw-away form gets everything that Bilaga 1 has."""

import io
import json
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import jsonschema
import pypdfium2
import pytest
from pypdf import PdfReader

import forms
import pdf
from app import create_app
from forms import Approval, PrintableForm, Question, Signer
from forms.kinds import Email, Line, LongText, PersonName
from pdf.geometry import MARK_HEIGHT, MARK_TOP_FROM_TOP, PAGE_HEIGHT, points
from settings import read_settings
from tests.plans import as_inputs
from tests.register.examples import code_on_paper
from tests.web.conftest import Visitor


class Felanmalan(PrintableForm):
    slug = "felanmalan"
    prefix = "FA"
    title = "Felanmälan av lokal"
    approvals = (Approval("Jag har sett felet:", (Signer("Anmälare", name_from="name"),)),)
    summary_from = ("room",)

    room = Line(question=Question(1, "Vilken lokal gäller det?"), noun="lokalen")
    fault = LongText(question=Question(2, "Vad är fel?"), noun="vad som är fel")
    name = PersonName(question=Question(3, "Vem anmäler?"), noun="ditt namn")
    email = Email(question=Question(4, "Hur når vi dig?"), noun="din e-postadress")


class Intresseanmalan(Felanmalan):
    slug = "intresseanmalan"
    prefix = "IA"
    title = "Intresseanmälan"
    approvals = ()


SIGNING = re.compile("underteckn|underskr|skriv(er|a)? under|namnteckning", re.IGNORECASE)
ANSWERS = {
    "room": "B214",
    "fault": "Lampan\n\nblinkar",
    "name": "Åsa Ö",
    "email": "asa.o@toreboda.se",
}


@pytest.fixture
def visitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, Felanmalan, Intresseanmalan))
    settings = read_settings({"INSTANCE_PATH": str(tmp_path), "COURIER": "off"})
    return Visitor(create_app(settings))


def test_it_is_on_the_start_page_and_can_be_filed(visitor: Visitor) -> None:
    assert visitor.get("/").select_one('a[href="/felanmalan/"]')
    page = visitor.file(ANSWERS, "felanmalan")
    assert "FA-" in visitor.text
    visitor.get(page.select_one("a[data-print-pdf]")["href"])
    words = PdfReader(io.BytesIO(visitor.response.data)).pages[0].extract_text()
    for text in ("Felanmälan av lokal", "Vilken lokal gäller det?", "B214", "blinkar", "Anmälare"):
        assert text in words


def test_it_has_errors_in_its_own_words(visitor: Visitor) -> None:
    visitor.get("/felanmalan/")
    visitor.post("/felanmalan/", {}, expect=422)
    assert "Skriv vad som är fel." in visitor.text


def test_it_has_a_blank_and_a_schema(visitor: Visitor) -> None:
    visitor.get("/felanmalan/blankett.pdf")
    assert "Felanmälan" in PdfReader(io.BytesIO(visitor.response.data)).pages[0].extract_text()
    visitor.get("/felanmalan/fortsattningsblad.pdf")
    sheet = PdfReader(io.BytesIO(visitor.response.data))
    assert set(sheet.get_fields()) == {"room--of", "fault--continued"}
    visitor.get("/felanmalan/schema.json")
    jsonschema.validate(ANSWERS, visitor.response.json)


def test_form_of_short_answers_alone_has_no_continuation_sheet(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Kort(PrintableForm):
        slug = "kort"
        prefix = "KO"
        title = "Kort"

        room = Line(question=Question(1, "Vilken lokal gäller det?"), noun="lokalen")

    monkeypatch.setattr(forms, "FORMS", (Kort,))
    visitor.get("/kort/fortsattningsblad.pdf", expect=404)
    visitor.get("/kort/blankett.pdf")
    words = PdfReader(io.BytesIO(visitor.response.data)).pages[0].extract_text()
    assert "Fortsätt" not in words
    visitor.get("/")
    assert "Fortsättningsblad" not in visitor.text


def test_it_can_be_made_without_a_server() -> None:
    form = Felanmalan.from_answers(ANSWERS)
    assert form.validate()
    made = pdf.render(
        form, pdf.Imprint("", 1, datetime(2026, 1, 2, tzinfo=UTC)), pdf.Letterhead("K")
    )
    assert PdfReader(io.BytesIO(made)).metadata.title == "Felanmälan av lokal"


def mailed(visitor: Visitor, tmp_path: Path) -> EmailMessage:
    """What became of the only copy."""
    result = visitor.client.application.test_cli_runner().invoke(args=["deliver", "--once"])
    assert result.exit_code == 0, result.output
    [path] = (tmp_path / "outbox").glob("*.eml")
    return message_from_bytes(path.read_bytes(), policy=policy.default)  # type: ignore[return-value]


@pytest.mark.parametrize(("form", "is_signed"), [(Felanmalan, True), (Intresseanmalan, False)])
def test_only_what_somebody_signs_is_called_unsigned(
    visitor: Visitor, tmp_path: Path, form: type[PrintableForm], is_signed: bool
) -> None:
    visitor.get(f"/{form.slug}/")
    visitor.post(f"/{form.slug}/", as_inputs(ANSWERS))
    visitor.follow()
    assert bool(SIGNING.search(visitor.page.main.text)) == is_signed
    visitor.post(visitor.response.request.path, {})
    visitor.follow()
    assert bool(SIGNING.search(visitor.page.main.text)) == is_signed
    text = mailed(visitor, tmp_path).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert bool(SIGNING.search(text)) == is_signed
    assert ("ännu inte undertecknad" in text) == is_signed
    visitor.get(code_on_paper(visitor.client.application.extensions["office"].register))
    assert ("vem som har skrivit under" in visitor.text) == is_signed


@pytest.mark.parametrize(("form", "is_signed"), [(Felanmalan, True), (Intresseanmalan, False)])
def test_paper_that_nobody_signs_says_nothing_of_signatures(
    visitor: Visitor, form: type[PrintableForm], is_signed: bool
) -> None:
    page = visitor.file(ANSWERS, form.slug)
    documents = [visitor.client.get(page.select_one('a[href$=".pdf"]')["href"]).data]
    documents.append(visitor.client.get(f"/{form.slug}/blankett.pdf").data)
    for document in documents:
        words = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(document)).pages)
        assert bool(SIGNING.search(words)) == is_signed


def test_its_copy_is_mailed(visitor: Visitor, tmp_path: Path) -> None:
    visitor.file(ANSWERS, "felanmalan")
    message = mailed(visitor, tmp_path)
    assert message["Subject"].startswith("[Felanmälan av lokal] FA-")
    kinds = {one.get_content_type(): one.get_content() for one in message.iter_attachments()}
    assert kinds["application/pdf"].startswith(b"%PDF-")
    assert json.loads(kinds["application/json"]) == ANSWERS


def test_mark_of_a_copy_leaves_the_title_of_a_form_without_annex_alone() -> None:
    class LongTitle(Felanmalan):
        title = "Felanmälan av lokal i kommunens verksamhetshus"

    made = datetime(2026, 1, 2, tzinfo=UTC)
    form = LongTitle.from_answers(ANSWERS)
    imprint = pdf.Imprint("FA-2026-0001", 1, made, mark=pdf.Mark.COPY)
    page = pypdfium2.PdfDocument(pdf.render(form, imprint, pdf.Letterhead("K")))[0]
    text, frame = page.get_textpage(), points(PAGE_HEIGHT - MARK_TOP_FROM_TOP - MARK_HEIGHT)
    mark, title = (text.search(words).get_next()[0] for words in ("informations", "kommunens"))
    assert text.get_charbox(mark)[1] > frame > text.get_charbox(title)[3]


@pytest.mark.parametrize("prefix", ["", "FÖ", "ap", "A" * 13, "A-B"])
def test_prefix_that_is_no_word_of_plain_capitals_is_refused(prefix: str) -> None:
    with pytest.raises(TypeError, match="prefix"):
        type("Wrong", (Felanmalan,), {"prefix": prefix})


def test_no_two_forms_share_an_address_or_a_prefix() -> None:
    for name in ("slug", "prefix"):
        found = [getattr(form, name) for form in (*forms.FORMS, Felanmalan)]
        assert len(set(found)) == len(found)
