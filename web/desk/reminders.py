"""Reminding a unit of its paper: a page says first who gets a letter, and has a text for others."""

from http import HTTPStatus

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms import definite_of, is_administered
from mail.letters.about_paper import reminder_about, subject_of, words_of
from office.addresses import own_plans_url
from office.telling import administrators_of, remind
from register import filings, reminders
from register.access import Action
from register.errors import CaseChanged
from register.papers import PaperState, paper_of
from register.reminders import AT_MOST_EVERY, RemindedLately
from web.desk.guard import look, see_other
from web.desk.plan import Reached, reached
from web.desk.timeline import told
from web.filed.forwarding import forward
from web.office import office

_ROUTE = "/register/planer/<reference>/paminn/"
_LACKS_PAPER = (PaperState.WAITING, PaperState.PARTLY)
desk_reminders = Blueprint("desk_reminders", __name__)


@desk_reminders.get(_ROUTE)
def ask(reference: str) -> str:
    """What will happen, to whom."""
    found = reached(reference, Action.NOTE)
    look("plan", case_id=found.case.id)
    return _page(found)


@desk_reminders.post(_ROUTE)
def do(reference: str) -> ResponseReturnValue:
    """Remind them, unless somebody did so, or the paper has come, since the page was made."""
    found = reached(reference, Action.NOTE)
    if request.form.get("revision", "") != _seen(found) or not _lacks_paper(found):
        return _page(found, is_late=True), HTTPStatus.CONFLICT
    filing = filings.filing_by_id(office().register, found.row.filing_id)
    if not administrators_of(office(), filing).within:
        return _page(found), HTTPStatus.CONFLICT
    try:
        remind(office(), found.case, filing, found.actor)
    except (CaseChanged, RemindedLately):
        return _page(reached(reference, Action.NOTE), is_late=True), HTTPStatus.CONFLICT
    return see_other(url_for("desk_plans.plan", reference=reference, gjort="paminn"))


def _seen(found: Reached) -> str:
    return f"{found.case.revision}-{found.row.version}"


def _lacks_paper(found: Reached) -> bool:
    paper = paper_of(office().register, found.row.filing_id)
    is_living = found.case.ended_on is None
    return is_living and bool(paper.signers) and paper.state in _LACKS_PAPER


def _page(found: Reached, *, is_late: bool = False) -> str:
    own, row = office(), found.row
    filing = filings.filing_by_id(own.register, row.filing_id)
    last = reminders.last_reminder(own.register, found.case.id)
    again_from = last.at + AT_MOST_EVERY if last else None
    wording = reminder_about(own.register, filing)
    words = words_of(wording, filing, own.settings.hand_in, own_plans_url(own.settings.base_url))
    return render_template(
        "desk/reminder.html",
        row=row,
        definite=definite_of(row.form),
        is_administered=is_administered(row.form),
        is_due=_lacks_paper(found),
        administrators=administrators_of(own, filing),
        last=told(own.register, [last] if last else []),
        again_from=again_from if again_from and again_from > own.now() else None,
        ready=forward(subject_of(wording, filing), "\n\n".join(filter(None, words))),
        has_mail_server=bool(own.settings.smtp_url),
        revision=_seen(found),
        is_late=is_late,
    )
