"""Filling in a form: the empty form, a saved draft, the review, the preview, and filing."""

from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import pdf
from forms import PrintableForm
from forms.changes import Changes
from forms.continuation import can_be_continued
from office.attached import enclosures_of, files_of, state_of
from office.attaching import drop_what_is_not_kept
from office.drafts import Kept, says_the_same
from office.filing import changes_since, file_draft
from office.limits import Cost
from register import drafts, filings
from register.errors import DraftAlreadyFiled, DraftChanged, OutcomeUnknown, RegisterUnavailable
from web.filling.attaching import shown_files
from web.filling.revising import revised_by
from web.filling.rows import Change, change_rows
from web.filling.saving import (
    find_kept,
    form_class_of,
    form_of,
    form_page,
    keep_again,
    keep_new,
    posted_form,
    receipt_page,
    saved_as_json,
    seen_revision,
    to_receipt,
    wants_json,
)
from web.filling.suggesting import put_in_suggested
from web.office import office
from web.site.limits import count, limited

NO_MAIL = "Ingen e-postserver är inställd, så inget skickas. Säg till när du har lämnat in."
filling = Blueprint("filling", __name__)


@filling.get("/<slug>/")
def empty_form(slug: str) -> str:
    """The form with nothing in it."""
    return form_page(form_class_of(slug).blank())


@filling.post("/<slug>/")
def answer_form(slug: str) -> ResponseReturnValue:
    """Review, save, or add and remove rows; a draft begins when there is one to keep."""
    form = posted_form(slug)
    if not wants_json():
        put_in_suggested(form)
    action = request.form.get("action", "review")
    if change := change_rows(form, action, request.form):
        return _with_rows_changed(form, change)
    if action != "save" and not form.validate():
        return form_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _after_saving(keep_new(form), form, action)


@filling.get("/<slug>/utkast/<key>/")
def draft(slug: str, key: str) -> ResponseReturnValue:
    """A saved draft, to go on with."""
    kept = find_kept(slug, key)
    if kept.draft.filing_id:
        return to_receipt(key)
    return form_page(form_of(kept.draft), kept)


@filling.post("/<slug>/utkast/<key>/")
def answer_draft(slug: str, key: str) -> ResponseReturnValue:
    """Keep what was typed, then review, save, or add and remove rows."""
    kept, form = find_kept(slug, key), posted_form(slug)
    if kept.draft.filing_id:
        if not says_the_same(office(), kept.draft, form) and not wants_json():
            raise DraftAlreadyFiled
        return to_receipt(key)
    if not wants_json():
        put_in_suggested(form)
    action = request.form.get("action", "review")
    change = change_rows(form, action, request.form)
    try:
        kept = keep_again(kept, form)
    except DraftChanged as conflict:
        return _told_of(conflict, form, kept)
    if not wants_json():  # what is saved while somebody answers is no decision
        drop_what_is_not_kept(office(), kept, form)
    if change:
        return _with_rows_changed(form, change, kept)
    if action != "save" and not form.validate():
        return form_page(form, kept), HTTPStatus.UNPROCESSABLE_ENTITY
    return _after_saving(kept, form, action)


def _with_rows_changed(
    form: PrintableForm, change: Change, kept: Kept | None = None
) -> ResponseReturnValue:
    """The page again; wrong when the person to copy is not filled in yet."""
    is_wrong = bool(form.error_list())
    return form_page(
        form, kept, change=change
    ), HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK


def _after_saving(kept: Kept, form: PrintableForm, action: str) -> ResponseReturnValue:
    if wants_json():
        return saved_as_json(kept, form)
    if action == "save":
        flash("", "saved")
    place = "filling.draft" if action == "save" else "filling.review"
    return redirect(url_for(place, slug=kept.draft.form, key=kept.key), HTTPStatus.SEE_OTHER)


def _told_of(conflict: DraftChanged, form: PrintableForm, kept: Kept) -> ResponseReturnValue:
    """Another tab saved since this page was read: say so, and keep both."""
    if wants_json():
        return {"conflict": True}, HTTPStatus.CONFLICT
    return form_page(form, kept, conflict), HTTPStatus.CONFLICT


@filling.get("/<slug>/utkast/<key>/granska/")
def review(slug: str, key: str) -> ResponseReturnValue:
    """All answers as they will be printed."""
    kept = find_kept(slug, key)
    if kept.draft.filing_id:
        return to_receipt(key)
    return _review_page(kept)


@filling.post("/<slug>/utkast/<key>/granska/")
@limited(Cost.FILING)
def file(slug: str, key: str) -> ResponseReturnValue:
    """File the draft as it was reviewed. Filing it again leads to the same receipt."""
    kept = find_kept(slug, key)
    if kept.draft.filing_id:
        return to_receipt(key)
    form = form_of(kept.draft)
    is_as_seen = request.form.get("files", "") == _files_state(kept)
    if seen_revision(kept) != kept.draft.revision or not is_as_seen:
        return _review_page(kept, is_news=True)
    if not form.validate():
        return form_page(form, kept), HTTPStatus.UNPROCESSABLE_ENTITY
    changes = changes_since(office(), form, kept)
    if changes is not None and changes.are_none:
        return _review_page(kept)[0], HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        receipt = file_draft(office(), form, kept)
    except DraftChanged:
        return _review_page(find_kept(slug, key), is_news=True)
    except RegisterUnavailable:
        return _receipt_after_all(key)
    return redirect(url_for("receipts.receipt", key=receipt.key), HTTPStatus.SEE_OTHER)


def _receipt_after_all(key: str) -> ResponseReturnValue:
    """The receipt, when only the answer to the commit was lost; else what went wrong goes on."""
    try:
        receipt = receipt_page(key)
    except RegisterUnavailable as error:
        raise OutcomeUnknown("the database does not answer") from error
    if receipt is None:
        raise RegisterUnavailable("nothing was filed")
    return receipt


def _review_page(kept: Kept, *, is_news: bool = False) -> tuple[str, int]:
    """All answers; with `is_news`, told that they are others than those that were read."""
    form = form_of(kept.draft)
    if not form.validate():
        return form_page(form, kept), HTTPStatus.UNPROCESSABLE_ENTITY
    slug, key = kept.draft.form, kept.key
    changes = changes_since(office(), form, kept)
    page = render_template(
        "review.html",
        form=form,
        revision=kept.draft.revision,
        files_state=_files_state(kept),
        files=shown_files(form, kept),
        is_news=is_news,
        edit_url=url_for("filling.draft", slug=slug, key=key),
        preview_url=url_for("filling.preview", slug=slug, key=key),
        notices=_notices(form, kept),
        changes=changes,
        revised=revised_by(kept.draft),
        draft_key=key,
        page_pictures=_page_pictures(form, kept, changes),
        recipients_note=_recipients_note(form),
    )
    return page, HTTPStatus.CONFLICT if is_news else HTTPStatus.OK


@filling.post("/<slug>/utkast/<key>/avbryt")
def abandon(slug: str, key: str) -> ResponseReturnValue:
    """Erase a draft that changes a filed version; the version stays as it is."""
    kept = find_kept(slug, key)
    if kept.draft.filing_id:
        return to_receipt(key)
    revised = revised_by(kept.draft) or abort(HTTPStatus.NOT_FOUND)
    drafts.abandon_draft(office().register, key, office().now())
    return render_template(
        "error.html",
        heading="Ändringen är avbruten",
        text=f"Utkastet är raderat. {revised.reference} version {revised.version} finns kvar som "
        "den är. Du kommer till den från kvittot.",
        is_lost=True,
    )


@filling.get("/<slug>/utkast/<key>/forhandsgranskning.pdf")
def preview(slug: str, key: str) -> Response:
    """The document as it will be, marked on every page as not filed."""
    return Response(_preview_of(find_kept(slug, key)), mimetype="application/pdf")


@filling.get("/<slug>/utkast/<key>/sida-<int:number>.png")
def page_picture(slug: str, key: str, number: int) -> Response:
    """One page of the preview as a picture."""
    kept = find_kept(slug, key)

    def draw() -> bytes:
        document = _preview_of(kept)
        count(Cost.DRAWING)
        return pdf.picture_of_page(document, number) or abort(HTTPStatus.NOT_FOUND)

    return Response(office().previews((*_state_of(kept), number), draw), mimetype="image/png")


@filling.get("/<slug>/blankett.pdf")
def blank(slug: str) -> Response:
    """The blank form, to fill in by hand."""
    draw = partial(pdf.render_blank, form_class_of(slug), office().letterhead)
    return Response(office().previews(slug, draw), mimetype="application/pdf")


@filling.get("/<slug>/fortsattningsblad.pdf")
def continuation(slug: str) -> Response:
    """More room for what the blank has no room for."""
    form_class = form_class_of(slug)
    if not can_be_continued(form_class):
        abort(HTTPStatus.NOT_FOUND)
    draw = partial(pdf.render_continuation, form_class, office().letterhead)
    return Response(office().previews((slug, "continuation"), draw), mimetype="application/pdf")


@filling.get("/<slug>/schema.json")
def schema(slug: str) -> dict[str, Any]:
    """JSON Schema of the answers."""
    return form_class_of(slug).schema()


def _preview_of(kept: Kept) -> bytes:
    """The document; only answers that can be filed are laid out, others lead back to the draft."""

    def draw() -> bytes:
        count(Cost.DRAWING)
        form = form_of(kept.draft)
        if not form.validate():
            place = url_for("filling.draft", slug=kept.draft.form, key=kept.key)
            abort(redirect(place, HTTPStatus.SEE_OTHER))
        imprint = pdf.Imprint("", 1, office().now(), mark=pdf.Mark.PREVIEW)
        changes, enclosures = changes_since(office(), form, kept), _shown(form, kept)
        return pdf.render(form, imprint, office().letterhead, changes, enclosures)

    return office().previews(_state_of(kept), draw)


def _state_of(kept: Kept) -> tuple[int, int, str]:
    """Changes whenever the draft does; the numbers of drafts are never used twice."""
    return kept.draft.id, kept.draft.revision, _files_state(kept)


def _files_state(kept: Kept) -> str:
    blank = form_class_of(kept.draft.form).blank()
    return state_of(files_of(office().register, blank, kept.draft.id))


def _shown(form: PrintableForm, kept: Kept) -> dict[str, pdf.Enclosure]:
    """How files are printed; a preview does not carry them."""
    files = files_of(office().register, form, kept.draft.id)
    return enclosures_of(office().register, files, with_content=False)


def _page_pictures(
    form: PrintableForm, kept: Kept, changes: Changes | None
) -> list[dict[str, Any]]:
    now, enclosures = office().now(), _shown(form, kept)
    laid_out = pdf.lay_out(form, now, office().letterhead, changes, enclosures)
    slug, key, revision = kept.draft.form, kept.key, kept.draft.revision

    def url(number: int) -> str:
        # The revision makes a changed draft a new picture to the browser.
        state = f"{revision}{_files_state(kept)}"
        return url_for("filling.page_picture", slug=slug, key=key, number=number, r=state)

    return [{"number": number, "url": url(number)} for number in range(1, laid_out.page_count + 1)]


def _notices(form: PrintableForm, kept: Kept) -> list[str]:
    """What the register knows that the form cannot: another plan for the same account."""
    own = office().register
    if form.read_by or form.shares_subject:
        # Nobody is told that there is another.
        return []
    revised = kept.draft.revises_filing_id
    case_id = filings.filing_by_id(own, revised).case_id if revised else None
    others = filings.others_about(own, form.slug, form.subject, case_id)
    return [form.wording.another.format(", ".join(others))] if others else []


def _recipients_note(form: PrintableForm) -> str:
    """Who is sent what when it is filed; nothing when nobody is."""
    whom, goes = form.copy_holder, bool(office().settings.smtp_url)
    if not form.copies_to:
        return ""
    if not form.answers_in_mail:
        told = f"{whom[:1].upper()}{whom[1:]} får veta att {form.definite} finns i registret."
        how = "Svaren skickas inte med e-post." if goes else NO_MAIL
        return f"{told} {how}"
    if goes:
        return f"En kopia skickas med e-post till {whom}."
    return (
        f"Ingen kopia skickas till {whom}, för ingen e-postserver är inställd. Skicka "
        "PDF:en själv med e-post när du har lämnat in, eller lämna en utskrift."
    )
