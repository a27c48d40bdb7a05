"""What is asked of the list of plans: all of it stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import request, url_for
from werkzeug.datastructures import MultiDict

import forms
from register.life import Life
from register.listing import EARLIER, Order, Status, Wanted

# More than this of a search or of a name is not read.
_LONGEST_VALUE = 1_000
STATUS_WORDS: Mapping[Status, str] = {
    Status.WAITING: "Väntar på papper",
    Status.PARTLY: "Delvis underskriven",
    Status.CHECK: "Underskriven – kontrollera",
    Status.SIGNED: "Underskriven",
    Status.ENDED: "Avslutad",
    Status.FILED: "Inlämnad",
    Status.ERASED: "Gallrad",
}
LIFE_WORDS: Mapping[Life, str] = {
    Life.PLANNED: "Planerat",
    Life.IN_USE: "I bruk",
    Life.CLOSED: "Avslutat",
}
ORDER_WORDS: Mapping[Order, str] = {
    Order.NEWEST: "Senast ändrad först",
    Order.OLDEST: "Äldst ändring först",
    Order.UNIT: "Enhet, A till Ö",
    Order.REFERENCE: "Referens",
}
# The filters by their names in the address, in the order of the page.
FILTERS: Mapping[str, str] = {
    "blankett": "Blankett",
    "medium": "Medium",
    "forvaltning": "Förvaltning",
    "enhet": "Enhet",
    "status": "Läge",
    "konto": "Konto",
    "ar": "År",
}
KNOWN = ("q", *FILTERS, "ordning", "efter")
_NAMES = {"q": "Sökning", **FILTERS, "ordning": "Ordning"}


@dataclass(frozen=True)
class Query:
    """What the address asks for: `given` is what of it means something, `ignored` what does not."""

    given: dict[str, str]
    ignored: list[str]

    @property
    def chosen(self) -> dict[str, str]:
        """The filters among it."""
        return {name: self.given[name] for name in FILTERS if name in self.given}

    @property
    def wanted(self) -> Wanted:
        """The same as the register understands it."""
        return wanted_by(self.given)

    @property
    def kept(self) -> dict[str, str]:
        """All of it but the place of a page, which means nothing tomorrow."""
        return {name: value for name, value in self.given.items() if name != "efter"}

    @property
    def told(self) -> list[str]:
        """The same in words: "Medium: Instagram"."""
        return [f"{_NAMES[name]}: {_words_of(name, value)}" for name, value in self.kept.items()]

    def without(self, *names: str) -> str:
        """The address of the list that asks for all but these, from its first page."""
        rest = {name: value for name, value in self.kept.items() if name not in names}
        return url_for("plan_list.plans", **rest)  # type: ignore[arg-type]

    def onwards(self, after: str) -> str:
        """The address of the page that begins after a key."""
        return url_for("plan_list.plans", **(self.given | {"efter": after}))  # type: ignore[arg-type]


def wanted_by(given: Mapping[str, str]) -> Wanted:
    """What names and values that mean something ask of the register."""
    return Wanted(
        text=given.get("q", ""),
        form=given.get("blankett", ""),
        medium=given.get("medium", ""),
        department=given.get("forvaltning", ""),
        unit=given.get("enhet", ""),
        status=Status(given["status"]) if "status" in given else None,
        life=Life(given["konto"]) if "konto" in given else None,
        year=int(given["ar"]) if "ar" in given else None,
        order=Order(given.get("ordning", Order.NEWEST)),
        after=given.get("efter", ""),
    )


def query_asked() -> Query:
    """What this request asks for."""
    return query_of(request.args)


def query_in(text: str) -> Query:
    """What stands after the question mark of an address."""
    return query_of(MultiDict(parse_qsl(text)))


def query_of(asked: Mapping[str, str]) -> Query:
    """What names and values out of an address ask for; what is empty asks for nothing."""
    given: dict[str, str] = {}
    ignored = [name for name in asked if name not in KNOWN]
    for name in KNOWN:
        value = " ".join(asked.get(name, "")[:_LONGEST_VALUE].split())
        if name == "status":
            value = EARLIER.get(value, value)
        if (name, value) == ("ordning", Order.NEWEST.value):
            # As without it; a form sends it all the same.
            continue
        if value and _means_something(name, value):
            given[name] = value
        elif value:
            ignored.append(name)
    return Query(given, sorted(ignored)[: len(KNOWN)])


def _means_something(name: str, value: str) -> bool:
    if name == "ar":
        return value.isascii() and value.isdecimal() and len(value) <= len("2026")
    if name == "blankett":
        return value in {one.slug for one in (*forms.FORMS, *forms.EARLIER)}
    if name == "konto":
        return value in {one.value for one in LIFE_WORDS}
    known = {"status": Status, "ordning": Order}.get(name)
    return known is None or value in {one.value for one in known}


def _words_of(name: str, value: str) -> str:
    if name == "blankett":
        return forms.facts_of(value).title
    if name == "status":
        return STATUS_WORDS[Status(value)]
    if name == "konto":
        return LIFE_WORDS[Life(value)]
    return ORDER_WORDS[Order(value)] if name == "ordning" else value
