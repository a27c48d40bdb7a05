"""Fixtures: one Dovecot for all tests of a process, and a new mailbox for each."""

from collections.abc import Iterator

import pytest
import trustme

from tests.mail.dovecot import Account, Dovecot


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A server that some tests stop, and start again."""
    with Dovecot(trustme.CA()) as server:
        yield server


@pytest.fixture
def account(dovecot: Dovecot) -> Account:
    """A mailbox of one test."""
    return dovecot.account()
