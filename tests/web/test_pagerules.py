"""The page rules notice what they are there for, and let a sound page pass."""

import pytest
from bs4 import BeautifulSoup

from tests.web.pagerules import broken_rules

SOUND = """<!doctype html>
<html lang="sv"><title>Plan – Töreboda kommun</title>
<h1 id="top">Plan</h1>
<p id="hint">Hjälp</p>
<form id="f" method="post"><input type="hidden" name="csrf_token">
<label for="a">A</label><input id="a" list="words" aria-describedby="hint">
<datalist id="words"></datalist></form>
<button form="f" aria-labelledby="top">Skicka</button>
<img src="x.png" alt="" width="1" height="1">
<footer><p><a href="mailto:a@b.se">a</a> <a href="/anvandarguide/">guide</a></p></footer>
</html>"""


def test_a_sound_page_keeps_all_rules() -> None:
    assert broken_rules(BeautifulSoup(SOUND, "html.parser")) == []


@pytest.mark.parametrize(
    ("sound", "broken", "told"),
    [
        ('id="hint"', "", "<input a> names the missing hint in aria-describedby"),
        ('id="words"', "", "<input a> names the missing words in list"),
        ('form="f"', 'form="g"', "<button None> names the missing g in form"),
        ('labelledby="top"', 'labelledby="top x"', "names the missing x in aria-labelledby"),
        ("</form>", '<label for="b">B</label></form>', "names the missing b in for"),
        ("<p ", "<p autofocus></p><p autofocus ", "the focus begins in more than one place"),
        ("mailto:a@b.se", "/fraga/", "the foot of the page does not begin with help"),
        ("<footer>", "<footer><ul></ul>", "the foot of the page does not begin with help"),
        (' height="1"', "", "the picture x.png has no height"),
        (' width="1"', "", "the picture x.png has no width"),
        (' alt=""', "", "the picture x.png has no alt"),
        ('lang="sv"', "", "does not say that it is in Swedish"),
        ("<label for", "<h3>Djup</h3><label for", "a heading jumps from h1 to h3"),
        ("<p ", '<p style="color:red" ', "a style attribute"),
        ('src="x.png"', 'src="https://x.se/x.png"', "something from elsewhere"),
    ],
)
def test_a_broken_rule_is_told(sound: str, broken: str, told: str) -> None:
    assert sound in SOUND
    page = BeautifulSoup(SOUND.replace(sound, broken), "html.parser")
    assert any(told in one for one in broken_rules(page)), broken_rules(page)
