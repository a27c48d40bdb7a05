"""What all tests of the register share."""

from tests.register.databases import (
    database_url,
    db,
    empty_database_url,
    postgres,
    server_url,
    shared_db,
)

__all__ = ["database_url", "db", "empty_database_url", "postgres", "server_url", "shared_db"]
