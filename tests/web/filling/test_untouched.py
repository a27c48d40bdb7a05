"""The questions of an empty form are made once, and hold nothing of anybody."""

from dataclasses import replace

from flask import Flask

from tests.web.conftest import Visitor
from tests.web.filling.test_views import FORM


def test_the_empty_form_offers_what_was_filed_lately(visitor: Visitor, app: Flask) -> None:
    for text in ("Biblioteket", "Badhuset"):
        answers = {"organisation-unit": [text]}
        office = app.extensions["office"]
        app.extensions["office"] = replace(office, offered=lambda _, given=answers: given)
        for _ in range(2):
            page = visitor.get(FORM)
            assert [option["value"] for option in page.select("datalist option")] == [text]


def test_what_one_types_is_not_shown_to_the_next(visitor: Visitor, app: Flask) -> None:
    empty = visitor.get(FORM).select("form[data-form] .question")
    visitor.post(FORM, {"medium": "Hemligt medium", "action": "review"}, expect=422)
    assert "Hemligt medium" in str(visitor.page.select_one("#medium"))
    assert Visitor(app).get(FORM).select("form[data-form] .question") == empty
