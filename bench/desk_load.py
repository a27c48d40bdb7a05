"""The office searches while everybody files: `python -m bench.desk_load [--database postgresql]`.

Officers look for plans in a full register, turn the page and open one; fillers fill in and file, as
in bench.load. All at once over HTTP, with `--pause` seconds of thought between two pages. Prints
errors, which there must not be any of, and the median and 99th percentile of each step.
"""

import argparse
import random
import re
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from bench.databases import DATABASES, fresh_database
from bench.faults.system import System
from bench.load import Person, let_work, report
from bench.register import FILTERS, SEARCHES, make_full
from register import sessions
from register.accounts import MAIL, ensure_account
from register.database import open_database, writing

_LIST = "/register/planer/"
PLAN = re.compile(rf'href="({_LIST}AP-\d{{4}}-\d+/)"')
_NEXT = re.compile(rf'href="({_LIST}\?[^"]*efter=[^"]*)"')
_WORDS = tuple(text for texts in SEARCHES.values() for text in texts)
_IN_ADDRESSES = {"medium": "medium", "department": "forvaltning", "status": "status", "year": "ar"}


class Officer(Person):
    """One of those who run the register, with a session of her own."""

    def __init__(self, base_url: str, pause: float, key: str, number: int) -> None:
        super().__init__(base_url, pause)
        self.opener.addheaders = [("Cookie", f"register={key}")]
        self.chance = random.Random(number)

    def do_once(self) -> None:
        """Search or filter, look at the next page, and at one plan."""
        if self.chance.randrange(2):
            self._look_for("search", {"q": self.chance.choice(_WORDS)})
        else:
            filters = self.chance.choice(FILTERS).items()
            given = {_IN_ADDRESSES[name]: str(value) for name, value in filters if name != "form"}
            self._look_for("filtered list", given)

    def _look_for(self, what: str, given: dict[str, str]) -> None:
        self.step(what, f"{_LIST}?{urlencode(given)}", None, 200)
        plans, onwards = PLAN.findall(self.text), _NEXT.search(self.text)
        if onwards:
            self.step("next page", onwards[1].replace("&amp;", "&"), None, 200)
        if plans:
            self.step("one plan", self.chance.choice(plans), None, 200)


def addresses(count: int) -> list[str]:
    """Whom the settings let in."""
    return [f"officer{number}@toreboda.example" for number in range(count)]


def sign_in(db: sa.Engine, address: str, issuer: str = MAIL) -> str:
    """The key of a new session."""
    now = datetime.now(UTC)
    with writing(db) as connection:
        account = ensure_account(connection, issuer, address, "", address, now)
        return sessions.begin(connection, account, now)


def main() -> None:
    """Fill a register, or take one that `--url` names, and let all of them work in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officers", type=int, default=30)
    parser.add_argument("--fillers", type=int, default=50)
    parser.add_argument("--plans", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=5.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--url", help="a register that is kept; plans are filed in it")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        url = chosen.url or stack.enter_context(fresh_database(chosen.database))
        db = open_database(url)
        make_full(db, chosen.plans)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        let_in = addresses(chosen.officers)
        system = System(folder, url, chosen.workers, {"REGISTER_OFFICERS": " ".join(let_in)})
        stack.callback(system.stop)
        officers = [
            Officer(system.base_url, chosen.pause, sign_in(db, address), number)
            for number, address in enumerate(let_in)
        ]
        fillers = [Person(system.base_url, chosen.pause) for _ in range(chosen.fillers)]
        db.dispose()
        let_work([*officers, *fillers], chosen.seconds)
        report(officers, chosen.seconds, "lists looked at")
        report(fillers, chosen.seconds)
        sys.exit(any(person.errors for person in (*officers, *fillers)))


if __name__ == "__main__":
    main()
