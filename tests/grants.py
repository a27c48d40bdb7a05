"""A form of every kind of question that is answered with one value, and answers to it."""

from datetime import date
from typing import Any

from forms import PartForm, PrintableForm, Question
from forms.kinds import (
    TODAY,
    Amount,
    Date,
    Line,
    Number,
    OfficeOnly,
    OrganisationNumber,
    Period,
    PersonalNumber,
    PostalAddress,
    RowList,
    Sum,
    Time,
)

THURSDAY = date(2026, 11, 26)
NUMBER = "19811218-9876"


class Cost(PartForm):
    what = Line("Vad", noun="vad som kostar på")
    amount = Amount("Belopp", noun="beloppet på")


class Grant(PrintableForm):
    slug, prefix, title = "bidrag", "BI", "Bidrag"

    day = Date("Dagen", Question(1, "När är det?"), noun="dagen", earliest=TODAY, latest="last")
    last = Date("Sista dagen", Question(2, "När slutar det?"), noun="sista dagen", optional=True)
    begins = Time("Börjar", Question(3, "Hur dags?"), noun="när det börjar")
    weeks = Period("Perioden", Question(4, "Vilken period?"), is_open=True)
    hours = Period("Tiderna", Question(5, "Vilka tider?"), of=Time, optional=True)
    count = Number("Antal", Question(6, "Hur många?"), noun="antalet", unit="personer", most=500)
    area = Number("Yta", Question(7, "Hur stort?"), noun="ytan", decimals=2, optional=True)
    costs = RowList(Cost, Question(8, "Vad kostar det?"), least=0, most=4)
    other = Amount("Övrigt", Question(9, "Övrigt?"), optional=True, noun="övrigt")
    total = Sum("Summa", Question(10, "Summa"), of=("costs-amount", "other"))
    address = PostalAddress("Adress", Question(11, "Vart?"), optional=True)
    person = PersonalNumber("Personnummer", Question(12, "Vem?"), noun="numret", optional=True)
    firm = OrganisationNumber("Organisationsnummer", Question(13, "Vilka?"), optional=True)
    number = OfficeOnly("Diarienummer", Question(14, "Kommunens anteckningar"))


WHOLE: dict[str, Any] = {
    "day": "26/11 2026",
    "begins": "kl 9",
    "weeks": {"from": "2026-12-01", "to": "24 december 2026"},
    "count": "12 personer",
}
EVERY: dict[str, Any] = WHOLE | {
    "area": "1,50",
    "costs": [{"what": "Lokal", "amount": "1 250:-"}, {"what": "Fika", "amount": "20,50"}],
    "address": {"street": "Box 83", "postcode": "S-54522", "town": "Töreboda"},
    "hours": {"from": "14.00", "to": "1530"},
    "person": "811218-9876",
    "firm": "5560360793",
}
KEPT: dict[str, Any] = {
    "day": "2026-11-26",
    "begins": "09:00",
    "weeks": {"from": "2026-12-01", "to": "2026-12-24"},
    "hours": {"from": "14:00", "to": "15:30"},
    "count": 12,
    "area": 1.5,
    "costs": [{"what": "Lokal", "amount": 1250}, {"what": "Fika", "amount": 20.5}],
    "total": 1270.5,
    "address": {"street": "Box 83", "postcode": "545 22", "town": "Töreboda"},
    "person": NUMBER,
    "firm": "556036-0793",
}


def grant(**answers: Any) -> Grant:
    """The form as it was filled in on that Thursday, with more answers."""
    form = Grant.from_answers({**WHOLE, **answers}, today=THURSDAY)
    form.validate()
    return form
