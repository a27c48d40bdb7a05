"""Accounts, as people write them."""

import re
from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forms import Aktivitetsplan, PartForm, PrintableForm, Question
from forms.kinds import AccountAddress, Group, Line, RowList
from forms.question import UnreadableError
from forms.unfit import UnfitForm
from forms.values.account import Account, account_key
from forms.values.mail_address import MailAddress
from mail.letters.letter import ascii_domain
from mail.smtp.server import parse_smtp_url
from tests import house
from tests.plans import plan


class Living(PrintableForm):
    """Asks for an account that must be there already."""

    slug, prefix, title = "konto", "KO", "Konto"
    subject_from = "url"

    medium = Line("Medium", noun="mediet")
    url = AccountAddress("Konto", noun="kontot", medium="medium")


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
        ("Bluesky", "toreboda.se", "https://bsky.app/profile/toreboda.se"),
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
        "https://exa<mple.se/x",
        f"https://{'a' * 64}.se/x",
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
        ("Facebook", "facebok.com/bib", "leder till facebok.com"),
        ("Facebook", "facebok.com", "leder till facebok.com"),
        ("Facebook", "notfacebook.com/bib", "leder till notfacebook.com"),
        ("Youtube", "youtube.com/watch?v=abc", "film"),
        ("FB", "https://faceb\u043eok.com/bib", "leder till xn--facebok-ejg.com"),
        ("Wiki", "https://wiki.toreboda.example/x", ""),
        ("Wiki", "https://sv.wikipedia.org/wiki/X", ""),
        ("Wikipedia", "https://wikipdia.org/wiki/X", "leder till wikipdia.org"),
        ("Mastodon", "https://social.example/@bib", ""),
        ("Facebook", "https://bit.ly/abc", "kort länk"),
        ("TikTok", "vm.tiktok.com/abc", "kort länk"),
        ("Facebook", "facebook.com/share/abc", "har delats"),
        ("Facebook", "facebook.com/watchmaker", ""),
        ("Facebook", "facebook.com/bib?to=anna@toreboda.se", "anna@toreboda.se"),
        ("Blogg", "https://dela.example/?url=https://a.example", "annan webbadress"),
    ],
)
def test_an_address_of_another_medium_is_asked_about(medium: str, url: str, doubt: str) -> None:
    form = Aktivitetsplan.from_answers(plan(medium=medium, url=url))
    assert form.validate()
    assert doubt in " ".join(form.url.warnings) if doubt else form.url.warnings == []


SAFE_LINK = (
    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.facebook.com%2Fbib"
    "&data=05%7C02%7Canna.andersson%40toreboda.example%7C0&reserved=0"
)


@pytest.mark.parametrize(
    ("medium", "ways"),
    [
        ("Facebook", ["https://www.facebook.com/Bib12/", "facebook.com/bib12", "fb.com/bib12"]),
        ("Facebook", ["m.facebook.com/bib?fbclid=1", "http://facebook.com/bib", "m.me/bib"]),
        ("Facebook", ["bibblan", "https://www.facebook.com/bibblan", "facebook.com/bib.blan"]),
        (
            "Facebook",
            [
                "facebook.com/bib",
                "https://sv-se.facebook.com/bib/?locale=sv_SE",
                "https://www.facebook.com/bib/videos/?ref=page_internal",
                "https://www.facebook.com/pg/bib/about/",
                "https://www.facebook.com/#!/bib",
                "https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fbib",
                "https://l.facebook.com/l.php?u=https%3A%2F%2Ffacebook.com%2Fbib%3Ffbclid%3Dx&h=1",
                "https://www.google.com/url?sa=t&url=https%3A%2F%2Ffacebook.com%2Fbib&usg=x",
                "https://www.google.se/url?q=facebook.com/bib",
                "https://www.google.se/url?q=https%253A%252F%252Ffacebook.com%252Fbib",
                "https://urldefense.com/v3/__https://www.facebook.com/bib__;!!abc$",
                "https://urldefense.proofpoint.com/v2/url?u=https-3A__facebook.com_bib&d=Dw",
                SAFE_LINK,
            ],
        ),
        (
            "Facebook",
            [
                "facebook.com/profile.php?id=61512345678",
                "facebook.com/profile.php?sk=about&id=61512345678",
                "https://www.facebook.com/people/Bib/61512345678/",
                "https://www.facebook.com/p/Bib-61512345678/?locale=sv_SE",
                "facebook.com/pages/Bib/61512345678",
                "https://www.facebook.com/pages/category/Library/Bib-61512345678/",
                "facebook.com/Bib-61512345678",
            ],
        ),
        ("Facebook", ["facebook.com/groups/bib", "m.facebook.com/groups/Bib/about/"]),
        (
            "Twitter",
            [
                "twitter.com/toreboda",
                "https://x.com/Toreboda?s=20&t=abc",
                "@toreboda",
                "mobile.twitter.com/toreboda/status/123",
                "https://twitter.com/#!/toreboda",
                "x.com/intent/user?screen_name=toreboda",
                "https://x.com/i/flow/login?redirect_after_login=%2Ftoreboda",
            ],
        ),
        ("Threads", ["threads.net/@bib", "https://www.threads.com/@bib/post/1", "@bib"]),
        (
            "Youtube",
            [
                "youtube.com/bibblan",
                "youtube.com/@Bibblan?si=abc",
                "https://m.youtube.com/c/bibblan/videos",
                "youtube.com/user/bibblan",
                "@bibblan",
                "https://consent.youtube.com/m?continue=https%3A%2F%2Fyoutube.com%2F%40bibblan",
            ],
        ),
        ("Youtube", ["youtube.com/@töreboda", "https://www.youtube.com/@t%C3%B6reboda"]),
        ("Youtube", ["youtube.com/channel/UC1a", "https://studio.youtube.com/channel/UC1a/videos"]),
        (
            "LinkedIn",
            [
                "linkedin.com/company/t%C3%B6reboda",
                "https://se.linkedin.com/company/töreboda/about/",
                "https://www.linkedin.com/authwall?trk=x&sessionRedirect="
                "https%3A%2F%2Fse.linkedin.com%2Fcompany%2Ft%25C3%25B6reboda",
            ],
        ),
        (
            "Instagram",
            [
                "@bib",
                "instagram.com/bib/?hl=sv",
                "https://www.instagram.com/accounts/login/?next=%2Fbib%2F",
                "https://l.instagram.com/?u=https%3A%2F%2Finstagram.com%2Fbib%3Figsh%3Dx",
            ],
        ),
        (
            "Mastodon",
            [
                "@drift@social.example",
                "https://social.example/@Drift",
                "https://social.example/users/drift",
                "https://other.example/@drift@social.example",
            ],
        ),
        ("Fediversum", ["@drift@social.example", "https://social.example/@drift"]),
        ("TikTok", ["@bib", "tiktok.com/@bib/video/1", "https://m.tiktok.com/@bib?lang=sv"]),
        ("Bluesky", ["@bib.bsky.social", "bsky.app/profile/bib.bsky.social", "bib.bsky.social/"]),
        ("Snapchat", ["@bibb", "snapchat.com/add/bibb"]),
        (
            "Wikipedia",
            [
                "Användare:Töreboda_kommun",
                "sv.wikipedia.org/wiki/Anv%C3%A4ndare:T%C3%B6reboda_kommun",
                "https://sv.m.wikipedia.org/w/index.php?title=Användare:Töreboda_kommun",
            ],
        ),
        ("Whatsapp", ["wa.me/46701740605", "https://api.whatsapp.com/send?phone=%2B46701740605"]),
        ("Pinterest", ["bibb", "https://se.pinterest.com/bibb/_saved/"]),
        ("Flickr", ["flickr.com/photos/12345@N00", "flickr.com/people/12345@N00/"]),
        ("Reddit", ["r/toreboda", "https://old.reddit.com/r/Toreboda/"]),
        ("Blogg", ["https://blogg.example/a/?lang=sv", "http://www.blogg.example:80/A"]),
        ("Nytt medium", ["@namn", "Namn"]),
    ],
)
def test_one_account_has_one_key_however_it_is_written(medium: str, ways: list[str]) -> None:
    assert len({account_key(way, medium) for way in ways}) == 1


@pytest.mark.parametrize(
    ("medium", "one", "other"),
    [
        ("Facebook", "facebook.com/bib", "facebook.com/groups/bib"),
        ("Facebook", "facebook.com/profile.php?id=1", "facebook.com/profile.php?id=2"),
        ("Facebook", "facebook.com/groups/a", "facebook.com/groups/b"),
        ("Facebook", "facebook.com/bib", "instagram.com/bib"),
        ("Facebook", "facebook.com/bib", "facebok.com/bib"),
        ("LinkedIn", "linkedin.com/in/bib", "linkedin.com/company/bib"),
        ("Reddit", "reddit.com/r/bib", "reddit.com/user/bib"),
        ("Mastodon", "@bib@a.example", "@bib@b.example"),
        ("Blogg", "https://a.example/?id=1", "https://a.example/?id=2"),
        ("Blogg", "https://straße.example", "https://strasse.example"),
        ("Blogg", "https://m.se/x", "https://se/x"),
        ("Youtube", "youtube.com/watch?v=1", "youtube.com/watch?v=2"),
        ("X", "x.com/i/lists/1", "x.com/i/lists/2"),
    ],
)
def test_two_accounts_have_two_keys(medium: str, one: str, other: str) -> None:
    assert account_key(one, medium) != account_key(other, medium)


def test_what_a_mail_filter_wrapped_round_an_address_is_nowhere() -> None:
    form = Aktivitetsplan.from_answers(plan(medium="Facebook", url=SAFE_LINK))
    assert form.validate()
    assert form.url.shown == form.url.understood == "https://www.facebook.com/bib"
    assert "anna.andersson" not in f"{form.answers()} {form.as_text()} {form.url.link}"
    assert form.typed()["url"] == SAFE_LINK


def test_a_wrapped_address_is_unwrapped_before_the_account_exists_too() -> None:
    form = Aktivitetsplan.from_answers(plan(url=SAFE_LINK, not_created=True))
    assert form.validate()
    assert "anna.andersson" not in f"{form.answers()} {form.as_text()}"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.google.se/url?q=biblioteket",
        "https://www.google.se/search?q=https://a.example",
        "https://www.facebook.com/bib?next=https://a.example",
        "https://safelinks.protection.outlook.com.a.example/?url=https://b.example",
    ],
)
def test_only_what_is_known_to_wrap_is_unwrapped(address: str) -> None:
    assert Account.parse(address).shown == address


def wrapped(address: str, layers: int) -> str:
    for _ in range(layers):
        address = f"https://l.facebook.com/l.php?u={quote(address, safe='')}"
    return address


def test_wraps_round_wraps_are_taken_off_up_to_a_limit() -> None:
    assert Account.parse(wrapped("https://facebook.com/bib", 5)).host == "facebook.com"
    with pytest.raises(UnreadableError, match="inpackad"):
        Account.parse(wrapped("https://facebook.com/bib", 6))


@pytest.mark.parametrize("inside", ["javascript:alert(1)", "https://anna:hemligt@x.example", ""])
def test_nothing_comes_in_wrapped_that_would_not_come_in_bare(inside: str) -> None:
    address = wrapped(inside, 1)
    try:
        assert Account.parse(address).link == address
    except UnreadableError:
        assert inside


def test_a_host_has_one_way_to_ascii() -> None:
    assert Account.parse("https://straße.example/").link == "https://xn--strae-oqa.example/"
    assert ascii_domain("anna@straße.example") == "anna@xn--strae-oqa.example"
    assert parse_smtp_url("smtp://straße.example").host == "xn--strae-oqa.example"


def test_no_other_road_leads_from_a_host_to_ascii() -> None:
    sources = [path.read_text(encoding="utf-8") for path in house.sources()]
    assert not [text for text in sources if re.search(r"""code\(\s*["']idna|idna2003""", text)]
    assert len([text for text in sources if "import idna" in text]) == 1


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("faceb\u043eok.com/bib", "xn--facebok-ejg.com/bib"),
        ("https://\u0440\u0430\u0443.com/", "https://xn--80a5ak.com/"),
        ("https://töreboda.example/å", "https://töreboda.example/å"),
        ("https://пример.рф/", "https://пример.рф/"),
        ("https://WWW.Facebook.com/Bib", "https://WWW.Facebook.com/Bib"),
    ],
)
def test_a_host_of_mixed_scripts_is_shown_in_ascii(typed: str, shown: str) -> None:
    assert Account.parse(typed).shown == shown


def test_a_mail_address_is_shown_with_the_domain_that_it_goes_to() -> None:
    lookalike = MailAddress.parse("anna@t\u043ereboda.se")
    assert lookalike.address == "anna@xn--treboda-9ig.se"
    assert not lookalike.is_within(("toreboda.se",))
    assert MailAddress.parse("anna@töreboda.se").address == "anna@töreboda.se"


@pytest.mark.parametrize("own", ["töreboda.se", "xn--treboda-90a.se", "Töreboda.SE"])
@pytest.mark.parametrize("mail", ["anna@töreboda.se", "anna@skola.xn--treboda-90a.se"])
def test_a_domain_is_the_houses_own_however_it_is_written(mail: str, own: str) -> None:
    assert MailAddress.parse(mail).is_within((own,))
    assert not MailAddress.parse("anna@example.se").is_within((own,))


def test_a_link_that_tells_who_got_a_mail_is_asked_about_in_any_text() -> None:
    form = Aktivitetsplan.from_answers(plan(medium="Facebook", url=SAFE_LINK))
    form.validate()
    assert "länk ur ett mejl" not in str(form.all_warnings())
    form = Aktivitetsplan.from_answers(plan(purpose=f"Läs mer på {SAFE_LINK.upper()}"))
    assert form.validate()
    assert "länk ur ett mejl" in str(form.purpose.warnings)


PIECES = st.sampled_from(
    [
        "https://",
        "//",
        "/",
        "[",
        "]",
        "%",
        "%2F",
        "@",
        ":",
        "99999",
        "?",
        "&",
        "=",
        "#!/",
        ".",
        "se",
    ]
    + ["l.facebook.com/?u=", "google.se/url?q=", "instagram.com/accounts/login/?next=", "xn--"]
    + ["urldefense.com/v3/__", "__;", "facebook.com", "ß", "ф", "．", "\u2100", "½", "\u0338", "a"]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=9).map("".join), st.sampled_from(["", "Facebook", "Mastodon"]))
@example("instagram.com/accounts/login/?next=//[", "")
@example("l.facebook.com/?u=//\u2100", "")
def test_whatever_is_typed_is_understood_or_refused(text: str, medium: str) -> None:
    assert isinstance(account_key(text, medium), str)
    with suppress(UnreadableError):
        account = Account.parse(text, medium)
        assert account.link.isascii()
        assert all(account.doubts(medium))


def test_a_form_without_a_tick_for_planned_accounts_takes_only_those_that_are_there() -> None:
    there = Living.from_answers({"medium": "Facebook", "url": "facebook.com/bibliotek"})
    assert there.validate()
    assert there.subject == account_key("facebook.com/bibliotek", "Facebook")
    planned = Living.from_answers({"medium": "Facebook", "url": "Vår sida, som ska komma"})
    assert not planned.validate()


def test_account_in_a_row_goes_by_the_medium_beside_it_or_in_the_form() -> None:
    class Beside(PartForm):
        medium = Line("Medium", noun="mediet")
        url = AccountAddress("Konto", noun="kontot", medium="medium")

    class Alone(PartForm):
        url = AccountAddress("Konto", noun="kontot", medium="medium")

    class Several(PrintableForm):
        slug, prefix, title = "konton", "KN", "Konton"
        medium = Line("Medium", noun="mediet")
        first = Group(Alone, "Det första")
        rows = RowList(Beside, Question(1, "Vilka konton?"), noun="konton", least=1, most=3)

    form = Several.from_answers(
        {
            "medium": "Instagram",
            "first": {"url": "toreboda"},
            "rows": [{"medium": "Youtube", "url": "@toreboda"}],
        }
    )
    assert form.validate(), form.error_list()
    assert "instagram.com" in form.leaf("first-url").link
    assert "youtube.com" in form.leaf("rows-0-url").link


def test_account_of_a_medium_that_nobody_asks_for_is_refused() -> None:
    with pytest.raises(UnfitForm, match="'mediun' is no question beside it or in the form"):

        class Slip(PrintableForm):
            slug, prefix, title = "slip", "SL", "Slip"
            medium = Line("Medium", noun="mediet")
            url = AccountAddress("Konto", noun="kontot", medium="mediun")
