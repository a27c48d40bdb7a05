"""Help at the foot of every page, the user guide, and what the start page says of each form."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

import forms
from forms import Approval, PrintableForm, Signer
from forms.kinds import Line
from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor

SOURCE = Path(__file__).parents[3] / "docs" / "anvandarguide.md"


class Lan(PrintableForm):
    slug, prefix, title = "lan", "LN", "Lån av lokal"
    intro = "Låna en lokal."
    needed = ("lokalens nummer", "två datum")
    takes = "ungefär en minut"
    approvals = (Approval("Ja:", (Signer("Låntagare"), Signer("Vaktmästare"))),)
    room = Line("Lokal")


@pytest.mark.parametrize("path", ["/", "/aktivitetsplan/", "/riktlinjer/", "/finns-inte/"])
def test_help_names_those_whom_the_setting_names(make_app: Callable[..., Flask], path: str) -> None:
    visitor = Visitor(make_app(INFORMATION_OFFICER="a@toreboda.example, b@toreboda.example"))
    page = visitor.get(path, expect=404 if "finns" in path else 200)
    links = [one["href"] for one in page.select("footer [data-help] a")]
    assert links == ["mailto:a@toreboda.example", "mailto:b@toreboda.example", "/anvandarguide/"]


def test_guide_is_a_page_with_its_pictures(visitor: Visitor) -> None:
    page = visitor.get("/anvandarguide/")
    source = SOURCE.read_text(encoding="utf-8")
    assert page.h1.text == source.partition("\n")[0].removeprefix("# ")
    headings = re.findall("^## (.+)$", source, re.MULTILINE)
    assert [one.text for one in page.select("main h2")][-len(headings) :] == headings
    contents = page.select("main nav a")
    assert [one.text for one in contents] == headings
    pictures = page.select("main img")
    assert [one["src"] for one in pictures] == re.findall(r"\]\((bilder/.+?)\)", source)
    for one in pictures:
        visitor.get(f"/anvandarguide/{one['src']}")
        assert visitor.response.mimetype == "image/png"
        assert "no-store" not in visitor.response.headers["Cache-Control"]
        visitor.response.close()
    assert "|" not in visitor.text
    assert "**" not in visitor.text


def test_guide_and_start_page_ask_for_the_same_things() -> None:
    words = " ".join(SOURCE.read_text(encoding="utf-8").split())
    for told in (*forms.Aktivitetsplan.needed, forms.Aktivitetsplan.takes):
        assert told.casefold() in words.casefold()


def test_nothing_but_pictures_of_the_guide_is_given_out(visitor: Visitor) -> None:
    visitor.get("/anvandarguide/bilder/finns-inte.png", expect=404)
    visitor.get("/anvandarguide/bilder/..%2Fanvandarguide.md", expect=404)


def test_start_page_says_what_each_form_asks_of_people(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, Lan))
    plan_, *_, loan = visitor.get("/").select(".forms__form")
    words = loan.get_text(" ", strip=True)
    for text in ("Låna en lokal.", "lokalens nummer", "två datum", "ungefär en minut"):
        assert text in words
    assert "Låntagare och vaktmästare" in words
    words = plan_.get_text(" ", strip=True)
    for text in ("minst två administratörer", "Ungefär tio minuter", "verksamhetsansvarig chef"):
        assert text in words


def test_form_that_says_nothing_of_it_promises_nothing(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Kort(PrintableForm):
        slug, prefix, title = "kort", "KO", "Kort"
        place = Line("Plats")

    monkeypatch.setattr(forms, "FORMS", (Kort,))
    assert not visitor.get("/").select(".forms__form dl")


def test_all_forms_share_one_upload(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, Lan))
    [upload] = visitor.get("/").select("form[enctype]")
    visitor.file(plan())
    visitor.get(visitor.page.select_one("a[data-print-pdf]")["href"])
    file = {"file": (io.BytesIO(visitor.response.data), "a.pdf")}
    visitor.get("/")
    visitor.post(upload["action"], file)
    assert visitor.response.location.startswith("/aktivitetsplan/utkast/")
    visitor.follow()
    assert visitor.page.select_one("#medium")["value"] == as_inputs(plan())["medium"]


def test_shared_upload_says_what_is_wrong(visitor: Visitor) -> None:
    assert visitor.get("/las-in").h1.text == "Läs in en ifylld blankett"
    visitor.post("/las-in", {}, expect=422)
    assert visitor.page.select_one(".govuk-error-summary a")["href"] == "#file"
    assert "Välj en PDF-fil." in visitor.text
