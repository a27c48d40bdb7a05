"""What a form says of itself: a fact that cannot work is refused when the class is made."""

import pytest

from forms import Approval, PrintableForm, Signer
from forms.keeping import READERS
from register.actors import Role

SIGNED = (Approval("Jag har sett det:", (Signer("Chef"),)),)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"copies_to": ("chef@toreboda.se",)}, "copies_to holds 'chef@toreboda.se'"),
        ({"copies_to": ("SMTP_URL",)}, "copies_to holds 'SMTP_URL'"),
        ({"read_by": ("operator",)}, "read_by holds 'operator'"),
        ({"read_by": ("Vård",)}, "read_by holds 'Vård'"),
        ({"read_by": ("archivist",), "approvals": SIGNED}, "read_by lacks 'officer'"),
    ],
)
def test_a_fact_that_cannot_work_is_refused_by_its_name(
    facts: dict[str, object], said: str
) -> None:
    with pytest.raises(TypeError, match=f"Wrong: {said}"):
        type("Wrong", (PrintableForm,), {"slug": "fel", "prefix": "FE", "title": "Fel"} | facts)


def test_every_role_that_sees_answers_may_be_named() -> None:
    assert {role.value for role in Role} - set(READERS) == {"operator", "own"}
