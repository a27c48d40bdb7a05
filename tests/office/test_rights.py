"""What roles an address and a session have."""

from pathlib import Path

import pytest

from office.rights import Rights, rights_from, rights_of_address
from register.actors import Role
from settings import read_settings


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], Rights()),
        (["boss", "Officer", " officer"], Rights()),
        (["officer"], Rights(frozenset((Role.OFFICER,)))),
        (["reader=Vård"], Rights(frozenset((Role.READER,)), "Vård")),
        (["reader=Vård", "reader"], Rights(frozenset((Role.READER,)))),
        (["reader=Vård", "officer"], Rights(frozenset((Role.READER, Role.OFFICER)))),
        (["reader=Vård", "operator"], Rights(frozenset((Role.READER, Role.OPERATOR)), "Vård")),
    ],
)
def test_words_give_roles_and_the_widest_sight(said: list[str], expected: Rights) -> None:
    assert rights_from(said) == expected


def test_address_has_the_roles_of_all_settings_that_name_it(tmp_path: Path) -> None:
    given = {
        "INSTANCE_PATH": str(tmp_path),
        "REGISTER_OFFICERS": "a@toreboda.se",
        "REGISTER_OPERATORS": "A@toreboda.se",
        "REGISTER_READERS": "b@toreboda.se=Vård",
    }
    settings = read_settings(given)
    both = frozenset((Role.OFFICER, Role.OPERATOR))
    assert rights_of_address(settings, "a@Toreboda.se") == Rights(both)
    assert rights_of_address(settings, "B@toreboda.se").department == "Vård"
    assert rights_of_address(settings, "c@toreboda.se") == Rights()
