"""How many plans there are, as tables with bars; no person is counted or named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for

from forms import PrintableForm, facts_of
from office.to_do import asked
from register.due import Due
from register.statistics import Line, OfForm, statistics_of, sum_of
from web.desk.guard import visitor
from web.desk.query import FILTERS, STATUS_WORDS
from web.office import office

# Of media and departments: those with the most plans, and the rest together.
MOST_LINES = 20
NO_NAME = "Inte angivet"
desk_statistics = Blueprint("desk_statistics", __name__)


@dataclass(frozen=True)
class Bar:
    """A line of a table; `percent` is its share of the longest one, `address` the list of its
    plans."""

    line: Line
    words: str
    percent: int
    address: str


@desk_statistics.get("/register/statistik/")
def statistics() -> str:
    """All tables; those of a reader who is bound to a förvaltning are about it alone."""
    own, who = office(), visitor()
    found = statistics_of(own.register, asked(own, who.sight).papers_before, who.sight)
    words = {status.value: text for status, text in STATUS_WORDS.items()}
    return render_template(
        "desk/statistics.html",
        total=found.total,
        forms=_forms(found.forms),
        tables={
            "status": _bars("status", found.statuses, words),
            "ar": _bars("ar", found.years),
            "medium": _bars("medium", found.media),
            "forvaltning": _bars("forvaltning", found.departments),
        },
        headings=FILTERS,
        late_address=url_for("desk_to_do.first", visa=Due.PAPER.value),
        department=who.department,
        days=own.settings.paper_days,
        number=_number,
    )


def _forms(lines: Sequence[OfForm]) -> list[tuple[type[PrintableForm], OfForm, int]]:
    longest = max((one.cases for one in lines), default=1)
    return [(facts_of(one.form), one, _percent(one.cases, longest)) for one in lines]


def _bars(filter: str, lines: Sequence[Line], words: Mapping[str, str] | None = None) -> list[Bar]:
    shown, rest = lines[:MOST_LINES], lines[MOST_LINES:]
    longest = max((line.plans for line in shown), default=1)
    bars = [_bar(filter, line, (words or {}).get(line.name, line.name), longest) for line in shown]
    if rest:
        others = sum_of(f"Övriga ({len(rest)})", rest)
        bars.append(_bar("", others, others.name, max(longest, others.plans)))
    return bars


def _bar(filter: str, line: Line, words: str, longest: int) -> Bar:
    address = url_for("plan_list.plans", **{filter: line.name}) if filter and line.name else ""  # type: ignore[arg-type]
    return Bar(line, words or NO_NAME, _percent(line.plans, longest), address)


def _percent(count: int, longest: int) -> int:
    return max(1, round(100 * count / longest))


def _number(value: float) -> str:
    """As 1 234,5, with blanks that do not break."""
    whole, _, part = f"{value:,.1f}".replace(",", "\u00a0").partition(".")
    return whole if part == "0" else f"{whole},{part}"
