"""Questions made from stencils are the questions that the macros make, and nobody's text stays."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, current_app
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from forms import Aktivitetsplan
from tests.plans import as_inputs, plan
from web.filling.components import question_html, untouched_page

HOSTILE = (
    "<script>alert(1)</script>",
    '" autofocus onfocus="alert(1)',
    "'><img src=x onerror=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "{{ 7*7 }} {% raw %} ${7*7} &amp; &lt;",
    "rad 1\n\n  rad 3\n",
    "\u2028\u202eשלום 👩‍👩‍👧",
)


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    """A request to render in."""
    with app.test_request_context("/"):
        yield


def checked(inputs: dict[str, str]) -> Aktivitetsplan:
    """The form as posted, with its errors and warnings."""
    form = Aktivitetsplan.from_post(MultiDict(inputs), mail_domains=("toreboda.se",))
    form.validate()
    return form


def by_macros(form: Aktivitetsplan) -> str:
    """The questions straight from the templates, without any stencil."""
    macros: Any = current_app.jinja_env.get_template("questions.html").module
    return "".join(str(macros.question(section)) for section in form.sections())


def by_stencils(form: Aktivitetsplan) -> str:
    return "".join(question_html(section) for section in form.sections())


def same_page(one: str, other: str) -> bool:
    """Macros indent what spans lines, which no browser shows and stencils do not do."""
    trees = [BeautifulSoup(html, "html.parser") for html in (one, other)]
    return _parts(trees[0]) == _parts(trees[1])


def _parts(tree: BeautifulSoup) -> list[object]:
    return [
        (tag.name, tag.attrs, [text.strip() for text in tag.find_all(string=True, recursive=False)])
        for tag in tree.find_all(True)
    ]


@pytest.mark.parametrize("number", range(5))
def test_every_example_plan_looks_the_same(number: int) -> None:
    form = checked(as_inputs(plan(number)))
    assert by_stencils(form) == by_macros(form)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_input_looks_the_same_and_stays_text(text: str) -> None:
    form = checked(dict.fromkeys(as_inputs(plan()), text) | {"not_created": "y"})
    made = by_stencils(form)
    assert same_page(made, by_macros(form))
    page = BeautifulSoup(made, "html.parser")
    assert page.find_all(["script", "img"]) == []
    assert not any(name.startswith("on") for tag in page.find_all(True) for name in tag.attrs)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.dictionaries(st.sampled_from(sorted(as_inputs(plan()))), st.text(max_size=40)))
def test_any_answers_look_the_same(inputs: dict[str, str]) -> None:
    form = checked(inputs)
    assert same_page(by_stencils(form), by_macros(form))


def test_a_stencil_made_from_one_persons_answers_serves_the_next() -> None:
    checked_first = checked(as_inputs(plan(0, weekly_hours="ca 45")))
    by_stencils(checked_first)
    second = checked(as_inputs(plan(0, weekly_hours="ca 50", medium="Snapchat")))
    assert by_stencils(second) == by_macros(second)


def test_no_stencil_keeps_what_somebody_typed() -> None:
    by_stencils(checked(as_inputs(plan(0, weekly_hours="<tusen>", medium="Hemligt medium"))))
    kept = repr(vars(current_app.extensions["stencils"]))
    assert "Administratör 1" in kept
    for secret in ("Hemligt medium", "tusen", "Lindqvist", "070-174", "asa.lindqvist"):
        assert secret not in kept


def test_suggestions_are_offered_as_text() -> None:
    [section] = [s for s in checked({}).sections() if s.question.number == 1]
    made = question_html(section, {"medium": ["Facebook", '"><script>']})
    page = BeautifulSoup(made, "html.parser")
    offered = page.find("datalist", id=page.find("input")["list"]).find_all("option")
    assert [one["value"] for one in offered] == ["Facebook", '"><script>']
    assert page.find("script") is None


def test_the_untouched_page_is_made_once_and_has_a_token_for_each() -> None:
    made = []

    def make(csrf_token: Any) -> str:
        made.append(1)
        return f"<p>{csrf_token()}</p>"

    first, second = (untouched_page("key", make).get_data(as_text=True) for _ in range(2))
    assert len(made) == 1
    assert re.fullmatch(r"<p>[\w.-]{60,}</p>", first)
    assert len(first) == len(second)
    untouched_page("another key", make)
    assert len(made) == 2
