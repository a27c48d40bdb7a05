"""Att sortera: one page after the other that came home and of which a human is asked what it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from office import sorting
from office.sorting import NoSuchPage, Place
from register import sheets
from register.cases import find_case
from register.errors import SheetChanged
from register.places import Place as PlaceInList
from register.sheets import Sheet, Verdict
from web.desk.guard import look, see_other, visitor
from web.desk.sheets_told import ToldSheet, guesses_told, told
from web.office import office

NO_CHOICE = "Välj vad det är för sida"
NO_PLAN = "Det finns ingen sådan blankett. Skriv referensen, till exempel AP-2026-0042"
NO_VERSION = "Den versionen finns inte. Den nyaste är {}. Lämna tomt för den"
NO_PAGE = "Skriv sidans nummer med siffror, från 1 till {}"
# By what does not exist: the input with it, and what is wrong there.
_WRONG: Mapping[str, tuple[str, str]] = {
    "plan": ("plan", NO_PLAN),
    "version": ("version", NO_VERSION),
    "page": ("nummer", NO_PAGE),
}
# Where one is led from an error about several inputs.
_FIRST_OF = {"sida": "sida-1"}
ANOTHER, BLANK, FOREIGN = "annan", "tom", "hor-inte-hit"
_ASIDE: Mapping[str, Verdict] = {BLANK: Verdict.BLANK, FOREIGN: Verdict.DROPPED}
# How far the picture is turned to the right, in degrees.
_TURNS = ("0", "90", "180", "270")
# A database takes no higher number.
_ONE = "/register/papper/sortera/<int(max=2147483647):sheet_id>"
_MOST_DIGITS = 9
desk_sorting = Blueprint("desk_sorting", __name__)


@dataclass
class Typed:
    """What was sent, and what is wrong with it by the id of its input."""

    errors: dict[str, str] = field(default_factory=dict)

    def place(self, choice: str) -> Place | None:
        """The page of a plan that was chosen among the guesses, or typed."""
        names = ("plan", "version", "nummer")
        typed = [request.form.get(one, "") for one in names]
        plan, version, page = typed if choice == ANOTHER else [*choice.split("/"), "", ""][:3]
        try:
            return sorting.place_of(
                office(), visitor().sight, plan, _number(version), _number(page) or 0
            )
        except NoSuchPage as error:
            name, words = _WRONG[error.what]
            self.errors[name] = words.format(error.most)
            return None


def _number(typed: str) -> int | None:
    """What was typed as digits; 0 for what is no number, None for nothing."""
    text = typed.strip()
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else 0


@desk_sorting.get("/register/papper/sortera/")
def first() -> ResponseReturnValue:
    """To the page that waits longest, or longest after one that was sorted or passed over."""
    register, done = office().register, request.args.get("gjort") or None
    after = request.args.get("efter", "")
    found = sheets.asked_page(register, after, size=1).rows if after else []
    found = found or sheets.asked_page(register, size=1).rows
    if found:
        return see_other(url_for(".sheet", sheet_id=found[0].id, gjort=done))
    return render_template("desk/sorted.html", done=_done())


@desk_sorting.get(f"{_ONE}/")
def sheet(sheet_id: int) -> str:
    """One of them beside what it may be; or what became of it, and the way to sort it anew."""
    return _page(_found(sheet_id), Typed())


@desk_sorting.post(f"{_ONE}/")
def sort(sheet_id: int) -> ResponseReturnValue:
    """Put it where somebody says that it belongs, unless somebody else did so before."""
    found, typed = _found(sheet_id), Typed()
    if not _is_as_seen(found) or found.verdict is not Verdict.ASKED:
        return _overtaken(sheet_id)
    # Whoever typed a plan has chosen that.
    choice = request.form.get("sida") or (ANOTHER if request.form.get("plan") else "")
    place = None if choice in _ASIDE or not choice else typed.place(choice)
    if not choice:
        typed.errors["sida"] = NO_CHOICE
    if typed.errors:
        return _page(found, typed), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        if place:
            sorting.put_at(office(), found, place, visitor().actor)
        else:
            sorting.set_aside(office(), found, _ASIDE[choice], visitor().actor)
    except SheetChanged:
        return _overtaken(sheet_id)
    after = PlaceInList(found.made_at, found.id).token
    return see_other(url_for(".first", efter=after, gjort=sheet_id))


@desk_sorting.post(f"{_ONE}/igen")
def sort_again(sheet_id: int) -> ResponseReturnValue:
    """Take back what was said of it, by whomever."""
    found = _found(sheet_id)
    if not _is_as_seen(found) or found.verdict is Verdict.ASKED:
        return _overtaken(sheet_id)
    try:
        sorting.ask_again(office(), found, visitor().actor)
    except SheetChanged:
        return _overtaken(sheet_id)
    return see_other(url_for(".sheet", sheet_id=sheet_id))


@desk_sorting.get("/register/papper/blad/<int(max=2147483647):sheet_id>")
def picture(sheet_id: int) -> Response:
    """The picture of it that was made here."""
    found = _found(sheet_id)
    shown = sheets.picture_of(office().register, sheet_id) or abort(HTTPStatus.NOT_FOUND)
    case = find_case(office().register, found.reference) if found.reference else None
    look("sheet", case_id=case.id if case else None)
    return Response(shown.content, mimetype=shown.media)


def _found(sheet_id: int) -> Sheet:
    return sheets.sheet_by_id(office().register, sheet_id) or abort(HTTPStatus.NOT_FOUND)


def _is_as_seen(found: Sheet) -> bool:
    """Whether nobody has sorted it since the page was made."""
    return request.form.get("revision", "") == str(found.revision)


def _overtaken(sheet_id: int) -> ResponseReturnValue:
    """What the other did, with the page as it is now."""
    return _page(_found(sheet_id), Typed(), is_late=True), HTTPStatus.CONFLICT


def _page(found: Sheet, typed: Typed, *, is_late: bool = False) -> str:
    [told_sheet] = told([found])
    return render_template(
        "desk/sorting.html",
        sheet=found,
        told=told_sheet,
        is_late=is_late,
        guesses=guesses_told(sorting.guesses_of(office(), found)),
        left=sheets.asked_page(office().register, size=1).count,
        passed=PlaceInList(found.made_at, found.id).token,
        view=_view(found),
        typed=request.form if request.method == "POST" else {},
        errors=[(message, _FIRST_OF.get(one, one)) for one, message in typed.errors.items()],
        wrong=typed.errors,
        done=_done(),
    )


def _done() -> ToldSheet | None:
    """The page that the visitor has just sorted."""
    number = request.args.get("gjort", "")
    is_number = number.isdecimal() and len(number) <= _MOST_DIGITS
    found = sheets.sheet_by_id(office().register, int(number)) if is_number else None
    is_own = found is not None and found.account_id == visitor().account_id
    return told([found])[0] if found and is_own else None


@dataclass(frozen=True)
class View:
    """How the picture is seen: turned to the right by so many degrees, and how large."""

    turned: str
    is_large: bool
    sheet_id: int

    def address(self, *, by: int = 0, other_size: bool = False) -> str:
        """The page with the picture turned further, or in the other size."""
        turned = (int(self.turned) + by) % 360
        large = "ja" if self.is_large != other_size else None
        return url_for(".sheet", sheet_id=self.sheet_id, vrid=turned or None, stor=large)


def _view(found: Sheet) -> View:
    turned = request.args.get("vrid", "")
    is_large = request.args.get("stor") == "ja"
    return View(turned if turned in _TURNS else "0", is_large, found.id)
