"""Plans that differ in every answer, the same ones on every machine and for every peer."""

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_EXAMPLES = Path(__file__).parent.parent / "tests" / "plans.json"
_SYLLABLES = "ba be bra da den fram för ga gå hem in kom lek lä me nad när o på ra sam stö til upp"
# Every so many words is one that no plan had before, as new names and compounds are.
_NEW_WORD_EVERY = 8
# What fits beside the words of the form, and on a page of nothing but an answer.
_WORDS_ON_TWO_PAGES = 60
_WORDS_ON_A_PAGE = 600
_FIRST_NAMES = ("Åsa", "Per-Örjan", "Märta", "Elsa", "Johan", "Fatima", "Zlatko", "Ann-Britt")
_MEDIA = ("Facebook", "Instagram", "Youtube", "Linkedin", "Blogg")
_FIRST_ISSUE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Plan:
    """One filing: its answers as JSON data, and what is printed beside them."""

    answers: dict[str, Any]
    reference: str
    version: int
    url: str
    issued_at: datetime


class PlanMaker:
    """Makes plan number 0, 1, 2 … with sentences of words from the example plans."""

    def __init__(self, pages: int = 2) -> None:
        text = " ".join(_texts_in(json.loads(_EXAMPLES.read_text(encoding="utf-8"))))
        # Common words stay common.
        self._words = [word.strip(".,;:()") for word in text.split()]
        self._purpose_words = _WORDS_ON_TWO_PAGES + _WORDS_ON_A_PAGE * (pages - 2)

    def plan(self, number: int) -> Plan:
        """Plan `number`; equal numbers give equal plans."""
        chance = random.Random(number)
        reference = f"AP-2026-{number:04}"
        key = "".join(chance.choices("abcdefghijkmnpqrstuvwxyz23456789", k=10))
        return Plan(
            answers=self._answers(chance),
            reference=reference,
            version=1,
            url=f"https://blanketter.toreboda.example/v/{reference}/1/{key}",
            issued_at=_FIRST_ISSUE + timedelta(minutes=number),
        )

    def _answers(self, chance: random.Random) -> dict[str, Any]:
        administrators = [_person(chance) for _ in range(3)]
        account = _new_word(chance)
        return {
            "medium": chance.choice(_MEDIA),
            "url": f"https://www.facebook.com/{account}",
            "organisation": {
                "department": f"{_new_word(chance).title()}förvaltningen",
                "unit": f"{_new_word(chance).title()}enheten",
            },
            "purpose": self._text(chance, self._purpose_words),
            "audience": self._text(chance, 20),
            "administrators": administrators,
            "operators": [administrators[0], _person(chance)],
            "monitoring": self._text(chance, 28),
            "weekly_hours": chance.randrange(1, 40),
            "credentials_location": self._text(chance, 12),
            "manager": {"name": _person(chance)["name"], "title": "Chef"},
        }

    def _text(self, chance: random.Random, words: int) -> str:
        """Sentences of about ten words; a blank line after every twelfth."""
        sentences: list[str] = []
        while words > 0:
            length = min(words, chance.randrange(7, 14))
            picked = [self._word(chance) for _ in range(length)]
            pause = "\n\n" if len(sentences) % 12 == 11 else " "
            sentences.append(" ".join(picked).capitalize() + "." + pause)
            words -= length
        return "".join(sentences).strip()

    def _word(self, chance: random.Random) -> str:
        is_new = chance.randrange(_NEW_WORD_EVERY) == 0
        return _new_word(chance) if is_new else chance.choice(self._words)


def _new_word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES.split(), k=3))


def _person(chance: random.Random) -> dict[str, str]:
    first, last = chance.choice(_FIRST_NAMES), _new_word(chance).capitalize()
    return {
        "name": f"{first} {last}",
        "email": f"{last.lower().encode('ascii', 'ignore').decode()}@toreboda.example",
        "phone": f"070-174 06 {chance.randrange(5, 100):02}",
    }


def _texts_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts_in(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts_in(part)]
    return [value] if isinstance(value, str) else []
