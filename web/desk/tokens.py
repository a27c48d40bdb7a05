"""Keys of other systems to the API: made, shown once, listed and revoked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http import HTTPStatus

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.cleaning import clean_text
from register import tokens as kept
from register.actors import Scope
from register.tokens import LONGEST_LIFE, MOST_LIVING, Token, TooManyTokens
from swedish import day_of, midnight, swedish_day
from web.desk.guard import recently, see_other, visitor
from web.office import office

LONGEST_NAME = 60
_DAYS = LONGEST_LIFE.days - 1
NO_NAME = "Skriv vad nyckeln är till, till exempel Diariet"
LONG_NAME = f"Namnet är längre än {LONGEST_NAME} tecken. Korta det"
NO_SCOPE = "Kryssa för minst en sak som nyckeln ska öppna"
ONLY_PERSONS = "Personuppgifter visas i blanketterna. Kryssa också för att läsa blanketter"
NO_DAY = "Skriv dagen med siffror, till exempel 2027-05-31"
WRONG_DAY = "Nyckeln kan gälla från i dag och högst ett år framåt. Skriv en annan dag"
TOO_MANY = f"Det finns redan {MOST_LIVING} nycklar som gäller. Återkalla en som inte används"
# What each opens: a few words, and what to think of.
SCOPES: Mapping[Scope, tuple[str, str]] = {
    Scope.LIST: (
        "Läsa blanketter utan personuppgifter",
        "Listan och svaren. Namn, e-postadresser och telefonnummer lämnas inte ut, och inte heller "
        "texter som nämner någon av dem.",
    ),
    Scope.PERSONS: (
        "Läsa personuppgifter i blanketter",
        "Hela svaren, PDF:erna och sökning i all text. Välj det bara för system som behöver veta "
        "vilka personerna är.",
    ),
    Scope.DNR: (
        "Skriva diarienummer",
        "Systemet kan ge en blankett dess diarienummer, och ändra det.",
    ),
    Scope.EVENTS: (
        "Följa händelser",
        "Vad som har hänt sedan sist, till exempel att en ny version har lämnats in. Inga svar och "
        "inga personuppgifter.",
    ),
}
DONE = {"aterkallad": "Nyckeln är återkallad och öppnar ingenting längre."}
# A database takes no higher number.
_ONE = "/register/nycklar/<int(max=2147483647):token_id>/aterkalla"
desk_tokens = Blueprint("desk_tokens", __name__)


@dataclass
class Typed:
    """What was sent, and what is wrong with it by the id of its input."""

    errors: dict[str, str] = field(default_factory=dict)

    def name(self) -> str:
        """What the key is for."""
        name = " ".join(clean_text(request.form.get("name", "")).split())
        if not name:
            self.errors["name"] = NO_NAME
        elif len(name) > LONGEST_NAME:
            self.errors["name"] = LONG_NAME
        return name

    def scopes(self) -> frozenset[Scope]:
        """What it opens."""
        scopes = frozenset(one for one in Scope if f"scope-{one}" in request.form)
        if not scopes:
            self.errors["scopes"] = NO_SCOPE
        elif Scope.PERSONS in scopes and Scope.LIST not in scopes:
            self.errors["scopes"] = ONLY_PERSONS
        return scopes

    def expires_at(self) -> datetime:
        """The end of the last day on which it opens anything."""
        now = office().now()
        try:
            day = date.fromisoformat(request.form.get("day", "").strip())
        except ValueError:
            self.errors["day"] = NO_DAY
            return now
        if not _today() <= day <= _today() + timedelta(days=_DAYS):
            self.errors["day"] = WRONG_DAY
            return now
        return midnight(day + timedelta(days=1))


def _last_day(expires_at: datetime) -> str:
    """The day on which it still opens something, in words."""
    return swedish_day(expires_at - timedelta(seconds=1))


def _today() -> date:
    return day_of(office().now())


@desk_tokens.get("/register/nycklar/")
def tokens() -> str:
    """All that were made, those that still open something first."""
    now, found = office().now(), kept.listed(office().register)
    return render_template(
        "desk/tokens.html",
        living=[one for one in found if one.lives(now)],
        ended=[one for one in found if not one.lives(now)],
        scopes=SCOPES,
        last_day=_last_day,
        done=DONE.get(request.args.get("gjort", "")),
    )


@desk_tokens.get("/register/nycklar/ny")
def new() -> str:
    """What a key opens and for how long, to be chosen."""
    recently()
    return _asking({})


@desk_tokens.post("/register/nycklar/ny")
def make() -> ResponseReturnValue:
    """Make it, and show it this once."""
    recently()
    own, typed = office(), Typed()
    name, scopes, expires_at = typed.name(), typed.scopes(), typed.expires_at()
    if typed.errors:
        return _asking(typed.errors), HTTPStatus.UNPROCESSABLE_ENTITY
    actor = visitor().actor
    try:
        secret = kept.add_token(own.register, name, scopes, expires_at, own.now(), actor)
    except TooManyTokens:
        return _asking({"name": TOO_MANY}), HTTPStatus.UNPROCESSABLE_ENTITY
    return render_template(
        "desk/token_made.html",
        name=name,
        secret=secret,
        scopes=[SCOPES[one][0] for one in Scope if one in scopes],
        last_day=_last_day(expires_at),
    )


@desk_tokens.get(_ONE)
def ask_revoke(token_id: int) -> str:
    """What will happen when it is revoked."""
    recently()
    return render_template("desk/token_revoke.html", token=_token(token_id), scopes=SCOPES)


@desk_tokens.post(_ONE)
def revoke(token_id: int) -> ResponseReturnValue:
    """Revoke it; doing so twice, or as the second, changes nothing."""
    recently()
    own = office()
    kept.revoke(own.register, _token(token_id).id, own.now(), visitor().actor)
    return see_other(url_for(".tokens", gjort="aterkallad"))


def _token(token_id: int) -> Token:
    return kept.token_by_id(office().register, token_id) or abort(HTTPStatus.NOT_FOUND)


def _asking(errors: Mapping[str, str]) -> str:
    last = _today() + timedelta(days=_DAYS)
    return render_template(
        "desk/token_new.html",
        scopes=SCOPES,
        errors=[(message, one) for one, message in errors.items()],
        wrong=errors,
        typed=request.form if request.method == "POST" else {"day": last.isoformat()},
    )
