"""Whether the office finds what it looks for at once: `python -m bench.register [--database …]`.

Fills a register with plans whose texts are those of tests/plans.json, each for a unit, an account
and persons of its own, over seven years; half signed, some ended. Builds the index, and asks
for pages of the list: with searches of every kind, page 1 and page 50, with filters, in each order.

Goals: of searches 95 in a hundred within 50 ms and 99 within 150 ms; of the list without a search
95 in a hundred within 25 ms; the index of 100 000 plans in five minutes.
"""

import argparse
import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from bench.clock import Clock, Took, figures, load
from bench.databases import DATABASES, fresh_database
from forms import Aktivitetsplan
from office.indexing import said_of
from register import keys, schema
from register.backup.copying import set_last_numbers
from register.choices import choices
from register.database import migrate, open_database, writing
from register.index import count_cases, index_missing
from register.listing import Order, Status, Wanted, page_of

_EXAMPLES = Path(__file__).parent.parent / "tests" / "plans.json"
_AT_ONCE = 500
_FIRST_DAY = datetime(2020, 1, 2, 7, tzinfo=UTC)
_YEARS = 7
_MEDIA = ("Facebook", "Instagram", "Youtube", "Linkedin", "Blogg (WordPress)", "TikTok", "X")
_MEDIA_WEIGHTS = (40, 25, 12, 10, 6, 5, 2)
_DEPARTMENTS = (
    *("Barn- och utbildningsförvaltningen", "Kultur- och fritidsförvaltningen"),
    *("Kommunledningskontoret", "Tekniska förvaltningen", "Socialförvaltningen"),
    *("Miljö- och byggförvaltningen", "Räddningstjänsten", "Överförmyndaren"),
)
_DEPARTMENT_WEIGHTS = (30, 20, 15, 12, 12, 7, 3, 1)
_PLACES = (
    *("Björk", "Älg", "Ås", "Öst", "Väst", "Norr", "Sund", "Kanal", "Ek", "Lind", "Sjö", "Berg"),
    *("Moholm", "Älgarås", "Fägre", "Bäck"),
)
_UNITS = ("skolan", "biblioteket", "förskolan", "badet", "hemmet", "enheten", "gården", "museet")
_FIRST_NAMES = (
    *("Åsa", "Per-Örjan", "Märta", "Elsa", "Johan", "Fatima", "Zlatko", "Ann-Britt", "Gunilla"),
    *("Bo", "Timo", "Sara"),
)
_LAST_NAMES = (
    *("Lindqvist", "Ek", "Ståhl", "Brännström", "Öhman", "Sjöö", "Dahl", "Nyström", "Waag"),
    *("Hyvönen", "Alga", "Öberg"),
)
_SIGNED_OF_TEN, _ENDED_OF_HUNDRED = 5, 3
_PAGE_50 = 49 * 25
_SLOWEST = 10

Row = dict[str, Any]


class Maker:
    """Makes the rows of plan 1, 2, 3 …; equal numbers give equal plans."""

    def __init__(self, plans: int) -> None:
        self._examples = json.loads(_EXAMPLES.read_text(encoding="utf-8"))
        self._step = timedelta(days=365 * _YEARS) / plans

    def rows(self, number: int) -> dict[str, list[Row]]:
        """The rows of one plan by table."""
        chance = random.Random(number)
        filed_at = _FIRST_DAY + self._step * number
        answers = self._answers(chance, number)
        reference = f"AP-{filed_at.year}-{number:04d}"
        case = {"id": number, "form": "aktivitetsplan", "reference": reference}
        case |= {"year": filed_at.year, "number": number, "dnr": None, "ended_on": None}
        if chance.randrange(10) == 0:
            case["dnr"] = f"KS {filed_at.year}/{number}"
        if chance.randrange(100) < _ENDED_OF_HUNDRED:
            case["ended_on"] = filed_at.date()
        marks = [_mark(number, filed_at)] if chance.randrange(10) < _SIGNED_OF_TEN else []
        filings = [_filing(number, answers, filed_at)]
        return {"cases": [case], "filings": filings, "paper_marks": marks}

    def _answers(self, chance: random.Random, number: int) -> Row:
        place = f"{chance.choice(_PLACES)}{chance.choice(_PLACES).lower()}"
        unit = f"{place}{chance.choice(_UNITS)}"
        medium = chance.choices(_MEDIA, _MEDIA_WEIGHTS)[0]
        persons = [_person(chance, number) for _ in range(3)]
        example: Row = self._examples[number % len(self._examples)]
        return example | {
            "medium": medium,
            "url": f"https://www.{medium.split()[0].lower()}.com/{place.lower()}.{number}",
            "organisation": {
                "department": chance.choices(_DEPARTMENTS, _DEPARTMENT_WEIGHTS)[0],
                "unit": unit,
            },
            "administrators": persons[:2],
            "operators": [persons[0], persons[2]],
            "weekly_hours": chance.randrange(1, 30) / 2,
        }


def _person(chance: random.Random, number: int) -> Row:
    first, last = chance.choice(_FIRST_NAMES), chance.choice(_LAST_NAMES)
    return {
        "name": f"{first} {last}",
        "email": f"person{chance.randrange(number // 4 + 3)}@toreboda.example",
        "phone": f"070-{chance.randrange(100, 1000)} {chance.randrange(10, 100)} 06",
    }


def _filing(number: int, answers: Row, filed_at: datetime) -> Row:
    return {
        "id": number,
        "case_id": number,
        "form": Aktivitetsplan.slug,
        "edition": Aktivitetsplan.edition,
        "version": 1,
        "title": Aktivitetsplan.title,
        "short_title": Aktivitetsplan.short_title,
        "summary": f"{answers['medium']} – {answers['organisation']['unit']}",
        "answers": answers,
        "text": "\n".join(map(str, answers.values())),
        "filed_at": filed_at,
        "draft_digest": keys.digest(str(number)),
        "subject": f"account-{number}",
    }


def _mark(number: int, at: datetime) -> Row:
    told = {"filing_id": number, "received_on": at.date(), "at": at}
    return told | {"signers": [0, 1, 2], "source": "hand"}


def fill(db: sa.Engine, plans: int) -> None:
    """Fill an empty register with what the list is made of; documents are not asked for."""
    maker = Maker(plans)
    with click.progressbar(length=plans, label="plans") as bar:
        for start in range(1, plans + 1, _AT_ONCE):
            many = [maker.rows(one) for one in range(start, min(start + _AT_ONCE, plans + 1))]
            with writing(db) as connection:
                for name in ("cases", "filings", "paper_marks"):
                    rows = [row for one in many for row in one[name]]
                    connection.execute(sa.insert(schema.metadata.tables[name]), rows)
            bar.update(len(many))
    with writing(db) as connection:
        set_last_numbers(connection, {"cases": plans, "filings": plans})


def build_index(db: sa.Engine, plans: int) -> None:
    """Index all, and print how long it took."""
    with Clock(db).timed() as took, click.progressbar(length=plans, label="index") as bar:
        for some in index_missing(db, said_of):
            bar.update(some)
    wall, cpu = took.wall / 1000, took.cpu / 1000
    print(f"index of {plans}: {wall:.0f} s, of the processor's {cpu:.0f} s, {load()}")


def make_full(db: sa.Engine, plans: int) -> None:
    """Fill and index a register, unless it is full already."""
    migrate(db)
    if not count_cases(db, missing=False):
        fill(db, plans)
    if count_cases(db, missing=True):
        build_index(db, plans)
        if db.dialect.name == "postgresql":
            with writing(db) as connection:
                # As autovacuum does after so many rows.
                connection.exec_driver_sql("ANALYZE")


SEARCHES = {
    "none": ("zqzq", "qqqqqq", "finnsinte@toreboda.example"),
    "one sign": ("x", "9", "å", "-"),
    "two signs": ("va", "bo", "öb", "ks"),
    "rare": ("björkmoholm", "person4711", "älgaråsälgaråsmuseet", "facebook.com/eksjö"),
    "part of a word": ("bibliotek", "moholm", "förskol", "förvaltning"),
    "common": ("och", "kommentarer", "facebook", "toreboda.example", "www."),
    "number": ("AP-2024-", "0707", "KS 2023/", "2022", "070-174"),
    "several": ("instagram förskolan", "åsa öberg", "bo ek tiktok", "kultur moholm badet lind"),
    "many": ("vi vill att alla ska kunna läsa biblioteket och", "a b c d e f g h", "i på en av"),
    "signs": ("%_\\ ' \" NEAR(", "((((", "🦢🦢🦢", "--;", "col:x*"),
}
FILTERS = (
    {"medium": "Instagram"},
    {"department": "Kultur- och fritidsförvaltningen"},
    {"department": "Överförmyndaren", "medium": "X"},
    {"medium": "Facebook", "department": "Socialförvaltningen", "year": 2021},
    {"status": Status.WAITING},
    {"status": Status.ENDED, "medium": "Youtube"},
    {"year": 2020},
    {"form": "aktivitetsplan", "year": 2026, "status": Status.SIGNED},
)


def searches() -> Iterator[tuple[str, Wanted]]:
    """Searches of each kind, plain, filtered, and sorted in every order."""
    chance = random.Random(13)
    for kind, texts in SEARCHES.items():
        for text in texts:
            yield kind, Wanted(text)
            for _ in range(2):
                order = chance.choice(list(Order))
                yield f"{kind}, filtered", Wanted(text, **chance.choice(FILTERS), order=order)


def lists() -> Iterator[tuple[str, Wanted]]:
    """The list without a search."""
    for order in Order:
        yield "all", Wanted(order=order)
        for filters in FILTERS:
            yield "filtered", Wanted(**filters, order=order)


@dataclass(frozen=True)
class Asked:
    """What one page took."""

    kind: str
    wanted: Wanted
    page: int
    took: Took


def ask(db: sa.Engine, clock: Clock, wanted: Wanted, kind: str) -> Iterator[Asked]:
    """Time the first page, and the fiftieth of what has so many."""
    far = page_of(db, wanted, size=_PAGE_50).next
    for page, one in ((1, wanted), (50, replace(wanted, after=far))):
        if page == 1 or far:
            for _ in range(3):
                with clock.timed() as took:
                    page_of(db, one)
                yield Asked(kind, wanted, page, took)


def report(what: str, asked: list[Asked]) -> None:
    """Print the figures of all, of each kind, and the slowest."""
    print(f"{what}: {figures(one.took for one in asked)}, {load()}")
    for kind in dict.fromkeys(one.kind for one in asked):
        print(f"  {kind}: {figures(one.took for one in asked if one.kind == kind)}")
    for one in sorted(asked, key=lambda one: -one.took.cpu)[:_SLOWEST]:
        print(f"  slow: {one.took.cpu:.0f} ms, page {one.page} of {_told(one.wanted)}")


def _told(wanted: Wanted) -> str:
    return str({name: str(value) for name, value in vars(wanted).items() if value})


def main() -> None:
    """Fill, index and ask; a register given by `--url` is filled once and used again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=100_000)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--url", help="a database that is kept")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        url = chosen.url or stack.enter_context(fresh_database(chosen.database))
        db = open_database(url)
        make_full(db, chosen.plans)
        clock = Clock(db)
        for what, mix in (("search", searches()), ("list", lists())):
            report(what, [one for kind, wanted in mix for one in ask(db, clock, wanted, kind)])
        with clock.timed() as took:
            choices(db)
        print(f"choices: {figures([took])}")
        db.dispose()


if __name__ == "__main__":
    main()
