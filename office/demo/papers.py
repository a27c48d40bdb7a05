"""Signed paper of the newest made-up plans, brought home by the ways of an office: each state that
there is, as far as there are plans for them."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from PIL import Image

from office.confirming import came_on, confirm
from office.demo.scans import as_heap, blank_back, scanned, something_else, with_a_note
from office.office import Office
from office.receiving_paper import read_waiting, receive
from register import documents
from register.actors import SYSTEM, Actor, ActorKind
from register.arrivals import NewArrival, Way
from register.cases import find_case
from register.listing import Row, Status, Wanted, rows_of
from register.papers import paper_of

_EVERYBODY = (0, 1, 2)
# Before the end of the story.
_AGO = timedelta(hours=5)
# A heap, what is no plan, and what is no picture.
FILES = 3
_LETTER = "Det här är ett påhittat brev och ingen bild.".encode()


def bring_papers(own: Office, officer: Actor) -> Iterator[int]:
    """Bring home paper of those that wait for it, newest first; yields how many files were read.

    Raises RegisterUnavailable.
    """
    moment = own.now() - _AGO
    then = replace(own, now=lambda: moment, wake_courier=lambda: None, wake_reader=lambda: None)
    rows = rows_of(own.register, Wanted(status=Status.WAITING))
    waiting = list(islice(rows, len(_BROUGHT)))
    for number, (new, actor) in enumerate(_files(then, waiting, officer), 1):
        receive(then, new, actor)
        read_waiting(then, bool)
        yield number
    for row in waiting[:1]:
        _confirm(then, row, officer)
    then.deliver(bool, then.now)


def _files(
    then: Office, waiting: Sequence[Row], officer: Actor
) -> Iterator[tuple[NewArrival, Actor]]:
    """What comes, and from whom: a heap of all of it, what is no plan, and what is no picture."""
    sheets = [
        one for row, bring in zip(waiting, _BROUGHT, strict=False) for one in bring(then, row)
    ]
    heap = as_heap([*sheets, blank_back()])
    yield NewArrival(heap, "skanning.pdf", "application/pdf", Way.DESK), officer
    yield NewArrival(something_else(), "IMG_0117.jpg", "image/jpeg", Way.MAIL), SYSTEM
    for row in waiting[-1:]:
        holder = Actor(ActorKind.HOLDER, row.case_id)
        letter = NewArrival(_LETTER, "brev.docx", "application/msword", Way.PHONE, row.filing_id)
        yield letter, holder


def _pages(then: Office, row: Row, signed: Collection[int]) -> list[Image.Image]:
    document = documents.document_of(then.register, row.filing_id)
    return [scanned(document, page, signed) for page in range(1, (document.pages or 0) + 1)]


def _all_sign(then: Office, row: Row) -> list[Image.Image]:
    return _pages(then, row, _EVERYBODY)


def _manager_does_not_sign(then: Office, row: Row) -> list[Image.Image]:
    return _pages(then, row, _EVERYBODY[:-1])


def _note_lies_on_the_last(then: Office, row: Row) -> list[Image.Image]:
    *others, last = _pages(then, row, _EVERYBODY)
    return [*others, with_a_note(last)]


def _copy_is_taken_for_it(then: Office, row: Row) -> list[Image.Image]:
    return [scanned(documents.copy_of(then.register, row.filing_id), 1)]


# Of each plan, the newest first. The first is looked at, too.
_BROUGHT: Sequence[Callable[[Office, Row], list[Image.Image]]] = (
    _all_sign,
    _all_sign,
    _manager_does_not_sign,
    _note_lies_on_the_last,
    _copy_is_taken_for_it,
)


def _confirm(then: Office, row: Row, officer: Actor) -> None:
    """Say that those who seem to have signed have."""
    case, paper = find_case(then.register, row.reference), paper_of(then.register, row.filing_id)
    if case is not None and paper.is_complete:
        confirm(then, case, paper, _EVERYBODY, came_on(paper), then.now(), officer)
