"""Att göra as one list of all kinds, the latest first, with the policy's words for each."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Blueprint, render_template, request, url_for

from office.to_do import calendar_of
from register.access import MAY_WITH, Action
from register.choices import choices
from register.due import Due
from register.duties import NAMES, SOURCES, Duty, Wanted
from register.lateness import KINDS, Kind, Late, late_page
from register.places import Page
from swedish import swedish_distance
from web.desk.guard import Visitor, look, visitor
from web.filed.duties import STEP_OF, Told
from web.office import office

# More of a name is not read.
_LONGEST_VALUE = 1_000
_OFFICE_WORDS: dict[Kind, str] = {
    Due.CHECK: "Kontrollera papperet",
    Due.ACCOUNT: "Jämför planer om samma konto",
    Due.CREDENTIALS: "Notera att inloggningsuppgifterna är delgivna",
}
_OFFICE_SOURCES: dict[Kind, str] = {
    Due.CHECK: SOURCES[Duty.PAPER],
    Due.ACCOUNT: "”Fyll i en aktivitetsplan för varje konto som du ansvarar för att administrera i "
    "sociala medier.” (Policyn, bilaga 1)",
    Due.CREDENTIALS: "”Inloggningsuppgifter sparas på en centralt gemensam lagringsplats samt "
    "delges kommunens informationsansvarig.” (Policyn, bilaga 1, fråga 5)",
}
WORDS: dict[Kind, str] = {one: NAMES[one] for one in Duty}
WORDS.update(_OFFICE_WORDS)
_WHY: dict[Kind, str] = {one: SOURCES[one] for one in Duty}
_WHY.update(_OFFICE_SOURCES)
# Where it is done, by who notes it; all else is read on the page of the plan.
_PLAN = "desk_plans.plan"
_WAYS: Mapping[Kind, tuple[str, Mapping[str, str]]] = {
    Duty.SNAPSHOT: ("desk_snapshots.send", {}),
    Duty.PAPER: ("desk_verbs.ask", {"verb": "papper"}),
    **{duty: ("desk_account.page", {"step": step}) for duty, step in STEP_OF.items()},
    Due.CHECK: ("desk_paper.ask", {}),
    Due.ACCOUNT: (_PLAN, {"_anchor": "samma-konto"}),
    Due.CREDENTIALS: ("desk_verbs.ask", {"verb": "delgivet"}),
}
# Those that have no list of their own on the first page of the register.
NEW = (Duty.CREATION, Duty.SNAPSHOT, Duty.REVIEW, Duty.SHOWN)
desk_late = Blueprint("desk_late", __name__)


@desk_late.get("/register/forsenat")
def late() -> str:
    """A page of it, of one kind and one unit where they are chosen."""
    who, chosen = visitor(), request.args.get("slag", "")
    kinds = [one for one in KINDS if one.value == chosen]
    unit = " ".join(request.args.get("enhet", "")[:_LONGEST_VALUE].split())
    with_open = request.args.get("aven", "") == "kommande"
    after = request.args.get("efter", "")
    wanted = Wanted(who.sight, unit, is_late=not with_open, after=after)
    page = told_page(who, kinds or KINDS, wanted)
    look("to do", len(page.rows))
    kept = {"slag": chosen if kinds else "", "enhet": unit}
    kept = {**kept, "aven": "kommande" if with_open else ""}
    return render_template(
        "desk/late.html",
        page=page,
        kinds=[(one.value, WORDS[one]) for one in KINDS],
        units=[(one, one) for one in choices(office().register, who.sight).units],
        kept={name: value for name, value in kept.items() if value},
        after=after,
        department=who.department,
    )


def told_page(who: Visitor, kinds: Sequence[Kind], wanted: Wanted) -> Page[Told]:
    """A page of those kinds in words, for who sees it."""
    calendar = calendar_of(office())
    found = late_page(office().register, calendar, wanted, kinds)
    may_note = any(Action.NOTE in MAY_WITH.get(role, ()) for role in who.roles)
    rows = [_told(one, calendar.today, may_note=may_note) for one in found.rows]
    return Page(rows, found.count, found.next)


def late_of(who: Visitor, kind: Kind) -> Page[Told]:
    """The first that are late of one kind."""
    return told_page(who, [kind], Wanted(who.sight, is_late=True))


def count_late(who: Visitor, most: int) -> int:
    """How much is late of the kinds that are new here, counted a little beyond `most`."""
    wanted = Wanted(who.sight, is_late=True, size=0, most=most)
    return late_page(office().register, calendar_of(office()), wanted, NEW).count


def _told(row: Late, today: date, *, may_note: bool) -> Told:
    endpoint, values = _WAYS.get(row.kind, (_PLAN, {})) if may_note else (_PLAN, {})
    way = url_for(endpoint, reference=row.reference, **values)  # type: ignore[arg-type]
    return Told(row, WORDS[row.kind], _WHY[row.kind], way, swedish_distance(row.due_on, today))
