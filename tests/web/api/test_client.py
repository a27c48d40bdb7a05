"""The client of docs/api_client.py, as a program of its own against a real server."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from register.cases import find_case
from register.events import EventKind, newest_events
from tests.journeys.servers import serving
from tests.register import examples
from tests.web.api.conftest import System, office_of
from tests.web.api.test_events import wait

CLIENT = Path(__file__).parents[3] / "docs" / "api_client.py"
PLANS = 3


@pytest.fixture
def host(app: Flask) -> Iterator[str]:
    with serving(app) as address:
        yield address


def run(host: str, folder: Path, secret: str) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"API_TOKEN": secret, "no_proxy": "*"}
    command = [sys.executable, str(CLIENT), host, str(folder)]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def test_client_lists_reads_keeps_numbers_and_follows(
    app: Flask, host: str, system: Callable[..., System], tmp_path: Path
) -> None:
    register = office_of(app).register
    filings = [examples.filed(register) for _ in range(PLANS)]
    folder = tmp_path / "diary"
    folder.mkdir()
    secret = system().secret
    first = run(host, folder, secret)
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines()[-1] == f"{PLANS} plans"
    assert first.stdout.count(" filed") == PLANS
    for number, filing in enumerate(filings, 1):
        kept = (folder / f"{filing.reference}.pdf").read_bytes()
        assert kept == examples.pdf_of(filing.reference, 1)
        case = find_case(register, filing.reference)
        assert case
        assert case.dnr == f"KS {number}"
    # The second time it hears of the numbers that it gave, and gives no more.
    wait(app, 61)
    second = run(host, folder, secret)
    assert second.returncode == 0, second.stderr
    assert second.stdout.count(f" {EventKind.NUMBERED}") == PLANS
    assert " filed" not in second.stdout
    numbered = newest_events(register, filings[0].case_id, 10, kinds=[EventKind.NUMBERED])
    assert len(numbered) == 1


def test_client_without_a_token_that_lives_ends(app: Flask, host: str, tmp_path: Path) -> None:
    done = run(host, tmp_path, "bk_invented")
    assert done.returncode == 1
    assert "401" in done.stderr
