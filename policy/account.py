"""What an account must show about itself, and what must be in place before its first post.

The words follow the policy's sections; they are ours and not the policy's own. No person is ever
named: an account is run by a unit.
"""

from dataclasses import dataclass

from policy.guidelines import FORBIDDEN

MUNICIPALITY = "Töreboda kommun"
# Both addresses stand in the policy.
WEBSITE = "toreboda.se"
PUBLIC_MAIL = "kommunen@toreboda.se"

ORGANISATION_GAP = "[förvaltning och enhet]"
PURPOSE_GAP = "[vad kontot ska användas till]"
# Room for a short description on the account itself: the smallest of the large networks give 150.
SHORT_TEXT_LENGTH = 150


@dataclass(frozen=True)
class Account:
    """An account in social media; what is empty becomes a gap to fill in."""

    organisation: str = ""
    medium: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Check:
    """One thing to tick off; `section` is the slug of the section that asks for it."""

    text: str
    section: str


def about_text(account: Account) -> str:
    """The text for the account's page about itself: plain lines, ready to be pasted."""
    on_medium = f" på {account.medium}" if account.medium else ""
    run_by = f"{account.organisation or ORGANISATION_GAP} i {MUNICIPALITY}"
    return "\n".join(
        (
            f"Det här kontot{on_medium} drivs av {run_by}.",
            f"Syfte: {account.purpose or PURPOSE_GAP}",
            "",
            "Det du skriver här blir en allmän handling. Det betyder att det är offentligt och "
            "att alla har rätt att läsa det. Skriv inget privat om dig själv eller andra.",
            "",
            "Både positiva och negativa synpunkter är välkomna. Kommentarer får inte innehålla:",
            *(f"– {rule}" for rule in FORBIDDEN),
            "Sådant tar vi bort, efter att vi har sparat innehållet och vem som skrev det.",
            "",
            f"Frågor till kommunen: {PUBLIC_MAIL}",
            f"Officiell information: {WEBSITE}",
        )
    )


def short_text(account: Account) -> str:
    """The same in one line, for accounts with little room. A long name may need to be cut."""
    run_by = f"{account.organisation or ORGANISATION_GAP}, {MUNICIPALITY}"
    return f"{run_by}. Det du skriver blir allmän handling. Regler och kontakt: {WEBSITE}"


BEFORE_FIRST_POST = (
    Check("Den ansvariga chefen har godkänt kontot med sin underskrift.", "roller-och-ansvar"),
    Check("Informationsansvarig har fått aktivitetsplanen.", "roller-och-ansvar"),
    Check("Minst två administratörer kan logga in.", "bilaga-1"),
    Check(
        "Inloggningsuppgifterna finns på den gemensamma lagringsplatsen, och informationsansvarig "
        "har fått veta dem.",
        "bilaga-1",
    ),
    Check("Kommunens logotyp syns och följer den grafiska profilen.", "checklista"),
    Check(
        "Texten om kontot finns på kontot, så att den går att läsa innan man skriver.",
        "otillatet-material",
    ),
    Check(
        f"Kontot hänvisar till {WEBSITE}, där den officiella informationen finns.",
        "bakgrund-och-definition",
    ),
    Check(
        "Någon bevakar kontot och svarar på frågor, också när den som brukar göra det är ledig.",
        "snabbguide",
    ),
    Check(
        "Alla som sköter kontot vet att innehåll och avsändare ska sparas innan något tas bort.",
        "allman-handling",
    ),
    Check("Ni har rätt att använda era bilder och texter.", "snabbguide"),
    Check(
        f"Kontot finns i förteckningen på {WEBSITE} och i dokumenthanteringsplanen.",
        "diarieforing-och-gallring",
    ),
    Check(
        "Ni har bestämt vem som sparar en bild av kontot varje halvår.", "diarieforing-och-gallring"
    ),
)
FOLLOW_UP = Check("Ni har bestämt när ni ska mäta och utvärdera.", "checklista")
