"""What roles an address and a session have."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from office.rights import Rights, rights_from, rights_of, rights_of_address
from register.actors import Role
from register.sessions import Session
from settings import read_settings

PROVIDER = {
    "OIDC": "idp",
    "OIDC_IDP_ISSUER": "https://idp.example",
    "OIDC_IDP_CLIENT_ID": "blanketter",
    "OIDC_IDP_CLIENT_SECRET": "secret",
    "OIDC_IDP_ROLES": "x=reader",
}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], Rights()),
        (["boss", "Officer", " officer"], Rights()),
        (["officer"], Rights(frozenset((Role.OFFICER,)))),
        (["reader=Vård"], Rights(frozenset((Role.READER,)), "Vård")),
        (["reader=Vård", "reader"], Rights(frozenset((Role.READER,)))),
        (["reader=Vård", "officer"], Rights(frozenset((Role.READER, Role.OFFICER)))),
        (["reader=Vård", "archivist"], Rights(frozenset((Role.READER, Role.ARCHIVIST)))),
        (["reader=Vård", "reader=Skola"], Rights(frozenset((Role.READER,)), "Skola")),
        (["reader=Vård", "operator"], Rights(frozenset((Role.READER, Role.OPERATOR)), "Vård")),
    ],
)
def test_words_give_roles_and_the_widest_sight(said: list[str], expected: Rights) -> None:
    assert rights_from(said) == expected


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [
        ("mail", {Role.OFFICER, Role.OWN}),
        ("own", {Role.OWN}),
        # What a provider says counts, and not the address it gives.
        ("https://idp.example", {Role.READER}),
        # The settings name it no more.
        ("https://old.example", set()),
    ],
)
def test_session_has_the_roles_of_how_it_began(
    tmp_path: Path, issuer: str, expected: set[Role]
) -> None:
    now, address = datetime(2026, 11, 26, tzinfo=UTC), "a@toreboda.se"
    given = {"INSTANCE_PATH": str(tmp_path), "REGISTER_OFFICERS": address} | PROVIDER
    session = Session("digest", 1, ("reader",), False, now, now, now, None, issuer, "", address)
    assert rights_of(read_settings(given), session).roles == expected


def test_address_has_the_roles_of_all_settings_that_name_it(tmp_path: Path) -> None:
    given = {
        "INSTANCE_PATH": str(tmp_path),
        "REGISTER_OFFICERS": "a@toreboda.se",
        "REGISTER_OPERATORS": "A@toreboda.se",
        "REGISTER_READERS": "B@Toreboda.se=Vård",
    }
    settings = read_settings(given)
    both = frozenset((Role.OFFICER, Role.OPERATOR))
    assert rights_of_address(settings, "a@Toreboda.se") == Rights(both)
    assert rights_of_address(settings, "B@toreboda.se").department == "Vård"
    assert rights_of_address(settings, "c@toreboda.se") == Rights()
