"""Saved views: names for what is asked of the list, each account's own."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.cleaning import clean_line
from register import views as kept
from register.errors import NameTaken, TooManyViews
from register.views import LONGEST_NAME, LONGEST_QUERY, MOST_VIEWS, View
from web.desk.guard import see_other, visitor
from web.desk.query import Query, query_asked, query_in
from web.office import office

NO_NAME = "Skriv ett namn på vyn, till exempel Obetalda papper i skolan"
LONG_NAME = f"Namnet är längre än {LONGEST_NAME} tecken. Korta det"
TAKEN = "Du har redan en vy med det namnet. Skriv ett annat"
NOTHING = "Sök eller filtrera i listan först. Vyn skulle visa alla blanketter"
LONG_QUERY = "Det du har valt i listan är för långt för att spara. Korta sökningen"
TOO_MANY = f"Du har {MOST_VIEWS} vyer, och fler får inte plats. Ta bort någon av dem först"
# By the word in the address after it was done.
DONE = {
    "sparad": "Vyn är sparad. Den visas ovanför listan över blanketter.",
    "namn": "Vyn har fått sitt nya namn.",
    "borttagen": "Vyn är borttagen. Blanketterna finns kvar.",
}
_ROUTE = "/register/vyer/<int(max=2147483647):view_id>"
desk_views = Blueprint("desk_views", __name__)


@desk_views.get("/register/vyer/")
def views() -> str:
    """All of the visitor's own; and, when the address asks for something, a new one to name."""
    return _page(query_asked())


@desk_views.post("/register/vyer/spara")
def save() -> ResponseReturnValue:
    """Keep a name for what is asked."""
    query = query_in(request.form.get("query", "")[: 2 * LONGEST_QUERY])
    name, error = _named("name")
    asked = urlencode(query.kept)
    if not query.kept:
        error = NOTHING
    elif len(asked) > LONGEST_QUERY:
        error = LONG_QUERY
    if not error:
        error = _tried(lambda: kept.add_view(office().register, visitor().account_id, name, asked))
    if error:
        place = "name" if query.kept else "main-content"
        return _page(query, (place, error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return _done("sparad")


@desk_views.post(f"{_ROUTE}/byt-namn")
def rename(view_id: int) -> ResponseReturnValue:
    """Call one otherwise."""
    field = f"name-{view_id}"
    name, error = _named(field)
    if not error:
        error = _tried(lambda: _or_gone(_rename(view_id, name)))
    if error:
        return _page(Query({}, []), (field, error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return _done("namn")


@desk_views.post(f"{_ROUTE}/ta-bort")
def remove(view_id: int) -> ResponseReturnValue:
    """Forget one; what it showed is not touched."""
    _or_gone(kept.remove_view(office().register, visitor().account_id, view_id))
    return _done("borttagen")


def own_views() -> list[View]:
    """Those of the visitor."""
    return kept.views_of(office().register, visitor().account_id)


def _rename(view_id: int, name: str) -> bool:
    return kept.rename_view(office().register, visitor().account_id, view_id, name)


def _or_gone(is_there: bool) -> None:
    if not is_there:
        abort(HTTPStatus.NOT_FOUND)


def _named(field: str) -> tuple[str, str]:
    """The name that was typed, and what is wrong with it."""
    name = clean_line(request.form.get(field, ""))
    if not name:
        return name, NO_NAME
    return name, LONG_NAME if len(name) > LONGEST_NAME else ""


def _tried(do: Callable[[], None]) -> str:
    """What was in the way, or nothing when it is done."""
    try:
        do()
    except NameTaken:
        return TAKEN
    except TooManyViews:
        return TOO_MANY
    return ""


def _page(query: Query, error: tuple[str, str] | None = None) -> str:
    return render_template(
        "desk/views.html",
        query=query,
        asked=urlencode(query.kept),
        views=[(view, query_in(view.query)) for view in own_views()],
        errors=[(error[1], error[0])] if error else [],
        wrong=dict([error] if error else []),
        typed=request.form,
        done=DONE.get(request.args.get("gjort", "")),
    )


def _done(what: str) -> ResponseReturnValue:
    return see_other(url_for("desk_views.views", gjort=what))
