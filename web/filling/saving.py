"""The page of a form, and keeping what is typed on it; `office.drafts` without the pages."""

from http import HTTPStatus

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from forms import PrintableForm, form_by_slug
from forms.editions import as_today
from forms.editions import form_of as form_of_edition
from office import drafts
from office.drafts import Kept
from register.drafts import Draft
from register.errors import DraftChanged
from register.receiving import Receipt, receipt_of_draft
from swedish import swedish_time
from web.filling.revising import revised_by
from web.filling.rows import NO_CHANGE, Change
from web.filling.suggesting import told_of
from web.filling.untouched import once
from web.office import office
from web.site.addresses import lasting_url
from web.site.limits import count

NO_ROOM = "Det får inte plats fler utkast just nu"
# Ends in what to do with what cannot be kept.
NO_ROOM_YET = "Den som sköter webbplatsen får veta det. Vänta en stund och"
# When who found no room for a draft may look again.
SECONDS_UNTIL_ROOM = 600


def form_class_of(slug: str) -> type[PrintableForm]:
    """The form at this address, or 404."""
    return form_by_slug(slug) or abort(HTTPStatus.NOT_FOUND)


def posted_form(slug: str) -> PrintableForm:
    """The form as the browser sent it, also from a page that was open while the form changed."""
    today, around = form_class_of(slug), office().around_answers()
    edition = request.form.get("edition", today.edition)
    asked = form_of_edition(slug, edition) if edition != today.edition else None
    if asked is None:
        return today.from_post(request.form, **around)
    typed = asked.from_post(request.form).typed()
    form = as_today(slug, edition, typed, **around)
    return form or abort(HTTPStatus.NOT_FOUND)


def form_of(draft: Draft) -> PrintableForm:
    """The form with what the draft holds, or 404."""
    return drafts.form_of(office(), draft) or abort(HTTPStatus.NOT_FOUND)


def find_kept(slug: str, key: str) -> Kept:
    """The draft of this key; 404 when there is none. Raises DraftExpired.

    A draft that was filed leads to its receipt for ever.
    """
    form_class_of(slug)
    found = drafts.find_kept(office(), slug, key) or abort(HTTPStatus.NOT_FOUND)
    return found if isinstance(found, Kept) else abort(_page_of(found))


def keep_new(form: PrintableForm, revises_filing_id: int | None = None) -> Kept:
    """Begin a draft with what is typed in `form`.

    Raises TooMuchToKeep, LimitReached, NoRoomForDrafts.
    """
    return drafts.keep_new(office(), form, count, revises_filing_id)


def seen_revision(kept: Kept) -> int:
    """The revision that the page was made from, as it says itself; the newest when it does not."""
    seen = request.form.get("revision", "")
    is_number = seen.isascii() and seen.isdigit() and len(seen) < 10
    return int(seen) if is_number else kept.draft.revision


def keep_again(kept: Kept, form: PrintableForm) -> Kept:
    """Save over the draft, unless another tab saved since this page was read, as it says itself.

    Raises DraftChanged, and what `keep_new` raises.
    """
    return drafts.keep_again(office(), kept, form, seen_revision(kept), count)


def wants_json() -> bool:
    """Whether our script asks, and not a person's browser."""
    return request.accept_mimetypes.best == "application/json"


def saved_as_json(kept: Kept, form: PrintableForm) -> dict[str, object]:
    """What the script needs to know after a save, and what it may put in where nothing stands."""
    suggested = form.suggested()
    return {
        "url": url_for("filling.draft", slug=kept.draft.form, key=kept.key),
        "address": _address_to_keep(kept),
        "revision": kept.draft.revision,
        "saved": f"Sparat {swedish_time(kept.draft.saved_at)}",
        "suggested": suggested,
        "told": told_of(form, suggested) if suggested else "",
    }


def form_page(
    form: PrintableForm,
    kept: Kept | None = None,
    conflict: DraftChanged | None = None,
    change: Change = NO_CHANGE,
) -> str:
    """The form to fill in; with `conflict`, told that another tab saved in between."""
    errors = form.error_list()
    revision = conflict.revision if conflict else kept.draft.revision if kept else None
    return render_template(
        "form.html",
        form=form,
        errors=errors,
        draft_key=kept.key if kept else "",
        revised=revised_by(kept.draft) if kept else None,
        kept_url=_address_to_keep(kept) if kept else "",
        revision=revision,
        conflict=conflict,
        saved_at=kept.draft.saved_at if kept and not conflict else None,
        draft_days=office().settings.draft_days,
        change=change,
        focus="" if errors else change.focus,
        suggestions=office().offered(form.slug),
        once=once,
    )


def _address_to_keep(kept: Kept) -> str:
    return lasting_url("filling.draft", slug=kept.draft.form, key=kept.key)


def to_receipt(key: str) -> ResponseReturnValue:
    """The draft has been filed: its page is the receipt."""
    return receipt_page(key) or abort(HTTPStatus.NOT_FOUND)


def receipt_page(key: str) -> BaseResponse | None:
    """Leads to the receipt of the draft with this key, if it was filed."""
    receipt = receipt_of_draft(office().register, key)
    return _page_of(receipt) if receipt else None


def _page_of(receipt: Receipt) -> BaseResponse:
    return redirect(url_for("receipts.receipt", key=receipt.key), HTTPStatus.SEE_OTHER)
