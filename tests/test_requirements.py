"""What is installed is what was chosen: every file of every package by its SHA-256."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = {"requirements.txt": "requirements.lock", "requirements-test.txt": "requirements-test.lock"}
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
