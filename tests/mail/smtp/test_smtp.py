"""Handing over to real servers, and what each way of refusing means."""

import asyncio
import socket
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import aiosmtplib
import pytest
import trustme
from aiosmtpd.smtp import AuthResult, LoginPassword

from mail.courier import LEASE, LONGEST_ATTEMPT
from mail.letters.copy import build_message
from mail.letters.letter import Letter
from mail.schedule import JITTER, LONGEST_PAUSE_AFTER_UNSURE
from mail.smtp.server import parse_smtp_url
from mail.smtp.session import own_name
from mail.smtp.transport import ANSWER_SECONDS, SEND_SECONDS, SmtpTransport
from mail.transport import Outcome, Verdict
from register.deliveries import FURTHEST_AHEAD
from tests.mail import examples
from tests.mail.servers import (
    CUT_SHORT,
    HANG_UP,
    LATE,
    SECONDS_BETWEEN_BYTES,
    SILENCE,
    SLOWLY,
    checks_password,
    client_tls,
    real_server,
    scripted_server,
    server_tls,
)
from tests.ports import free_port
from tests.register.examples import OFFICER

LOGIN = {"authenticator": checks_password, "auth_required": True}


def send(url: str, **options: object) -> Outcome:
    """Send one message over a fresh connection."""
    transport = SmtpTransport(parse_smtp_url(url), **options)  # type: ignore[arg-type]
    try:
        return transport.send(examples.letter())
    finally:
        transport.close()


def test_accepted_message_arrives_whole() -> None:
    with real_server() as (mailbox, port):
        outcome = send(f"smtp://127.0.0.1:{port}")
    assert outcome == Outcome(Verdict.ACCEPTED, "250 2.0.0 Ok: queued as 4711")
    assert mailbox.envelopes[0].mail_from == "blanketter@toreboda.example"
    assert mailbox.envelopes[0].rcpt_tos == [OFFICER]
    pdf, _ = mailbox.messages[0].iter_attachments()
    assert pdf.get_content() == examples.DOCUMENT.content


def test_several_messages_go_over_one_connection() -> None:
    with real_server() as (mailbox, port):
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{port}"))
        verdicts = {transport.send(examples.letter(str(one))).verdict for one in range(5)}
        transport.close()
    assert verdicts == {Verdict.ACCEPTED}
    assert (len(mailbox.envelopes), mailbox.greetings) == (5, 1)


def test_lost_connection_is_opened_anew() -> None:
    with scripted_server(RSET=HANG_UP) as server:
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{server.port}"))
        assert transport.send(examples.letter("1")).verdict is Verdict.ACCEPTED
        assert transport.send(examples.letter("2")).verdict is Verdict.ACCEPTED
        transport.close()
        assert server.connections == 2


def test_refused_message_does_not_spoil_the_connection_for_the_next() -> None:
    with scripted_server(RCPT="550 5.1.1 no such user") as server:
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{server.port}"))
        assert transport.send(examples.letter("1")).verdict is Verdict.PERMANENT
        server.replies["RCPT"] = "250 ok"
        assert transport.send(examples.letter("2")).verdict is Verdict.ACCEPTED
        transport.close()
        assert server.connections == 1


def test_server_that_closes_with_421_is_connected_to_anew() -> None:
    with scripted_server(MAIL="421 too many", RSET="421 too many") as server:
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{server.port}"))
        assert transport.send(examples.letter("1")).verdict is Verdict.TEMPORARY
        server.replies["MAIL"] = "250 ok"
        assert transport.send(examples.letter("2")).verdict is Verdict.ACCEPTED
        transport.close()
        assert server.connections == 2


def test_encryption_before_login_is_used_and_checked(authority: trustme.CA) -> None:
    tls = server_tls(authority)
    with real_server(tls_context=tls, require_starttls=True, **LOGIN) as (mailbox, port):
        url = f"smtp://blanketter%40example:pass%2Fword@127.0.0.1:{port}?starttls=required"
        outcome = send(url, tls=client_tls(authority))
    assert outcome.verdict is Verdict.ACCEPTED
    assert len(mailbox.envelopes) == 1


def test_offered_encryption_is_used_even_when_not_required(authority: trustme.CA) -> None:
    with real_server(tls_context=server_tls(authority), require_starttls=True) as (mailbox, port):
        outcome = send(f"smtp://127.0.0.1:{port}", tls=client_tls(authority))
    assert outcome.verdict is Verdict.ACCEPTED


def test_server_without_encryption_gets_nothing_when_all_should_be_encrypted() -> None:
    with scripted_server() as server:
        outcome = send(f"smtps://127.0.0.1:{server.port}", silence_seconds=0.2)
    assert outcome.verdict is Verdict.UNREACHABLE
    assert not any(line.upper().startswith(("EHLO", "MAIL")) for line in server.heard)


def test_encryption_from_the_first_byte(authority: trustme.CA) -> None:
    with real_server(ssl_context=server_tls(authority)) as (mailbox, port):
        outcome = send(f"smtps://127.0.0.1:{port}", tls=client_tls(authority))
    assert outcome.verdict is Verdict.ACCEPTED


def test_wrong_password_keeps_the_copy_in_the_queue(authority: trustme.CA) -> None:
    with real_server(tls_context=server_tls(authority), **LOGIN) as (mailbox, port):
        url = f"smtp://blanketter%40example:wrong@127.0.0.1:{port}"
        outcome = send(url, tls=client_tls(authority))
    assert outcome.verdict is Verdict.BARRED
    assert outcome.reply.startswith("535 ")
    assert mailbox.envelopes == []


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize("login", ["blanketter:l%C3%B6senord%F0%9F%98%80", "blånketter:secret"])
def test_user_and_password_of_any_letters_log_in(
    authority: trustme.CA, mechanism: str, login: str
) -> None:
    heard = []

    def hears(_: object, __: object, ___: object, by: str, login: LoginPassword) -> AuthResult:
        heard.append((by, login.login.decode(), login.password.decode()))
        return AuthResult(success=True)

    options = {"authenticator": hears, "auth_required": True}
    options["auth_exclude_mechanism"] = {"PLAIN", "LOGIN"} - {mechanism}
    with real_server(tls_context=server_tls(authority), **options) as (_, port):
        outcome = send(f"smtp://{login}@127.0.0.1:{port}", tls=client_tls(authority))
    assert outcome.verdict is Verdict.ACCEPTED
    assert heard == [(mechanism, *unquote(login).split(":"))]


def test_login_of_any_letters_that_is_refused_by_one_way_is_tried_by_the_other() -> None:
    with scripted_server(
        EHLO="250-mail.example\r\n250 AUTH LOGIN PLAIN CRAM-MD5", AUTH="535 5.7.8 bad password"
    ) as server:
        outcome = send(f"smtp://user:l%C3%B6sen@127.0.0.1:{server.port}?starttls=off")
    assert outcome == Outcome(Verdict.BARRED, "535 5.7.8 bad password")
    tried = [line.split()[1] for line in server.heard if line.startswith("AUTH")]
    assert tried == ["PLAIN", "LOGIN"]


def test_login_of_any_letters_is_not_tried_where_no_way_of_the_server_takes_it() -> None:
    with scripted_server(EHLO="250-mail.example\r\n250 AUTH CRAM-MD5") as server:
        outcome = send(f"smtp://user:l%C3%B6sen@127.0.0.1:{server.port}?starttls=off")
    assert outcome.verdict is Verdict.BARRED
    assert not any(line.startswith("AUTH") for line in server.heard)


def test_password_is_not_sent_where_encryption_is_missing() -> None:
    with scripted_server(EHLO="250-mail.example\r\n250 AUTH PLAIN LOGIN") as server:
        outcome = send(f"smtp://user:hunter2@127.0.0.1:{server.port}?starttls=required")
    assert outcome.verdict is Verdict.BARRED
    assert "STARTTLS" in outcome.reply
    assert not any(line.upper().startswith("AUTH") for line in server.heard)


def stumble(*_: object, **__: object) -> None:
    raise RuntimeError


@pytest.mark.parametrize("url", ["smtp://u:p@127.0.0.1:{}", "smtp://127.0.0.1:{}"])
@pytest.mark.parametrize("reply", ["220 go", "454 not now", "501 what", "hello", HANG_UP, SILENCE])
def test_server_whose_encryption_failed_in_any_way_gets_nothing_in_clear(
    url: str, reply: str
) -> None:
    offers = "250-mail.example\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS"
    with scripted_server(EHLO=offers, STARTTLS=reply) as server:
        transport = SmtpTransport(parse_smtp_url(url.format(server.port)), silence_seconds=0.3)
        for _ in range(2):
            assert transport.send(examples.letter()).verdict is not Verdict.ACCEPTED
        transport.close()
        assert server.connections == 2
    assert not any(line.startswith(("AUTH", "MAIL")) for line in server.heard)


def test_words_slipped_in_before_the_encryption_are_not_heard(authority: trustme.CA) -> None:
    with scripted_server(
        EHLO="250-mail.example\r\n250 STARTTLS", STARTTLS="220 go\r\n250-x\r\n250 AUTH PLAIN"
    ) as server:
        outcome = send(
            f"smtp://u:p@127.0.0.1:{server.port}", silence_seconds=0.3, tls=client_tls(authority)
        )
    assert outcome.verdict is Verdict.UNREACHABLE
    assert not any(line.startswith("AUTH") for line in server.heard)


def test_server_whose_greeting_failed_in_an_unforeseen_way_gets_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with scripted_server(EHLO="250-mail.example\r\n250 STARTTLS") as server:
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{server.port}"))
        monkeypatch.setattr(aiosmtplib.SMTP, "starttls", stumble)
        for _ in range(2):
            with pytest.raises(RuntimeError):
                transport.send(examples.letter())
        transport.close()
        assert server.connections == 2
    assert {line.split()[0].upper() for line in server.heard} == {"EHLO"}


def test_login_that_ends_in_nonsense_sends_nothing_without_a_login() -> None:
    with scripted_server(EHLO="250-mail.example\r\n250 AUTH CRAM-MD5", AUTH="334 abcde") as server:
        transport = SmtpTransport(
            parse_smtp_url(f"smtp://user:secret@127.0.0.1:{server.port}?starttls=off")
        )
        outcomes = [transport.send(examples.letter()) for _ in range(2)]
        transport.close()
    assert [one.verdict for one in outcomes] == [Verdict.BARRED] * 2
    assert "Kontrollera SMTP_URL" in outcomes[0].reply
    assert not any(line.upper().startswith("MAIL") for line in server.heard)


def test_letter_that_broke_off_in_an_unforeseen_way_ends_the_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with scripted_server() as server:
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{server.port}"))
        with monkeypatch.context() as patch:
            patch.setattr("mail.smtp.transport._send_unfinished", stumble)
            with pytest.raises(RuntimeError):
                transport.send(examples.letter("1"))
        # In the middle of DATA the server would take a RSET for a line of the letter.
        assert transport.send(examples.letter("2")).verdict is Verdict.ACCEPTED
        transport.close()
        assert server.connections == 2


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("webb.toreboda.example", "webb.toreboda.example"),
        ("webb-töreboda.local", "xn--webb-treboda-9ib.local"),
        ("webb_töreboda", "[127.0.0.1]"),
        ("webb\udcf6", "[127.0.0.1]"),
    ],
)
def test_computer_with_any_name_greets_in_seven_bits(
    monkeypatch: pytest.MonkeyPatch, name: str, greeting: str
) -> None:
    monkeypatch.setattr(socket, "getfqdn", lambda: name)
    own_name.cache_clear()
    try:
        assert own_name() == greeting
    finally:
        own_name.cache_clear()


def test_host_that_no_name_can_be_says_what_to_do() -> None:
    outcome = send("smtp://mail..example")
    assert outcome.verdict is Verdict.BARRED
    assert "Kontrollera SMTP_URL" in outcome.reply


@pytest.mark.parametrize(
    ("url", "way"),
    [
        ("smtp://127.0.0.1:{}?starttls=required", "tls_context"),
        ("smtps://127.0.0.1:{}", "ssl_context"),
    ],
)
@pytest.mark.parametrize("name", ["127.0.0.1", "other.example"])
def test_certificate_that_is_not_trusted_ends_the_connection(
    authority: trustme.CA, name: str, url: str, way: str
) -> None:
    # Either from an authority that we do not know, or for another host.
    issuer = authority if name == "other.example" else trustme.CA()
    with real_server(**{way: server_tls(issuer, name)}) as (mailbox, port):
        outcome = send(url.format(port), tls=client_tls(authority))
    assert outcome.verdict is Verdict.BARRED
    assert outcome.reply.startswith("E-postserverns certifikat godtogs inte")
    assert mailbox.envelopes == []


def test_refused_connection_is_no_fault_of_the_message() -> None:
    outcome = send(f"smtp://127.0.0.1:{free_port()}")
    assert outcome.verdict is Verdict.UNREACHABLE
    assert outcome.reply.startswith("Ingen kontakt med e-postservern")


def test_unknown_host_is_no_fault_of_the_message() -> None:
    outcome = send("smtp://no-such-host.invalid")
    assert outcome.verdict is Verdict.UNREACHABLE
    assert outcome.reply == "E-postserverns namn finns inte eller kan inte slås upp"


GONE = "E-postservern bröt förbindelsen"
SLOW = "E-postservern svarade inte i tid"
TOO_LONG = "E-postserverns svar var för långt"
SECONDS_OF_NEVER = 20
NEVER_ENDS = f"{SLOWLY}220 {'x' * int(SECONDS_OF_NEVER / SECONDS_BETWEEN_BYTES)}"


@pytest.mark.parametrize(
    ("step", "reply", "verdict", "told"),
    [
        ("BANNER", "554 go away", Verdict.BARRED, "554 go away"),
        ("BANNER", "421 busy", Verdict.UNREACHABLE, "421 busy"),
        ("BANNER", HANG_UP, Verdict.UNREACHABLE, GONE),
        ("BANNER", SILENCE, Verdict.UNREACHABLE, SLOW),
        ("BANNER", "HTTP/1.1 400 Bad Request", Verdict.UNREACHABLE, None),
        ("EHLO", HANG_UP, Verdict.UNREACHABLE, GONE),
        ("EHLO", SILENCE, Verdict.UNREACHABLE, SLOW),
        ("EHLO", "500 what", Verdict.ACCEPTED, "250 queued"),
        ("MAIL", "421 closing", Verdict.TEMPORARY, "421 closing"),
        ("MAIL", "451 later", Verdict.TEMPORARY, "451 later"),
        ("MAIL", "550 sender refused", Verdict.BARRED, "550 sender refused"),
        ("MAIL", "550 5.1.1 unknown", Verdict.BARRED, "550 5.1.1 unknown"),
        ("MAIL", "552 5.3.4 too big", Verdict.TOO_LARGE, "552 5.3.4 too big"),
        ("MAIL", HANG_UP, Verdict.UNREACHABLE, GONE),
        ("RCPT", "450 greylisted", Verdict.TEMPORARY, "450 greylisted"),
        ("RCPT", "421 closing", Verdict.TEMPORARY, "421 closing"),
        ("RCPT", "550 5.1.1 no such user", Verdict.PERMANENT, "550 5.1.1 no such user"),
        ("RCPT", "552 5.2.2 mailbox full", Verdict.TEMPORARY, "552 5.2.2 mailbox full"),
        ("RCPT", "251 will forward", Verdict.ACCEPTED, "250 queued"),
        ("RCPT", HANG_UP, Verdict.UNREACHABLE, GONE),
        ("RCPT", SILENCE, Verdict.UNREACHABLE, SLOW),
        ("DATA", "451 later", Verdict.TEMPORARY, "451 later"),
        ("DATA", "554 no", Verdict.BARRED, "554 no"),
        ("DATA", "554 5.1.1 no such user", Verdict.PERMANENT, "554 5.1.1 no such user"),
        ("DATA", "250 what data", Verdict.TEMPORARY, "250 what data"),
        ("DATA", HANG_UP, Verdict.UNREACHABLE, GONE),
        ("BODY", "452 disk full", Verdict.TEMPORARY, "452 disk full"),
        ("BODY", "554 spam", Verdict.BARRED, "554 spam"),
        ("BODY", "550 5.1.1 no such user", Verdict.PERMANENT, "550 5.1.1 no such user"),
        ("BODY", "251 will forward", Verdict.ACCEPTED, "251 will forward"),
        ("BODY", "354 go ahead", Verdict.UNSURE, "354 go ahead"),
        ("BODY", "199 what", Verdict.UNSURE, "199 what"),
        ("BODY", "HTTP/1.1", Verdict.UNSURE, "E-postservern svarade obegripligt"),
        ("BODY", f"250-{'x' * 9000}", Verdict.UNSURE, TOO_LONG),
        ("BODY", "552 5.3.4 too big", Verdict.TOO_LARGE, "552 5.3.4 too big"),
        ("BODY", "554 5.3.4 too big", Verdict.TOO_LARGE, "554 5.3.4 too big"),
        ("BODY", HANG_UP, Verdict.UNSURE, GONE),
        ("BODY", SILENCE, Verdict.UNSURE, SLOW),
        ("QUIT", HANG_UP, Verdict.ACCEPTED, "250 queued"),
    ],
)
def test_each_refusal_at_each_step_has_its_meaning(
    step: str, reply: str, verdict: Verdict, told: str | None
) -> None:
    with scripted_server(**{step: reply}) as server:
        outcome = send(
            f"smtp://127.0.0.1:{server.port}",
            # What answers is given time, however busy the machine is.
            silence_seconds=0.2 if reply == SILENCE and step != "BODY" else 20,
            answer_seconds=0.3 if reply == SILENCE else 20,
        )
    assert outcome.verdict is verdict
    assert told is None or outcome.reply == told


@pytest.mark.parametrize("text", [".", ".\n..\n. x\n.\n", "x\n.\nQUIT\n", "\n.\r."])
def test_dots_at_the_start_of_lines_arrive_and_end_nothing(text: str) -> None:
    with real_server() as (mailbox, port):
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{port}"))
        assert transport.send(examples.letter(text=text)).verdict is Verdict.ACCEPTED
        transport.close()
    body = mailbox.messages[0].get_body(("plain",))
    told = body.get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
    assert f"\n\n{text}\n\n--\n".replace("\r", "\n") in told


def addressed_to(recipient: str) -> Letter:
    return build_message(
        replace(examples.DELIVERY, recipient=recipient),
        examples.FILING,
        examples.DOCUMENT,
        examples.SENDER,
    )


def test_domain_with_swedish_letters_is_sent_as_every_server_knows_it() -> None:
    with real_server() as (mailbox, port):
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{port}"))
        outcome = transport.send(addressed_to("info@töreboda.example"))
        transport.close()
    assert outcome.verdict is Verdict.ACCEPTED
    assert mailbox.envelopes[0].rcpt_tos == ["info@xn--treboda-90a.example"]
    assert mailbox.messages[0]["To"] == "info@xn--treboda-90a.example"


def test_swedish_letters_before_the_at_go_to_a_server_that_takes_them() -> None:
    with real_server(enable_SMTPUTF8=True) as (mailbox, port):
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{port}"))
        outcome = transport.send(addressed_to("åsa@töreboda.example"))
        transport.close()
    assert outcome.verdict is Verdict.ACCEPTED
    assert mailbox.envelopes[0].rcpt_tos == ["åsa@xn--treboda-90a.example"]
    assert "To: åsa@xn--treboda-90a.example\r\n".encode() in bytes(
        mailbox.envelopes[0].content or b""
    )


def test_swedish_letters_before_the_at_are_refused_where_no_server_takes_them() -> None:
    with scripted_server() as server:
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{server.port}"))
        outcome = transport.send(addressed_to("åsa@toreboda.example"))
        assert transport.send(examples.letter()).verdict is Verdict.ACCEPTED
        transport.close()
    assert outcome.verdict is Verdict.PERMANENT
    assert "adresser med å, ä eller ö före @" in outcome.reply


def test_message_larger_than_the_server_says_is_not_even_begun() -> None:
    with scripted_server(EHLO="250-mail.example\r\n250 SIZE 1000") as server:
        outcome = send(f"smtp://127.0.0.1:{server.port}")
    assert outcome == Outcome(Verdict.TOO_LARGE, "552 E-postservern tar emot högst 1000 byte")
    assert not any(line.upper().startswith("MAIL") for line in server.heard)


@pytest.mark.parametrize("limit", ["SIZE", "SIZE 0", "SIZE 99999999"])
def test_size_is_declared_where_it_is_asked_for(limit: str) -> None:
    with scripted_server(EHLO=f"250-mail.example\r\n250 {limit}") as server:
        assert send(f"smtp://127.0.0.1:{server.port}").verdict is Verdict.ACCEPTED
    (line,) = [line for line in server.heard if line.upper().startswith("MAIL")]
    assert "SIZE=" in line.upper()


def test_words_of_a_hostile_server_are_one_bounded_line() -> None:
    words = "550-" + "x\x1b[31m\x00" * 50 + "\r\n550 " + "y" * 300
    with scripted_server(RCPT=words) as server:
        outcome = send(f"smtp://127.0.0.1:{server.port}")
    assert outcome.verdict is Verdict.BARRED
    assert outcome.reply.startswith("550 x [31m x")
    assert outcome.reply.isprintable()
    assert len(outcome.reply) == 300


@pytest.mark.parametrize(
    ("step", "waits", "verdict"),
    [
        ("RCPT", {"send_seconds": 0.3, "answer_seconds": 60}, Verdict.UNREACHABLE),
        ("BODY", {"send_seconds": 60, "answer_seconds": 2}, Verdict.UNSURE),
    ],
)
def test_server_that_dawdles_is_cut_off_when_the_time_is_up(
    step: str, waits: dict[str, float], verdict: Verdict
) -> None:
    begun = time.monotonic()
    with scripted_server(**{step: NEVER_ENDS.replace("220 ", "250-")}) as server:
        outcome = send(f"smtp://127.0.0.1:{server.port}", silence_seconds=60, **waits)
    # Cut off by us, and not given up by the socket after a minute of silence.
    assert outcome == Outcome(verdict, SLOW)
    assert time.monotonic() - begun < SECONDS_OF_NEVER


def test_long_wait_is_for_the_answer_to_the_letter_alone() -> None:
    with scripted_server(BODY=f"{LATE}250 queued") as server:
        transport = SmtpTransport(
            parse_smtp_url(f"smtp://127.0.0.1:{server.port}"),
            silence_seconds=4,
            send_seconds=60,
            answer_seconds=60,
        )
        assert transport.send(examples.letter("1")).verdict is Verdict.ACCEPTED
        server.replies["RCPT"] = SILENCE
        begun = time.monotonic()
        assert transport.send(examples.letter("2")).verdict is Verdict.UNREACHABLE
        assert time.monotonic() - begun < SECONDS_OF_NEVER
        transport.close()


def test_letters_to_come_are_not_answered_by_what_came_late() -> None:
    with scripted_server(BODY="354 go ahead") as server:
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{server.port}"))
        assert transport.send(examples.letter("1")).verdict is Verdict.UNSURE
        server.replies["BODY"] = "250 queued"
        assert transport.send(examples.letter("2")).verdict is Verdict.ACCEPTED
        transport.close()
        assert server.connections == 2


def test_letter_that_was_not_sent_to_its_end_was_not_taken() -> None:
    long = replace(examples.letter(), content=b"x" * 76 + b"\r\n" + bytes(30_000_000) + b"\r\n")
    with scripted_server(BODY=CUT_SHORT) as server:
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{server.port}"))
        assert transport.send(long).verdict is Verdict.UNREACHABLE
        transport.close()


def test_waits_are_those_that_the_standard_and_the_lease_ask_for() -> None:
    assert ANSWER_SECONDS >= 300
    assert timedelta(seconds=2 * (ANSWER_SECONDS + SEND_SECONDS)) <= LONGEST_ATTEMPT
    assert FURTHEST_AHEAD > LEASE > LONGEST_ATTEMPT
    assert FURTHEST_AHEAD > LONGEST_PAUSE_AFTER_UNSURE * (1 + JITTER)


@pytest.mark.parametrize("step", ["BANNER", "EHLO"])
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_answer_that_never_ends_is_cut_off_when_the_time_is_up(
    authority: trustme.CA, scheme: str, step: str
) -> None:
    tls = server_tls(authority) if scheme == "smtps" else None
    with scripted_server(tls, **{step: NEVER_ENDS}) as server:
        outcome = send(
            f"{scheme}://127.0.0.1:{server.port}", send_seconds=0.3, tls=client_tls(authority)
        )
    assert outcome.verdict is Verdict.UNREACHABLE
    assert outcome.reply in (GONE, SLOW)


@pytest.mark.parametrize(
    "reply", ["250-x\r\n" * 10_000 + "250 x", ("250-" + "x" * 8000 + "\r\n") * 20 + "250 x"]
)
@pytest.mark.parametrize("step", ["BANNER", "EHLO", "RCPT"])
def test_answer_that_is_too_long_is_not_read_to_its_end(step: str, reply: str) -> None:
    with scripted_server(**{step: reply.replace("250", "220") if step == "BANNER" else reply}) as s:
        outcome = send(f"smtp://127.0.0.1:{s.port}")
    assert outcome.verdict is Verdict.UNREACHABLE
    assert outcome.reply == TOO_LONG


def test_long_answer_is_read_to_its_end() -> None:
    extensions = "".join(f"250-X-EXTENSION-{number}\r\n" for number in range(90))
    with scripted_server(EHLO=f"{extensions}250 SIZE 1000") as server:
        assert send(f"smtp://127.0.0.1:{server.port}").verdict is Verdict.TOO_LARGE


def test_goodbye_that_never_ends_is_cut_off_when_the_time_is_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with scripted_server(QUIT=NEVER_ENDS) as server:
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{server.port}"))
        assert transport.send(examples.letter()).verdict is Verdict.ACCEPTED
        # From here on: all that is answered is given time, however busy the machine is.
        monkeypatch.setattr(transport._smtp, "timeout", 0.3)
        begun = time.monotonic()
        transport.close()
        assert time.monotonic() - begun < SECONDS_OF_NEVER / 2


def test_time_that_is_up_while_the_connection_is_made_greets_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with scripted_server() as server:
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{server.port}"))
        create_connection = socket.create_connection

        def slow(*arguments: Any) -> socket.socket:
            transport.cut()
            return create_connection(*arguments)

        monkeypatch.setattr(socket, "create_connection", slow)
        outcome = transport.send(examples.letter())
        monkeypatch.undo()
        transport.close()
    assert outcome == Outcome(Verdict.UNREACHABLE, SLOW)
    assert server.heard == []


def test_time_that_is_up_together_with_the_banner_greets_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with scripted_server() as server:
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{server.port}"))
        begin = aiosmtplib.SMTP._create_connection

        async def forgets_the_cut(*arguments: Any, **options: Any) -> aiosmtplib.SMTPResponse:
            banner = await begin(*arguments, **options)
            transport.cut()
            # As asyncio.wait_for does.
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(30)
            return banner

        monkeypatch.setattr(aiosmtplib.SMTP, "_create_connection", forgets_the_cut)
        assert transport.send(examples.letter()) == Outcome(Verdict.UNREACHABLE, SLOW)
        transport.close()
    assert server.heard == []


def test_encryption_that_is_offered_is_left_alone_when_it_is_off() -> None:
    with scripted_server(EHLO="250-mail.example\r\n250 STARTTLS") as server:
        outcome = send(f"smtp://127.0.0.1:{server.port}?starttls=off")
    assert outcome.verdict is Verdict.ACCEPTED


def test_nothing_is_left_running_between_rounds() -> None:
    before = threading.active_count()
    with scripted_server() as server:
        transport = SmtpTransport(parse_smtp_url(f"smtp://localhost:{server.port}"))
        assert transport.send(examples.letter()).verdict is Verdict.ACCEPTED
        transport.close()
        # Two are the server's.
        assert threading.active_count() <= before + 2
