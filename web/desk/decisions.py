"""Decisions on erasing: those that are registered, and the page on which one is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

import forms
from forms.cleaning import clean_text
from office.erasing import COUNTED_WORDS, WHAT_WORDS
from register.erasing import decisions as kept
from register.erasing.decisions import COUNTS, CountedFrom, Decision, NewDecision, What
from register.errors import ErasingRefused
from swedish import day_of
from web.desk.guard import see_other, visitor
from web.office import office

LONGEST, LONGEST_KEPT, MOST_MONTHS = 40, 2_000, 1_200
_LENGTHS = {"dnr": LONGEST, "decided_by": 100, "kept": LONGEST_KEPT}
NO_NUMBER = "Skriv beslutets diarienummer, till exempel KS 2026/123"
NO_DAY = "Skriv dagen för beslutet med siffror, till exempel 2026-11-26"
DAY_TO_COME = "Dagen har inte varit än. Skriv den dag då beslutet fattades"
NO_BODY = "Skriv vem som fattade beslutet, till exempel Kommunstyrelsen"
TOO_LONG = "Texten är längre än {} tecken. Korta den"
NO_FORM = "Välj vilken blankett beslutet gäller"
NO_WHAT = "Välj vad som ska gallras, och från vilken dag tiden räknas"
NO_MONTHS = f"Skriv antalet månader med siffror, från 0 till {MOST_MONTHS}"
_FIRST_OF = {"form": "form-0", "counted": "counted-0"}
# As they stand on the page.
_ORDER = ("dnr", "decided_on", "decided_by", "form", "counted", "months", "kept")
desk_decisions = Blueprint("desk_decisions", __name__)


@dataclass
class Typed:
    """What was sent, and what is wrong with it by the id of its input."""

    errors: dict[str, str] = field(default_factory=dict)

    def decision(self) -> NewDecision:
        """The decision, as far as it was understood."""
        what, counted = self._counted()
        return NewDecision(
            dnr=" ".join(self._text("dnr", NO_NUMBER).split()),
            decided_on=self._day(),
            decided_by=self._text("decided_by", NO_BODY),
            form=self._form(),
            what=what,
            counted_from=counted,
            months=self._months(),
            kept=self._text("kept", ""),
        )

    def _text(self, name: str, missing: str) -> str:
        text = clean_text(request.form.get(name, "")).strip()
        if missing and not text:
            self.errors[name] = missing
        elif len(text) > _LENGTHS[name]:
            self.errors[name] = TOO_LONG.format(_LENGTHS[name])
        return text

    def _day(self) -> date:
        today = day_of(office().now())
        try:
            day = date.fromisoformat(request.form.get("decided_on", "").strip())
        except ValueError:
            self.errors["decided_on"] = NO_DAY
            return today
        if day > today:
            self.errors["decided_on"] = DAY_TO_COME
        return day

    def _form(self) -> str:
        slug = request.form.get("form", "")
        if slug not in _forms():
            self.errors["form"] = NO_FORM
        return slug

    def _counted(self) -> tuple[What, CountedFrom]:
        pair = CHOICES.get(request.form.get("counted", ""))
        if pair is None:
            self.errors["counted"] = NO_WHAT
        return pair or (What.ALL, CountedFrom.ENDED)

    def _months(self) -> int:
        typed = request.form.get("months", "").strip()
        is_number = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST_MONTHS))
        if not is_number or int(typed) > MOST_MONTHS:
            self.errors["months"] = NO_MONTHS
            return 0
        return int(typed)


# What of a case, from what day, by the value that the page sends.
CHOICES: Mapping[str, tuple[What, CountedFrom]] = {
    since.value: (what, since) for what, several in COUNTS.items() for since in several
}


def _forms() -> dict[str, str]:
    return {one.slug: one.title for one in (*forms.FORMS, *forms.EARLIER)}


@desk_decisions.get("/register/gallring/beslut/")
def new() -> str:
    """The page on which one is registered, in the place of the one that is named, if any."""
    return _page({}, _replaced())


@desk_decisions.post("/register/gallring/beslut/")
def add() -> ResponseReturnValue:
    """Register it, unless something is wrong."""
    typed, replaced, own = Typed(), _replaced(), office()
    decision = typed.decision()
    if typed.errors:
        return _page(typed.errors, replaced), HTTPStatus.UNPROCESSABLE_ENTITY
    number, actor = replaced.id if replaced else None, visitor().actor
    try:
        kept.register_decision(own.register, decision, own.now(), actor, number)
    except ErasingRefused as refused:
        return _page({"dnr": str(refused)}, replaced), HTTPStatus.CONFLICT
    return see_other(url_for("desk_erasing.overview", gjort="beslut"))


def _replaced() -> Decision | None:
    asked = request.args.get("ersatter", "")
    if not asked:
        return None
    is_number = asked.isascii() and asked.isdecimal() and len(asked) < len("2147483647")
    found = kept.decision_by_id(office().register, int(asked)) if is_number else None
    return found or abort(HTTPStatus.NOT_FOUND)


def _page(errors: Mapping[str, str], replaced: Decision | None) -> str:
    words = {
        key: f"{WHAT_WORDS[what].capitalize()}: från {COUNTED_WORDS[since]}"
        for key, (what, since) in CHOICES.items()
    }
    return render_template(
        "desk/decision_new.html",
        forms=_forms(),
        choices=words,
        replaced=replaced,
        errors=[(errors[one], _FIRST_OF.get(one, one)) for one in _ORDER if one in errors],
        wrong=errors,
        typed=request.form if request.method == "POST" else _as_typed(replaced),
    )


def _as_typed(one: Decision | None) -> Mapping[str, str]:
    if one is None:
        return {}
    return {
        "dnr": one.dnr,
        "decided_on": one.decided_on.isoformat(),
        "decided_by": one.decided_by,
        "form": one.form,
        "counted": one.counted_from.value,
        "months": str(one.months),
        "kept": one.kept,
    }
