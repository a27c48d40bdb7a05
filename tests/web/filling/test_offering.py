"""What was filed before is asked for once a minute, however many people type."""

from collections.abc import Callable

import pytest

from office.offering import Offering
from register.errors import RegisterUnavailable


class Register:
    """Answers "1", then "2", and so on."""

    def __init__(self) -> None:
        self.times_asked = 0

    def ask(self, slug: str) -> dict[str, list[str]]:
        self.times_asked += 1
        return {slug: [str(self.times_asked)]}


class Clock:
    """Stands still until it is set."""

    now = 5.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def new_offering(clock: Clock) -> Callable[[], Offering]:
    return lambda: Offering(Register().ask, clock)


def test_the_register_is_asked_the_first_time_and_not_again_within_a_minute(
    new_offering: Callable[[], Offering], clock: Clock
) -> None:
    offering = new_offering()
    assert offering("plan") == {"plan": ["1"]}
    clock.now += 59
    assert offering("plan") == {"plan": ["1"]}


def test_after_a_minute_the_register_is_asked_anew(
    new_offering: Callable[[], Offering], clock: Clock
) -> None:
    offering = new_offering()
    offering("plan")
    clock.now += 60
    assert offering("plan") == {"plan": ["2"]}


def test_each_form_and_each_installation_has_answers_of_its_own(
    new_offering: Callable[[], Offering],
) -> None:
    offering, another = new_offering(), new_offering()
    offering("plan")
    assert offering("annan") == {"annan": ["2"]}
    assert another("annan") == {"annan": ["1"]}


def test_a_register_that_is_away_costs_the_help_and_not_the_form(clock: Clock) -> None:
    register, is_away = Register(), False

    def ask(slug: str) -> dict[str, list[str]]:
        answers = register.ask(slug)
        if is_away:
            raise RegisterUnavailable("away")
        return answers

    offering = Offering(ask, clock)
    assert offering("plan") == {"plan": ["1"]}
    is_away = True
    clock.now += 60
    assert offering("plan") == {"plan": ["1"]}
    assert offering("other") == {}
    is_away = False
    assert offering("other") == {}
    clock.now += 60
    assert offering("other") == {"other": ["4"]}
