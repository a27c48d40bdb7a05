"""The courier: everything due goes, nothing goes twice, one bad message stops no other."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa

from mail import courier
from mail.courier import Route, Tally, deliver_due, new_worker_name
from mail.letters.letter import Letter
from mail.letters.writer import CopyWriter
from mail.smtp.server import parse_smtp_url
from mail.smtp.transport import SmtpTransport
from mail.transport import Outcome, Transport, Verdict
from register import deliveries, filings, schema
from register.actors import OPERATOR, SYSTEM
from register.database import writing
from register.deliveries import Delivery, DeliveryState
from register.documents import DocumentKind, NewDocument, add_document
from register.errors import RegisterUnavailable
from register.oversight import standing
from rounds.thread import CourierThread
from tests.mail.examples import SENDER, Clock, FakeTransport, received
from tests.mail.servers import SILENCE, scripted_server
from tests.register import examples
from tests.register.damaging import rewrite
from tests.register.examples import NOW, OFFICER, filing_of

ACCEPTED = Outcome(Verdict.ACCEPTED, "250 ok")
BARRED = Outcome(Verdict.BARRED, "554 5.7.1 relay")
UNSURE = Outcome(Verdict.UNSURE, "Inget svar")
LATER = Outcome(Verdict.TEMPORARY, "451 later")
NEVER = Outcome(Verdict.PERMANENT, "550 no such user")
AWAY = Outcome(Verdict.UNREACHABLE, "Ingen kontakt")
TOO_LARGE = Outcome(Verdict.TOO_LARGE, "552 too big")


def link_to(key: str, reference: str) -> str:
    return f"https://blanketter.example/arende/{key}/{reference}.pdf"


def route(db: sa.Engine, transport: Transport, clock: Clock | None = None, **changes: Any) -> Route:
    """A courier's route, with a writer that knows no limits."""
    writer = CopyWriter(db, SENDER, max_bytes=10_000_000, secret="secret", link_to=link_to)
    parts = {"writer": writer, "clock": clock or Clock(), "worker": new_worker_name()} | changes
    return Route(db, transport, **parts)


def only_delivery(db: sa.Engine) -> Delivery:
    found = deliveries.find_delivery(db, 1)
    assert found is not None
    return found


def states(db: sa.Engine) -> list[str]:
    everything = [deliveries.find_delivery(db, one) for one in range(1, 100)]
    return [one.state.value for one in everything if one is not None]


def refusing(recipient: str, outcome: Outcome) -> FakeTransport:
    """A transport that refuses one recipient."""
    return FakeTransport(lambda message: outcome if recipient in message["To"] else ACCEPTED)


def test_everything_due_is_sent_and_recorded(db: sa.Engine) -> None:
    for _ in range(25):
        examples.filed(db)
    transport = FakeTransport()
    assert deliver_due(route(db, transport)) == Tally(accepted=25)
    assert len({message["Message-ID"] for message in transport.sent}) == 25
    assert set(states(db)) == {"accepted"}
    assert transport.closed == 1
    assert deliver_due(route(db, transport)) == Tally()


def test_copy_carries_the_document_marked_as_a_copy(db: sa.Engine) -> None:
    examples.filed(db, make_copy=lambda *_: b"%PDF copy")
    transport = FakeTransport()
    deliver_due(route(db, transport))
    pdf, _ = transport.sent[0].iter_attachments()
    assert pdf.get_content() == b"%PDF copy"


def test_versions_arrive_in_order(db: sa.Engine) -> None:
    first = examples.filed(db)
    second = examples.filed(db, revises=first.id)
    examples.filed(db, revises=second.id)
    transport = FakeTransport()
    deliver_due(route(db, transport))
    assert [message["Subject"].split()[2] for message in transport.sent] == ["v1", "v2", "v3"]


def test_permanent_refusal_fails_with_the_servers_words(db: sa.Engine) -> None:
    examples.filed(db)
    assert deliver_due(route(db, refusing(OFFICER, NEVER))) == Tally(failed=1)
    assert only_delivery(db).state is DeliveryState.FAILED
    assert only_delivery(db).server_reply == "550 no such user"


def test_temporary_refusal_is_tried_again_after_a_pause(db: sa.Engine) -> None:
    examples.filed(db)
    clock = Clock()
    transport = FakeTransport(lambda _: LATER)
    assert deliver_due(route(db, transport, clock)) == Tally(postponed=1)
    assert deliver_due(route(db, transport, clock)) == Tally()
    clock.move(timedelta(minutes=2))
    transport.judge = lambda _: ACCEPTED
    assert deliver_due(route(db, transport, clock)) == Tally(accepted=1)
    first, second = transport.sent
    assert first["Message-ID"] == second["Message-ID"]
    assert only_delivery(db).attempts == 2


def test_mail_server_away_for_two_days_ends_in_failure(db: sa.Engine) -> None:
    examples.filed(db)
    clock = Clock()
    transport = FakeTransport(lambda _: AWAY)
    while only_delivery(db).state is DeliveryState.QUEUED:
        clock.now = only_delivery(db).due_at
        deliver_due(route(db, transport, clock))
    assert only_delivery(db).failed_at == NOW + timedelta(hours=48)
    assert only_delivery(db).server_reply == "Ingen kontakt"
    assert 15 <= only_delivery(db).attempts <= 30


def test_copy_sent_again_by_a_human_has_two_new_days(db: sa.Engine) -> None:
    examples.filed(db)
    deliver_due(route(db, refusing(OFFICER, NEVER)))
    clock = Clock(NOW + timedelta(days=9))
    deliveries.requeue(db, 1, clock.now, OPERATOR)
    assert deliver_due(route(db, FakeTransport(lambda _: LATER), clock)) == Tally(postponed=1)


@pytest.mark.parametrize("outcome", [LATER, NEVER, TOO_LARGE])
def test_one_bad_recipient_holds_up_no_other(db: sa.Engine, outcome: Outcome) -> None:
    bad = "bad@toreboda.example"
    for number in range(6):
        examples.filed(db, recipients=[bad if number % 2 else OFFICER])
    assert deliver_due(route(db, refusing(bad, outcome))).accepted == 3


def test_message_that_cannot_be_written_holds_up_no_other(db: sa.Engine) -> None:
    bad = examples.filed(db)
    examples.filed(db)
    writer = route(db, FakeTransport()).writer

    class BrokenWriter:
        def write(self, delivery: Delivery, now: datetime, *, as_link: bool = False) -> Letter:
            if delivery.filing_id == bad.id:
                raise ValueError("no ink")
            return writer.write(delivery, now, as_link=as_link)

    tally = deliver_due(route(db, FakeTransport(), writer=BrokenWriter()))
    assert tally == Tally(accepted=1, postponed=1)
    assert only_delivery(db).server_reply == "E-brevet kunde inte skrivas (ValueError)"


def test_absent_server_is_asked_once_a_round_and_the_rest_wait(db: sa.Engine) -> None:
    for _ in range(5):
        examples.filed(db)
    transport = FakeTransport(lambda _: AWAY)
    assert deliver_due(route(db, transport)) == Tally(postponed=1, is_over=True)
    assert len(transport.sent) == 1
    transport.judge = lambda _: ACCEPTED
    assert deliver_due(route(db, transport)).accepted == 4


def test_copy_whose_fate_is_unsure_goes_again_as_the_same_mail_hours_later(db: sa.Engine) -> None:
    for _ in range(2):
        examples.filed(db)
    clock = Clock()
    transport = FakeTransport(lambda _: UNSURE)
    assert deliver_due(route(db, transport, clock)) == Tally(unsure=1, is_over=True)
    assert only_delivery(db).state is DeliveryState.UNSURE
    transport.judge = lambda _: ACCEPTED
    clock.move(timedelta(hours=3))
    assert deliver_due(route(db, transport, clock)) == Tally(accepted=1)
    clock.move(timedelta(hours=2))
    assert deliver_due(route(db, transport, clock)) == Tally(accepted=1)
    assert transport.sent[0]["Message-ID"] == transport.sent[2]["Message-ID"]
    assert states(db) == ["accepted", "accepted"]


def test_server_that_bars_us_burns_one_attempt_a_round(
    db: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        examples.filed(db)
    transport = FakeTransport(lambda _: BARRED)
    assert deliver_due(route(db, transport)) == Tally(postponed=1, is_over=True)
    assert only_delivery(db).is_barred
    [line] = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert (vars(line)["verdict"], vars(line)["code"]) == ("barred", "554")


def test_copy_that_a_server_thinks_about_holds_up_no_other_courier(db: sa.Engine) -> None:
    for _ in range(3):
        examples.filed(db)
    others: list[Tally] = []

    def think(_: EmailMessage) -> Outcome:
        if not others:
            others.append(deliver_due(route(db, FakeTransport())))
        return ACCEPTED

    assert deliver_due(route(db, FakeTransport(think))) == Tally(accepted=1)
    assert others == [Tally(accepted=2)]


def test_server_that_refuses_slowly_lets_one_copy_a_round_wait(db: sa.Engine) -> None:
    for _ in range(3):
        examples.filed(db)
    clock = Clock()

    def refuse_slowly(_: EmailMessage) -> Outcome:
        clock.move(timedelta(seconds=25))
        return LATER

    transport = FakeTransport(refuse_slowly)
    assert deliver_due(route(db, transport, clock)) == Tally(postponed=1, is_over=True)
    assert len(transport.sent) == 1


def test_message_too_large_for_the_limit_goes_with_a_link(db: sa.Engine) -> None:
    examples.filed(db, make_document=lambda *_: bytes(200_000))
    transport = FakeTransport()
    writer = CopyWriter(db, SENDER, max_bytes=100_000, secret="secret", link_to=link_to)
    deliver_due(route(db, transport, writer=writer))
    assert _opens_the_filing(db, transport.sent[0])


@pytest.mark.parametrize(("room", "has_files"), [(0, True), (-1, False)])
def test_largest_message_is_the_one_that_the_limit_names(
    db: sa.Engine, room: int, has_files: bool
) -> None:
    examples.filed(db)
    any_size = CopyWriter(db, SENDER, max_bytes=10**9, secret="secret", link_to=link_to)
    size = len(any_size.write(only_delivery(db), NOW).content)
    writer = CopyWriter(db, SENDER, max_bytes=size + room, secret="secret", link_to=link_to)
    letter = writer.write(only_delivery(db), NOW)
    assert bool(list(received(letter).iter_attachments())) == has_files


def test_message_too_large_for_the_server_goes_with_a_link_at_once(db: sa.Engine) -> None:
    examples.filed(db, make_document=lambda *_: bytes(200_000))
    too_large = 100_000
    transport = FakeTransport(
        lambda message: TOO_LARGE if len(message.as_bytes()) > too_large else ACCEPTED
    )
    assert deliver_due(route(db, transport)) == Tally(accepted=1)
    assert _opens_the_filing(db, transport.sent[1])


def test_message_whose_answers_alone_are_too_large_goes_with_a_link(db: sa.Engine) -> None:
    answers = {"purpose": "😀" * 30_000}
    examples.filed(db, replace(examples.PLAN, answers=answers, text=answers["purpose"]))
    most = 64_000
    transport = FakeTransport(
        lambda message: TOO_LARGE if len(message.as_bytes()) > most else ACCEPTED
    )
    assert deliver_due(route(db, transport)) == Tally(accepted=1)
    assert _opens_the_filing(db, transport.sent[1])


def _opens_the_filing(db: sa.Engine, message: EmailMessage) -> bool:
    """Whether the mail has no files but a link whose key opens the filing."""
    assert list(message.iter_attachments()) == []
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    (link,) = [line for line in text.splitlines() if line.startswith("https://")]
    key, name = link.removeprefix("https://blanketter.example/arende/").split("/")
    filing = filing_of(db, key)
    return filing is not None and name == f"{filing.reference}.pdf"


def test_link_is_the_same_at_each_attempt(db: sa.Engine) -> None:
    examples.filed(db)
    writer = CopyWriter(db, SENDER, max_bytes=1, secret="secret", link_to=link_to)
    letters = [writer.write(only_delivery(db), NOW).content for _ in range(2)]
    assert letters[0] == letters[1]


def test_many_couriers_send_each_copy_once(db: sa.Engine) -> None:
    for _ in range(40):
        examples.filed(db)
    transports = [FakeTransport() for _ in range(5)]
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda transport: deliver_due(route(db, transport)), transports))
    sent = [message["Message-ID"] for transport in transports for message in transport.sent]
    assert len(sent) == 40
    assert len(set(sent)) == 40


def test_stopping_courier_finishes_the_message_in_hand_and_gives_back_the_rest(
    db: sa.Engine,
) -> None:
    for _ in range(5):
        examples.filed(db)
    transport = FakeTransport()
    assert deliver_due(route(db, transport), lambda: len(transport.sent) >= 2).accepted == 2
    assert deliver_due(route(db, FakeTransport())).accepted == 3


def test_no_message_is_begun_that_could_outlast_its_lease(db: sa.Engine) -> None:
    for _ in range(3):
        examples.filed(db)
    clock = Clock()

    def slow(_: EmailMessage) -> Outcome:
        clock.move(timedelta(minutes=4))
        return ACCEPTED

    transport = FakeTransport(slow)
    begun: list[timedelta] = []
    working = route(db, transport, clock)

    class WatchingWriter:
        def write(self, delivery: Delivery, now: datetime, *, as_link: bool = False) -> Letter:
            assert delivery.leased_until is not None
            begun.append(delivery.leased_until - now)
            return working.writer.write(delivery, now, as_link=as_link)

    deliver_due(route(db, transport, clock, writer=WatchingWriter()))
    assert len(begun) == 3
    assert min(begun) >= working.longest_attempt


def test_lease_shorter_than_an_attempt_is_refused(db: sa.Engine) -> None:
    with pytest.raises(ValueError, match="longer than the longest attempt"):
        route(db, FakeTransport(), lease=timedelta(seconds=1))


class BusyRegister:
    """Stands before `mark_accepted`: the register is away for the first few tries."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.mark_accepted = deliveries.mark_accepted

    def __call__(self, *arguments: Any, **options: Any) -> bool:
        self.failures -= 1
        if self.failures >= 0:
            raise RegisterUnavailable
        return self.mark_accepted(*arguments, **options)


def test_acceptance_is_recorded_even_when_the_register_is_away_for_a_while(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples.filed(db)
    monkeypatch.setattr(courier, "PAUSE_BEFORE_RECORDING_AGAIN", 0)
    monkeypatch.setattr(deliveries, "mark_accepted", BusyRegister(failures=3))
    transport = FakeTransport()
    assert deliver_due(route(db, transport)) == Tally(accepted=1)
    assert (len(transport.sent), states(db)) == (1, ["accepted"])


def test_doubt_is_recorded_even_when_the_register_is_away_for_a_while(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples.filed(db)
    mark_unsure, failures = deliveries.mark_unsure, [1, 1]

    def busy(*arguments: Any) -> bool:
        if failures:
            failures.pop()
            raise RegisterUnavailable
        return mark_unsure(*arguments)

    monkeypatch.setattr(courier, "PAUSE_BEFORE_RECORDING_AGAIN", 0)
    monkeypatch.setattr(deliveries, "mark_unsure", busy)
    assert deliver_due(route(db, FakeTransport(lambda _: UNSURE))).unsure == 1
    assert states(db) == ["unsure"]


def test_copy_whose_acceptance_was_never_recorded_goes_again_as_the_same_mail(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples.filed(db)
    clock = Clock()
    transport = FakeTransport()
    with monkeypatch.context() as patch:
        patch.setattr(courier.time, "sleep", lambda _: clock.move(timedelta(minutes=1)))
        patch.setattr(deliveries, "mark_accepted", BusyRegister(failures=99))
        with pytest.raises(RegisterUnavailable):
            deliver_due(route(db, transport, clock))
    clock.move(timedelta(minutes=15))
    assert deliver_due(route(db, transport, clock)) == Tally(accepted=1)
    assert len({message["Message-ID"] for message in transport.sent}) == 1


def test_each_attempt_is_one_log_line_without_personal_data(
    db: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    examples.filed(db)
    with caplog.at_level(logging.INFO):
        deliver_due(route(db, refusing(OFFICER, Outcome(Verdict.PERMANENT, f"550 {OFFICER}"))))
    (record,) = [one for one in caplog.records if one.name == "blanketter.courier"]
    facts = vars(record)
    assert (facts["reference"], facts["version"], facts["delivery"]) == ("AP-2026-0001", 1, 1)
    assert (facts["result"], facts["code"], facts["attempt"]) == ("failed", "550", 1)
    assert OFFICER not in str(facts)


@pytest.mark.parametrize(
    "damage",
    ["UPDATE documents SET content = 'x'", "DELETE FROM documents"],
    ids=["other bytes", "gone"],
)
def test_copy_of_what_is_damaged_waits_until_it_is_mended_and_stops_nothing(
    db: sa.Engine, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    transport, clock = FakeTransport(), Clock()
    first = examples.filed(db)
    rewrite(db, damage)
    examples.filed(db)
    assert deliver_due(route(db, transport, clock)) == Tally(accepted=1, postponed=1)
    assert "AP-2026-0001 v1: the issued document" in str(
        [vars(one).get("what") for one in caplog.records]
    )
    # A newer version is whole, and somebody may need it.
    examples.filed(db, revises=first.id)
    assert deliver_due(route(db, transport, clock)) == Tally(accepted=1)
    for _ in range(20):
        clock.move(timedelta(hours=6))
        assert deliver_due(route(db, transport, clock)) == Tally(postponed=1)
    assert only_delivery(db).server_reply == courier.HELD_BACK
    assert [one.reference for one in standing(db, NOW).damaged] == ["AP-2026-0001"]
    mend(db, first)
    clock.move(timedelta(hours=6))
    assert deliver_due(route(db, transport, clock)) == Tally(accepted=1)
    assert standing(db, clock()).is_well


def mend(db: sa.Engine, filing: filings.Filing) -> None:
    """Put the document back as it was issued."""
    whole = examples.pdf_of(filing.reference, filing.version)
    rewrite(db)
    with writing(db) as connection:
        connection.execute(sa.delete(schema.documents).where(_document_of(filing)))
        add_document(
            connection, filing.id, DocumentKind.ISSUED, "plan.pdf", NewDocument(whole), NOW, SYSTEM
        )


def _document_of(filing: filings.Filing) -> sa.ColumnElement[bool]:
    return schema.documents.c.filing_id == filing.id


def real_clock() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def sent() -> threading.Semaphore:
    """Released once for each message that a `signalling` transport takes."""
    return threading.Semaphore(0)


@pytest.fixture
def running(db: sa.Engine, sent: threading.Semaphore) -> Iterator[CourierThread]:
    """A courier at work that sleeps for an hour unless it is woken."""

    def judge(_: EmailMessage) -> Outcome:
        sent.release()
        return ACCEPTED

    working = route(db, FakeTransport(judge), clock=real_clock)  # type: ignore[arg-type]
    thread = CourierThread(working, seconds_between=3600)
    thread.start()
    yield thread
    assert thread.stop(30)


def test_thread_delivers_at_once_when_it_is_woken(
    db: sa.Engine, running: CourierThread, sent: threading.Semaphore
) -> None:
    for _ in range(3):
        examples.filed(db)
        running.wake()
        assert sent.acquire(timeout=300)


def test_thread_survives_a_register_that_is_away(
    db: sa.Engine,
    running: CourierThread,
    sent: threading.Semaphore,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    failed = threading.Event()
    lease_due = deliveries.lease_due

    def fails_once(*arguments: Any) -> list[Delivery]:
        if not failed.is_set():
            failed.set()
            raise RegisterUnavailable
        return lease_due(*arguments)

    monkeypatch.setattr(deliveries, "lease_due", fails_once)
    examples.filed(db)
    running.wake()
    assert failed.wait(300)
    running.wake()
    assert sent.acquire(timeout=300)
    assert "register unavailable, rounds wait" in caplog.messages


def test_thread_that_is_stopped_while_the_server_thinks_records_the_doubt(db: sa.Engine) -> None:
    examples.filed(db)
    with scripted_server(BODY=SILENCE) as server:
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{server.port}"))
        thread = CourierThread(route(db, transport, clock=real_clock))  # type: ignore[arg-type]
        thread.start()
        assert server.has_heard(".", 30)
        assert thread.stop(0.1)
    assert states(db) == ["unsure"]


def test_thread_that_never_started_can_be_stopped(db: sa.Engine) -> None:
    assert CourierThread(route(db, FakeTransport())).stop()
