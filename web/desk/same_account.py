"""Two plans that seem to be about the same account, side by side: which one holds?"""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms import facts_of
from forms.creating import address_in
from forms.editions import as_asked, as_today
from register.access import Action
from register.apart import tell_apart, told_apart_from
from register.errors import CaseChanged
from register.filings import filing_by_id
from swedish import swedish_day
from web.account.steps import LIVES
from web.desk.guard import look, see_other
from web.desk.plan import Reached, reached
from web.desk.query import STATUS_WORDS
from web.office import office

_ROUTE = "/register/planer/<reference>/samma-konto/<other>"
desk_same_account = Blueprint("desk_same_account", __name__)


@dataclass(frozen=True)
class Side:
    """One fact of both, as it reads."""

    name: str
    one: str
    other: str

    @property
    def is_same(self) -> bool:
        """Whether both say so, and something."""
        return bool(self.one) and self.one == self.other


@desk_same_account.get(_ROUTE)
def compare(reference: str, other: str) -> str:
    """Both, and what may be done with them."""
    return _page(*_both(reference, other, Action.LOOK))


@desk_same_account.post(_ROUTE)
def apart(reference: str, other: str) -> ResponseReturnValue:
    """Note that the accounts are two, unless somebody was first with one of them."""
    one, another = _both(reference, other, Action.NOTE)
    own = office()
    if request.form.get("revision", "") != _seen(one, another):
        return _page(one, another, is_overtaken=True), HTTPStatus.CONFLICT
    if other not in told_apart_from(own.register, one.case.id):
        cases = ((one.case, one.row.filing_id), (another.case, another.row.filing_id))
        try:
            tell_apart(own.register, *cases, own.now(), one.actor)
        except CaseChanged:
            return _page(one, another, is_overtaken=True), HTTPStatus.CONFLICT
    return see_other(url_for("desk_plans.plan", reference=reference, gjort="olika"))


def _both(reference: str, other: str, action: Action) -> tuple[Reached, Reached]:
    """Two cases about the same; else 404."""
    one, another = reached(reference, action), reached(other, action)
    is_same = (one.row.form, one.row.subject) == (another.row.form, another.row.subject)
    if not is_same or not one.row.subject or one.case.id == another.case.id:
        abort(HTTPStatus.NOT_FOUND)
    look("plan", case_id=one.case.id)
    look("plan", case_id=another.case.id)
    return one, another


def _seen(one: Reached, other: Reached) -> str:
    return " ".join(f"{it.case.revision}-{it.row.version}" for it in (one, other))


def _page(one: Reached, other: Reached, *, is_overtaken: bool = False) -> str:
    return render_template(
        "desk/same_account.html",
        both=(one, other),
        sides=list(map(Side, _NAMES, _told(one), _told(other))),
        revision=_seen(one, other),
        is_overtaken=is_overtaken,
        is_told_apart=other.case.reference in told_apart_from(office().register, one.case.id),
        may_note=one.may(Action.NOTE) and other.may(Action.NOTE),
        wording=facts_of(one.row.form).wording,
    )


_NAMES = (
    *("Adress", "Medium", "Förvaltning", "Enhet", "Administratörer som går att nå"),
    *("Inlämnad", "Senast ändrad", "Version", "Läge", "Kontot"),
)


def _told(found: Reached) -> Iterator[str]:
    """The facts of one, in the order of their names."""
    row = found.row
    filing = filing_by_id(office().register, row.filing_id)
    which = filing.form, filing.edition, filing.answers
    form = as_asked(*which) or as_today(*which)
    noted = found.case.account_address or ""
    address = address_in(form, noted) if form else noted or row.subject
    yield from (address, row.medium, row.department, row.unit)
    yield str(row.administrators)
    yield from (swedish_day(row.opened_at), swedish_day(row.changed_at), str(row.version))
    yield from (STATUS_WORDS[row.status], LIVES.get(row.life, ""))
