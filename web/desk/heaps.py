"""Files that somebody sent in at one time: which they are, by the address, and in a sentence what
became of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from register.heaps import Fate, Heap, fate_of
from register.places import place_in
from register.verdicts import Verdict
from web.desk.guard import visitor
from web.office import office

# In the address: since when, and the numbers of files that were here already.
SINCE, BEFORE = "sedan", "forut"
_MOST_DIGITS, _MOST_NUMBERS = 9, 100
_STILL, _NO = "uppdatera", "nej"
# What is said of pages that lie at no plan, of one and of more.
_REST = {
    Verdict.ASKED: ("väntar på att sorteras", "väntar på att sorteras"),
    Verdict.BLANK: ("är tom", "är tomma"),
    Verdict.DROPPED: ("hör inte hit", "hör inte hit"),
}


@dataclass(frozen=True)
class ToldHeap:
    """How far all of it has come in `words`, the address of its page, and whether it `waits`."""

    words: str
    address: str
    waits: bool


@dataclass(frozen=True)
class Refresh:
    """A page that waits for something: whether it `is_on` and asks for itself anew, and the `other`
    address, where the same page does not, or does."""

    is_on: bool
    other: str


def heap_in_address() -> Heap | None:
    """What the visitor sent in since the moment in the address; None where there is none."""
    since = place_in(request.args.get(SINCE, ""))
    if since is None:
        return None
    numbers = request.args.get(BEFORE, "").split("-")[:_MOST_NUMBERS]
    others = [int(one) for one in numbers if one.isdecimal() and len(one) <= _MOST_DIGITS]
    return Heap(visitor().account_id, since.at, tuple(others))


def heap_told(heap: Heap) -> ToldHeap:
    """All of it."""
    fate = fate_of(office().register, heap)
    way = {name: request.args[name] for name in (SINCE, BEFORE) if name in request.args}
    address = url_for("desk_arrivals.files", **way)  # type: ignore[arg-type]
    return ToldHeap(fate_in_words(fate), address, waits=bool(fate.waiting))


def refresh_of_page(*, waits: bool) -> Refresh | None:
    """Whether this page asks for itself anew, as its reader wants; None when it need not."""
    is_on = request.args.get(_STILL) != _NO
    way: dict[str, Any] = {**(request.view_args or {}), **request.args}
    way[_STILL] = _NO if is_on else None
    return Refresh(is_on, url_for(request.endpoint or "", **way)) if waits else None


def fate_in_words(fate: Fate) -> str:
    """What became of the pages of files, and how many files are left to be read."""
    return " ".join(f"{one}." for one in _sentences(fate))


def _sentences(fate: Fate) -> Iterator[str]:
    total, told = max(fate.pages, sum(fate.sheets.values())), list(_rest(fate))
    if total > 1:
        yield ", ".join((f"{_known(fate)} av {total} sidor är inlagda", *told))
    elif told:
        yield told[0].replace("1", "Sidan", 1)
    elif _known(fate):
        yield "Sidan är inlagd"
    if fate.refused:
        yield f"{fate.refused} {_files(fate.refused)} kunde inte läsas"
    if fate.waiting:
        several = f"{fate.waiting} {_files(fate.waiting)} läses fortfarande"
        yield several if fate.files > 1 else "Filen läses"


def _known(fate: Fate) -> int:
    """Pages that lie at their plans, whether they count or not."""
    return fate.sheets.get(Verdict.FILED, 0) + fate.sheets.get(Verdict.APART, 0)


def _rest(fate: Fate) -> Iterator[str]:
    for verdict, (one, many) in _REST.items():
        if count := fate.sheets.get(verdict, 0):
            yield f"{count} {one if count == 1 else many}"


def _files(count: int) -> str:
    return "fil" if count == 1 else "filer"
