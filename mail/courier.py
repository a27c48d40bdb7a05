"""The courier: takes due deliveries under a lease, sends them, records what the server said."""

import logging
import random
import secrets
import socket
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa

from mail.errors import NothingToTell
from mail.letters.digest import tell_soon
from mail.letters.letter import Letter
from mail.schedule import LONGEST_PAUSE, next_attempt
from mail.smtp.transport import ANSWER_SECONDS, SEND_SECONDS
from mail.transport import Outcome, Transport, Verdict, outcome
from register import deliveries, letters, oversight
from register.audit import damage
from register.deliveries import Delivery
from register.errors import DocumentErased, FilingDamaged, RegisterUnavailable
from register.letters import LetterKind, WaitingLetter

LEASE = timedelta(minutes=15)
# With the file, and once more with a link.
LONGEST_ATTEMPT = timedelta(seconds=2 * (SEND_SECONDS + ANSWER_SECONDS))
# Servers that slow strangers down (tarpits) do so for each copy.
LONGEST_WAIT_IN_VAIN = timedelta(seconds=10)
# A mail server may think about a copy for minutes, while other couriers could send the next.
ONE = 1
PAUSE_BEFORE_RECORDING_AGAIN = 0.5
HELD_BACK = (
    "Det som är sparat är skadat och skickas inte. Kopian väntar tills den som sköter webbplatsen "
    "har rättat felet."
)
ERASED = "PDF:en är gallrad, så det finns ingen kopia att skicka."
log = logging.getLogger("blanketter.courier")


class Writer(Protocol):
    """Whatever writes the letter of a delivery (mail.letters.writer.CopyWriter)."""

    def write(self, delivery: Delivery, now: datetime, *, as_link: bool = False) -> Letter:
        """Return the letter, `as_link` when the mail server found the file too large."""


class LetterWriter(Protocol):
    """Whatever writes letters of one kind (mail.letters.sign_in.SignInWriter)."""

    def write(self, waiting: WaitingLetter) -> Letter:
        """Return the letter. Raises NothingToTell when there is no more reason for it."""


def new_worker_name() -> str:
    """Return a name for a courier that no other has."""
    return f"{socket.gethostname()}-{secrets.token_hex(6)}"


@dataclass(frozen=True)
class Route:
    """What one courier works with. `clock` tells the time in UTC; `worker` is its own name;
    `letter_writers` write the mail that is no copy.

    No attempt outlasts its lease, for then two might send the same copy.
    """

    register: sa.Engine
    transport: Transport
    writer: Writer
    clock: Callable[[], datetime]
    worker: str
    lease: timedelta = LEASE
    longest_attempt: timedelta = LONGEST_ATTEMPT
    letter_writers: Mapping[LetterKind, LetterWriter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.lease <= self.longest_attempt:
            raise ValueError("a lease must be longer than the longest attempt")

    def holds(self, mail: Delivery | WaitingLetter) -> bool:
        """Whether the lease has time left."""
        assert mail.leased_until is not None
        return self.clock() < mail.leased_until


@dataclass
class Tally:
    """How many copies were accepted, put off and given up in one round, and of how many it is not
    known whether they were taken.

    `is_over`: what is left waits for the next round, which would fare the same in this one.
    """

    accepted: int = 0
    postponed: int = 0
    failed: int = 0
    unsure: int = 0
    is_over: bool = False


def deliver_due(route: Route, is_stopping: Callable[[], bool] = lambda: False) -> Tally:
    """Send everything that is due, over one connection, and return how it went.

    Ends early when the mail server cannot be talked with, wants nothing from us or lets a copy
    wait in vain, or when `is_stopping()`. Any number of these may run at once. Raises
    RegisterUnavailable.

    Letters for which somebody waits go first. Of the rest copies and letters go in turn: thousands
    of reminders keep no copy waiting, nor thousands of copies a reminder.
    """
    tally, turns = Tally(), [_deliver_copy, _deliver_letter]
    try:
        while not (is_stopping() or tally.is_over):
            if _deliver_letter(route, tally, letters.AWAITED):
                continue
            went = next((deliver for deliver in turns if deliver(route, tally)), None)
            if went is None:
                break
            turns.sort(key=lambda deliver: deliver is went)
    finally:
        route.transport.close()
    return tally


def _deliver_letter(
    route: Route, tally: Tally, kinds: Collection[LetterKind] = letters.OTHERS
) -> bool:
    """Whether there was one."""
    letter = letters.lease_letter(route.register, route.clock(), route.lease, route.worker, kinds)
    if letter:
        _attempt_letter(route, letter, tally)
    return letter is not None


def _deliver_copy(route: Route, tally: Tally) -> bool:
    """Whether there was one."""
    leased = deliveries.lease_due(route.register, route.clock(), route.lease, route.worker, ONE)
    for one in leased:
        _attempt(route, one, tally)
    return bool(leased)


def _attempt_letter(route: Route, letter: WaitingLetter, tally: Tally) -> None:
    began = route.clock()
    try:
        result = _send_letter(route, letter)
    except NothingToTell:
        letters.withdraw(route.register, letter, route.clock())
        return
    now = route.clock()
    verdict, reply = result.verdict, result.reply
    if verdict in (Verdict.ACCEPTED, Verdict.UNSURE):
        how = {"is_file": result.is_file, "is_unsure": verdict is Verdict.UNSURE}
        _insist(route, letter, lambda: letters.mark_sent(route.register, letter, reply, now, **how))
    else:
        is_final = verdict in (Verdict.PERMANENT, Verdict.TOO_LARGE)
        again_at = None if is_final else next_attempt(letter.tries_since, now, random.random)
        is_barred = verdict is Verdict.BARRED
        letters.mark_not_sent(route.register, letter, reply, again_at, now, is_barred=is_barred)
    tally.is_over = verdict.ends_round or (
        verdict is not Verdict.ACCEPTED and now - began >= LONGEST_WAIT_IN_VAIN
    )
    facts = {"letter": letter.id, "kind": letter.kind, "verdict": verdict.name.lower()}
    log.info("letter", extra=facts)


def _send_letter(route: Route, letter: WaitingLetter) -> Outcome:
    try:
        return route.transport.send(route.letter_writers[letter.kind].write(letter))
    except NothingToTell:
        raise
    except Exception as error:
        # Whatever is wrong with this one letter must not hold up the others.
        log.exception("letter could not be made or sent", extra={"letter": letter.id})
        words = f"E-brevet kunde inte skrivas ({type(error).__name__})"
        return outcome(Verdict.TEMPORARY, words)


def _attempt(route: Route, delivery: Delivery, tally: Tally) -> None:
    began = route.clock()
    result = _send(route, delivery)
    took = route.clock() - began
    if result.verdict is Verdict.ACCEPTED:
        _record_accepted(route, delivery, result)
        tally.accepted += 1
        _log(delivery, "accepted", result)
        return
    tally.is_over = result.verdict.ends_round or took >= LONGEST_WAIT_IN_VAIN
    if result.verdict is Verdict.UNSURE:
        _record_unsure(route, delivery, result)
        tally.unsure += 1
    elif result.verdict in (Verdict.PERMANENT, Verdict.TOO_LARGE):
        _record_failed(route, delivery, result)
        tally.failed += 1
    else:
        _postpone(route, delivery, result, tally)


def _postpone(route: Route, delivery: Delivery, result: Outcome, tally: Tally) -> None:
    now = route.clock()
    again_at = _again_at(result.verdict, delivery, now)
    if again_at is None:
        _record_failed(route, delivery, result)
        tally.failed += 1
        return
    is_barred = result.verdict is Verdict.BARRED
    is_news = is_barred and not oversight.is_barred(route.register)
    deliveries.mark_retry(
        route.register, delivery, result.reply, again_at, now, is_barred=is_barred
    )
    tally.postponed += 1
    _log(delivery, "postponed", result, logging.ERROR if is_barred else logging.INFO)
    if is_news:
        tell_soon(route.register, now)


def _again_at(verdict: Verdict, delivery: Delivery, now: datetime) -> datetime | None:
    if verdict is Verdict.HELD:
        return now + LONGEST_PAUSE
    return next_attempt(
        delivery.tries_since, now, random.random, is_unsure=verdict is Verdict.UNSURE
    )


def _record_failed(route: Route, delivery: Delivery, result: Outcome) -> None:
    deliveries.mark_failed(route.register, delivery, result.reply, route.clock())
    _log(delivery, "failed", result, logging.WARNING)


def _send(route: Route, delivery: Delivery) -> Outcome:
    """Try once; once more at once, with a link, when the server finds the file too large."""
    result = _send_written(route, delivery, as_link=False)
    if result.verdict is Verdict.TOO_LARGE:
        return _send_written(route, delivery, as_link=True)
    return result


def _send_written(route: Route, delivery: Delivery, *, as_link: bool) -> Outcome:
    try:
        letter = route.writer.write(delivery, route.clock(), as_link=as_link)
        return route.transport.send(letter)
    except RegisterUnavailable:
        raise
    except FilingDamaged as damaged:
        log.error("damage found", extra={"delivery": delivery.id, "what": str(damaged)})
        damage.note(route.register, damaged, route.clock())
        return outcome(Verdict.HELD, HELD_BACK)
    except DocumentErased:
        return outcome(Verdict.PERMANENT, ERASED)
    except Exception as error:
        # Whatever is wrong with this one message must not hold up the others.
        log.exception("message could not be made or sent", extra={"delivery": delivery.id})
        words = f"E-brevet kunde inte skrivas ({type(error).__name__})"
        return outcome(Verdict.TEMPORARY, words)


def _record_accepted(route: Route, delivery: Delivery, result: Outcome) -> None:
    _insist(
        route,
        delivery,
        lambda: deliveries.mark_accepted(
            route.register, delivery, result.reply, route.clock(), is_file=result.is_file
        ),
    )


def _record_unsure(route: Route, delivery: Delivery, result: Outcome) -> None:
    now = route.clock()
    again_at = _again_at(result.verdict, delivery, now)
    _insist(
        route,
        delivery,
        lambda: deliveries.mark_unsure(route.register, delivery, result.reply, again_at, now),
    )
    _log(delivery, "unsure", result, logging.WARNING)


def _insist(route: Route, mail: Delivery | WaitingLetter, record: Callable[[], object]) -> None:
    """Write down that a mail went, or may have; tried anew while the lease keeps others away.

    Giving up at the first locked database would send it twice.
    """
    while True:
        try:
            record()
            return
        except RegisterUnavailable:
            if not route.holds(mail):
                raise
        time.sleep(PAUSE_BEFORE_RECORDING_AGAIN)


def _log(delivery: Delivery, result: str, answer: Outcome, level: int = logging.INFO) -> None:
    # The code alone: the server's words may name the recipient.
    facts = {
        "delivery": delivery.id,
        "reference": delivery.reference,
        "version": delivery.version,
        "attempt": delivery.attempts + 1,
        "result": result,
        "verdict": answer.verdict.name.lower(),
        "code": answer.reply[:3] if answer.reply[:3].isdecimal() else "",
    }
    log.log(level, "delivery", extra=facts)
