"""Filing alone: `python -m bench.filings --plans 600 --clients 4 [--database postgresql]`.

Drafts that wait for the last press are filed over HTTP by `--clients` at once, with no courier
beside: documents, register and queue in one transaction. Prints how many a second, and the median
and 99th percentile of one filing; last, what one takes when `--rate` a second are pressed however
long they take. Goals: 60 a second with two web processes, half under 25 ms.
"""

import argparse
import http.client
import re
import statistics
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.databases import DATABASES, fresh_database
from bench.faults.filler import TOKEN
from bench.faults.system import System
from bench.plans import PlanMaker
from forms import FORMS
from register.database import open_database
from register.drafts import save_draft

_FORM = FORMS[0]
_WARM_UPS = 40
_BROWSERS_WHEN_PACED = 16


class Client:
    """One browser with its session; a new connection for each request, as from a proxy, so that
    every web process gets its share."""

    def __init__(self, base_url: str) -> None:
        self.host = urlsplit(base_url).netloc
        self.headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer, page = self._request("GET", f"/{_FORM.slug}/")
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        token = re.search(TOKEN, page)
        assert cookie, "the form gives no session"
        assert token, "the form has no token"
        self.headers["Cookie"] = cookie
        self.body = urlencode({"csrf_token": token[1]})

    def file(self, key: str) -> float:
        """Press the last button of a draft; seconds until the receipt's address came."""
        path = f"/{_FORM.slug}/utkast/{key}/granska/"
        started = time.perf_counter()
        answer, _ = self._request("POST", path, self.body)
        took = time.perf_counter() - started
        assert answer.status == HTTPStatus.SEE_OTHER, answer.status
        return took

    def _request(
        self, method: str, path: str, body: str | None = None
    ) -> tuple[http.client.HTTPResponse, str]:
        with closing(http.client.HTTPConnection(self.host)) as connection:
            connection.request(method, path, body, self.headers)
            answer = connection.getresponse()
            return answer, answer.read().decode()


def drafts(database_url: str, count: int) -> Iterator[str]:
    """The keys of new drafts, all different and ready to be filed."""
    register, maker, now = open_database(database_url), PlanMaker(), datetime.now(UTC)
    for number in range(count):
        typed = _FORM.from_answers(maker.plan(number).answers).typed()
        yield save_draft(
            register,
            form=_FORM.slug,
            edition=_FORM.edition,
            typed=typed,
            now=now,
            lifetime=timedelta(days=1),
        )
    register.dispose()


def work(client: Client, waiting: deque[str]) -> list[float]:
    """File until nothing waits; the seconds that each took."""
    took: list[float] = []
    while True:
        try:
            key = waiting.popleft()
        except IndexError:
            return took
        took.append(client.file(key))


def measure(base_url: str, keys: list[str], clients: int) -> None:
    """Print what filing the drafts took when every client files without pause."""
    browsers = _warm_browsers(base_url, keys, clients)
    waiting = deque(keys[_WARM_UPS:])
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        took = sum(pool.map(lambda browser: work(browser, waiting), browsers), [])
    report(f"{clients} clients", took, time.perf_counter() - started)


def measure_paced(base_url: str, keys: list[str], rate: float) -> None:
    """Print what filing took, counted from the moment at which it was due."""
    browsers: deque[Client] = deque(_warm_browsers(base_url, keys, _BROWSERS_WHEN_PACED))

    def file_when_due(due: float, key: str) -> float:
        time.sleep(max(0.0, due - time.perf_counter()))
        browser = browsers.popleft()
        browser.file(key)
        browsers.append(browser)
        return time.perf_counter() - due

    started = time.perf_counter()
    due = [started + number / rate for number in range(len(keys) - _WARM_UPS)]
    with ThreadPoolExecutor(_BROWSERS_WHEN_PACED) as pool:
        took = list(pool.map(file_when_due, due, keys[_WARM_UPS:]))
    report(f"{rate:g} a second", took, time.perf_counter() - started)


def _warm_browsers(base_url: str, keys: list[str], count: int) -> list[Client]:
    browsers = [Client(base_url) for _ in range(count)]
    for key in keys[:_WARM_UPS]:
        browsers[0].file(key)
    return browsers


def report(what: str, took: list[float], seconds: float) -> None:
    """Print one line about filings that took so many seconds each, and `seconds` together."""
    p99 = sorted(took)[len(took) * 99 // 100]
    print(
        f"{what}: {len(took)} filed, {len(took) / seconds:.1f}/s, "
        f"median {statistics.median(took) * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms"
    )


def main() -> None:
    """File for one client, for as many as there are processes, and for `--clients`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=600)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rate", type=float, default=60)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, fresh_database(chosen.database) as url:
        system = System(Path(folder), url, chosen.workers)
        try:
            for courier in system.couriers:
                courier.terminate()
                courier.wait()
            for clients in sorted({1, chosen.workers, chosen.clients}):
                keys = list(drafts(url, chosen.plans + _WARM_UPS))
                measure(system.base_url, keys, clients)
            keys = list(drafts(url, chosen.plans + _WARM_UPS))
            measure_paced(system.base_url, keys, chosen.rate)
        finally:
            system.stop()


if __name__ == "__main__":
    main()
