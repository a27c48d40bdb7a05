"""A removed post and a follow-up, as answers and as a browser sends them; all of it is invented."""

from copy import deepcopy
from datetime import date
from typing import Any

from bs4 import BeautifulSoup

from forms import PrintableForm
from tests.web.conftest import Visitor

TODAY = date(2024, 11, 26)
WORDS_OF_THE_POST = "Ni är idioter hela bunten, dra åt skogen"
SENDER_OF_THE_POST = "Arg Gubbe 1947"

_REMOVAL: dict[str, Any] = {
    "medium": "Facebook",
    "url": "www.facebook.com/bibliotekettoreboda",
    "found": {"day": "2024-11-25", "clock": "23:40"},
    "author": "citizen",
    "secret": False,
    "sender": {"name": SENDER_OF_THE_POST, "profile": "www.facebook.com/arg.gubbe.1947"},
    "content": f"{WORDS_OF_THE_POST}\n\n!!!",
    "saved": {"day": "2024-11-25", "clock": "23:58"},
    "removed": {"day": "2024-11-26", "clock": "00:03"},
    "rules": ["slander", "swearing"],
    "police": False,
    "remover": {"name": "Åsa Lindqvist", "title": "Bibliotekarie"},
    "manager": {"name": "Per-Örjan Ek", "day": "2024-11-26"},
}
_FOLLOW_UP: dict[str, Any] = {
    "medium": "Facebook",
    "url": "www.facebook.com/bibliotekettoreboda",
    "plan": "AP-2024-0001",
    "organisation": {"department": "Kultur och fritid", "unit": "Biblioteket"},
    "period": {"from": "2023-11-01", "to": "2024-10-31"},
    "purpose": "Berätta om nya böcker",
    "audience": "Låntagare",
    "measured": [{"what": "Följare", "before": "310", "now": "355"}],
    "went_well": "Bokfredag läses av många.",
    "removals": 1,
    "hours": {"planned": "1–2", "spent": 3},
    "decision": "continue",
    "next_on": "2090-11-01",
    "manager": {"name": "Per-Örjan Ek", "title": "Bibliotekschef"},
}


def removal(**changes: Any) -> dict[str, Any]:
    """The answers about a removed post, with `changes` to their top level."""
    return deepcopy(_REMOVAL) | changes


def follow_up(**changes: Any) -> dict[str, Any]:
    """The answers of a follow-up, with `changes` to their top level."""
    return deepcopy(_FOLLOW_UP) | changes


def sent(form_class: type[PrintableForm], answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as a browser sends them: of a choice the values that are marked."""
    found: dict[str, Any] = {}
    for leaf in form_class(data=answers).leaves():
        marked = [one.value for one in leaf.options if one.is_chosen]
        if marked or leaf.options:
            found[leaf.name] = marked
        elif leaf.data:
            found[leaf.name] = str(leaf.data).replace("\n", "\r\n")
    return found


def file_record(
    visitor: Visitor, form_class: type[PrintableForm], answers: dict[str, Any]
) -> BeautifulSoup:
    """The whole way of another form than Bilaga 1; ends on the receipt."""
    visitor.get(f"/{form_class.slug}/")
    visitor.post(f"/{form_class.slug}/", sent(form_class, answers))
    visitor.follow()
    visitor.post(visitor.response.request.path, {})
    return visitor.follow()
