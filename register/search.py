"""Searching all cases: words that must all be there, and whole references and registry numbers.

A term of three signs or more is found anywhere in a text, one of two signs where a word begins, a
single sign where it is a word. Both databases find them by trigrams, in their own ways, and both
look at the texts themselves before they say so.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import sqlalchemy as sa

from register import schema
from register.database import reading
from register.fold import coded, plain
from register.sight import Sight

MOST_TERMS = 8
LONGEST_TERM = 100
# Hits beyond these are neither counted nor sorted.
MOST_HITS = 1_000
# Of what somebody typed so much is read.
_READ_AT_MOST = 4_000
_TRIGRAM = 3
# How many of a term's trigrams are looked at, in how many texts, and how many of all are searched.
_MOST_TRIGRAMS = 60
_TEXTS_THAT_TELL = 32
_RAREST = 2
_REFERENCE = re.compile(r"([a-z0-9]{1,12})[- ]?([0-9]{4})[- ]([0-9]{1,9})(?: ?v[0-9]{1,9})?")

_c = schema.cases.c
_x = schema.case_index.c
_t = schema.case_texts.c
_SEARCH = sa.table("case_search", sa.column("case_search"))
# With a sign before it, so that SQLite begins there.
_FOUND: sa.ColumnClause[int] = sa.literal_column("+case_search.rowid")


def terms_of(text: str) -> tuple[str, ...]:
    """The terms that somebody typed, as they stand in searched texts; each once, eight at most."""
    words = plain(text[:_READ_AT_MOST]).split()
    terms = (_term(word[:LONGEST_TERM]) for word in dict.fromkeys(words))
    return tuple(term for term, _ in zip(terms, range(MOST_TERMS), strict=False))


def term_of(name: str) -> str:
    """A whole name as one term: what is found besides is left to who asks."""
    return _term(plain(name[:_READ_AT_MOST])[:LONGEST_TERM].rstrip())


def _term(word: str) -> str:
    if len(word) >= _TRIGRAM:
        return coded(word)
    return f" {coded(word)}" if len(word) == 2 else f" {coded(word)} "


def hits(connection: sa.Connection, terms: Sequence[str], sight: Sight | None = None) -> list[int]:
    """The numbers of cases whose text has all terms, one more than MOST_HITS at most, and none of a
    form that is not in `sight`: what is found must not be told by how much it is.

    On SQLite the highest, and they come first. What cannot be read there raises RegisterDamaged.
    """
    has_them = [_has(connection, term) for term in terms]
    if of_form := (sight or Sight()).of_form(_c.form):
        has_them.append(sa.exists().where(_c.id == _t.case_id, *of_form))
    if connection.dialect.name == "postgresql":
        # A plan for terms that nobody knows yet would read every text.
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        found = sa.select(_t.case_id).where(*has_them)
    else:
        found = sa.select(_t.case_id).join_from(_SEARCH, schema.case_texts, _t.case_id == _FOUND)
        is_matched = _SEARCH.c.case_search.op("MATCH")(_match(connection, terms))
        found = found.where(is_matched, *has_them).order_by(sa.text("case_search.rowid DESC"))
    return list(connection.scalars(found.limit(MOST_HITS + 1)))


def hits_among(connection: sa.Connection, terms: Sequence[str], ids: Sequence[int]) -> list[int]:
    """Those of some cases whose text has all terms."""
    each = (_has(connection, term) for term in terms)
    found = sa.select(_t.case_id).where(is_among(connection, _t.case_id, ids), *each)
    return list(connection.scalars(found))


def is_among(
    connection: sa.Connection, column: sa.Column[int], ids: Sequence[int]
) -> sa.ColumnElement[bool]:
    """As one value: a thousand of them take longer to write down than to find."""
    if connection.dialect.name == "postgresql":
        return column == sa.any_(sa.literal(list(ids), sa.ARRAY(sa.Integer)))
    each = sa.func.json_each(json.dumps(list(ids))).table_valued("value")
    return column.in_(sa.select(each.c.value))


def has_all(connection: sa.Connection, terms: Iterable[str]) -> sa.ColumnElement[bool]:
    """Whether the text of a row of `case_index` has all terms, as a condition that never leads."""
    each = [_has(connection, term) for term in terms]
    # As a value and no EXISTS, which the planner would turn round.
    return sa.select(sa.and_(*each)).where(_t.case_id == _x.case_id).scalar_subquery()


def _has(connection: sa.Connection, term: str) -> sa.ColumnElement[bool]:
    if connection.dialect.name == "postgresql":
        return _t.text.like(f"%{term}%")
    # Half of the time of instr. No sign of a term means anything to it.
    return _t.text.op("GLOB", is_comparison=True)(f"*{term}*")


def found_by_number(db: sa.Engine, text: str, sight: Sight | None = None) -> str | None:
    """The reference of the one case in sight whose reference or registry number `text` is, or None.

    Zeros may be left out of a reference (AP-2026-42), and a version stand behind it. Raises
    RegisterUnavailable.
    """
    sight = sight or Sight()
    typed = " ".join("".join(filter(str.isprintable, text[:LONGEST_TERM])).split())
    parts = _REFERENCE.fullmatch(plain(typed))
    name = f"{parts[1].upper()}-{parts[2]}-{int(parts[3]):04d}" if parts else typed
    query = sa.select(_c.reference).where(*sight.of_form(_c.form)).limit(2)
    if sight.department is not None:
        query = query.join(schema.case_index, _x.case_id == _c.id)
        query = query.where(*sight.of_department(_x.department_key))
    for is_it in (_c.reference == name, _c.dnr.in_((typed, typed.upper()))):
        with reading(db) as connection:
            found: list[str] = list(connection.scalars(query.where(is_it)))
        if len(found) == 1:
            return found[0]
    return None


def _match(connection: sa.Connection, terms: Sequence[str]) -> str:
    """FTS5's query for the rarest trigram of each term, and the rarest of all.

    Where a trigram stands in nearly every text its list is long, and hardly any text is spared by
    it: all of them took three times as long. How rare they are some of the texts tell.
    """
    last = sa.select(sa.func.max(_t.case_id)).scalar_subquery()
    newest = sa.select(_t.text).where(_t.case_id > last - _TEXTS_THAT_TELL)
    texts = list(connection.scalars(newest))
    # Of a name without a sign that is seen nothing is left.
    parts = list(filter(None, (list(islice(_trigrams(term), _MOST_TRIGRAMS)) for term in terms)))
    times = {one: sum(one in text for text in texts) for some in parts for one in some}
    in_order = sorted(times, key=times.__getitem__)
    chosen = [min(some, key=times.__getitem__) for some in parts] + in_order[:_RAREST]
    return " ".join(f'"{one}"' for one in dict.fromkeys(chosen))


def _trigrams(term: str) -> Iterator[str]:
    """Of letters, digits and blanks only."""
    return (term[start : start + _TRIGRAM] for start in range(len(term) - _TRIGRAM + 1))
