"""Changing a filed plan: version 2 beside version 1."""

import io
import re
from email import message_from_bytes, policy

import pytest
from flask import Flask
from pypdf import PdfReader

from tests.plans import as_inputs, plan
from tests.register.examples import code_on_paper
from tests.web.conftest import Visitor


def press(visitor: Visitor, ending: str, expect: int = 303) -> None:
    """Press the button of the receipt whose form leads to an address with this ending."""
    action = visitor.page.select_one(f'form[action$="{ending}"]')["action"]
    visitor.post(action, {}, expect)


def change(visitor: Visitor, **changes: object) -> str:
    """From the receipt to the next version's; the address of the draft."""
    press(visitor, "/andra")
    visitor.follow()
    draft = visitor.response.request.path
    revision = visitor.page.select_one("[name=revision]")["value"]
    visitor.post(draft, as_inputs(plan(**changes)) | {"revision": revision})
    visitor.follow()
    return draft


def words(document: bytes) -> str:
    pages = PdfReader(io.BytesIO(document)).pages
    return " ".join("".join(page.extract_text() for page in pages).split())


def pdf_of(visitor: Visitor) -> bytes:
    return visitor.client.get(visitor.page.select_one('a[href$=".pdf"]')["href"]).data


def test_a_changed_plan_is_version_2_under_the_same_reference(visitor: Visitor) -> None:
    visitor.file(plan())
    receipt = visitor.response.request.path
    first = pdf_of(visitor)
    draft = change(visitor, audience="Alla i kommunen")
    assert "Alla i kommunen" in visitor.text
    visitor.post(f"{draft}granska/", {})
    visitor.follow()
    assert "-0001 version 2" in visitor.text
    text = words(pdf_of(visitor))
    assert "Ändrat sedan version 1" in text
    assert text.index("Ändrat sedan version 1") < text.index("Godkännande")
    assert plan()["audience"] in text
    visitor.get(receipt)
    assert pdf_of(visitor) == first
    assert "Det finns en nyare version: version 2" in visitor.text


def test_review_marks_the_changed_words_of_a_long_answer_and_leaves_out_the_rest(
    visitor: Visitor,
) -> None:
    said = " ".join(f"ord{number}" for number in range(60))
    visitor.file(plan(purpose=said))
    change(visitor, purpose=f"{said.replace('ord30', '<NYTT>')}\nrad två")
    (listed,) = visitor.page.select(".change")
    was, is_now = listed.select("dd")
    assert was.text == "… " + " ".join(f"ord{n}" for n in [*range(25, 36)]) + " … " + " ".join(
        f"ord{n}" for n in range(55, 60)
    )
    assert [one.text for one in was.select("del")] == ["ord30"]
    assert [one.text for one in is_now.select("ins")] == ["<NYTT>", "rad två"]
    assert is_now.select("br")
    assert "Borttagna ord är överstrukna" in visitor.text
    assert "Hela svaret står vid sin fråga." in visitor.text


def test_the_officer_is_told_what_changed(visitor: Visitor, app: Flask) -> None:
    visitor.file(plan())
    draft = change(visitor, audience="Alla i kommunen")
    visitor.post(f"{draft}granska/", {})
    result = app.test_cli_runner().invoke(args=["deliver", "--once"])
    assert "accepted 2" in result.output
    outbox = app.extensions["office"].settings.outbox
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in outbox.glob("*.eml")
    ]
    [second] = [mail for mail in mails if " v2 " in mail["Subject"]]
    body = second.get_body().get_content()
    assert "Ändrat sedan version 1" in body
    assert "Nu: Alla i kommunen" in body
    assert second["References"]


def test_who_comes_second_is_told_and_loses_nothing(visitor: Visitor, app: Flask) -> None:
    visitor.file(plan())
    other = Visitor(app)
    other.get(visitor.response.request.path)
    draft = change(visitor, audience="Den förstas målgrupp")
    others_draft = change(other, purpose="Den andras syfte")
    visitor.post(f"{draft}granska/", {})
    other.post(f"{others_draft}granska/", {}, expect=409)
    assert "Någon annan hann före" in other.text
    form = other.page.select_one("form[method=post]")
    other.post(form["action"], {})
    other.follow()
    assert "Den andras syfte" in other.text
    other.post(f"{others_draft}granska/", {})
    other.follow()
    assert "-0001 version 3" in other.text


def test_an_old_receipt_does_not_begin_a_version_beside_the_newest(visitor: Visitor) -> None:
    visitor.file(plan())
    receipt = visitor.response.request.path
    draft = change(visitor, audience="Ny")
    visitor.post(f"{draft}granska/", {})
    visitor.get(receipt)
    page = visitor.page.select_one('form[action$="/andra"]')
    if page is not None:
        press(visitor, "/andra", expect=409)
        assert "version 2" in visitor.text


def test_an_old_receipt_leads_to_its_document_and_asks_nobody_to_sign_it(
    visitor: Visitor,
) -> None:
    visitor.file(plan())
    receipt = visitor.response.request.path
    assert "Gör så här nu" in visitor.text
    assert "Administratör 1, administratör 2 och verksamhetsansvarig chef skriver" in visitor.text
    draft = change(visitor, audience="Ny")
    visitor.post(f"{draft}granska/", {})
    page = visitor.get(receipt)
    assert "Gör så här nu" not in visitor.text
    visitor.get(page.select_one('a[href$=".pdf"]')["href"])
    assert visitor.response.data.startswith(b"%PDF-")


def test_a_plan_is_a_template_for_a_new_one(visitor: Visitor) -> None:
    visitor.file(plan())
    press(visitor, "/mall")
    visitor.follow()
    assert visitor.page.select_one('[name="organisation-unit"]')["value"] == "Biblioteket"
    draft = visitor.response.request.path
    visitor.post(draft, as_inputs(plan()))
    visitor.follow()
    assert "Det finns redan en plan för samma konto: AP-" in visitor.text
    visitor.post(f"{draft}granska/", {})
    visitor.follow()
    assert "-0002 version 1" in visitor.text


@pytest.mark.parametrize(
    "url", ["instagram.com/torebodabibliotek.exempel", "@torebodabibliotek.exempel"]
)
def test_another_plan_for_the_same_account_is_noticed_however_it_is_written(
    visitor: Visitor, url: str
) -> None:
    visitor.file(plan())
    visitor.get("/aktivitetsplan/")
    visitor.post("/aktivitetsplan/", as_inputs(plan(url=url)))
    visitor.follow()
    assert "Det finns redan en plan för samma konto" in visitor.text


@pytest.mark.parametrize(("purpose", "count"), [("Kort", 2), ("Långt. " * 1_400, 4)])
def test_the_review_shows_the_pages_as_they_will_be_printed(
    visitor: Visitor, purpose: str, count: int
) -> None:
    visitor.get("/aktivitetsplan/")
    visitor.post("/aktivitetsplan/", as_inputs(plan(purpose=purpose)))
    page = visitor.follow()
    pictures = [image["src"] for image in page.select("main img")]
    assert len(pictures) == count
    for source in pictures:
        visitor.get(source)
        assert visitor.response.mimetype == "image/png"
        assert visitor.response.data.startswith(b"\x89PNG")
    visitor.get(pictures[0].replace("sida-1", f"sida-{count + 1}"), expect=404)


@pytest.mark.parametrize("ending", ["andra", "mall", "skicka-igen/1"])
def test_buttons_of_a_receipt_need_its_key(visitor: Visitor, ending: str) -> None:
    visitor.get("/aktivitetsplan/")
    visitor.post(f"/arende/fel/{ending}", {}, expect=404)


def test_a_copy_of_another_filing_cannot_be_sent_again(visitor: Visitor) -> None:
    visitor.file(plan(0))
    visitor.file(plan(1))
    receipt = visitor.response.request.path
    visitor.post(f"{receipt}skicka-igen/1", {}, expect=404)


ABOUT = re.escape("(Instagram – Biblioteket, https://www.instagram.com/torebodabibliotek.exempel/)")


def begin_change(visitor: Visitor) -> str:
    """File a plan and press *Ändra*; the address of the draft."""
    visitor.file(plan())
    press(visitor, "/andra")
    visitor.follow()
    return visitor.response.request.path


def test_both_pages_say_on_top_which_version_of_which_account_is_changed(visitor: Visitor) -> None:
    draft = begin_change(visitor)
    assert re.search(rf"Du ändrar AP-\d{{4}}-0001 version 1 {ABOUT}", visitor.text)
    visitor.post(draft, as_inputs(plan(audience="Alla", medium="")), expect=422)
    assert re.search(rf"version 1 {ABOUT}", visitor.text)
    visitor.post(draft, as_inputs(plan(audience="Alla", url="@annat.exempel")))
    visitor.follow()
    assert re.search(rf"version 1 {ABOUT}", visitor.text)
    visitor.get("/aktivitetsplan/")
    assert "Du ändrar" not in visitor.text


def test_a_change_can_be_abandoned_and_the_plan_stays(visitor: Visitor) -> None:
    visitor.file(plan())
    receipt = visitor.response.request.path
    press(visitor, "/andra")
    visitor.follow()
    draft = visitor.response.request.path
    visitor.post(draft, as_inputs(plan(audience="Hemlig ändring")) | {"action": "save"})
    visitor.follow()
    press(visitor, "/avbryt", expect=200)
    assert "Ändringen är avbruten" in visitor.text
    assert "version 1 finns kvar" in visitor.text
    visitor.get(draft, expect=410)
    visitor.get(f"{draft}granska/", expect=410)
    visitor.get(receipt)
    assert "-0001 version 1" in visitor.text
    press(visitor, "/andra")
    visitor.follow()
    assert "Hemlig ändring" not in str(visitor.page)


def test_only_a_change_that_is_not_filed_can_be_abandoned(visitor: Visitor) -> None:
    visitor.get("/aktivitetsplan/")
    visitor.post("/aktivitetsplan/", as_inputs(plan()) | {"action": "save"})
    visitor.follow()
    visitor.post(f"{visitor.response.request.path}avbryt", {}, expect=404)
    draft = begin_change(visitor)
    visitor.post(draft, as_inputs(plan(audience="Ny")))
    visitor.follow()
    visitor.post(f"{draft}granska/", {})
    receipt = visitor.response.location
    visitor.post(f"{draft}avbryt", {})
    assert visitor.response.location == receipt
    visitor.follow()
    assert "-0001 version 2" in visitor.text


def test_an_unchanged_version_is_not_filed_and_says_what_to_do(visitor: Visitor) -> None:
    draft = begin_change(visitor)
    visitor.post(draft, as_inputs(plan()))
    page = visitor.follow()
    assert "Inget svar är ändrat sedan version 1" in visitor.text
    assert page.find("button", string=lambda text: text and "Lämna in" in text) is None
    visitor.post(f"{draft}granska/", {}, expect=422)
    assert "Inget svar är ändrat sedan version 1" in visitor.text
    assert visitor.page.select_one(f'main a[href="{draft}"]')
    visitor.post(draft, as_inputs(plan(audience="Alla")))
    visitor.post(f"{draft}granska/", {})
    visitor.follow()
    assert "-0001 version 2" in visitor.text


def test_a_template_leaves_out_what_must_differ_and_says_so(visitor: Visitor) -> None:
    visitor.file(plan(not_created=True))
    press(visitor, "/mall")
    page = visitor.follow()
    assert page.select_one('[name="url"]')["value"] == ""
    assert not page.select_one('[name="not_created"]').has_attr("checked")
    assert "Skriv webbadressen och om kontot är skapat, som inte har följt med" in visitor.text
    assert re.search(rf"version 1 {ABOUT}", visitor.text)
    visitor.post(f"{visitor.response.request.path}", {"action": "review"}, expect=422)


def test_the_page_behind_the_code_tells_of_a_newer_version(visitor: Visitor, app: Flask) -> None:
    draft = begin_change(visitor)
    register = app.extensions["office"].register
    first = code_on_paper(register)
    visitor.get(first)
    assert "Senaste versionen Ja" in visitor.text
    assert "nyare" not in visitor.text
    visitor.get(draft)
    visitor.post(draft, as_inputs(plan(audience="Alla")))
    visitor.post(f"{draft}granska/", {})
    visitor.get(first)
    assert "Det finns en nyare version" in visitor.text
    assert "Senaste versionen Nej" in visitor.text
    visitor.get(code_on_paper(register, version=2))
    assert "Senaste versionen Ja" in visitor.text
    assert "nyare" not in visitor.text
