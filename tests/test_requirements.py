"""What is installed is what was chosen: every file of every package by its SHA-256."""

import ast
import re
import sys
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest

from tests import house

ROOT = Path(__file__).parent.parent
LOCKS = {"requirements.txt": "requirements.lock", "requirements-test.txt": "requirements-test.lock"}
PACKAGES = (*house.PACKAGES, "deploy")
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[a-z]+\])?==([^\s;\\]+)", re.MULTILINE)
# The columns of the long tables and of the short one.
LICENCE_IN = {5: 3, 3: 2}
WORDS_OF = {
    "BSD": "BSD|Redistribution and use in source and binary forms",
    "LGPL": "Lesser General Public",
    "MIT": "MIT|Permission is hereby granted, free of",
}


def pins(name: str) -> dict[str, set[str]]:
    """Package -> versions; a lock may have one for each Python."""
    found: dict[str, set[str]] = {}
    for package, version in PIN.findall((ROOT / name).read_text(encoding="utf-8")):
        found.setdefault(re.sub(r"[-_.]+", "-", package).lower(), set()).add(version)
    return found


@pytest.mark.parametrize(("chosen", "lock"), LOCKS.items())
def test_lock_holds_the_versions_that_were_chosen(chosen: str, lock: str) -> None:
    locked = pins(lock)
    stale = {name for name, versions in pins(chosen).items() if locked.get(name) != versions}
    assert stale == set(), "run `make lock`"


@pytest.mark.parametrize("lock", LOCKS.values())
def test_lock_knows_every_file_by_its_digest_and_names_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    packages = re.split(r"^(?=[A-Za-z])", text, flags=re.MULTILINE)[1:]
    assert packages
    assert [one.split()[0] for one in packages if "--hash=sha256:" not in one] == []
    assert not re.search(r"https?:|file:|index", text)


def told_of() -> dict[str, str]:
    """Package -> licence, by the tables of docs/dependencies.md that are about packages."""
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    found = {}
    for line in text.partition("## What lies in the tree")[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) > 1 and re.match("[A-Za-z]", cells[0]) and cells[0] != "package":
            found[_plain(cells[0])] = cells[LICENCE_IN[len(cells)]]
    return found


def test_every_package_that_was_chosen_or_came_along_is_told_of() -> None:
    chosen = {name for file in LOCKS for name in pins(file)}
    assert set(told_of()) == chosen | set(pins("requirements.lock"))


def test_licences_are_those_that_the_packages_tell() -> None:
    told = {name: (licence, _said_by(name)) for name, licence in told_of().items()}
    assert {name: one for name, one in told.items() if not _agree(*one)} == {}


def _said_by(name: str) -> str:
    """What an installed package says of its licence: SPDX, or in older ones whatever words."""
    installed = distribution(name)
    facts = installed.metadata
    if "License-Expression" in facts:
        return facts["License-Expression"]
    names = ("licenses/LICENSE", "licenses/COPYING")
    files = [file for file in installed.files or () if any(map(file.match, names))]
    texts = [file.read_text(encoding="utf-8") for file in files]
    return " ".join([facts.get("License", ""), *facts.get_all("Classifier", []), *texts])


def _agree(licence: str, said: str) -> bool:
    """Whether both are the same expression, or the words name the family of each licence."""
    families = [one.partition("-")[0] for one in re.split(" OR | AND |, ", licence)]
    return licence == said or all(re.search(WORDS_OF.get(one, one), said) for one in families)


def test_what_the_system_imports_is_among_its_own_requirements() -> None:
    ours = {path.stem for path in ROOT.glob("*.py")} | set(PACKAGES)
    files = list(ROOT.glob("*.py"))
    files += [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    by_hand = ROOT / "pdf" / "fonts" / "make_fonts.py"
    imported = {name for file in files if file != by_hand for name in imports_of(file)}
    foreign = imported - ours - sys.stdlib_module_names
    of_module = packages_distributions()
    locked = pins("requirements.lock")
    missing = {name for name in foreign if not {_plain(d) for d in of_module[name]} & set(locked)}
    assert len(foreign) > 10
    assert missing == set()


def imports_of(file: Path) -> set[str]:
    """The first names of all modules that the file imports, at its top or later."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def _plain(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()
