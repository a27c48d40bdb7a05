"""The whole system as it runs at a municipality: a server process, a mail server, a browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.programs import program

# Waiting long costs only when something fails, and a machine that builds may be slow or busy.
SECONDS_AT_MOST = 60
expect.set_options(timeout=SECONDS_AT_MOST * 1_000)

ROOT = Path(__file__).parent.parent.parent
# The machine may have no network; without these Chromium keeps asking for it.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


def free_port() -> int:
    """A port on loopback that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Callable[[], Any], seconds: float = SECONDS_AT_MOST) -> Any:
    """The first true value of `is_so()`; fails when none comes in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := is_so():
            return found
        time.sleep(0.05)
    pytest.fail(f"waited {seconds} s in vain")


@dataclass
class Mailbox:
    """A real SMTP server that keeps what it takes."""

    messages: list[EmailMessage] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """aiosmtpd's hook."""
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """The information officer's mail server."""
    box = Mailbox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port, ready_timeout=SECONDS_AT_MOST)
    controller.start()
    yield box
    controller.stop()


def is_up(base_url: str) -> bool:
    """Whether the server answers."""
    try:
        with urllib.request.urlopen(f"{base_url}/readyz", timeout=SECONDS_AT_MOST) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Start the system in a process of its own, as `make run` does; gives its address."""
    processes = []

    def start(**settings: str) -> str:
        port = free_port()
        base_url = f"http://127.0.0.1:{port}"
        given = {"INSTANCE_PATH": str(tmp_path / "instance"), "BASE_URL": base_url} | settings
        command = [sys.executable, "-m", "flask", "--app", "app", "run", "--port", str(port)]
        with (tmp_path / "server.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | given, stdout=log, stderr=log
            )
        processes.append(process)
        wait_until(lambda: is_up(base_url))
        return base_url

    yield start
    for process in processes:
        process.terminate()
        process.wait(SECONDS_AT_MOST)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    chromium = program("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh browser profile, with and without JavaScript."""
    context = browser.new_context(locale="sv-SE", java_script_enabled=request.param)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab. Any error in its console fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    return page
