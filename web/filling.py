"""Filling in a form: the empty form, a saved draft, the review, the preview, and filing."""

import re
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import pdf
from forms import PrintableForm, form_by_slug
from register import drafts, filings
from register.drafts import Draft
from web.filing import file_draft
from web.office import office
from web.ratelimit import limit_filings

filling = Blueprint("filling", __name__)

PEOPLE_ACTION = re.compile(r"(?P<what>add|remove)-(?P<list>[a-z_]+?)(?:-(?P<number>\d{1,3}))?")


@filling.get("/<slug>/")
def empty_form(slug: str) -> str:
    """The form with nothing in it."""
    return _form_page(_form_class(slug).from_answers({}))


@filling.post("/<slug>/")
def answer_form(slug: str) -> ResponseReturnValue:
    """Review, save, or add and remove persons; a draft begins when there is one to keep."""
    form = _posted(slug)
    action = request.form.get("action", "review")
    if _change_people(form, action):
        return _form_page(form)
    if action != "save" and not form.validate():
        return _form_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    key = drafts.save_draft(
        office().register,
        form=form.slug,
        edition=form.edition,
        typed=form.typed(),
        now=office().now(),
        lifetime=office().settings.draft_lifetime,
    )
    place = "filling.draft" if action == "save" else "filling.review"
    return redirect(url_for(place, slug=slug, key=key), HTTPStatus.SEE_OTHER)


@filling.get("/<slug>/utkast/<key>/")
def draft(slug: str, key: str) -> ResponseReturnValue:
    """A saved draft, to go on with."""
    saved = _draft(slug, key)
    if saved.filing_id:
        return _to_receipt(key)
    return _form_page(_form_class(slug).from_answers(saved.typed), key, saved)


@filling.post("/<slug>/utkast/<key>/")
def answer_draft(slug: str, key: str) -> ResponseReturnValue:
    """Keep what was typed, then review, save, or add and remove persons."""
    saved, form = _draft(slug, key), _posted(slug)
    if saved.filing_id:
        return _to_receipt(key)
    action = request.form.get("action", "review")
    people_changed = _change_people(form, action)
    saved = drafts.update_draft(
        office().register,
        saved,
        typed=form.typed(),
        now=office().now(),
        lifetime=office().settings.draft_lifetime,
    )
    if people_changed:
        return _form_page(form, key, saved)
    if action == "save":
        return redirect(url_for("filling.draft", slug=slug, key=key), HTTPStatus.SEE_OTHER)
    if not form.validate():
        return _form_page(form, key, saved), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("filling.review", slug=slug, key=key), HTTPStatus.SEE_OTHER)


@filling.get("/<slug>/utkast/<key>/granska/")
def review(slug: str, key: str) -> ResponseReturnValue:
    """All answers as they will be printed."""
    saved = _draft(slug, key)
    if saved.filing_id:
        return _to_receipt(key)
    form = _bound(slug, saved)
    if not form.validate():
        return _form_page(form, key, saved), HTTPStatus.UNPROCESSABLE_ENTITY
    return render_template(
        "review.html",
        form=form,
        draft_key=key,
        edit_url=url_for("filling.draft", slug=slug, key=key),
        preview_url=url_for("filling.preview", slug=slug, key=key),
        warnings=[warning for warning, _ in form.all_warnings()],
        recipients_note=_recipients_note(),
    )


@filling.post("/<slug>/utkast/<key>/granska/")
@limit_filings
def file(slug: str, key: str) -> ResponseReturnValue:
    """File the draft. Filing it again leads to the same receipt."""
    saved = _draft(slug, key)
    form = _bound(slug, saved)
    if not saved.filing_id and not form.validate():
        return _form_page(form, key, saved), HTTPStatus.UNPROCESSABLE_ENTITY
    receipt = file_draft(office(), form, key)
    return redirect(url_for("receipts.receipt", key=receipt.key), HTTPStatus.SEE_OTHER)


@filling.get("/<slug>/utkast/<key>/forhandsgranskning.pdf")
def preview(slug: str, key: str) -> Response:
    """The document as it will be, marked on every page as not filed."""
    form = _bound(slug, _draft(slug, key))
    imprint = pdf.Imprint("", 1, office().now(), mark=pdf.Mark.PREVIEW)
    return Response(pdf.render(form, imprint, office().letterhead), mimetype="application/pdf")


@filling.get("/<slug>/blankett.pdf")
def blank(slug: str) -> Response:
    """The blank form, to fill in by hand."""
    made = pdf.render_blank(_form_class(slug), office().letterhead)
    return Response(made, mimetype="application/pdf")


@filling.get("/<slug>/schema.json")
def schema(slug: str) -> dict[str, Any]:
    """JSON Schema of the answers."""
    return _form_class(slug).schema()


def _form_class(slug: str) -> type[PrintableForm]:
    return form_by_slug(slug) or abort(HTTPStatus.NOT_FOUND)


def _posted(slug: str) -> PrintableForm:
    domains = office().settings.mail_domains
    return _form_class(slug).from_post(request.form, mail_domains=domains)


def _bound(slug: str, saved: Draft) -> PrintableForm:
    domains = office().settings.mail_domains
    return _form_class(slug).from_answers(saved.typed, mail_domains=domains)


def _draft(slug: str, key: str) -> Draft:
    _form_class(slug)
    found = drafts.find_draft(office().register, key, office().now())
    if found is None or found.form != slug:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _change_people(form: PrintableForm, action: str) -> bool:
    """Carry out `add-<list>` or `remove-<list>-N`; False when the action is another."""
    match = PEOPLE_ACTION.fullmatch(action)
    people = form.people_list(match["list"]) if match else None
    if not match or people is None:
        return False
    if match["what"] == "add":
        people.add_person()
    elif match["number"]:
        people.remove_person(int(match["number"]))
    return True


def _form_page(form: PrintableForm, key: str = "", saved: Draft | None = None) -> str:
    return render_template(
        "form.html",
        form=form,
        errors=form.error_list(),
        draft_key=key,
        saved_at=saved.saved_at if saved else None,
        draft_days=office().settings.draft_days,
    )


def _to_receipt(key: str) -> ResponseReturnValue:
    receipt = filings.receipt_of_draft(office().register, key) or abort(HTTPStatus.NOT_FOUND)
    return redirect(url_for("receipts.receipt", key=receipt.key), HTTPStatus.SEE_OTHER)


def _recipients_note() -> str:
    if office().settings.smtp_url:
        return "En kopia skickas med e-post till informationsansvarig."
    return "En kopia till informationsansvarig sparas som fil. Ingen e-postserver är inställd."
