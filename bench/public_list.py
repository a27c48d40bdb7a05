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
_ROUNDS = 50
_GZIP = {"Accept-Encoding": "gzip"}
_ASKED = ("/konton/", "/konton/?inbaddad=1", "/konton.json", "/konton.csv", "/konton.ttl")
_PARTS = re.compile(rb'(?:href|src)="(/(?:static/[^"]+\.(?:css|js|woff2|svg)[^"]*|accent\.css))"')
_KIB = 1024


def main() -> None:
    """Print it."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read_settings({"INSTANCE_PATH": folder, "COURIER": "off"}))
        register = app.extensions["office"].register
        migrate(register)
        plans = [answers_of(one, 1, "toreboda.example") for one in range(_ACCOUNTS)]
        publish(register, plans)
        client = app.test_client()
        first = _milliseconds(client, _ASKED[0])
        count = len(json.loads(client.get("/konton.json").data)["konton"])
        print(f"{count} accounts; the first page of a process: {first:.0f} ms")
        for path in _ASKED:
            print(_figures(client, path))
        tag = client.get(_ASKED[0]).headers["ETag"]
        times = [_milliseconds(client, _ASKED[0], **{"If-None-Match": tag}) for _ in range(_ROUNDS)]
        print(f"{'304':22} {_percentiles(times)}")
        print(f"page with all that it asks for: {_whole(client) / _KIB:.0f} KiB")


def _figures(client: FlaskClient, path: str) -> str:
    size = len(client.get(path, headers=_GZIP).data)
    times = [_milliseconds(client, path) for _ in range(_ROUNDS)]
    return f"{path:22} {_percentiles(times)}  {size / _KIB:.0f} KiB"


def _percentiles(times: Sequence[float]) -> str:
    return f"p50 {statistics.median(times):6.1f} ms  p95 {sorted(times)[-3]:6.1f} ms"


def _milliseconds(client: FlaskClient, path: str, **headers: str) -> float:
    started = time.perf_counter()
    client.get(path, headers=_GZIP | headers)
    return (time.perf_counter() - started) * 1000


def _whole(client: FlaskClient) -> int:
    """Bytes of the page and of its parts, as a first visit fetches them."""
    page = client.get(_ASKED[0], headers=_GZIP)
    parts = set(_PARTS.findall(client.get(_ASKED[0]).data))
    paths = [part.decode() for part in parts]
    return len(page.data) + sum(len(client.get(path, headers=_GZIP).data) for path in paths)


if __name__ == "__main__":
    main()
