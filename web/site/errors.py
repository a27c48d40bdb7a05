"""Every error becomes a page in Swedish in this one place."""

import logging
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from flask import Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from office.damage import note_damage
from office.drafts import DraftExpired, TooMuchToKeep
from office.exports.spool import NoRoomForExport
from office.limits import Cost
from office.slots import AllTaken
from register.erasing.erasures import decision_that_erased
from register.errors import (
    CaseErased,
    DocumentErased,
    DraftAlreadyFiled,
    DraftDamaged,
    DraftNotFound,
    FilingDamaged,
    NewerVersionExists,
    NoRoomForDrafts,
    OutcomeUnknown,
    RegisterDamaged,
    RegisterUnavailable,
)
from swedish import swedish_day, swedish_size, swedish_time, swedish_wait
from web.api.problems import is_for_machines, problem_of
from web.desk.guard import is_of_the_desk
from web.filling.saving import NO_ROOM, NO_ROOM_YET, SECONDS_UNTIL_ROOM, form_page, posted_form
from web.office import office
from web.site.cookies import ASKED_AGAIN, takes_no_cookie
from web.site.limits import LimitReached
from web.site.traffic import NoRoomToReceive

log = logging.getLogger(__name__)

Page = tuple[str, int]
# By their names in the form, of which a question with several ticks has one more than once.
Kept = Sequence[tuple[str, str]]
# Until a file of others is made.
SECONDS_UNTIL_FREE = 30

PAGES = {
    400: ("Något saknas i det som skickades", "Gå tillbaka, ladda om sidan och försök igen."),
    404: (
        "Sidan finns inte",
        "Kontrollera att hela adressen är med. Länken kan också ha slutat gälla.",
    ),
    405: ("Så kan sidan inte användas", "Gå till startsidan och börja därifrån."),
    411: (
        "Det gick inte att ta emot",
        "Längden på det som skickades är inte angiven. Använd en vanlig webbläsare.",
    ),
    422: ("Svaren kan inte tas emot", "Gå tillbaka, rätta svaren och försök igen."),
    500: (
        "Något gick fel hos oss",
        "Felet är noterat. Försök igen om en stund. Ring eller mejla informationsansvarig om "
        "det inte hjälper.",
    ),
}


# What a client does too often, and what to do then; how long to wait is said after it.
TOO_OFTEN = {
    Cost.FILING: ("Många blanketter på kort tid", "Inget är inlämnat."),
    Cost.DRAFT: ("Många utkast på kort tid", "Inget är sparat."),
    Cost.SAVING: ("Mycket att spara på kort tid", "Det senaste är inte sparat."),
    Cost.SIGN_IN: ("Många försök att logga in på kort tid", "Inget brev är skickat."),
    Cost.CALENDAR: ("Många frågor på kort tid", "Kalendern frågar själv igen."),
    Cost.EXPORT: ("Många filer på kort tid", "Ingen fil är hämtad."),
    Cost.JUDGING: ("Många maskningar på kort tid", "Ingen fil är gjord."),
    Cost.LEAVERS: ("Många listor på kort tid", "Ingen är markerad."),
    Cost.DRAWING: ("Många förhandsgranskningar på kort tid", "Svaren finns kvar i utkastet."),
}
NO_DRAFT = ("Utkastet finns inte", "Länken till det kan ha slutat gälla.")
# The views that get what is typed: before there is a draft, and into one.
BEGINNING, ANSWERING = "filling.answer_form", "filling.answer_draft"


def register_error_pages(app: Flask) -> None:
    """Let `app` answer errors with pages."""
    _answer(app, CSRFError, _session_gone)
    _answer(app, RequestEntityTooLarge, _too_large)
    _answer(app, LimitReached, _limit_reached)
    _answer(app, NoRoomForDrafts, _no_room)
    _answer(app, NoRoomToReceive, _no_room_to_receive)
    _answer(app, AllTaken, _all_taken)
    _answer(app, NoRoomForExport, _no_room_for_export)
    _answer(app, TooMuchToKeep, _too_much)
    _answer(app, RegisterUnavailable, _register_unavailable)
    _answer(app, RegisterDamaged, _register_damaged)
    _answer(app, OutcomeUnknown, _outcome_unknown)
    _answer(app, DraftExpired, _draft_expired)
    _answer(app, DraftAlreadyFiled, _draft_filed)
    _answer(app, NewerVersionExists, _newer_version)
    _answer(app, DraftNotFound, _draft_gone)
    _answer(app, DraftDamaged, _draft_damaged)
    _answer(app, FilingDamaged, _filing_damaged)
    _answer(app, DocumentErased, _document_erased)
    _answer(app, CaseErased, _case_erased)
    _answer(app, HTTPException, _http_error)


def _answer(app: Flask, error: type[Exception], page: Callable[[Any], ResponseReturnValue]) -> None:
    """Let an error be a page, or below /api/ problem details."""

    def answered(met: Exception) -> ResponseReturnValue:
        return problem_of(met) if is_for_machines() else page(met)

    app.register_error_handler(error, answered)


def _http_error(error: HTTPException) -> Page:
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    heading, text = PAGES.get(code, PAGES[500] if code >= 500 else PAGES[400])
    if code == HTTPStatus.NOT_FOUND and request.endpoint == ANSWERING:
        return _to_begin_anew(code, *NO_DRAFT)
    kept = _kept() if code == HTTPStatus.INTERNAL_SERVER_ERROR else None
    return _page(code, heading, text, kept, is_lost=code == HTTPStatus.NOT_FOUND)


def _session_gone(error: CSRFError) -> Page:
    """The person waited long or the server restarted; one more press is all it takes.

    Unless the browser takes no cookie: then no number of presses helps.
    """
    typed = request.form.items(multi=True)
    kept = [*((name, value) for name, value in typed if name != ASKED_AGAIN), (ASKED_AGAIN, "y")]
    if takes_no_cookie():
        return _page(
            HTTPStatus.BAD_REQUEST,
            "Webbläsaren tar inte emot kakor",
            "Utan en kaka går det inte att ta emot svaren säkert. Inget är skickat än.",
            kept,
            steps=_ways_around_blocked_cookies(),
            answers=_answers_as_text(),
        )
    return _page(
        HTTPStatus.BAD_REQUEST,
        "Sidan har stått öppen för länge",
        "Det är en säkerhetsåtgärd. Inget är skickat än.",
        kept,
    )


def _ways_around_blocked_cookies() -> list[str]:
    settings = office().settings
    steps = [
        # The first press brings the cookie, the second brings it back.
        "Tillåt kakor för den här webbplatsen i webbläsarens inställningar. Tryck sedan på "
        "”Försök igen” två gånger.",
        "Går det inte? Kopiera eller skriv ut svaren på den här sidan, och fyll i blanketten i en "
        "annan webbläsare.",
    ]
    if settings.is_served_over_tls and not request.is_secure:
        steps.insert(0, f"Kontrollera att adressen börjar med {settings.base_url}.")
    return steps


def _answers_as_text() -> str:
    """What was typed into the form, as a text to copy; empty when the page is about another."""
    if request.endpoint not in (BEGINNING, ANSWERING):
        return ""
    return posted_form((request.view_args or {})["slug"]).with_all_asked().as_text()


def _too_large(error: RequestEntityTooLarge) -> Page:
    limit = swedish_size(office().settings.max_request_bytes)
    return _page(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "Det var för mycket på en gång",
        f"Högst {limit} kan tas emot. Gå tillbaka och korta texten.",
    )


def _limit_reached(error: LimitReached) -> tuple[str, int, dict[str, str]]:
    """This client, or all who share its address, must wait."""
    heading, text = TOO_OFTEN[error.cost]
    page = _page(
        HTTPStatus.TOO_MANY_REQUESTS,
        heading,
        f"{text} Vänta {swedish_wait(error.seconds)} innan du försöker igen.",
        _kept(),
        answers=_answers_as_text(),
    )
    return *page, {"Retry-After": str(error.seconds)}


def _no_room(error: NoRoomForDrafts) -> tuple[str, int, dict[str, str]]:
    """Drafts have taken all their room, or the disk is nearly full; what is filed has its own."""
    log.error("no room for drafts", extra={"reason": str(error)})
    page = _page(
        HTTPStatus.SERVICE_UNAVAILABLE,
        NO_ROOM,
        f"Det senaste är inte sparat. {NO_ROOM_YET} försök igen, eller kopiera svaren till ett "
        "eget dokument.",
        _kept(),
        answers=_answers_as_text(),
    )
    return *page, {"Retry-After": str(SECONDS_UNTIL_ROOM)}


def _no_room_to_receive(error: NoRoomToReceive) -> tuple[str, int, dict[str, str]]:
    """The browser alone has what was typed."""
    log.error("no room to receive files")
    page = _page(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Det finns inte plats att ta emot filer just nu",
        "Det senaste är inte sparat. Gå tillbaka i webbläsaren, där det du har skrivit finns kvar. "
        "Vänta en stund och försök igen.",
    )
    return *page, {"Retry-After": str(SECONDS_UNTIL_ROOM)}


def _all_taken(error: AllTaken) -> tuple[str, int, dict[str, str]]:
    """As many files are being made as this machine makes at once."""
    page = _page(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Andra hämtar filer just nu",
        "Ingen fil är hämtad. Vänta en halv minut och försök igen.",
    )
    return *page, {"Retry-After": str(SECONDS_UNTIL_FREE)}


def _no_room_for_export(error: NoRoomForExport) -> Page:
    """The disk is nearly full."""
    log.error("no room for export")
    return _page(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Det finns inte plats att göra filen",
        "Ingen fil är hämtad. Välj färre planer i listan, eller be den som sköter webbplatsen att "
        "ge plats på disken.",
    )


def _too_much(error: TooMuchToKeep) -> Page:
    """The page again with all that was typed, and what to shorten before it can be saved."""
    return form_page(error.form, error.kept), HTTPStatus.UNPROCESSABLE_ENTITY


def _register_unavailable(error: RegisterUnavailable) -> Page:
    log.error("register unavailable", extra={"reason": str(error)})
    heading, text = "Registret svarar inte just nu", "Vänta en stund och ladda om sidan."
    if request.method == "POST":
        heading = "Det går inte att spara just nu"
        done = "sparat" if is_of_the_desk(request.endpoint or "") else "inlämnat"
        text = f"Inget är {done}. Vänta en stund."
    return _page(HTTPStatus.SERVICE_UNAVAILABLE, heading, text, _kept())


def _register_damaged(error: RegisterDamaged) -> Page:
    """Trying again helps nobody; the blank needs no register."""
    log.error("register damaged", extra={"reason": str(error)})
    heading, text = "Registret är skadat", "Det hjälper inte att försöka igen."
    if request.method == "POST":
        heading = "Det går inte att spara just nu"
        text = "Registret är skadat och inget är inlämnat. Låt sidan stå öppen."
    text += (
        " Felet är noterat. Kontakta informationsansvarig. Har du bråttom kan du skriva ut den "
        "tomma blanketten och fylla i den för hand."
    )
    return _page(HTTPStatus.SERVICE_UNAVAILABLE, heading, text, _kept())


def _outcome_unknown(error: OutcomeUnknown) -> Page:
    """The answer to a filing was lost, and nobody is there to ask."""
    log.error("register unavailable", extra={"reason": str(error)})
    return _page(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Registret svarar inte just nu",
        "Det är inte säkert att svaren blev inlämnade. Vänta en stund och försök igen. De "
        "lämnas in högst en gång.",
        _kept(),
    )


def _draft_expired(error: DraftExpired) -> Page:
    days, ended_at = office().settings.draft_days, swedish_time(error.ending.at)
    text = (
        f"Det slutade gälla {ended_at} och det som var sparat är raderat. "
        f"Ett utkast sparas i {days} dagar efter att det senast ändrades."
    )
    if error.ending.gave_way:
        text = (
            f"Det raderades {ended_at} för att ge plats åt nya utkast. När det blir ont om plats "
            "raderas de utkast först som ingen har ändrat på länge."
        )
    return _to_begin_anew(HTTPStatus.GONE, "Utkastet finns inte kvar", text)


def _draft_filed(error: DraftAlreadyFiled) -> Page:
    """Somebody filed the draft while something else was typed in this tab."""
    return _to_begin_anew(
        HTTPStatus.CONFLICT,
        "Svaren är redan inlämnade",
        "De lämnades in från en annan flik eller av någon annan. Det som är inlämnat ändrar du "
        "från kvittot.",
    )


def _draft_gone(error: DraftNotFound) -> Page:
    return _to_begin_anew(HTTPStatus.NOT_FOUND, *NO_DRAFT)


def _draft_damaged(error: DraftDamaged) -> Page:
    log.error("damage found", extra={"what": "a draft cannot be read"})
    return _to_begin_anew(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Utkastet är skadat",
        "Det som var sparat går inte att läsa längre. Felet är noterat. Börja på en ny blankett.",
    )


def _filing_damaged(error: FilingDamaged) -> Page:
    """Nothing of it is shown: what is damaged could be taken for what was filed."""
    note_damage(office(), error)
    return _page(
        HTTPStatus.SERVICE_UNAVAILABLE,
        f"{error.reference} version {error.version} är skadad",
        "Det som är sparat hos oss är inte längre som när det lämnades in, så vi visar det inte. "
        "Felet är noterat. Har du en utskrift eller har du sparat PDF:en gäller den. Kontakta "
        "annars informationsansvarig.",
        _kept(),
    )


def _document_erased(error: DocumentErased) -> Page:
    """That it was issued is still known, and its digest; nothing is damaged."""
    return _page(
        HTTPStatus.GONE,
        "PDF:en är gallrad",
        f"{error.name} är gallrad {swedish_day(error.erased_at)} och finns inte kvar här. Har du "
        "en utskrift eller har du sparat PDF:en gäller den. Fråga annars informationsansvarig.",
    )


def _case_erased(error: CaseErased) -> Page:
    """Under which decision, and what there is to do for who comes by an old address."""
    found = decision_that_erased(office().register, error.reference)
    under = f" enligt gallringsbeslut {found[0]}" if found else ""
    return _page(
        HTTPStatus.GONE,
        f"{error.reference} är gallrad",
        f"Det som lämnades in gallrades {swedish_day(error.erased_at)}{under} och finns inte kvar "
        "här. Du behöver inte göra något. Har du en utskrift eller har du sparat PDF:en kan du "
        "behålla den. Fråga informationsansvarig om du undrar något.",
    )


def _to_begin_anew(code: int, heading: str, text: str) -> Page:
    """Nothing can be kept in this draft any more, so what was typed may begin another."""
    kept = _kept() if request.endpoint == ANSWERING else None
    if kept is None:
        return _page(code, heading, text, is_lost=True)
    kept = [pair for pair in kept if pair[0] not in ("revision", "action")] + [("action", "save")]
    place = url_for("filling.empty_form", slug=(request.view_args or {})["slug"])
    button = "Fortsätt i ett nytt utkast"
    return _page(code, heading, text, kept, button=button, retry_url=place, is_lost=True)


def _newer_version(error: NewerVersionExists) -> Page:
    """Two people changed one plan: the second goes on from what the first filed."""
    slug, key = (str((request.view_args or {})[name]) for name in ("slug", "key"))
    return _page(
        HTTPStatus.CONFLICT,
        "Någon annan hann före",
        f"{error.reference} har ändrats av någon annan och har nu version {error.version}. "
        "Jämför dina ändringar med den versionen innan du lämnar in.",
        [("action", "review")],
        button="Se dina ändringar",
        retry_url=url_for("versions.onto_newest", slug=slug, key=key),
    )


def _kept() -> Kept | None:
    """All that was typed, to be sent again with one press."""
    return list(request.form.items(multi=True)) if request.method == "POST" else None


def _page(
    code: int,
    heading: str,
    text: str,
    kept: Kept | None = None,
    *,
    button: str = "",
    retry_url: str = "",
    steps: Sequence[str] = (),
    answers: str = "",
    is_lost: bool = False,
) -> Page:
    """An error page; what was kept goes to `retry_url`, or to where it was sent before.

    `steps` is what a person can do, `answers` what was typed, to be copied; `is_lost` tells who
    looks for a plan how it is found again.
    """
    page = render_template(
        "error.html",
        code=int(code),
        heading=heading,
        text=text,
        kept=kept,
        retry=button,
        retry_url=retry_url,
        steps=steps,
        answers=answers,
        is_lost=is_lost,
        lacks_files=kept is not None and any(request.files.values()),
    )
    return page, int(code)
