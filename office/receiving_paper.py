"""Receiving paper: a file with sheets is kept at once, and read page by page."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from intake.refusals import Refusal
from intake.scans import Scan, open_scan
from mail.courier import new_worker_name
from office.confirming import pass_clear
from office.judging_sheets import Judge, unreadable
from office.office import Office
from register.actors import Actor
from register.arrivals import (
    Arrival,
    NewArrival,
    Way,
    add_arrival,
    content_of,
    finish_arrival,
    hold_arrival,
    lease_arrival,
    let_go,
    waiting_now,
)
from register.errors import NoRoomForPaper, RegisterUnavailable
from register.papers import paper_of
from register.room import free_bytes
from register.sheets import Verdict, Why, add_sheet, sheets_of, suggest

# One page may take its reader a few minutes on a machine that is busy with other things.
LEASE = timedelta(minutes=5)
# When the register takes no sheet.
PAUSE = timedelta(minutes=1)
# A page that ended so many readers is left alone.
MOST_ATTEMPTS = 5
# Whoever may send by these has signed in nowhere.
OPEN_WAYS = frozenset((Way.PHONE, Way.RECEIPT))
# The codes of refusals of our own.
LOST, TOO_HEAVY = "lost", "too-heavy"
log = logging.getLogger("blanketter.paper")


def receive(own: Office, new: NewArrival, actor: Actor) -> Arrival:
    """Keep a file, to be read by whoever is free; the one that was here already for bytes that
    were. Raises NoRoomForPaper for what anybody may send, RegisterUnavailable."""
    if new.way in OPEN_WAYS:
        refuse_without_room(own, len(new.content))
    arrival, is_new = add_arrival(own.register, new, own.now(), actor)
    facts = {"arrival": arrival.id, "way": new.way.value, "bytes": arrival.size, "new": is_new}
    log.info("paper arrived", extra=facts)
    return arrival


def refuse_without_room(own: Office, more: int) -> None:
    """Raise NoRoomForPaper when so many bytes more are too many. What the office sends itself is
    never refused: a scanner asks nobody."""
    if waiting_now(own.register).bytes + more > own.settings.max_waiting_scan_bytes:
        raise NoRoomForPaper("too much waits to be read")
    free = free_bytes(own.register)
    if free is not None and free - more < own.room.reserve:
        raise NoRoomForPaper("the disk is nearly full")


def read_waiting(own: Office, is_stopping: Callable[[], bool]) -> int:
    """Read what waits, one file after the other; return how many. Raises RegisterUnavailable."""
    worker, count = new_worker_name(), 0
    while not is_stopping():
        arrival = lease_arrival(own.register, own.now(), LEASE, worker)
        if arrival is None:
            break
        read_arrival(own, arrival, is_stopping, waits_for_others=True)
        count += 1
    return count


def read_one(own: Office, arrival_id: int, is_stopping: Callable[[], bool]) -> bool:
    """Read a certain file at once, for somebody who waits; False when another reads it or did."""
    worker = new_worker_name()
    arrival = lease_arrival(own.register, own.now(), LEASE, worker, arrival_id)
    if arrival is not None:
        read_arrival(own, arrival, is_stopping)
    return arrival is not None


def read_arrival(
    own: Office,
    arrival: Arrival,
    is_stopping: Callable[[], bool],
    *,
    waits_for_others: bool = False,
) -> None:
    """Read the pages of a file that is held, from the first that has no sheet.

    It is looked at outside of transactions; each sheet is written in a short one of its own. Who
    `waits_for_others` takes what they leave of the processors. Raises RegisterUnavailable: then
    whoever holds it next goes on.
    """
    try:
        content = content_of(own.register, arrival.id)
        if content is None:
            _finish(own, arrival, LOST)
        elif arrival.pages is None and arrival.attempts > MOST_ATTEMPTS:
            _finish(own, arrival, TOO_HEAVY)
        else:
            largest = own.settings.max_scan_bytes
            with open_scan(content, largest, waits_for_others=waits_for_others) as scan:
                _read_pages(own, arrival, scan, is_stopping)
    except Refusal as refusal:
        _finish(own, arrival, refusal.code, refusal.facts)
    except RegisterUnavailable:
        # A full disk is no fault of the page, which else would count as one that ends its readers.
        with suppress(RegisterUnavailable):
            let_go(own.register, arrival, own.now() + PAUSE)
        raise


def _read_pages(own: Office, arrival: Arrival, scan: Scan, is_stopping: Callable[[], bool]) -> None:
    judge = Judge(own, scan)
    done = {one.number for one in sheets_of(own.register, arrival.id)}
    missing = [one for one in range(1, scan.pages + 1) if one not in done]
    for number in missing:
        if is_stopping():
            let_go(own.register, arrival)
            return
        if not _holds(own, arrival, scan):
            return
        has_ended_readers = number == missing[0] and arrival.attempts > MOST_ATTEMPTS
        new = unreadable(number, TOO_HEAVY) if has_ended_readers else judge.seen(number)
        if add_sheet(own.register, arrival.id, new, own.now()) is None:
            return
    if _holds(own, arrival, scan):
        _suggest_missing(own, arrival, judge)
        _pass_clear(own, arrival)
        _finish(own, arrival)


def _pass_clear(own: Office, arrival: Arrival) -> None:
    """Before all of it counts as read, so that whoever takes over does it again."""
    found = {one.filing_id for one in sheets_of(own.register, arrival.id)}
    for filing_id in sorted(one for one in found if one is not None):
        pass_clear(own, filing_id)


def _holds(own: Office, arrival: Arrival, scan: Scan) -> bool:
    return hold_arrival(own.register, arrival, own.now() + LEASE, scan.pages)


def _suggest_missing(own: Office, arrival: Arrival, judge: Judge) -> None:
    """What has no code may be the one page that lacks of a plan whose others came with it."""
    sheets = sheets_of(own.register, arrival.id)
    filed = sorted({one.filing_id for one in sheets if one.filing_id is not None})
    lacking = [paper for paper in (paper_of(own.register, one) for one in filed) if paper.is_newest]
    pages = {one.filing_id: one.missing[0] for one in lacking if len(one.missing) == 1}
    asked = [one for one in sheets if one.verdict is Verdict.ASKED and one.why is Why.NO_CODE]
    for sheet in asked if pages else ():
        if found := judge.guesses(sheet.number, pages):
            suggest(own.register, sheet, found)


def _finish(
    own: Office,
    arrival: Arrival,
    refused: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    if finish_arrival(own.register, arrival, own.now(), refused, facts):
        told = {"arrival": arrival.id, "refused": refused or ""}
        log.info("paper was read", extra=told)
