"""Files are attached to a draft and taken away again, with and without JavaScript.

Whatever is typed is saved at the same press: a form that has no draft yet gets one. What cannot be
taken is told at its question, and the files beside it are kept all the same.
"""

from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from forms import PrintableForm
from forms.kinds import Attachments
from forms.kinds.attachments import told_of
from intake.depictions import LARGEST_FILE
from intake.refusals import Refusal
from office.attached import file_questions, files_of
from office.attaching import MOST_BYTES, Added, attach
from office.drafts import Kept, says_the_same
from office.slots import AllTaken
from register import attached
from register.arrivals import name_of
from register.errors import (
    DraftChanged,
    NoRoomForDrafts,
    RegisterUnavailable,
    TooManyAttached,
)
from swedish import swedish_size, swedish_wait
from web.filed.files import picture_of
from web.filling.file_words import ALREADY, RENAMED, TOO_MUCH_AT_ONCE, untaken
from web.filling.saving import (
    find_kept,
    form_class_of,
    form_of,
    form_page,
    keep_again,
    keep_new,
    posted_form,
    to_receipt,
)
from web.office import office
from web.site.limits import LimitReached, count

attaching = Blueprint("attaching", __name__)

# What is typed, and what a browser writes around files.
_ROUND_THE_FILES = 2 * 1024 * 1024
_SHA256 = "<string(length=64):sha256>"


@attaching.url_value_preprocessor
def prepare_for_files(endpoint: str | None, values: dict[str, str] | None) -> None:
    """Let the request be as large as all files of a draft. Here, because the CSRF check reads it
    before views."""
    request.max_content_length = MOST_BYTES + _ROUND_THE_FILES


@attaching.post("/<slug>/bilagor/<name>")
def begin_with_files(slug: str, name: str) -> ResponseReturnValue:
    """The first files begin the draft."""
    form = posted_form(slug)
    field = _question(form, name)
    return _taken_in(keep_new(form), field)


@attaching.post("/<slug>/utkast/<key>/bilagor/<name>")
def add_files(slug: str, key: str, name: str) -> ResponseReturnValue:
    """Keep what was typed, and the files."""
    kept, form = find_kept(slug, key), posted_form(slug)
    field = _question(form, name)
    if kept.draft.filing_id:
        return to_receipt(key)
    return _taken_in(*_typed_kept(kept, form, field))


@attaching.post(f"/<slug>/utkast/<key>/bilagor/<name>/{_SHA256}/ta-bort")
def remove_file(slug: str, key: str, name: str, sha256: str) -> ResponseReturnValue:
    """Keep what was typed, and take a file away."""
    kept, form = find_kept(slug, key), posted_form(slug)
    field = _question(form, name)
    if kept.draft.filing_id:
        return to_receipt(key)
    kept, field, conflict = _typed_kept(kept, form, field)
    gone = attached.detach(office().register, kept.key, sha256, office().now())
    if gone:
        flash(f"{gone.name} är borttagen.", f"files-{field.name}")
    return _back(kept, field, [], conflict)


@attaching.get(f"/<slug>/utkast/<key>/bilagor/{_SHA256}.jpg")
def small_picture(slug: str, key: str, sha256: str) -> Response:
    """What a file shows, made anew here, at a glance."""
    kept = find_kept(slug, key)
    files = files_of(office().register, form_class_of(slug).blank(), kept.draft.id)
    return picture_of(next((one for one in files if one.sha256 == sha256), None))


def shown_files(form: PrintableForm, kept: Kept) -> list[dict[str, str]]:
    """The files of a draft as the review shows them."""

    def picture(sha256: str) -> str:
        slug, key = kept.draft.form, kept.key
        return url_for("attaching.small_picture", slug=slug, key=key, sha256=sha256)

    return [
        {"told": told_of(file), "picture": picture(file["sha256"])}
        for field in file_questions(form)
        if field.is_asked
        for file in field.data
    ]


def _question(form: PrintableForm, name: str) -> Attachments:
    found = (field for field in file_questions(form) if field.name == name)
    return next(found, None) or abort(HTTPStatus.NOT_FOUND)


def _typed_kept(
    kept: Kept, form: PrintableForm, field: Attachments
) -> tuple[Kept, Attachments, DraftChanged | None]:
    """The draft with what was typed; or untouched, with what became of it meanwhile.

    Files that another tab sends change no answer, and are no reason to ask whose answers count.
    """
    if says_the_same(office(), kept.draft, form):
        return kept, field, None
    try:
        return keep_again(kept, form), field, None
    except DraftChanged as conflict:
        return kept, field, conflict


def _taken_in(
    kept: Kept, field: Attachments, conflict: DraftChanged | None = None
) -> ResponseReturnValue:
    files = [one for one in request.files.getlist(f"{field.name}-files") if one]
    problems = [untaken("no-file", {}, "")] if not files else []
    problems += [problem for one in files if (problem := _problem_with(one, kept, field))]
    return _back(kept, field, problems, conflict)


def _problem_with(file: FileStorage, kept: Kept, field: Attachments) -> str:
    """Why a file was not taken; empty when it was, and what is worth knowing is told."""
    name = name_of(file.filename or "")
    with closing(file):
        content = file.read(LARGEST_FILE + 1)
    try:
        added = attach(office(), kept, field, name, content, count)
    except Refusal as refusal:
        return untaken(refusal.code, refusal.facts, name)
    except TooManyAttached as full:
        return untaken(full.what, {"limit": full.limit}, name)
    except AllTaken:
        return untaken("busy", {}, name)
    except LimitReached as limit:
        return untaken("too-many", {"wait": swedish_wait(limit.seconds)}, name)
    except NoRoomForDrafts:
        return untaken("no-room", {}, name)
    except RegisterUnavailable:
        return untaken("no-register", {}, name)
    for told in _told_of(added):
        flash(told, f"files-{field.name}")
    return ""


def _told_of(added: Added) -> Iterator[str]:
    name = added.file.name
    if not added.is_new:
        yield ALREADY.format(name=name)
    elif added.called:
        yield RENAMED.format(called=added.called, name=name)


def _back(
    kept: Kept, field: Attachments, problems: list[str], conflict: DraftChanged | None
) -> ResponseReturnValue:
    """To the question, or the page with what is wrong at it."""
    if not problems and conflict is None:
        place = url_for("filling.draft", slug=kept.draft.form, key=kept.key)
        return redirect(f"{place}#{field.id}-attached", HTTPStatus.SEE_OTHER)
    kept = find_kept(kept.draft.form, kept.key)
    form = form_of(kept.draft) if conflict is None else posted_form(kept.draft.form)
    if conflict is not None:
        says_the_same(office(), kept.draft, form)
    _question(form, field.name).errors = problems
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.CONFLICT
    return form_page(form, kept, conflict), status


@attaching.errorhandler(RequestEntityTooLarge)
def too_much_at_once(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Nothing of the request could be read, not even what was typed."""
    page = render_template(
        "error.html",
        heading="Filerna är för stora tillsammans",
        text=TOO_MUCH_AT_ONCE.format(limit=swedish_size(MOST_BYTES)),
    )
    return page, HTTPStatus.REQUEST_ENTITY_TOO_LARGE
