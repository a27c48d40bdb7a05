"""The picture of the house is drawn from the code alone."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests import floorplan


def house(root: Path, **packages: str) -> Path:
    """A tree of packages with these lines in them."""
    for name, line in packages.items():
        (root / name).mkdir()
        (root / name / "__init__.py").write_text(f'"""About {name}."""\n\n{line}\n')
    return root


def test_picture_in_the_docs_is_as_the_code_is() -> None:
    assert floorplan.PICTURE.read_text(encoding="utf-8") == floorplan.svg(), "run `make house`"


def test_every_import_is_told_and_only_what_no_longer_way_repeats_is_drawn(tmp_path: Path) -> None:
    root = house(tmp_path, hall="import kitchen.stove, cellar", kitchen="import cellar", cellar="")
    (root / "kitchen" / "stove").mkdir()
    (root / "kitchen" / "stove" / "__init__.py").write_text("from cellar import coal")
    drawn = floorplan.svg(root)
    assert "cellar imports nothing. hall imports cellar, kitchen. kitchen imports cellar." in drawn
    assert floorplan.arrows(floorplan.imports(root)) == [("hall", "kitchen"), ("kitchen", "cellar")]
    assert all(f">{name}<" in drawn for name in ("hall", "kitchen", "cellar", "stove"))


def test_whatever_imports_stands_above_what_it_imports() -> None:
    found = floorplan.imports()
    height = floorplan.levels(found)
    assert len(found) > 10
    assert all(height[name] > height[one] for name, below in found.items() for one in below)


def test_no_box_lies_on_another_or_in_the_way_of_an_arrow() -> None:
    rows, ways = floorplan.arrange(floorplan.boxes(), floorplan.imports())
    assert any(len(way) > 2 for way in ways)
    for row in rows:
        for left, right in pairwise(sorted(row, key=lambda spot: spot.centre)):
            assert right.centre - left.centre > (left.width + right.width) / 2


def test_packages_that_import_each_other_cannot_be_drawn(tmp_path: Path) -> None:
    root = house(tmp_path, hall="import attic", attic="import loft", loft="import attic")
    with pytest.raises(floorplan.ImportsRunInACircle, match="attic, hall, loft"):
        floorplan.svg(root)
