"""No answer is read that is longer than its question takes, whichever way it came."""

import time
from collections.abc import Callable

import pytest
from werkzeug.datastructures import MultiDict

from forms import Aktivitetsplan, PrintableForm
from forms.cleaning import clean_line
from forms.question import Understood
from tests.plans import as_inputs, plan

FROM = {
    "a page": lambda answers: Aktivitetsplan.from_post(MultiDict(as_inputs(answers))),
    "a draft": Aktivitetsplan.from_answers,
}
WAYS = pytest.mark.parametrize("bind", FROM.values(), ids=FROM)
# How long each stage may take for the largest request, in seconds of processor time: many times
# what it does take, and far below what anything takes that is not linear.
ENOUGH = 2.0
LARGEST = 2 * 1024 * 1024
MARKS = "\u0323\u0301"


def too_long(length: int | None = None, filler: str = "(") -> dict:
    """A plan in which every text is longer than its question takes."""
    kinds = {leaf.name: leaf.max_length for leaf in Aktivitetsplan.from_answers(plan()).leaves()}

    def stretched(value: object, name: str) -> object:
        if isinstance(value, dict):
            return {key: stretched(one, f"{name}{key}-") for key, one in value.items()}
        if isinstance(value, list):
            return [stretched(one, f"{name}{at}-") for at, one in enumerate(value)]
        return (filler * LARGEST)[: length or kinds[name.rstrip("-")]] + "x"

    return {key: stretched(value, f"{key}-") for key, value in plan().items()}


def look_at(form: PrintableForm) -> None:
    """Everything that pages, paper, mail, exports and the register ask a form for."""
    form.validate()
    for leaf in form.leaves():
        assert leaf.shown is not None
        assert (leaf.understood, leaf.link, leaf.answer) is not None
        assert leaf.key is not None
        leaf.cell(leaf.answer)
    assert (form.answers(), form.typed(), form.summary, form.subject) is not None
    assert (form.as_text(), form.all_warnings()) is not None


@WAYS
def test_no_kind_reads_an_answer_longer_than_its_question_takes(
    bind: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, read = bind(too_long()), []
    for leaf in form.leaves():
        monkeypatch.setattr(leaf, "read", lambda text, form: read.append(text) or Understood(text))
    look_at(form)
    assert read == []


@WAYS
def test_an_answer_as_long_as_its_question_takes_is_read(bind: Callable) -> None:
    form = bind(plan(purpose="a" * 10_000))
    assert form.validate(), form.errors


@WAYS
def test_an_answer_beside_that_is_too_long_is_not_read_either(bind: Callable) -> None:
    form = bind(plan(medium="Instagram", url="@toreboda"))
    assert form.url.link
    assert bind(plan(medium="Instagram " * 11, url="@toreboda")).url.link == ""


def test_a_row_is_offered_no_more_persons_than_the_form_holds() -> None:
    people = [{"name": f"Eva Ek {number}"} for number in range(50)]
    form = Aktivitetsplan.from_answers({"administrators": people, "operators": people})
    assert [len(person.same_as) for person in form.operators.entries] == [10] * 50


@WAYS
def test_an_answer_that_is_too_long_is_told_of_and_kept(bind: Callable) -> None:
    form = bind(too_long())
    assert not form.validate()
    phone = form.administrators.entries[0].parts[2]
    assert phone.errors == [
        "Korta telefonnumret till administratör 1 till högst 60 tecken. Nu är det 61."
    ]
    assert phone.data == phone.shown == "(" * 60 + "x"
    assert (form.url.link, phone.understood) == ("", "")


@pytest.mark.parametrize("sign", ["(", "1a/", MARKS, "a\n"])
def test_answers_of_the_largest_request_are_bound_and_looked_at_at_once(sign: str) -> None:
    answers = too_long(LARGEST // 20, sign)
    began = time.process_time()
    look_at(FROM["a page"](answers))
    assert time.process_time() - began < ENOUGH


@pytest.mark.parametrize("sign", [MARKS, "\u0f73", "e" + MARKS * 15, "q" + MARKS * 16])
def test_a_text_of_marks_is_put_in_order_at_once(sign: str) -> None:
    """To put marks in order takes the square of how many follow each other."""
    began = time.process_time()
    clean_line(sign * (LARGEST // 2 // len(sign)))
    assert time.process_time() - began < ENOUGH


def test_no_letter_that_anybody_writes_loses_a_mark() -> None:
    word = "Nguyê\u0303n " + "x" + MARKS * 15
    assert clean_line(word) == "Nguyễn x" + "\u0323" * 15 + "\u0301" * 15


def test_marks_beyond_what_any_letter_has_are_left_out() -> None:
    assert clean_line("a" + "\u0316" * 100 + "b") == "a" + "\u0316" * 30 + "b"
