"""Pages that belong to no single form: start, statements, health, the accent colour."""

from flask import Blueprint, Response, render_template, url_for

import forms
from register.database import is_current
from register.errors import RegisterUnavailable
from web.office import office

pages = Blueprint("pages", __name__)


@pages.get("/")
def start() -> str:
    """What this is, and the forms."""
    return render_template("start.html", forms=forms.FORMS)


@pages.get("/tillganglighet/")
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("tillganglighet.html", settings=office().settings)


@pages.get("/personuppgifter/")
def personal_data() -> str:
    """How personal data are used."""
    return render_template("personuppgifter.html", settings=office().settings)


@pages.get("/accent.css")
def accent_css() -> Response:
    """The municipality's colour, as a file because the content policy forbids inline style."""
    css = f":root{{--accent:{office().settings.accent_colour}}}"
    return Response(css, mimetype="text/css", headers={"Cache-Control": "public, max-age=3600"})


@pages.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@pages.get("/readyz")
def ready() -> tuple[dict[str, str], int]:
    """The register answers too; 503 with the reason when it does not."""
    try:
        if not is_current(office().register):
            return {"status": "unavailable", "reason": "the register must be migrated"}, 503
    except RegisterUnavailable as error:
        return {"status": "unavailable", "reason": str(error)}, 503
    return {"status": "ok"}, 200


def footer_links() -> list[dict[str, str]]:
    """The links at the foot of every page."""
    return [
        {"text": "Tillgänglighet", "href": url_for("pages.accessibility")},
        {"text": "Personuppgifter", "href": url_for("pages.personal_data")},
    ]
