"""A form whose signers hang on its answers: groups, rows, an optional and a conditional one."""

from typing import Any

from forms import Approval, KeptAs, PartForm, PrintableForm, Question, Signer, when
from forms.kinds import Line, People, PersonName, Tick


class Somebody(PartForm):
    """Who takes part."""

    name = PersonName("Namn", noun="namnet på")
    role = Line("Uppgift", noun="uppgiften för", optional=True)


class Beslut(PrintableForm):
    """Two groups: those who take part, and those who decide."""

    slug = "beslut"
    prefix = "BE"
    title = "Beslut om rum"
    definite = "beslutet"
    summary_from = ("room",)
    kept_as = KeptAs(unit="room")
    approvals = (
        Approval(
            "Jag har läst det här:",
            (Signer("Deltagare {}", "name", "role", each_of="people"),),
            heading="De som deltar",
        ),
        Approval(
            "Jag godkänner det här:",
            (
                Signer("Chef", "boss"),
                Signer("Säkerhetschef", optional=True),
                Signer("Direktör", asked_if=when("ends", True)),
            ),
            heading="De som beslutar",
        ),
    )

    room = Line(question=Question(1, "Vilket rum?"), noun="rummet")
    ends = Tick("Rummet stängs", Question(2, "Stängs det?"), noun="om rummet stängs")
    people = People(Somebody, Question(3, "Vilka deltar?"), title="Person {}", least=1, most=30)
    boss = PersonName(question=Question(4, "Vem beslutar?"), noun="vem som beslutar")


def answers(count: int = 2, **changes: Any) -> dict[str, Any]:
    """So many who take part."""
    people = [{"name": f"Nils Ek {number}"} for number in range(1, count + 1)]
    return {"room": "B2", "people": people, "boss": "Bo Ek"} | changes
