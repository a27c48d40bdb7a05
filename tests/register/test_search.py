"""What is searched for is found, all of it and nothing else, whatever somebody types."""

import json
import os
import random
from pathlib import Path

import pytest
import sqlalchemy as sa

from register import schema, search
from register.database import reading, writing
from register.fold import plain
from register.index import Indexed
from register.search import MOST_HITS, MOST_TERMS, found_by_number, hits, terms_of
from register.sight import Sight
from tests.register import examples, listed

SEARCHES = int(os.environ.get("SEARCHES", "200"))
ROWS = 3_000 if SEARCHES > 1_000 else 150
PLANS = json.loads((Path(__file__).parent.parent / "plans.json").read_text(encoding="utf-8"))
WORDS = " ".join(str(one) for plan in PLANS for one in plan.values()).split()
ODD = ("%", "_", "\\", "'", '"', "NEAR(", "a\0b", "\ud800", "é", "🦢", "--", "x*", "col:", "\u2028")


def said_at_random(dice: random.Random) -> Indexed:
    texts = [" ".join(dice.choices(WORDS, k=dice.randrange(1, 60))) for _ in range(4)]
    return Indexed(
        medium=dice.choice(("X", "Va", "Facebook")), texts=(*texts, *dice.sample(ODD, 2))
    )


@pytest.fixture(scope="module")
def full(shared_db: sa.Engine) -> tuple[sa.Engine, dict[int, str]]:
    """A register with texts at random, and the same texts to be looked through one by one."""
    dice = random.Random(13)
    said = [said_at_random(dice) for _ in range(ROWS)]
    listed.lay(shared_db, said)
    return shared_db, {number: scanned(number, one) for number, one in enumerate(said, 1)}


def scanned(number: int, said: Indexed) -> str:
    return f" {plain(' '.join((listed.reference_of(number), said.medium, *said.texts)))} "


def has(text: str, word: str) -> bool:
    if len(word) > 2:
        return word in text
    return f" {word}" in text if len(word) == 2 else f" {word} " in text


def typed_at_random(dice: random.Random, texts: dict[int, str]) -> str:
    """One to nine words: whole ones, pieces, pieces with odd signs among them."""
    words = []
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3, 5, 9))):
        text = texts[dice.randrange(len(texts)) + 1]
        start = dice.randrange(len(text) - 1)
        piece = text[start : start + dice.choice((1, 2, 2, 3, 4, 6, 12, 120))]
        words.append(dice.choice((piece, piece, dice.choice(WORDS), dice.choice(ODD) + piece)))
    return " ".join(words)


def test_search_finds_what_a_plain_scan_finds(full: tuple[sa.Engine, dict[int, str]]) -> None:
    db, texts = full
    dice, found_some = random.Random(7), 0
    with reading(db) as connection:
        for _ in range(SEARCHES):
            typed = typed_at_random(dice, texts)
            words = [word[:100] for word in dict.fromkeys(plain(typed).split())][:MOST_TERMS]
            wanted = {number for number, text in texts.items() if all(has(text, w) for w in words)}
            if not words:
                # Nothing was typed, and nothing is searched for.
                assert terms_of(typed) == ()
                continue
            found = hits(connection, terms_of(typed))
            if len(wanted) > MOST_HITS:
                assert len(found) == MOST_HITS + 1
                assert set(found) <= wanted
            else:
                assert sorted(found) == sorted(wanted), typed
            found_some += bool(found)
    assert found_some > SEARCHES / 4


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("bibliotek", True),
        ("BIBLIOTEK 2,5", True),
        ("skolbib", True),
        ("asa oberg", True),
        ("0701740605", True),
        ("174 06", True),
        ("oberg@toreboda", True),
        ("va", True),
        ("x", True),
        ("ap-2026-0001", True),
        ("olbib", True),
        ("liotek finnsinte", False),
        ("y", False),
        ("ib", False),
        ("öberg@toreboda.se.", False),
    ],
)
def test_one_plan_is_found_by_whatever_is_remembered_of_it(
    db: sa.Engine, typed: str, is_found: bool
) -> None:
    texts = ("Åsa Öberg", "asa.oberg@toreboda.se", "070-174 06 05", "0701740605", "VA och gata")
    said = Indexed(medium="X", unit="Skolbiblioteket", texts=(*texts, "2,5 timmar/vecka"))
    examples.filed(db, examples.plan(indexed=said))
    examples.filed(db)
    with reading(db) as connection:
        assert hits(connection, terms_of(typed)) == ([1] if is_found else [])


@pytest.mark.parametrize(
    "typed",
    [
        *ODD,
        "a" * 10_000,
        " ".join("abcdefghijklmnop" * 700),
        "NEAR(a b) AND NOT col:c*",
        "'; DROP TABLE cases; --",
        "%_\\" * 50,
        "\0",
        "\ufdfa" * 500,
        "ß" * 400,
        " ",
        "\U0010ffff \U000e0001",
    ],
)
def test_whatever_is_typed_is_searched_for(db: sa.Engine, typed: str) -> None:
    examples.filed(db)
    terms = terms_of(typed)
    assert len(terms) <= MOST_TERMS
    with reading(db) as connection:
        if terms:
            assert hits(connection, terms) in ([], [1])
    assert found_by_number(db, typed) is None


def test_no_more_hits_are_read_than_are_counted(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_HITS", 5)
    listed.lay(db, [Indexed(texts=("gemensamt",))] * 9)
    with reading(db) as connection:
        assert len(hits(connection, ("gemensamt",))) == 6


@pytest.mark.parametrize(
    "typed",
    ["AP-2026-0001", "ap-2026-1", " AP 2026 1 ", "AP-2026-0001 v1", "KS 2026/14", "ks  2026/14"],
)
def test_whole_number_leads_to_its_plan(db: sa.Engine, typed: str) -> None:
    said = Indexed(department="Kultur")
    first = examples.filed(db, examples.plan(indexed=said))
    examples.noted(db, first)
    examples.filed(db)
    assert found_by_number(db, typed) == "AP-2026-0001"
    assert found_by_number(db, typed, Sight("kultur")) == "AP-2026-0001"
    assert found_by_number(db, typed, Sight("Socialförvaltningen")) is None


@pytest.mark.parametrize(
    "typed", ["AP-2026-0003", "2026-0001", "KS 2026/1", "AP-2026-000000000001"]
)
def test_number_that_nothing_has_leads_nowhere(db: sa.Engine, typed: str) -> None:
    examples.noted(db, examples.filed(db))
    examples.filed(db)
    assert found_by_number(db, typed) is None


def test_registry_number_of_two_plans_leads_to_neither(db: sa.Engine) -> None:
    for _ in range(2):
        examples.filed(db)
    with writing(db) as connection:
        connection.execute(sa.update(schema.cases).values(dnr="KS 1"))
    assert found_by_number(db, "KS 1") is None
