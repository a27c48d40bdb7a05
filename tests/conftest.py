"""What holds for every test."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

_engines: set[sa.Engine] = set()


@sa.event.listens_for(sa.Engine, "engine_connect")
def _remember(connection: sa.Connection) -> None:
    _engines.add(connection.engine)


@pytest.fixture(autouse=True)
def nothing_stays_connected() -> Iterator[None]:
    """Close what the pools of a test's applications keep, as the end of a process does.

    Python 3.13 warns of an SQLite connection that nobody closed, and a warning is an error here.
    """
    yield
    while _engines:
        _engines.pop().dispose()
