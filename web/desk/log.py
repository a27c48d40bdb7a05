"""Both logs: who saw persons, and what happened. To look here is to see no person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.cases import find_case
from register.log import Look, Wanted, accounts_of, events_in, looks_of
from swedish import midnight
from web.desk.timeline import Line, told
from web.office import office

# More than this of a filter is not read.
_LONGEST = 320
_HIGHEST = 2**31 - 1
EVENTS = "handelser"
NO_DAY = "Dagen går inte att läsa. Skriv den med siffror, till exempel 2026-11-26"
NO_ACCOUNT = "Ingen med den adressen eller det namnet har loggat in"
NO_PLAN = "Det finns ingen blankett med den referensen"
# The words that are kept of looks.
SAW: Mapping[str, str] = {
    "plan": "Såg blanketten",
    "document": "Laddade ner PDF:en",
    "paper": "Granskade papperet",
    "sheet": "Såg ett blad som har kommit in",
    "search": "Sökte bland blanketterna",
    "list": "Hämtade listan",
    "export": "Laddade ner listan med personer",
    "export_without_persons": "Laddade ner listan utan personer",
    "inventory": "Laddade ner förteckningen",
    "records": "Laddade ner listan till dokumenthanteringsplanen",
    "mail": "Såg utskick",
    "arrival": "Laddade ner en fil med papper",
    "waiting": "Såg vilka blanketter som väntar på papper",
    "release": "Förberedde ett utlämnande",
    "released": "Lämnade ut kopior",
    "leavers": "Sökte efter personer som har slutat",
    "own plans": "Såg sina egna planer",
    "own plan": "Såg en egen plan",
    "snapshot": "Laddade ner en ögonblicksbild",
    "own snapshot": "Laddade ner en ögonblicksbild i en egen plan",
    "own document": "Öppnade PDF:en av en egen plan",
}
desk_log = Blueprint("desk_log", __name__)


@dataclass(frozen=True)
class Filters:
    """What the address asks for, as it was typed, and what is wrong with it by name."""

    given: dict[str, str]
    wrong: dict[str, str]
    wanted: Wanted

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The same for the summary: message and input."""
        return [(message, name) for name, message in self.wrong.items()]

    @property
    def is_any(self) -> bool:
        """Whether not everything is asked for."""
        return any(self.given.values()) or self.wanted.before is not None

    def way(self, **changes: str | int | None) -> str:
        """The address of the same with something else."""
        kept: dict[str, str | int | None] = {
            name: value or None for name, value in self.given.items()
        }
        return url_for(".log", **kept | changes)  # type: ignore[arg-type]


@desk_log.get("/register/logg/")
def log() -> ResponseReturnValue:
    """Some lines of one of the logs."""
    filters = _filters()
    is_events = request.args.get("visa") == EVENTS
    looks: list[Look] = []
    events: list[tuple[Line, str]] = []
    following = None
    if is_events and not filters.wrong:
        events, following = _told(filters.wanted)
    elif not filters.wrong:
        looks, following = looks_of(office().register, filters.wanted)
    visa = EVENTS if is_events else None
    page = render_template(
        "desk/log.html",
        filters=filters,
        is_events=is_events,
        looks=looks,
        events=events,
        saw=SAW,
        more=filters.way(visa=visa, fore=following) if following else "",
        first=filters.way(visa=visa) if filters.wanted.before else "",
        ways=(
            ("Läsningar", filters.way(), not is_events),
            ("Händelser", filters.way(visa=EVENTS), is_events),
        ),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if filters.wrong else HTTPStatus.OK


def _told(wanted: Wanted) -> tuple[list[tuple[Line, str]], int | None]:
    """Events in words, each with the reference of its plan, and where the next page begins."""
    register = office().register
    found, following = events_in(register, wanted)
    lines = told(register, [one for one, _ in found])
    return list(zip(lines, (reference for _, reference in found), strict=True)), following


def _filters() -> Filters:
    given = {name: _typed(name) for name in ("dag", "konto", "plan")}
    wrong: dict[str, str] = {}
    begins, ends = _day(given["dag"], wrong)
    accounts = accounts_of(office().register, given["konto"]) if given["konto"] else None
    if accounts == []:
        wrong["konto"] = NO_ACCOUNT
    case = find_case(office().register, given["plan"].upper()) if given["plan"] else None
    if given["plan"] and case is None:
        wrong["plan"] = NO_PLAN
    before = request.args.get("fore", type=int)
    is_possible = before is not None and 0 < before <= _HIGHEST
    wanted = Wanted(
        begins, ends, accounts, case.id if case else None, before if is_possible else None
    )
    return Filters(given, wrong, wanted)


def _typed(name: str) -> str:
    text = request.args.get(name, "")[:_LONGEST]
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _day(typed: str, wrong: dict[str, str]) -> tuple[datetime | None, datetime | None]:
    """When a Swedish day begins and ends."""
    if not typed:
        return None, None
    try:
        day = date.fromisoformat(typed)
        ends = [midnight(one) for one in (day, day + timedelta(days=1))]
        return ends[0].astimezone(UTC), ends[1].astimezone(UTC)
    except (ValueError, OverflowError):
        wrong["dag"] = NO_DAY
        return None, None
