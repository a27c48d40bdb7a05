"""What is installed is what was chosen: every file of every package by its SHA-256."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = {"requirements.txt": "requirements.lock", "requirements-test.txt": "requirements-test.lock"}
PACKAGES = ("policy", "forms", "pdf", "register", "mail", "web", "deploy")
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[a-z]+\])?==([^\s;\\]+)", re.MULTILINE)


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
