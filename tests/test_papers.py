"""What somebody needs who takes the project over: licence, catalogue entry, version, contacts."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from version import VERSION
from web.filed.disclosure import ADDRESS

ROOT = Path(__file__).parent.parent
# What publiccode.yml 0.5 calls mandatory; under a language each of the last two.
MANDATORY = [
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "legal/license",
    "maintenance/type",
    "localisation/localisationReady",
    "localisation/availableLanguages",
    *(
        f"description/{language}/{part}"
        for language in ("sv", "en")
        for part in ("shortDescription", "longDescription", "features")
    ),
]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def catalogued() -> dict[str, Any]:
    entry: dict[str, Any] = yaml.safe_load(read("publiccode.yml"))
    return entry


@pytest.mark.parametrize("path", MANDATORY)
def test_catalogue_entry_has_what_is_mandatory(catalogued: dict[str, Any], path: str) -> None:
    found: Any = catalogued
    for key in path.split("/"):
        found = found[key]
    assert found not in ("", None, [])


def test_catalogue_entry_keeps_to_the_lengths_that_catalogues_show(
    catalogued: dict[str, Any],
) -> None:
    for told in catalogued["description"].values():
        assert len(told["shortDescription"]) <= 150
        assert 150 <= len(told["longDescription"]) <= 10_000


def test_who_keeps_it_up_is_named_when_somebody_does(catalogued: dict[str, Any]) -> None:
    kept = catalogued["maintenance"]
    named = {"internal": "contacts", "community": "contacts", "contract": "contractors"}
    assert kept["type"] == "none" or kept[named[kept["type"]]]


def test_release_is_the_same_everywhere(catalogued: dict[str, Any]) -> None:
    newest = re.search(r"^## (\S+) - (.+)$", read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest.groups() == (VERSION, catalogued["releaseDate"])
    assert catalogued["softwareVersion"] == VERSION


def test_licence_is_whole(catalogued: dict[str, Any]) -> None:
    text = read("LICENSE")
    assert re.findall(r"^(\d+)\. \w", text, re.MULTILINE) == [str(n) for n in range(1, 16)]
    assert text.partition("\nAppendix\n")[2].rstrip().endswith("new EUPL version.")
    assert catalogued["legal"]["license"] == "EUPL-1.2"
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in text


def test_who_found_a_weakness_is_led_to_the_page_that_there_is() -> None:
    told = read("SECURITY.md")
    assert all(word in told for word in (ADDRESS, "SECURITY_CONTACT", "SECURITY_EXPIRES"))


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md")))
def test_links_between_papers_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
