"""Letters that are no copies: the awaited first, and none for longer than it is of use."""

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from mail import courier
from mail.courier import Route, deliver_due, new_worker_name
from mail.letters.duty_reminder import ReminderWriter
from mail.letters.sign_in import SignInWriter
from mail.letters.writer import CopyWriter
from mail.smtp.reach import Reach
from mail.smtp.server import parse_smtp_url
from mail.smtp.transport import SmtpTransport
from mail.transport import Outcome, Verdict
from register import schema
from register.database import writing
from register.duties import Calendar
from register.errors import RegisterUnavailable
from register.letters import LetterKind, add_letter
from register.sign_ins import code_of, link_token
from tests.mail.examples import SENDER, Clock, FakeTransport
from tests.mail.servers import Mailbox, real_server
from tests.register import examples
from tests.register.databases import PostgresServer
from tests.register.examples import NOW
from tests.register.reminding import DUE_SOON, RULES, account, at, remind

SECRET = "k" * 40
DAY = timedelta(days=1)
ENDS = NOW + timedelta(minutes=10)


def queue(db: sa.Engine, number: int = 7, ends: datetime = ENDS) -> None:
    with writing(db) as connection:
        kind, facts = LetterKind.SIGN_IN, {"request": number}
        add_letter(connection, kind, facts, "a@toreboda.se", ends, NOW, "toreboda.example")


def route(db: sa.Engine, transport: FakeTransport, clock: Clock | None = None) -> Route:
    sign_in = SignInWriter(SENDER, SECRET, lambda token: f"https://b.example/{token}/")
    copies = CopyWriter(db, SENDER, 10_000_000, "secret", lambda key, _: key)
    writers = {LetterKind.SIGN_IN: sign_in}
    clock = clock or Clock()
    return Route(db, transport, copies, clock, new_worker_name(), letter_writers=writers)


def test_letter_holds_link_and_code_and_is_plain(db: sa.Engine) -> None:
    queue(db)
    transport = FakeTransport()
    deliver_due(route(db, transport))
    [message] = transport.sent
    lines = message.get_content().splitlines()
    code = code_of(SECRET, 7, ENDS).upper()
    assert f"https://b.example/{link_token(SECRET, 7, ENDS)}/" in lines
    assert f"{code[:4]}-{code[4:]}" in lines
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"


def test_letter_goes_before_copies_that_have_waited_longer(db: sa.Engine) -> None:
    examples.filed(db)
    queue(db)
    transport = FakeTransport()
    deliver_due(route(db, transport))
    assert [message["Subject"].split()[0] for message in transport.sent] == [
        "Logga",
        "[Aktivitetsplan]",
    ]


def test_night_of_reminders_keeps_no_copy_and_no_code_waiting_and_goes_on(db: sa.Engine) -> None:
    for number in range(12):
        account(db, [f"p{number}@toreboda.example"], pictured_on=date(2026, 3, 1))
    forget_copies(db)
    assert remind(db, DUE_SOON) == 12

    def meanwhile(letters: int) -> None:
        """While the server thinks about a letter two plans are filed, and somebody signs in."""
        if letters == 3:
            for _ in range(2):
                examples.filed(db, now=at(DUE_SOON))
            queue(db, ends=at(DUE_SOON) + DAY)

    assert order_of_arrival(db, meanwhile) == "PPP" + "S" + "KPK" + 8 * "P"


def test_night_of_copies_lets_a_reminder_through(db: sa.Engine) -> None:
    account(db, ["p@toreboda.example"], pictured_on=date(2026, 3, 1))
    for _ in range(3):
        examples.filed(db, now=at(DUE_SOON))
    assert remind(db, DUE_SOON) == 1
    assert order_of_arrival(db, lambda _: None) == "KPKKK"


def test_two_couriers_send_each_reminder_once(db: sa.Engine) -> None:
    people = queue_reminders(db, 12)
    with real_server() as (mailbox, port), ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda hour: deliver_reminders(db, port, hour), [9, 9]))
    assert sorted(recipients(mailbox)) == people


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_server_that_restarts_while_a_letter_goes_lets_none_go_twice(
    db: sa.Engine, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, away = queue_reminders(db, 4), [True]

    def come_back(_seconds: float = 0) -> None:
        while away:
            away.pop()
            postgres.start()

    monkeypatch.setattr(courier.time, "sleep", come_back)
    with real_server(meanwhile=lambda mails: mails == 2 and postgres.stop()) as (mailbox, port):
        with suppress(RegisterUnavailable):
            deliver_reminders(db, port, 9)
        come_back()
        # When every lease has ended.
        deliver_reminders(db, port, 15)
    assert recipients(mailbox) == people


def queue_reminders(db: sa.Engine, count: int) -> list[str]:
    """A reminder each for so many people, who are returned in the order in which they wait."""
    people = [f"p{number:02}@toreboda.example" for number in range(count)]
    for who in people:
        account(db, [who], pictured_on=date(2026, 3, 1))
    forget_copies(db)
    assert remind(db, DUE_SOON) == count
    return people


def deliver_reminders(db: sa.Engine, port: int, hour: int) -> None:
    writers = {
        LetterKind.DUTY_REMINDER: ReminderWriter(db, SENDER, lambda: Calendar(DUE_SOON), RULES)
    }
    plain = route(db, FakeTransport(), Clock(at(DUE_SOON, hour)))
    transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{port}?starttls=off"))
    deliver_due(replace(plain, transport=transport, letter_writers=writers))


def recipients(mailbox: Mailbox) -> list[str]:
    return [str(one["To"]) for one in mailbox.messages]


def forget_copies(db: sa.Engine) -> None:
    with writing(db) as connection:
        connection.execute(sa.update(schema.deliveries).values(accepted_at=NOW))


def order_of_arrival(db: sa.Engine, meanwhile: Callable[[int], object]) -> str:
    """What a real mail server took, in which order: letters to sign in by (S), reminders (P) and
    copies (K). `meanwhile` happens while it thinks about the mail of that number."""
    clock = Clock(at(DUE_SOON))
    reminders = ReminderWriter(db, SENDER, lambda: Calendar(DUE_SOON), RULES)
    with real_server(meanwhile=meanwhile) as (mailbox, port):
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{port}?starttls=off"))
        plain = route(db, FakeTransport(), clock)
        writers = {**plain.letter_writers, LetterKind.DUTY_REMINDER: reminders}
        deliver_due(replace(plain, transport=transport, letter_writers=writers))
    marks = {"Logga": "S", "[Aktivitetsplan]": "K"}
    return "".join(marks.get(str(one["Subject"]).split()[0], "P") for one in mailbox.messages)


@pytest.mark.parametrize("verdict", [Verdict.TEMPORARY, Verdict.UNREACHABLE])
def test_letter_is_tried_again_until_it_is_of_no_use(db: sa.Engine, verdict: Verdict) -> None:
    queue(db)
    clock, transport = Clock(), FakeTransport(lambda _: Outcome(verdict, "451 later"))
    for _ in range(30):
        deliver_due(route(db, transport, clock))
        clock.now += timedelta(minutes=1)
    assert 2 <= len(transport.sent) <= 5
    with db.connect() as connection:
        assert connection.scalar(sa.select(schema.letters.c.failed_at)) is not None


@pytest.mark.parametrize("verdict", [Verdict.PERMANENT, Verdict.UNSURE])
def test_letter_that_was_refused_or_may_have_gone_is_not_sent_again(
    db: sa.Engine, verdict: Verdict
) -> None:
    queue(db)
    clock, transport = Clock(), FakeTransport(lambda _: Outcome(verdict, "550 no"))
    for _ in range(3):
        deliver_due(route(db, transport, clock))
        clock.now += timedelta(minutes=3)
    assert len(transport.sent) == 1


def test_letter_that_cannot_be_written_holds_up_no_copy(db: sa.Engine) -> None:
    examples.filed(db)
    with writing(db) as connection:
        expires, kind = NOW + timedelta(minutes=10), LetterKind.SIGN_IN
        add_letter(connection, kind, {}, "a@toreboda.se", expires, NOW, "toreboda.example")
    transport = FakeTransport()
    deliver_due(route(db, transport))
    assert len(transport.sent) == 1
    assert transport.sent[0]["Subject"].startswith("[Aktivitetsplan]")


@pytest.mark.parametrize("is_there", [True, False])
def test_reach_knows_whether_a_server_takes_connections(is_there: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        if not is_there:
            listening.close()
        assert Reach(parse_smtp_url(f"smtp://127.0.0.1:{port}?starttls=off"))() is is_there
