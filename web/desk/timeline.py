"""What happened to a plan and who did it, in plain words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forms import Signer, end_in_words, facts_of
from forms.editions import titles_at
from office.snapshots import REASONS
from register.accounts import names_of
from register.actors import ActorKind
from register.events import Event, EventKind
from register.filings import Version, moves_of, versions_by_id
from register.signers import signers_of_version

# By the words of the form.
HAPPENED: Mapping[EventKind, str] = {
    EventKind.FILED: "Inlämnad",
    EventKind.DOCUMENT_ISSUED: "PDF:en gjordes",
    EventKind.DRAFTS_ERASED: "Utkast raderades",
    EventKind.DELIVERY_QUEUED: "{sent.begins} lades i kö",
    EventKind.DELIVERY_ACCEPTED: "E-postservern tog emot {sent.the}",
    EventKind.DELIVERY_POSTPONED: "{sent.begins} kunde inte skickas, nytt försök görs",
    EventKind.DELIVERY_UNSURE: "E-postservern svarade inte om den tog emot {sent.the}",
    EventKind.DELIVERY_FAILED: "{sent.begins} kunde inte skickas, inga fler försök görs",
    EventKind.DELIVERY_BOUNCED: "{sent.begins} studsade: e-postservern kunde inte lämna den vidare",
    EventKind.DELIVERY_WITHDRAWN: "{sent.begins} behövdes inte längre",
    EventKind.DELIVERY_REQUEUED: "{sent.begins} skickades igen",
    EventKind.RESTORED: "Återställd från säkerhetskopia",
    EventKind.DAMAGE_FOUND: "Skada upptäcktes",
    EventKind.PAPER_REMINDED: "Enheten påmindes om papperet",
    EventKind.PAPER_RECEIVED: "Papperet kom in",
    EventKind.PAPER_CONFIRMED: "Underskrifterna kontrollerades, papperet kom in",
    EventKind.PAPER_ALTERED: "Papperet är ändrat för hand och räknas inte",
    EventKind.NUMBERED: "Diarienummer noterades",
    EventKind.CREDENTIALS_TOLD: "Inloggningsuppgifterna är delgivna",
    EventKind.ACCOUNT_ENDED: "{closes} avslutades",
    EventKind.ACCOUNT_REOPENED: "{definite} öppnades igen",
    EventKind.KEY_MADE: "En nyckel till ett annat system gjordes",
    EventKind.KEY_REVOKED: "En nyckel till ett annat system återkallades",
    EventKind.PAPER_ARRIVED: "En fil med papper kom in",
    EventKind.PAPER_REFUSED: "En fil med papper kunde inte läsas",
    EventKind.PAPER_SETTLED: "Någon tog hand om en fil som inte kunde läsas",
    EventKind.SHEET_FILED: "Ett papper lades till {it}",
    EventKind.SHEET_SORTED: "Ett papper sorterades",
    EventKind.LISTED: "Sparades för den öppna listan över konton",
    EventKind.UNLISTED: "Hölls utanför den öppna listan över konton",
    EventKind.HELD: "Gallringsstopp sattes",
    EventKind.HOLD_LIFTED: "Gallringsstoppet hävdes",
    EventKind.CASE_ERASED: "Gallrad enligt beslut",
    EventKind.SNAPSHOT_ERASED: "En ögonblicksbild gallrades enligt beslut",
    EventKind.PEOPLE_LEFT: "Någon i {it} har slutat",
    EventKind.PERSON_BACK: "Den som hade slutat är administratör igen",
    EventKind.ACCOUNT_CREATED: "{closes} skapades",
    EventKind.PLAN_REVIEWED: "Allt i {it} stämmer",
    EventKind.ACCOUNT_SHOWN: "{closes} visar det som det ska",
    EventKind.TOLD_APART: "Det är ett annat konto än i",
    EventKind.TAKE_OVER_BEGUN: "En annan enhet började ta över {it}",
    EventKind.RELEASED: "En kopia lämnades ut",
    EventKind.SNAPSHOT_TAKEN: "En ögonblicksbild togs",
}
_REASONS = {one.value: words for one, words in REASONS.items()}
SAVED_AS_FILE = "{sent.begins} sparades som en fil"
PASSED = "Underskrifterna godkändes utan att någon tittade, papperet kom in"
MOVED = "Kontot har en ny adress"
ALTERED = "Papperet är ändrat för hand, men underskrifterna gäller"
# What somebody did who may do it again: a new version, and what the office notes.
BY_HAND = frozenset(
    (
        EventKind.FILED,
        EventKind.PAPER_REMINDED,
        EventKind.PAPER_RECEIVED,
        EventKind.PAPER_CONFIRMED,
        EventKind.PAPER_ALTERED,
        EventKind.NUMBERED,
        EventKind.CREDENTIALS_TOLD,
        EventKind.ACCOUNT_ENDED,
        EventKind.ACCOUNT_REOPENED,
        EventKind.LISTED,
        EventKind.UNLISTED,
        EventKind.HELD,
        EventKind.HOLD_LIFTED,
        EventKind.CASE_ERASED,
        EventKind.SNAPSHOT_ERASED,
        EventKind.PEOPLE_LEFT,
        EventKind.PERSON_BACK,
        EventKind.ACCOUNT_CREATED,
        EventKind.PLAN_REVIEWED,
        EventKind.ACCOUNT_SHOWN,
        EventKind.TOLD_APART,
        EventKind.TAKE_OVER_BEGUN,
        EventKind.SNAPSHOT_TAKEN,
    )
)
# These are about all versions.
_OF_THE_CASE = BY_HAND - {
    EventKind.FILED,
    EventKind.PAPER_RECEIVED,
    EventKind.PAPER_CONFIRMED,
    EventKind.PAPER_ALTERED,
}
# Facts that are told after what happened.
_TOLD_WITH = ("dnr", "day", "other")
WHO: Mapping[ActorKind, str] = {
    ActorKind.FILER: "Den som fyllde i",
    ActorKind.READER: "Den som fick en länk",
    ActorKind.HOLDER: "Den som har papperet",
    ActorKind.COURIER: "Webbplatsen",
    ActorKind.OPERATOR: "Den som sköter webbplatsen",
    ActorKind.HOUSEKEEPING: "Webbplatsen",
    ActorKind.SYSTEM: "Webbplatsen",
    ActorKind.UNKNOWN: "Okänt vem",
    ActorKind.OFFICER: "Informationsansvarig",
    ActorKind.REGISTRY_READER: "Läsare",
    ActorKind.ARCHIVIST: "Arkivarie",
    ActorKind.SYSTEM_OPERATOR: "Systemansvarig",
    ActorKind.OWNER: "Någon som står i blanketten",
    ActorKind.ADMINISTRATOR: "Administratör i blanketten",
    ActorKind.MACHINE: "Ett annat system",
}


@dataclass(frozen=True)
class Line:
    """One thing that happened; `version` is None when it is about no certain version.

    `more` says whose signatures came or why an account was closed, and else nothing.
    """

    at: datetime
    what: str
    more: str
    who: str
    version: int | None


def told(register: sa.Engine, events: list[Event]) -> list[Line]:
    """The events of one case as lines, in their order."""
    names = names_of(register, {one.account_id for one in events if one.account_id})
    versions = versions_by_id(register, {one.filing_id for one in events if one.filing_id})
    moved = _moved(register, events)
    lines = []
    for one in events:
        version = versions.get(one.filing_id or 0)
        number = version.version if version and one.kind not in _OF_THE_CASE else None
        what, more = _what(one, version), _more(register, one, version)
        if one.kind is EventKind.FILED and number in moved:
            more = MOVED
        lines.append(Line(one.at, what, more, _who(one, names), number))
    return lines


def _moved(register: sa.Engine, events: list[Event]) -> set[int]:
    """The versions of their case that are about another account than the version before."""
    cases = {one.case_id for one in events if one.kind is EventKind.FILED and one.case_id}
    return {version for one in cases for version, _ in moves_of(register, one)}


def signed_by(signers: Sequence[Signer], places: Iterable[int]) -> str:
    """The titles of those who signed a paper, by their places on it."""
    return ", ".join(titles_at(signers, places))


def not_signed_by(signers: Sequence[Signer], places: Collection[int]) -> str:
    """The titles of those who have still to sign it."""
    return ", ".join(
        one.title for place, one in enumerate(signers) if place not in places and not one.optional
    )


def _what(event: Event, version: Version | None) -> str:
    if event.kind is EventKind.PAPER_CONFIRMED and event.actor is ActorKind.SYSTEM:
        return f"{PASSED}: {event.facts.get('day')}"
    noted = next((event.facts[one] for one in _TOLD_WITH if event.facts.get(one)), None)
    facts = facts_of(version.form if version else "")
    words = SAVED_AS_FILE if event.is_saved_as_file else HAPPENED[event.kind]
    happened = words.format(
        closes=facts.wording.closes.capitalize(),
        definite=facts.definite.capitalize(),
        it=facts.definite,
        sent=facts.sent(),
    )
    return f"{happened}: {noted}" if noted else happened


def _more(register: sa.Engine, event: Event, version: Version | None) -> str:
    if why := event.facts.get("why"):
        return end_in_words(str(why))
    if event.kind is EventKind.RELEASED:
        return masked_in_words(int(event.facts.get("masked", 0)))
    if event.kind is EventKind.SNAPSHOT_TAKEN:
        return _REASONS.get(str(event.facts.get("reason")), "")
    places = [int(one) for one in str(event.facts.get("signers", "")).split() if one.isdecimal()]
    by = signed_by(signers_of_version(register, version), places) if version and places else ""
    told = [f"Undertecknat av: {by}"] if by else []
    return ". ".join([*told, *([ALTERED] if "altered" in event.facts else [])])


def masked_in_words(count: int) -> str:
    """How much of what was given out is masked."""
    if not count:
        return "Inget är maskat"
    return "1 uppgift är maskad" if count == 1 else f"{count} uppgifter är maskade"


def _who(event: Event, names: Mapping[int, str]) -> str:
    name = names.get(event.account_id or 0)
    return f"{WHO[event.actor]} ({name})" if name else WHO[event.actor]
