"""The QR code that leads from paper to record."""

from functools import lru_cache

import segno

from pdf.geometry import points
from pdf.numbers import number

_CODES_REMEMBERED = 64
# ISO/IEC 18004, 9.1: this many blank modules on each side.
QUIET_MODULES = 4
# Any mask decodes; trying all eight for the prettiest takes five times as long as the rest.
_MASK = 3


@lru_cache(_CODES_REMEMBERED)
def modules(address: str) -> tuple[bytes, ...]:
    """The rows of the code, 1 where it is dark; error correction M (15 %)."""
    code = segno.make_qr(address, error="m", boost_error=False, mask=_MASK)
    return tuple(bytes(row) for row in code.matrix)


def quiet_zone(address: str, size: float) -> float:
    """How much blank space a code needs on each side when its modules take `size` together."""
    return QUIET_MODULES * size / len(modules(address))


@lru_cache(_CODES_REMEMBERED)
def code_operators(address: str, left: float, bottom: float, size: float) -> str:
    """PDF operators that fill the dark modules. Places and `size` are in mm from bottom left."""
    rows = modules(address)
    unit = number(points(size) / len(rows))
    corner = f"{number(points(left))} {number(points(bottom))}"
    bars = " ".join(
        f"{start} {len(rows) - 1 - y} {length} 1 re"
        for y, row in enumerate(rows)
        for start, length in _dark_runs(row)
    )
    return f"q 0 g {unit} 0 0 {unit} {corner} cm {bars} f Q"


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    start = row.find(1)
    while start >= 0:
        end = row.find(0, start)
        end = len(row) if end < 0 else end
        runs.append((start, end - start))
        start = row.find(1, end)
    return runs
