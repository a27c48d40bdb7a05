"""The municipality's logo at the head of every page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import Tag
from flask import Flask

from tests.pdf.documents import transparent_png
from tests.web.conftest import Visitor

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60">'
    b'<rect width="90" height="60"/></svg>'
)


@pytest.mark.parametrize(
    ("name", "content", "kind", "width"),
    [("vapen.svg", SVG, "image/svg+xml", 72), ("vapen.png", transparent_png(), "image/png", 72)],
    ids=["SVG", "PNG"],
)
def test_logo_of_the_settings_stands_on_every_page(
    make_app: Callable[..., Flask], tmp_path: Path, name: str, content: bytes, kind: str, width: int
) -> None:
    (tmp_path / name).write_bytes(content)
    visitor = Visitor(make_app(LOGO=tmp_path / name, LOGO_ALT="Kommunens vapen"))
    shown = visitor.get("/").select_one("header img")
    assert isinstance(shown, Tag)
    assert (shown["alt"], shown["height"], shown["width"]) == ("Kommunens vapen", "48", str(width))
    answer = visitor.client.get(str(shown["src"]))
    assert (answer.mimetype, answer.data) == (kind, content)


def test_drawing_opened_by_itself_cannot_do_anything(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    (tmp_path / "vapen.svg").write_bytes(SVG)
    answer = make_app(LOGO=tmp_path / "vapen.svg").test_client().get("/logotyp")
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


def test_without_a_logo_the_name_stands_there(visitor: Visitor) -> None:
    header = visitor.get("/").select_one("header")
    assert isinstance(header, Tag)
    assert "Töreboda kommun" in header.text
    assert header.select_one("img") is None
    visitor.get("/logotyp", expect=404)
