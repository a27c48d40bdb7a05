"""Days and times of what was done, in their order and not later than now.

They are typed as a Swedish clock showed them. In the hour that the clock shows twice in October a
time may be either, and the hour that it leaves out in March is taken for one beside it: what could
be in order is.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from forms.values import sentences
from swedish import SWEDEN, day_of, swedish_date

CLOCKS_DIFFER = timedelta(minutes=10)
"""How far ahead of ours the clock may be that a time was read from."""
TO_COME = "Skriv {noun} så som klockan var då. {told} har inte varit än: klockan är nu {now}."


def refuse_to_come(group: Any, meta: Any) -> None:
    """Say so at what lies ahead of the day and clock that the form was told of, if it was."""
    day, clock = group.parts
    latest = meta.now.astimezone(UTC) + CLOCKS_DIFFER if meta.now else None
    last_day = day_of(latest) if latest else meta.today
    if last_day and day.value and day.value > last_day:
        told = swedish_date(meta.today or last_day)
        _refuse(day, sentences.too_late(day.noun, day.noun_of_bound, told, ""))
    elif latest and (span := _span(group)) and span[0] > latest:
        now = f"{meta.now.astimezone(SWEDEN):%H.%M}"
        _refuse(clock, TO_COME.format(noun=clock.noun, told=clock.shown.capitalize(), now=now))


def refuse_before(first: Any, then: Any, message: str) -> None:
    """Say `message` with the time of the `first` at what cannot have been after it."""
    begins, ends = _span(first), _span(then)
    if not begins or not ends or begins[0] <= ends[1]:
        return
    day, clock = then.parts
    wrong = clock if first.parts[0].value == day.value else day
    _refuse(wrong, message.format(before=" ".join(part.shown for part in first.parts)))


def _span(group: Any) -> tuple[datetime, datetime] | None:
    """The earliest and the latest moment that it can be, in UTC; None while a part is missing."""
    day, clock = (part.value for part in group.parts)
    if not day or clock is None:
        return None
    shown = datetime.combine(day, clock, SWEDEN)
    both = sorted(shown.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return both[0], both[1]


def _refuse(part: Any, message: str) -> None:
    """One message is enough for one input."""
    part.errors = part.errors or [message]
