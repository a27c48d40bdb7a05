"""Makes a full register: `python -m bench.fill_register --database URL [--filings 100000]`.

Rows are as the real code writes them: versions, documents, deliveries, events, drafts and keys.
Documents are stand-ins of `--document-size` bytes unless `--own-documents` draws each, which
takes a hundred times as long and about 100 kB a filing; only then can `flask verify` read answers
out of them.
"""

import argparse
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import click
import sqlalchemy as sa

import pdf
from bench.bulk_rows import Bulk, Made
from bench.made_up import DIFFERENT, HOUSE, made_up
from forms import Aktivitetsplan
from forms.values.account import account_key
from office.filing import new_filing
from pdf import Imprint
from register import keys, schema
from register.access import RECEIPT
from register.backup.copying import TABLES, count_rows, set_last_numbers
from register.database import migrate, open_database, writing
from register.receiving import NewFiling
from swedish import SWEDEN

AT_ONCE = 500
DOCUMENT_SIZE = 4_000
# Every tenth filing is a new version of the one before it.
VERSION_EVERY = 10
UNITS = 3_000


@dataclass(frozen=True)
class Wish:
    """How many filings, filed a second apart until `now`, with documents of which kind."""

    filings: int
    now: datetime
    document_size: int = DOCUMENT_SIZE
    own_documents: bool = False


def receipt_key(number: int) -> str:
    """The key to the receipt of filing `number`, counted from 1."""
    return keys.derived_key(_draft_key(number), RECEIPT)


def reference_of(number: int, now: datetime) -> tuple[str, int]:
    """The reference and version of filing `number`."""
    earlier, place = divmod(number - 1, VERSION_EVERY)
    is_new_version = place == VERSION_EVERY - 1
    reference = earlier * (VERSION_EVERY - 1) + place + (0 if is_new_version else 1)
    return f"AP-{now.astimezone(SWEDEN).year}-{reference:04d}", 2 if is_new_version else 1


def fill(db: sa.Engine, wish: Wish, told: Callable[[int], None] = lambda filings: None) -> None:
    """Fill an empty register; `told` hears of so many filings more."""
    bulk = Bulk()
    filings = _filings(wish)
    while some := list(islice(filings, AT_ONCE)):
        rows = bulk.rows(some)
        with writing(db) as connection:
            for table in TABLES:
                if rows[table.name]:
                    connection.execute(sa.insert(table), rows[table.name])
        told(len(some))
    with writing(db) as connection:
        _count(connection, wish)
        set_last_numbers(connection, bulk.last_numbers)
        if db.dialect.name == "postgresql":
            # As autovacuum does while a register grows; a planner that knows nothing reads all.
            connection.exec_driver_sql("ANALYZE")


def _count(connection: sa.Connection, wish: Wish) -> None:
    numbers = (reference_of(number, wish.now)[0] for number in (wish.filings, wish.filings - 1))
    last = max(int(reference.rpartition("-")[2]) for reference in numbers)
    year = wish.now.astimezone(SWEDEN).year
    counter = {"form": Aktivitetsplan.slug, "year": year, "last": last}
    connection.execute(sa.insert(schema.counters), counter)


def _filings(wish: Wish) -> Iterator[Made]:
    for number in range(1, wish.filings + 1):
        yield _filing(wish, number)


def _filing(wish: Wish, number: int) -> Made:
    reference, version = reference_of(number, wish.now)
    made = Made(
        number=number,
        draft_key=_draft_key(number),
        receipt_key=receipt_key(number),
        reference=reference,
        version=version,
        filed_at=wish.now - timedelta(seconds=wish.filings - number),
        filing=_answered(wish, number, int(reference.rpartition("-")[2])),
    )
    return replace(made, documents=_documents(wish, made))


def _answered(wish: Wish, number: int, reference: int) -> NewFiling:
    """One of a few dozen plans, for a unit and an account of its own."""
    filing = made_up(number % DIFFERENT).filing
    unit = f"Enhet {number % UNITS}"
    # Two references in a hundred are about the same account as the one before.
    account = f"facebook.com/konto{reference * 98 // 100}"
    answers = dict(filing.answers) | {"url": f"https://www.{account}"}
    answers["organisation"] = answers["organisation"] | {"unit": unit}
    if wish.own_documents:
        return new_filing(Aktivitetsplan.from_answers(answers))
    # Understanding the answers anew would take longer than all the rest.
    return replace(filing, answers=answers, subject=account_key(account))


def _documents(wish: Wish, made: Made) -> tuple[bytes, bytes]:
    if not wish.own_documents:
        chance = random.Random(made.number)
        return chance.randbytes(wish.document_size), chance.randbytes(wish.document_size)
    form = Aktivitetsplan.from_answers(dict(made.filing.answers))
    url = "http://127.0.0.1:5000/v/"
    imprint = Imprint(made.reference, made.version, made.filed_at, url)
    return pdf.lay_out(form, made.filed_at, HOUSE).print_with_copy(imprint)


def _draft_key(number: int) -> str:
    return f"made-up-{number}"


def main() -> None:
    """Fill, with a progress bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True, help="sqlite:///… or postgresql+psycopg://…")
    parser.add_argument("--filings", type=int, default=100_000)
    parser.add_argument("--document-size", type=int, default=DOCUMENT_SIZE)
    parser.add_argument("--own-documents", action="store_true")
    chosen = parser.parse_args()
    wish = Wish(chosen.filings, datetime.now(UTC), chosen.document_size, chosen.own_documents)
    db = open_database(chosen.database)
    migrate(db)
    with writing(db) as connection:
        if count_rows(connection):
            raise SystemExit("the register is not empty")
    with click.progressbar(length=wish.filings, label="filings") as bar:
        fill(db, wish, bar.update)
    db.dispose()


if __name__ == "__main__":
    main()
