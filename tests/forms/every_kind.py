"""A form of every kind and option, in the order in which a paper form would ask."""

from forms.keeping import KeptAs
from forms.kinds import (
    Accept,
    AccountAddress,
    Amount,
    Attachments,
    Date,
    Email,
    Group,
    Guidance,
    Heading,
    Hours,
    Line,
    LongText,
    Number,
    OfficeOnly,
    OneOf,
    OrganisationNumber,
    People,
    Period,
    PersonalNumber,
    PersonName,
    Phone,
    PostalAddress,
    RowList,
    SeveralOf,
    StoragePlace,
    Sum,
    Tick,
    Time,
    YesNo,
)
from forms.printable import PartForm, PrintableForm
from forms.question import Approval, Choice, Question, Signer, when


class Person(PartForm):
    name = PersonName("Namn och efternamn", noun="namnet på")
    email = Email("E-post", noun="e-postadressen till", optional=True)
    phone = Phone("Telefonnummer", noun="telefonnumret till")


class Place(PartForm):
    building = Line("Byggnad", noun="byggnaden", suggest=True)
    room = Line("Rum", noun="rummet", max_length=40)
    locked = Tick("Rummet är låst", noun="om rummet är låst")


class Thing(PartForm):
    what = Line("Vad", noun="vad som behövs på")
    count = Number("Antal", noun="antalet på", unit="st", least=1, most=99)
    cost = Amount("Kostnad", noun="kostnaden på", optional=True)
    why = LongText("Varför", noun="varför", optional=True)


class Loan(PartForm):
    what = Line("Vad lånas?", noun="vad som lånas")
    way = OneOf("Hur?", choices=(Choice("lent", "Lån"), Choice("hired", "Hyra")), noun="hur")
    returned = YesNo("Är det tillbaka?", noun="om det är tillbaka")


STEPS = (
    Choice("go_on", "Fortsätt", "Kontot används som förut"),
    Choice("change", "Ändra", "En ny version av planen behövs"),
    Choice("end", "Avsluta"),
)
BOARDS = tuple(Choice(f"board_{n}", f"Nämnden för område {n}") for n in range(1, 10))
RULES = (Choice("threat", "Hot"), Choice("slander", "Förtal"), Choice("other_law", "Annan lag"))
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
                Signer("Person {}", name_from="name", each_of="people"),
            ),
        ),
        Approval(
            "Jag godkänner:",
            (
                Signer("Chef", position_from="place-building", delegated_from="place-locked"),
                Signer("Facklig företrädare", optional=True),
            ),
            heading="Beslut",
        ),
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
        question=Question("1 a", "När ska kontot finnas?", asked_if=when("planned", True)),
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
    decision = OneOf(question=Question(8, "Vad beslutas?"), choices=STEPS, noun="beslutet")
    ends = LongText(
        question=Question("8 a", "Vad behålls?", asked_if=when("decision", "end")),
        noun="vad som behålls",
    )
    board = OneOf(
        question=Question(9, "Vilken nämnd?"),
        choices=BOARDS,
        other="Annan nämnd, ange vilken",
        noun="nämnden",
        optional=True,
    )
    rules = SeveralOf(
        question=Question(10, "Vilka regler gäller det?"),
        choices=RULES,
        other="Annat, ange vad",
        none="Inget av dessa",
        noun="reglerna",
    )
    is_secret = YesNo(question=Question(11, "Finns hemliga uppgifter?"), noun="om det finns sådana")
    law = Line(
        question=Question("11 a", "Enligt vilken paragraf?", asked_if=when("is_secret", True)),
        noun="paragrafen",
    )
    loans = RowList(Loan, Question(12, "Vad är lånat?"), noun="lån", least=0, most=3)
    terms = Accept(
        question=Question(13, "Villkor"),
        statement="Jag har läst reglerna och svarar för att uppgifterna stämmer.",
        noun="villkoren",
    )
    consent = Accept(
        question=Question(14, "Samtycke"),
        statement="Jag går med på att mitt namn visas på kommunens webbplats.",
        noun="samtycket",
        optional=True,
    )
    has_figures = YesNo(question=Question(15, "Finns det dagar och tal?"), noun="om det finns tal")
    figures = Heading("Dagar, tal och adresser", number="C", asked_if=when("has_figures", True))
    at_weekend = Guidance("På helger är huset låst.", asked_if=when("planned", True))
    begins = Date(question=Question(16, "Vilken dag börjar det?"), noun="dagen")
    clock = Time(question=Question(17, "Vilken tid?"), noun="tiden")
    lasts = Period(question=Question(18, "Hur länge varar det?"), noun="perioden", is_open=True)
    area_size = Number(
        question=Question(19, "Hur stort är rummet?"),
        noun="storleken",
        unit="m²",
        decimals=1,
        optional=True,
    )
    fee = Amount(question=Question(20, "Vad kostar det?"), noun="kostnaden")
    total = Sum(question=Question(21, "Vad kostar allt som behövs?"), of="things-cost")
    who = PersonalNumber(
        question=Question(22, "Ditt personnummer?"), noun="personnumret", optional=True
    )
    company = OrganisationNumber(
        question=Question(23, "Organisationsnummer?"), noun="organisationsnumret"
    )
    home = PostalAddress(question=Question(24, "Vart ska svaret?"), noun="adressen")
    last = Heading("Till sist", number="D")
    files = Attachments(
        question=Question(25, "Vad vill du bifoga?"), noun="filerna", most=3, optional=True
    )
    number = OfficeOnly(question=Question(26, "Diarienummer"))
    keys = StoragePlace(
        question=Question(None, "Var finns nycklarna?", addition=True),
        noun="var nycklarna finns",
        hint="Skriv platsen",
        optional=True,
    )
