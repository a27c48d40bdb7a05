"""Who counts as one client."""

import pytest

from office.limits import client


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
        ("", "", True),
    ],
)
def test_addresses_of_one_network_are_one_client(one: str, other: str, are_one: bool) -> None:
    assert (client(one) == client(other)) is are_one
