"""The policy on one page, and what an account must show."""

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

import forms
from forms import Aktivitetsplan
from policy import BEFORE_FIRST_POST, CHECKLIST, FORBIDDEN, GUIDELINES, Section
from tests.plans import PLANS, plan
from tests.policy.mendings import words_of_the_sections
from tests.web.conftest import Visitor

GUIDELINES_PATH = "/riktlinjer/"
ACCOUNT_PATH = "/om-kontot/"


@pytest.fixture
def page(visitor: Visitor) -> BeautifulSoup:
    """The page with the policy."""
    return visitor.get(GUIDELINES_PATH)


def printed(section: Tag) -> list[str]:
    """The words of a section with the marks of its lists, without what is ours."""
    for ours in section.select(".ours, .ours-box, .section-heading__link"):
        ours.decompose()
    for mark, items in (("* ", "ul > li"), ("", "ol > li")):
        for item in section.select(items):
            before = item.find_previous_siblings("li")
            first = int(str(item.parent.get("start", 1))) if item.parent else 1
            item.insert(0, mark or f"{first + len(before)}. ")
    return section.get_text(" ").split()


def test_the_page_has_every_word_of_the_policy_in_order(page: BeautifulSoup) -> None:
    sections = page.select(".policy-section")[:-1]
    words = [word for section in sections for word in printed(section)]
    # On the page both kinds of lists without numbers have the same mark.
    expected = ["*" if word == "-" else word for word in words_of_the_sections()]
    assert ["*" if word == "-" else word for word in words] == expected


@pytest.mark.parametrize("section", GUIDELINES, ids=lambda section: section.slug)
def test_every_section_has_a_heading_that_can_be_linked_to(
    page: BeautifulSoup, section: Section
) -> None:
    heading = page.find("h2", id=section.slug)
    assert heading
    assert heading.get_text(strip=True) == section.heading
    assert page.select_one(f'nav a[href="#{section.slug}"]')


def test_it_says_that_the_date_is_unknown(visitor: Visitor) -> None:
    visitor.get(GUIDELINES_PATH)
    assert "Riktlinjernas datum är okänt." in visitor.text


def test_old_references_stand_as_written_with_a_note(page: BeautifulSoup) -> None:
    section = page.find("h2", id="om-allmanna-handlingar").find_parent("section")
    assert "(2 kap 3§)" in section.get_text()
    note = " ".join(section.select_one(".ours-box").get_text().split())
    for words in ("2 kap. 4 §", "9–10 §§", "1 januari 2019", "SFS 2018:1801"):
        assert words in note


def test_each_step_of_the_checklist_leads_to_what_does_it(visitor: Visitor) -> None:
    section = visitor.get(GUIDELINES_PATH).find("h2", id="checklista").find_parent("section")
    links = section.select("ol a")
    assert len(links) == len(CHECKLIST) == 6
    for link in links:
        address = urlsplit(str(link["href"]))
        opened = visitor.get(address.path)
        assert not address.fragment or opened.find(id=address.fragment), link


def test_section_on_the_list_of_accounts_leads_to_it(visitor: Visitor) -> None:
    heading = visitor.get(GUIDELINES_PATH).find("h2", id="diarieforing-och-gallring")
    link = heading.find_parent("section").select_one(".ours-box a[href$='/konton/']")
    assert visitor.get(link["href"]).h1.get_text() == link.get_text()
    assert visitor.get("/").select_one("main a[href$='/konton/']")


def test_bilaga_2_stands_there_too(visitor: Visitor) -> None:
    page = visitor.get(GUIDELINES_PATH)
    section = page.find("h2", id="bilaga-2").find_parent("section")
    assert "Är syftet med kommentaren att baktala" in section.get_text()
    assert "Ej i originaltexten – rekonstruerat" in section.get_text()


# What an account must show


def about(visitor: Visitor) -> str:
    """The text to copy."""
    return visitor.page.find(id="about-text").get_text()


def test_without_a_plan_the_text_has_gaps(visitor: Visitor) -> None:
    visitor.get(ACCOUNT_PATH)
    assert "[förvaltning och enhet]" in about(visitor)
    assert all(rule in about(visitor) for rule in FORBIDDEN)


def test_gaps_are_filled_from_the_address_and_shown_as_text(visitor: Visitor) -> None:
    typed = {"organisation": "Biblioteket <b>", "medium": "Facebook", "syfte": "Tips & <i>råd</i>"}
    response = visitor.client.get(ACCOUNT_PATH, query_string=typed)
    visitor.get(response.request.full_path)
    assert "på Facebook drivs av Biblioteket <b> i Töreboda kommun." in about(visitor)
    assert "Syfte: Tips & <i>råd</i>" in about(visitor)
    assert visitor.page.find(id="syfte").get_text(strip=True) == "Tips & <i>råd</i>"
    assert "Set-Cookie" not in visitor.response.headers


@pytest.mark.parametrize("answers", PLANS, ids=lambda answers: answers["medium"])
def test_a_filed_plan_gives_the_text_without_any_person(visitor: Visitor, answers: dict) -> None:
    visitor.file(answers)
    visitor.get(visitor.response.request.path + "om-kontot/")
    assert answers["organisation"]["unit"] in about(visitor)
    assert answers["medium"] in about(visitor)
    people = [*answers["administrators"], *answers["operators"], answers.get("manager", {})]
    for person in people:
        for known in filter(None, (person.get(part) for part in ("name", "email", "phone"))):
            assert known not in visitor.text


def test_a_purpose_that_names_somebody_is_left_out(visitor: Visitor) -> None:
    visitor.file(plan(purpose="Åsa svarar på frågor om böcker."))
    visitor.get(visitor.response.request.path + "om-kontot/")
    assert "Åsa" not in visitor.text
    assert "[vad kontot ska användas till]" in about(visitor)
    assert "Något i planen nämner en person" in visitor.text


@pytest.mark.parametrize("is_kept", [True, False])
def test_of_an_edition_that_nobody_kept_nothing_is_told_for_it_may_name_somebody(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, is_kept: bool
) -> None:
    visitor.file(plan())
    earlier = type("Earlier", (Aktivitetsplan,), {"edition": Aktivitetsplan.edition})
    monkeypatch.setattr(Aktivitetsplan, "edition", "of tomorrow")
    monkeypatch.setattr(forms, "EARLIER", (earlier,) if is_kept else ())
    visitor.get(visitor.response.request.path + "om-kontot/")
    assert (plan()["organisation"]["unit"] in about(visitor)) == is_kept


def test_only_the_key_of_a_plan_opens_its_text(visitor: Visitor) -> None:
    visitor.get("/arende/fel-nyckel/om-kontot/", expect=404)


def test_text_of_a_filed_plan_leads_back_to_its_receipt(visitor: Visitor) -> None:
    visitor.file(plan())
    receipt = visitor.response.request.path
    page = visitor.get(f"{receipt}om-kontot/")
    assert page.select_one(f'a.govuk-back-link[href="{receipt}"]')


def test_every_check_leads_to_the_section_that_asks_for_it(visitor: Visitor) -> None:
    links = visitor.get(ACCOUNT_PATH).select(".ticks a")
    assert len(links) == len(BEFORE_FIRST_POST) + 1
    policy = visitor.get(GUIDELINES_PATH)
    assert all(policy.find(id=urlsplit(str(link["href"])).fragment) for link in links)
