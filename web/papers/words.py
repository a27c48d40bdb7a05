"""What is said of a file and of a page that came: what it is, and what its holder can do.

All such words stand here, for who sends it in and for who sorts it. `what` is a sentence that is
true for both; `do` is for who can send it in once more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from register.sheets import Sheet
from register.verdicts import Verdict, Why
from swedish import swedish_size


@dataclass(frozen=True)
class Words:
    """`what` came and what to `do`. `shows_codes` when a drawing of where the codes are helps,
    `is_good` when nothing more has to be done about it."""

    what: str
    do: str = ""
    shows_codes: bool = False
    is_good: bool = False

    def __str__(self) -> str:
        return f"{self.what} {self.do}".strip()

    def about(self, **facts: object) -> "Words":
        """The same with facts in the places of their names."""
        return replace(self, what=self.what.format(**facts), do=self.do.format(**facts))


AGAIN = "Lägg papperet plant i bra ljus, håll telefonen rakt ovanför och ta en ny bild."
LOOKED_AT = "Filen är sparad, och en människa tittar på den."

# By the code of a refusal (intake.refusals): all of a file. It is kept as it came.
REFUSED: Mapping[str, Words] = {
    "not-a-scan": Words(
        "Filen är varken en bild eller en PDF.",
        "Välj ett foto, en skannad bild eller en PDF.",
    ),
    "encrypted": Words(
        "Filen är låst med ett lösenord.", "Spara en kopia utan lösenord och skicka kopian."
    ),
    "broken": Words("Filen är skadad.", "Ta en ny bild, eller skanna papperet en gång till."),
    "too-large": Words(
        "Filen är större än {limit}.", "Skanna med 200 dpi, eller skicka några sidor i taget."
    ),
    "pages": Words("Filen har fler än {limit} sidor.", "Dela upp den och skicka delarna."),
    "pixels": Words(
        "Bilden är större än vad som kan läsas.", "Ta en ny bild, eller skanna med 200 dpi."
    ),
    "lost": Words("Filen har skadats hos oss.", "Ta en ny bild och skicka den."),
    "too-heavy": Words(
        "Filen är för tung att läsa.", "Ta en ny bild, eller skanna papperet med 200 dpi."
    ),
}
# By our own codes: what was not taken, for another reason than what it is.
UNTAKEN: Mapping[str, Words] = {
    "no-file": Words("Ingen fil är vald.", "Fotografera papperet, eller välj bilder eller en PDF."),
    "too-large": Words(
        "Det var mer än {limit} på en gång.",
        "Skicka några bilder i taget, eller skanna med 200 dpi.",
    ),
    "too-many-files": Words("Det var fler än {most} filer på en gång.", "Skicka några i taget."),
    "too-many": Words("Det kom många filer på kort tid.", "Vänta {wait} och skicka igen."),
    "session-gone": Words("Sidan har stått öppen för länge.", "Välj filerna en gång till."),
    "no-cookie": Words(
        "Webbläsaren tar inte emot kakor, och då går det inte att skicka säkert.",
        "Tillåt kakor för den här webbplatsen i webbläsarens inställningar och välj filerna en "
        "gång till.",
    ),
    "no-room": Words(
        "Det finns inte plats att ta emot fler filer just nu.", "Vänta en stund och skicka igen."
    ),
    "no-register": Words("Det går inte att ta emot just nu.", "Vänta en stund och skicka igen."),
    "not-seen": Words("Registret svarar inte just nu.", "Vänta en stund och ladda om sidan."),
}
WAITS = Words("Filen är mottagen och läses strax.", "Du kan skicka fler så länge.", is_good=True)
UNREAD = Words("Filen är mottagen men gick inte att läsa.", LOOKED_AT)
BLURRED = Words("Bilden är för suddig.", AGAIN)
OF_ANOTHER = Words(
    "Sidan hör till en annan blankett.",
    "Den är mottagen. Kontrollera att du har skickat rätt papper.",
)
DOUBLE = Words("{page} är läst, och en bild av den finns redan.", is_good=True)
FILED = Words("{page} är läst.", is_good=True)
BLANK = Words("Sidan är tom och räknas inte.", is_good=True)
DROPPED = Words("Någon har tittat på sidan, och den hör inte hit.")

# Why a human is asked about a page.
ASKED: Mapping[Why, Words] = {
    Why.NO_CODE: Words(
        "Ingen kod syns på sidan.",
        "Ta en ny bild av hela papperet, så att minst en av koderna längst ner är med. Har "
        "papperet inga koder är det en förhandsgranskning eller en tom blankett, som inte räknas.",
        shows_codes=True,
    ),
    Why.FOREIGN: Words(
        "Koden på papperet hör inte hit.", "Kontrollera att du har skickat rätt papper."
    ),
    Why.CONFLICT: Words(
        "Koderna på sidan hör till olika papper.", "Ta en ny bild med bara ett papper på."
    ),
    Why.PRINT_DIFFERS: Words(
        "Det tryckta på sidan stämmer inte med koden.",
        f"Är papperet vikt, eller är bara en del av det med? {AGAIN}",
    ),
    Why.NO_DOCUMENT: Words("Det finns ingen PDF kvar att jämföra sidan med.", LOOKED_AT),
    Why.NO_PAGE: Words(
        "Koden säger inte vilken sida det är, för papperet är utskrivet för länge sedan.", LOOKED_AT
    ),
    Why.UNREADABLE: Words("Sidan gick inte att läsa.", AGAIN),
    # Somebody took back what was said of it.
    Why.NONE: Words("Sidan ska sorteras igen.", LOOKED_AT),
}
# Why a page that is known does not count as the signed original.
APART: Mapping[Why, Words] = {
    Why.COPY: Words(
        "{page} är läst, men det är kopian.",
        "Skicka in originalet som är underskrivet.",
    ),
    Why.OUTDATED: Words(
        "{page} är läst, men det finns en nyare version.",
        "Det är den nyaste versionen som ska skrivas under och skickas in.",
    ),
    Why.ALTERED: Words(
        "{page} är läst, men något på papperet är ändrat för hand.",
        "Lämna in en ny version, och skicka in den underskriven.",
    ),
}


def refused(code: str, facts: Mapping[str, Any]) -> Words:
    """What is wrong with a file, by the code of a refusal and the facts of it."""
    found = REFUSED.get(code) or REFUSED.get(str(facts.get("what")), UNREAD)
    limit = facts.get("limit", "")
    is_size = code == "too-large" and isinstance(limit, int)
    return found.about(limit=swedish_size(limit) if is_size else limit)


def said_of(sheet: Sheet) -> Words:
    """What a page was taken for."""
    return _found(sheet).about(page=page_in_words(sheet.page, sheet.pages))


def _found(sheet: Sheet) -> Words:
    if sheet.verdict is Verdict.ASKED:
        is_blurred = sheet.why is Why.NO_CODE and sheet.facts.get("blurred") is True
        return BLURRED if is_blurred else ASKED.get(sheet.why, UNREAD)
    if sheet.verdict is Verdict.APART:
        return APART.get(sheet.why, FILED)
    return {Verdict.BLANK: BLANK, Verdict.DROPPED: DROPPED}.get(sheet.verdict, FILED)


def page_in_words(page: int | None, pages: int | None) -> str:
    """Which page of how many, to begin a sentence with."""
    if not page:
        return "Sidan"
    return f"Sida {page} av {pages}" if pages else f"Sida {page}"
