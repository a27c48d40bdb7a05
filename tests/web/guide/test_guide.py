"""Bilaga 2 as a guide: every way through it, on pages that need no JavaScript."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pypdf
import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask

from policy import FORHALLNINGSSATT, REMOVAL_NOTICE, Answer, Kind, Node
from tests.web.conftest import Visitor

GRAPH = FORHALLNINGSSATT
GUIDE = "/forhallningssatt/"
WAYS = GRAPH.ways()


def in_words(way: tuple[Answer, ...]) -> str:
    """The answers as they stand in an address."""
    return "-".join(way)


def choose(visitor: Visitor, answer: Answer) -> None:
    """Follow Ja or Nej on the page."""
    links = visitor.page.select("a.answers-yes-no__answer")
    assert [link.get_text(strip=True) for link in links] == ["Ja", "Nej"]
    visitor.get(str(links[list(Answer).index(answer)]["href"]))


def walk(visitor: Visitor, way: tuple[Answer, ...]) -> None:
    """From the first question to the end of `way` by the links of the pages."""
    visitor.get(GUIDE)
    for answer in way:
        choose(visitor, answer)


def says(text: str) -> str:
    """A text as it is compared: without line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize("way", WAYS, ids=in_words)
def test_every_way_ends_with_its_advice(visitor: Visitor, way: tuple[Answer, ...]) -> None:
    walk(visitor, way)
    steps = GRAPH.steps_from(GRAPH.follow(way)[-1])
    for node in [*steps, *GRAPH.asides_of(steps)]:
        assert node.remark in visitor.text
        for words in node.words:
            assert says(words.text) in says(visitor.text)
    assert not visitor.page.select("a.answers-yes-no__answer")


@pytest.mark.parametrize("way", WAYS, ids=in_words)
def test_every_question_on_the_way_is_asked_in_its_own_words(
    visitor: Visitor, way: tuple[Answer, ...]
) -> None:
    for number, question in enumerate(GRAPH.follow(way)[:-1]):
        walk(visitor, way[:number])
        assert f"Fråga {number + 1} av högst 6" in visitor.text
        for words in question.words:
            assert says(words.text) in says(visitor.text)


@pytest.mark.parametrize("way", WAYS, ids=in_words)
def test_the_way_taken_is_shown_and_leads_back(visitor: Visitor, way: tuple[Answer, ...]) -> None:
    walk(visitor, way)
    shown = visitor.page.select(".way-taken li")
    questions = GRAPH.follow(way)
    assert len(shown) == len(way)
    for item, question, answer in zip(shown, questions, way, strict=False):
        assert item.get_text(" ", strip=True).startswith(f"{question.name} {answer.word}")
    back = visitor.page.select_one(".govuk-back-link")
    assert back
    assert back["href"] == shown[-1].select_one("a")["href"]
    visitor.get(str(back["href"]))
    assert visitor.page.h1
    assert visitor.page.h1.get_text() == questions[-2].name


@pytest.mark.parametrize("node", GRAPH.nodes, ids=lambda node: node.id)
def test_every_box_can_be_linked_to(visitor: Visitor, node: Node) -> None:
    visitor.get(f"{GUIDE}{node.slug}/")
    for words in node.words:
        assert says(words.text) in says(visitor.text)


@pytest.mark.parametrize("way", ["", "ja", "nej-nej-nej", "<b>", "nej-" * 500])
def test_a_way_that_leads_elsewhere_is_not_shown(visitor: Visitor, way: str) -> None:
    visitor.client.get(f"{GUIDE}observera/", query_string={"vag": way})
    visitor.get(f"{GUIDE}observera/?vag={way}")
    assert not visitor.page.select(".way-taken")


def test_a_box_with_one_way_to_it_shows_that_way_by_itself(visitor: Visitor) -> None:
    visitor.get(f"{GUIDE}faktafel/")
    assert len(visitor.page.select(".way-taken li")) == 3


@pytest.mark.parametrize("path", ["okand/", "okand", "positiv/ja/"])
def test_a_box_that_is_not_there_is_not_found(visitor: Visitor, path: str) -> None:
    visitor.get(GUIDE + path, expect=404 if path != "okand" else 308)


@pytest.mark.parametrize("way", ["nej-ja", "nej-nej-ja"])
def test_before_anything_is_removed_the_notice_is_met(visitor: Visitor, way: str) -> None:
    visitor.get(f"{GUIDE}observera/?vag={way}")
    notice = visitor.page.select_one(".guide-notice")
    assert notice
    assert REMOVAL_NOTICE in notice.get_text()
    assert "Tillägg, inte ur originalet" in notice.get_text()
    assert visitor.text.index(REMOVAL_NOTICE) < visitor.text.index("Ta bort kommentaren")
    for link in notice.select("a"):
        address, _, anchor = str(link["href"]).partition("#")
        assert visitor.get(address).find(id=anchor)


def test_whoever_is_unsure_can_write_to_the_information_officer(
    make_app: Callable[..., Flask],
) -> None:
    visitor = Visitor(make_app(INFORMATION_OFFICER="info@kommun.example, tva@kommun.example"))
    for way in WAYS:
        walk(visitor, way)
        for address in ("info@kommun.example", "tva@kommun.example"):
            assert visitor.page.select_one(f'a[href="mailto:{address}"]')


def test_pages_say_of_every_text_and_arrow_whether_it_is_the_original(visitor: Visitor) -> None:
    visitor.get(f"{GUIDE}schema/")
    certainty = visitor.page.select_one("details")
    assert certainty
    items = [says(item.get_text()) for item in certainty.select("li")]
    assert len(items) == len(GRAPH.edges) + sum(len(node.words) for node in GRAPH.nodes)
    assert any(item.startswith("”Åtgärda”: ej i originaltexten") for item in items)
    assert any(item.startswith("”Negativ?”: står i originalet.") for item in items)


def test_nothing_is_stored(visitor: Visitor) -> None:
    walk(visitor, WAYS[-1])
    assert "Set-Cookie" not in visitor.response.headers
    assert not visitor.page.select("form")


# The whole chart


@pytest.fixture
def chart(visitor: Visitor) -> BeautifulSoup:
    """The page with the whole chart."""
    return visitor.get(f"{GUIDE}schema/")


def test_the_picture_shows_every_box_and_every_arrow_once(chart: BeautifulSoup) -> None:
    boxes = [group["data-node"] for group in chart.select("svg [data-node]")]
    arrows = [group["data-edge"] for group in chart.select("svg [data-edge]")]
    assert boxes == [node.id for node in GRAPH.nodes]
    assert arrows == [f"{e.source} {e.answer or '-'} {e.target}" for e in GRAPH.edges]


def lines_of(group: Tag) -> str:
    """The words in a part of the picture."""
    return says(" ".join(line.get_text() for line in group.select("tspan")))


def test_the_picture_has_every_word_of_its_boxes(chart: BeautifulSoup) -> None:
    for node in GRAPH.nodes:
        group = chart.select_one(f'svg [data-node="{node.id}"]')
        assert group
        for text in (*(words.text for words in node.words), node.remark, node.notice):
            assert says(text).replace(" ", "") in lines_of(group).replace(" ", "")


def test_the_picture_dashes_what_is_reconstructed(chart: BeautifulSoup) -> None:
    dashed = chart.select("svg .chart__node--reconstructed")
    assert [group["data-node"] for group in dashed] == ["a_atgarda", "a_latvara"]
    arrows = chart.select("svg .chart__arrow--reconstructed")
    assert len(arrows) == sum(not edge.trace for edge in GRAPH.edges)


def test_the_picture_is_told_in_words(chart: BeautifulSoup) -> None:
    picture = chart.svg
    assert picture
    assert picture["role"] == "img"
    for name in str(picture["aria-labelledby"]).split():
        described = chart.find(id=name)
        assert described
        assert described.get_text(strip=True)


def arrows_in_list(item: Tag, source: str = "") -> Iterator[tuple[str, str, str]]:
    """Source, words and target of every arrow in the nested list."""
    arrow = item.find("span", class_="told__arrow", recursive=False)
    named = item.find(["a", "span"], attrs={"id": True}, recursive=False) or item.find(
        "a", recursive=False
    )
    own = str(named.get("id") or str(named["href"]).removeprefix("#")).removeprefix("ruta-")
    if arrow:
        yield source, arrow.get_text(strip=True), own
    for following in item.select(":scope > ul > li"):
        yield from arrows_in_list(following, own)


def test_the_list_tells_the_same_arrows_and_words(chart: BeautifulSoup) -> None:
    first = chart.select_one(".told > li")
    assert first
    expected = set()
    for edge in GRAPH.edges:
        word = edge.answer.word if edge.answer else "Läs också" if edge.is_aside else "Därefter"
        ends = (GRAPH.node(edge.source).slug, GRAPH.node(edge.target).slug)
        expected.add((ends[0], f"{word}:", ends[1]))
    told = list(arrows_in_list(first))
    assert set(told) == expected
    assert len(told) == len(expected)
    words = says(" ".join(ul.get_text(" ") for ul in chart.select(".told")))
    info = next(node for node in GRAPH.nodes if node.kind is Kind.INFO)
    assert says(chart.find(id=f"ruta-{info.slug}").get_text()) == info.name
    for node in GRAPH.nodes:
        for text in (*(w.text for w in node.words), node.notice, node.remark):
            assert says(text) in words or text == info.name
    assert words.index(REMOVAL_NOTICE) < words.index("Ta bort kommentaren")


def test_the_sheet_is_a_pdf_that_names_the_officer_and_the_address(
    make_app: Callable[..., Flask],
) -> None:
    settings = {"INFORMATION_OFFICER": "info@kommun.example", "BASE_URL": "https://b.example"}
    visitor = Visitor(make_app(**settings))
    visitor.get("/forhallningssatt.pdf")
    assert visitor.response.mimetype == "application/pdf"
    text = pypdf.PdfReader(BytesIO(visitor.response.data)).pages[0].extract_text()
    assert "info@kommun.example" in text
    assert "https://b.example/forhallningssatt/" in text
