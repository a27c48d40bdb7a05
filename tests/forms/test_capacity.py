"""A draft keeps what a person may still shorten, and no more."""

import pytest

from forms.capacity import kept_at_most, mark_what_cannot_be_kept
from forms.plan.aktivitetsplan import Aktivitetsplan
from tests.plans import plan

NAME_AT_MOST = 120


def form(**answers: object) -> Aktivitetsplan:
    return Aktivitetsplan.from_answers(plan(**answers))


def people(name: str, count: int = 2) -> list[dict[str, str]]:
    return [{"name": name, "email": "", "phone": ""}] * count


def test_everything_that_a_form_asks_for_is_kept() -> None:
    assert not mark_what_cannot_be_kept(form())


def test_text_that_is_too_long_to_file_is_kept_to_be_shortened() -> None:
    assert not mark_what_cannot_be_kept(form(purpose="å" * 30_000))


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"purpose": "å" * 30_001}, "Korta syftet till högst 10\u00a0000 tecken."),
        ({"medium": "x" * 1_001}, "tecken. Nu är det 1\u00a0001."),
        ({"administrators": people("Å" * 1_001)}, "till högst 120 tecken. Nu är det 1\u00a0001."),
        ({"organisation": {"department": "x" * 1_001, "unit": "y"}}, "till högst 200 tecken."),
        ({"operators": people("Åsa Ek", 11)}, "Skriv högst 10"),
    ],
)
def test_what_no_form_holds_is_named_where_it_stands(
    answers: dict[str, object], message: str
) -> None:
    too_much = form(**answers)
    assert mark_what_cannot_be_kept(too_much)
    assert any(message in said for said, _ in too_much.error_list()), too_much.error_list()


@pytest.mark.parametrize(("answer", "at_most"), [(60, 1_000), (400, 1_200), (10_000, 30_000)])
def test_short_answers_have_room_for_what_was_pasted_into_the_wrong_box(
    answer: int, at_most: int
) -> None:
    assert kept_at_most(answer) == at_most
