"""The public list of accounts as files: JSON, CSV, and its description as open data (DCAT-AP-SE
3.0.1, diggsweden.github.io/DCAT-AP-SE)."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from office.exports.delimited import csv_of
from office.exports.sheet import Heading, Sheet
from office.named import tells_of_somebody
from office.public_accounts import LONGEST_TEXT, PublicAccount, PublicList
from settings import Settings

VERSION = 1
"""Of the JSON; changes when somebody who reads it would have to."""
LICENSE = "https://creativecommons.org/publicdomain/zero/1.0/"
NAME = "konton"
_HEADINGS = (
    Heading("Medium", 16),
    Heading("Konto", 40),
    Heading("Adress", 40),
    Heading("Förvaltning", 32),
    Heading("Enhet", 28),
    Heading("Om kontot", 48),
)
_TEXT = {"type": ["string", "null"], "minLength": 1}
_ACCOUNT: Mapping[str, Any] = {
    "medium": _TEXT | {"description": "Det sociala mediet, till exempel Instagram."},
    "konto": _TEXT | {"description": "Kontots adress eller namn, som enheten skrev det."},
    "adress": {
        "type": ["string", "null"],
        "format": "uri",
        "pattern": "^https?://",
        "description": "Länk till kontot, om det finns en.",
    },
    "forvaltning": _TEXT | {"description": "Förvaltningen som kontot hör till."},
    "enhet": _TEXT | {"description": "Enheten eller avdelningen som sköter kontot."},
    "om": _TEXT
    | {"maxLength": LONGEST_TEXT, "description": "Vad informationsansvarig skrev om kontot."},
}
SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Kommunens konton i sociala medier",
    "description": "Saknas en uppgift är den null. Ordningen är medium, sedan enhet.",
    "type": "object",
    "properties": {
        "version": {"const": VERSION},
        "utgivare": {"type": "string", "minLength": 1},
        "licens": {"const": LICENSE},
        "sida": {"type": "string", "format": "uri"},
        "schema": {"type": "string", "format": "uri"},
        "konton": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": _ACCOUNT,
                "required": list(_ACCOUNT),
                "additionalProperties": False,
            },
        },
    },
    "required": ["version", "utgivare", "licens", "sida", "schema", "konton"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Published:
    """Whose list it is and where it is found: its page, and the files by the ends of their
    names. `contact` is the mail address of a function, or empty."""

    publisher: str
    home: str
    page: str
    files: Mapping[str, str]
    contact: str


def at_home(settings: Settings) -> Published:
    """The list on these pages."""
    home = settings.base_url
    page = f"{home}/{NAME}/"
    files = {end: f"{home}/{NAME}.{end}" for end in FILES} | {"schema.json": f"{page}schema.json"}
    return Published(settings.municipality, home, page, files, _contact(settings))


def elsewhere(settings: Settings, folder_url: str) -> Published:
    """The list as files in one folder of another web server."""
    files = {end: f"{folder_url}/{NAME}.{end}" for end in (*FILES, "schema.json")}
    whose, home = settings.municipality, settings.base_url
    return Published(whose, home, f"{folder_url}/", files, _contact(settings))


def _contact(settings: Settings) -> str:
    """No person is named here, not even the information officer."""
    addresses = filter(None, (settings.open_data_contact, *settings.information_officer))
    return next((one for one in addresses if not tells_of_somebody(one)), "")


def json_of(found: PublicList, where: Published) -> bytes:
    """The list for programs, as SCHEMA describes it."""
    told = {
        "version": VERSION,
        "utgivare": where.publisher,
        "licens": LICENSE,
        "sida": where.page,
        "schema": where.files["schema.json"],
        "konton": [_told(one) for one in found.accounts],
    }
    return _written(told)


def schema_json() -> bytes:
    """The schema, as a file."""
    return _written(SCHEMA)


def csv_file(found: PublicList, where: Published) -> bytes:
    """The list for spreadsheets."""
    rows = (_texts(one) for one in found.accounts)
    return b"".join(csv_of(Sheet("Konton", _HEADINGS, rows)))


def turtle_of(found: PublicList, where: Published) -> bytes:
    """What the list is, for catalogues of open data: a catalogue with one set of data, its
    publisher, and a distribution for each file (RDF 1.1 Turtle)."""
    catalogue, data, owner = (_iri(f"{where.page}#{part}") for part in ("katalog", "data", "agent"))
    title = f"Konton i sociala medier, {where.publisher}"
    about = (
        f"De konton i sociala medier som {where.publisher} har och som har en gällande "
        "aktivitetsplan: medium, adress, förvaltning och enhet. Inga personer nämns."
    )
    catalogue_about = f"Öppna data om {where.publisher}s konton i sociala medier."
    swedish = _iri("http://publications.europa.eu/resource/authority/language/SWE")
    files = [_distribution(where, end) for end in FILES if end != "ttl"]
    mailto = _iri(f"mailto:{quote(where.contact, safe='@')}")
    email = f"\n  vcard:hasEmail {mailto} ;" if where.contact else ""
    shared = f"dcterms:publisher {owner} ;\n  dcterms:language {swedish} ;"
    blocks = [
        _PREFIXES,
        f"{catalogue} a dcat:Catalog ;\n  dcterms:title {_text(title)} ;\n"
        f"  dcterms:description {_text(catalogue_about)} ;\n  {shared}\n"
        f"  dcterms:license {_iri(_FREE)} ;\n  foaf:homepage {_iri(where.page)} ;\n"
        f"  dcat:dataset {data} .",
        f"{owner} a foaf:Agent ;\n  foaf:name {_text(where.publisher)} ;\n"
        f"  foaf:homepage {_iri(where.home)} ;\n  dcterms:type {_iri(_AUTHORITY)} .",
        f"{data} a dcat:Dataset ;\n  dcterms:title {_text(title)} ;\n"
        f"  dcterms:description {_text(about)} ;\n  {shared}\n"
        f"  dcterms:identifier {_literal(where.page)} ;\n  dcat:landingPage {_iri(where.page)} ;\n"
        f"  dcterms:accessRights {_iri(_FOR_ALL)} ;\n  dcterms:accrualPeriodicity {_iri(_ALWAYS)} ;"
        f"\n  dcat:theme {_iri(_GOVERNMENT)} ;\n"
        f"  dcat:keyword {_text('sociala medier')} , {_text('kommun')} ;\n"
        f"  dcat:contactPoint {_iri(f'{where.page}#kontakt')} ;\n"
        f"  dcat:distribution {' , '.join(_iri(where.files[end]) for end in _HELD)} .",
        f"{_iri(f'{where.page}#kontakt')} a vcard:Organization ;\n"
        f"  vcard:fn {_text(where.publisher)} ;{email}\n  vcard:hasURL {_iri(where.home)} .",
        *files,
    ]
    return ("\n\n".join(blocks) + "\n").encode()


# The name of CC0 among open data, which catalogues compare sign by sign.
_FREE = "http://creativecommons.org/publicdomain/zero/1.0/"
_AUTHORITY = "http://purl.org/adms/publishertype/LocalAuthority"
_EUROPE = "http://publications.europa.eu/resource/authority"
_FOR_ALL = f"{_EUROPE}/access-right/PUBLIC"
_ALWAYS = f"{_EUROPE}/frequency/CONT"
_GOVERNMENT = f"{_EUROPE}/data-theme/GOVE"
_HELD = {
    "json": ("application/json", "Listan som JSON, beskriven av ett JSON Schema."),
    "csv": ("text/csv", "Listan som CSV: UTF-8, semikolon, citattecken kring varje cell."),
}
_PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> ."""
# What an IRIREF holds by its number (RDF 1.1 Turtle, 6.5).
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def _distribution(where: Published, end: str) -> str:
    media, about = _HELD[end]
    here = _iri(where.files[end])
    schema = where.files["schema.json"]
    conforms = f"\n  dcterms:conformsTo {_iri(schema)} ;" if end == "json" else ""
    return (
        f"{here} a dcat:Distribution ;\n  dcterms:title {_text(f'Konton som {end.upper()}')} ;\n"
        f"  dcterms:description {_text(about)} ;\n  dcat:accessURL {here} ;\n"
        f"  dcat:downloadURL {here} ;{conforms}\n  dcterms:format {_literal(media)} ;\n"
        f"  dcterms:license {_iri(_FREE)} ."
    )


def _iri(address: str) -> str:
    return "<" + _NOT_IN_IRI.sub(lambda sign: f"\\u{ord(sign[0]):04X}", address) + ">"


def _literal(text: str) -> str:
    # What a string of JSON escapes, one of Turtle escapes in the same way.
    return json.dumps(text, ensure_ascii=False)


def _text(text: str) -> str:
    return f"{_literal(text)}@sv"


def _told(one: PublicAccount) -> dict[str, str | None]:
    return dict(zip(_ACCOUNT, (text or None for text in _texts(one)), strict=True))


def _texts(one: PublicAccount) -> list[str]:
    return [one.medium, one.account, one.link, one.department, one.unit, one.text]


def _written(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


FILES: Mapping[str, tuple[str, Callable[[PublicList, Published], bytes]]] = {
    "json": ("application/json", json_of),
    "csv": ("text/csv; charset=utf-8", csv_file),
    "ttl": ("text/turtle; charset=utf-8", turtle_of),
}
"""What files there are, by the ends of their names: their media types, and what makes them."""
