"""Pages that belong to no single form: start, statements, and what their frame is made of."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, render_template, url_for

import forms
import pdf
from forms.continuation import can_be_continued
from forms.messages import paper_rule
from forms.signing import titles_in
from web.filed.forwarding import in_a_row
from web.office import office

_AN_HOUR = "public, max-age=3600"
_LOGO_HEIGHT = 48
_KINDS_OF_LOGO = {".png": "image/png", ".svg": "image/svg+xml"}
# A drawing may hold a script; opened by itself it must be no more than a picture.
_PICTURE_ONLY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_READERS = {
    "officer": "informationsansvarig",
    "reader": "läsare",
    "archivist": "arkivarien",
    "machine": "kommunens andra system som har fått en nyckel",
}
pages = Blueprint("pages", __name__)


@pages.get("/")
def start() -> str:
    """What this is, and the forms."""
    signed_by = {
        form.slug: in_a_row(titles_in(form.approvals)) for form in forms.FORMS if form.approvals
    }
    # Each form says itself who gets a copy.
    rule = paper_rule(office().settings.hand_in, copy_note="")
    return render_template(
        "start.html",
        forms=forms.FORMS,
        signed_by=signed_by,
        continued={form.slug for form in forms.FORMS if can_be_continued(form)},
        paper_rule=rule,
        settings=office().settings,
    )


@pages.get("/tillganglighet/")
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("tillganglighet.html", settings=office().settings)


@pages.get("/personuppgifter/")
def personal_data() -> str:
    """How personal data are used."""
    settings = office().settings
    return render_template(
        "personuppgifter.html",
        settings=settings,
        forms=forms.FORMS,
        has_paper=any(form.approvals for form in forms.FORMS),
        told_by_mail={one.slug: bool(settings.addresses_in(one.copies_to)) for one in forms.FORMS},
        readers={one.slug: _readers(one) for one in forms.FORMS if one.read_by},
    )


def _readers(form: type[forms.PrintableForm]) -> str:
    return in_a_row([_READERS[one] for one in form.read_by])


@pages.get("/accent.css")
def accent_css() -> Response:
    """The municipality's colour, as a file because the content policy forbids inline style."""
    css = f":root{{--accent:{office().settings.accent_colour}}}"
    return Response(css, mimetype="text/css", headers={"Cache-Control": _AN_HOUR})


@pages.get("/logotyp")
def logo() -> Response:
    """The municipality's logo, when the settings name one."""
    path = office().settings.logo or abort(HTTPStatus.NOT_FOUND)
    kind = _KINDS_OF_LOGO[path.suffix.lower()]
    return Response(
        office().letterhead.logo,
        mimetype=kind,
        headers={"Cache-Control": _AN_HOUR, "Content-Security-Policy": _PICTURE_ONLY},
    )


def frame() -> dict[str, Any]:
    """What every page has around it: whose it is, and the links at the foot."""
    house = office().letterhead
    around: dict[str, Any] = {
        "municipality": house.municipality,
        "officers": office().settings.information_officer,
        "footer_links": footer_links(),
    }
    if house.logo:
        shown = pdf.picture(house.logo)
        around["logo"] = {
            "url": url_for("pages.logo"),
            "alt": house.logo_alt or house.municipality,
            "height": _LOGO_HEIGHT,
            "width": round(_LOGO_HEIGHT * shown.width / shown.height),
        }
    return around


def footer_links() -> list[dict[str, str]]:
    """The links at the foot of every page."""
    return [
        {"text": "Mina planer", "href": url_for("desk_own_plans.plans")},
        {"text": "Kommunens konton", "href": url_for("accounts.page")},
        {"text": "Riktlinjer", "href": url_for("policy_pages.guidelines")},
        {"text": "Tillgänglighet", "href": url_for("pages.accessibility")},
        {"text": "Personuppgifter", "href": url_for("pages.personal_data")},
        {"text": "För informationsansvarig: logga in", "href": url_for("signing_in.ask")},
    ]
