"""Real processes as at a municipality: they stop in good order and count together."""

import asyncio
import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import connect
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from office.slots import Slots
from register import schema
from register.database import migrate, open_database
from tests.ports import free_port
from tests.register import examples
from tests.register.databases import server_url

__all__ = ["server_url"]

ROOT = Path(__file__).parent.parent.parent
SECONDS_AT_MOST = 180
SECONDS_TO_HEAR = 3.0
PLANS = 5


class SlowMailbox:
    """Takes its time over a mail until it is let go."""

    def __init__(self) -> None:
        self.is_busy = threading.Event()
        self.may_finish = threading.Event()
        self.taken = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.is_busy.set()
        while not self.may_finish.is_set():
            await asyncio.sleep(0.02)
        self.taken += 1
        return "250 ok"


@pytest.fixture
def mailbox() -> Iterator[tuple[SlowMailbox, str]]:
    """A slow mail server and its SMTP_URL."""
    slow = SlowMailbox()
    controller = Controller(
        slow, hostname="127.0.0.1", port=free_port(), ready_timeout=SECONDS_AT_MOST
    )
    controller.start()
    yield slow, f"smtp://127.0.0.1:{controller.port}?starttls=off"
    slow.may_finish.set()
    controller.stop()


@pytest.fixture
def register(tmp_path: Path) -> Iterator[sa.Engine]:
    """The register of the installation in `tmp_path`.

    Of several processes that make it one does, and on a busy machine the others may give up.
    """
    engine = open_database(f"sqlite:///{tmp_path / 'register.sqlite3'}", wait_seconds=30)
    migrate(engine)
    yield engine
    engine.dispose()


@contextmanager
def running(folder: Path, *command: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Run a Python module until the test is over; what it says goes to `folder`/said."""
    environment = os.environ | {"INSTANCE_PATH": str(folder), "COURIER": "off"} | settings
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=environment,
            stdout=said,
            stderr=said,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def deliverer(folder: Path, **settings: str) -> Any:
    return running(folder, "flask", "--app", "app", "deliver", **settings)


def web(folder: Path, port: int, workers: int = 2, **settings: str) -> Any:
    config = ("--config", "deploy/gunicorn.conf.py", "--workers", str(workers))
    bind = ("--bind", f"127.0.0.1:{port}")
    return running(folder, "gunicorn", *config, *bind, "app:create_app()", **settings)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS_AT_MOST
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def answers(port: int) -> bool:
    try:
        return status_of(port, "/healthz") == 200
    except OSError:
        return False


def status_of(port: int, path: str) -> int:
    """Ask on a connection of its own, so that any worker may answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=180)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


def column(register: sa.Engine, wanted: sa.ColumnElement[Any]) -> list[Any]:
    with register.connect() as connection:
        return list(connection.scalars(sa.select(wanted).order_by(schema.deliveries.c.id)))


def assert_stopped_in_good_order(register: sa.Engine, taken: int) -> None:
    """The mail in hand went and is known to have gone; no other is held by the dead."""
    accepted = column(register, schema.deliveries.c.accepted_at)
    assert taken == 1
    assert [moment is not None for moment in accepted] == [True] + [False] * (PLANS - 1)
    assert column(register, schema.deliveries.c.leased_by) == [None] * PLANS


def test_courier_that_is_told_to_stop_finishes_the_mail_in_hand(
    tmp_path: Path, register: sa.Engine, mailbox: tuple[SlowMailbox, str]
) -> None:
    slow, url = mailbox
    for _ in range(PLANS):
        examples.filed(register)
    with deliverer(tmp_path, SMTP_URL=url) as courier:
        assert slow.is_busy.wait(SECONDS_AT_MOST)
        courier.send_signal(signal.SIGTERM)
        time.sleep(SECONDS_TO_HEAR)
        slow.may_finish.set()
        assert courier.wait(SECONDS_AT_MOST) == 0
    assert_stopped_in_good_order(register, slow.taken)


def test_web_process_that_is_told_to_stop_finishes_the_mail_in_hand(
    tmp_path: Path, register: sa.Engine, mailbox: tuple[SlowMailbox, str]
) -> None:
    slow, url = mailbox
    for _ in range(PLANS):
        examples.filed(register)
    port = free_port()
    with web(tmp_path, port, 1, SMTP_URL=url, COURIER="thread") as server:
        assert slow.is_busy.wait(SECONDS_AT_MOST)
        # A worker that is still getting ready hears of it only afterwards.
        wait_until(lambda: answers(port))
        server.send_signal(signal.SIGTERM)
        wait_until(lambda: not answers(port))
        time.sleep(SECONDS_TO_HEAR)
        slow.may_finish.set()
        assert server.wait(SECONDS_AT_MOST) == 0
    assert_stopped_in_good_order(register, slow.taken)


def open_form(port: int) -> Callable[[], int]:
    """Open the form as a browser does; return what saves a draft and tells the status."""
    address = f"http://127.0.0.1:{port}/aktivitetsplan/"
    with urllib.request.urlopen(address, timeout=180) as page:
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    assert token
    body = urlencode({"csrf_token": token[1], "medium": "Facebook", "action": "save"})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}

    def save() -> int:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=180)) as connection:
            connection.request("POST", "/aktivitetsplan/", body, headers)
            return connection.getresponse().status

    return save


def test_web_process_that_is_told_to_stop_finishes_the_request_in_hand(
    tmp_path: Path, register: sa.Engine
) -> None:
    port = free_port()
    with web(tmp_path, port) as server, ThreadPoolExecutor(1) as visitor:
        wait_until(lambda: answers(port))
        save = open_form(port)
        with closing(connect(tmp_path / "register.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            status = visitor.submit(save)
            # Half of what the request waits for the register: time to come in on a busy machine.
            time.sleep(2)
            server.send_signal(signal.SIGTERM)
            time.sleep(1)
            assert not status.done()
            other.execute("ROLLBACK")
        assert status.result(SECONDS_AT_MOST) == 303
        assert server.wait(SECONDS_AT_MOST) == 0


def requests_counted(port: int) -> set[float]:
    """What several askings of /metrics say about the page that was fetched."""
    wanted = re.compile(
        r'^blanketter_requests_total\{endpoint="receipts.receipt",status="404"\} (\S+)$', re.M
    )
    found = set()
    for _ in range(8):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=180) as page:
            found |= {float(number) for number in wanted.findall(page.read().decode())}
    return found


@pytest.mark.usefixtures("register")
def test_each_of_many_web_processes_counts_for_all(tmp_path: Path) -> None:
    port = free_port()
    with web(tmp_path, port) as server:
        wait_until(lambda: answers(port))
        with ThreadPoolExecutor(8) as visitors:
            seen = set(visitors.map(lambda _: status_of(port, "/arende/hemlig/"), range(40)))
        assert seen == {404}
        assert requests_counted(port) == {40}
        server.send_signal(signal.SIGTERM)
        server.wait(SECONDS_AT_MOST)
    said = (tmp_path / "said").read_text()
    assert said.count("receipts.receipt") == 40
    assert "hemlig" not in said
    assert all(line.startswith('{"at": ') for line in said.splitlines())


def test_a_wrong_setting_ends_gunicorn_instead_of_being_tried_for_ever(tmp_path: Path) -> None:
    with web(tmp_path, free_port(), SMTP_URL="mail.toreboda.se") as server:
        assert server.wait(SECONDS_AT_MOST) != 0
    said = (tmp_path / "said").read_text()
    assert "Setting SMTP_URL: must begin with smtp://" in said
    assert said.count("Setting SMTP_URL") <= 2


def test_web_waits_for_a_server_to_be_migrated(tmp_path: Path, empty_server_url: str) -> None:
    port = free_port()
    with web(tmp_path, port, 1, DATABASE_URL=empty_server_url, SECRET_KEY="k" * 40):
        wait_until(lambda: answers(port))
        assert status_of(port, "/readyz") == 503
        assert status_of(port, "/aktivitetsplan/utkast/x/") == 503
        register = open_database(empty_server_url)
        migrate(register)
        register.dispose()
        assert status_of(port, "/readyz") == 200


def session_of(port: int) -> tuple[dict[str, str], str]:
    """The cookie of a browser that has opened a page, and the token that goes with it."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/aktivitetsplan/", timeout=180) as page:
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    assert token
    return {"Cookie": cookie}, token[1]


def send(port: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Send on a connection of its own; the status and the page."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=180)) as connection:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_many_web_processes_have_one_limit(
    tmp_path: Path, request: pytest.FixtureRequest, database: str
) -> None:
    # Of what is counted by the minute a machine that takes its time lets more pass.
    port, settings = free_port(), {"DRAFTS_PER_HOUR": "12"}
    if database == "postgresql":
        url = request.getfixturevalue("server_url")
        settings |= {"DATABASE_URL": url, "SECRET_KEY": "k" * 40}
    with web(tmp_path, port, 2, **settings):
        wait_until(lambda: answers(port))
        headers, token = session_of(port)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode({"csrf_token": token, "medium": "Facebook", "action": "save"}).encode()

        def begin(_: int) -> int:
            return send(port, "/aktivitetsplan/", body, headers)[0]

        # Few at once: who waits in vain to be counted is let in.
        with ThreadPoolExecutor(2) as visitors:
            seen = list(visitors.map(begin, range(40)))
    assert (seen.count(303), seen.count(429)) == (12, 28)


@pytest.mark.usefixtures("register")
def test_file_is_refused_before_it_is_read_while_others_are_read(tmp_path: Path) -> None:
    port, path = free_port(), "/aktivitetsplan/las-in"
    readings = Slots(tmp_path, "reading", 2)
    with web(tmp_path, port, 2), readings.one(), readings.one():
        wait_until(lambda: answers(port))
        # Nobody sends the ten megabytes that are told of, and the answer comes nevertheless.
        told = {"Content-Length": str(10_000_000), "Content-Type": "application/pdf"}
        assert send(port, path, b"", told)[0] == 503
        # Who sends them gets the page, and not a connection that is reset.
        status, page = send(port, path, b"<" * 9_800_000, {"Content-Type": "application/pdf"})
        assert (status, "Andra läser in filer just nu" in page) == (503, True)
        assert status_of(port, "/aktivitetsplan/") == 200
