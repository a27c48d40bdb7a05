"""One word for each thing, on page, on paper, in mail and in the user guide."""

import ast
import io
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from forms import Aktivitetsplan, messages
from tests import house
from tests.plans import plan
from tests.register.examples import code_on_paper
from tests.web.conftest import Visitor

# What is said instead, on page, on paper, in mail and in the user guide. The printed words of
# Bilaga 1 and the policy stand in forms/plan/aktivitetsplan.py and policy/, and are their own.
OTHER_WORDS = {
    r"inte ifyllt\b": "Inget svar",
    r"registrerad": "inlämnad",
    r"fingeravtryck": "kontrollkod",
    r"kontrollsida": "vad koden visar",
    r"blanda inte": "Skriv inte under PDF-filen elektroniskt",
    r"så säker är": "Varifrån texten kommer",
    r"A4-blad|rådet som affisch|råd finns som affisch": "Schemat som affisch",
    r"få råd om hur du gör|frågorna en i taget": "Jag har hittat en kommentar",
    r"(?:spara|behåll\w*|lämna) (?:det \w+ )?papperet\b": "Ta hand om papperet, och HAND_IN",
    r"\bhandlingen\b": "planen, blanketten",
    r"blanketten (?:är redan|blev) inlämnad": "svaren är redan inlämnade",
}


def words_of_users() -> Iterator[tuple[str, str]]:
    """Every text that a user may read, with the file that it stands in."""
    for path in sorted((house.ROOT / "templates").rglob("*.html")):
        yield path.name, re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for path in sorted((house.ROOT / "static").glob("*.js")):
        yield path.name, re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
    guide = house.ROOT / "docs" / "anvandarguide.md"
    yield guide.name, guide.read_text(encoding="utf-8")
    for path in house.sources():
        if path.parts[-2] != "policy" and "guidelines" not in path.parts:
            yield from ((path.name, text) for text in strings_in(path))


def strings_in(path: Path) -> Iterator[str]:
    """The texts of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


@pytest.mark.parametrize("other", OTHER_WORDS)
def test_each_thing_has_one_word(other: str) -> None:
    found = [
        f"{name}: {match[0]!r}, say {OTHER_WORDS[other]!r}"
        for name, text in words_of_users()
        for match in re.finditer(other, text, re.IGNORECASE)
    ]
    assert found == []


def test_page_paper_and_mail_say_the_same_of_the_same(visitor: Visitor, app: Flask) -> None:
    visitor.get("/")
    hand_in = app.extensions["office"].settings.hand_in
    assert f"{messages.AFTER_SIGNING} {hand_in}." in visitor.text
    answers = plan(credentials_location="")
    answers["operators"] = [{"name": "Bo Ek", "email": "bo.ek@toreboda.se", "phone": "0506-180 00"}]
    answers["administrators"] = answers["administrators"][:2]
    answers["administrators"].append({"name": "Åsa Öberg"})
    visitor.file(answers)
    receipt = visitor.text
    paper = visitor.client.get(visitor.page.select_one('a[href$=".pdf"]')["href"]).data
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    app.test_cli_runner().invoke(args=["deliver", "--once"])
    [file] = app.extensions["office"].settings.outbox.glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default).get_body().get_content()
    for text in (receipt, printed):
        assert re.search(r"AP-\d{4}-0001,? version 1", text)
        assert not re.search(r"\bv1\b", text)
    rule = Aktivitetsplan.paper_rule(hand_in)
    assert rule.startswith("En kopia lämnas till informationsansvarig. ")
    for text in (receipt, " ".join(letter.split()), " ".join(printed.split())):
        assert rule in text
    for text in (receipt, letter):
        assert "undertecknad" in text
    for text in (printed, letter):
        assert messages.NO_ANSWER in text
        assert "\n–\n" not in text
    [code] = re.findall(r"Kontrollkod ([0-9a-f ]{19})", printed)[:1]
    visitor.get(code_on_paper(app.extensions["office"].register))
    assert f"Kontrollkod för svaren {code}" in visitor.text
    assert visitor.page.h1.get_text() == "Planen finns i registret"
