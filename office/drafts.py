"""Keeping what is typed: a new draft, the next save of one, and what happens when two save."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from forms import PrintableForm
from forms.capacity import mark_what_cannot_be_kept
from forms.difference import Difference
from forms.editions import as_today
from office.attached import file_questions, files_of, put_files
from office.limits import Cost
from office.office import Office
from register import attached, drafts, receiving
from register.drafts import Draft, Ending
from register.errors import DraftChanged, DraftNotFound
from register.receiving import Receipt
from register.room import make_room

# Beside what was typed, under a name that no question can have: what an older edition asked
# otherwise is told as long as the draft lives.
_DIFFERENCE = "earlier-edition"
Count = Callable[[Cost, int], None]
"""Counts so much for who asks, or raises when that is too much."""


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


def form_of(own: Office, draft: Draft) -> PrintableForm | None:
    """Today's form with what the draft holds, whatever edition it was typed in; None when there is
    no such form any more."""
    typed = dict(draft.typed)
    told = typed.pop(_DIFFERENCE, None)
    form = as_today(draft.form, draft.edition, typed, **own.around_answers())
    if form is not None and told is not None:
        form.difference = Difference.of_data(told) | form.difference
    if form is not None:
        put_files(form, files_of(own.register, form, draft.id))
    return form


def says_the_same(own: Office, draft: Draft, form: PrintableForm) -> bool:
    """Whether the draft holds what is typed in `form`."""
    saved = form_of(own, draft)
    put_files(form, files_of(own.register, form, draft.id))
    return saved is not None and saved.typed() == form.typed()


def find_kept(own: Office, slug: str, key: str) -> Kept | Receipt | None:
    """The draft of this key, or what it was filed as, for ever; None when there is none.

    Raises DraftExpired when its time has passed.
    """
    now = own.now()
    draft = drafts.find_draft(own.register, key, now)
    if draft is not None and draft.form == slug:
        return Kept(key, draft)
    if draft is None and (receipt := receiving.receipt_of_draft(own.register, key)):
        return receipt
    ending = drafts.ending_of(own.register, key)
    if ending is None or ending.at > now:
        return None
    raise DraftExpired(ending)


def keep_new(
    own: Office, form: PrintableForm, count: Count, revises_filing_id: int | None = None
) -> Kept:
    """Begin a draft with what is typed in `form`.

    Raises TooMuchToKeep, NoRoomForDrafts, and what `count` raises.
    """
    revised = revises_filing_id if file_questions(form) else None
    put_files(form, attached.of_filing(own.register, revised) if revised else [])
    key = drafts.save_draft(
        own.register,
        form=form.slug,
        edition=form.edition,
        typed=_bounded(own, form, None, count),
        now=own.now(),
        lifetime=own.settings.draft_lifetime,
        revises_filing_id=revises_filing_id,
    )
    if revised:
        attached.carry_over(own.register, revised, key, own.now())
    kept = find_kept(own, form.slug, key)
    if not isinstance(kept, Kept):
        raise DraftNotFound
    return kept


def _bounded(own: Office, form: PrintableForm, kept: Kept | None, count: Count) -> dict[str, Any]:
    """What is typed, when it may be kept: it is no longer than the form holds, its client has not
    saved too much lately, and there is room for it."""
    if mark_what_cannot_be_kept(form):
        raise TooMuchToKeep(form, kept)
    if kept is None:
        count(Cost.DRAFT, 1)
    typed = form.typed()
    if form.difference:
        typed[_DIFFERENCE] = form.difference.as_data()
    size, before = (drafts.size_of(one) for one in (typed, kept.draft.typed if kept else {}))
    count(Cost.SAVING, size)
    make_room(own.register, own.room, size - before, own.now(), is_new=kept is None)
    return typed


def keep_again(own: Office, kept: Kept, form: PrintableForm, seen: int, count: Count) -> Kept:
    """Save over the draft, unless another tab saved since revision `seen`, which the page shows.

    Raises DraftChanged when that is not the newest and the newest says something else; nothing is
    overwritten then. Raises what `keep_new` raises.
    """
    if kept.draft.edition != form.edition or _DIFFERENCE in kept.draft.typed:
        before = form_of(own, kept.draft)
        form.difference = (before or form).difference | form.difference
    put_files(form, files_of(own.register, form, kept.draft.id))
    typed = _bounded(own, form, kept, count)
    draft = replace(kept.draft, revision=seen, edition=form.edition)
    try:
        saved = drafts.update_draft(
            own.register,
            draft,
            typed=typed,
            now=own.now(),
            lifetime=own.settings.draft_lifetime,
        )
    except DraftChanged:
        # A double click sends the same page twice, and the first one has saved it already.
        newest = find_kept(own, form.slug, kept.key)
        if not isinstance(newest, Kept) or newest.draft.typed != typed:
            raise
        return newest
    return Kept(kept.key, saved)
