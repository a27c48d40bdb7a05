"""Pages that belong to no single form: start, statements, the accent colour."""

from flask import Blueprint, Response, render_template, url_for

import forms
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


def footer_links() -> list[dict[str, str]]:
    """The links at the foot of every page."""
    return [
        {"text": "Riktlinjer", "href": url_for("policy_pages.guidelines")},
        {"text": "Tillgänglighet", "href": url_for("pages.accessibility")},
        {"text": "Personuppgifter", "href": url_for("pages.personal_data")},
    ]
