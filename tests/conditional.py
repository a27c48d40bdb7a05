"""A form that asks what matters only after certain answers, in every place that a condition has."""

from typing import Any

from forms import Approval, Choice, PartForm, PrintableForm, Question, Signer, when
from forms.kinds import (
    Group,
    Guidance,
    Heading,
    Hours,
    Line,
    LongText,
    OneOf,
    PersonName,
    RowList,
    SeveralOf,
    Tick,
    YesNo,
)


class Keys(PartForm):
    lost = Tick("Nyckeln är borta", noun="om nyckeln är borta")
    where = Line("Var försvann den?", noun="var den försvann", asked_if=when("lost", True))


class Loan(PartForm):
    what = Line("Sak", noun="saken på")
    broken = Tick("Trasig", noun="om den är trasig på")
    how = Line("Vad är trasigt?", noun="vad som är trasigt på", asked_if=when("broken", True))


class Moving(PrintableForm):
    slug = "utflyttning"
    prefix = "UT"
    title = "Utflyttning ur lokal"
    definite = "anmälan"
    indefinite = "en anmälan"
    approvals = (Approval("Jag har lämnat lokalen:", (Signer("Hyresgäst", name_from="name"),)),)
    summary_from = ("room",)

    about = Heading("Om lokalen", "Svara för hela lokalen.", number="A")
    room = Line(question=Question(1, "Vilken lokal gäller det?"), noun="lokalen")
    is_damaged = Tick("Något är skadat", Question(2, "Hur är lokalen?"), noun="om något är skadat")
    read_first = Guidance("Ta en bild av varje skada.", asked_if=when("is_damaged", True))
    damage = LongText(
        question=Question("2 a", "Vad är skadat?", asked_if=when("is_damaged", True)),
        noun="vad som är skadat",
    )
    is_repaired = Tick(
        "Skadan är lagad",
        Question("2 b", "Vad är gjort?", asked_if=when("is_damaged", True)),
        noun="om skadan är lagad",
    )
    hours = Hours(
        "Timmar som lagningen tog",
        Question("2 c", "Hur lång tid tog det att laga?", asked_if=when("is_repaired", True)),
        noun="antalet timmar",
    )
    keys = Group(Keys, question=Question(3, "Vad är det med nycklarna?"), noun="nycklarna")
    returned = Heading(
        "Om det lånade", page_break=True, asked_if=when("keys-lost", False), number="B"
    )
    loans = RowList(
        Loan, Question(4, "Vad är lånat?"), title="Sak {}", noun="saker", least=0, most=5
    )
    someone = Tick("Någon annan flyttar in", Question(5, "Och sedan?"), noun="om någon flyttar in")
    name = PersonName(
        "Vem som flyttar in", someone.args[1], noun="vem", asked_if=when("someone", True)
    )


BARE: dict[str, Any] = {"room": "B214"}
WHOLE: dict[str, Any] = {
    "room": "B214",
    "is_damaged": True,
    "damage": "Dörren",
    "is_repaired": True,
    "hours": 2,
    "keys": {"lost": False},
    "loans": [{"what": "Stege", "broken": True, "how": "En pinne"}, {"what": "Hink"}],
    "someone": True,
    "name": "Åsa Ek",
}


class Report(PartForm):
    is_done = YesNo("Är anmälan gjord?", noun="om anmälan är gjord")
    number = Line("Ärendenummer", noun="ärendenumret", asked_if=when("is_done", True))


class Ending(PrintableForm):
    """What follows hangs on choices, one on another."""

    slug = "avslut"
    prefix = "AV"
    title = "Avslut av konto"

    decision = OneOf(
        question=Question(1, "Vad är beslutat?"),
        choices=(Choice("go_on", "Fortsätt"), Choice("end", "Avsluta"), Choice("move", "Flytta")),
        other="Annat, ange vad",
        noun="beslutet",
    )
    why = SeveralOf(
        question=Question("1 a", "Varför?", asked_if=when("decision", "end", "move")),
        choices=(Choice("time", "Tiden räcker inte"), Choice("harm", "Något har hänt")),
        none="Inget av dessa",
        noun="varför",
    )
    report = Group(
        Report,
        question=Question("1 b", "Är det anmält?", asked_if=when("why", "harm")),
        noun="anmälan",
    )
    explained = LongText(
        question=Question("1 c", "Vad är det andra?", asked_if=when("decision", "other")),
        noun="vad det andra är",
    )
    may_rest = YesNo(
        question=Question(2, "Får kontot ligga kvar?"), noun="om kontot får ligga kvar"
    )
    until = Line(
        question=Question("2 a", "Till när?", asked_if=when("may_rest", True)), noun="till när"
    )


ENDED: dict[str, Any] = {
    "decision": "end",
    "why": ["harm"],
    "report": {"is_done": True, "number": "5000-K1"},
    "may_rest": True,
    "until": "midsommar",
}
