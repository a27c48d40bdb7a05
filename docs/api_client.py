"""How another system uses the API (docs/api.md): a diary that gives each new plan its number.

    API_TOKEN=bk_… python3 docs/api_client.py https://blanketter.example.se FOLDER

Lists all plans, keeps the newest document of each in FOLDER, gives those without a number the next
one, and tells what happened since it was last run. Needs nothing but Python.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

PATIENCE = 3
Answer = dict[str, Any]


class Api:
    """The API of one installation; addresses in its answers begin at the root of the host."""

    def __init__(self, host: str, token: str) -> None:
        self._host, self._token = host.rstrip("/"), token

    def json(self, address: str) -> Answer:
        """What stands at an address."""
        found: Answer = json.loads(self.content(address))
        return found

    def content(self, address: str) -> bytes:
        """The same as it came."""
        return self._ask("GET", address)

    def pages(self, address: str, name: str) -> Iterator[Answer]:
        """Everything in a list, page by page."""
        following: str | None = address
        while following:
            page = self.json(following)
            yield from page[name]
            following = page["nasta"]

    def put_number(self, reference: str, number: str) -> bool:
        """Give a plan its number as it was seen; False when somebody changed it meanwhile."""
        revision = self.json(f"/api/v1/planer/{reference}")["revision"]
        sent = json.dumps({"dnr": number}).encode()
        try:
            self._ask("PUT", f"/api/v1/planer/{reference}/dnr", sent, {"If-Match": f'"{revision}"'})
        except HTTPError as error:
            if error.code == HTTPStatus.PRECONDITION_FAILED:
                return False
            raise
        return True

    def _ask(
        self,
        method: str,
        address: str,
        sent: bytes | None = None,
        more: dict[str, str] | None = None,
    ) -> bytes:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        request = Request(self._host + address, sent, headers | (more or {}), method=method)
        for again in range(PATIENCE, -1, -1):
            try:
                with urlopen(request, timeout=30) as answer:
                    return bytes(answer.read())
            except HTTPError as error:
                if not again or "Retry-After" not in error.headers:
                    raise
                time.sleep(int(error.headers["Retry-After"]))
        raise AssertionError


def main(host: str, folder: Path) -> None:
    """Run once; what was seen last is kept beside the documents."""
    api = Api(host, os.environ["API_TOKEN"])
    plans = list(api.pages("/api/v1/planer?ordning=referens&antal=100", "planer"))
    for number, row in enumerate(plans, 1):
        plan = api.json(row["adress"])
        pdf = plan["versioner"][0]["pdf"]
        (folder / pdf.rpartition("/")[2]).with_stem(plan["referens"]).write_bytes(api.content(pdf))
        if plan["dnr"] is None and not api.put_number(plan["referens"], f"KS {number}"):
            print(plan["referens"], "was changed meanwhile: next time")
    place = folder / "events"
    address = place.read_text() if place.exists() else "/api/v1/handelser"
    is_more = True
    while is_more:
        page = api.json(address)
        for event in page["handelser"]:
            print(event["tid"], event["referens"], event["handelse"])
        address, is_more = page["nasta"], page["fler"]
    place.write_text(address)
    print(len(plans), "plans")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
