"""A form before and after everything that can happen to a question."""

from typing import Any

from forms import Approval, PartForm, PrintableForm, Question, Signer
from forms.field import Around
from forms.kinds import Email, Line, LongText, People, PersonName, Tick
from forms.question import Understood, UnreadableError


class Person(PartForm):
    name = PersonName("Namn", noun="namnet på")
    email = Email("E-post", noun="e-postadressen till")


class Urgency(Line):
    """One of a few words."""

    choices: tuple[str, ...] = ("Genast", "I veckan", "Någon gång")

    def read(self, text: str, form: Around | None) -> Understood:
        if text not in self.choices:
            raise UnreadableError(f"Skriv ett av {', '.join(self.choices)}.")
        return Understood(text)


class UrgencyOfToday(Urgency):
    choices = ("Genast", "Någon gång")


class Before(PrintableForm):
    slug = "felanmalan"
    prefix = "FA"
    title = "Felanmälan av lokal"
    edition = "A"
    approvals = (Approval("Jag har sett felet:", (Signer("Vaktmästare", name_from="contact"),)),)
    summary_from = ("room",)
    subject_from = "room"

    room = Line(question=Question(1, "Vilken lokal gäller det?"), noun="lokalen")
    floor = LongText(question=Question(2, "Vilken våning?"), noun="våningen")
    fault = LongText(question=Question(3, "Vad är fel?"), noun="vad som är fel")
    contact = PersonName(question=Question(4, "Vem kan svara på frågor?"), noun="vem")
    helpers = People(
        Person,
        Question(5, "Vilka hjälper till?"),
        title="Person {}",
        noun="personer",
        least=1,
        most=4,
    )
    urgency = Urgency(question=Question(6, "Hur bråttom är det?"), noun="hur bråttom")
    is_locked = Tick("Lokalen är låst", Question(7, "Hur är lokalen?"), noun="om den är låst")


class After(PrintableForm):
    slug = "felanmalan"
    prefix = "FA"
    title = "Felanmälan"
    edition = "B"
    approvals = (Approval("Jag har läst:", (Signer("Rektor"),)),)
    summary_from = ("room",)
    subject_from = "room"

    room = Line(question=Question(1, "Vilken lokal gäller det?"), noun="lokalen")
    problem = LongText(question=Question(2, "Beskriv felet"), noun="vad som är fel")
    contact = People(
        Person, Question(3, "Vem kan svara?"), title="Kontakt {}", noun="kontakter", least=1, most=2
    )
    helpers = People(
        Person,
        Question(4, "Vilka hjälper till?"),
        title="Person {}",
        noun="personer",
        least=1,
        most=2,
    )
    urgency = UrgencyOfToday(question=Question(5, "Hur bråttom är det?"), noun="hur bråttom")
    is_locked = Line(question=Question(6, "Hur är lokalen låst?"), noun="låset", optional=True)
    address = Line(question=Question(7, "Vilken adress?"), noun="adressen")

    @classmethod
    def carried_over(cls, answers: dict[str, Any], edition: str) -> dict[str, Any]:
        if "fault" in answers:
            answers["problem"] = answers.pop("fault")
        return answers


def person(name: str) -> dict[str, str]:
    return {"name": f"{name} Ek", "email": f"{name.lower()}.ek@toreboda.se"}


ANSWERS: dict[str, Any] = {
    "room": "B214",
    "floor": "Andra våningen\n\ntill vänster",
    "fault": "Lampan blinkar",
    "contact": "Åsa Ö",
    "helpers": [person(name) for name in ("Bo", "Eva", "Liv")],
    "urgency": "I veckan",
    "is_locked": True,
}
GONE = {
    "2. Vilken våning?": "Andra våningen\n\ntill vänster",
    "4. Vem kan svara på frågor?": "Åsa Ö",
    "5. Vilka hjälper till?": "Liv Ek, liv.ek@toreboda.se",
    "7. Hur är lokalen? Lokalen är låst": "Ja",
}
