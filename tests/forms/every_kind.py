"""A form of every kind and option, in the order in which a paper form would ask."""

from forms.keeping import KeptAs
from forms.kinds import (
    AccountAddress,
    Email,
    Group,
    Guidance,
    Heading,
    Hours,
    Line,
    LongText,
    People,
    PersonName,
    Phone,
    RowList,
    StoragePlace,
    Tick,
)
from forms.printable import PartForm, PrintableForm
from forms.question import Approval, Question, Signer


class Person(PartForm):
    name = PersonName("Namn och efternamn", noun="namnet på")
    email = Email("E-post", noun="e-postadressen till", optional=True)
    phone = Phone("Telefonnummer", noun="telefonnumret till")


class Place(PartForm):
    building = Line("Byggnad", noun="byggnaden", suggest=True)
    room = Line("Rum", noun="rummet", max_length=40)
    locked = Tick("Rummet är låst", noun="om rummet är låst")


class Thing(PartForm):
    what = Line("Vad", noun="vad")
    why = LongText("Varför", noun="varför", optional=True)


ACCOUNT = Question(1, "Vilket konto gäller det?", example="Facebook, Lediga jobb", note="Ett konto")


class EveryKind(PrintableForm):
    slug = "alla-slag"
    prefix = "ALLA"
    title = "Alla slags frågor"
    short_title = "Alla slag"
    definite = "provet"
    indefinite = "ett prov"
    annex = "Bilaga 9"
    intro = "Svara på det som gäller. Det som inte gäller lämnar du tomt."
    not_needed = "Gäller det inget? Då behövs inget prov."
    needed = ("Kontots adress", "Namnen på dem som är med")
    takes = "Ungefär en kvart"
    approvals = (
        Approval(
            "Jag har läst svaren:",
            (
                Signer("Handläggare", name_from="handler"),
                Signer("Den som är med", name_from="people-0-name"),
            ),
        ),
        Approval("Jag godkänner:", (Signer("Chef", position_from="place-building"),)),
    )
    copy_note = "En kopia lämnas till informationsansvarig."
    summary_from = ("medium", "place-room")
    subject_from = "account"
    kept_as = KeptAs(medium="medium", unit="place-room", people=("people",))

    about = Heading("Om kontot", "Här svarar du om kontot.", number="A")
    medium = Line("Medium", ACCOUNT, noun="mediet", max_length=60, suggest=True)
    account = AccountAddress(
        "Adress", ACCOUNT, medium="medium", planned="planned", noun="adressen", differs=True
    )
    planned = Tick("Kontot finns inte ännu", ACCOUNT, noun="om kontot finns")
    advice = Guidance("Fråga den som ansvarar om du inte vet.", heading="Om du är osäker")
    when_planned = LongText(
        question=Question("1 a", "När ska kontot finnas?"),
        noun="när kontot ska finnas",
        max_length=300,
    )
    where = Heading("Om platsen och dem som är med", number="B", page_break=True)
    place = Group(Place, question=Question(2, "Var är det?"), noun="platsen")
    why = LongText(
        question=Question("2 b", "Varför just där?"),
        noun="varför",
        notices={"för att": "Skriv ut vad det leder till."},
    )
    handler = PersonName(question=Question(3, "Vem handlägger?"), noun="handläggaren", own=True)
    people = People(
        Person,
        Question(4, "Vilka är med?"),
        title="Person {}",
        noun="personer",
        least=1,
        most=6,
        distinct=True,
    )
    deputies = People(
        Person,
        Question(5, "Vilka är ersättare?"),
        title="Ersättare {}",
        called="ersättare {} i gruppen",
        noun="ersättare",
        least=0,
        most=4,
        same_as="people",
    )
    things = RowList(Thing, Question(6, "Vad behövs?"), noun="rader", least=1, most=8)
    hours = Hours(question=Question(7, "Hur många timmar i veckan?"), noun="antalet timmar")
    keys = StoragePlace(
        question=Question(None, "Var finns nycklarna?", addition=True),
        noun="var nycklarna finns",
        hint="Skriv platsen",
        optional=True,
    )
