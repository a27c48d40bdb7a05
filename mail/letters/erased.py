"""The letter that tells archivists that something was erased, and where its protocol is."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from mail.letters.copy import Sender, to_do, whole_text
from mail.letters.letter import Letter
from register.erasing.erasures import items_of
from register.letters import WaitingLetter
from swedish import swedish_day


@dataclass(frozen=True)
class ErasedWriter:
    """Writes such letters for one installation; `link_to` makes the address of a protocol."""

    register: sa.Engine
    sender: Sender
    link_to: Callable[[int], str]

    def write(self, waiting: WaitingLetter) -> Letter:
        """Return the letter: how much is gone, and no word of what it was."""
        number = int(waiting.facts["erasure"])
        items = items_of(self.register, number)
        spared = sum(bool(one.spared) for one in items)
        kept = (
            f" {spared} stod i förslaget men är kvar; protokollet säger varför." if spared else ""
        )
        parts = [
            f"Hej!\n\n{len(items) - spared} ärenden eller ögonblicksbilder gallrades "
            f"{swedish_day(waiting.queued_at)}.{kept}",
            to_do(
                "Hämta protokollet och spara det i arkivet, utanför registret.",
                "Återställer ni en äldre säkerhetskopia gör ni om gallringen med protokollet.",
            ),
            f"Protokollet:\n{self.link_to(number)}",
        ]
        words = whole_text(parts, self.sender)
        return self.sender.letter(waiting, f"Gallringsprotokoll {number}", words)
