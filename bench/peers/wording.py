"""The words of the form for the peers that are programmed; Typst has them in its template."""

from dataclasses import dataclass, field
from typing import Any

MUNICIPALITY = "Töreboda kommun"
ANNEX = "Bilaga 1"
TITLE = "Aktivitetsplan sociala medier"
INTRO = (
    "Fyll i en aktivitetsplan för varje konto som du ansvarar för att administrera i sociala "
    "medier. För omvärldsbevakning behövs ingen aktivitetsplan."
)
PEOPLE_HEADINGS = ("Person", "Namn och efternamn", "E-post", "Telefonnummer")
SIGNATURE_LABELS = ("Datum", "Underskrift", "Namnförtydligande")
COPY_NOTE = "En kopia lämnas till informationsansvarig."


@dataclass(frozen=True)
class Part:
    """A question with its answer: labelled texts, or rows of a table of people."""

    heading: str
    note: str = ""
    texts: tuple[tuple[str, str], ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)


def parts(answers: dict[str, Any]) -> list[Part]:
    """The questions with the answers of one plan."""
    return [*_about_account(answers), *_about_work(answers), *_additions(answers)]


def _about_account(answers: dict[str, Any]) -> list[Part]:
    organisation = answers["organisation"]
    return [
        Part(
            "1. Skriv vilket socialt medium det gäller:",
            "(exempel: Facebook, Twitter, Youtube)",
            (("", answers["medium"]),),
        ),
        Part(
            "2. Skriv webbadressen:",
            "(exempel: www.facebook.com/lediga-jobbtoreboda)",
            (("", answers["url"]),),
        ),
        Part(
            "3. Vilken verksamhet ska finnas i det sociala mediet? Skriv förvaltning, "
            "enhet/avdelning.",
            "(exempel: Kommunledningskontoret Personalenheten)",
            (
                ("Förvaltning", organisation["department"]),
                ("Enhet eller avdelning", organisation["unit"]),
            ),
        ),
        Part(
            "4. Beskriv syftet med och målgruppen för deltagandet i det sociala mediet?",
            "(exempel: Sprida information till föräldrar om aktiviteter på Familjecentralen)",
            (("Syfte", answers["purpose"]), ("Målgrupp", answers["audience"])),
        ),
    ]


def _about_work(answers: dict[str, Any]) -> list[Part]:
    return [
        Part(
            "5. Vilka ska administrera kontot?",
            "(exempel: Administratör 1: Namn och efternamn, e-post och telefonnummer). Minst två "
            "administratörer behövs för alla konton. Inloggningsuppgifter sparas på en centralt "
            "gemensam lagringsplats samt delges kommunens informationsansvarig.",
            rows=_rows(answers["administrators"], "Administratör"),
        ),
        Part(
            "6. Vem/vilka ska stå för den dagliga driften, göra inlägg och besvara frågor?",
            "(namn, efternamn, e-post och telefonnummer)",
            rows=_rows(answers["operators"], "Person"),
        ),
        Part(
            "7. Hur ofta och under vilka tider behöver kontot bevakas och uppdateras?",
            "(exempel: Vi räknar med att uppdatera innehållet minst 2 gånger i veckan. Vi kommer "
            "att kontrollera konton varje vardag och söndagar så att kommentarer eller bilder som "
            "strider mot kommunens riktlinjer tas bort inom 48 timmar)",
            (("", answers["monitoring"]),),
        ),
        Part(
            "8. Beräknad arbetstid, hur många timmar/vecka för att sköta kontot?",
            texts=(("", f"{answers['weekly_hours']} timmar/vecka"),),
        ),
    ]


def _additions(answers: dict[str, Any]) -> list[Part]:
    manager = answers["manager"]
    return [
        Part(
            "Var förvaras inloggningsuppgifterna?",
            texts=(("", answers["credentials_location"]),),
        ),
        Part(
            "Vilka ska skriva under?",
            texts=(("Chefens namn", manager["name"]), ("Befattning", manager["title"])),
        ),
    ]


def approvals(answers: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each statement with those who sign it and their names."""
    first, second, *_ = answers["administrators"]
    return [
        (
            "Jag godkänner detta uppdrag:",
            [("Administratör 1", first["name"]), ("Administratör 2", second["name"])],
        ),
        (
            "Jag godkänner denna aktivitet",
            [("Verksamhetsansvarig chef", answers["manager"]["name"])],
        ),
    ]


def _rows(people: list[dict[str, str]], title: str) -> list[tuple[str, ...]]:
    return [
        (f"{title} {number}", person["name"], person["email"], person["phone"])
        for number, person in enumerate(people, 1)
    ]
