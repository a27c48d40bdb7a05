"""Made-up answers of every length, to see what a form makes of them before anybody has answered."""

from enum import StrEnum
from functools import singledispatch
from itertools import cycle, islice
from typing import Any

from forms.kinds import (
    Accept,
    AccountAddress,
    Attachments,
    Date,
    Email,
    Group,
    Hours,
    LongText,
    OfficeOnly,
    OneOf,
    OrganisationNumber,
    PersonalNumber,
    PersonName,
    Phone,
    Postcode,
    RowList,
    SeveralOf,
    Sum,
    Tick,
    Time,
    YesNo,
)
from forms.kinds.dates import TODAY
from forms.printable import PrintableForm

_WORDS = (
    "Det här är ett påhittat svar, skrivet så att det går att se hur mycket plats det tar på sidan "
    "och på papperet. Verksamhetsövergripande krisberedskapskommunikation är ett långt ord, och "
    "Västra Götalandsregionens samverkansorganisation är flera. "
)
_FIRST = ("Bo", "Åsa", "Eva", "Liv", "Nils", "Karin", "Ali", "Maria", "Sven", "Ewa")
_LAST = ("Ek", "Lindqvist", "Cederström-Hallengren af Kommunledningskontoret")
_MAILBOXES = ("bo", "asa.lindqvist", "informationssakerhet.kommunledningsforvaltningen")
_PHONES = ("0506-18000", "0506-180 00", "+46 70 123 45 67")
_HOURS = ("1", "2,5", "37,5")
_DAYS = ("2026-01-01", "2026-11-26", "2027-12-31")
# Where no day gone by will do: on whatever day the form is tried, these are none.
_DAYS_TO_COME = ("2098-01-01", "2098-11-26", "2099-12-31")
# Of nobody, but well known; and of Töreboda kommun.
_PERSON_OF_TESTS, _MUNICIPALITY = "19121212-1212", "212000-1694"
_PAGES = ("toreboda", "torebodakommun", "torebodakommunsfamiljecentral")


class Length(StrEnum):
    """How much is answered: nothing, what must be, what people write, what is let through."""

    NOTHING = "nothing"
    SHORT = "short"
    ORDINARY = "ordinary"
    LONGEST = "longest"


_PLACE = {Length.SHORT: 0, Length.ORDINARY: 1, Length.LONGEST: 2}


def sample(form_class: type[PrintableForm], length: Length, **meta: Any) -> PrintableForm:
    """The form with made-up answers; any kind is answered, by its schema if by nothing better."""
    if length is Length.NOTHING:
        return form_class.from_answers({}, **meta)
    fields = [one for one in form_class.blank() if length is not Length.SHORT or not one.optional]
    answers = {one.short_name: made_up(one, length, 0) for one in fields}
    told = {name: answer for name, answer in answers.items() if answer is not None}
    return form_class.from_answers(told, **meta)


@singledispatch
def made_up(field: Any, length: Length, row: int) -> Any:
    """An answer to a field in a `row` of a list, as JSON; None to what takes none."""
    return _by_schema(field.schema(), length, row)


@made_up.register
def _(field: LongText, length: Length, row: int) -> str:
    texts = ("Kort svar.", f"{_WORDS}\n\n{_WORDS}", _long(field.max_length))
    return texts[_PLACE[length]][: field.max_length]


@made_up.register
def _(field: PersonName, length: Length, row: int) -> str:
    again, first = divmod(row, len(_FIRST))
    return f"{'-'.join([_FIRST[first]] * (again + 1))} {_LAST[_PLACE[length]]}"


@made_up.register
def _(field: Email, length: Length, row: int) -> str:
    return f"{_MAILBOXES[_PLACE[length]]}{row or ''}@toreboda.se"


@made_up.register
def _(field: Phone, length: Length, row: int) -> str:
    return _PHONES[_PLACE[length]]


@made_up.register
def _(field: Hours, length: Length, row: int) -> str:
    return _HOURS[_PLACE[length]]


@made_up.register
def _(field: AccountAddress, length: Length, row: int) -> str:
    return f"https://www.facebook.com/{_PAGES[_PLACE[length]]}"


@made_up.register
def _(field: Date, length: Length, row: int) -> str:
    days = _DAYS_TO_COME if field.earliest == TODAY else _DAYS
    return days[_PLACE[length]]


@made_up.register
def _(field: Tick, length: Length, row: int) -> bool:
    return length is not Length.SHORT


@made_up.register
def _(field: OneOf, length: Length, row: int) -> Any:
    values = [one.value for one in field.choices]
    last = {"other": _long(field.max_length)} if field.other else values[-1]
    return (values[0], values[1], last)[_PLACE[length]]


@made_up.register
def _(field: YesNo, length: Length, row: int) -> bool:
    return length is not Length.SHORT


@made_up.register
def _(field: SeveralOf, length: Length, row: int) -> list[Any]:
    values: list[Any] = [one.value for one in field.choices]
    if length is Length.LONGEST:
        return [*values, {"other": _long(field.max_length)}] if field.other else values
    return values[: max(field.least, 1 + _PLACE[length])]


@made_up.register
def _(field: Accept, length: Length, row: int) -> bool:
    return True


@made_up.register
def _(field: Time, length: Length, row: int) -> str:
    """Later on the paper is later: a form may ask for what comes after what."""
    names = [leaf.name for leaf in field.whole.leaves()]
    return f"{(8, 14, 23)[_PLACE[length]]:02}:{names.index(field.name) % 60:02}"


@made_up.register
def _(field: Postcode, length: Length, row: int) -> str:
    return "545 30"


@made_up.register
def _(field: PersonalNumber, length: Length, row: int) -> str:
    return _PERSON_OF_TESTS


@made_up.register
def _(field: OrganisationNumber, length: Length, row: int) -> str:
    return _MUNICIPALITY


@made_up.register(Attachments)
@made_up.register(OfficeOnly)
@made_up.register(Sum)
def _without_answer(field: Any, length: Length, row: int) -> None:
    """Files are sent, rooms for the office are written in, and sums are computed."""


@made_up.register
def _(field: Group, length: Length, row: int) -> dict[str, Any]:
    parts = [one for one in field.parts if length is not Length.SHORT or not one.optional]
    # A row of which nothing must be answered says something all the same.
    answers = {one.short_name: made_up(one, length, row) for one in parts or field.parts[:1]}
    return {name: answer for name, answer in answers.items() if answer is not None}


@made_up.register
def _(field: RowList, length: Length, row: int) -> list[Any]:
    least, most = max(field.least, 1), field.most
    count = {Length.SHORT: least, Length.ORDINARY: min(least + 1, most), Length.LONGEST: most}
    return [made_up(field.entries[0], length, number) for number in range(count[length])]


def _by_schema(schema: dict[str, Any], length: Length, row: int) -> Any:
    """What a schema lets through: the first, a middle and the last, as far as it has any."""
    place = _PLACE[length]
    if "const" in schema:
        return schema["const"]
    if several := schema.get("enum") or schema.get("oneOf") or schema.get("anyOf"):
        found = several[min(place, len(several) - 1)]
        return _by_schema(found, length, row) if isinstance(found, dict) else found
    if schema.get("type") == "array":
        return _several(schema, length, row)
    if schema.get("type") == "object":
        named = schema["properties"].items()
        return {name: _by_schema(inner, length, row) for name, inner in named}
    if schema.get("type") in ("integer", "number"):
        least, most = schema.get("minimum", 0), schema.get("maximum", 99_999)
        return (least, (least + most) // 2, most)[place]
    if schema.get("type") == "boolean":
        return length is not Length.SHORT
    return _of_format(schema, place)


def _several(schema: dict[str, Any], length: Length, row: int) -> list[Any]:
    """As many as there may be of different ones."""
    one = schema.get("items", {})
    choices = one.get("enum", [])
    least = schema.get("minItems", 0)
    count = (least, max(least, 1), schema.get("maxItems", least))[_PLACE[length]]
    return choices[:count] or [_by_schema(one, length, number) for number in range(count)]


def _of_format(schema: dict[str, Any], place: int) -> str:
    if schema.get("format") == "date":
        return _DAYS[place]
    return ("B2", "Ett vanligt svar", _long(schema.get("maxLength", 200)))[place]


def _long(length: int) -> str:
    """As many characters, with a new paragraph now and then when there is room for several."""
    text = _WORDS if length < 1_000 else f"{_WORDS * 3}\n\n"
    return "".join(islice(cycle(text), length)).strip()
