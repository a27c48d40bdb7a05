"""What is wrong with a mailbox, for who looks after it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from mail.imap.mailbox import Fault
from register.mailbox import Reading
from swedish import swedish_time

WHY: Mapping[str, str] = {
    Fault.AWAY: "e-postservern svarar inte. Kontrollera att den är igång och går att nå härifrån",
    Fault.CERTIFICATE: "e-postserverns certifikat godkänns inte. Förnya det, eller låt "
    "SSL_CERT_FILE peka ut den som har utfärdat det",
    Fault.LOGIN: "e-postservern släpper inte in webbplatsen. Kontrollera användare och lösenord",
    Fault.FOLDER: "mappen finns inte eller får inte läsas. Kontrollera mappens namn",
    Fault.REFUSED: "e-postservern säger nej till det webbplatsen ber om. Läs i e-postserverns logg",
}
NOBODY = "ingen har läst den. Kontrollera att utskicken är igång (COURIER)"


def told(found: Reading, now: datetime) -> Iterator[str]:
    """What a human has to do about a mailbox, each in a sentence or two."""
    since = found.deaf_since(now)
    if since is not None:
        why = WHY.get(found.fault, NOBODY)
        yield (
            f"Brevlådan för skannade papper har inte gått att läsa sedan {swedish_time(since)}: "
            f"{why} (IMAP_URL). Breven ligger kvar och läses sedan."
        )
    if found.unread:
        yield (
            f"{_mails(found.unread)} i brevlådan gick inte att läsa och ligger i mappen unread. Se "
            "i ett e-postprogram vad som kom, och lägg in papperen i registret. Töm sedan mappen."
        )
    if found.large:
        yield (
            f"{_mails(found.large)} i brevlådan är för {'stort' if found.large == 1 else 'stora'} "
            "och läses inte. Spara det som är bifogat, lägg in det i registret och flytta brevet "
            "till en annan mapp."
        )


def _mails(count: int) -> str:
    return "1 brev" if count == 1 else f"{count} brev"
