"""Draws who imports whom, as docs/house.svg (`make house`).

A box is a package or a module of the top level, with its rooms; each stands above all that it
imports. An arrow that only repeats a longer way is left out, or nothing could be seen; the words
for screen readers name every import.
"""

import ast
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "house.svg"
# What is beside the product, or written once and left.
BESIDE = {"tests", "bench", "docs", "deploy"}
LEFT = "versions"

Imports = Mapping[str, frozenset[str]]
Point = tuple[float, float]


class ImportsRunInACircle(ValueError):
    """Two packages import each other, so that neither can stand above the other."""


@dataclass(frozen=True)
class Box:
    """What is drawn of a package: its name, what it says of itself, and its rooms."""

    name: str
    purpose: str = ""
    rooms: tuple[str, ...] = ()


# Reading


def boxes(root: Path = ROOT) -> dict[str, Box]:
    """Name -> box, of every package and module that lies at the top."""
    found = {path.stem: Box(path.stem, _purpose(path)) for path in root.glob("*.py")}
    for start in root.glob("*/__init__.py"):
        folder = start.parent
        rooms = tuple(sorted(room.parent.name for room in folder.glob("*/__init__.py")))
        if folder.name not in BESIDE:
            found[folder.name] = Box(folder.name, _purpose(start), rooms)
    return dict(sorted(found.items()))


def _purpose(path: Path) -> str:
    """The first sentence of what a module says of itself."""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return (
        " ".join(said.partition("\n\n")[0].split()).partition(". ")[0].rstrip(".").replace("`", "")
    )


def imports(root: Path = ROOT) -> Imports:
    """Name -> the others of the top level that are imported in it, at the top or later."""
    names = set(boxes(root))
    return {name: frozenset(_named(root, name) & names - {name}) for name in sorted(names)}


def _named(root: Path, name: str) -> set[str]:
    inside = (path for path in (root / name).rglob("*.py") if LEFT not in path.parts)
    files = [root / f"{name}.py"] if (root / f"{name}.py").exists() else inside
    return {module.partition(".")[0] for file in files for module in _modules(file)}


def _modules(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


# Ordering


def levels(found: Imports) -> dict[str, int]:
    """Name -> how high it stands: one more than the highest that it imports. What imports nothing
    stands right under the lowest that imports it. Raises ImportsRunInACircle."""
    height: dict[str, int] = {}
    while len(height) < len(found):
        ready = [one for one in found if one not in height and found[one] <= height.keys()]
        if not ready:
            raise ImportsRunInACircle(", ".join(sorted(found.keys() - height.keys())))
        height |= {one: 1 + max((height[two] for two in found[one]), default=-1) for one in ready}
    for name in (one for one in found if not found[one]):
        above = [height[upper] for upper in found if name in found[upper]]
        height[name] = min(above, default=1) - 1
    return height


def arrows(found: Imports) -> list[tuple[str, str]]:
    """The imports without those that a longer way repeats."""
    below: dict[str, frozenset[str]] = {}
    for name in sorted(found, key=levels(found).__getitem__):
        below[name] = found[name].union(*(below[one] for one in found[name]))
    return [
        (upper, lower)
        for upper, direct in found.items()
        for lower in sorted(direct)
        if not any(lower in below[one] for one in direct)
    ]


@dataclass
class Spot:
    """A box in its row, or the way of a long arrow through a row, which has no box."""

    row: int
    box: Box | None
    centre: float = 0.0

    @property
    def width(self) -> float:
        """In units of the picture."""
        return _WIDTH if self.box else _LANE


Way = list[Spot]


def _ways(found: Imports, spots: Mapping[str, Spot]) -> list[Way]:
    """Each arrow with a spot in every row that it goes through."""
    return [
        [
            spots[upper],
            *(Spot(row, None) for row in range(spots[upper].row + 1, spots[lower].row)),
            spots[lower],
        ]
        for upper, lower in arrows(found)
    ]


def arrange(drawn: Mapping[str, Box], found: Imports) -> tuple[list[list[Spot]], list[Way]]:
    """The rows from the top, and the arrows; every spot has its place from left to right."""
    height = levels(found)
    top = max(height.values())
    spots = {name: Spot(top - height[name], box) for name, box in drawn.items()}
    ways = _ways(found, spots)
    rows: list[list[Spot]] = [[] for _ in range(top + 1)]
    lanes = (spot for way in ways for spot in way[1:-1])
    for spot in (*spots.values(), *lanes):
        rows[spot.row].append(spot)
    near: dict[int, list[Spot]] = {id(spot): [] for row in rows for spot in row}
    for way in ways:
        for upper, lower in pairwise(way):
            near[id(upper)].append(lower)
            near[id(lower)].append(upper)
    for row in rows:
        _set_out(row, [0.0] * len(row))
    for _ in range(_SWEEPS):
        for row in (*rows, *reversed(rows)):
            _pull(row, near)
    return rows, ways


def _set_out(row: Sequence[Spot], wanted: Sequence[float]) -> None:
    """Put each spot as close to where it is wanted as those beside it allow.

    With the room between taken away the places only must not fall: isotonic regression, by pooling
    neighbours that are in each other's way.
    """
    needed = [0.0, *((a.width + b.width) / 2 + _GAP for a, b in pairwise(row))]
    offsets = [sum(needed[: place + 1]) for place in range(len(row))]
    pools: list[list[float]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        pools.append([want - offset])
        while len(pools) > 1 and _mean(pools[-2]) > _mean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    settled = [_mean(pool) for pool in pools for _ in pool]
    for spot, place, offset in zip(row, settled, offsets, strict=True):
        spot.centre = place + offset


def _pull(row: list[Spot], near: Mapping[int, list[Spot]]) -> None:
    """Order a row by the middle of what each spot is joined to, and draw it there."""
    wanted = {id(spot): _mean([one.centre for one in near[id(spot)] or [spot]]) for spot in row}
    row.sort(key=lambda spot: wanted[id(spot)])
    _set_out(row, [wanted[id(spot)] for spot in row])


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)


# Drawing

_WIDTH, _LANE, _GAP, _ROW_GAP, _MARGIN = 216, 10, 26, 58, 20
_PAD, _LINE, _LETTER, _ROOM = 12, 16, 6.4, 22
_SWEEPS = 12
_STYLE = (
    "text{font-family:'Noto Sans',Arial,sans-serif;font-size:12px;fill:#000}"
    ".name{font-size:16px;font-weight:bold}"
    "rect,path{fill:none;stroke:#000}.box{stroke-width:1.5}.room{stroke-dasharray:2 2}"
)


def _lines(box: Box) -> list[str]:
    return textwrap.wrap(box.purpose, round((_WIDTH - 2 * _PAD) / _LETTER))


def _room_rows(box: Box) -> list[list[str]]:
    """The rooms' names, as many in a row as have room."""
    rows: list[list[str]] = []
    for name in box.rooms:
        if not rows or sum(map(_room_width, [*rows[-1], name])) > _WIDTH - 2 * _PAD + 6:
            rows.append([])
        rows[-1].append(name)
    return rows


def _room_width(name: str) -> float:
    """With the gap to the next."""
    return len(name) * _LETTER + 22


def _height(box: Box) -> float:
    return 2 * _PAD + 18 + _LINE * len(_lines(box)) + (_ROOM + 4) * len(_room_rows(box))


def svg(root: Path = ROOT) -> str:
    """The picture. Raises ImportsRunInACircle."""
    drawn, found = boxes(root), imports(root)
    rows, ways = arrange(drawn, found)
    tall = [max([_height(spot.box) for spot in row if spot.box], default=0.0) for row in rows]
    tops = [_MARGIN + sum(tall[:row]) + row * _ROW_GAP for row in range(len(rows))]
    spots = [spot for row in rows for spot in row if spot.box]
    left = min(spot.centre - spot.width / 2 for spot in spots) - _MARGIN
    width = max(spot.centre + spot.width / 2 for spot in spots) + _MARGIN - left
    for row in rows:
        for spot in row:
            spot.centre -= left
    parts = [
        *(_drawn_box(spot, tops[spot.row]) for spot in spots),
        *(_drawn_way(way, ways, tops, tall) for way in ways),
    ]
    return _page(width, tops[-1] + tall[-1] + _MARGIN, found, parts)


def _page(width: float, height: float, found: Imports, parts: Iterable[str]) -> str:
    told = " ".join(
        f"{name} imports {', '.join(sorted(others))}." if others else f"{name} imports nothing."
        for name, others in found.items()
    )
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title words" '
        f'viewBox="0 0 {width:.0f} {height:.0f}">\n'
        '<title id="title">The house: who imports whom</title>\n'
        f'<desc id="words">{escape(told)}</desc>\n<style>{_STYLE}</style>\n'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="9" '
        'markerHeight="9" orient="auto"><path d="M0 0 8 4 0 8z" style="fill:#000"/></marker>'
        "</defs>\n"
        f'<rect width="{width:.0f}" height="{height:.0f}" style="fill:#fff;stroke:none"/>\n'
    )
    return head + "\n".join(parts) + "\n</svg>\n"


def _drawn_box(spot: Spot, top: float) -> str:
    assert spot.box is not None
    left = spot.centre - _WIDTH / 2
    parts = [_rect("box", left, top, _WIDTH, _height(spot.box))]
    text_left, line = left + _PAD, top + _PAD + 12
    parts.append(_text(text_left, line, spot.box.name, ' class="name"'))
    for words in _lines(spot.box):
        line += _LINE
        parts.append(_text(text_left, line + 2, words))
    for names in _room_rows(spot.box):
        line, right = line + _ROOM + 4, text_left
        for name in names:
            wide = _room_width(name) - 6
            parts.append(_rect("room", right, line - 13, wide, _ROOM - 2))
            parts.append(_text(right + wide / 2, line + 1, name, ' text-anchor="middle"'))
            right += wide + 6
    return "\n".join(parts)


def _rect(kind: str, left: float, top: float, width: float, height: float) -> str:
    place = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect class="{kind}" {place}/>'


def _text(left: float, line: float, words: str, more: str = "") -> str:
    return f'<text x="{left:.1f}" y="{line:.1f}"{more}>{escape(words)}</text>'


def _drawn_way(way: Way, ways: Sequence[Way], tops: Sequence[float], tall: Sequence[float]) -> str:
    """Down from a box's lower edge, straight through the rows between, to the other's upper."""
    first, last = way[0], way[-1]
    assert first.box is not None
    start = _port(first, [one[1] for one in ways if one[0] is first], way[1])
    end = _port(last, [one[-2] for one in ways if one[-1] is last], way[-2])
    across = [start, *(spot.centre for spot in way[1:-1]), end]
    path = f"M{start:.1f} {tops[first.row] + _height(first.box):.1f}"
    for spot, (here, there) in zip(way, pairwise(across), strict=False):
        above, below = tops[spot.row] + tall[spot.row], tops[spot.row + 1]
        bend = (above + below) / 2
        path += f"V{above:.1f}C{here:.1f} {bend:.1f} {there:.1f} {bend:.1f} {there:.1f} {below:.1f}"
    return f'<path d="{path}" marker-end="url(#tip)"/>'


def _port(box: Spot, others: list[Spot], other: Spot) -> float:
    """Where on the edge of a box the arrow from or to `other` is: side by side, in their order."""
    ordered = sorted(others, key=lambda one: one.centre)
    share = (ordered.index(other) + 1) / (len(ordered) + 1)
    return box.centre + (share - 0.5) * box.width


if __name__ == "__main__":
    PICTURE.write_text(svg(), encoding="utf-8")
