"""An account that was only planned is found at the address that was noted when it was made."""

import pytest

from forms import Aktivitetsplan
from forms.creating import address_in
from tests.plans import plan

NOTED = "https://www.instagram.com/ny/"


@pytest.mark.parametrize(
    ("url", "is_planned", "noted", "address"),
    [
        ("tankt", True, NOTED, NOTED),
        ("tankt", True, "", "tankt"),
        ("@senare", False, NOTED, "@senare"),
    ],
)
def test_address_of_an_account_is_that_where_it_is(
    url: str, is_planned: bool, noted: str, address: str
) -> None:
    form = Aktivitetsplan.from_answers(plan(url=url, not_created=is_planned))
    assert address_in(form, noted) == address
