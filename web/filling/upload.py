"""Reading in: a PDF comes in, a draft with its answers comes out. Nothing is filed."""

import logging
from collections.abc import Iterator
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge

import forms
from forms import PrintableForm
from forms.editions import as_today
from intake.reading import Reading, Remark, Source, read_together
from intake.refusals import LARGEST_PDF, Refusal, TooLarge
from office.addresses import paper_with
from office.attached import file_questions
from office.attaching import bring_home
from office.drafts import TooMuchToKeep
from office.limits import Cost
from office.slots import AllTaken
from register import filings
from register.cases import newest_version
from register.errors import CaseErased, NoRoomForDrafts, RegisterUnavailable
from swedish import MEGABYTE, swedish_size, swedish_wait
from web.filling.saving import NO_ROOM, NO_ROOM_YET, SECONDS_UNTIL_ROOM, form_class_of, keep_new
from web.office import office
from web.site.cookies import takes_no_cookie
from web.site.limits import LimitReached, count

log = logging.getLogger(__name__)

reading = Blueprint("reading", __name__)

# What a browser sends around the file: borders, names, the token.
ROUND_THE_FILE = 64 * 1024
# What is larger counts as several: only a document with files inside is.
_BYTES_A_READING = 10 * MEGABYTE
# A blank and its continuation sheet.
MOST_FILES = 2
# What one reading takes at most: the file, and where it has no answers the codes on its pages.
SECONDS_UNTIL_FREE = 30

REFUSED = {
    "no-file": "Välj en PDF-fil.",
    "not-a-pdf": "Filen är ingen PDF. Välj blanketten som PDF, inte som bild eller textdokument.",
    "encrypted": "Filen är låst med ett lösenord. Spara en kopia utan lösenord och välj kopian.",
    "broken": "Filen är skadad. Hämta eller spara den på nytt och välj den nya filen.",
    "too-large": "Filen är större än {limit}. En blankett är mindre, också med "
    "bilagor. Kontrollera att du har valt rätt fil.",
    "too-much-inside": "Filen innehåller mycket mer än en blankett gör. Kontrollera att du har "
    "valt rätt fil.",
    "too-heavy": "Filen är för tung att läsa. Kontrollera att du har valt rätt fil, eller spara "
    "den på nytt i ett annat program.",
    "no-answers": "Det finns inga svar i filen. Välj en blankett som är ifylld på skärmen och "
    "sparad. LibreOffice tar bort fälten: öppna då den tomma blanketten i webbläsaren och fyll i "
    "den där. Är den ifylld med penna skriver du i stället in svaren här.",
    "on-paper": "Filen är {filing}, men utan svaren: de följer inte med när en PDF skrivs ut, "
    "skannas eller sparas i vissa program. Öppna kvittot för {reference}. Där finns PDF:en med "
    "svaren, och där ändrar du {definite}.",
    "several-forms": "Det finns flera ifyllda blanketter i det du valde. Spara var och en som en "
    "egen PDF och läs in dem en i taget. Bara ett fortsättningsblad läses in samtidigt med sin "
    "blankett.",
    "too-many-files": "Du valde för många filer. Välj blanketten, och dess fortsättningsblad om du "
    "har fyllt i ett.",
    "unknown-form": "Svaren i filen hör till en blankett som inte finns här. Kontrollera att du "
    "har valt rätt fil.",
    "unreadable-answers": "Svaren i filen är skadade. Hämta eller spara filen på nytt, eller "
    "skriv in svaren här.",
    "session-gone": "Sidan har stått öppen för länge. Välj filen en gång till.",
    "no-cookie": "Webbläsaren tar inte emot kakor, och då går det inte att läsa in filen säkert. "
    "Tillåt kakor för den här webbplatsen i webbläsarens inställningar och välj filen en gång "
    "till.",
    "too-many": "Det kom många filer på kort tid. Vänta {wait} och välj filen en gång till.",
    "busy": "Andra läser in filer just nu. Vänta en halv minut och välj filen en gång till.",
    "too-long": "Något svar i filen är mycket längre än blanketten rymmer. Korta svaret i filen "
    "och välj den en gång till, eller skriv in svaren här.",
    "no-room": f"{NO_ROOM}. {NO_ROOM_YET} välj filen en gång till.",
    "no-register": "Det går inte att spara just nu. Vänta en stund och välj filen en gång till.",
}
ALTERED = (
    "Svaren i filen är ändrade efter att den gjordes. Jämför dem med papperet innan du lämnar in."
)
UNCONFIRMED = (
    "Det går inte att se om svaren i filen är ändrade efter att den gjordes. Jämför dem med "
    "papperet innan du lämnar in."
)
NOT_INSIDE = "De här bilagorna följde inte med i filen: {names}. Välj dem på nytt."
BESIDE = (
    "På blanketten står att {count} bilagor hör till ”{question}”. Filerna finns inte i PDF:en: "
    "välj dem vid frågan."
)
REMARKS = {
    Remark.SEVERAL_COPIES: "Blanketten finns flera gånger i filen. Svaren från alla är samlade "
    "här, så läs igenom dem.",
    Remark.ANOTHER_SUM: "En summa i filen är en annan än svaren blir. Här är den uträknad av "
    "svaren. Kontrollera dem.",
    Remark.UNKNOWN_FIELDS: "Det finns ifyllda fält i filen som inte hör till blanketten. De är "
    "inte med. Jämför med filen innan du lämnar in.",
}


@reading.url_value_preprocessor
def prepare_for_upload(endpoint: str | None, values: dict[str, str] | None) -> None:
    """Let the request be as large as a PDF, and refuse who has sent many, or has to wait, before
    it is read. Here, because the CSRF check reads it before views."""
    _form_of_page()
    request.max_content_length = _largest() + ROUND_THE_FILE
    if request.method == "POST":
        count(Cost.READING, _readings())
        if office().readings.are_taken():
            raise AllTaken


@reading.get("/las-in")
@reading.get("/<slug>/las-in")
def choose_file(slug: str = "") -> str:
    """Where a file can be chosen, for who comes back to this address."""
    return _upload_page()


@reading.post("/las-in")
@reading.post("/<slug>/las-in")
def read_in(slug: str = "") -> ResponseReturnValue:
    """Read the answers of a PDF into a new draft, to be checked by a person.

    The file says which form it is; `slug` only on whose page it was chosen.
    """
    files = request.files.getlist("file")
    contents = [content for file in files if (content := file.read(_largest() + 1))]
    if not contents:
        return _refused("no-file")
    if len(contents) > MOST_FILES:
        return _refused("too-many-files")
    size = sum(map(len, contents))
    try:
        if size > _largest():
            raise TooLarge(limit=_largest())
        with office().readings.one():
            found = read_together(contents)
    except Refusal as refusal:
        log.info("PDF refused", extra={"code": refusal.code, "bytes": size})
        return _on_paper(refusal.facts.get("codes", [])) or _refused(refusal.code)
    return _to_draft(found, contents)


def _on_paper(codes: list[str]) -> ResponseReturnValue | None:
    """What to do with a paper of ours that has lost its answers; None when it is none."""
    register, secret_key = office().register, office().settings.secret_key
    for paper in filter(None, (paper_with(register, secret_key, code) for code in codes)):
        definite = _definite_of(paper.reference)
        filing = f"{paper.reference}, version {paper.version}"
        return _refused("on-paper", filing=filing, reference=paper.reference, definite=definite)
    return None


def _definite_of(reference: str) -> str:
    """What the form with this prefix calls itself in a sentence."""
    prefix = reference.partition("-")[0]
    found = (form.definite for form in forms.FORMS if form.prefix == prefix)
    return next(found, PrintableForm.definite)


def _to_draft(found: Reading, contents: list[bytes]) -> ResponseReturnValue:
    log.info("PDF read in", extra={"source": str(found.source), "agrees": found.agrees})
    form = _form_with(found)
    if form is None:
        return _refused("unknown-form")
    wanted = [(field, file) for field in file_questions(form) for file in field.data]
    kept = keep_new(form)
    missing = bring_home(office(), kept, wanted, contents, count) if wanted else []
    _tell_source(found, form)
    if missing:
        flash(NOT_INSIDE.format(names=", ".join(missing)), "warning")
    for question, count_written in found.beside:
        flash(BESIDE.format(question=question, count=count_written), "warning")
    for warning in _warnings(found):
        flash(warning, "warning")
    return redirect(url_for("filling.draft", slug=form.slug, key=kept.key), HTTPStatus.SEE_OTHER)


def _form_with(found: Reading) -> PrintableForm | None:
    """The form of today with what was read; None when it is no longer offered."""
    around = office().around_answers()
    if found.is_of_current_edition:
        # Nothing is left behind: what no draft has room for is told of.
        return form_class_of(found.form).from_answers(found.answers, **around)
    return as_today(found.form, found.edition, found.answers, **around)


def _tell_source(found: Reading, form: PrintableForm) -> None:
    """Where the answers come from, and for a plan that was filed here the way to change it."""
    place = f"{found.reference}, version {found.version}"
    newest = _newest_of(found) if found.reference else None
    if newest is None:
        flash(_where_from(found, place, form), "notice")
        return
    but = f", men version {newest} finns" if newest > found.version else ""
    told = (
        f"Svaren är inlästa från {place}{but}. Lämnar du in dem får {form.definite} en ny referens."
    )
    offer = f"Ändra {found.reference} till version {newest + 1}"
    flash(f"{told}\n{offer}\n{found.reference}", "offer")


def _where_from(found: Reading, place: str, form: PrintableForm) -> str:
    told = "Svaren är inlästa från {}. Kontrollera dem och lämna in."
    if found.reference:
        return f"{told.format(place)} {form.definite.capitalize()} får en ny referens."
    is_blank = found.source is Source.FILLED_BLANK
    return told.format("den ifyllda blanketten" if is_blank else "filen")


def _newest_of(found: Reading) -> int | None:
    """The newest version of what was read, told only to who has the answers that were filed."""
    register = office().register
    try:
        filing = filings.find_filing(register, found.reference, found.version)
    except CaseErased:
        # What somebody has saved may begin another.
        return None
    if filing is None or dict(filing.answers) != found.answers:
        return None
    return newest_version(register, filing.case_id)


def _warnings(found: Reading) -> Iterator[str]:
    """What a person should know before trusting the answers."""
    if found.agrees is False:
        yield ALTERED
    if found.agrees is None and found.source is Source.DOCUMENT:
        yield UNCONFIRMED
    yield from (REMARKS[remark] for remark in found.remarks)


@reading.errorhandler(CSRFError)
def session_gone(error: CSRFError) -> ResponseReturnValue:
    """The file cannot be kept for a second press, so it must be chosen again."""
    code = "no-cookie" if takes_no_cookie() else "session-gone"
    return _refused(code, HTTPStatus.BAD_REQUEST)


@reading.errorhandler(LimitReached)
def too_many(error: LimitReached) -> ResponseReturnValue:
    """This client has sent many files."""
    status, wait = HTTPStatus.TOO_MANY_REQUESTS, swedish_wait(error.seconds)
    return *_refused("too-many", status, wait=wait), {"Retry-After": str(error.seconds)}


@reading.errorhandler(AllTaken)
def all_taken(error: AllTaken) -> ResponseReturnValue:
    """As many files are being read as this machine reads at once; those who fill in go first."""
    refused = _refused("busy", HTTPStatus.SERVICE_UNAVAILABLE)
    return *refused, {"Retry-After": str(SECONDS_UNTIL_FREE)}


@reading.errorhandler(TooMuchToKeep)
def too_long(error: TooMuchToKeep) -> ResponseReturnValue:
    """No draft holds these answers."""
    return _refused("too-long")


@reading.errorhandler(NoRoomForDrafts)
def no_room(error: NoRoomForDrafts) -> ResponseReturnValue:
    """The answers cannot be kept, and the person still has the file."""
    log.error("no room for drafts", extra={"reason": str(error)})
    refused = _refused("no-room", HTTPStatus.SERVICE_UNAVAILABLE)
    return *refused, {"Retry-After": str(SECONDS_UNTIL_ROOM)}


@reading.errorhandler(RegisterUnavailable)
def register_unavailable(error: RegisterUnavailable) -> ResponseReturnValue:
    """Nothing is saved, and the person still has the file."""
    log.error("register unavailable", extra={"reason": str(error)})
    return _refused("no-register", HTTPStatus.SERVICE_UNAVAILABLE)


@reading.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """The request was too large even to look for the file in it."""
    return _refused("too-large")


def _refused(code: str, status: HTTPStatus | None = None, **facts: str) -> tuple[str, HTTPStatus]:
    is_large = code == TooLarge.code
    usual = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_large else HTTPStatus.UNPROCESSABLE_ENTITY
    error = REFUSED[code].format(limit=swedish_size(_largest()), **facts)
    is_asked_again = code in ("session-gone", "no-cookie")
    page = _upload_page(error, is_asked_again=is_asked_again, is_ours=code == "on-paper")
    return page, status or usual


def _upload_page(error: str = "", *, is_asked_again: bool = False, is_ours: bool = False) -> str:
    return render_template(
        "read_in.html",
        form=_form_of_page(),
        error=error,
        is_asked_again=is_asked_again,
        is_ours=is_ours,
    )


def _form_of_page() -> type[PrintableForm] | None:
    """The form on whose page the file is chosen, None where all forms share one; or 404."""
    slug = (request.view_args or {}).get("slug")
    return form_class_of(slug) if slug else None


def _readings() -> int:
    """As how many readings a request counts by its length."""
    parts = (request.content_length or 0) // _BYTES_A_READING + 1
    return min(parts, office().settings.readings_per_minute)


def _largest() -> int:
    return min(office().settings.max_upload_bytes, LARGEST_PDF)
