"""Answers that were read in become the next version of a plan, for who holds its receipt.

A PDF gives no such right: it is mailed and copied. The key in the receipt's address does. Who
administers the account begins the same from Mina planer, where the newest version's answers are.
"""

import re
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register import access, filings
from register.access import Action, Opened
from register.cases import newest_version
from register.errors import DraftAlreadyFiled
from web.filling.saving import find_kept, form_class_of, to_receipt
from web.office import office

adopting = Blueprint("adopting", __name__)

# The address as a browser shows it, or the key alone.
_KEY = re.compile(r"(?:^|/arende/)([A-Za-z0-9_-]{32})(?:/|$)")
_LONGEST_ADDRESS = 1_000
_REFERENCE = re.compile(r"[A-Z0-9]{1,12}-[0-9]{4}-[0-9]{1,9}", re.ASCII)

NO_RECEIPT = (
    "Adressen leder inte till något kvitto för {title}. Öppna kvittot och kopiera hela adressen "
    "från webbläsarens adressfält."
)
ONLY_SHOWN = (
    "Med den här adressen kan {definite} bara läsas. Använd adressen till kvittot, som den som "
    "lämnade in har."
)
OVERTAKEN = "Det finns en nyare version: version {newest}. Använd adressen till kvittot för den."


@adopting.get("/<slug>/utkast/<key>/ny-version")
def ask_for_receipt(slug: str, key: str) -> ResponseReturnValue:
    """Where the address of the receipt is asked for."""
    kept = find_kept(slug, key)
    return to_receipt(key) if kept.draft.filing_id else _page(slug, key)


@adopting.post("/<slug>/utkast/<key>/ny-version")
def adopt(slug: str, key: str) -> ResponseReturnValue:
    """Let the draft be the next version of the plan whose receipt this is."""
    find_kept(slug, key)
    address = request.form.get("receipt", "").strip()
    found = _KEY.search(address[-_LONGEST_ADDRESS:])
    opened = access.opened_by(office().register, found[1]) if found else None
    problem = _problem_with(opened, slug)
    if problem or opened is None:
        return _page(slug, key, address, problem), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        filings.revise_with_draft(office().register, key, opened.filing.id, office().now())
    except DraftAlreadyFiled:
        return to_receipt(key)
    return redirect(url_for("filling.draft", slug=slug, key=key), HTTPStatus.SEE_OTHER)


def _problem_with(opened: Opened | None, slug: str) -> str:
    form = form_class_of(slug)
    if opened is None or opened.filing.form != slug:
        return NO_RECEIPT.format(title=form.title)
    filing = opened.filing
    if not opened.may(Action.CHANGE):
        return ONLY_SHOWN.format(definite=form.definite)
    newest = newest_version(office().register, filing.case_id)
    return OVERTAKEN.format(newest=newest) if newest != filing.version else ""


def _page(slug: str, key: str, address: str = "", error: str = "") -> str:
    asked = request.args.get("plan", "")
    return render_template(
        "adopt.html",
        form=form_class_of(slug),
        draft_key=key,
        address=address[:_LONGEST_ADDRESS],
        error=error,
        reference=asked if _REFERENCE.fullmatch(asked) else "",
    )
