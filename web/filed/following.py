"""Following up what was filed: a draft of the form that does so, with what is known already.

What comes along is read by who may change the filing, and by nobody else: it goes into a draft of
theirs and stands in no address.
"""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from forms.editions import as_today
from forms.following import follower_of
from register.access import Action
from register.filings import Filing, first_filed_at
from swedish import day_of
from web.filed.receipts import opened
from web.filling.saving import keep_new
from web.office import office

following = Blueprint("following", __name__)


@following.post("/arende/<key>/folj-upp")
def by_receipt(key: str) -> ResponseReturnValue:
    """Begin it from the receipt."""
    return begin_following(opened(key, Action.CHANGE).filing)


def begin_following(filing: Filing) -> ResponseReturnValue:
    """Lead to a new draft that follows up a filing."""
    follower = follower_of(filing.form) or abort(HTTPStatus.NOT_FOUND)
    around = office().around_answers()
    followed = as_today(filing.form, filing.edition, filing.answers, **around)
    since = day_of(first_filed_at(office().register, filing.case_id))
    known = follower.begun_from(followed, filing.reference, since) if followed else {}
    form = as_today(follower.slug, follower.edition, known, **around)
    kept = keep_new(form or abort(HTTPStatus.NOT_FOUND))
    source = f"{filing.reference} version {filing.version}"
    flash(f"Det som är ifyllt är hämtat från {source}. Ändra om något inte stämmer.", "notice")
    draft = url_for("filling.draft", slug=follower.slug, key=kept.key)
    return redirect(draft, HTTPStatus.SEE_OTHER)
