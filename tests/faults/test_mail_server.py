"""Whatever the mail server does, a copy ends as accepted, or as failed and a human knows why."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import sqlalchemy as sa
import trustme

from mail.courier import Route, deliver_due, new_worker_name
from mail.letters.digest import Digest
from mail.letters.writer import CopyWriter
from mail.smtp.server import parse_smtp_url
from mail.smtp.transport import SmtpTransport
from register import deliveries, schema
from register.actors import OPERATOR
from register.database import reading
from register.deliveries import Delivery, DeliveryState
from register.oversight import standing
from tests.mail.examples import SENDER, Clock, FakeTransport
from tests.mail.servers import (
    CUT_SHORT,
    GOOD_REPLIES,
    HANG_UP,
    LATE,
    SILENCE,
    SLOWLY,
    checks_password,
    client_tls,
    real_server,
    scripted_server,
    server_tls,
)
from tests.ports import free_port
from tests.register import examples
from tests.register.examples import NOW

TWO_DAYS = timedelta(hours=48)
GONE = "E-postservern bröt förbindelsen"
SLOW = "E-postservern svarade inte i tid"
HELLO = "250-mail.example\r\n250 "


@dataclass(frozen=True)
class Fault:
    """How a server answers, and what of that is told to a human."""

    told: str
    replies: Mapping[str, str] = field(default_factory=dict)
    options: str = "?starttls=off"
    login: str = ""


def at(step: str, reply: str, told: str = "") -> Fault:
    return Fault(told or reply, {step: reply})


NOT_NOW = {
    "no banner": at("BANNER", SILENCE, SLOW),
    "hangs up at once": at("BANNER", HANG_UP, GONE),
    "421 as banner": at("BANNER", "421 4.3.2 busy"),
    "451 at EHLO": Fault("451 4.7.1 no", {"EHLO": "451 4.7.1 no", "HELO": "451 4.7.1 no"}),
    "hangs up at EHLO": at("EHLO", HANG_UP, GONE),
    "421 at MAIL": at("MAIL", "421 4.7.0 too many"),
    "451 at MAIL": at("MAIL", "451 4.3.0 later"),
    "421 at RCPT": at("RCPT", "421 4.7.0 closing"),
    "450 at RCPT": at("RCPT", "450 4.2.0 greylisted"),
    "full mailbox at RCPT": at("RCPT", "552 5.2.2 mailbox full"),
    "silent at RCPT": at("RCPT", SILENCE, SLOW),
    "421 at DATA": at("DATA", "421 4.7.0 closing"),
    "451 at DATA": at("DATA", "451 4.3.0 later"),
    "421 after DATA": at("BODY", "421 4.7.0 closing"),
    "452 after DATA": at("BODY", "452 4.3.1 disk full"),
}
# Somebody must mend something, and no copy is given up for it before two days have passed.
US = {
    "554 as banner": at("BANNER", "554 5.3.2 go away"),
    "550 at EHLO": Fault("550 5.7.1 no", {"EHLO": "550 5.7.1 no", "HELO": "550 5.7.1 no"}),
    "550 at MAIL": at("MAIL", "550 5.7.1 sender refused"),
    "530 at MAIL": at("MAIL", "530 5.7.57 Client not authenticated to send mail"),
    "554 relay at RCPT": at("RCPT", "554 5.7.1 <a@b.example>: Relay access denied"),
    "550 sender's domain at RCPT": at("RCPT", "550 5.1.8 Sender address rejected"),
    "550 our own address at RCPT": at("RCPT", f"550 5.1.1 <{SENDER.address}>: User unknown"),
    "554 at DATA": at("DATA", "554 5.7.1 no"),
    "554 SendAsDenied after DATA": at("BODY", "554 5.2.252 SendAsDenied"),
    "550 quota after DATA": at("BODY", "550 5.4.5 Daily user sending quota exceeded"),
    "554 spam after DATA": at("BODY", "554 5.7.1 spam"),
    "554 alone after DATA": at("BODY", "554 Transaction failed"),
    "no encryption": Fault("STARTTLS", options="?starttls=required"),
    "no login": Fault("AUTH", options="?starttls=off", login="user:secret@"),
    "login refused": Fault(
        "535 5.7.8 bad password",
        {"EHLO": HELLO + "AUTH PLAIN", "AUTH": "535 5.7.8 bad password"},
        login="user:secret@",
    ),
    "nonsense at login": Fault(
        "obegripligt", {"EHLO": HELLO + "AUTH CRAM-MD5", "AUTH": "334 abcde"}, login="user:secret@"
    ),
}
NEVER = {
    "550 at RCPT": at("RCPT", "550 5.1.1 no such user"),
    "550 after DATA": at("BODY", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
    "554 in words": at("RCPT", "554 No such user here"),
    "554 letter after DATA": at("BODY", "554 5.6.0 malformed"),
    "552 after DATA": at("BODY", "552 5.3.4 too big"),
    "size refused": Fault("tar emot högst 100 byte", {"EHLO": HELLO + "SIZE 100"}),
}


@dataclass
class Post:
    """One filed plan whose copy goes to the server at `address`, with a clock that can be moved."""

    db: sa.Engine
    transport: SmtpTransport
    clock: Clock = field(default_factory=Clock)

    def try_once(self) -> Delivery:
        """Let a courier do its round; return the delivery afterwards."""
        writer = CopyWriter(self.db, SENDER, 10_000_000, "secret", lambda key, name: f"{key}{name}")
        deliver_due(Route(self.db, self.transport, writer, self.clock, new_worker_name()))
        found = deliveries.find_delivery(self.db, 1)
        assert found is not None
        return found

    def told(self) -> str:
        """What the daily mail tells a human now."""
        way = FakeTransport()
        Digest(self.db, way, SENDER, ["drift@toreboda.example"]).send_if_due(self.clock.now)
        return "".join(message.get_content() for message in way.sent)


@contextmanager
def post_to(db: sa.Engine, port: int, fault: Fault) -> Iterator[Post]:
    url = f"smtp://{fault.login}127.0.0.1:{port}{fault.options}"
    examples.filed(db)
    # What answers is given time, however busy the machine is.
    waits = {"silence_seconds": 20.0, "answer_seconds": 20.0}
    for step, reply in fault.replies.items():
        if reply == SILENCE:
            waits["answer_seconds" if step == "BODY" else "silence_seconds"] = 0.2
    yield Post(db, SmtpTransport(parse_smtp_url(url), **waits))


def ends_as_failed_and_told(post: Post, told: str) -> None:
    """Go on for two days, and see what a human learns."""
    first = post.try_once()
    assert first.state is DeliveryState.QUEUED
    assert told in first.server_reply
    post.clock.now = NOW + TWO_DAYS
    last = post.try_once()
    assert (last.state, last.attempts) == (DeliveryState.FAILED, 2)
    assert told in last.server_reply
    assert [one.id for one in standing(post.db, post.clock.now).troubles] == [last.id]
    assert last.server_reply in post.told()


@pytest.mark.parametrize("fault", (NOT_NOW | US).values(), ids=NOT_NOW | US)
def test_fault_that_lasts_for_two_days_ends_as_failed_and_a_human_is_told(
    db: sa.Engine, fault: Fault
) -> None:
    with scripted_server(**fault.replies) as server, post_to(db, server.port, fault) as post:
        ends_as_failed_and_told(post, fault.told)


@pytest.mark.parametrize(
    "fault", [fault for fault in (NOT_NOW | US).values() if fault.replies], ids=lambda one: one.told
)
def test_fault_that_is_mended_ends_as_accepted(db: sa.Engine, fault: Fault) -> None:
    with scripted_server(**fault.replies) as server, post_to(db, server.port, fault) as post:
        post.clock.now = post.try_once().due_at
        if "AUTH" in fault.replies:
            server.replies |= {"EHLO": HELLO + "AUTH PLAIN", "AUTH": "235 welcome"}
        else:
            server.replies = dict(GOOD_REPLIES)
        last = post.try_once()
        assert (last.state, last.attempts) == (DeliveryState.ACCEPTED, 2)
        assert post.told() == ""


@pytest.mark.parametrize("fault", US.values(), ids=US)
def test_refusal_that_is_about_us_is_told_at_once_and_burns_no_other_copy(
    db: sa.Engine, fault: Fault
) -> None:
    for _ in range(2):
        examples.filed(db)
    with scripted_server(**fault.replies) as server, post_to(db, server.port, fault) as post:
        assert post.try_once().state is DeliveryState.QUEUED
        assert attempts(db) == [1, 0, 0]
        assert fault.told in post.told()
        # The next look of the same day tells nobody once more.
        post.clock.move(timedelta(minutes=30))
        post.try_once()
        assert post.told() == ""


# How a server keeps silent, and how soon we notice.
UNSURE = {
    "hangs up": HANG_UP,
    "hangs up while it is sent": CUT_SHORT,
    "says nothing": SILENCE,
    "nonsense": "hello",
    "354 again": "354 go",
}


@pytest.mark.parametrize("reply", UNSURE.values(), ids=UNSURE)
def test_copy_that_may_have_been_taken_is_called_unsure_and_goes_again_a_few_times(
    db: sa.Engine, reply: str
) -> None:
    with scripted_server(BODY=reply) as server, post_to(db, server.port, at("BODY", reply)) as post:
        found = post.try_once()
        assert found.state is DeliveryState.UNSURE
        assert found.due_at - NOW >= timedelta(hours=3)
        assert "Osäkert" in post.told()
        while found.failed_at is None:
            post.clock.now = found.due_at
            found = post.try_once()
        assert (found.state, found.failed_at) == (DeliveryState.UNSURE, NOW + TWO_DAYS)
        assert found.attempts <= 7


def test_copy_that_was_unsure_is_accepted_when_the_server_says_so(db: sa.Engine) -> None:
    with (
        scripted_server(BODY=SILENCE) as server,
        post_to(db, server.port, at("BODY", SILENCE)) as post,
    ):
        post.clock.now = post.try_once().due_at
        server.replies = dict(GOOD_REPLIES)
        assert post.try_once().state is DeliveryState.ACCEPTED
        assert post.told() == ""


def test_server_that_thinks_longer_about_the_letter_than_about_all_else_is_waited_for(
    db: sa.Engine,
) -> None:
    examples.filed(db)
    with scripted_server(BODY=f"{LATE}250 queued") as server:
        url = f"smtp://127.0.0.1:{server.port}?starttls=off"
        transport = SmtpTransport(
            parse_smtp_url(url), silence_seconds=4, send_seconds=4, answer_seconds=60
        )
        assert Post(db, transport).try_once().state is DeliveryState.ACCEPTED


@pytest.mark.parametrize("fault", NEVER.values(), ids=NEVER)
def test_refusal_for_good_ends_as_failed_at_once_and_a_human_may_send_again(
    db: sa.Engine, fault: Fault
) -> None:
    with scripted_server(**fault.replies) as server, post_to(db, server.port, fault) as post:
        failed = post.try_once()
        assert (failed.state, failed.attempts) == (DeliveryState.FAILED, 1)
        assert fault.told in failed.server_reply
        assert failed.server_reply in post.told()
        server.replies = dict(GOOD_REPLIES)
        deliveries.requeue(db, failed.id, post.clock.now, OPERATOR)
        assert post.try_once().state is DeliveryState.ACCEPTED


@pytest.mark.parametrize(
    "fault",
    [
        at("RCPT", SILENCE),
        at("RCPT", f"{SLOWLY}250 {'x' * 300}"),
        at("DATA", HANG_UP),
        at("BODY", SILENCE),
        at("BODY", CUT_SHORT),
    ],
    ids=lambda one: " ".join(next(iter(one.replies.items())))[:12],
)
def test_server_that_lets_one_copy_wait_is_waited_for_once_a_round(
    db: sa.Engine, fault: Fault
) -> None:
    for _ in range(3):
        examples.filed(db)
    with scripted_server(**fault.replies) as server:
        url = f"smtp://127.0.0.1:{server.port}?starttls=off"
        post = Post(
            db,
            SmtpTransport(
                parse_smtp_url(url), silence_seconds=0.5, send_seconds=1.5, answer_seconds=1.5
            ),
        )
        post.try_once()
        assert (server.connections, attempts(db)) == (1, [1, 0, 0])
        # The others come first in the next round, so that one letter holds up no other for long.
        server.replies = dict(GOOD_REPLIES)
        Post(db, SmtpTransport(parse_smtp_url(url))).try_once()
    assert attempts(db) == [1, 1, 1]


def attempts(db: sa.Engine) -> list[int]:
    """How often each copy was tried, in the order of filing."""
    with reading(db) as connection:
        query = sa.select(schema.deliveries.c.attempts).order_by(schema.deliveries.c.id)
        return list(connection.scalars(query))


@pytest.mark.parametrize("step", ["BANNER", "EHLO", "BODY"])
def test_server_that_is_slow_but_answers_gets_the_copy(db: sa.Engine, step: str) -> None:
    reply = SLOWLY + GOOD_REPLIES[step].splitlines()[-1]
    fault = at(step, reply)
    with scripted_server(**fault.replies) as server, post_to(db, server.port, fault) as post:
        assert post.try_once().state is DeliveryState.ACCEPTED


def test_server_that_is_away_for_two_days_ends_as_failed_and_a_human_is_told(
    db: sa.Engine,
) -> None:
    with post_to(db, free_port(), Fault("Ingen kontakt")) as post:
        ends_as_failed_and_told(post, "Ingen kontakt med e-postservern")


def test_host_that_is_unknown_ends_as_failed_and_a_human_is_told(db: sa.Engine) -> None:
    examples.filed(db)
    transport = SmtpTransport(parse_smtp_url("smtp://no-such-host.invalid"))
    ends_as_failed_and_told(Post(db, transport), "E-postserverns namn finns inte")


def _wrong_authority(authority: trustme.CA) -> trustme.CA:
    return trustme.CA()


def _right_authority(authority: trustme.CA) -> trustme.CA:
    return authority


@pytest.mark.parametrize(
    ("issuer", "name"),
    [(_wrong_authority, "127.0.0.1"), (_right_authority, "other.example")],
    ids=["unknown authority", "another name"],
)
def test_bad_certificate_ends_as_failed_and_a_human_is_told(
    db: sa.Engine, authority: trustme.CA, issuer: Callable[[trustme.CA], trustme.CA], name: str
) -> None:
    examples.filed(db)
    with real_server(tls_context=server_tls(issuer(authority), name)) as (mailbox, port):
        server = parse_smtp_url(f"smtp://127.0.0.1:{port}?starttls=required")
        post = Post(db, SmtpTransport(server, tls=client_tls(authority)))
        ends_as_failed_and_told(post, "E-postserverns certifikat godtogs inte")
    assert mailbox.envelopes == []


def test_wrong_password_ends_as_failed_and_a_human_is_told(
    db: sa.Engine, authority: trustme.CA
) -> None:
    examples.filed(db)
    tls = server_tls(authority)
    login = {"authenticator": checks_password, "auth_required": True}
    with real_server(tls_context=tls, **login) as (mailbox, port):
        server = parse_smtp_url(f"smtp://blanketter%40example:wrong@127.0.0.1:{port}")
        post = Post(db, SmtpTransport(server, tls=client_tls(authority)))
        ends_as_failed_and_told(post, "535 ")
    assert mailbox.envelopes == []
