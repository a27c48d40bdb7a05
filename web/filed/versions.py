"""Changing a filed plan, and beginning a new one from it."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forms import PrintableForm
from forms.creating import account_in, created_in
from forms.editions import as_today
from register import deliveries, filings
from register.access import Action
from register.cases import find_case, newest_version
from register.errors import DraftAlreadyFiled
from register.filings import Filing
from web.filed.receipts import opened
from web.filling.revising import Revised
from web.filling.saving import keep_new, to_receipt
from web.office import office

versions = Blueprint("versions", __name__)


@versions.post("/arende/<key>/andra")
def change(key: str) -> ResponseReturnValue:
    """Begin the next version, with the answers in place."""
    filing = opened(key, Action.CHANGE).filing
    newest = newest_version(office().register, filing.case_id)
    if newest != filing.version:
        return overtaken(filing, newest)
    return begin_next(filing)


@versions.post("/arende/<key>/mall")
def use_as_template(key: str) -> ResponseReturnValue:
    """Begin a new plan with the answers of this one, but for those that must differ."""
    return begin_from(opened(key, Action.CHANGE).filing)


def begin_next(filing: Filing, *, is_taken_over: bool = False) -> ResponseReturnValue:
    """Lead to a new draft that changes a filing; an account that was made since is there in it.

    Where another unit takes it over, whose it was is left out.
    """
    form, case = _form_of(filing), find_case(office().register, filing.reference)
    account = account_in(form)
    if case and case.account_address and account is not None and account.is_planned:
        created_in(form, case.account_address)
    if is_taken_over:
        _empty_unit(form)
        flash("Skriv er förvaltning och enhet, och vilka som ska administrera kontot.", "notice")
    return _to_draft(form, revises=filing.id)


def _empty_unit(form: PrintableForm) -> None:
    for leaf in form.leaves():
        if leaf.name in (form.kept_as.department, form.kept_as.unit):
            leaf.data = leaf.clean(None)


def begin_from(filing: Filing) -> ResponseReturnValue:
    """Lead to a new draft with the answers of a filing, and say what did not come along."""
    form = _form_of(filing)
    told = Revised.of(filing)
    emptied = form.empty_what_differs()
    flash(_what_is_new(form, told, emptied), "notice")
    return _to_draft(form, revises=None)


@versions.post("/arende/<key>/skicka-igen/<int:delivery_id>")
def send_again(key: str, delivery_id: int) -> ResponseReturnValue:
    """Try a failed copy anew."""
    found = opened(key, Action.SEND_AGAIN)
    own = deliveries.deliveries_of(office().register, found.filing.id)
    if delivery_id not in [delivery.id for delivery in own]:
        abort(HTTPStatus.NOT_FOUND)
    if deliveries.requeue(office().register, delivery_id, office().now(), found.actor):
        office().wake_courier()
    return redirect(url_for("receipts.receipt", key=key), HTTPStatus.SEE_OTHER)


@versions.post("/<slug>/utkast/<key>/till-nyaste")
def onto_newest(slug: str, key: str) -> ResponseReturnValue:
    """Go on from the version that somebody else filed meanwhile, with what was typed here."""
    try:
        filings.rebase_draft(office().register, key, office().now())
    except DraftAlreadyFiled:
        return to_receipt(key)
    return redirect(url_for("filling.review", slug=slug, key=key), HTTPStatus.SEE_OTHER)


def _form_of(filing: Filing) -> PrintableForm:
    """Today's form with the answers that were filed; 404 when it is no longer offered."""
    form = as_today(filing.form, filing.edition, filing.answers)
    return form or abort(HTTPStatus.NOT_FOUND)


def _what_is_new(form: PrintableForm, template: Revised, emptied: list[str]) -> str:
    source = f"{template.reference} version {template.version} ({template.about})"
    told = f"Svaren är hämtade från {source}. {form.definite.capitalize()} blir ny och får en ny "
    asked = f" Skriv {' och '.join(emptied)}, som inte har följt med." if emptied else ""
    return f"{told}referens.{asked}"


def _to_draft(form: PrintableForm, revises: int | None) -> ResponseReturnValue:
    kept = keep_new(form, revises)
    return redirect(url_for("filling.draft", slug=form.slug, key=kept.key), HTTPStatus.SEE_OTHER)


def overtaken(filing: Filing, newest: int) -> ResponseReturnValue:
    """The page for whoever holds the receipt of a version that is no longer the newest."""
    page = render_template(
        "error.html",
        code=int(HTTPStatus.CONFLICT),
        heading="Det finns en nyare version",
        text=f"{filing.reference} är ändrad och har nu version {newest}. Be den som ändrade om "
        "adressen till det kvittot, och ändra därifrån.",
        kept=None,
        is_lost=True,
    )
    return page, HTTPStatus.CONFLICT
