"""`flask preview` in a browser: what is saved is seen, and nothing need be pressed."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.forms.test_soundness import FORM
from tests.journeys.servers import ROOT, wait_until
from tests.ports import free_port

COMMAND = [sys.executable, "-m", "flask", "--app", "app", "preview"]


def hears_ctrl_c() -> None:
    """What a shell starts in the background ignores it, and so would all that these tests start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def previewed(file: Path) -> Iterator[str]:
    """The address that the command names."""
    command = [*COMMAND, str(file), "--port", str(free_port())]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=quiet, text=True, preexec_fn=hears_ctrl_c
    ) as process:
        assert process.stdout is not None
        try:
            yield next(word for word in process.stdout.readline().split() if "http" in word)
        finally:
            # As Ctrl+C does, after which nothing may be left behind.
            process.send_signal(signal.SIGINT)


def test_form_is_seen_as_its_file_is_saved(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "lokal.py"
    file.write_text(FORM, encoding="utf-8")
    with previewed(file) as address:
        page = browser.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        wait_until(lambda: opens(page, address))
        expect(page.get_by_role("heading", name="Bokning")).to_be_visible()
        inside = page.frame_locator("iframe").first.get_by_role("heading", name="Bokning")
        expect(inside).to_be_visible()
        file.write_text(FORM.replace("Line(", "Linje("), encoding="utf-8")
        expect(page.get_by_role("alert")).to_contain_text("line 27: NameError: name 'Linje'")
        file.write_text(FORM.replace("Bokning", "Hyra av lokal"), encoding="utf-8")
        expect(page.get_by_role("heading", name="Hyra av lokal")).to_be_visible()
        page.close()


def opens(page: Page, address: str) -> bool:
    """Whether the command serves its pages yet."""
    try:
        return page.goto(address) is not None
    except Error:
        return False
