"""The policy's checklist: six steps, and where in this system each of them is taken."""

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a step is taken; whoever shows the checklist knows the address."""

    PLAN = "plan"
    ADMINISTRATORS = "administrators"
    PURPOSE = "purpose"
    BEFORE_FIRST_POST = "before first post"
    FOLLOW_UP = "follow up"


@dataclass(frozen=True)
class Step:
    """A step in the policy's words, and in ours how it is taken (`how`) and where (`place`)."""

    text: str
    place: Place
    how: str


CHECKLIST = (
    Step(
        "Verksamheten beslutar sig för att använda sig av sociala medier.",
        Place.PLAN,
        "Den ansvariga chefen skriver under aktivitetsplanen.",
    ),
    Step(
        "Verksamheten utser en ansvarig person.",
        Place.ADMINISTRATORS,
        "Ange minst två administratörer i aktivitetsplanen.",
    ),
    Step(
        "Verksamheten rapporterar till Informationsansvarig.",
        Place.PLAN,
        "När planen lämnas in går en kopia till informationsansvarig.",
    ),
    Step(
        "Töreboda kommuns officiella logotyp ska vara synlig och presenteras enligt den "
        "grafiska profilen.",
        Place.BEFORE_FIRST_POST,
        "Gå igenom kontot före det första inlägget.",
    ),
    Step(
        "Målformulera - studera - planera.",
        Place.PURPOSE,
        "Beskriv syfte och målgrupp i aktivitetsplanen.",
    ),
    Step(
        "Mät och utvärdera.",
        Place.FOLLOW_UP,
        "Bestäm före det första inlägget när ni ska följa upp, och fyll då i en uppföljning.",
    ),
)
