"""The system in a process of its own, that tests may stop and start again."""

import os
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Self

import pytest
from werkzeug.serving import make_server

import forms
from app import create_app
from forms import PrintableForm
from settings import read_settings
from tests.ports import free_port

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROOT = Path(__file__).parent.parent.parent
# Waiting long costs only when something fails, and a machine that builds may be slow and busy.
SECONDS_AT_MOST = 180


def wait_until(is_so: Callable[[], Any], seconds: float = SECONDS_AT_MOST) -> Any:
    """The first true value of `is_so()`; fails when none comes in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := is_so():
            return found
        time.sleep(0.05)
    pytest.fail(f"waited {seconds} s in vain")


def is_up(base_url: str) -> bool:
    """Whether the server answers."""
    try:
        with urllib.request.urlopen(f"{base_url}/readyz", timeout=SECONDS_AT_MOST) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def serving(app: "WSGIApplication") -> Iterator[str]:
    """The address of `app`, served by this process."""
    server = make_server("127.0.0.1", 0, _closing(app), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _closing(app: "WSGIApplication") -> "WSGIApplication":
    """`app`, whose answers are closed even when a browser breaks off before it has read them.

    Werkzeug's server forgets it when the connection is reset, and a file left open fails whichever
    test runs at the moment when it is found.
    """

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterator[bytes]:
        parts = app(environ, start_response)
        try:
            yield from parts
        finally:
            if hasattr(parts, "close"):
                parts.close()

    return answer


@contextmanager
def served(*made_up: type[PrintableForm], instance: Path, **given: str) -> Iterator[str]:
    """The address of a system in this process that offers forms of a test beside the others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms, "FORMS", (*forms.FORMS, *made_up))
        settings = read_settings({"INSTANCE_PATH": str(instance), "COURIER": "off"} | given)
        with serving(create_app(settings)) as address:
            yield address


@dataclass
class Server:
    """One installation in the folder `instance`; `settings` override the defaults."""

    instance: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def form(self) -> str:
        """The address of the empty form."""
        return f"{self.url}/aktivitetsplan/"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Serve, with the register that was there before."""
        given = {"INSTANCE_PATH": str(self.instance), "BASE_URL": self.url, "COURIER": "off"}
        command = [sys.executable, "-m", "flask", "--app", "app", "run", "--port", str(self.port)]
        with (self.instance.parent / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | given | self.settings, stdout=log, stderr=log
            )
        wait_until(lambda: is_up(self.url))

    def stop(self) -> None:
        """End the process."""
        if self.process:
            self.process.terminate()
            self.process.wait(SECONDS_AT_MOST)
            self.process = None

    def register(self) -> sqlite3.Connection:
        """The register behind the server's back."""
        return sqlite3.connect(self.instance / "register.sqlite3", isolation_level=None)

    def counts(self) -> sqlite3.Connection:
        """What it counts of its clients, likewise."""
        return sqlite3.connect(self.instance / "limits.sqlite3", isolation_level=None)
