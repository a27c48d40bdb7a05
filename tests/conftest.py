"""What holds for every test."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import CodeType
from typing import Any

import flask.templating
import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from xdist.scheduler import LoadFileScheduling

import app as wiring
from settings import KEY_FILE

# The same examples in every run, however long they take; what asks for more of them draws others.
settings.register_profile(
    "tests", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")

# What takes long is begun first, or one core would wait for the other at the end.
LONG = (
    "tests/journeys/test_drafts.py",
    "tests/journeys/test_accessibility.py",
    "tests/journeys/",
    "tests/faults/test_kills.py",
    "tests/pdf/test_conformance.py",
    "tests/faults/",
    "tests/deploy/",
    "tests/web/test_processes.py",
    "tests/intake/test_hostile.py",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """A module stays in one process, so that what its tests share is made once.

    In the order below, and not those with the most tests first. xdist's own groups are not kept
    with pytest 9.2 (pytest-dev/pytest-xdist#1386).
    """
    config.option.loadscopereorder = False
    return LoadFileScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long modules first."""
    items.sort(key=lambda item: rank(item.nodeid))


def rank(nodeid: str) -> int:
    """The place of a test's module among the long ones, or after all of them."""
    return next((n for n, start in enumerate(LONG) if nodeid.startswith(start)), len(LONG))


@pytest.fixture(scope="session", autouse=True)
def _program_stays_as_it_was_fetched() -> Iterator[None]:
    """A key without its register is half an installation, which `make run` refuses to serve."""
    key = Path("instance", KEY_FILE).resolve()
    was_there = key.exists()
    yield
    assert key.exists() == was_there, f"a test made {key}: give it an INSTANCE_PATH of its own"


class Compiled(BytecodeCache):
    """Templates that one application compiled, for the others: tests make a thousand."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Jinja's hook."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Jinja's hook."""
        self._kept[bucket.key] = (bucket.checksum, bucket.code)


class Environment(flask.templating.Environment):
    """What every application of the tests draws its pages with."""

    _compiled = Compiled()

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, bytecode_cache=self._compiled, **options)


Flask.jinja_environment = Environment  # type: ignore[assignment]

# What tests name: the year in references, days of a half-year, and no midnight anywhere near.
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
_begun = time.monotonic()


def on_the_same_day() -> datetime:
    """The time as applications in this process have it: of one day, on whatever day that is."""
    return NOON + timedelta(seconds=time.monotonic() - _begun)


wiring._now = on_the_same_day


@pytest.fixture
def time_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """For applications that compare theirs with that of another program."""
    monkeypatch.setattr(wiring, "_now", lambda: datetime.now(UTC))


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
