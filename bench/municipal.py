"""Plans as a municipality writes them, the same ones on every machine.

Sentences, names and units are those of the example plans and others like them; lengths vary as the
examples' do, a purpose from one line to 900 characters.
"""

import json
import random
from pathlib import Path
from typing import Any

_EXAMPLES = Path(__file__).parent.parent / "tests" / "plans.json"
LONGEST_PURPOSE = 900
_FIRST = (
    *("Åsa", "Per-Örjan", "Märta", "Bo", "Li", "Fatima", "Zlatko", "Ann-Britt", "Karl-Johan"),
    *("Gunilla", "Mohamed", "Mirjeta", "Timo", "Birgitta", "Jonas", "Sara", "Robin", "Anna-Karin"),
)
_LAST = (
    *("Ek", "Å", "Lindqvist", "Ståhl", "Öhman", "El-Amrani", "Åkerblom-Nyström", "Wikström Dahl"),
    *("Abdi Hassan", "Krasniqi", "Hyvönen", "Brännström", "Sjöö", "Hallåker", "Wååg", "Bååth"),
)
_MEDIA = {
    "Facebook": "https://www.facebook.com/{}",
    "Instagram": "https://www.instagram.com/{}/",
    "LinkedIn": "https://www.linkedin.com/company/{}/",
    "Youtube": "https://www.youtube.com/@{}",
    "TikTok": "@{}",
    "Blogg (WordPress)": "https://blogg.toreboda.example/{}",
}
_UNITS = {
    "Kommunledningskontoret": ("Personalenheten", "Näringslivsenheten", "Kommunikation"),
    "Barn- och utbildningsförvaltningen": (
        *("Kanalskolan F–9", "Förskolan Älgen", "Elevhälsan"),
        "Vuxenutbildningen och svenska för invandrare",
    ),
    "Kultur- och fritidsförvaltningen": ("Biblioteket", "Ungdomens hus (fritidsgården)", "Badet"),
    "Tekniska förvaltningen": ("VA och gata", "Fastighetsenheten"),
    "Socialförvaltningen": ("Familjecentralen", "Hemtjänsten, Björkängens särskilda boende"),
}
_TITLES = ("Enhetschef", "Rektor", "Fritidschef", "HR-chef", "Verksamhetschef för elevhälsan")
# What every medium takes, with the rest of the name.
_LONGEST_ACCOUNT = 16
_NAMES = [f"{first} {last}" for first in _FIRST for last in _LAST]
_NO_ASCII = str.maketrans("åäöéÅÄÖ ", "aaoeAAO.")


class MunicipalPlans:
    """Makes the answers to plan number 0, 1, 2 …; equal numbers give equal plans."""

    def __init__(self) -> None:
        examples = json.loads(_EXAMPLES.read_text(encoding="utf-8"))
        self._sentences = {
            name: [line for one in examples for line in _sentences_of(one[name])]
            for name in ("purpose", "audience", "monitoring", "credentials_location")
        }

    def answers(self, number: int) -> dict[str, Any]:
        """The answers as JSON data."""
        chance = random.Random(number)
        medium, address = chance.choice(list(_MEDIA.items()))
        department, units = chance.choice(list(_UNITS.items()))
        unit = chance.choice(units)
        account = unit.split()[0].lower().translate(_NO_ASCII).strip(",.")
        *people, manager = [_person(name, chance) for name in chance.sample(_NAMES, 8)]
        administrators = people[: chance.choice((2, 2, 2, 3, 3, 4))]
        others = people[4 : 4 + chance.randrange(4)]
        return {
            "medium": medium,
            "url": address.format(f"{account[:_LONGEST_ACCOUNT]}.exempel"),
            "not_created": chance.random() < 0.2,
            "organisation": {"department": department, "unit": unit},
            "purpose": self._text(chance, "purpose", 40, LONGEST_PURPOSE),
            "audience": self._text(chance, "audience", 6, 220),
            "administrators": administrators,
            "operators": [*administrators[: chance.randrange(1, 3)], *others][:4],
            "monitoring": self._text(chance, "monitoring", 45, 300),
            "weekly_hours": chance.randrange(1, 40) / 2,
            "credentials_location": self._text(chance, "credentials_location", 12, 180),
            "manager": {"name": manager["name"], "title": chance.choice(_TITLES)},
        }

    def _text(self, chance: random.Random, name: str, least: int, most: int) -> str:
        """Whole sentences up to a length that is drawn, and now and then a new paragraph."""
        length = round(chance.triangular(least, most, least + (most - least) / 3))
        text = chance.choice(self._sentences[name])[:most]
        while len(text) < length:
            pause = "\n\n" if chance.random() < 0.1 else " "
            longer = f"{text}{pause}{chance.choice(self._sentences[name])}"
            if len(longer) > most:
                break
            text = longer
        return text


def _sentences_of(text: str) -> list[str]:
    lines = (line.strip() for line in text.replace(". ", ".\n").split("\n"))
    return [line for line in lines if line]


def _person(name: str, chance: random.Random) -> dict[str, str]:
    return {
        "name": name,
        "email": f"{name.lower().translate(_NO_ASCII)}@toreboda.example",
        "phone": f"070-174 06 {chance.randrange(5, 100):02}",
    }
