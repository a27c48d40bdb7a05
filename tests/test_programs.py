"""A test whose program is missing is skipped by name, never passed, and fails where CI=true."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import programs

TESTS = Path(__file__).parent
SCRIPT = (TESTS / "install-debian-packages.sh").read_text(encoding="utf-8")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A machine without any of them."""
    monkeypatch.setattr(programs, "PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    return monkeypatch


@pytest.mark.parametrize("name", programs.PACKAGES)
def test_a_missing_program_skips_with_its_name_and_package(
    bare: pytest.MonkeyPatch, name: str
) -> None:
    reason = rf"{name} is not installed \(Debian package {programs.PACKAGES[name]}\)"
    with pytest.raises(pytest.skip.Exception, match=reason):
        programs.program(name)


def test_a_missing_program_is_a_failure_where_nothing_may_lack(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="pdftotext is not installed"):
        programs.program("pdftotext")


@pytest.mark.parametrize("package", sorted(set(programs.PACKAGES.values()) - {"npm"}))
def test_every_program_is_installed_by_make_test(package: str) -> None:
    assert f"\nneed {package} /" in SCRIPT


def commands(path: Path) -> Iterator[str]:
    """The first words of the lists in a module: a command's is its program."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.List | ast.Tuple) and node.elts:
            first = node.elts[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def test_no_test_starts_a_program_without_asking_whether_it_is_there() -> None:
    paths = [path for path in TESTS.rglob("*.py") if path != Path(__file__)]
    unasked = {(path.name, name) for path in paths for name in commands(path)}
    assert {(file, name) for file, name in unasked if name in programs.PACKAGES} == set()
