"""Forms that follow up what was filed with another form, and what they decide about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import forms
from forms.editions import as_asked
from forms.printable import PrintableForm


@dataclass(frozen=True)
class ToChange:
    """What a filing decided to change: the form of it, and its reference where that was written."""

    form: type[PrintableForm]
    reference: str


def follower_of(slug: str) -> type[PrintableForm] | None:
    """The form that follows up filings of another, if there is one."""
    every = (one for one in forms.FORMS if one.follows and one.follows.slug == slug)
    return next(every, None)


def to_change(slug: str, edition: str, answers: Mapping[str, Any]) -> ToChange | None:
    """What a filing decided to change; None when it decided nothing of the kind."""
    form = as_asked(slug, edition, answers)
    follows = form.follows if form else None
    if form is None or follows is None or follows.changed_if is None:
        return None
    followed = forms.form_by_slug(follows.slug)
    if followed is None or not form.is_met(follows.changed_if):
        return None
    written = form.answer_to(follows.reference).upper()
    is_one = re.fullmatch(rf"{re.escape(followed.prefix)}-[0-9]{{4}}-[0-9]{{1,9}}", written)
    return ToChange(followed, written if is_one else "")
