"""What was filed before is offered to the next person."""

import pytest
import sqlalchemy as sa

from register.suggestions import suggestions_for
from tests.register import examples


@pytest.mark.parametrize(("length", "is_offered"), [(0, 0), (1, 1), (200, 1), (201, 0)])
def test_answers_of_up_to_two_hundred_characters_are_offered(
    db: sa.Engine, length: int, is_offered: int
) -> None:
    text = "å" * length
    examples.filed(db, examples.plan(suggestions={"unit": text}))
    assert suggestions_for(db, "aktivitetsplan") == ({"unit": [text]} if is_offered else {})


def test_the_most_used_answers_are_offered_in_alphabetical_order(db: sa.Engine) -> None:
    for unit in ("Skolan", "Biblioteket", "Skolan"):
        examples.filed(db, examples.plan(suggestions={"unit": unit}))
    assert suggestions_for(db, "aktivitetsplan") == {"unit": ["Biblioteket", "Skolan"]}
