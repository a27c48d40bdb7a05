"""Keeps the persons of a plan out of texts that will be published."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_PEOPLE = ("administrators", "operators")
# Shorter parts of names are words of the language as well: Ek, Bo, Al.
_SHORTEST_TELLING_PART = 3


def without_people(text: str, answers: Mapping[str, Any]) -> str:
    """`text`, or nothing when it mentions somebody whom the answers name."""
    words = {word.rstrip("'’@.+-") for word in re.findall(r"[\w'’@.+-]+", text)}
    return "" if any(part in words for part in _tell_tales(answers)) else text


def _tell_tales(answers: Mapping[str, Any]) -> Iterator[str]:
    """Parts of names, addresses and numbers that give a person away."""
    people = [person for field in _PEOPLE for person in answers.get(field, [])]
    for person in [*people, answers.get("manager", {})]:
        for part in person.get("name", "").split():
            if len(part) >= _SHORTEST_TELLING_PART:
                yield part
        yield from filter(None, (person.get("email", ""), person.get("phone", "")))
