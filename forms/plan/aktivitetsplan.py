"""Bilaga 1, Aktivitetsplan sociala medier, of Töreboda kommun's policy for social media.

The words of the eight questions, their examples and the approvals are the paper form's own.
Question 8 and one label are reconstructed from a damaged scan; see docs/bilaga-1.md.
"""

from forms.keeping import KeptAs
from forms.kinds import (
    AccountAddress,
    Email,
    Group,
    Hours,
    Line,
    LongText,
    People,
    PersonName,
    Phone,
    StoragePlace,
    Tick,
)
from forms.printable import PartForm, PrintableForm
from forms.question import Approval, Question, Signer
from forms.wording import Wording

MEDIUM = Question(
    1, "Skriv vilket socialt medium det gäller:", example="Facebook, Twitter, Youtube"
)
ADDRESS = Question(2, "Skriv webbadressen:", example="www.facebook.com/lediga-jobbtoreboda")
ORGANISATION = Question(
    3,
    "Vilken verksamhet ska finnas i det sociala mediet? Skriv förvaltning, enhet/avdelning.",
    example="Kommunledningskontoret Personalenheten",
)
PURPOSE = Question(
    4,
    "Beskriv syftet med och målgruppen för deltagandet i det sociala mediet?",
    example="Sprida information till föräldrar om aktiviteter på Familjecentralen",
)
ADMINISTRATORS = Question(
    5,
    "Vilka ska administrera kontot?",
    example="Administratör 1: Namn och efternamn, e-post och telefonnummer",
    note=(
        "Minst två administratörer behövs för alla konton. Inloggningsuppgifter sparas på en "
        "centralt gemensam lagringsplats samt delges kommunens informationsansvarig."
    ),
)
OPERATORS = Question(
    6,
    "Vem/vilka ska stå för den dagliga driften, göra inlägg och besvara frågor?",
    note="(namn, efternamn, e-post och telefonnummer)",
)
MONITORING = Question(
    7,
    "Hur ofta och under vilka tider behöver kontot bevakas och uppdateras?",
    example=(
        "Vi räknar med att uppdatera innehållet minst 2 gånger i veckan. Vi kommer att "
        "kontrollera konton varje vardag och söndagar så att kommentarer eller bilder som "
        "strider mot kommunens riktlinjer tas bort inom 48 timmar"
    ),
)
WORKLOAD = Question(8, "Beräknad arbetstid, hur många timmar/vecka för att sköta kontot?")
CREDENTIALS = Question(None, "Var förvaras inloggningsuppgifterna?", addition=True)
SIGNERS = Question(
    None,
    "Vilka ska skriva under?",
    note="Administratör 1, administratör 2 och verksamhetsansvarig chef skriver under på papperet.",
    addition=True,
)

WATCHING_ONLY = (
    "Ska kontot bara användas för omvärldsbevakning, alltså för att läsa och följa vad andra "
    "skriver? Då behövs ingen aktivitetsplan."
)
KEPT_AS = KeptAs(
    medium="medium",
    department="organisation-department",
    unit="organisation-unit",
    hours="weekly_hours",
    people=("administrators", "operators"),
    administrators="administrators",
)


class Organisation(PartForm):
    """Question 3."""

    department = Line("Förvaltning", noun="förvaltningen", suggest=True)
    unit = Line("Enhet eller avdelning", noun="enheten eller avdelningen", suggest=True)


class Person(PartForm):
    """Questions 5 and 6."""

    name = PersonName("Namn och efternamn", noun="namnet på")
    email = Email("E-post", noun="e-postadressen till")
    phone = Phone("Telefonnummer", noun="telefonnumret till")


class Manager(PartForm):
    """Who signs last; an addition, so that it can be preprinted where the manager signs."""

    name = PersonName("Chefens namn", noun="chefens namn", optional=True)
    title = Line("Befattning", noun="chefens befattning", optional=True)
    delegated = Tick("Beslutar enligt delegation", noun="om chefen beslutar enligt delegation")


class Aktivitetsplan(PrintableForm):
    """One plan for every account that a unit runs."""

    slug = "aktivitetsplan"
    prefix = "AP"
    title = "Aktivitetsplan sociala medier"
    short_title = "Aktivitetsplan"
    definite = "planen"
    indefinite = "en plan"
    annex = "Bilaga 1"
    edition = "2"
    asks = "38654bfb283d"
    intro = (
        "Fyll i en aktivitetsplan för varje konto som du ansvarar för att administrera i "
        "sociala medier. För omvärldsbevakning behövs ingen aktivitetsplan."
    )
    not_needed = WATCHING_ONLY
    filled_in_by = "Den som ansvarar för att administrera kontot"
    needed = (
        "Adressen till kontot, eller kontots namn",
        "Namn, e-post och telefonnummer till minst två administratörer",
        "Samma uppgifter för den eller dem som gör inlägg och besvarar frågor",
        "Namn och befattning på chefen som ska godkänna",
    )
    takes = "Ungefär tio minuter"
    approvals = (
        Approval(
            "Jag godkänner detta uppdrag:",
            (
                Signer("Administratör 1", name_from="administrators-0-name"),
                Signer("Administratör 2", name_from="administrators-1-name"),
            ),
        ),
        Approval(
            "Jag godkänner denna aktivitet",
            (
                Signer(
                    "Verksamhetsansvarig chef",
                    name_from="manager-name",
                    position_from="manager-title",
                    delegated_from="manager-delegated",
                ),
            ),
        ),
    )
    copy_note = "En kopia lämnas till informationsansvarig."
    personal_data = (
        "Namn, e-postadress och telefonnummer i arbetet till dem som ska sköta kontot, och chefens "
        "namn och befattning."
    )
    used_for = (
        "Kommunen ska veta vilka konton den har i sociala medier och vem som sköter dem. Det "
        "framgår av kommunens riktlinjer för sociala medier."
    )
    wording = Wording(
        another=(
            "Det finns redan en plan för samma konto: {}. En plan som finns ändrar du från dess "
            "kvitto."
        ),
        changes=", till exempel att en administratör har slutat",
        subject="konto",
        closes="kontot",
        ends={
            "borttaget": "Kontot är borttaget",
            "stängt": "Kontot är stängt men finns kvar",
            "överlämnat": "Någon annan har tagit över kontot",
            "aldrig startat": "Kontot blev aldrig startat",
        },
    )
    summary_from = ("medium", "organisation-unit")
    subject_from = "url"
    kept_as = KEPT_AS

    medium = Line(
        question=MEDIUM, noun="vilket socialt medium det gäller", max_length=100, suggest=True
    )
    url = AccountAddress(
        "Webbadress eller kontots namn",
        ADDRESS,
        medium="medium",
        planned="not_created",
        noun="webbadressen",
        differs=True,
    )
    not_created = Tick(
        "Kontot är inte skapat ännu (tillägg)", ADDRESS, noun="om kontot är skapat", differs=True
    )
    organisation = Group(Organisation, question=ORGANISATION, noun="verksamheten")
    purpose = LongText("Syfte", PURPOSE, noun="syftet", notices={"omvärldsbevak": WATCHING_ONLY})
    audience = LongText("Målgrupp", PURPOSE, noun="målgruppen")
    administrators = People(
        Person,
        ADMINISTRATORS,
        title="Administratör {}",
        noun="administratörer",
        least=2,
        most=10,
        distinct=True,
        own=True,
    )
    operators = People(
        Person,
        OPERATORS,
        title="Person {}",
        called="person {} i den dagliga driften",
        noun="personer i den dagliga driften",
        least=1,
        most=10,
        same_as="administrators",
    )
    monitoring = LongText(
        question=MONITORING, noun="hur ofta och när kontot bevakas och uppdateras"
    )
    weekly_hours = Hours(question=WORKLOAD, noun="antalet timmar per vecka")
    credentials_location = StoragePlace(
        question=CREDENTIALS,
        noun="var inloggningsuppgifterna förvaras",
        hint="Skriv platsen, aldrig lösenordet. Exempel: Lösenordsvalvet, mappen Sociala medier",
        optional=True,
    )
    manager = Group(Manager, question=SIGNERS, noun="chefen")
