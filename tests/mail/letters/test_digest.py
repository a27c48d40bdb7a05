"""The daily mail: only when something is wrong, once a day, whoever sends it."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from queue import Queue
from typing import cast

import pytest
import sqlalchemy as sa

from mail.courier import Route, Writer, deliver_due
from mail.letters.digest import Digest, digest_letter, tell_soon
from mail.letters.writer import CopyWriter
from mail.server_url import Encryption
from mail.smtp.server import SmtpServer
from mail.smtp.transport import SmtpTransport
from mail.transport import Outcome, Transport, Verdict
from register import chores, deliveries, schema
from register.actors import COURIER
from register.arrivals import NewArrival, Way, add_arrival
from register.audit.damage import note
from register.erasing.owed import want_scrubbing
from register.errors import FilingDamaged, RegisterUnavailable
from register.oversight import FOLDER_LOOKED_THROUGH, NOTED_EVERY, standing
from register.room import Room
from rounds.housekeeping import Housekeeping, erase_old_drafts
from rounds.thread import CourierThread
from tests.mail.examples import SENDER, Clock, FakeTransport
from tests.mail.servers import real_server
from tests.register import examples
from tests.register.damaging import rewrite
from tests.register.examples import LIFETIME, NOW, OFFICER

HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
OPERATOR = "drift@toreboda.example"
AWAY = Outcome(Verdict.UNREACHABLE, "Ingen kontakt")


def digest(db: sa.Engine, transport: Transport, *operators: str) -> Digest:
    return Digest(db, transport, SENDER, operators or (OPERATOR,))


def fail(db: sa.Engine, reply: str = "550 no such user") -> None:
    """File a plan whose copy is refused for good."""
    examples.filed(db)
    [taken] = deliveries.lease_due(db, NOW, HOUR, "courier", 1)
    deliveries.mark_failed(db, taken, reply, NOW)


def test_no_mail_while_all_is_well(db: sa.Engine) -> None:
    transport = FakeTransport()
    examples.filed(db)
    digest(db, transport).send_if_due(NOW + HOUR / 2)
    assert transport.sent == []


def test_failed_copy_is_told_with_the_servers_own_words(db: sa.Engine) -> None:
    transport = FakeTransport()
    fail(db, "550 5.1.1 no such user")
    digest(db, transport).send_if_due(NOW)
    [message] = transport.sent
    text = message.get_content()
    assert message["To"] == OPERATOR
    assert message["Subject"] == "[Blanketter] 1 kopia har inte kommit fram"
    assert f"AP-2026-0001 version 1 till {OFFICER}: 550 5.1.1 no such user" in text
    assert "resend" in text
    assert transport.closed == 1


def test_letters_that_failed_are_told_for_a_day(db: sa.Engine) -> None:
    transport = FakeTransport()
    examples.lost_letter(db, "bo@toreboda.se", "550 5.1.1 no such user")
    digest(db, transport).send_if_due(NOW)
    [message] = transport.sent
    text = message.get_content()
    assert message["Subject"] == "[Blanketter] 1 brev har inte kommit fram"
    assert "Till bo@toreboda.se, 14 mars 2026 kl. 14.05: 550 5.1.1 no such user" in text
    assert "kopior" not in text.lower()
    digest(db, transport).send_if_due(NOW + DAY + HOUR)
    assert len(transport.sent) == 1


def test_copy_that_waits_for_over_an_hour_is_told(db: sa.Engine) -> None:
    transport = FakeTransport()
    examples.filed(db)
    digest(db, transport).send_if_due(NOW + HOUR)
    text = transport.sent[0].get_content()
    assert "AP-2026-0001 version 1 till" in text
    assert "sedan 14 mars 2026 kl. 14.05: inget försök har gjorts" in text


def test_damage_that_was_met_is_told_before_copies_that_failed(db: sa.Engine) -> None:
    transport = FakeTransport()
    fail(db)
    damaged = examples.filed(db)
    rewrite(db, f"UPDATE documents SET content = 'x' WHERE filing_id = {damaged.id}")
    note(db, FilingDamaged(damaged.id, "", 1, "the issued document"), NOW)
    digest(db, transport).send_if_due(NOW)
    [message] = transport.sent
    text = message.get_content()
    assert message["Subject"] == "[Blanketter] 1 handling är skadad"
    assert "- AP-2026-0002 version 1" in text.splitlines()
    assert text.index("verify") < text.index(f"AP-2026-0001 version 1 till {OFFICER}: 550")


def test_room_that_runs_out_is_told_before_it_has(db: sa.Engine) -> None:
    transport = FakeTransport()
    for _ in range(8):
        examples.saved_draft(db)
    small = Room(drafts=10, bytes=10**9, reserve=10**18)
    replace(digest(db, transport), room=small).send_if_due(NOW)
    [message] = transport.sent
    text = " ".join(message.get_content().split())
    assert message["Subject"] == "[Blanketter] Ont om plats"
    assert "Det finns 8 utkast" in text
    assert "MAX_DRAFTS" in text
    assert "kopia" not in text
    is_embedded = db.dialect.name == "sqlite"
    assert ("Disken är snart full" in text) is is_embedded


def test_ample_room_is_no_reason_for_a_mail(db: sa.Engine) -> None:
    transport = FakeTransport()
    examples.saved_draft(db)
    ample = Room(drafts=10, bytes=10**9, reserve=0)
    replace(digest(db, transport), room=ample).send_if_due(NOW)
    assert transport.sent == []


def test_folder_that_nobody_looks_through_is_told(db: sa.Engine) -> None:
    transport = FakeTransport()
    chores.take_on(db, FOLDER_LOOKED_THROUGH, NOW - HOUR, NOTED_EVERY)
    digest(db, transport).send_if_due(NOW)
    assert transport.sent == []
    replace(digest(db, transport), has_folder=True).send_if_due(NOW + HOUR)
    [message] = transport.sent
    text = " ".join(message.get_content().split())
    assert message["Subject"] == "[Blanketter] Skannade papper hämtas inte"
    assert "Mappen för skannade papper har inte gått att gå igenom sedan" in text
    assert "SCANS_FOLDER" in text


def test_paper_that_nobody_reads_is_told(db: sa.Engine) -> None:
    transport = FakeTransport()
    add_arrival(db, NewArrival(b"scan", "a.pdf", "", Way.FOLDER), NOW, COURIER)
    digest(db, transport).send_if_due(NOW + HOUR)
    assert transport.sent == []
    digest(db, transport).send_if_due(NOW + 3 * HOUR)
    [message] = transport.sent
    text = " ".join(message.get_content().split())
    assert message["Subject"] == "[Blanketter] Underskrivna papper blir inte inlästa"
    assert "1 fil med underskrivna papper väntar på att läsas in" in text
    assert "sedan mer än 3 timmar" in text
    assert "blanketter-courier" in text


def test_erased_bytes_that_stay_are_told(db: sa.Engine) -> None:
    transport = FakeTransport()
    with db.begin() as connection:
        want_scrubbing(connection, NOW)
    digest(db, transport).send_if_due(NOW + HOUR)
    assert transport.sent == []
    digest(db, transport).send_if_due(NOW + 2 * HOUR)
    [message] = transport.sent
    text = " ".join(message.get_content().split())
    subject = "Gallrade uppgifter finns kvar i registrets filer"
    assert message["Subject"] == f"[Blanketter] {subject}"
    assert f"{subject} sedan 14 mars 2026" in text
    assert "blanketter scrub" in text


def test_damage_alone_is_told_without_a_word_about_copies(db: sa.Engine) -> None:
    transport = FakeTransport()
    damaged = examples.filed(db)
    rewrite(db, "DELETE FROM documents")
    note(db, FilingDamaged(damaged.id, "", 1, "the issued document"), NOW)
    digest(db, transport).send_if_due(NOW)
    [message] = transport.sent
    assert "resend" not in message.get_content()


def test_long_list_is_cut_short(db: sa.Engine) -> None:
    transport = FakeTransport()
    for _ in range(25):
        examples.filed(db)
    digest(db, transport).send_if_due(NOW + HOUR)
    text = transport.sent[0].get_content()
    assert text.count("AP-2026-") == 20
    assert "25 kopior" in text
    assert "och fler" in text


def test_mail_comes_at_most_once_a_day(db: sa.Engine) -> None:
    transport = FakeTransport()
    fail(db)
    for minutes in range(0, 25 * 60, 5):
        digest(db, transport).send_if_due(NOW + timedelta(minutes=minutes))
    assert len(transport.sent) == 2
    assert len({message["Message-ID"] for message in transport.sent}) == 2


@pytest.mark.parametrize("begin", [datetime(2026, 10, 24, 22, 20), datetime(2026, 3, 28, 22, 50)])
def test_mails_of_two_days_differ_also_when_the_clocks_change(
    db: sa.Engine, begin: datetime
) -> None:
    now = begin.replace(tzinfo=UTC)
    found = standing(db, now)
    first, second = (
        digest_letter(found, SENDER, OPERATOR, 0, moment) for moment in (now, now + DAY)
    )
    assert first.message_id != second.message_id


def test_of_many_processes_one_sends(db: sa.Engine) -> None:
    transport = FakeTransport()
    fail(db)
    with ThreadPoolExecutor(4) as many:
        list(many.map(lambda _: digest(db, transport).send_if_due(NOW), range(12)))
    assert len(transport.sent) == 1


def test_trouble_is_noticed_soon_after_all_was_well(db: sa.Engine) -> None:
    transport = FakeTransport()
    digest(db, transport).send_if_due(NOW)
    fail(db)
    digest(db, transport).send_if_due(NOW + timedelta(minutes=10))
    assert len(transport.sent) == 1


def test_mail_that_could_not_be_sent_is_tried_again_soon(db: sa.Engine) -> None:
    transport = FakeTransport(lambda message: AWAY)
    fail(db)
    for minutes in (0, 5, 10):
        digest(db, transport).send_if_due(NOW + timedelta(minutes=minutes))
    assert len(transport.sent) == 2
    assert len({message["Message-ID"] for message in transport.sent}) == 1


def test_one_operator_who_cannot_be_reached_keeps_it_from_no_other(db: sa.Engine) -> None:
    refused = Outcome(Verdict.PERMANENT, "550")
    accepted = Outcome(Verdict.ACCEPTED, "250")
    transport = FakeTransport(lambda message: refused if "gone" in message["To"] else accepted)
    fail(db)
    both = digest(db, transport, "gone@toreboda.example", OPERATOR)
    both.send_if_due(NOW)
    both.send_if_due(NOW + HOUR)
    assert [message["To"] for message in transport.sent] == ["gone@toreboda.example", OPERATOR]
    assert len({message["Message-ID"] for message in transport.sent}) == 2


def test_copy_that_may_have_arrived_is_told_as_such(db: sa.Engine) -> None:
    transport = FakeTransport()
    examples.filed(db)
    [taken] = deliveries.lease_due(db, NOW, HOUR, "courier", 1)
    deliveries.mark_unsure(db, taken, "E-postservern svarade inte i tid", NOW + 4 * HOUR, NOW)
    digest(db, transport).send_if_due(NOW)
    [message] = transport.sent
    text = message.get_content()
    assert message["Subject"] == "[Blanketter] Osäkert om 1 kopia har kommit fram"
    assert "Kopian kan ha kommit fram" in text
    assert "svarade inte i tid (nytt försök 14 mars 2026 kl. 18.05)" in text
    assert "har inte kommit fram" not in text
    assert "Misslyckades" not in text


def test_given_up_and_unsure_copies_are_counted_apart(db: sa.Engine) -> None:
    transport = FakeTransport()
    fail(db)
    for _ in range(2):
        examples.filed(db)
    for taken in deliveries.lease_due(db, NOW, HOUR, "courier", 2):
        deliveries.mark_unsure(db, taken, "", None, NOW)
    digest(db, transport).send_if_due(NOW)
    subject = transport.sent[0]["Subject"]
    assert "1 kopia har inte kommit fram, och för 2 kopior är det osäkert" in subject
    assert transport.sent[0].get_content().count("webbplatsen försöker inte igen") == 2


def test_mail_server_that_bars_us_is_told_at_once_also_on_a_day_that_had_its_mail(
    db: sa.Engine,
) -> None:
    transport, barred = FakeTransport(), Outcome(Verdict.BARRED, "554 5.7.1 Relay access denied")
    fail(db)
    digest(db, transport).send_if_due(NOW)
    for minutes in (60, 70, 130):
        now = NOW + timedelta(minutes=minutes)
        examples.filed(db, now=now)
        writer = CopyWriter(db, SENDER, 10_000_000, "secret", lambda key, name: f"{key}{name}")
        deliver_due(Route(db, FakeTransport(lambda _: barred), writer, Clock(now), "courier"))
        digest(db, transport).send_if_due(now)
    first, second = transport.sent
    assert first["Message-ID"] != second["Message-ID"]
    assert "2 kopior har inte kommit fram" in second["Subject"]
    assert "av ett skäl som någon behöver rätta" in second.get_content()
    assert "554 5.7.1 Relay access denied" in second.get_content()


def test_server_that_bars_us_by_turns_is_told_of_once_an_hour(db: sa.Engine) -> None:
    told = 0
    for minutes in range(0, 130, 10):
        now = NOW + timedelta(minutes=minutes)
        tell_soon(db, now)
        told += chores.take_on(db, "digest", now, DAY)
    assert told == 3


def test_mail_that_may_have_been_taken_is_not_sent_again_for_hours(db: sa.Engine) -> None:
    transport = FakeTransport(lambda _: Outcome(Verdict.UNSURE, ""))
    fail(db)
    for minutes in range(0, 8 * 60, 10):
        digest(db, transport).send_if_due(NOW + timedelta(minutes=minutes))
    assert len(transport.sent) == 2


def test_operators_wait_once_for_a_server_that_does_not_answer(db: sa.Engine) -> None:
    fail(db)
    transport = FakeTransport(lambda _: AWAY)
    digest(db, transport, "one@toreboda.example", OPERATOR).send_if_due(NOW)
    assert len(transport.sent) == 1


def test_without_operators_the_log_is_told_once_a_day(
    db: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    fail(db)
    nobody = Digest(db, FakeTransport(), SENDER, ())
    for hours in range(24):
        nobody.send_if_due(NOW + hours * HOUR)
    [line] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert (line.message, vars(line)["failed"]) == ("a human is needed", 1)


def test_digest_reaches_a_real_server_past_a_queue_that_stands_still(db: sa.Engine) -> None:
    for _ in range(50):
        examples.filed(db)
    with real_server() as (mailbox, port):
        transport = SmtpTransport(SmtpServer("127.0.0.1", port, Encryption.OFF))
        digest(db, transport).send_if_due(NOW + HOUR)
        [message] = mailbox.messages
    assert message["Subject"] == "[Blanketter] 50 kopior har inte kommit fram"


def drafts_with_text(db: sa.Engine) -> int:
    typed = schema.drafts.c.typed
    with db.connect() as connection:
        query = sa.select(sa.func.count()).select_from(schema.drafts).where(typed.is_not(None))
        return connection.scalar(query) or 0


def test_expired_drafts_are_erased_once_an_hour(db: sa.Engine) -> None:
    clock = Clock()
    keep_house = Housekeeping(clock, [lambda now: erase_old_drafts(db, now)])
    keep_house()
    examples.saved_draft(db, now=NOW - LIFETIME)
    clock.move(HOUR / 2)
    keep_house()
    assert drafts_with_text(db) == 1
    clock.move(HOUR / 2)
    keep_house()
    assert drafts_with_text(db) == 0


def test_jobs_are_looked_after_once_a_minute() -> None:
    clock, seen = Clock(), []
    keep_house = Housekeeping(clock, [seen.append])
    for _ in range(12):
        keep_house()
        clock.move(timedelta(seconds=10))
    assert len(seen) == 2


def test_courier_thread_keeps_house_and_outlives_what_goes_wrong_there(db: sa.Engine) -> None:
    calls: Queue[int] = Queue()

    def stumble() -> None:
        calls.put(1)
        raise RegisterUnavailable

    route = Route(db, FakeTransport(), cast(Writer, None), Clock(), "courier")
    thread = CourierThread(route, seconds_between=60, keep_house=stumble)
    thread.start()
    for _ in range(3):
        calls.get(timeout=300)
        thread.wake()
    assert thread.stop(30)
