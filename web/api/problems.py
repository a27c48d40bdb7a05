"""What goes wrong below /api/, as problem details (RFC 9457) and never as a page."""

import json
import logging
from collections.abc import Sequence
from http import HTTPStatus

from flask import Response, request
from werkzeug.exceptions import HTTPException

from office.damage import note_damage
from register.errors import (
    CaseErased,
    DocumentErased,
    FilingDamaged,
    RegisterDamaged,
    RegisterUnavailable,
)
from web.office import office

_PREFIX = "/api/"
_SECONDS_TO_WAIT = 30
log = logging.getLogger("blanketter.api")

TEXTS = {
    400: ("Frågan är fel", "Rätta det som är fel och försök igen."),
    401: ("Nyckeln saknas eller gäller inte", "Skicka en nyckel som gäller i `Authorization`."),
    403: ("Nyckeln öppnar inte det här", "Be den som sköter registret om en annan nyckel."),
    404: ("Det finns inte", "Kontrollera adressen, och att hela referensen är med."),
    405: ("Så kan adressen inte användas", "Använd någon av metoderna i `Allow`."),
    410: ("Det är gallrat", "Det finns inte kvar här."),
    411: ("Längden saknas", "Skicka `Content-Length`."),
    412: (
        "Planen har ändrats",
        "Någon har ändrat den sedan du hämtade den. Hämta den igen och använd dess nya `ETag`.",
    ),
    413: ("Det är för stort", "Skicka mindre."),
    415: ("Det är inte JSON", "Skicka `Content-Type: application/json`, i UTF-8."),
    422: ("Innehållet kan inte tas emot", "Rätta det som är fel och försök igen."),
    428: (
        "If-Match saknas",
        "Skicka `If-Match` med planens `ETag`, eller `*` för att skriva ändå.",
    ),
    429: ("För många frågor", "Vänta så många sekunder som `Retry-After` säger."),
    500: ("Något gick fel hos oss", "Felet är noterat. Försök igen om en stund."),
    503: ("Registret svarar inte just nu", "Försök igen om en stund."),
}
DAMAGED = "Det som är sparat är skadat, så det lämnas inte ut. Felet är noterat."


class Problem(HTTPException):
    """One of our own; `errors` tell what is wrong where."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str = "",
        errors: Sequence[tuple[str, str]] = (),
        challenge: str = "",
    ) -> None:
        """Take what to say beside the words of the status, and what the token lacks."""
        super().__init__(detail)
        self.code = int(status)
        self.detail, self.errors, self.challenge = detail, errors, challenge


def is_for_machines() -> bool:
    """Whether whoever made this request is answered with problem details."""
    return request.path.startswith(_PREFIX)


def problem_of(error: Exception) -> Response:
    """The answer to whatever was raised."""
    code, detail = _code_of(error), ""
    if isinstance(error, FilingDamaged):
        note_damage(office(), error)
        detail = DAMAGED
    elif isinstance(error, CaseErased):
        detail = f"{error.reference} är gallrad, och dess svar finns inte kvar här."
    elif isinstance(error, RegisterDamaged):
        log.error("register damaged", extra={"reason": str(error)})
        detail = DAMAGED
    elif isinstance(error, RegisterUnavailable):
        log.error("register unavailable", extra={"reason": str(error)})
    return _answer(error, code, detail)


def _code_of(error: Exception) -> int:
    if isinstance(error, HTTPException):
        code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
        return int(code) if code in TEXTS else 500 if code >= 500 else 400
    is_erased = isinstance(error, DocumentErased)
    return int(HTTPStatus.GONE if is_erased else HTTPStatus.SERVICE_UNAVAILABLE)


def _answer(error: Exception, code: int, detail: str) -> Response:
    title, usual = TEXTS[code]
    told = {"type": "about:blank", "title": title, "status": code, "detail": detail or usual}
    if isinstance(error, Problem):
        told["detail"] = error.detail or usual
        if error.errors:
            told["errors"] = [{"place": place, "detail": text} for place, text in error.errors]
    body = json.dumps(told, ensure_ascii=False)
    return Response(body, code, _headers(error, code), mimetype="application/problem+json")


def _headers(error: Exception, code: int) -> dict[str, str]:
    # What Werkzeug adds beside the content type: Allow, Retry-After.
    given = error.get_headers() if isinstance(error, HTTPException) else ()
    headers = {name: str(value) for name, value in given if name != "Content-Type"}
    if code == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.setdefault("Retry-After", str(_SECONDS_TO_WAIT))
    if code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        said = error.challenge if isinstance(error, Problem) else ""
        headers["WWW-Authenticate"] = f'Bearer realm="registret"{said}'
    return headers
