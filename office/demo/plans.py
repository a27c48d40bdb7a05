"""Made-up plans: the same number gives the same plan, wherever and whenever."""

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WORDS: dict[str, Any] = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))
_NO_ASCII = str.maketrans("åäöéÅÄÖÉ", "aaoeAAOE")
_PEOPLE_OF_A_UNIT = 5
# Numbers that are given to nobody (PTS, "telefonnummer för användning i böcker och filmer").
_FIRST_PHONE, _PHONES = 5, 95
# What every medium takes of a name.
_LONGEST_NAME = 12
# Every so many plans is about the account of the one so far before it.
_DOUBLE_EVERY, _DOUBLE_OF = 40, 7
# Every so many is planned when it is filed, and every so many is taken over in its second version.
_PLANNED_EVERY, _TAKEN_OVER_EVERY, _TAKEN_OVER = 10, 20, 4


@dataclass(frozen=True)
class _Account:
    """Whose account it is, where, and its address."""

    place: int
    medium: str
    url: str


def answers_of(number: int, version: int, domain: str) -> dict[str, Any]:
    """The answers to plan `number` as JSON data; each version changes something.

    Addresses are under `domain`, of persons whose names tell that nobody has them.
    """
    account, chance = _account_of(number), random.Random(number)
    place = account.place + (version > 1 and is_taken_over(number))
    department, unit, about, audience, title = _WORDS["units"][place % len(_WORDS["units"])]
    people = [_person(place, one, domain) for one in range(_PEOPLE_OF_A_UNIT)]
    chance.shuffle(people)
    # Somebody left, and a colleague took over.
    administrators = people[version - 1 : version - 1 + chance.choice((2, 2, 2, 3))]
    return {
        "medium": account.medium,
        "url": account.url,
        "not_created": version == 1 and is_planned(number),
        "organisation": {"department": department, "unit": unit},
        "purpose": _purpose(chance, about),
        "audience": audience,
        "administrators": administrators,
        "operators": [administrators[0], people[-1]],
        "monitoring": chance.choice(_WORDS["monitoring"]),
        "weekly_hours": chance.randrange(1, 16) / 2 + (version - 1) / 2,
        "credentials_location": chance.choice(_WORDS["kept_in"]),
        "manager": {"name": _person(place, _PEOPLE_OF_A_UNIT, domain)["name"]} | {"title": title},
    }


def address_of(number: int) -> str:
    """The address of the account that plan `number` is about."""
    return _account_of(number).url


def is_planned(number: int) -> bool:
    """Whether there is no account yet when plan `number` is filed for the first time."""
    return number % _PLANNED_EVERY == _PLANNED_EVERY - 1


def is_taken_over(number: int) -> bool:
    """Whether another unit files the second version of plan `number`."""
    return number % _TAKEN_OVER_EVERY == _TAKEN_OVER


def _account_of(number: int) -> _Account:
    if number % _DOUBLE_EVERY == _DOUBLE_OF + 1:
        return _account_of(number - _DOUBLE_OF)
    media = _WORDS["media"]
    weights = [weight for *_, weight in media]
    medium, address, _ = random.Random(f"account {number}").choices(media, weights)[0]
    place = number % len(_WORDS["units"])
    name = _plain(_WORDS["units"][place][1].split()[0])[:_LONGEST_NAME]
    return _Account(place, medium, address.format(f"{name}{number}"))


def _purpose(chance: random.Random, about: str) -> str:
    first, *others = _WORDS["purpose"]
    said = [first, *chance.sample(others, chance.randrange(1, 6))]
    return " ".join(said).format(about=about)


def _person(place: int, which: int, domain: str) -> dict[str, str]:
    number = place * (_PEOPLE_OF_A_UNIT + 1) + which
    first_names, last_names = _WORDS["first_names"], _WORDS["last_names"]
    first, last = first_names[number % len(first_names)], last_names[number % len(last_names)]
    return {
        "name": f"{first} {last}",
        "email": f"{_plain(first)}.{_plain(last)}@{domain}",
        "phone": f"070-174 06 {_FIRST_PHONE + number % _PHONES:02}",
    }


def _plain(name: str) -> str:
    return name.lower().translate(_NO_ASCII)
