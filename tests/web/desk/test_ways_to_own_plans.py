"""Whoever has lost the way to a plan is told of Mina planer, wherever they look for it."""

from dataclasses import replace
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from forms import Aktivitetsplan, lists_people
from forms.keeping import KeptAs
from setting_values import PROGRAM
from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor

PLANS = "/mina-planer/"
FORM = "/aktivitetsplan/"


def leads_there(page: BeautifulSoup) -> bool:
    """Whether the page itself does, and not only its foot."""
    return bool(page.select(f"main a[href='{PLANS}']"))


@pytest.mark.parametrize(
    "lost", ["/arende/fel/", "/arende/fel/AP-2026-0001.pdf", f"{FORM}utkast/fel/", "/arende/"]
)
def test_address_that_was_mistyped(visitor: Visitor, lost: str) -> None:
    assert leads_there(visitor.get(lost, 404))


def test_draft_that_has_expired(app: Flask, visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan()) | {"action": "save"})
    with app.extensions["office"].register.begin() as connection:
        connection.exec_driver_sql("UPDATE drafts SET expires_at = '2020-01-01 00:00:00.000000'")
    assert leads_there(visitor.get(visitor.response.location, 410))


def test_second_plan_about_an_account_names_nobody(visitor: Visitor) -> None:
    visitor.file(plan(0))
    visitor.get(FORM)
    # Another unit's people.
    answers = plan(1) | {"medium": plan(0)["medium"], "url": plan(0)["url"]}
    visitor.post(FORM, as_inputs(answers))
    page = visitor.follow()
    [notice] = page.select("[aria-labelledby=warnings-heading]")
    assert "Det finns redan en plan för samma konto: AP-" in notice.text
    assert leads_there(notice)
    theirs = [one for at in ("administrators", "operators") for one in plan(0)[at]]
    told = [one[name] for one in theirs for name in ("name", "email") if one[name] in page.text]
    assert told == []


def test_receipt_that_was_not_kept(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visitor.file(plan())
    [kept] = page.select("[aria-labelledby=own-page]")
    assert leads_there(kept)
    assert "Det är bara med den" not in kept.text
    # A form whose persons are not kept promises nothing.
    monkeypatch.setattr(Aktivitetsplan, "kept_as", KeptAs())
    [kept] = visitor.get(visitor.response.request.path).select("[aria-labelledby=own-page]")
    assert not leads_there(kept)
    assert "Det är bara med den" in kept.text


def test_plan_that_was_read_in_from_its_pdf(visitor: Visitor) -> None:
    visitor.file(plan())
    link = visitor.page.select_one("[data-print-pdf]")
    assert link
    content = visitor.client.get(str(link["href"])).data
    visitor.get(f"{FORM}las-in")
    visitor.post(f"{FORM}las-in", {"file": (BytesIO(content), "plan.pdf")})  # type: ignore[dict-item]
    page = visitor.follow()
    [offer] = [one for one in page.select("main a") if one.text.endswith("till version 2")]
    page = visitor.get(str(offer["href"]))
    reference = str(link["href"]).rpartition("/")[2].removesuffix(".pdf")
    assert page.select(f"main a[href='{PLANS}{reference}/']")
    # What an address says is shown only when it can be a reference.
    visitor.get(str(offer["href"]).partition("?")[0] + "?plan=Ring+070-174+06+99")
    assert "070" not in visitor.text


def test_start_page_and_every_foot(visitor: Visitor) -> None:
    assert leads_there(visitor.get("/"))
    assert "mappen outbox, där webbplatsen har sina data" in visitor.text
    assert "loggar in som informationsansvarig@toreboda.example" in " ".join(visitor.text.split())
    assert visitor.get("/riktlinjer/").select(f"footer a[href='{PLANS}']")


def test_start_page_names_the_folder_of_an_installation_as_it_comes(visitor: Visitor) -> None:
    app = visitor.client.application
    own = app.extensions["office"]
    usual = replace(own.settings, instance_path=PROGRAM / "instance")
    app.extensions["office"] = replace(own, settings=usual)
    visitor.get("/")
    assert "filer i mappen instance/outbox. Där ligger brevet" in visitor.text
    app.extensions["office"] = replace(own, settings=replace(usual, smtp_url="smtp://x"))
    visitor.get("/")
    assert "outbox" not in visitor.text


def test_who_asks_is_told_which_addresses_get_a_letter(visitor: Visitor) -> None:
    visitor.get(f"/logga-in/kod/?till={PLANS}")
    assert "adresser som slutar på toreboda.se" in visitor.text
    assert "Om adressen står i en plan" in visitor.text
    visitor.get("/logga-in/kod/")
    assert "slutar på" not in visitor.text
    assert leads_there(visitor.get("/logga-in/lank/fel/", 403))


def test_form_that_nobody_knows_lists_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [lists_people(one) for one in ("aktivitetsplan", "gone")] == [True, False]
