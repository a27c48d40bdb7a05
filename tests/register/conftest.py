"""What all tests of the register share."""

from tests.register.databases import database_url, db, empty_database_url, postgres, server_url

__all__ = ["database_url", "db", "empty_database_url", "postgres", "server_url"]
