"""The daily mail to who runs the system: what failed or waits too long, and no mail otherwise.

What keeps every copy waiting until somebody mends it is told at once.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import sqlalchemy as sa

from mail.imap.words import told
from mail.letters.copy import Sender
from mail.letters.letter import Letter, write_letter
from mail.transport import Transport, Verdict
from register import chores
from register.deliveries import Delivery, DeliveryState
from register.errors import FilingDamaged
from register.oversight import PaperQueue, Standing, standing
from register.room import Room, Space
from register.unsent import Hanging
from swedish import SWEDEN, swedish_time

CHORE = "digest"
LOOK_EVERY = timedelta(minutes=10)
AT_MOST_EVERY = timedelta(hours=24)
# A mail that may have been taken; a server that bars us and lets us in by turns.
AGAIN_AFTER_UNSURE = timedelta(hours=4)
SOON_AT_MOST_EVERY = timedelta(hours=1)
MOST_LISTED = 20
PAPER_IS_LATE = "Underskrivna papper blir inte inlästa"
BARRED_HEADING = (
    "E-postservern säger nej av ett skäl som någon behöver rätta, till exempel avsändaren, "
    "inloggningen, en regel eller en kvot. Kopiorna väntar tills dess:"
)
UNSURE_HEADING = (
    "Osäkert. E-postservern fick hela brevet men svarade inte om den tog emot det. Kopian kan ha "
    "kommit fram, så fråga mottagaren innan du skickar den igen:"
)
BOUNCED_HEADING = (
    "Studsade. E-postservern tog emot kopian men kunde inte lämna den vidare. Webbplatsen försöker "
    "inte igen av sig själv:"
)
FAILED_HEADING = "Misslyckades. Webbplatsen försöker inte igen av sig själv:"
LETTERS_HEADING = "Webbplatsen försöker inte igen med de här:"
UNSCRUBBED = "Gallrade uppgifter finns kvar i registrets filer"
LATE_HEADING = "Har väntat i mer än en timme. Webbplatsen försöker igen:"
log = logging.getLogger("blanketter.digest")


@dataclass(frozen=True)
class Digest:
    """Tells the operators. `transport` is a way of its own, so that no other mail is in front."""

    register: sa.Engine
    transport: Transport
    sender: Sender
    operators: Sequence[str]
    room: Room | None = None
    has_folder: bool = False
    has_mailbox: bool = False

    def send_if_due(self, now: datetime) -> None:
        """Send when something is wrong and nobody was told within a day, by any process.

        Tried anew after ten minutes when no operator's mail was taken, after four hours when that
        is not known. Without operators the log
        alone is told. Raises RegisterUnavailable.
        """
        if not chores.take_on(self.register, CHORE, now, LOOK_EVERY):
            return
        found = standing(
            self.register,
            now,
            self.room,
            has_folder=self.has_folder,
            has_mailbox=self.has_mailbox,
        )
        if found.is_well:
            return
        facts = {"failed": found.queue.failed, "late": found.late, "damaged": len(found.damaged)}
        facts |= {"unsure": found.queue.unsure, "barred": found.barred}
        facts |= {"cramped": found.is_cramped, "letters": found.letters.count}
        facts["unread"] = found.paper.files if found.paper.is_late else 0
        facts |= {"unwatched": found.folder_unwatched_since is not None}
        facts |= {"deaf": found.mailbox_deaf_since is not None}
        facts |= {"unscrubbed": found.unscrubbed_since is not None}
        log.error("a human is needed", extra=facts)
        verdicts = self._tell_all(found, now)
        if not self.operators or Verdict.ACCEPTED in verdicts:
            chores.put_off(self.register, CHORE, now + AT_MOST_EVERY)
        elif Verdict.UNSURE in verdicts:
            chores.put_off(self.register, CHORE, now + AGAIN_AFTER_UNSURE)

    def _tell_all(self, found: Standing, now: datetime) -> list[Verdict]:
        verdicts: list[Verdict] = []
        try:
            for number in range(len(self.operators)):
                verdicts.append(self._tell(number, found, now))
                if verdicts[-1].ends_round:
                    break
        finally:
            self.transport.close()
        return verdicts

    def _tell(self, number: int, found: Standing, now: datetime) -> Verdict:
        letter = digest_letter(found, self.sender, self.operators[number], number, now)
        verdict = self.transport.send(letter).verdict
        log.info("digest", extra={"operator": number, "result": verdict.name.lower()})
        return verdict


def tell_soon(register: sa.Engine, now: datetime) -> None:
    """Let the daily mail go at the next look, also when one went today; at most once an hour."""
    if chores.take_on(register, "digest soon", now, SOON_AT_MOST_EVERY):
        chores.put_off(register, CHORE, now)


def digest_letter(
    found: Standing, sender: Sender, operator: str, number: int, now: datetime
) -> Letter:
    """Return the mail to the operator of this number; its Message-ID is the same all hour (UTC)."""
    # A Swedish day may have 25 hours, and two mails.
    hour = now.astimezone(UTC).strftime("%Y-%m-%d-%H")
    message_id = f"<driftlarm-{hour}-{number}@{sender.address.partition('@')[2]}>"
    headers = {
        "Subject": f"[Blanketter] {_subject(found)}",
        "Date": format_datetime(now.astimezone(SWEDEN)),
        **sender.of_a_machine(),
    }
    text = _text(found, sender, now)
    return write_letter(sender.as_header(), operator, message_id, headers, text)


def _subject(found: Standing) -> str:
    if not found.damaged:
        if found.count:
            return _in_short(found)
        if found.letters.count:
            return _letters(found.letters.count)
        if found.is_cramped:
            return "Ont om plats"
        if found.paper.is_late:
            return PAPER_IS_LATE
        is_of_papers = found.folder_unwatched_since or found.mailbox_deaf_since
        return "Skannade papper hämtas inte" if is_of_papers else UNSCRUBBED
    count = len(found.damaged)
    return "1 handling är skadad" if count == 1 else f"{count} handlingar är skadade"


def _in_short(found: Standing) -> str:
    unsure, missing = found.queue.unsure, found.count - found.queue.unsure
    if not missing:
        return f"Osäkert om {_copies(unsure)} har kommit fram"
    also = f", och för {_copies(unsure)} är det osäkert" if unsure else ""
    return f"{_copies(missing)} har inte kommit fram{also}"


def _letters(count: int) -> str:
    return "1 brev har inte kommit fram" if count == 1 else f"{count} brev har inte kommit fram"


def _copies(count: int) -> str:
    return "1 kopia" if count == 1 else f"{count} kopior"


def _text(found: Standing, sender: Sender, now: datetime) -> str:
    parts = [
        "Hej!",
        *(_about_damage(found) if found.damaged else ()),
        *(_about_room(found.space) if found.space and found.is_cramped else ()),
        *_about_folder(found.folder_unwatched_since),
        *(told(found.mailbox, now) if found.mailbox else ()),
        *(_about_copies(found) if found.count else ()),
        *(_about_letters(found) if found.letters.count else ()),
        *(_about_paper(found.paper) if found.paper.is_late else ()),
        *_about_erased(found.unscrubbed_since),
        f"--\nMeddelandet har skickats automatiskt från {sender.municipality}. Det kommer bara när "
        "något är fel, och högst en gång om dygnet när inget nytt har hänt.",
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
            "Kör ”blanketter verify” för att se om mer är skadat.",
            "Kontrollera disken. Spara undan registret som det är innan du gör något annat.",
            "Lägg tillbaka en säkerhetskopia där det är helt. Det som lämnats in sedan dess finns "
            "i kopiorna som har skickats.",
        ),
    ]


def _about_room(space: Space) -> list[str]:
    parts = []
    if space.disk_is_nearly_full:
        parts += [
            f"Disken är snart full: {_megabytes(space.free or 0)} är ledigt. När mindre än "
            f"{_megabytes(space.room.reserve)} är ledigt går det inte att börja på nya blanketter.",
            _to_do("Ge disken mer plats, eller ta bort det som inte behövs."),
        ]
    if space.drafts_are_many:
        parts += [
            f"Det finns {space.drafts} utkast med {_megabytes(space.bytes)} text. Högst "
            f"{space.room.drafts} utkast och {_megabytes(space.room.bytes)} får plats. Sedan "
            "raderas de utkast som ingen har ändrat på länge.",
            _to_do(
                "Höj MAX_DRAFTS eller MAX_DRAFT_BYTES om utkasten är riktiga.",
                "Sänk DRAFTS_PER_HOUR om någon fyller på med flit.",
            ),
        ]
    return parts


def _about_folder(since: datetime | None) -> list[str]:
    if since is None:
        return []
    return [
        "Mappen för skannade papper har inte gått att gå igenom sedan "
        f"{swedish_time(since)}. Det som skannas ligger kvar där tills det går igen.",
        _to_do(
            "Kontrollera att disken med mappen (SCANS_FOLDER) är ansluten, och att webbplatsen får "
            "läsa den och flytta filer i den.",
            "Läs i loggen varför det inte går: ”scans folder”.",
        ),
    ]


def _about_erased(since: datetime | None) -> list[str]:
    if since is None:
        return []
    return [
        f"{UNSCRUBBED} sedan {swedish_time(since)}. Ingen sida visar dem, men den som kommer åt "
        "filerna kan hitta dem.",
        _to_do(
            "Se till att utskicken är igång (COURIER), också på natten.",
            "Avsluta program som läser registrets filer, till exempel för säkerhetskopiering.",
            "Kör ”blanketter scrub” när få använder registret. Den som lämnar in något får vänta.",
        ),
    ]


def _megabytes(count: int) -> str:
    return f"{count // (1024 * 1024)} MB"


def _about_copies(found: Standing) -> list[str]:
    waiting = [one for one in found.troubles if one.state is DeliveryState.QUEUED]
    failed = [one for one in found.troubles if one.state is DeliveryState.FAILED]
    bounced = [one for one in found.troubles if one.state is DeliveryState.BOUNCED]
    unsure = [one for one in found.troubles if one.state is DeliveryState.UNSURE]
    return [
        f"Det gäller kopior: {_in_short(found)}. Blanketterna själva är inlämnade och finns kvar.",
        _list(BARRED_HEADING, [_line(one) for one in waiting if one.is_barred]),
        _list(UNSURE_HEADING, [_unsure(one) for one in unsure]),
        _list(BOUNCED_HEADING, [_line(one) for one in bounced]),
        _list(FAILED_HEADING, [_line(one) for one in failed]),
        _list(LATE_HEADING, [_late(one) for one in waiting if not one.is_barred]),
        _to_do(
            "Läs vad e-postservern svarade och rätta felet där eller i inställningarna.",
            "Kör ”blanketter resend” för att skicka det som misslyckades igen.",
            "Kör ”blanketter status” för att se hur det gick.",
        ),
    ]


def _about_paper(paper: PaperQueue) -> list[str]:
    files = "1 fil" if paper.files == 1 else f"{paper.files} filer"
    hours = int((paper.oldest or timedelta()).total_seconds() // 3600)
    since = "en timme" if hours == 1 else f"{hours} timmar"
    return [
        f"{files} med underskrivna papper väntar på att läsas in, den äldsta sedan mer än {since}. "
        "Filerna är sparade.",
        _to_do(
            "Se till att ”blanketter-courier” är igång. Det är den som läser in papper.",
            "Kör ”blanketter status” för att se hur det gick.",
        ),
    ]


def _about_letters(found: Standing) -> list[str]:
    return [
        f"Annan e-post: {_letters(found.letters.count)} det senaste dygnet.",
        _list(LETTERS_HEADING, [_letter(one) for one in found.letters.rows]),
        _to_do(
            "Läs vad e-postservern svarade och rätta felet där eller i inställningarna.",
            "Be den som saknar brevet om ett nytt försök. Ett gammalt brev går inte att skicka "
            "igen.",
        ),
    ]


def _letter(one: Hanging) -> str:
    may_have_come = " (kan ha kommit fram)" if one.is_unsure else ""
    return f"Till {one.recipient}, {swedish_time(one.at)}{may_have_come}: {one.server_reply}"


def _to_do(*steps: str) -> str:
    lines = [f"{number}. {step}" for number, step in enumerate(steps, 1)]
    return "\n".join(("Det här kan du göra", "-------------------", "", *lines))


def _list(heading: str, found: Sequence[str]) -> str:
    if not found:
        return ""
    lines = [f"- {one}" for one in found[:MOST_LISTED]]
    if len(found) > MOST_LISTED:
        lines.append("- och fler, som ”blanketter status” visar")
    return "\n".join((heading, *lines))


def _line(delivery: Delivery) -> str:
    return f"{_name(delivery)}: {delivery.server_reply}"


def _unsure(delivery: Delivery) -> str:
    given_up = "webbplatsen försöker inte igen"
    again = given_up if delivery.is_given_up else f"nytt försök {swedish_time(delivery.due_at)}"
    return f"{_line(delivery)} ({again})"


def _late(delivery: Delivery) -> str:
    words = delivery.server_reply or "inget försök har gjorts. Kontrollera att utskicken är igång"
    return f"{_name(delivery)}, sedan {swedish_time(delivery.tries_since)}: {words}"


def _name(delivery: Delivery) -> str:
    return f"{_version(delivery)} till {delivery.recipient}"


def _version(one: Delivery | FilingDamaged) -> str:
    return f"{one.reference} version {one.version}"
