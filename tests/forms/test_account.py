"""Accounts, as people write them."""

import pytest

from forms import Aktivitetsplan
from forms.question import UnreadableError
from forms.values.account import Account, account_key
from tests.plans import plan


@pytest.mark.parametrize(
    ("medium", "typed", "link"),
    [
        (
            "Facebook",
            "www.facebook.com/lediga-jobbtoreboda",
            "https://www.facebook.com/lediga-jobbtoreboda",
        ),
        (
            "Facebook",
            "facebook.com/profile.php?id=61512345",
            "https://facebook.com/profile.php?id=61512345",
        ),
        ("Facebook", "torebodakommun", "https://www.facebook.com/torebodakommun"),
        ("Instagram", "@torebodabibliotek", "https://www.instagram.com/torebodabibliotek/"),
        ("X (Twitter)", "@toreboda", "https://x.com/toreboda"),
        ("Youtube", "@törebodakommun", "https://www.youtube.com/@t%C3%B6rebodakommun"),
        ("TikTok", "@ungdomenshus.tbd.exempel", "https://www.tiktok.com/@ungdomenshus.tbd.exempel"),
        ("Bluesky", "@toreboda.se", "https://bsky.app/profile/toreboda.se"),
        ("Bluesky", "toreboda.bsky.social", "https://bsky.app/profile/toreboda.bsky.social"),
        ("Mastodon", "@drift@social.toreboda.example", "https://social.toreboda.example/@drift"),
        ("Mastodon", "drift@social.toreboda.example", "https://social.toreboda.example/@drift"),
        (
            "LinkedIn",
            "https://se.linkedin.com/company/t%C3%B6reboda",
            "https://se.linkedin.com/company/t%C3%B6reboda",
        ),
        (
            "Wikipedia",
            "sv.wikipedia.org/wiki/Användare:Töreboda_kommun",
            "https://sv.wikipedia.org/wiki/Anv%C3%A4ndare:T%C3%B6reboda_kommun",
        ),
        (
            "Blogg",
            "https://töreboda.se:8443/blogg?x=1#y",
            "https://xn--treboda-90a.se:8443/blogg?x=1#y",
        ),
        ("Nytt medium", "@namn", ""),
        ("Forum", "torebodaforum", ""),
    ],
)
def test_addresses_and_names_lead_to_the_account(medium: str, typed: str, link: str) -> None:
    assert Account.parse(typed, medium).link == link


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://toreboda.se",
        "https://",
        "https://exa mple.se/x",
        "http://[::1",
        "https://anna:hemligt@toreboda.se",
        "anna@toreboda.se",
        "Töreboda bibliotek på stan",
        "https://localhost/x",
    ],
)
def test_what_cannot_be_an_account_is_stopped(typed: str) -> None:
    with pytest.raises(UnreadableError):
        Account.parse(typed, "Facebook")


def test_tracking_is_cut_from_what_is_shown() -> None:
    account = Account.parse(
        "https://www.instagram.com/bib/?igsh=abc&hl=sv&utm_source=x", "Instagram"
    )
    assert account.shown == "https://www.instagram.com/bib/?hl=sv"


@pytest.mark.parametrize(
    ("medium", "url", "doubt"),
    [
        ("Facebook", "https://www.instagram.com/biblioteket/", "hör till Instagram"),
        ("LinkedIn", "https://www.linkedin.com/in/anna/", "privatpersons"),
        ("Youtube", "https://youtu.be/abc", "film"),
        ("Facebook", "https://m.facebook.com/biblioteket", ""),
        ("Blogg", "https://blogg.toreboda.example/", ""),
    ],
)
def test_an_address_of_another_medium_is_asked_about(medium: str, url: str, doubt: str) -> None:
    form = Aktivitetsplan.from_answers(plan(medium=medium, url=url))
    assert form.validate()
    assert doubt in " ".join(form.url.warnings) if doubt else form.url.warnings == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.facebook.com/Bib/", "facebook.com/bib"),
        ("m.facebook.com/bib?fbclid=1", "http://facebook.com/bib"),
        ("bibblan", "https://www.facebook.com/bibblan"),
    ],
)
def test_one_account_has_one_key_however_it_is_written(one: str, other: str) -> None:
    assert account_key(one, "Facebook") == account_key(other, "Facebook")
