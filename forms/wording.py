"""What pages and letters say of the filings of one form where no words fit every form."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sent:
    """What goes by mail when something is filed: `the` one ("kopian"), `one` ("kopia"), and what it
    is `of` ("kopian av planen")."""

    the: str
    one: str
    of: str

    @property
    def begins(self) -> str:
        """`the` one at the beginning of a sentence."""
        return self.the.capitalize()


COPY, NOTICE = Sent("kopian", "kopia", "av"), Sent("aviseringen", "avisering", "om")


@dataclass(frozen=True)
class Wording:
    """`another` tells whoever fills in that there is one about the same ({} is which), `changes`
    says when one is changed, as the end of "Har något ändrats" (", till exempel att …"). `subject`
    is what two may be about after "samma". `closes` is what comes to its end, of the neuter gender:
    "ärendet"; `ends` tells why, by words that are kept."""

    another: str = (
        "Det finns redan en inlämnad blankett om samma sak: {}. En som finns ändrar du från dess "
        "kvitto."
    )
    changes: str = ""
    subject: str = "sak"
    closes: str = "ärendet"
    ends: Mapping[str, str] = field(
        default_factory=lambda: {
            "klart": "Ärendet är klart",
            "misstag": "Det lämnades in av misstag",
        }
    )

    @property
    def ended(self) -> str:
        """That it has come to its end, as a sentence without its full stop."""
        return f"{self.closes.capitalize()} är avslutat"
