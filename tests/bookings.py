"""A form that is answered by choosing."""

from typing import Any

from forms import Choice, PartForm, PrintableForm, Question
from forms.kinds import Accept, Group, Line, OneOf, SeveralOf, YesNo

PLACES = (
    Choice("hall", "Stora salen", "80 platser"),
    Choice("library", "Biblioteket"),
    Choice("yard", "Skolgården"),
)
THINGS = (Choice("light", "Belysning"), Choice("sound", "Ljud; mikrofon"), Choice("wifi", "Nät"))


class Contact(PartForm):
    name = Line("Namn", noun="namnet")
    is_member = YesNo("Är du medlem?", noun="om du är medlem")
    by = OneOf("Hur?", choices=(Choice("mail", "E-post"), Choice("phone", "Telefon")), noun="hur")


class Booking(PrintableForm):
    slug, prefix, title = "bokning", "BO", "Bokning av lokal"

    place = OneOf(
        question=Question(1, "Vilken lokal?"),
        choices=PLACES,
        other="Annat, ange vad",
        noun="lokalen",
        max_length=20,
    )
    things = SeveralOf(
        question=Question(2, "Vad behövs?"),
        choices=THINGS,
        other="Annat, ange vad",
        none="Inget av dessa",
        noun="vad som behövs",
    )
    evening = YesNo(question=Question(3, "Kvällstid?"), noun="om det är kvällstid")
    terms = Accept(
        question=Question(4, "Villkor"),
        statement="Jag städar efter mig, och betalar det som går sönder.",
        noun="villkoren",
    )
    contact = Group(Contact, question=Question(5, "Vem bokar?"))


WHOLE: dict[str, Any] = {
    "place": "yard",
    "things": ["light", "wifi"],
    "evening": False,
    "terms": True,
    "contact": {"name": "Åsa", "is_member": True, "by": "mail"},
}
