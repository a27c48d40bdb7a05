"""The plans for other systems, as JSON."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from sqlalchemy import Engine

from forms import form_by_slug
from forms.cleaning import clean_text
from forms.editions import signers_of, titles_at
from forms.table import Table
from register import attached, documents, events, filings, notes
from register.access import Action, may
from register.actors import Scope
from register.attached import Attached
from register.cases import Case, find_case
from register.documents import Document
from register.errors import CaseChanged
from register.events import Event
from register.filings import Filing
from register.fold import plain
from register.listing import Page, Row, page_of, row_of, was_given_by
from register.notes import Note
from register.paper_marks import marks_of
from register.sight import sight_of
from web.api.access import admit, holder, look, opens
from web.api.operations import MOST_EVENTS, MOST_VERSIONS, ROWS
from web.api.problems import Problem
from web.desk.query import wanted_by
from web.desk.verbs import LONG_NUMBER, LONGEST_NUMBER, NO_NUMBER
from web.filed.files import download_of, file_of
from web.office import office

# Whoever writes one tells when it began; by then it has been written or never will.
_SETTLED_AFTER = timedelta(minutes=1)
NO_SUCH_PAGE = "Använd adressen i `nasta` som den är"
NO_OBJECT = "Skicka ett objekt med `dnr` som text, och inget annat"
api = Blueprint("api", __name__)
api.before_request(admit)


@api.get("/api/v1/planer")
def plans() -> Response:
    """A page of the list."""
    wanted = wanted_by(request.args)
    if not was_given_by(wanted):
        raise Problem(HTTPStatus.BAD_REQUEST, errors=[("efter", NO_SUCH_PAGE)])
    size = int(request.args.get("antal", ROWS))
    page = page_of(office().register, wanted, sight_of(holder()), size)
    look("search" if wanted.text else "list", len(page.rows))
    return _with_next(
        {
            "planer": [_row(row) for row in page.rows],
            "antal": page.count,
            "fler": page.is_more,
            "nasta": _next_page(page),
        }
    )


def _next_page(page: Page) -> str | None:
    if not page.next:
        return None
    asked = request.args.to_dict() | {"efter": page.next}
    return url_for(".plans", **asked)  # type: ignore[arg-type]


def _with_next(told: Mapping[str, Any], *, is_more: bool = True) -> Response:
    answer = _json(told)
    if told["nasta"] and is_more:
        answer.headers["Link"] = f'<{told["nasta"]}>; rel="next"'
    return answer


@api.get("/api/v1/planer/<reference>")
def plan(reference: str) -> Response:
    """One plan, with the answers of its newest version."""
    case, row = _reached(reference, Action.LOOK)
    filing = filings.filing_by_id(office().register, row.filing_id)
    look("plan", case_id=case.id)
    told = _row(row) | _noted(case, filing) | _answers(filing)
    return _with_tag(told | {"revision": _revision(case, row), "versioner": _versions(case)})


def _answers(filing: Filing) -> dict[str, Any]:
    has_persons, form = opens(Scope.PERSONS), form_by_slug(filing.form)
    told = {"utgava": filing.edition, "personuppgifter": has_persons}
    if has_persons:
        return told | {"svar": filing.answers}
    # Of a form that is not offered any more nobody knows which answers are about persons.
    answers = Table.of(form, persons=False).answers(filing.answers) if form else {}
    return told | {"svar": answers}


def _noted(case: Case, filing: Filing) -> dict[str, Any]:
    mark = marks_of(office().register, [filing.id]).get(filing.id)
    paper = mark and {
        "inkom": _day(mark.received_on),
        "undertecknare": titles_at(
            signers_of(filing.form, filing.edition, filing.answers), mark.signers
        ),
        "utan_granskning": mark.is_by_itself,
    }
    return {"papper": paper, "uppgifter_delgivna": _day(case.credentials_told_on)}


def _versions(case: Case) -> list[dict[str, Any]]:
    found = filings.newest_versions(office().register, case.id, MOST_VERSIONS)
    signed = documents.with_signed(office().register, [one.id for one in found])
    files = attached.of_filings(office().register, [one.id for one in found])
    return [
        {
            "version": one.version,
            "inlamnad": _time(one.filed_at),
            "pdf": url_for(".document", reference=case.reference, version=one.version),
            "underskriven_pdf": url_for(".signed", reference=case.reference, version=one.version)
            if one.id in signed
            else None,
            "bilagor": [_file(case, one.version, file) for file in files[one.id]],
        }
        for one in found
    ]


def _file(case: Case, version: int, file: Attached) -> dict[str, Any]:
    sha256 = file.sha256
    url = url_for(".attached_file", reference=case.reference, version=version, sha256=sha256)
    return {
        "namn": file.name,
        "media": file.media,
        "byte": file.size,
        "sha256": sha256,
        "fil": url if file.erased_at is None else None,
    }


@api.get(
    "/api/v1/planer/<reference>/v<int(max=2147483647):version>/bilagor/<string(length=64):sha256>"
)
def attached_file(reference: str, version: int, sha256: str) -> Response:
    """A file that was attached to a version, without what it told beside what it shows."""
    case, _ = _reached(reference, Action.LOOK)
    filing = filings.find_filing(office().register, reference, version)
    file = file_of(filing.id if filing else 0, sha256)
    look("document", case_id=case.id)
    return download_of(file)


@api.get("/api/v1/planer/<reference>/v<int(max=2147483647):version>.pdf")
def document(reference: str, version: int) -> Response:
    """The issued document of a version, exactly as it was made."""
    return _download(reference, version, documents.document_of)


@api.get("/api/v1/planer/<reference>/v<int(max=2147483647):version>-underskriven.pdf")
def signed(reference: str, version: int) -> Response:
    """The signed paper of a version, as it was made into a document last."""
    return _download(reference, version, documents.signed_of)


def _download(
    reference: str, version: int, find: Callable[[Engine, int], Document | None]
) -> Response:
    case, _ = _reached(reference, Action.LOOK)
    filing = filings.find_filing(office().register, reference, version)
    found = find(office().register, filing.id) if filing else None
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    look("document", case_id=case.id)
    answer = Response(found.content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


@api.put("/api/v1/planer/<reference>/dnr")
def number(reference: str) -> Response:
    """Give a plan its number in the diary; the same number again changes nothing."""
    case, row = _reached(reference, Action.NUMBER)
    given = _number_sent()
    if given != case.dnr:
        _refuse_unseen(case, row)
        _note(case, row, notes.numbered(given, office().now()))
        case, row = _reached(reference, Action.NUMBER)
    told = {"referens": reference, "dnr": given, "revision": _revision(case, row)}
    return _with_tag(told)


def _note(case: Case, row: Row, note: Note) -> None:
    own = office()
    try:
        notes.add_note(own.register, case, row.filing_id, note, own.now(), holder())
    except CaseChanged as error:
        raise Problem(HTTPStatus.PRECONDITION_FAILED) from error


def _number_sent() -> str:
    if request.mimetype != "application/json" or not _is_utf_8():
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        sent = json.loads(request.get_data().decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Problem(HTTPStatus.BAD_REQUEST, "Det som skickades är inte JSON.") from error
    if not isinstance(sent, dict) or sent.keys() != {"dnr"} or not isinstance(sent["dnr"], str):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, errors=[("", NO_OBJECT)])
    found = " ".join(clean_text(sent["dnr"]).split())
    if not 0 < len(found) <= LONGEST_NUMBER:
        wrong = LONG_NUMBER if found else NO_NUMBER
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, errors=[("dnr", wrong)])
    return found


def _is_utf_8() -> bool:
    said = request.mimetype_params.get("charset", "utf-8")
    return said.lower() in ("utf-8", "utf8")


def _refuse_unseen(case: Case, row: Row) -> None:
    """Who changes a plan must have seen it as it is, or say that it does not matter."""
    seen = request.if_match
    if "If-Match" not in request.headers:
        raise Problem(HTTPStatus.PRECONDITION_REQUIRED)
    if not seen.contains(_revision(case, row)):
        raise Problem(HTTPStatus.PRECONDITION_FAILED)


@api.get("/api/v1/handelser", endpoint="events")
def happened() -> Response:
    """What happened after an event, oldest first, as far as nothing can come in between."""
    after, own = int(request.args.get("efter", 0)), office()
    settled = own.now() - _SETTLED_AFTER
    found = events.events_after(own.register, after, settled, sight_of(holder()), MOST_EVENTS)
    last, is_more = found[-1][0].id if found else after, len(found) == MOST_EVENTS
    told = {
        "handelser": [_event(one, reference, version) for one, reference, version in found],
        "nasta": url_for(".events", efter=last),
        "fler": is_more,
    }
    return _with_next(told, is_more=is_more)


def _event(event: Event, reference: str, version: int | None) -> dict[str, Any]:
    return {
        "id": event.id,
        "tid": _time(event.at),
        "handelse": event.kind,
        "referens": reference,
        "version": version,
        "vem": event.actor,
        "fakta": event.facts,
    }


def _reached(reference: str, action: Action) -> tuple[Case, Row]:
    """The case, for a token that opens it so; else 404."""
    register = office().register
    # A database takes no text with every sign.
    is_possible = plain(reference) == reference.lower()
    case = find_case(register, reference) if is_possible else None
    row = row_of(register, reference, sight_of(holder())) if case else None
    if case is None or row is None or not may(holder(), action, case.id, case.form):
        abort(HTTPStatus.NOT_FOUND)
    return case, row


def _row(row: Row) -> dict[str, Any]:
    return {
        "referens": row.reference,
        "version": row.version,
        "blankett": row.form,
        "medium": row.medium,
        "forvaltning": row.department,
        "enhet": row.unit,
        "status": row.status,
        "konto": row.life,
        "konto_sedan": _day(row.exists_since),
        "ar": row.year,
        "dnr": row.dnr,
        "inlamnad": _time(row.opened_at),
        "andrad": _time(row.changed_at),
        "avslutad": _day(row.ended_on),
        "timmar": row.hours,
        "administratorer": row.administrators,
        "adress": url_for(".plan", reference=row.reference),
    }


def _revision(case: Case, row: Row) -> str:
    return f"{case.revision}-{row.version}"


def _with_tag(told: Mapping[str, Any]) -> Response:
    answer = _json(told)
    answer.set_etag(str(told["revision"]))
    return answer


def _json(told: Mapping[str, Any]) -> Response:
    return Response(json.dumps(told, ensure_ascii=False), mimetype="application/json")


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
