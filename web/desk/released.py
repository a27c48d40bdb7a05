"""What was given out of a case to those who asked for records, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from register.accounts import names_of
from register.releases import GivenPart, Released, What, releases_of
from web.desk.timeline import masked_in_words
from web.office import office

# Some are given as one of several.
WORDS: Mapping[What, str] = {
    What.PLAN: "Blanketten med svaren",
    What.SIGNED: "Det underskrivna papperet",
    What.FILE: "Bilaga {}",
    What.SNAPSHOT: "Ögonblicksbild {}",
}
_WORDS: Mapping[str, str] = {what.value: words for what, words in WORDS.items()}
_ON_GROUND = "{}. Grund: {}"


@dataclass(frozen=True)
class ToldPart:
    """A part, how much of it is masked on which ground, and which places."""

    called: str
    masked: str
    places: Sequence[str]


@dataclass(frozen=True)
class Told:
    """When, under which number and by whom, and each part."""

    at: datetime
    dnr: str
    who: str
    parts: Sequence[ToldPart]


def releases_told(case_id: int) -> list[Told]:
    """What was given out of a case, the last first."""
    register = office().register
    found = releases_of(register, [case_id])[case_id]
    names = names_of(register, {one.account_id for one in found})
    return [_told(one, names.get(one.account_id, "")) for one in found]


def _told(one: Released, who: str) -> Told:
    return Told(one.at, one.dnr, who, [_part(part) for part in one.parts])


def _part(part: GivenPart) -> ToldPart:
    words, count = masked_in_words(part.masked).lower(), part.masked
    masked = _ON_GROUND.format(words, part.ground) if count and part.ground else words
    return ToldPart(_called(part), masked, part.places)


def _called(part: GivenPart) -> str:
    words = _WORDS.get(part.what, part.what).format(part.number or "")
    return f"{words.rstrip()}, version {part.version}" if part.what != What.SNAPSHOT else words
