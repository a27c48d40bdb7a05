"""The whole system as it runs at a municipality: a server process, a mail server, a browser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.journeys.servers import SECONDS_AT_MOST, Server
from tests.ports import free_port
from tests.programs import program

expect.set_options(timeout=SECONDS_AT_MOST * 1_000)

# Many tests are one client to the systems that they share.
UNLIMITED = dict.fromkeys(
    (
        "FILINGS_PER_MINUTE",
        "READINGS_PER_MINUTE",
        "PREVIEWS_PER_MINUTE",
        "DRAFTS_PER_HOUR",
        "SAVED_BYTES_PER_MINUTE",
    ),
    "1000000000",
)
# The machine may have no network; without these Chromium keeps asking for it.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


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


@pytest.fixture(scope="session")
def officer() -> Iterator[Mailbox]:
    """The information officer's mail server."""
    box = Mailbox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port, ready_timeout=SECONDS_AT_MOST)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def mailbox(officer: Mailbox) -> Mailbox:
    """It, with nothing in it."""
    officer.messages.clear()
    return officer


@pytest.fixture
def with_mail(systems: Callable[..., Server], mailbox: Mailbox) -> Server:
    """A system that delivers into `mailbox`."""
    address = f"smtp://127.0.0.1:{mailbox.port}?starttls=off"
    return systems(SMTP_URL=address, COURIER="thread")


@pytest.fixture(scope="session")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Installations that tests share, one for each choice of settings."""
    running: dict[tuple[tuple[str, str], ...], Server] = {}

    def find(**settings: str) -> Server:
        """The one with these settings, served."""
        choice = tuple(sorted(settings.items()))
        if choice not in running:
            folder = tmp_path_factory.mktemp("system")
            running[choice] = Server(folder / "instance", UNLIMITED | settings)
        if not running[choice].process:
            running[choice].start()
        return running[choice]

    yield find
    for server in running.values():
        server.stop()


@pytest.fixture
def server(systems: Callable[..., Server]) -> Server:
    """The system as it is out of the box; others have been here and left drafts and plans."""
    return systems()


@pytest.fixture
def serve(systems: Callable[..., Server]) -> Callable[..., str]:
    """The address of a system with these settings, likewise shared."""
    return lambda **settings: systems(**settings).url


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium.

    Closed after the journeys: while Playwright is there, the thread has an event loop that runs,
    and no courier could begin its own.
    """
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
