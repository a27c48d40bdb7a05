"""A real OpenID provider in a process of its own, and somebody's browser at it."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import playwright
import pytest
import requests
from bs4 import BeautifulSoup
from flask import Flask

from tests.journeys.nodetools import node_module
from tests.journeys.servers import SECONDS_AT_MOST
from tests.ports import free_port
from tests.web.conftest import Visitor

HERE = "http://127.0.0.1:5000"
NAMES = ("main", "other")
# It asks for a newer one than Debian has.
NODE = Path(playwright.__file__).with_name("driver") / "node"


@dataclass(frozen=True)
class OpenId:
    """The provider."""

    issuer: str

    def misbehave(self, **how: Any) -> None:
        """From now on, until told otherwise; `provider.mjs` says what there is."""
        answer = requests.post(f"{self.issuer}/misbehave", json.dumps(how), timeout=SECONDS_AT_MOST)
        answer.raise_for_status()

    def settings(self, name: str = "main", **changes: str) -> dict[str, str]:
        """What an installation needs to know of it."""
        own = {
            "ISSUER": self.issuer,
            "CLIENT_ID": "blanketter",
            "CLIENT_SECRET": "s" * 40,
            "LABEL": "Kommunens konto",
            "ROLES": "info=officer, chefer=reader=Vård",
        }
        return {"OIDC": name} | {f"OIDC_{name.upper()}_{a}": b for a, b in (own | changes).items()}


@contextmanager
def provider_for(here: str) -> Iterator[OpenId]:
    """A provider that knows the installation at `here`."""
    modules = node_module("oidc-provider").parent.parent
    port, answers = free_port(), ",".join(f"{here}/logga-in/{name}/svar" for name in NAMES)
    script = str(Path(__file__).with_name("provider.mjs"))
    command = [str(NODE), script, str(modules), str(port), answers, f"{here}/logga-in/"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout
    try:
        with process.stdout:
            assert process.stdout.readline() == b"ready\n"
            yield OpenId(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait(SECONDS_AT_MOST)


@pytest.fixture(scope="session")
def running_provider() -> Iterator[OpenId]:
    """Started once; it takes a second."""
    with provider_for(HERE) as provider:
        yield provider


@pytest.fixture
def openid(running_provider: OpenId) -> OpenId:
    """It, at its best behaviour."""
    running_provider.misbehave()
    return running_provider


class Person(Visitor):
    """Somebody whose one browser knows both us and the provider; `computer` is what is counted."""

    def __init__(self, app: Flask, computer: str = "127.0.0.1") -> None:
        super().__init__(app)
        self.client.environ_base["REMOTE_ADDR"] = computer
        self.cookies = requests.cookies.RequestsCookieJar()

    def there(self, way: str) -> str:
        """Sign in at the provider; return with what it sends us back, as a path of ours."""
        with requests.Session() as browser:
            browser.cookies = self.cookies
            while not way.startswith(HERE):
                answer = browser.get(way, allow_redirects=False, timeout=SECONDS_AT_MOST)
                assert answer.status_code in (302, 303), answer.text
                way = urljoin(way, answer.headers["Location"])
        parts = urlsplit(way)
        return f"{parts.path}?{parts.query}"

    def leaves(self, way: str) -> str:
        """Sign out at the provider, press its button, and return with where it sends us."""
        with requests.Session() as browser:
            browser.cookies = self.cookies
            page = BeautifulSoup(browser.get(way, timeout=SECONDS_AT_MOST).text, "html.parser")
            form = page.form
            assert form
            sent = {str(one["name"]): str(one["value"]) for one in form.select("input")}
            answer = browser.post(
                str(form["action"]),
                sent | {"logout": "yes"},
                allow_redirects=False,
                timeout=SECONDS_AT_MOST,
            )
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"

    def follow_link(self, text: str) -> BeautifulSoup:
        """Press a link of the page."""
        link = self.page.find("a", string=text)
        assert link
        return self.get(str(link["href"]))

    def asked(self, name: str = "main", query: str = "") -> str:
        """Press the button; return with what the provider answers, not brought to us yet."""
        self.get(f"/logga-in/{name}/{query}", 303)
        return self.there(self.response.location)

    def sign_in(self, expect: int = 303, name: str = "main", query: str = "") -> None:
        """All of it."""
        self.get(self.asked(name, query), expect)
