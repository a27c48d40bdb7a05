"""A form that is answered by choosing."""

from typing import Any

from forms import Choice, PartForm, PrintableForm, Question, when
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


class Follow(PrintableForm):
    """What hangs on what was chosen, in each way of choosing."""

    slug, prefix, title = "beslut", "BE", "Beslut"

    decision = OneOf(
        question=Question(1, "Vad beslutas?"),
        choices=(Choice("go_on", "Fortsätt"), Choice("end", "Avsluta")),
        other="Annat, ange vad",
        noun="beslutet",
    )
    kept = Line(question=Question(2, "Vad behålls?", asked_if=when("decision", "end", "other")))
    rules = SeveralOf(question=Question(3, "Vilka regler?"), choices=THINGS, noun="reglerna")
    sound = Line(question=Question(4, "Vilket ljud?", asked_if=when("rules", "sound")))
    secret = YesNo(question=Question(5, "Är det hemligt?"), noun="om det är hemligt")
    law = Line(question=Question(6, "Vilken lag?", asked_if=when("secret", True)))
    open_ = Line(question=Question(7, "Var läses det?", asked_if=when("secret", False)))
    board = OneOf(
        question=Question(8, "Vilken nämnd?"),
        choices=tuple(Choice(f"b{n}", f"Nämnd {n}") for n in range(9)),
        noun="nämnden",
    )
    why = Line(question=Question(9, "Varför den?", asked_if=when("board", "b7")))


WHOLE: dict[str, Any] = {
    "place": "yard",
    "things": ["light", "wifi"],
    "evening": False,
    "terms": True,
    "contact": {"name": "Åsa", "is_member": True, "by": "mail"},
}
