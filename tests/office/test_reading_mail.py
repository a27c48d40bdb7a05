"""The mailbox on a real Dovecot: papers arrive, mail that came back is told of, nothing is lost."""

import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from mail.courier import deliver_due
from mail.imap.mailbox import Mailbox
from office import reading_mail
from office.office import Office
from office.reading_mail import EVERY, read_if_due, read_mailbox
from register import chores
from register.actors import OPERATOR
from register.arrivals import Way, newest_arrivals
from register.deliveries import Delivery, DeliveryState, deliveries_of, requeue
from register.errors import RegisterUnavailable
from register.mailbox import Reading, reading_of
from tests.mail.dovecot import Account
from tests.mail.examples import Clock, FakeTransport
from tests.mail.mailboxes import account, dovecot
from tests.mail.test_courier import route
from tests.mails import PDF, file_part, mail_with, report, text_part
from tests.register import examples

__all__ = ["account", "dovecot"]
# When a mail came is told by the mailbox, by its clock.
pytestmark = pytest.mark.usefixtures("time_of_this_machine")

SCANNER = "kopiator-3@print.example"
SCAN = mail_with([file_part("scan.pdf", PDF)], SCANNER)


@dataclass
class Reader:
    """An office whose mailbox is read when it is told so, by a clock that is set by hand."""

    own: Office
    account: Account

    def read(self) -> Reading:
        """Look once."""
        authority = self.account.dovecot.folder / "authority.pem"
        read_mailbox(self.own, tls=ssl.create_default_context(cafile=str(authority)))
        return self.known

    @property
    def known(self) -> Reading:
        """What is known of the mailbox."""
        return reading_of(self.own.register)

    @property
    def names(self) -> list[str]:
        """Of what arrived, in its order."""
        found = newest_arrivals(self.own.register)
        assert all(one.way is Way.MAIL for one in found)
        return [one.name for one in reversed(found)]

    def sent_copy(self) -> Delivery:
        """A copy that the mail server took."""
        filing = examples.filed(self.own.register, now=self.own.now())
        deliver_due(route(self.own.register, FakeTransport(), self.own.now))
        return deliveries_of(self.own.register, filing.id)[0]

    def copy(self) -> Delivery:
        """The same, as it stands now."""
        return deliveries_of(self.own.register, 1)[0]

    def set_aside(self, **settings: Any) -> None:
        """With other settings."""
        self.own = replace(self.own, settings=replace(self.own.settings, **settings))


@pytest.fixture
def reader(make_app: Callable[..., Flask], account: Account) -> Reader:
    app = make_app(IMAP_URL=account.url(), SCANNER_SENDERS=f"Annan@x.example,{SCANNER.upper()}")
    return Reader(app.extensions["office"], account)


def test_scan_arrives_and_its_mail_lies_in_a_folder_of_its_own_unread(reader: Reader) -> None:
    reader.account.receive(SCAN)
    known = reader.read()
    assert reader.names == ["scan.pdf"]
    assert (reader.account.flags("taken"), reader.account.count()) == ([set()], 0)
    assert (known.taken, known.left, known.fault) == (1, 0, "")


def test_what_a_colleague_sends_arrives_and_what_a_stranger_sends_is_left_untouched(
    reader: Reader,
) -> None:
    for sender in ("asa@toreboda.se", "bo@skola.toreboda.se", "eva@example.org"):
        paper = file_part(f"{sender}.pdf", sender.encode() + PDF)
        reader.account.receive(mail_with([paper], sender))
    assert reader.read().left == 1
    assert reader.names == ["asa@toreboda.se.pdf", "bo@skola.toreboda.se.pdf"]
    assert reader.account.flags() == [set()]
    assert reader.account.count("taken") == 2


def test_letter_without_a_paper_is_left_to_who_reads_the_mailbox(reader: Reader) -> None:
    reader.account.receive(mail_with([text_part("När är mötet?")], "asa@toreboda.se"))
    assert (reader.read().left, reader.names) == (1, [])
    assert reader.account.flags() == [set()]


def test_mail_of_a_scanner_without_a_paper_is_set_aside_and_told(reader: Reader) -> None:
    reader.account.receive(mail_with([file_part("scan.docx", b"PK\x03\x04")], SCANNER))
    known = reader.read()
    assert (known.unread, known.left) == (1, 0)
    assert reader.account.count("unread") == 1


def test_mail_that_we_sent_is_no_paper(reader: Reader) -> None:
    reader.set_aside(sender="blanketter@toreboda.se")
    reader.account.receive(mail_with([file_part("AP.pdf", PDF)], "Blanketter@toreboda.se"))
    assert (reader.read().left, reader.names) == (1, [])


def test_every_paper_of_a_mail_arrives_and_the_same_one_by_two_mails_once(reader: Reader) -> None:
    parts = [file_part("1.pdf", PDF + b"1"), file_part("2.pdf", PDF + b"2")]
    reader.account.receive(mail_with(parts, SCANNER), mail_with(parts[:1], SCANNER))
    assert reader.read().taken == 2
    assert reader.names == ["1.pdf", "2.pdf"]


def test_process_that_is_killed_before_it_moves_a_mail_loses_nothing_and_takes_nothing_twice(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.account.receive(SCAN)
    with monkeypatch.context() as killed:
        killed.setattr(Mailbox, "put", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            reader.read()
    assert (reader.names, reader.account.flags()) == (["scan.pdf"], [set()])
    assert reader.read().taken == 1
    assert (reader.names, reader.account.count("taken")) == (["scan.pdf"], 1)


def test_mail_stays_where_it_is_as_long_as_the_register_cannot_keep_it(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.account.receive(SCAN)
    with monkeypatch.context() as full:
        full.setattr(reading_mail, "receive", lambda *_: (_ for _ in ()).throw(RegisterUnavailable))
        with pytest.raises(RegisterUnavailable):
            reader.read()
    assert reader.account.flags() == [set()]
    assert reader.read().taken == 1
    assert reader.names == ["scan.pdf"]


def test_mail_that_is_too_large_is_left_and_told(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reading_mail, "LARGEST_MAIL", 1_000)
    large = mail_with([file_part("scan.pdf", PDF * 100)], SCANNER)
    reader.account.receive(large, SCAN)
    for _ in range(2):
        assert reader.read().large == 1
    assert (reader.names, reader.account.flags()) == (["scan.pdf"], [set()])
    assert caplog.messages.count("mail too large") == 1


def test_one_mail_that_is_too_much_ends_none_of_the_others(reader: Reader) -> None:
    bomb = mail_with([text_part()] * 10_000, SCANNER)
    nested = b"From: " + SCANNER.encode() + b"\n" + b"Content-Type: message/rfc822\n\n" * 3_000
    reader.account.receive(bomb, nested, b"\xff\xfe\x01", b"\n", SCAN)
    known = reader.read()
    assert (reader.names, known.taken, known.unread) == (["scan.pdf"], 1, 2)
    assert known.left == 2


def test_mails_that_are_numbered_anew_are_looked_through_anew_and_taken_once(
    reader: Reader, make_app: Callable[..., Flask]
) -> None:
    with reader.account.opened() as client:
        client.create_folder("hit")
    reader.set_aside(imap_url=reader.account.url(folder="hit"))
    reader.account.receive(SCAN, folder="hit")
    reader.read()
    with reader.account.opened() as client:
        client.delete_folder("hit")
        client.create_folder("hit")
    reader.account.receive(SCAN, mail_with([file_part("2.pdf", PDF + b"2")], SCANNER), folder="hit")
    assert reader.read().taken == 3
    assert reader.names == ["scan.pdf", "2.pdf"]


def test_mails_that_were_left_are_looked_at_again_when_their_sender_becomes_a_scanner(
    reader: Reader,
) -> None:
    reader.account.receive(mail_with([file_part("scan.pdf", PDF)], "ny@print.example"))
    assert reader.read().left == 1
    reader.set_aside(scanner_senders=("ny@print.example",))
    assert (reader.read().left, reader.names) == (0, ["scan.pdf"])


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_copy_that_came_back_has_bounced_with_the_words_of_the_server(
    reader: Reader, returned: str
) -> None:
    copy = reader.sent_copy()
    assert copy.state is DeliveryState.ACCEPTED
    reader.account.receive(report(copy.message_id, returned=returned))
    known = reader.read()
    assert reader.copy().state is DeliveryState.BOUNCED
    assert reader.copy().server_reply == "550 5.1.1 <a@toreboda.se>: User unknown"
    assert (known.bounced, known.left, reader.account.count("taken")) == (1, 0, 1)


def test_report_that_does_not_know_our_message_id_changes_nothing_and_is_left(
    reader: Reader,
) -> None:
    copy = reader.sent_copy()
    forged = copy.message_id[:-30] + "0" * 8 + copy.message_id[-22:]
    reader.account.receive(report(forged), report(""), report(copy.recipient))
    assert reader.read().left == 3
    assert reader.copy().state is DeliveryState.ACCEPTED


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered"])
def test_mail_that_is_only_late_has_not_bounced(reader: Reader, action: str) -> None:
    copy = reader.sent_copy()
    reader.account.receive(report(copy.message_id, action))
    assert reader.read().bounced == 0
    assert reader.copy().state is DeliveryState.ACCEPTED
    assert (reader.account.count(), reader.account.count("taken")) == (0, 1)


def test_copy_that_is_sent_again_bounces_again_but_not_by_the_old_report(reader: Reader) -> None:
    copy = reader.sent_copy()
    reader.account.receive(report(copy.message_id))
    reader.read()
    later = reader.own.now() + timedelta(hours=1)
    assert requeue(reader.own.register, copy.id, later, OPERATOR)
    deliver_due(route(reader.own.register, FakeTransport(), lambda: later))
    assert reader.copy().state is DeliveryState.ACCEPTED
    reader.account.receive(report(copy.message_id))
    reader.read()
    assert reader.copy().state is DeliveryState.ACCEPTED


def test_report_names_our_domain_as_servers_write_it(reader: Reader) -> None:
    reader.set_aside(sender="blanketter@töreboda.example")
    found = reading_mail._as_kept(("<a.1@xn--treboda-90a.example>",), "blanketter@töreboda.example")
    assert "<a.1@töreboda.example>" in found


def test_mailbox_that_is_away_is_told_once_and_again_when_it_is_back(
    reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "blanketter.mailbox")
    reader.account.receive(SCAN)
    reader.set_aside(imap_url=reader.account.url("fel"))
    for _ in range(3):
        assert reader.read().fault == "login"
    assert caplog.messages == ["mailbox cannot be read"]
    reader.set_aside(imap_url=reader.account.url())
    known = reader.read()
    assert (known.fault, known.fault_since, reader.names) == ("", None, ["scan.pdf"])
    of_it = [one.message for one in caplog.records if one.name == "blanketter.mailbox"]
    assert of_it == ["mailbox cannot be read", "mail taken", "mailbox can be read again"]


def test_mailbox_is_deaf_when_it_was_not_read_for_a_quarter_of_an_hour(reader: Reader) -> None:
    known, now = reader.read(), reader.own.now()
    assert known.deaf_since(now) is None
    assert known.deaf_since(now + timedelta(minutes=16)) == known.read_at
    failing = replace(known, fault="away", fault_since=now)
    assert failing.deaf_since(now + timedelta(minutes=14)) is None
    assert failing.deaf_since(now + timedelta(minutes=16)) == now


def test_one_process_among_all_reads_the_mailbox_within_a_minute(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[datetime] = []
    monkeypatch.setattr(reading_mail, "read_mailbox", lambda own, _: looks.append(own.now()))
    begins = reader.own.now()
    for seconds in (0, 1, 30, 51, 52):
        now = begins + timedelta(seconds=seconds)
        read_if_due(replace(reader.own, now=lambda now=now: now))
    assert [look - begins for look in looks] == [timedelta(), EVERY + timedelta(seconds=1)]


def test_who_reads_for_long_holds_on_to_its_turn_until_somebody_has_taken_over(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins, heard = reader.own.now(), []
    clock = Clock(begins)

    def read(own: Office, is_stopping: Callable[[], bool]) -> None:
        for minutes in (1, 2, 3, 4):
            clock.now = begins + timedelta(minutes=minutes)
            read_if_due(replace(own, settings=replace(own.settings, imap_url="other")))
            heard.append(is_stopping())
        # A machine that slept for an hour.
        clock.now = begins + timedelta(hours=1)
        assert chores.take_on(own.register, reading_mail.CHORE, clock.now, reading_mail.LEASE)
        heard.append(is_stopping())

    monkeypatch.setattr(reading_mail, "read_mailbox", read)
    read_if_due(replace(reader.own, now=clock))
    assert heard == [False, False, False, False, True]
    after = chores.due_since(reader.own.register, reading_mail.CHORE)
    assert after == clock.now + reading_mail.LEASE


def test_many_mails_are_looked_through_in_several_rounds(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_mail, "MOST_LOOKED_AT", 2)
    monkeypatch.setattr(reading_mail, "AT_ONCE", 1)
    mails = [mail_with([file_part(f"{one}.pdf", PDF + b"%d" % one)], SCANNER) for one in range(5)]
    reader.account.receive(*mails)
    taken = [reader.read().taken for _ in range(3)]
    assert taken == [2, 4, 5]
