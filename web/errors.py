"""Every error becomes a page in Swedish in this one place."""

import logging
from http import HTTPStatus

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from register.errors import RegisterUnavailable
from web.office import office

log = logging.getLogger(__name__)

Page = tuple[str, int]

PAGES = {
    400: ("Något saknas i det som skickades", "Gå tillbaka, ladda om sidan och försök igen."),
    404: (
        "Sidan finns inte",
        "Kontrollera att hela adressen är med. Länken kan också ha slutat gälla.",
    ),
    405: ("Så kan sidan inte användas", "Gå till startsidan och börja därifrån."),
    422: ("Svaren kan inte tas emot", "Gå tillbaka, rätta svaren och försök igen."),
    429: (
        "Många blanketter på kort tid",
        "Vänta en minut och tryck på knappen igen. Inget du har skrivit är borta.",
    ),
    500: (
        "Något gick fel hos oss",
        "Felet är noterat. Försök igen om en stund. Ring eller mejla informationsansvarig om "
        "det inte hjälper.",
    ),
}


def register_error_pages(app: Flask) -> None:
    """Let `app` answer errors with pages."""
    app.register_error_handler(CSRFError, _session_gone)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(RegisterUnavailable, _register_unavailable)
    app.register_error_handler(HTTPException, _http_error)


def _http_error(error: HTTPException) -> Page:
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    heading, text = PAGES.get(code, PAGES[500] if code >= 500 else PAGES[400])
    kept = _kept() if code == HTTPStatus.TOO_MANY_REQUESTS else None
    return _page(code, heading, text, kept)


def _session_gone(error: CSRFError) -> Page:
    """The person waited long or the server restarted; one more press is all it takes."""
    return _page(
        HTTPStatus.BAD_REQUEST,
        "Sidan hade väntat för länge",
        "Av säkerhetsskäl behöver du trycka en gång till.",
        _kept(),
    )


def _too_large(error: RequestEntityTooLarge) -> Page:
    limit = office().settings.max_request_bytes // 1024
    return _page(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "Det var för mycket på en gång",
        f"Högst {limit:,} kB kan tas emot. Gå tillbaka och korta texten.".replace(",", "\u00a0"),
    )


def _register_unavailable(error: RegisterUnavailable) -> Page:
    log.error("register unavailable", extra={"reason": str(error)})
    text = "Just nu går det inte att spara. Vänta en stund och försök igen."
    if request.method == "POST":
        text = "Inget är inlämnat. " + text
    return _page(HTTPStatus.SERVICE_UNAVAILABLE, "Registret svarar inte just nu", text, _kept())


def _kept() -> dict[str, str] | None:
    """What was typed, to be sent again with one press."""
    return request.form.to_dict() if request.method == "POST" else None


def _page(code: int, heading: str, text: str, kept: dict[str, str] | None = None) -> Page:
    page = render_template(
        "error.html", code=int(code), heading=heading, text=text, kept=kept, retry_url=request.path
    )
    return page, int(code)
