"""What the public list costs with 2 000 accounts: `python -m bench.public_list`.

Asks the application for the page and its files, one after the other, without a web server before
it, and prints the percentiles, the bytes that go to a browser that reads gzip, and what the first
answer of a process costs, which judges every account.

Goals: each within 100 ms once it was made, and the page with everything that it asks for within
200 KB.
"""

import json
import re
import statistics
import tempfile
import time
from collections.abc import Sequence

from flask.testing import FlaskClient

from app import create_app
from office.demo.plans import answers_of
from register.database import migrate
from settings import read_settings
from tests.web.open.listed import publish

_ACCOUNTS = 2_000
_ROUNDS, _PROCESSES = 50, 7
_GZIP = {"Accept-Encoding": "gzip"}
_ASKED = ("/konton/", "/konton/?inbaddad=1", "/konton.json", "/konton.csv", "/konton.ttl")
_PARTS = re.compile(rb'(?:href|src)="(/(?:static/[^"]+\.(?:css|js|woff2|svg)[^"]*|accent\.css))"')
_KIB = 1024


def main() -> None:
    """Print it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"INSTANCE_PATH": folder, "COURIER": "off"})
        app = create_app(settings)
        register = app.extensions["office"].register
        migrate(register)
        plans = [answers_of(one, 1, "toreboda.example") for one in range(_ACCOUNTS)]
        publish(register, plans)
        client = app.test_client()
        count = len(json.loads(client.get("/konton.json").data)["konton"])
        firsts = [_took(create_app(settings).test_client(), _ASKED[0]) for _ in range(_PROCESSES)]
        print(f"{count} accounts")
        print(f"{'first of a process':22} {_percentiles(firsts)}")
        for path in _ASKED:
            print(_figures(client, path))
        tag = client.get(_ASKED[0]).headers["ETag"]
        times = [_took(client, _ASKED[0], **{"If-None-Match": tag}) for _ in range(_ROUNDS)]
        print(f"{'304':22} {_percentiles(times)}")
        print(f"page with all that it asks for: {_whole(client) / _KIB:.0f} KiB")


def _figures(client: FlaskClient, path: str) -> str:
    size = len(client.get(path, headers=_GZIP).data)
    times = [_took(client, path) for _ in range(_ROUNDS)]
    return f"{path:22} {_percentiles(times)}  {size / _KIB:.0f} KiB"


def _percentiles(times: Sequence[tuple[float, float]]) -> str:
    wall, cpu = (sorted(one) for one in zip(*times, strict=True))
    return "  ".join(
        f"{name} p50 {statistics.median(some):6.1f} ms, p95 {some[int(len(some) * 0.95)]:6.1f} ms"
        for name, some in (("clock", wall), ("processor", cpu))
    )


def _took(client: FlaskClient, path: str, **headers: str) -> tuple[float, float]:
    """Milliseconds, by the clock and by the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    client.get(path, headers=_GZIP | headers)
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def _whole(client: FlaskClient) -> int:
    """Bytes of the page and of its parts, as a first visit fetches them."""
    page = client.get(_ASKED[0], headers=_GZIP)
    parts = set(_PARTS.findall(client.get(_ASKED[0]).data))
    paths = [part.decode() for part in parts]
    return len(page.data) + sum(len(client.get(path, headers=_GZIP).data) for path in paths)


if __name__ == "__main__":
    main()
