"""The list of plans: what is searched for, filters, order, a page at a time.

All of it stands in the address, so that a view can be kept, sent on and come back to.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.errors import RegisterDamaged
from register.listing import Choices, Order, Page, Status, Wanted, choices, page_of
from register.search import found_by_number
from web.desk.guard import look, visitor
from web.office import office

# More than this of a search or of a name is not read.
_LONGEST_VALUE = 1_000
STATUS_WORDS: Mapping[Status, str] = {
    Status.UNSIGNED: "Inväntar underskrift",
    Status.SIGNED: "Undertecknad",
    Status.ENDED: "Avslutad",
    Status.FILED: "Inlämnad",
}
_ORDER_WORDS: Mapping[Order, str] = {
    Order.NEWEST: "Senast ändrad först",
    Order.OLDEST: "Äldst ändring först",
    Order.UNIT: "Enhet, A till Ö",
    Order.REFERENCE: "Referens",
}
# The filters by their names in the address, in the order of the page.
_FILTERS: Mapping[str, str] = {
    "medium": "Medium",
    "forvaltning": "Förvaltning",
    "enhet": "Enhet",
    "status": "Läge",
    "ar": "År",
}
_KNOWN = ("q", *_FILTERS, "ordning", "efter")

log = logging.getLogger("blanketter.desk")
plan_list = Blueprint("plan_list", __name__)


@dataclass(frozen=True)
class Query:
    """What the address asks for: `given` is what of it means something, `ignored` what does not."""

    given: dict[str, str]
    ignored: list[str]

    @property
    def chosen(self) -> dict[str, str]:
        """The filters among it."""
        return {name: self.given[name] for name in _FILTERS if name in self.given}

    @property
    def wanted(self) -> Wanted:
        """The same as the register understands it."""
        given = self.given
        return Wanted(
            text=given.get("q", ""),
            medium=given.get("medium", ""),
            department=given.get("forvaltning", ""),
            unit=given.get("enhet", ""),
            status=Status(given["status"]) if "status" in given else None,
            year=int(given["ar"]) if "ar" in given else None,
            order=Order(given.get("ordning", Order.NEWEST)),
            after=given.get("efter", ""),
        )

    def without(self, *names: str) -> str:
        """The address of the list that asks for all but these, from its first page."""
        left_out = {*names, "efter"}
        rest = {name: value for name, value in self.given.items() if name not in left_out}
        return url_for(".plans", **rest)  # type: ignore[arg-type]

    def onwards(self, after: str) -> str:
        """The address of the page that begins after a key."""
        return url_for(".plans", **(self.given | {"efter": after}))  # type: ignore[arg-type]


@plan_list.get("/register/planer/")
def plans() -> ResponseReturnValue:
    """The list, or straight to the one plan whose reference or number was searched for."""
    query, register = query_asked(), office().register
    own_department = visitor().department or None
    text = query.given.get("q", "")
    if text and (reference := found_by_number(register, text, own_department)):
        way = url_for("desk_plans.plan", reference=reference)
        return redirect(way, HTTPStatus.SEE_OTHER)
    page, is_searched = _page(query.wanted, own_department)
    if text:
        look("search", len(page.rows))
    return render_template(
        "desk/plans.html",
        query=query,
        page=page,
        told=_told(page),
        filters=_filters(query, choices(register, own_department)),
        orders=_ORDER_WORDS,
        statuses=STATUS_WORDS,
        words=_FILTERS,
        department=own_department,
        is_searched=is_searched,
    )


def _page(wanted: Wanted, department: str | None) -> tuple[Page, bool]:
    """The page, and whether it was searched: where the index is damaged there is still a list."""
    try:
        return page_of(office().register, wanted, department), True
    except RegisterDamaged as error:
        if not wanted.text:
            raise
        log.error("search damaged", extra={"reason": str(error)})
        return page_of(office().register, replace(wanted, text="", after=""), department), False


def query_asked() -> Query:
    """What this request asks for; what is empty asks for nothing."""
    given: dict[str, str] = {}
    ignored = [name for name in request.args if name not in _KNOWN]
    for name in _KNOWN:
        value = " ".join(request.args.get(name, "")[:_LONGEST_VALUE].split())
        if value and _means_something(name, value):
            given[name] = value
        elif value:
            ignored.append(name)
    return Query(given, sorted(ignored)[: len(_KNOWN)])


def _means_something(name: str, value: str) -> bool:
    if name == "ar":
        return value.isascii() and value.isdecimal() and len(value) <= len("2026")
    known = {"status": Status, "ordning": Order}.get(name)
    return known is None or value in {one.value for one in known}


@dataclass(frozen=True)
class Filter:
    """One filter on the page: (value, words) to choose among, and the one that is chosen."""

    name: str
    words: str
    options: list[tuple[str, str]]
    value: str

    @property
    def value_words(self) -> str:
        """What is chosen, in words."""
        return dict(self.options).get(self.value, self.value)


def _filters(query: Query, there: Choices) -> list[Filter]:
    """Those that there is something to choose in, and those that are chosen."""
    options = {
        "medium": [(name, name) for name in there.media],
        "forvaltning": [(name, name) for name in there.departments],
        "enhet": [(name, name) for name in there.units],
        "status": [(status.value, words) for status, words in STATUS_WORDS.items()],
        "ar": [(str(year), str(year)) for year in reversed(there.years)],
    }
    found = (
        Filter(name, words, options[name], query.given.get(name, ""))
        for name, words in _FILTERS.items()
    )
    return [one for one in found if one.options or one.value]


def _told(page: Page) -> str:
    """How many are shown of how many: "Visar 1–25 av fler än 1 000 planer."."""
    if not page.rows:
        return ""
    total = f"{page.count:,}".replace(",", "\u00a0")
    of_all = f"fler än {total}" if page.is_more else total
    noun = "plan" if page.count == 1 and not page.is_more else "planer"
    return f"Visar {page.first}–{page.first + len(page.rows) - 1} av {of_all} {noun}."
