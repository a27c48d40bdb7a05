"""What all tests of the mail share."""

import pytest
import trustme

from tests.register.databases import database_url, db, postgres, server_url

__all__ = ["authority", "database_url", "db", "postgres", "server_url"]


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """A certificate authority of our own."""
    return trustme.CA()
