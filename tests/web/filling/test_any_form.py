"""The page of any form that could be asked for, without a script: it asks, keeps and shows

`ANY_FORMS=2000` tries more of them: `make check-forms`.
"""

import os
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

import forms
from forms import PrintableForm
from forms.field import Leaf
from forms.kinds import Attachments, Sum
from forms.kinds.choices import Choices
from forms.kinds.groups import WholeGroup
from forms.kinds.text import Box
from tests.pdf.anyanswers import likely_answers_to
from tests.pdf.anyforms import forms as any_forms
from tests.pdf.documents import squeezed
from tests.web.conftest import Visitor

PAGE = "/nagon/"
few = settings(
    max_examples=int(os.environ.get("ANY_FORMS", "200")) // 10,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    derandomize="ANY_FORMS" not in os.environ,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def visit(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> Callable[[type[PrintableForm]], Visitor]:
    """A visitor to an installation with the form, who has not been there before."""
    monkeypatch.setattr(forms, "FORMS", forms.FORMS)
    visitor, number = Visitor(make_app(ALLOW_PERSONAL_NUMBERS="yes")), count(1)

    def visit(form: type[PrintableForm]) -> Visitor:
        forms.FORMS = (form,)
        high, low = divmod(next(number), 250)
        visitor.client.environ_base["REMOTE_ADDR"] = f"10.0.{high}.{low}"
        visitor.get(PAGE)
        return visitor

    return visit


@few
@given(data=st.data())
def test_page_asks_for_every_question_and_keeps_and_shows_its_answers(
    visit: Callable[[type[PrintableForm]], Visitor], data: st.DataObject
) -> None:
    form_class = data.draw(any_forms())
    visitor = visit(form_class)
    assert list(not_asked(visitor.page, form_class.blank())) == []
    form = form_class.from_answers(
        without_files(form_class, data.draw(likely_answers_to(form_class)))
    )
    sent = list(sent_by_a_browser(form))
    posted = form_class.from_post(MultiDict(sent))
    is_right = posted.validate()
    inputs: Any = dict(MultiDict(sent).lists())
    page = visitor.post(PAGE, inputs, expect=303 if is_right else 422)
    if is_right:
        text = squeezed(visitor.follow().get_text(" "))
        assert [one for one in shown(posted) if squeezed(one) not in text] == []
    else:
        assert form_class.from_post(MultiDict(would_send(page))).typed() == posted.typed()
        told = {str(link["href"])[1:] for link in page.select(".govuk-error-summary a")}
        assert told == {place for _, place in posted.error_list()}


def not_asked(page: BeautifulSoup, form: PrintableForm) -> Iterator[str]:
    """Questions and inputs that the page lacks."""
    text = squeezed(page.select("#answers")[0].get_text(" "))
    for section in form.sections():
        if squeezed(section.question.heading) not in text:
            yield section.question.heading
    for leaf in form.leaves():
        is_given = not isinstance(leaf, Attachments | Sum)
        if is_given and not page.select(f'#answers [name="{leaf.name}"]'):
            yield leaf.name


def without_files(form: type[PrintableForm], answers: dict[str, object]) -> dict[str, object]:
    """Files are sent by themselves."""
    files = {one.short_name for one in form.blank() if isinstance(one, Attachments)}
    return {name: answer for name, answer in answers.items() if name not in files}


def sent_by_a_browser(form: PrintableForm) -> Iterator[tuple[str, str]]:
    """Names and values of what is filled in."""
    for leaf in form.leaves():
        yield from _sent(leaf)


def _sent(leaf: Leaf) -> Iterator[tuple[str, str]]:
    if isinstance(leaf, Attachments | Sum):
        return
    if isinstance(leaf, Box):
        yield from [(leaf.name, "y")] if leaf.data else []
    elif isinstance(leaf, Choices):
        yield from ((leaf.name, one.value) for one in leaf.options if one.is_chosen)
        yield from [(f"{leaf.name}--other-text", leaf.written)] if leaf.other else []
    else:
        yield leaf.name, str(leaf.data or "").replace("\n", "\r\n")


def would_send(page: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """What a browser sends when the review of a page is asked for at once."""
    for one in page.select("#answers input[name], #answers textarea[name], #answers select[name]"):
        yield from _held(one)


def _held(one: Tag) -> Iterator[tuple[str, str]]:
    name = str(one["name"])
    if one.name == "textarea":
        yield name, one.get_text()
    elif one.name == "select":
        yield from ((name, str(it["value"])) for it in one.select("option[selected]"))
    elif one.get("type") not in ("radio", "checkbox") or one.has_attr("checked"):
        yield name, str(one.get("value", ""))


def shown(form: PrintableForm) -> Iterator[str]:
    """What the review says of each answer."""
    for leaf in form.leaves():
        if leaf.is_asked and not leaf.is_blank:
            whole = leaf.holder if isinstance(leaf.holder, WholeGroup) else leaf
            yield from whole.shown.split("\n")
