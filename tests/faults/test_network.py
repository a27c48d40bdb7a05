"""A machine loses its power in the middle of a filing: nobody hangs, and others can file soon.

The database's server is on a machine of its own, made of a network namespace (ip-netns(8)).
"""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic

import pytest
import sqlalchemy as sa

from register.database import migrate, open_database
from register.errors import RegisterUnavailable
from tests.programs import lack, program
from tests.register import examples
from tests.register.databases import PostgresServer, server_programs

MACHINE, CABLE, FAR_END = f"db{os.getpid()}", f"near{os.getpid() % 99_999}", f"far{os.getpid()}"
OURS, ITS = "10.177.41.1", "10.177.41.2"
# Eleven are set, and a busy machine is given time; a web process that hangs does so for minutes.
SOON = 40


def ip(*arguments: str) -> None:
    subprocess.run([program("ip"), *arguments], check=True, capture_output=True)


def on_the_machine(*arguments: str) -> None:
    ip("-n", MACHINE, *arguments)


@pytest.fixture
def cable() -> Iterator[str]:
    """A cable to another machine; its name, for pulling it out."""
    if os.geteuid() != 0:
        pytest.skip("another machine can only be made by root")
    try:
        ip("netns", "add", MACHINE)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no network namespace can be made here: {error.stderr.decode().strip()}")
    try:
        ip("link", "add", CABLE, "type", "veth", "peer", "name", FAR_END)
        ip("link", "set", FAR_END, "netns", MACHINE)
        ip("addr", "add", f"{OURS}/30", "dev", CABLE)
        on_the_machine("addr", "add", f"{ITS}/30", "dev", FAR_END)
        on_the_machine("link", "set", FAR_END, "up")
        ip("link", "set", CABLE, "up")
        yield CABLE
    finally:
        ip("netns", "del", MACHINE)
        with suppress(subprocess.CalledProcessError):
            ip("link", "del", CABLE)


class DistantServer(PostgresServer):
    """A PostgreSQL on the other machine, with the socket that all machines here share."""

    listens_to = ITS
    started_by = (shutil.which("ip") or "", "netns", "exec", MACHINE)

    def start(self) -> None:
        with (self.folder / "db" / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {OURS}/32 trust\n")
        super().start()


@pytest.fixture
def server(cable: str) -> Iterator[PostgresServer]:
    programs = server_programs()
    if programs is None:
        lack("PostgreSQL's initdb is neither in the PATH nor in /usr/lib/postgresql")
    started = DistantServer(programs)
    started.execute("CREATE DATABASE register")
    yield started
    started.stop()
    shutil.rmtree(started.folder)


@pytest.fixture
def beside_it(server: PostgresServer) -> Iterator[sa.Engine]:
    """The register as others see it, whose cable is whole."""
    engine = open_database(server.url("register"), wait_seconds=1)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def far_away(beside_it: sa.Engine) -> Iterator[sa.Engine]:
    """The register over the cable."""
    engine = open_database(f"postgresql+psycopg://postgres@{ITS}/register")
    yield engine
    engine.dispose(close=False)


class Filer(threading.Thread):
    """Files, and loses the register in the middle of it."""

    def __init__(self, register: sa.Engine, cable: str) -> None:
        # If it hangs, the tests must not.
        super().__init__(daemon=True)
        self._register, self._cable = register, cable
        self._key = examples.saved_draft(register)
        self.lost = threading.Event()
        self.told: Exception | None = None

    def run(self) -> None:
        try:
            examples.file_draft(self._register, self._key, make_document=self._pull)
        except RegisterUnavailable as error:
            self.told = error

    def _pull(self, reference: str, version: int) -> bytes:
        ip("link", "set", self._cable, "down")
        self.lost.set()
        return examples.pdf_of(reference, version)


def file_at_last(register: sa.Engine) -> str:
    """File, asking again for as long as somebody else holds the number."""
    until = monotonic() + SOON
    while True:
        try:
            return examples.filed(register).reference
        except RegisterUnavailable:
            assert monotonic() < until, "others are held up for too long"


def test_nobody_hangs_when_a_machine_vanishes_in_mid_filing(
    cable: str, beside_it: sa.Engine, far_away: sa.Engine
) -> None:
    filer = Filer(far_away, cable)
    filer.start()
    assert filer.lost.wait(SOON)
    # The number that was taken is free again.
    assert file_at_last(beside_it) == "AP-2026-0001"
    filer.join(SOON)
    assert isinstance(filer.told, RegisterUnavailable)
