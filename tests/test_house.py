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


def test_the_readme_has_a_line_for_each_room() -> None:
    readme = (house.ROOT / "README.md").read_text(encoding="utf-8")
    for package in house.PACKAGES:
        rooms = {path.parent for path in (house.ROOT / package).glob("*/*.py")}
        part = readme.partition(f"\n{package}/ ")[2].partition("\n\n")[0]
        assert part, package
        assert [room.name for room in rooms if f"\n  {room.name}/ " not in part] == []


def test_only_one_room_knows_how_reportlab_writes_files() -> None:
    knows = [path for path in house.sources() if "reportlab" in path.read_text(encoding="utf-8")]
    names = {str(path.parent.relative_to(house.ROOT)) for path in knows}
    assert names == {"pdf/file"}
