"""The house keeps its own rules."""

import statistics

import pytest

from tests import house

OURS = {*house.PACKAGES, "app", "settings"}


@pytest.mark.parametrize("package", house.PACKAGES)
def test_imports_run_one_way(package: str) -> None:
    loaded = house.loaded_by(package)
    assert package in loaded
    assert loaded & OURS <= house.ALLOWED[package]


@pytest.mark.parametrize("package", sorted(house.FOREIGN))
def test_heavy_libraries_stay_behind_their_one_door(package: str) -> None:
    assert house.loaded_by(package) & house.FOREIGN[package] == set()


def test_no_function_is_longer_than_a_reader_can_hold() -> None:
    functions = house.functions()
    assert [f.place for f in functions if f.lines > house.LONGEST_FUNCTION] == []
    assert statistics.median(f.lines for f in functions) <= house.MEDIAN_FUNCTION
