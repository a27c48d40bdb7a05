"""Our manuals in docs/ as pages; the files are the one source."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

import pdf

FOLDER = Path(__file__).parent.parent.parent / "docs"
# What the design system calls each kind of element.
_CLASSES = {
    "h2": "govuk-heading-m",
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "a": "govuk-link",
}


@dataclass(frozen=True)
class Manual:
    """One as HTML, its title, and each heading with its id."""

    title: str
    contents: Sequence[tuple[str, str]]
    html: Markup


@cache
def manual(name: str) -> Manual:
    """The manual in the file with that name."""
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.add_render_rule("fence", _as_it_is)
    tokens = markdown.parse((FOLDER / name).read_text(encoding="utf-8"))
    title, rest = tokens[1].content, tokens[3:]
    for token in _all(rest):
        _dress(token)
    contents = []
    for heading, words in zip(rest, rest[1:], strict=False):
        if heading.type == "heading_open":
            heading.attrSet("id", _id_of(words.content))
            contents.append((_id_of(words.content), words.content))
    html = markdown.renderer.render(rest, markdown.options, {})
    return Manual(title, contents, Markup(html))  # noqa: S704 - our own text


def _as_it_is(_: object, tokens: Sequence[Token], place: int, *__: Any) -> str:
    """What is to be typed, wrapped where the page is narrow."""
    return f'<pre class="copyable__text">{escape(tokens[place].content)}</pre>\n'


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _dress(token: Token) -> None:
    """Let an element look as on our other pages, and a picture keep its room while it comes."""
    if token.tag in _CLASSES and token.nesting == 1:
        token.attrSet("class", _CLASSES[token.tag])
    if token.tag == "img":
        shown = pdf.picture((FOLDER / str(token.attrGet("src"))).read_bytes())
        token.attrs |= {"width": shown.width, "height": shown.height, "loading": "lazy"}


def _id_of(heading: str) -> str:
    plain = heading.lower().translate(str.maketrans("åäö", "aao"))
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")
