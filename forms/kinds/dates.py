"""Questions answered with a day or a time of day, alone or from one to another."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, TypeAlias

from wtforms.validators import StopValidation

from forms import messages
from forms.field import Around
from forms.kinds.groups import WholeGroup
from forms.kinds.values import Value
from forms.parts import PartForm
from forms.question import Question, Understood
from forms.values import sentences
from forms.values.dates import day_from_today, parse_date, parse_time
from swedish import swedish_date

TODAY = "today"
Bound: TypeAlias = datetime.date | datetime.time | str | None
"""A day or a time, "today", the name of another such question, or nothing."""

_UNUSUAL_YEARS = 100
_CLOCK = "kl. "
_UNTIL_FURTHER = "tills vidare"


class Moment(Value):
    """What a day and a time of day share: neither before `earliest` nor after `latest`.

    The name of a question is that of one beside it in its group or row, or of any of the form; it
    bounds nothing while it has no answer. "today" is that of the form's meta, None without a clock.
    """

    noun_of_bound: ClassVar[str]

    def __init__(
        self, *args: Any, earliest: Bound = None, latest: Bound = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.earliest, self.latest = earliest, latest

    def pre_validate(self, form: Around) -> None:
        """Stop what lies outside the bounds, too."""
        super().pre_validate(form)
        found = self.value
        least, most = self._bound(self.earliest), self._bound(self.latest)
        if found is not None and least is not None and found < least:
            raise StopValidation(self._said(sentences.too_early, self.earliest, least))
        if found is not None and most is not None and found > most:
            raise StopValidation(self._said(sentences.too_late, self.latest, most))

    def _bound(self, bound: Bound) -> Any:
        if isinstance(bound, str):
            return self._other(bound) if bound != TODAY else self.whole.meta.today
        return bound

    def _other(self, name: str) -> Any:
        other = self.hung_on(name)
        return other.value if other.is_asked else None

    def _said(self, sentence: Callable[..., str], bound: Bound, limit: Any) -> str:
        is_other = isinstance(bound, str) and bound != TODAY
        whose = self.hung_on(str(bound)).label.text.rstrip("?:") if is_other else ""
        return sentence(self.noun, self.noun_of_bound, self.told(limit), whose)

    def unsound(self) -> Iterator[str]:
        """A bound that is no question of the same kind, and bounds that leave nothing between."""
        for bound in (self.earliest, self.latest):
            is_name = isinstance(bound, str) and bound != TODAY
            if is_name and type(self.hung_on(str(bound))) is not type(self):
                yield f"{bound!r} is no {type(self).__name__} beside it or in the form"
        fixed = [one for one in (self.earliest, self.latest) if one and not isinstance(one, str)]
        if len(fixed) > 1 and self.iso(fixed[0]) > self.iso(fixed[1]):
            yield "earliest is after latest; change one of them"

    def told(self, found: Any) -> str:
        """A day or a time as it is printed."""
        raise NotImplementedError

    @property
    def answer(self) -> str:
        """As ISO 8601 has it; what was not understood as it was typed."""
        return self.iso(self.value) if self.value is not None else str(self.data)

    def iso(self, found: Any) -> str:
        """As ISO 8601 has it."""
        raise NotImplementedError

    @property
    def understood(self) -> str:
        """Nothing where the same digits were typed."""
        is_plain = self.value is not None and self.data in self.plain(self.value)
        return "" if is_plain else super().understood

    def plain(self, found: Any) -> Sequence[str]:
        """The ways of writing it that need no confirmation."""
        return (self.iso(found),)


class Date(Moment):
    """A day; "i dag" is the day on which it was typed, and stays that."""

    kind = "date"
    pattern, usual_hint = "ÅÅÅÅ-MM-DD", "Till exempel 2026-11-26"
    noun_of_bound = "Dagen"

    def clean(self, value: object) -> str:
        """One line; a day that is told from today as that day."""
        text = str(super().clean(value))
        day = day_from_today(text, self.meta.today) if self.meta.today else None
        return day.isoformat() if day else text

    def read(self, text: str, form: Around | None) -> Understood:
        """A day that the calendar has."""
        day = parse_date(text, self.noun)
        return Understood(swedish_date(day), value=day)

    def advise(self, form: Around) -> list[str]:
        """A day that nobody now living knows is worth a look."""
        today = self.whole.meta.today
        is_far = today and self.value and abs(self.value.year - today.year) > _UNUSUAL_YEARS
        return [messages.unusual_year(self.value.year)] if is_far else []

    def told(self, found: datetime.date) -> str:
        """With the month in words."""
        return swedish_date(found)

    def iso(self, found: datetime.date) -> str:
        """2026-11-26."""
        return found.isoformat()

    def schema(self) -> dict[str, Any]:
        """A date of RFC 3339."""
        return {"title": self.label.text, "type": "string", "format": "date"}


class Time(Moment):
    """A time of day, to the minute."""

    kind = "time"
    pattern, usual_hint = "TT:MM", "Till exempel 14:30"
    noun_of_bound = "Tiden"

    def read(self, text: str, form: Around | None) -> Understood:
        """A minute that the day has."""
        found = parse_time(text, self.noun)
        return Understood(self.told(found), value=found)

    def told(self, found: datetime.time) -> str:
        """As clocks are written in Swedish texts."""
        return f"{_CLOCK}{found:%H.%M}"

    def iso(self, found: datetime.time) -> str:
        """14:30."""
        return f"{found:%H:%M}"

    def plain(self, found: datetime.time) -> Sequence[str]:
        """With a full stop it is as clear."""
        return f"{found:%H:%M}", f"{found:%H.%M}"

    def schema(self) -> dict[str, Any]:
        """Hours and minutes."""
        pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
        return {"title": self.label.text, "type": "string", "pattern": pattern}


@dataclass(frozen=True)
class _End:
    """How one end of a period is labelled and called."""

    label: str
    noun: str


_ENDS: dict[type[Moment], tuple[_End, _End]] = {
    Date: (_End("Från och med", "första dagen"), _End("Till och med", "sista dagen")),
    Time: (_End("Från klockan", "när det börjar"), _End("Till klockan", "när det slutar")),
}


@cache
def _ends(of: type[Moment], is_optional: bool, is_open: bool, **bounds: Bound) -> type[PartForm]:
    first, last = _ENDS[of]
    both: dict[str, Any] = {"latest": bounds["latest"], "optional": is_optional}
    begins = of(first.label, noun=first.noun, earliest=bounds["earliest"], **both)
    ends = of(
        last.label, noun=last.noun, earliest="from", **both | {"optional": is_optional or is_open}
    )
    return type("Ends", (PartForm,), {"from": begins, "to": ends})


class Period(WholeGroup):
    """From one day (or time) to another, which is not before it: `from` and `to`.

    Both are `of` one kind, Date or Time. One that `is_open` may have no end, an `optional` one may
    be left blank. Both ends lie between `earliest` and `latest`.
    """

    kind = "period"

    def __init__(
        self,
        label: str | None = None,
        question: Question | None = None,
        *,
        of: type[Moment] = Date,
        optional: bool = False,
        is_open: bool = False,
        earliest: Bound = None,
        latest: Bound = None,
        **kwargs: Any,
    ) -> None:
        # Classes are hashable, whatever mypy makes of those of WTForms.
        parts = _ends(of, optional, is_open, earliest=earliest, latest=latest)  # type: ignore[arg-type]
        super().__init__(parts, label, question, may_lack="to" if is_open else "", **kwargs)

    @property
    def listed(self) -> str:
        """As it is printed."""
        return self.shown

    @property
    def shown(self) -> str:
        """Both ends on one line."""
        if self.is_blank:
            return ""
        begins, ends = (part.shown for part in self.parts)
        if begins.startswith(_CLOCK) and ends:
            return f"{begins}–{ends.removeprefix(_CLOCK)}"
        return f"{begins} – {ends or (_UNTIL_FURTHER if self.may_lack else '')}".strip()
