"""What the office may note of a plan: each a page that says what will happen, and then it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms import facts_of
from office.public_accounts import (
    LONGEST_TEXT,
    PublicAccount,
    judged,
    names_of_others,
    persons_named,
)
from register import filings, notes
from register.access import Action
from register.answers import answers_in
from register.errors import CaseChanged
from register.events import EventKind, newest_events
from register.filings import Filing, Version
from register.notes import Note
from register.paper_marks import Mark
from register.public import answers_of, as_if_public, is_public
from register.signers import signers_of_version
from swedish import day_of
from web.account.typed import one_line, past_day
from web.desk.guard import look, see_other
from web.desk.plan import Reached, reached
from web.desk.timeline import BY_HAND, told
from web.office import office

LONGEST_NUMBER = 40
DAY_BEFORE_FILING = "Version {} lämnades in först {}. Skriv den dagen eller en senare dag"
NO_SIGNER = "Kryssa för dem som har skrivit under papperet"
NO_NUMBER = "Skriv diarienumret, till exempel KS 2026/123"
LONG_NUMBER = f"Diarienumret är längre än {LONGEST_NUMBER} tecken. Korta det"
LONG_TEXT = f"Texten är längre än {LONGEST_TEXT} tecken. Korta den"
TEXT_NAMES = "Texten nämner någon som står i planen. Ta bort namnet, adressen eller numret"
TEXT_NAMES_OTHERS = (
    "Texten nämner någon: en person som står i en annan plan, en persons mejladress, ett "
    "mobilnummer eller ett personnummer. Ta bort det"
)
# Where one is led from an error about several inputs.
_FIRST_OF = {"signers": "signer-0"}
_ROUTE = (
    "/register/planer/<reference>/"
    '<any("papper", "diarienummer", "delgivet", "publicera", "oppna-igen"):verb>'
)
desk_verbs = Blueprint("desk_verbs", __name__)


@dataclass
class Typed:
    """What was sent, and what is wrong with it by the id of its input."""

    found: Reached
    errors: dict[str, str] = field(default_factory=dict)

    def day(self) -> date:
        """A day that has been."""
        return past_day(self.errors)

    def day_of_paper(self, version: Version | Filing) -> date:
        """A day on which the paper of a version may have come."""
        day, filed_on = self.day(), day_of(version.filed_at)
        if day < filed_on:
            self.errors["day"] = DAY_BEFORE_FILING.format(version.version, filed_on)
        return day

    def signed(self, count: int) -> tuple[int, ...]:
        """The places, of so many, of those who were ticked as having signed."""
        places = tuple(place for place in range(count) if f"signer-{place}" in request.form)
        if count and not places:
            self.errors["signers"] = NO_SIGNER
        return places


@dataclass(frozen=True)
class Verb:
    """One of them; `read` makes a note of what was sent."""

    action: Action
    heading: str
    happens: str
    read: Callable[[Typed], Note]


def _newest(found: Reached) -> Version:
    return filings.versions_by_id(office().register, [found.row.filing_id])[found.row.filing_id]


def _signers(version: Version) -> list[str]:
    """The titles of those who sign it."""
    return [one.title for one in signers_of_version(office().register, version)]


def _paper(typed: Typed) -> Note:
    version = _newest(typed.found)
    signed = typed.signed(len(_signers(version)))
    return notes.paper_came(Mark(typed.day_of_paper(version), signed))


def _number(typed: Typed) -> Note:
    number = one_line("dnr")
    if not number:
        typed.errors["dnr"] = NO_NUMBER
    elif len(number) > LONGEST_NUMBER:
        typed.errors["dnr"] = LONG_NUMBER
    return notes.numbered(number, office().now())


def _credentials(typed: Typed) -> Note:
    day = typed.day()
    changes = {"credentials_told_on": day}
    return Note(EventKind.CREDENTIALS_TOLD, changes, {"day": day.isoformat()})


def _publish(typed: Typed) -> Note:
    text, found = one_line("text"), typed.found
    if len(text) > LONGEST_TEXT:
        typed.errors["text"] = LONG_TEXT
    elif persons_named(found.row.form, _answers(found), {"text": text}):
        typed.errors["text"] = TEXT_NAMES
    elif names_of_others(office().register, text):
        typed.errors["text"] = TEXT_NAMES_OTHERS
    is_kept_out = "unlisted" in request.form
    kind = EventKind.UNLISTED if is_kept_out else EventKind.LISTED
    since = found.case.unlisted_at or office().now()
    changes = {"published_text": text or None, "unlisted_at": since if is_kept_out else None}
    return Note(kind, changes)


def _answers(found: Reached) -> Mapping[str, object]:
    texts = answers_of(office().register, [found.row.filing_id])
    return next((answers_in(text) for _, text in texts), {})


def _published(found: Reached) -> PublicAccount | None:
    """What the public list tells of it, whether or not it does now."""
    case = as_if_public(office().register, found.case.id)
    return judged(office().register, [case])[case] if case else None


def _reopen(typed: Typed) -> Note:
    if typed.found.case.ended_on is None:
        abort(HTTPStatus.NOT_FOUND)
    return Note(EventKind.ACCOUNT_REOPENED, dict.fromkeys(("ended_on", "ended_why", "ended_kept")))


VERBS: Mapping[str, Verb] = {
    "papper": Verb(
        Action.NOTE,
        "Papperet har kommit in",
        "Använd det här när du har papperet i handen och inte kan skicka in en bild av det. Den "
        "nyaste versionen får läget underskriven, eller delvis underskriven om du inte kryssar "
        "för alla. Har du redan noterat det, gäller det nya.",
        _paper,
    ),
    "diarienummer": Verb(
        Action.NUMBER,
        "Diarienummer",
        "Numret visas i registret, och går att söka på. Finns det redan ett diarienummer, gäller "
        "det nya.",
        _number,
    ),
    "delgivet": Verb(
        Action.NOTE,
        "Inloggningsuppgifter delgivna",
        "Dagen då du fick veta var kontots inloggningsuppgifter finns sparas. Själva uppgifterna "
        "ska inte skrivas här.",
        _credentials,
    ),
    "publicera": Verb(
        Action.NOTE,
        "Publicera",
        "Kommunens konton visas för alla på en öppen sida. Där kan du skriva något om kontot, "
        "eller hålla det utanför.",
        _publish,
    ),
    "oppna-igen": Verb(
        Action.NOTE,
        "Öppna igen",
        "Läget är inte längre avslutad. Att det har varit det står kvar bland händelserna.",
        _reopen,
    ),
}


@desk_verbs.get(_ROUTE)
def ask(reference: str, verb: str) -> str:
    """What will happen, and what must be known for it."""
    found = _reached(reference, verb)
    if verb == "oppna-igen" and found.case.ended_on is None:
        abort(HTTPStatus.NOT_FOUND)
    look("plan", case_id=found.case.id)
    return _page(verb, found, {})


@desk_verbs.post(_ROUTE)
def do(reference: str, verb: str) -> ResponseReturnValue:
    """Note it, unless something is wrong or somebody else was first."""
    found = _reached(reference, verb)
    if not _is_as_seen(found):
        return _overtaken(verb, found)
    typed = Typed(found)
    note = VERBS[verb].read(typed)
    if typed.errors:
        return _page(verb, found, typed.errors), HTTPStatus.UNPROCESSABLE_ENTITY
    own = office()
    try:
        notes.add_note(own.register, found.case, found.row.filing_id, note, own.now(), found.actor)
    except CaseChanged:
        return _overtaken(verb, reached(reference, VERBS[verb].action))
    return see_other(url_for("desk_plans.plan", reference=reference, gjort=verb))


def _reached(reference: str, verb: str) -> Reached:
    """A case; the public list has nothing but accounts."""
    found = reached(reference, VERBS[verb].action)
    if verb == "publicera" and not facts_of(found.row.form).kept_as.administrators:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _is_as_seen(found: Reached) -> bool:
    """Whether the page was made of the case as it is: its notes, and its newest version."""
    return request.form.get("revision", "") == _seen(found)


def _seen(found: Reached) -> str:
    return f"{found.case.revision}-{found.row.version}"


def _overtaken(verb: str, found: Reached) -> ResponseReturnValue:
    """The page again with what was typed, and what the other did."""
    last = newest_events(office().register, found.case.id, 1, kinds=BY_HAND)
    return _page(verb, found, {}, told(office().register, last)), HTTPStatus.CONFLICT


def _page(verb: str, found: Reached, errors: Mapping[str, str], last: object = None) -> str:
    return render_template(
        "desk/verb.html",
        name=verb,
        verb=VERBS[verb],
        row=found.row,
        # There is nothing left to do for who was second to open it again.
        is_done=verb == "oppna-igen" and found.case.ended_on is None,
        revision=_seen(found),
        errors=[(message, _FIRST_OF.get(one, one)) for one, message in errors.items()],
        wrong=errors,
        typed=request.form if request.method == "POST" else _before(found),
        published=_published(found) if verb == "publicera" else None,
        is_listed=verb == "publicera" and is_public(office().register, found.case.id),
        signers=_signers(_newest(found)) if verb == "papper" else [],
        last=last,
    )


def _before(found: Reached) -> Mapping[str, object]:
    """What stands in the inputs before anything was typed."""
    case, today = found.case, day_of(office().now()).isoformat()
    return {
        "day": today,
        "dnr": case.dnr,
        "text": case.published_text,
        "unlisted": case.unlisted_at,
    }
