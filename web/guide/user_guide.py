"""The user guide as a page. docs/anvandarguide.md is its one source."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, render_template, send_from_directory
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

import pdf

_SOURCE = Path(__file__).parent.parent.parent / "docs" / "anvandarguide.md"
# What the design system calls each kind of element.
_CLASSES = {
    "h2": "govuk-heading-m",
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "a": "govuk-link",
}

user_guide = Blueprint("user_guide", __name__)


@dataclass(frozen=True)
class _Guide:
    """The guide as HTML, its title, and each heading with its id."""

    title: str
    contents: Sequence[tuple[str, str]]
    html: Markup


@user_guide.get("/anvandarguide/")
def guide() -> str:
    """How a plan is made, step by step."""
    return render_template("user_guide.html", guide=_guide())


@user_guide.get("/anvandarguide/bilder/<name>.png")
def picture(name: str) -> Response:
    """A picture of the guide; its address in the source is this one, seen from the page."""
    return send_from_directory(_SOURCE.parent / "bilder", f"{name}.png", max_age=3600)


@cache
def _guide() -> _Guide:
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse(_SOURCE.read_text(encoding="utf-8"))
    title, rest = tokens[1].content, tokens[3:]
    for token in _all(rest):
        _dress(token)
    contents = []
    for heading, words in zip(rest, rest[1:], strict=False):
        if heading.type == "heading_open":
            heading.attrSet("id", _id_of(words.content))
            contents.append((_id_of(words.content), words.content))
    html = markdown.renderer.render(rest, markdown.options, {})
    return _Guide(title, contents, Markup(html))  # noqa: S704 - our own text


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _dress(token: Token) -> None:
    """Let an element look as on our other pages, and a picture keep its room while it comes."""
    if token.tag in _CLASSES and token.nesting == 1:
        token.attrSet("class", _CLASSES[token.tag])
    if token.tag == "img":
        shown = pdf.picture((_SOURCE.parent / str(token.attrGet("src"))).read_bytes())
        token.attrs |= {"width": shown.width, "height": shown.height, "loading": "lazy"}


def _id_of(heading: str) -> str:
    plain = heading.lower().translate(str.maketrans("åäö", "aao"))
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")
