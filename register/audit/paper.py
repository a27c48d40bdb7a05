"""Files with paper, as they came: still whole, and every page in exactly one place."""

import hashlib
from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from register import schema
from register.verdicts import Verdict

_PLACED = (Verdict.FILED, Verdict.APART)
_VERDICTS = frozenset(Verdict)
_a, _s = schema.arrivals.c, schema.sheets.c


def problems_in(connection: sa.Connection, arrival_id: int) -> Iterator[str]:
    """What is wrong with a file that came, in a sentence each."""
    row = connection.execute(sa.select(schema.arrivals).where(_a.id == arrival_id)).one_or_none()
    if row is None:
        return
    # SQLite keeps a text where bytes should be.
    is_whole = isinstance(row.content, bytes) and (
        (hashlib.sha256(row.content).hexdigest(), len(row.content)) == (row.sha256, row.size)
    )
    if row.erased_at is None and not is_whole:
        yield "differs from its SHA-256"
    columns = (_s.number, _s.verdict, _s.filing_id, _s.facts)
    query = sa.select(*columns).where(_s.arrival_id == arrival_id)
    sheets = connection.execute(query).mappings().all()
    for sheet in sheets:
        yield from (f"page {sheet['number']} {problem}" for problem in _problems_of(sheet))
    if row.read_at is not None and row.refused is None:
        there = {sheet["number"] for sheet in sheets}
        for number in sorted(set(range(1, (row.pages or 0) + 1)) - there):
            yield f"page {number} was read and is not there"


def _problems_of(sheet: sa.RowMapping) -> Iterator[str]:
    if sheet["verdict"] not in _VERDICTS:
        yield "is taken for nothing that is known"
    elif (sheet["verdict"] in _PLACED) != (sheet["filing_id"] is not None):
        yield "is filed without a filing, or has one and is not filed"
    if not isinstance(sheet["facts"], Mapping):
        yield "has facts that are no JSON object"
