"""Keeping what is typed: a new draft, the next save of one, and what happens when two save."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as BaseResponse

from forms import PrintableForm, form_by_slug
from forms.capacity import mark_what_cannot_be_kept
from register import drafts, receiving
from register.drafts import Draft, Ending
from register.errors import DraftChanged
from register.room import make_room
from swedish import swedish_time
from web.addresses import lasting_url
from web.filling.people import NO_CHANGE, Change
from web.filling.revising import revised_by
from web.office import office
from web.site.limits import Cost, count

# When who found no room for a draft may look again.
SECONDS_UNTIL_ROOM = 600


@dataclass(frozen=True)
class Kept:
    """A draft with the key that leads to it."""

    key: str
    draft: Draft


class DraftExpired(Exception):
    """The draft has ended and what was typed is erased; carries when (UTC) and how."""

    def __init__(self, ending: Ending) -> None:
        super().__init__("the draft has expired")
        self.ending = ending


class TooMuchToKeep(Exception):
    """Answers are far longer than the form holds; `form` says which, `kept` is the draft so far."""

    def __init__(self, form: PrintableForm, kept: Kept | None) -> None:
        super().__init__("too much to keep")
        self.form, self.kept = form, kept


def form_class_of(slug: str) -> type[PrintableForm]:
    """The form at this address, or 404."""
    return form_by_slug(slug) or abort(HTTPStatus.NOT_FOUND)


def posted_form(slug: str) -> PrintableForm:
    """The form as the browser sent it."""
    domains = office().settings.mail_domains
    return form_class_of(slug).from_post(request.form, mail_domains=domains)


def form_of(draft: Draft) -> PrintableForm:
    """The form with what the draft holds."""
    domains = office().settings.mail_domains
    return form_class_of(draft.form).from_answers(draft.typed, mail_domains=domains)


def find_kept(slug: str, key: str) -> Kept:
    """The draft of this key. 404 when there is none, DraftExpired when its time has passed.

    A draft that was filed leads to its receipt for ever.
    """
    form_class_of(slug)
    now = office().now()
    draft = drafts.find_draft(office().register, key, now)
    if draft is not None and draft.form == slug:
        return Kept(key, draft)
    if draft is None and (receipt := receipt_page(key)):
        abort(receipt)
    ending = drafts.ending_of(office().register, key)
    if ending is None or ending.at > now:
        abort(HTTPStatus.NOT_FOUND)
    raise DraftExpired(ending)


def keep_new(form: PrintableForm, revises_filing_id: int | None = None) -> Kept:
    """Begin a draft with what is typed in `form`.

    Raises TooMuchToKeep, LimitReached, NoRoomForDrafts.
    """
    typed = _bounded(form, None)
    key = drafts.save_draft(
        office().register,
        form=form.slug,
        edition=form.edition,
        typed=typed,
        now=office().now(),
        lifetime=office().settings.draft_lifetime,
        revises_filing_id=revises_filing_id,
    )
    return find_kept(form.slug, key)


def _bounded(form: PrintableForm, kept: Kept | None) -> dict[str, Any]:
    """What is typed, when it may be kept: it is no longer than the form holds, its client has not
    saved too much lately, and there is room for it."""
    if mark_what_cannot_be_kept(form):
        raise TooMuchToKeep(form, kept)
    if kept is None:
        count(Cost.DRAFT)
    typed, own = form.typed(), office()
    size, before = drafts.size_of(typed), kept.draft.size if kept else 0
    count(Cost.SAVING, size)
    make_room(own.register, own.room, size - before, own.now(), is_new=kept is None)
    return typed


def seen_revision(kept: Kept) -> int:
    """The revision that the page was made from, as it says itself; the newest when it does not."""
    seen = request.form.get("revision", "")
    is_number = seen.isascii() and seen.isdigit() and len(seen) < 10
    return int(seen) if is_number else kept.draft.revision


def keep_again(kept: Kept, form: PrintableForm) -> Kept:
    """Save over the draft, unless another tab saved since this page was read.

    The page says which revision it was made from. Raises DraftChanged when that is not the
    newest and the newest says something else; nothing is overwritten then. Raises what `keep_new`
    raises.
    """
    typed = _bounded(form, kept)
    draft = replace(kept.draft, revision=seen_revision(kept))
    try:
        saved = drafts.update_draft(
            office().register,
            draft,
            typed=typed,
            now=office().now(),
            lifetime=office().settings.draft_lifetime,
        )
    except DraftChanged:
        # A double click sends the same page twice, and the first one has saved it already.
        newest = find_kept(form.slug, kept.key)
        if newest.draft.typed != typed:
            raise
        return newest
    return Kept(kept.key, saved)


def wants_json() -> bool:
    """Whether our script asks, and not a person's browser."""
    return request.accept_mimetypes.best == "application/json"


def saved_as_json(kept: Kept) -> dict[str, object]:
    """What the script needs to know after a save."""
    return {
        "url": url_for("filling.draft", slug=kept.draft.form, key=kept.key),
        "address": _address_to_keep(kept),
        "revision": kept.draft.revision,
        "saved": f"Sparat {swedish_time(kept.draft.saved_at)}",
    }


def form_page(
    form: PrintableForm,
    kept: Kept | None = None,
    conflict: DraftChanged | None = None,
    token: Callable[[], str] = generate_csrf,
    change: Change = NO_CHANGE,
) -> str:
    """The form to fill in; with `conflict`, told that another tab saved in between."""
    revision = conflict.revision if conflict else kept.draft.revision if kept else None
    return render_template(
        "form.html",
        form=form,
        errors=form.error_list(),
        draft_key=kept.key if kept else "",
        draft=kept.draft if kept else None,
        revised=revised_by(kept.draft) if kept else None,
        kept_url=_address_to_keep(kept) if kept else "",
        revision=revision,
        conflict=conflict,
        saved_at=kept.draft.saved_at if kept and not conflict else None,
        draft_days=office().settings.draft_days,
        csrf_token=token,
        change=change,
        suggestions=office().offered(form.slug),
    )


def _address_to_keep(kept: Kept) -> str:
    return lasting_url("filling.draft", slug=kept.draft.form, key=kept.key)


def to_receipt(key: str) -> ResponseReturnValue:
    """The draft has been filed: its page is the receipt."""
    return receipt_page(key) or abort(HTTPStatus.NOT_FOUND)


def receipt_page(key: str) -> BaseResponse | None:
    """Leads to the receipt of the draft with this key, if it was filed."""
    receipt = receiving.receipt_of_draft(office().register, key)
    if receipt is None:
        return None
    return redirect(url_for("receipts.receipt", key=receipt.key), HTTPStatus.SEE_OTHER)
