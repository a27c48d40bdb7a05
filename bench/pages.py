"""How fast our form is served beside a bare Flask page with as many inputs.

`python -m bench.pages [SECONDS]` starts both under gunicorn with the same workers, asks them in
turn for the same time and prints the rates and their quotients. Goals: the empty form at no
less than 0.8 times the bare page's rate, the form with errors at no less than 0.6 times.
"""

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.plans import as_inputs, plan

ROOT = Path(__file__).parent.parent
CONNECTIONS = 4  # enough to keep one worker busy all the time
ROUNDS = 6
GOALS = {"empty form": 0.8, "form with errors": 0.6}


@dataclass
class Visit:
    """What is asked for again and again; a POST is made from the page that GET shows."""

    port: int
    path: str
    answers: dict[str, str] = field(default_factory=dict)

    def count(self, until: float) -> int:
        """How many answers come before the clock says `until`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        method, body, headers, expected = self._request(connection)
        done = 0
        while time.monotonic() < until:
            connection.request(method, self.path, body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != expected:
                raise SystemExit(f"{self.path} answered {answer.status}")
            done += 1
        connection.close()
        return done

    def _request(
        self, connection: http.client.HTTPConnection
    ) -> tuple[str, str | None, dict[str, str], int]:
        if not self.answers:
            return "GET", None, {}, 200
        connection.request("GET", self.path)
        answer = connection.getresponse()
        page = answer.read().decode()
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        sent = self.answers | ({"csrf_token": token[1]} if token else {})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if cookie := answer.getheader("Set-Cookie"):
            headers["Cookie"] = cookie.split(";")[0]
        return "POST", urlencode(sent), headers, 422


def rate(visit: Visit, seconds: float) -> float:
    """Answers a second over all connections."""
    counts: list[int] = []
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=lambda: counts.append(visit.count(until)))
        for _ in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


@contextmanager
def served(application: str, folder: Path) -> Iterator[int]:
    """An application under gunicorn with one worker; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += ["--worker-class", "gthread", "--threads", "4", "--log-level", "error", application]
    given = {"INSTANCE_PATH": str(folder), "COURIER": "off"}
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | given, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Until somebody answers there."""
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def compare(ours: Visit, bare: Visit, seconds: float) -> dict[str, float]:
    """The median rates of several rounds, taken in turn so that both meet the same noise."""
    quotients, rates = [], []
    for visit in (ours, bare):
        rate(visit, 0.5)
    for _ in range(ROUNDS):
        pair = rate(ours, seconds), rate(bare, seconds)
        rates.append(pair)
        quotients.append(pair[0] / pair[1])
    return {
        "ours_per_s": round(statistics.median(pair[0] for pair in rates)),
        "bare_per_s": round(statistics.median(pair[1] for pair in rates)),
        "quotient": round(statistics.median(quotients), 2),
    }


def half_answered() -> dict[str, str]:
    """A plan as it is sent the first time: something is missing, something is wrong."""
    inputs = as_inputs(plan(4, url="", weekly_hours="många"))
    return inputs | {"administrators-1-email": "", "monitoring": ""}


def main(seconds: float) -> None:
    """Measure, print, and end with 1 when a goal is missed."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served("app:create_app()", Path(folder)) as ours,
        served("bench.plain_page:create_app()", Path(folder)) as bare,
    ):
        form, answers = "/aktivitetsplan/", half_answered()
        report = {
            "empty form": compare(Visit(ours, form), Visit(bare, "/"), seconds),
            "form with errors": compare(
                Visit(ours, form, answers), Visit(bare, "/", answers), seconds
            ),
        }
    print(json.dumps(report, indent=2))
    missed = [name for name, goal in GOALS.items() if report[name]["quotient"] < goal]
    sys.exit(f"missed: {', '.join(missed)}" if missed else 0)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3)
