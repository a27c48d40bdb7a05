"""What a first visit costs, and what the next one does not cost again."""

import gzip
import re
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor

MOST_BYTES = 60_000
PAGES = ["/", "/aktivitetsplan/", "/tillganglighet/", "/personuppgifter/"]
PAGES += ["/riktlinjer/", "/forhallningssatt/", "/forhallningssatt/schema/"]


class FirstVisit:
    """A browser with nothing kept: a page and everything that it asks for, fonts included."""

    def __init__(self, app: Flask, path: str) -> None:
        self.client = app.test_client()
        self.answers: dict[str, TestResponse] = {}
        page = BeautifulSoup(self.fetch(path), "html.parser")
        for tag in page.select("link[href], script[src], img[src]"):
            self.fetch_with_styles(urljoin(path, str(tag.get("href") or tag.get("src"))))

    def fetch(self, path: str) -> str:
        """The text of one file, asked for as browsers do, and only once."""
        if path not in self.answers:
            headers = {"Accept-Encoding": "gzip, deflate, br, zstd"}
            self.answers[path] = self.client.get(path, headers=headers, buffered=True)
        answer = self.answers[path]
        packed = answer.content_encoding == "gzip"
        content = gzip.decompress(answer.data) if packed else answer.data
        return content.decode("utf-8", errors="replace")

    def fetch_with_styles(self, path: str) -> None:
        """A file and, when it is a stylesheet, what it asks for."""
        text = self.fetch(path)
        if urlsplit(path).path.endswith(".css"):
            for url in re.findall(r"""url\(["']?([^"')]+)["']?\)""", text):
                self.fetch(urljoin(path, url))

    def weights(self) -> dict[str, int]:
        """Bytes over the wire of each file, headers included."""
        return {path: len(one.data) + len(str(one.headers)) for path, one in self.answers.items()}


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_weighs_little(app: Flask, path: str) -> None:
    visit = FirstVisit(app, path)
    weights = visit.weights()
    assert any(path.endswith(".woff2") for path in weights)
    assert all(answer.status_code == 200 for answer in visit.answers.values())
    assert sum(weights.values()) < MOST_BYTES, weights


def test_the_next_visit_fetches_the_page_and_nothing_else(app: Flask) -> None:
    answers = FirstVisit(app, "/aktivitetsplan/").answers
    page = answers.pop("/aktivitetsplan/")
    assert page.headers["Cache-Control"] == "no-store"
    for path, answer in answers.items():
        least = 3_600 if path == "/accent.css" else 31_536_000
        age = re.search(r"max-age=(\d+)", answer.headers["Cache-Control"])
        assert age, path
        assert int(age[1]) >= least, path


GZIP = {"Accept-Encoding": "gzip"}
OPEN_PAGES = [
    "/tillganglighet/",
    "/personuppgifter/",
    "/riktlinjer/",
    "/forhallningssatt/",
    "/forhallningssatt/skamtsam/?svar=nej-nej",
    "/forhallningssatt/schema/",
    "/anvandarguide/",
]


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_a_page_with_nothing_to_give_away_is_compressed(visitor: Visitor, path: str) -> None:
    whole = visitor.get(path)
    assert not whole.select("[name=csrf_token], textarea, input")
    assert visitor.response.content_encoding is None
    small = visitor.client.get(path, headers=GZIP)
    assert small.content_encoding == "gzip"
    assert "Accept-Encoding" in small.vary
    assert gzip.decompress(small.data).decode() == visitor.response.text


def test_pages_with_somebodys_answers_are_not_compressed(visitor: Visitor) -> None:
    visitor.get("/aktivitetsplan/")
    visitor.post("/aktivitetsplan/", as_inputs(plan()))
    review = visitor.response.location
    assert not is_compressed(visitor, review.removesuffix("granska/"))
    assert not is_compressed(visitor, review)
    visitor.follow()
    visitor.post(review, {})
    receipt = visitor.response.location
    assert not is_compressed(visitor, receipt)
    assert not is_compressed(visitor, f"{receipt}om-kontot/")
    assert not is_compressed(visitor, "/om-kontot/")
    assert not is_compressed(visitor, "/")


def is_compressed(visitor: Visitor, path: str) -> bool:
    answer = visitor.client.get(path, headers=GZIP)
    assert answer.status_code == 200
    return answer.content_encoding is not None


@pytest.mark.parametrize("path", ["/aktivitetsplan/", "/forhallningssatt/finns-inte/"])
def test_pages_that_repeat_what_was_typed_are_not_compressed(app: Flask, path: str) -> None:
    answer = app.test_client().post(path, headers=GZIP)
    assert answer.content_encoding is None
