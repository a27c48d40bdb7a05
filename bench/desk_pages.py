"""What whole pages of the register cost: `python -m bench.desk_pages [--database postgresql]`.

Fills and indexes a register as bench.register does (or uses the one that `--url` names), and asks
the application for pages, templates and session included, one after the other, without a web server
before it. Prints the percentiles of each.

Goals: one plan within 50 ms, and each page of what is to be done within 100 ms at the 95th
percentile.
"""

import argparse
import random
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from bench.clock import Clock, Took, figures, load
from bench.databases import DATABASES, fresh_database
from bench.desk_load import PLAN, addresses, sign_in
from bench.register import SEARCHES, make_full
from office.office import Office
from register.accounts import MAIL, OWN
from register.choices import choices
from register.database import open_database, reading
from register.duties import Duty
from register.schema import case_people
from settings import read_settings

_LIST, _LATE = "/register/planer/", "/register/forsenat"
_WARM_UPS = 3


def pages(client: FlaskClient, count: int) -> Iterator[tuple[str, str]]:
    """Each page by what it is called, several addresses of each."""
    chance = random.Random(14)
    own: Office = client.application.extensions["office"]
    units = choices(own.register).units
    words = [text for texts in SEARCHES.values() for text in texts]
    for _ in range(count):
        yield "list", _LIST
        searched = client.get(_LIST, query_string={"q": chance.choice(words)})
        if found := PLAN.findall(searched.get_data(as_text=True)):
            yield "one plan", chance.choice(found)
        yield "search", f"{_LIST}?q={chance.choice(words)}"
        yield "filtered list", f"{_LIST}?medium=Instagram&ar={chance.randrange(2020, 2027)}"
        yield "first page", "/register/"
        yield "late", _LATE
        yield "late and to come", f"{_LATE}?aven=kommande"
        yield "late of a unit", f"{_LATE}?enhet={quote(chance.choice(units))}"
        yield "late of one kind", f"{_LATE}?slag={quote(chance.choice(list(Duty)))}"


def timed(client: FlaskClient, clock: Clock, path: str) -> Took:
    """Ask for a page, and see that it comes."""
    with clock.timed() as took:
        answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return took


def measure(app: Flask, count: int) -> None:
    """Print what each page took, as the officer and as somebody with plans of their own."""
    own: Office = app.extensions["office"]
    clock, took = Clock(own.register), dict[str, list[Took]]()
    officer = _browser(app, MAIL, addresses(1)[0])
    for name, path in pages(officer, count + _WARM_UPS):
        took.setdefault(name, []).append(timed(officer, clock, path))
    for address in _some_people(own.register, count + _WARM_UPS):
        own_plans = timed(_browser(app, OWN, address), clock, "/mina-planer/")
        took.setdefault("own plans", []).append(own_plans)
    for name, each in took.items():
        print(f"{name}: {figures(each[_WARM_UPS:])}")
    print(load())


def _browser(app: Flask, issuer: str, address: str) -> FlaskClient:
    client, own = app.test_client(), app.extensions["office"]
    client.set_cookie("register", sign_in(own.register, address, issuer))
    return client


def _some_people(db: sa.Engine, count: int) -> list[str]:
    with reading(db) as connection:
        found = connection.scalars(sa.select(case_people.c.address).distinct().limit(count))
        return list(found)


def main() -> None:
    """Fill when there is nothing, and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=100_000)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--url", help="a database that is kept")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        url = chosen.url or stack.enter_context(fresh_database(chosen.database))
        db = open_database(url)
        make_full(db, chosen.plans)
        db.dispose()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        given = {"DATABASE_URL": url, "INSTANCE_PATH": str(folder), "COURIER": "off"}
        measure(
            create_app(read_settings(given | {"REGISTER_OFFICERS": addresses(1)[0]})), chosen.count
        )


if __name__ == "__main__":
    main()
