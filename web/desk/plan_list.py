"""The list of plans: what is searched for, filters, order, a page at a time.

All of it stands in the address, so that a view can be kept, sent on and come back to.
"""

import logging
from dataclasses import dataclass, replace

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from register.choices import Choices, choices
from register.errors import RegisterDamaged
from register.listing import Page, Wanted, page_of
from register.search import found_by_number
from register.sight import Sight
from web.desk.exports import files_of, forms_seen, sees_persons
from web.desk.guard import look, see_other, visitor
from web.desk.query import (
    FILTERS,
    LIFE_WORDS,
    ORDER_WORDS,
    STATUS_WORDS,
    Query,
    query_asked,
    query_in,
)
from web.desk.views import own_views
from web.office import office

log = logging.getLogger("blanketter.desk")
plan_list = Blueprint("plan_list", __name__)


@plan_list.get("/register/planer/")
def plans() -> ResponseReturnValue:
    """The list, or straight to the one plan whose reference or number was searched for."""
    query, register, who = query_asked(), office().register, visitor()
    text = query.given.get("q", "")
    if text and (reference := found_by_number(register, text, who.sight)):
        way = url_for("desk_plans.plan", reference=reference)
        return see_other(way)
    page, is_searched = _page(query.wanted, who.sight)
    if text:
        look("search", len(page.rows))
    return render_template(
        "desk/plans.html",
        query=query,
        page=page,
        told=_told(page),
        filters=_filters(query, choices(register, who.sight)),
        orders=ORDER_WORDS,
        statuses=STATUS_WORDS,
        lives=LIFE_WORDS,
        department=who.department,
        counted=_counted(page),
        views=[(view, query.kept == query_in(view.query).kept) for view in own_views()],
        files=files_of(query),
        sees_persons=sees_persons(),
        tells_forms=len(forms_seen()) > 1,
        is_searched=is_searched,
        may_release=who.reaches("desk_releasing.choose"),
    )


def _page(wanted: Wanted, sight: Sight) -> tuple[Page, bool]:
    """The page, and whether it was searched: where the index is damaged there is still a list."""
    try:
        return page_of(office().register, wanted, sight), True
    except RegisterDamaged as error:
        if not wanted.text:
            raise
        log.error("search damaged", extra={"reason": str(error)})
        return page_of(office().register, replace(wanted, text="", after=""), sight), False


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
    seen = forms_seen()
    options = {
        # Of one form alone there is nothing to choose.
        "blankett": [(one.slug, one.title) for one in seen] if len(seen) > 1 else [],
        "medium": [(name, name) for name in there.media],
        "forvaltning": [(name, name) for name in there.departments],
        "enhet": [(name, name) for name in there.units],
        "status": [(status.value, words) for status, words in STATUS_WORDS.items()],
        "konto": [(life.value, words) for life, words in LIFE_WORDS.items()],
        "ar": [(str(year), str(year)) for year in reversed(there.years)],
    }
    found = (
        Filter(name, words, options[name], query.given.get(name, ""))
        for name, words in FILTERS.items()
    )
    return [one for one in found if one.options or one.value]


def _told(page: Page) -> str:
    """How many are shown of how many: "Visar 1–25 av fler än 1 000 blanketter."."""
    if not page.rows:
        return ""
    return f"Visar {page.first}–{page.first + len(page.rows) - 1} av {_counted(page)}."


def _counted(page: Page) -> str:
    """How many there are: "1 blankett", "fler än 1 000 blanketter"."""
    total = f"{page.count:,}".replace(",", "\u00a0")
    of_all = f"fler än {total}" if page.is_more else total
    return f"{of_all} {'blankett' if page.count == 1 and not page.is_more else 'blanketter'}"
