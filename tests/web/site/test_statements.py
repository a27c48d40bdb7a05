"""The accessibility statement and the personal-data information say what the settings say."""

from collections.abc import Callable

import pytest
from flask import Flask

import forms
from forms import PrintableForm
from tests.web.conftest import Visitor
from tests.web.desk.restricted import SLUG, restricted

__all__ = ["restricted"]


def test_without_a_date_the_statement_says_that_none_is_given(visitor: Visitor) -> None:
    visitor.get("/tillganglighet/")
    assert "har inte angett vilket datum" in visitor.text


def test_the_statement_says_when_it_was_assessed(make_app: Callable[..., Flask]) -> None:
    visitor = Visitor(make_app(ACCESSIBILITY_ASSESSED_ON="2026-05-31"))
    visitor.get("/tillganglighet/")
    assert "gjordes senast 31 maj 2026 ," in visitor.text
    assert "har inte angett" not in visitor.text


def test_complaints_go_to_the_authority_in_the_settings(make_app: Callable[..., Flask]) -> None:
    complaints = "https://www.pts.se/anmal?sort=webb"
    visitor = Visitor(
        make_app(
            ACCESSIBILITY_SUPERVISOR="Post- och telestyrelsen",
            ACCESSIBILITY_COMPLAINTS_URL=complaints,
        )
    )
    page = visitor.get("/tillganglighet/")
    assert (
        page.select_one(f'a[href="{complaints}"]').text == "anmäla det till Post- och telestyrelsen"
    )
    assert "Digg" not in visitor.text


def test_the_data_protection_officer_is_named_when_there_is_one(
    visitor: Visitor, make_app: Callable[..., Flask]
) -> None:
    visitor.get("/personuppgifter/")
    assert "Dataskyddsombud" not in visitor.text
    informed = Visitor(make_app(DATA_PROTECTION_OFFICER="dso@toreboda.se"))
    page = informed.get("/personuppgifter/")
    assert page.select_one('a[href="mailto:dso@toreboda.se"]')


def test_who_says_that_something_is_a_signature_is_told_as_it_is(
    visitor: Visitor, make_app: Callable[..., Flask]
) -> None:
    by_a_human = "Om det är en underskrift avgörs av en människa."
    visitor.get("/personuppgifter/")
    assert by_a_human in visitor.text
    unseen = Visitor(make_app(CLEAR_PAPERS_PASS="yes"))
    unseen.get("/personuppgifter/")
    assert by_a_human not in unseen.text
    assert "utan att någon har tittat" in unseen.text


def test_each_form_says_for_itself_what_becomes_of_personal_data(
    make_app: Callable[..., Flask], restricted: type[PrintableForm], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restricted, "copies_to", ("COPIES_GUARD",))
    visitor = Visitor(make_app(COPIES_GUARD="vakt@toreboda.se"))
    monkeypatch.setattr(restricted, "copy_holder", "vakten")
    monkeypatch.setattr(restricted, "kept_for", "Inlägget sparas i två år.")
    monkeypatch.setattr(restricted, "personal_data", "Namnet på den som skvallrade.")
    page = visitor.get("/personuppgifter/")
    told = {
        one["id"]: " ".join(one.find_next_sibling("dl").get_text(" ").split())
        for one in page.select("main h3[id]")
    }
    assert list(told) == [one.slug for one in forms.FORMS]
    for words in (
        "Namnet på den som skvallrade.",
        "Ett brev till vakten säger att inlägget finns i registret.",
        "I registret bara av informationsansvarig och arkivarien.",
        "Sparas Inlägget sparas i två år.",
    ):
        assert words in told[SLUG]
    assert "Mina planer" not in told[SLUG]
    assert "den som är administratör kan ändra den" in told["aktivitetsplan"]
    assert "Planen bevaras tills kommunen har beslutat" in told["aktivitetsplan"]
    assert "I registret av alla som sköter det" in told["uppfoljning"]


def test_who_gets_no_copy_is_not_said_to_get_one(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms.Uppfoljning, "copies_to", ())
    page = visitor.get("/personuppgifter/")
    assert "Ingen får uppföljningen med e-post." in page.select_one("#uppfoljning + dl").text
