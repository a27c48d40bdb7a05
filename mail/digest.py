"""The daily mail to who runs the system: what failed or waits too long, and no mail otherwise."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import sqlalchemy as sa

from mail.letter import Letter, write_letter
from mail.message import FROM_A_MACHINE, SWEDEN, Sender, in_words
from mail.transport import Transport, Verdict
from register import chores
from register.deliveries import Delivery, DeliveryState
from register.errors import FilingDamaged
from register.operation import Standing, standing

CHORE = "digest"
LOOK_EVERY = timedelta(minutes=10)
AT_MOST_EVERY = timedelta(hours=24)
MOST_LISTED = 20
log = logging.getLogger("blanketter.digest")


@dataclass(frozen=True)
class Digest:
    """Tells the operators. `transport` is a way of its own, so that no other mail is in front."""

    register: sa.Engine
    transport: Transport
    sender: Sender
    operators: Sequence[str]

    def send_if_due(self, now: datetime) -> None:
        """Send when something is wrong and nobody was told within a day, by any process.

        Tried anew after ten minutes when no operator's mail was taken. Without operators the log
        alone is told. Raises RegisterUnavailable.
        """
        if not chores.take_on(self.register, CHORE, now, LOOK_EVERY):
            return
        found = standing(self.register, now)
        if found.is_well:
            return
        facts = {"failed": found.queue.failed, "late": found.late, "damaged": len(found.damaged)}
        log.error("a human is needed", extra=facts)
        if not self.operators or self._is_told(found, now):
            chores.put_off(self.register, CHORE, now + AT_MOST_EVERY)

    def _is_told(self, found: Standing, now: datetime) -> bool:
        verdicts = []
        try:
            for number in range(len(self.operators)):
                verdicts.append(self._tell(number, found, now))
                if verdicts[-1].ends_round:
                    break
        finally:
            self.transport.close()
        return Verdict.ACCEPTED in verdicts

    def _tell(self, number: int, found: Standing, now: datetime) -> Verdict:
        letter = digest_letter(found, self.sender, self.operators[number], number, now)
        verdict = self.transport.send(letter).verdict
        log.info("digest", extra={"operator": number, "result": verdict.name.lower()})
        return verdict


def digest_letter(
    found: Standing, sender: Sender, operator: str, number: int, now: datetime
) -> Letter:
    """Return the mail to the operator of this number; its Message-ID is the same all day (UTC)."""
    # A Swedish day may have 25 hours, and two mails.
    day = now.astimezone(UTC).date().isoformat()
    message_id = f"<driftlarm-{day}-{number}@{sender.address.partition('@')[2]}>"
    headers = {
        "Subject": f"[Blanketter] {_subject(found)}",
        "Date": format_datetime(now.astimezone(SWEDEN)),
        **FROM_A_MACHINE,
    }
    return write_letter(sender.as_header(), operator, message_id, headers, _text(found, sender))


def _subject(found: Standing) -> str:
    if not found.damaged:
        return f"{_copies(found)} har inte kommit fram"
    count = len(found.damaged)
    return "1 handling är skadad" if count == 1 else f"{count} handlingar är skadade"


def _copies(found: Standing) -> str:
    count = found.queue.failed + found.late
    return "1 kopia" if count == 1 else f"{count} kopior"


def _text(found: Standing, sender: Sender) -> str:
    failed = [one for one in found.troubles if one.state is DeliveryState.FAILED]
    late = [one for one in found.troubles if one.state is DeliveryState.QUEUED]
    parts = [
        "Hej!",
        *(_about_damage(found) if found.damaged else ()),
        *(_about_copies(found, failed, late) if failed or late else ()),
        f"--\nMeddelandet har skickats automatiskt från {sender.municipality}. Det kommer högst "
        "en gång om dygnet, och bara när något är fel.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _about_damage(found: Standing) -> list[str]:
    return [
        _list(
            "Det här är inte längre som när det lämnades in:",
            [_version(one) for one in found.damaged],
        )
        + "\n\nWebbplatsen varken visar eller skickar det som är skadat, och kopian väntar.",
        _to_do(
            "Kör ”flask --app app verify” för att se om mer är skadat.",
            "Kontrollera disken. Spara undan registret som det är innan du gör något annat.",
            "Lägg tillbaka en säkerhetskopia där det är helt. Det som lämnats in sedan dess finns "
            "i kopiorna hos informationsansvarig.",
        ),
    ]


def _about_copies(
    found: Standing, failed: Sequence[Delivery], late: Sequence[Delivery]
) -> list[str]:
    return [
        f"{_copies(found)} till informationsansvarig har inte kommit fram. "
        "Blanketterna själva är inlämnade och finns kvar.",
        _list(
            "Misslyckades. Webbplatsen försöker inte igen av sig själv:",
            [_failed(one) for one in failed],
        ),
        _list(
            "Har väntat i mer än en timme. Webbplatsen försöker igen:",
            [_late(one) for one in late],
        ),
        _to_do(
            "Läs vad e-postservern svarade och rätta felet där eller i inställningarna.",
            "Kör ”flask --app app resend” för att skicka det som misslyckades igen.",
            "Kör ”flask --app app status” för att se hur det gick.",
        ),
    ]


def _to_do(*steps: str) -> str:
    lines = [f"{number}. {step}" for number, step in enumerate(steps, 1)]
    return "\n".join(("Det här kan du göra", "-------------------", "", *lines))


def _list(heading: str, found: Sequence[str]) -> str:
    if not found:
        return ""
    lines = [f"- {one}" for one in found[:MOST_LISTED]]
    if len(found) > MOST_LISTED:
        lines.append("- och fler, som ”flask --app app status” visar")
    return "\n".join((heading, *lines))


def _failed(delivery: Delivery) -> str:
    return f"{_name(delivery)}: {delivery.server_reply}"


def _late(delivery: Delivery) -> str:
    words = delivery.server_reply or "inget försök har gjorts. Kontrollera att utskicken är igång"
    return f"{_name(delivery)}, sedan {in_words(delivery.tries_since)}: {words}"


def _name(delivery: Delivery) -> str:
    return f"{_version(delivery)} till {delivery.recipient}"


def _version(one: Delivery | FilingDamaged) -> str:
    return f"{one.reference} v{one.version}"
