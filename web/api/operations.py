"""What the API can do: one table, from which come who reaches what, what may be asked, and the
description for machines (OpenAPI 3.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from register.actors import ActorKind, Scope
from register.events import EventKind
from register.life import Life
from register.listing import EARLIER, Order, Status
from version import VERSION
from web.desk.verbs import LONGEST_NUMBER

Schema: TypeAlias = dict[str, Any]
MOST_BODY_BYTES = 4_096
MOST_ROWS = 100
ROWS = 25
MOST_EVENTS = 100
MOST_VERSIONS = 100
_LONGEST_TEXT = 1_000
_LONGEST_DIGITS = 18
_LAST_YEAR = 9_999


@dataclass(frozen=True)
class Parameter:
    """One thing that may stand after `?`. Among `choices`, or a number from 0 to `most`, or a text.

    `scopes` are what a token needs to ask it, beside those of the operation.
    """

    name: str
    description: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    scopes: frozenset[Scope] = frozenset()

    def problem_with(self, value: str) -> str:
        """What is wrong with a value, in Swedish, or nothing."""
        if self.choices and value not in self.choices:
            return f"Välj något av {', '.join(self.choices)}"
        if self.most and not self._is_number(value):
            return f"Skriv ett heltal från {self.least} till {self.most}"
        return f"Högst {_LONGEST_TEXT} tecken" if len(value) > _LONGEST_TEXT else ""

    def _is_number(self, value: str) -> bool:
        is_plain = value.isascii() and value.isdecimal() and len(value) <= _LONGEST_DIGITS
        return is_plain and self.least <= int(value) <= self.most

    @property
    def schema(self) -> Schema:
        """The same for machines."""
        if self.choices:
            return {"type": "string", "enum": list(self.choices)}
        if self.most:
            return {"type": "integer", "minimum": self.least, "maximum": self.most}
        return {"type": "string", "maxLength": _LONGEST_TEXT}


@dataclass(frozen=True)
class Operation:
    """One method at one address. `answers` are schemas, or a media type that is no JSON, by
    status; `refusals` the statuses of its own beside those that all have.
    """

    endpoint: str
    method: str
    path: str
    summary: str
    description: str
    scopes: frozenset[Scope]
    answer: Schema | str
    answer_words: str
    parameters: tuple[Parameter, ...] = ()
    headers: tuple[str, ...] = ()
    refusals: tuple[int, ...] = ()
    has_body: bool = False


_LIST, _PERSONS = frozenset((Scope.LIST,)), frozenset((Scope.PERSONS,))
_AFTER = Parameter("efter", "Ur `nasta` i förra svaret. Något annat ger 400.")
_FILTERS = (
    Parameter(
        "q",
        "Sök i all text. Kräver också `persons`, för sökningen kan avslöja vem som står i en plan.",
        scopes=_PERSONS,
    ),
    Parameter("blankett", "Blankettens namn i adressen, till exempel `aktivitetsplan`."),
    Parameter("medium", "Hela namnet på ett medium, till exempel `Facebook`."),
    Parameter("forvaltning", "Hela namnet på en förvaltning."),
    Parameter("enhet", "Hela namnet på en enhet."),
    Parameter(
        "status",
        "Hur långt planen har kommit. "
        + ", ".join(f"`{old}` är detsamma som `{new}`" for old, new in EARLIER.items())
        + ".",
        (*Status, *EARLIER),
    ),
    Parameter(
        "konto",
        "Var kontot är i sitt liv.",
        tuple(one for one in Life if one),
    ),
    Parameter("ar", "Året i referensen.", most=_LAST_YEAR),
    Parameter(
        "ordning",
        "Hur planerna sorteras; `nyast` är senast ändrad först. Bland fler än tusen sökträffar "
        "används alltid `nyast`.",
        tuple(Order),
    ),
    _AFTER,
    Parameter("antal", f"Hur många per sida, {ROWS} om inget sägs.", least=1, most=MOST_ROWS),
)
_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_TIME: Schema = {"type": "string", "format": "date-time"}
_DAY: Schema = {"type": ["string", "null"], "format": "date"}
_NEXT: Schema = {"type": ["string", "null"], "description": "Adressen till nästa sida, om någon."}


def _object(described: str, **properties: Schema) -> Schema:
    return {
        "type": "object",
        "description": described,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list_of(items: Schema, most: int | None = None) -> Schema:
    return {"type": "array", "items": items} | ({"maxItems": most} if most else {})


_ROW: Mapping[str, Schema] = {
    "referens": _TEXT,
    "version": _NUMBER,
    "blankett": _TEXT,
    "medium": _TEXT,
    "forvaltning": _TEXT,
    "enhet": _TEXT,
    "status": {"type": "string", "enum": list(Status)},
    "konto": {
        "type": "string",
        "enum": list(Life),
        "description": "Var kontot är i sitt liv. Tomt när blanketten inte gäller något konto.",
    },
    "konto_sedan": _DAY | {"description": "Dagen då kontot fanns, så vitt registret vet."},
    "ar": _NUMBER,
    "dnr": {"type": ["string", "null"]},
    "inlamnad": _TIME | {"description": "När första versionen lämnades in."},
    "andrad": _TIME | {"description": "När den nyaste versionen lämnades in."},
    "avslutad": _DAY,
    "timmar": {"type": ["number", "null"], "description": "Beräknad arbetstid per vecka."},
    "administratorer": _NUMBER | {"description": "Hur många olika som administrerar kontot."},
    "adress": _TEXT | {"description": "Planens adress i API:et."},
}
SCHEMAS: Mapping[str, Schema] = {
    "Rad": _object("En plan i listan.", **_ROW),
    "Planer": _object(
        "En sida av listan.",
        planer=_list_of({"$ref": "#/components/schemas/Rad"}, MOST_ROWS),
        antal=_NUMBER
        | {"description": "Hur många planer det finns, eller 1 000 när `fler` gäller."},
        fler={"type": "boolean", "description": "Om det finns fler än `antal`."},
        nasta=_NEXT,
    ),
    "Plan": _object(
        "En plan med svaren i den nyaste versionen.",
        **_ROW,
        utgava=_TEXT | {"description": "Blankettens utgåva, som svaren hör till."},
        svar={
            "type": "object",
            "description": "Svaren under blankettens egna namn; se `/<blankett>/schema.json`. Det "
            "som ingen har svarat på saknas.",
        },
        personuppgifter={
            "type": "boolean",
            "description": "Om personuppgifter är med. Annars saknas allt om personer, och texter "
            "som nämner någon av dem.",
        },
        revision=_TEXT | {"description": "Samma som i `ETag`."},
        papper={
            "type": ["object", "null"],
            "description": "Att det underskrivna papperet av den nyaste versionen har kommit in.",
            "properties": {
                "inkom": _DAY,
                "undertecknare": _list_of(_TEXT),
                "utan_granskning": {
                    "type": "boolean",
                    "description": "Om papperet godkändes utan att någon tittade på det.",
                },
            },
            "required": ["inkom", "undertecknare", "utan_granskning"],
            "additionalProperties": False,
        },
        uppgifter_delgivna=_DAY,
        versioner=_list_of(
            _object(
                "De senaste versionerna.",
                version=_NUMBER,
                inlamnad=_TIME,
                pdf=_TEXT,
                underskriven_pdf={
                    "type": ["string", "null"],
                    "description": "Det underskrivna papperet, när det har kommit in och någon har "
                    "kontrollerat det.",
                },
                bilagor=_list_of(
                    _object(
                        "En bifogad fil. `fil` är null när den är gallrad.",
                        namn=_TEXT,
                        media=_TEXT,
                        byte=_NUMBER,
                        sha256=_TEXT,
                        fil={"type": ["string", "null"]},
                    )
                ),
            ),
            MOST_VERSIONS,
        ),
    ),
    "Diarienummer": _object("", referens=_TEXT, dnr=_TEXT, revision=_TEXT),
    "Nytt diarienummer": _object(
        "",
        dnr={"type": "string", "minLength": 1, "maxLength": LONGEST_NUMBER, "pattern": "\\S"},
    ),
    "Handelser": _object(
        "Det som har hänt, i ordning.",
        handelser=_list_of(
            _object(
                "En händelse. `fakta` är nummer, dagar och ord från oss, aldrig personuppgifter.",
                id=_NUMBER,
                tid=_TIME,
                handelse={"type": "string", "examples": [EventKind.FILED, EventKind.NUMBERED]},
                referens=_TEXT,
                version={"type": ["integer", "null"]},
                vem={"type": "string", "examples": [ActorKind.FILER, ActorKind.OFFICER]},
                fakta={"type": "object"},
            ),
            MOST_EVENTS,
        ),
        nasta=_TEXT | {"description": "Adressen att fråga nästa gång."},
        fler={"type": "boolean", "description": "Om det finns fler att hämta redan nu."},
    ),
    "Problem": {
        "type": "object",
        "description": "Vad som är fel och vad du kan göra (RFC 9457).",
        "properties": {
            "type": _TEXT,
            "title": _TEXT,
            "status": _NUMBER,
            "detail": _TEXT,
            "errors": _list_of(_object("Ett fel på ett ställe.", place=_TEXT, detail=_TEXT)),
        },
        "required": ["type", "title", "status", "detail"],
        "additionalProperties": False,
    },
}
OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "api.plans",
        "GET",
        "/planer",
        "Lista planer",
        "En sida i taget, med samma filter som registrets lista. Följ `nasta` tills den är tom.",
        _LIST,
        {"$ref": "#/components/schemas/Planer"},
        "En sida av listan.",
        _FILTERS,
        headers=("Link",),
    ),
    Operation(
        "api.plan",
        "GET",
        "/planer/{referens}",
        "Hämta en plan",
        "Svaren i den nyaste versionen. Med `persons` är personuppgifterna med.",
        _LIST,
        {"$ref": "#/components/schemas/Plan"},
        "Planen.",
        headers=("ETag",),
        refusals=(404, 410),
    ),
    Operation(
        "api.document",
        "GET",
        "/planer/{referens}/v{version}.pdf",
        "Hämta en versions PDF",
        "Exakt den PDF som gjordes när versionen lämnades in.",
        _LIST | _PERSONS,
        "application/pdf",
        "PDF:en.",
        refusals=(404, 410),
    ),
    Operation(
        "api.signed",
        "GET",
        "/planer/{referens}/v{version}-underskriven.pdf",
        "Hämta det underskrivna papperet",
        "Den PDF som gjordes av papperet när någon hade kontrollerat underskrifterna.",
        _LIST | _PERSONS,
        "application/pdf",
        "PDF:en.",
        refusals=(404, 410),
    ),
    Operation(
        "api.attached_file",
        "GET",
        "/planer/{referens}/v{version}/bilagor/{sha256}",
        "Hämta en bifogad fil",
        "Filen som den laddades upp, utan uppgift om var och när en bild är tagen.",
        _LIST | _PERSONS,
        "application/octet-stream",
        "Filen.",
        refusals=(404,),
    ),
    Operation(
        "api.number",
        "PUT",
        "/planer/{referens}/dnr",
        "Skriv diarienummer",
        "Skicka `If-Match` med planens `ETag`, så att ingens ändring skrivs över, eller `*` för "
        "att skriva ändå. Att skicka samma nummer en gång till ändrar ingenting.",
        frozenset((Scope.DNR,)),
        {"$ref": "#/components/schemas/Diarienummer"},
        "Planen har numret.",
        headers=("ETag",),
        refusals=(404, 412, 413, 415, 422, 428),
        has_body=True,
    ),
    Operation(
        "api.events",
        "GET",
        "/handelser",
        "Följ händelser",
        "Det som har hänt efter en händelse, äldst först. En händelse syns när den är en minut "
        "gammal, så att ingen kommer i efterhand före en som du har sett.",
        frozenset((Scope.EVENTS,)),
        {"$ref": "#/components/schemas/Handelser"},
        "Händelserna.",
        (Parameter("efter", "Den senaste händelsens `id`.", most=2**31 - 1),),
        headers=("Link",),
    ),
)
BY_ENDPOINT: Mapping[str, Operation] = {one.endpoint: one for one in OPERATIONS}
_REFUSED_TO_ALL = (400, 401, 403, 429, 500, 503)
_STATUS_WORDS = {
    400: "Något i adressen eller det som skickades är fel.",
    401: "Nyckeln saknas, är fel, har slutat gälla eller är återkallad.",
    403: "Nyckeln öppnar inte det här.",
    404: "Planen eller versionen finns inte.",
    410: "Planen eller PDF:en är gallrad och finns inte kvar.",
    412: "Någon annan har ändrat planen sedan du hämtade den.",
    413: "Det som skickades är för stort.",
    415: "Det som skickades är inte JSON i UTF-8.",
    422: "Diarienumret kan inte tas emot.",
    428: "`If-Match` saknas.",
    429: "För många frågor på kort tid. `Retry-After` säger hur många sekunder du ska vänta.",
    500: "Något gick fel hos oss.",
    503: "Registret svarar inte, eller det som är sparat är skadat.",
}
_HEADERS: Mapping[str, Schema] = {
    "Link": {"description": 'Nästa sida, med `rel="next"`.', "schema": _TEXT},
    "ETag": {"description": "Planens revision, för `If-Match`.", "schema": _TEXT},
}
_IN_PATH: Mapping[str, Schema] = {
    "referens": {"type": "string", "examples": ["AP-2026-0042"], "maxLength": 40},
    "version": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}


def description(server: str) -> Schema:
    """The OpenAPI document; `server` is where the API is."""
    paths: dict[str, Schema] = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method.lower()] = _described(one)
    token = {"type": "http", "scheme": "bearer", "description": "En nyckel, `bk_…`."}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Registret", "version": VERSION, "description": "Se " + server + "/"},
        "servers": [{"url": server}],
        "security": [{"nyckel": []}],
        "paths": paths,
        "components": {"schemas": dict(SCHEMAS), "securitySchemes": {"nyckel": token}},
    }


def _described(one: Operation) -> Schema:
    is_file = isinstance(one.answer, str)
    schema = {"type": "string", "format": "binary"} if is_file else one.answer
    media = one.answer if isinstance(one.answer, str) else "application/json"
    answer = {"description": one.answer_words, "content": {media: {"schema": schema}}}
    if one.headers:
        answer["headers"] = {name: _HEADERS[name] for name in one.headers}
    refusals = sorted({*_REFUSED_TO_ALL, *one.refusals})
    found: Schema = {
        "operationId": one.endpoint.partition(".")[2],
        "summary": one.summary,
        "description": f"{one.description}\n\nNyckeln behöver {_told(one.scopes)}.",
        "security": [{"nyckel": sorted(one.scopes)}],
        "parameters": [*_path_parameters(one), *map(_parameter, one.parameters)],
        "responses": {"200": answer} | {str(code): _refusal(code) for code in refusals},
    }
    if one.has_body:
        found["parameters"].append(_header_parameter())
        body = {"schema": {"$ref": "#/components/schemas/Nytt diarienummer"}}
        found["requestBody"] = {"required": True, "content": {"application/json": body}}
    return found


def _told(scopes: frozenset[Scope]) -> str:
    return " och ".join(f"`{one}`" for one in Scope if one in scopes)


def _path_parameters(one: Operation) -> list[Schema]:
    return [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in _IN_PATH.items()
        if f"{{{name}}}" in one.path
    ]


def _parameter(one: Parameter) -> Schema:
    return {"name": one.name, "in": "query", "description": one.description, "schema": one.schema}


def _header_parameter() -> Schema:
    about = "Planens `ETag`, eller `*`."
    found: Schema = {"name": "If-Match", "in": "header", "required": True}
    return found | {"description": about, "schema": _TEXT}


def _refusal(code: int) -> Schema:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        "description": _STATUS_WORDS[code],
        "content": {"application/problem+json": problem},
    }
