"""What pages and letters say of the filings of one form where no words fit every form."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """`another` tells whoever fills in that there is one about the same ({} is which), `changes`
    says when one is changed, as the end of "Har något ändrats" ("…, till exempel att …"), `ended`
    that what it is about has come to its end."""

    another: str = (
        "Det finns redan en inlämnad blankett om samma sak: {}. En som finns ändrar du från dess "
        "kvitto."
    )
    changes: str = ""
    ended: str = "Ärendet är avslutat"
