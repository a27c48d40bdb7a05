"""The letter about what is due: what stands in it when it goes, and what does not."""

from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from mail.courier import Route, deliver_due, new_worker_name
from mail.letters.copy import Sender
from mail.letters.duty_reminder import ReminderWriter
from mail.letters.writer import CopyWriter
from mail.smtp.server import parse_smtp_url
from mail.smtp.transport import SmtpTransport
from register import schema
from register.database import reading, writing
from register.duties import Calendar
from register.fold import sort_key
from register.letters import LetterKind
from register.reminder_rules import Rules
from tests.mail.servers import real_server
from tests.register import examples
from tests.register.reminding import (
    ANN,
    BO,
    CARE,
    MANAGED,
    OFFICER,
    RULES,
    RUT,
    SCHOOL,
    SVEN,
    account,
    at,
    remind,
    set_index,
)

DAY = timedelta(days=1)
PICTURED, DUE = date(2026, 3, 1), date(2026, 12, 31)
SENDER = Sender(
    "blanketter@toreboda.example",
    "Töreboda kommun",
    own_plans="https://b.example/mina-planer/",
    cases="https://b.example/register/planer/",
    late="https://b.example/register/forsenat",
)


def sent(db: sa.Engine, day: date, rules: Rules = RULES) -> dict[str, EmailMessage]:
    """What a real mail server took of such letters, by recipient."""
    calendar = Calendar(day)
    writers = {LetterKind.DUTY_REMINDER: ReminderWriter(db, SENDER, lambda: calendar, rules)}
    copies = CopyWriter(db, SENDER, 10**7, "secret", lambda key, name: f"{key}{name}")
    with real_server() as (mailbox, port):
        transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{port}?starttls=off"))
        worker = new_worker_name()
        clock = lambda: at(day, 10)  # noqa: E731
        deliver_due(Route(db, transport, copies, clock, worker, letter_writers=writers))
        found = [one for one in mailbox.messages if "att göra" in str(one["Subject"])]
    by_recipient = {str(one["To"]): one for one in found}
    assert len(by_recipient) == len(found)
    return by_recipient


def text_of(message: EmailMessage) -> str:
    return "\n".join(message.get_content().splitlines())


def withdrawn(db: sa.Engine) -> int:
    of = schema.letters.c
    query = sa.select(sa.func.count()).where(of.withdrawn_at.is_not(None))
    with reading(db) as connection:
        return connection.scalar(query) or 0


def test_letter_tells_all_that_is_due_with_links_and_no_answers(db: sa.Engine) -> None:
    day = DUE - 14 * DAY
    one = account(db, [ANN], pictured_on=PICTURED)
    two = account(db, [ANN], pictured_on=PICTURED, reviewed_on=date(2025, 12, 1))
    filed = at(day - 40 * DAY)
    three = account(db, [ANN], awaits_paper=True, is_signed=True, changed_at=filed, paper="waiting")
    assert remind(db, day) == 1
    message = sent(db, day)[ANN]
    assert message["Subject"] == ("4 saker att göra med konton i sociala medier, något är försenat")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    text = text_of(message)
    own = "https://b.example/mina-planer"
    for line in (
        f"{one.reference}: Ta en ögonblicksbild av kontot, senast 31 december 2026 (om 14 dagar).",
        f"{two.reference}: Gå igenom planen, senast 1 december 2026 (16 dagar sen).",
        f"{own}/{two.reference}/ogonblicksbild",
        f"{own}/{two.reference}/allt-stammer",
        f"{own}/{three.reference}/papper",
        "Du får brevet för att du står som administratör i planerna. Du får högst ett sådant brev "
        "i veckan.",
    ):
        assert line in text.splitlines()
    assert text.index("Försenat\n") < text.index("Snart dags\n")
    leaving = [f"{it.reference}:\n{own}/{it.reference}/slutat" for it in (two, three, one)]
    asked = "Administrerar du inte längre något av kontona? Säg till här, så påminns du inte mer om"
    assert "\n".join((f"{asked} det:", *leaving, "")) in text
    for never in ("Facebook", "Personalenheten", "Åsa", "@", "informationsansvarig"):
        assert never not in text


def test_officer_is_led_to_the_register(db: sa.Engine) -> None:
    one = account(db, [ANN, BO], pictured_on=PICTURED)
    assert remind(db, DUE + 22 * DAY) == 3
    text = text_of(sent(db, DUE + 22 * DAY)[OFFICER])
    assert f"https://b.example/register/planer/{one.reference}/" in text.splitlines()
    assert "Mer än tre veckor försenat" in text
    assert "mina-planer" not in text
    assert "inte längre" not in text
    assert "Länken leder till registret." in text
    assert "för att du är informationsansvarig." in text


def test_what_was_done_before_it_is_sent_is_left_out(db: sa.Engine) -> None:
    day = DUE - 14 * DAY
    one, two = (account(db, [ANN], pictured_on=PICTURED) for _ in range(2))
    assert remind(db, day) == 1
    set_index(db, one, pictured_on=day)
    message = sent(db, day)[ANN]
    assert message["Subject"] == "En sak att göra med konton i sociala medier"
    assert two.reference in text_of(message)
    assert one.reference not in text_of(message)
    leave = f"https://b.example/mina-planer/{two.reference}/slutat"
    asked = "Administrerar du inte längre kontot? Säg till här, så påminns du inte mer om det:"
    why = "Du får brevet för att du står som administratör i planen."
    assert f"{asked}\n{leave}\n\n{why}" in text_of(message)


def test_letter_that_leaves_when_the_half_year_has_turned_tells_what_is_late_then(
    db: sa.Engine,
) -> None:
    late, done = (account(db, [ANN], pictured_on=PICTURED) for _ in range(2))
    account(db, [ANN], reviewed_on=DUE + 9 * DAY - 365 * DAY)
    assert remind(db, DUE - DAY) == 1
    set_index(db, done, pictured_on=DUE)
    message = sent(db, DUE + 4 * DAY)[ANN]
    assert message["Subject"] == "2 saker att göra med konton i sociala medier, något är försenat"
    _, _, rest = text_of(message).partition("Försenat\n")
    assert rest.index(late.reference) < rest.index("Snart dags\n") < rest.index("Gå igenom planen")
    assert done.reference not in rest


def test_letter_with_nothing_left_is_withdrawn(db: sa.Engine) -> None:
    day = DUE - 14 * DAY
    one, left = account(db, [ANN], pictured_on=PICTURED), account(db, [BO], pictured_on=PICTURED)
    assert remind(db, day) == 2
    set_index(db, one, pictured_on=day)
    with writing(db) as connection:
        row = {"case_id": left.case_id, "address": BO, "how": "said", "at": examples.NOW}
        connection.execute(sa.insert(schema.departures).values(row))
    assert sent(db, day) == {}
    assert withdrawn(db) == 2
    assert sent(db, day) == {}


def test_a_long_letter_lists_some_and_leads_to_the_rest(db: sa.Engine) -> None:
    for _ in range(55):
        account(db, [ANN], pictured_on=PICTURED)
    assert remind(db, DUE - 14 * DAY) == 1
    text = text_of(sent(db, DUE - 14 * DAY)[ANN])
    assert text.count("Ta en ögonblicksbild") == 50
    assert "Och 5 till:\nhttps://b.example/mina-planer/\n\n" in text
    assert "kontot”, så påminns du inte mer om det:\nhttps://b.example/mina-planer/\n\n" in text
    assert "/slutat" not in text


def test_manager_is_led_to_the_register_and_told_whom_to_ask(db: sa.Engine) -> None:
    day = DUE + 22 * DAY
    one = account(db, department=CARE, pictured_on=PICTURED)
    other = account(db, department=SCHOOL, pictured_on=PICTURED)
    assert remind(db, day, MANAGED) == 6
    message = sent(db, day, MANAGED)[SVEN]
    assert message["Subject"] == "En sak att göra med konton i sociala medier, något är försenat"
    text = text_of(message)
    for line in (
        f"{one.reference}: Ta en ögonblicksbild av kontot, senast 31 december 2026 (22 dagar sen).",
        f"https://b.example/register/planer/{one.reference}/",
        "https://b.example/register/forsenat",
        "Allt som är försenat för Vård och omsorg:",
    ):
        assert line in text.splitlines()
    assert "Där kan du läsa, men inte göra det som ska göras." in text
    assert "Hör med dem som administrerar kontot om vad som hindrar dem." in text
    assert "Du får brevet för att du läser registret för Vård och omsorg." in text
    for never in (other.reference, "mina-planer", "informationsansvarig", "inte längre", "@"):
        assert never not in text


def test_manager_who_administers_an_account_has_that_to_do(db: sa.Engine) -> None:
    day = DUE + 22 * DAY
    own = account(db, [ANN, BO], department=CARE, pictured_on=PICTURED)
    other = account(db, [BO, SVEN], department=CARE, pictured_on=PICTURED)
    rules = replace(RULES, managers=((ANN, CARE),))
    assert remind(db, day, rules) == 4
    text = text_of(sent(db, day, rules)[ANN])
    late, _, asked = text.partition("Mer än tre veckor försenat\n")
    assert f"https://b.example/mina-planer/{own.reference}/ogonblicksbild" in late.splitlines()
    assert f"https://b.example/register/planer/{other.reference}/" in asked.splitlines()
    assert f"https://b.example/mina-planer/{own.reference}/slutat" in asked.splitlines()
    assert own.reference not in asked.partition("Logga in när")[0]
    assert "Länken under ”Mer än tre veckor försenat” leder till registret." in asked
    assert "du står som administratör i planen och du läser registret för Vård och omsorg." in asked


def test_long_letter_to_a_manager_leads_to_all_that_is_late(db: sa.Engine) -> None:
    for _ in range(52):
        account(db, department=SCHOOL, pictured_on=PICTURED)
    day = DUE + 22 * DAY
    assert remind(db, day, MANAGED) == 4
    text = text_of(sent(db, day, MANAGED)[RUT])
    assert "Och 2 till:\nhttps://b.example/register/forsenat\n\nLänkarna under" in text
    assert "Vilka de är står i planen för varje konto." in text


def test_officer_who_is_manager_too_is_told_of_all_as_officer(db: sa.Engine) -> None:
    day = DUE + 22 * DAY
    every = [account(db, department=its, pictured_on=PICTURED) for its in (CARE, SCHOOL)]
    rules = replace(RULES, managers=((OFFICER, CARE),))
    assert remind(db, day, rules) == 3
    text = text_of(sent(db, day, rules)[OFFICER])
    assert all(one.reference in text for one in every)
    assert "för att du är informationsansvarig." in text
    assert "/register/forsenat" not in text


def test_what_no_longer_concerns_a_manager_when_it_is_sent_is_left_out(db: sa.Engine) -> None:
    day = DUE + 22 * DAY
    stays, moves, done = (account(db, department=CARE, pictured_on=PICTURED) for _ in range(3))
    assert remind(db, day, MANAGED) == 5
    set_index(db, moves, department=SCHOOL, department_key=sort_key(SCHOOL))
    set_index(db, done, pictured_on=day)
    # Taken out of the settings meanwhile, and bound to another.
    rules = replace(RULES, managers=((SVEN, CARE), (RUT, CARE)))
    found = sent(db, day, rules)
    assert sorted(found) == sorted([ANN, BO, OFFICER, SVEN])
    assert withdrawn(db) == 1
    assert stays.reference in text_of(found[SVEN])
    for gone in (moves, done):
        assert gone.reference not in text_of(found[SVEN])
    assert moves.reference in text_of(found[OFFICER])


@pytest.mark.parametrize("rules", [RULES, replace(MANAGED, mail_domains=("annan.example",))])
def test_letter_to_who_is_manager_no_longer_is_withdrawn(db: sa.Engine, rules: Rules) -> None:
    day = DUE + 22 * DAY
    account(db, [ANN, BO], department=SCHOOL, pictured_on=PICTURED)
    assert remind(db, day, MANAGED) == 4
    assert RUT not in sent(db, day, rules)
    assert withdrawn(db) == 1


def test_form_that_readers_may_not_read_any_more_is_in_no_letter_to_a_manager(
    db: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = DUE + 22 * DAY
    account(db, department=SCHOOL, pictured_on=PICTURED)
    assert remind(db, day, MANAGED) == 4
    monkeypatch.setattr("register.reminder_rules.reads", lambda role, _: role != "reader")
    assert sorted(sent(db, day, MANAGED)) == [ANN, BO, OFFICER]
