"""Who finds a weakness learns whom to tell (RFC 9116)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from tests.web.conftest import Visitor

ADDRESS = "/.well-known/security.txt"
CONTACTS = "it-sakerhet@toreboda.se, https://toreboda.se/sakerhet?a=1"


@pytest.fixture
def told(make_app: Callable[..., Flask]) -> Visitor:
    """A visitor where contacts are set, on a day before they expire."""
    base_url = "https://blanketter.toreboda.se/intern"
    given = {"SECURITY_CONTACT": CONTACTS, "SECURITY_EXPIRES": "2125-05-31", "BASE_URL": base_url}
    return Visitor(make_app(**given))


def test_who_finds_a_weakness_learns_whom_to_tell_and_until_when(told: Visitor) -> None:
    told.get(ADDRESS)
    assert told.response.content_type == "text/plain; charset=utf-8"
    assert told.response.get_data(as_text=True).splitlines() == [
        "Contact: mailto:it-sakerhet@toreboda.se",
        "Contact: https://toreboda.se/sakerhet?a=1",
        "Expires: 2125-05-31T23:59:59Z",
        "Preferred-Languages: sv, en",
        "Canonical: https://blanketter.toreboda.se/.well-known/security.txt",
    ]


def test_there_is_no_such_file_where_nobody_is_named(visitor: Visitor) -> None:
    visitor.get(ADDRESS, 404)


def test_an_expired_file_is_gone_and_the_log_says_so(
    told: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    extensions = told.client.application.extensions
    settings = replace(extensions["office"].settings, security_expires=date(2026, 1, 1))
    extensions["office"] = replace(extensions["office"], settings=settings)
    told.get(ADDRESS, 404)
    assert "security.txt has expired" in caplog.text


def test_names_of_other_machines_are_bound_to_https_only_when_that_is_set(
    make_app: Callable[..., Flask],
) -> None:
    """They may have nothing but http yet, and a browser remembers for a year."""

    def said(**settings: str) -> str | None:
        answer = make_app(**settings).test_client().get("/")
        return answer.headers.get("Strict-Transport-Security")

    assert said(BASE_URL="https://b.example") == "max-age=31536000"
    yes = said(BASE_URL="https://b.example", HSTS_SUBDOMAINS="yes")
    assert re.fullmatch(r"max-age=31536000; includeSubDomains", yes or "")
    assert said(BASE_URL="http://b.example", HSTS_SUBDOMAINS="yes") is None
