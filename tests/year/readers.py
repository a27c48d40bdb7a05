"""Those who read the public list: they ask for it as a page, as JSON and as CSV, and ask anew only
for what they do not have."""

import csv
import json
from io import StringIO

from bs4 import BeautifulSoup

from tests.year.play import Year

PATHS = ("/konton/", "/konton.json", "/konton.csv")
Seen = list[tuple[int, int, str]]


class Readers:
    """Of one installation after another; they keep what they were given, as browsers do."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        self._tags: dict[str, str] = {}
        self._seen: Seen = []
        self.answers: set[int] = set()

    def compare(self, year: Year) -> None:
        """What they read is what the ledger says; they get it anew when it is another."""
        public = [one for one in year.ledger.accounts if one.is_public]
        expected = sorted(one.url for one in public)
        seen = sorted((one.case_id, one.filing_id, one.url) for one in public)
        client = year.app.test_client()
        for path, read in zip(PATHS, (_in_page, _in_json, _in_csv), strict=True):
            given = {"If-None-Match": self._tags[path]} if path in self._tags else {}
            answer = client.get(path, headers=given)
            self.answers.add(answer.status_code)
            if seen == self._seen:
                assert answer.status_code == 304
                answer = client.get(path)
            elif [one[2] for one in seen] != [one[2] for one in self._seen]:
                assert answer.status_code == 200
            if answer.status_code == 200:
                self._tags[path] = answer.headers["ETag"]
                assert sorted(read(answer.text)) == expected, (
                    path,
                    set(read(answer.text)) ^ set(expected),
                    len(expected),
                )
        self._seen = seen


def _in_page(page: str) -> list[str]:
    links = BeautifulSoup(page, "html.parser").select("tbody a")
    return [str(one["href"]) for one in links]


def _in_json(text: str) -> list[str]:
    return [one["adress"] for one in json.loads(text)["konton"]]


def _in_csv(text: str) -> list[str]:
    rows = csv.DictReader(StringIO(text.removeprefix("\ufeff")), delimiter=";")
    return [row["Adress"] for row in rows]
