"""What the ink on a sheet means: who has written in which place, and what stands elsewhere."""

from collections.abc import Sequence

from intake.areas import Area
from intake.ink import Sheet, Stain, joined
from intake.laid import Ink
from intake.looking import PAGE_HEIGHT, PAGE_WIDTH, Edges

# Up to here it is dirt, in mm2; from there on it is writing. A short signature has 8.
_DIRT, _WRITING = 1.5, 5.0
_LEAST_HEIGHT = 2.0
# A line that strikes out: so wide, and nowhere so far from straight, in mm.
_STRIKE, _STRAIGHT = 25.0, 0.7
# So far in mm a signature may reach into the place above or below its own.
_REACHES_IN = 5.0
# How far people write beyond the place that they are given, in mm: left, top, right, bottom.
_BEYOND = (0.0, 1.5, 10.0, 1.5)
# What is elsewhere: less than this, in mm2, is dirt.
_LEAST_CHANGE = 2.0
# Along its edges there is a shadow, or the desk.
_EDGE = 4.0
_ON_PAPER = (_EDGE, _EDGE, PAGE_WIDTH - _EDGE, PAGE_HEIGHT - _EDGE)
_TOGETHER = 4.0
_MOST_CHANGES = 12
# A hole fills three quarters of its box, writing less than half.
_FILLED = 0.55
# Where sheets are punched (ISO 838, and SS 628101 for four holes): how far from the left edge and
# from its middle, and how far around that no writing fits, all in mm.
_PUNCHED_AT = 12.0
_FROM_MIDDLE = (35.0, 40.0, 56.0, 120.0)
_AROUND_HOLE = 5.5
# Straight lines so near a corner, by the ways to both edges, are a staple or a corner turned over.
_CORNER = 32.0


def ink_of(sheet: Sheet, area: Area) -> tuple[Ink, Ink]:
    """What is in the place to sign and in that for the date."""
    return _ink_in(sheet, area.signature), _ink_in(sheet, area.date)


def _ink_in(sheet: Sheet, place: Edges) -> Ink:
    """Each stroke counts where most of it is; what reaches far in from elsewhere, and what may be
    the rim of a spill, leaves a doubt."""
    left, top, right, bottom = place
    middle = (left, top + _REACHES_IN, right, bottom - _REACHES_IN)
    mine, doubtful = [], 0.0
    for stain in sheet.stains:
        inside = stain.within(place)
        if not inside.any():
            continue
        if inside.mean() < 0.5:
            doubtful += stain.only(stain.within(middle)).area
        elif sheet.is_soft(stain):
            doubtful += stain.area
        else:
            mine.append(stain)
    return _verdict(joined(mine), doubtful)


def _verdict(ink: Stain, doubtful: float) -> Ink:
    if ink.area <= _DIRT:
        return Ink.EMPTY if doubtful <= _DIRT else Ink.UNSURE
    left, top, right, bottom = ink.edges
    is_strike = right - left > _STRIKE and ink.bow() < _STRAIGHT
    if ink.area >= _WRITING and bottom - top >= _LEAST_HEIGHT and not is_strike:
        return Ink.WRITTEN
    return Ink.UNSURE


def changes_on(sheet: Sheet, where: Sequence[Area], also: Sequence[Edges] = ()) -> list[Edges]:
    """What is written where nobody is asked to: boxes in mm, the largest first.

    Who signs is asked to write, and the office in the boxes `also`.
    """
    to_sign = (place for area in where for place in (area.signature, area.date))
    asked = [_reached(place) for place in (*to_sign, *also)]
    elsewhere = [
        stain
        for stain in [*(one for one in sheet.stains if not sheet.is_soft(one)), *sheet.strikes]
        if stain.within(_ON_PAPER).mean() > 0.5
        and not any(stain.within(place).mean() > 0.5 for place in asked)
    ]
    found = [one for one in _together(elsewhere) if _is_writing(sheet, one)] + sheet.gaps
    found.sort(key=lambda one: one.area, reverse=True)
    return [one.edges for one in found[:_MOST_CHANGES]]


def _is_writing(sheet: Sheet, ink: Stain) -> bool:
    """Not dirt, the rim of a hole or of a torn corner, nor a staple."""
    left, top, right, bottom = ink.edges
    is_line = min(right - left, bottom - top) < _LEAST_HEIGHT
    if ink.area < _LEAST_CHANGE or _is_at_hole(ink.edges):
        return False
    if not is_line and sheet.filled(ink.edges) > _FILLED:
        return False
    from_corner = min(left, PAGE_WIDTH - right) + min(top, PAGE_HEIGHT - bottom)
    return from_corner > _CORNER or ink.bow() > _STRAIGHT


def _is_at_hole(edges: Edges) -> bool:
    """Whether it lies all within the place of a hole, of which a part of the rim may be left."""
    left, top, right, bottom = edges
    aside = max(abs(left - _PUNCHED_AT), abs(right - _PUNCHED_AT))
    from_middle = abs((top + bottom) / 2 - PAGE_HEIGHT / 2)
    beside = min(abs(from_middle - hole) for hole in _FROM_MIDDLE) + (bottom - top) / 2
    return max(aside, beside) < _AROUND_HOLE


def _reached(place: Edges) -> Edges:
    left, top, right, bottom = place
    return left - _BEYOND[0], top - _BEYOND[1], right + _BEYOND[2], bottom + _BEYOND[3]


def _together(stains: Sequence[Stain]) -> list[Stain]:
    """Words, of their letters."""
    groups: list[Stain] = []
    for stain in stains:
        near = [one for one in groups if _are_near(one.edges, stain.edges)]
        groups = [one for one in groups if one not in near]
        groups.append(joined([*near, stain]))
    return groups


def _are_near(one: Edges, other: Edges) -> bool:
    apart = _TOGETHER
    return (
        one[0] - apart < other[2]
        and other[0] - apart < one[2]
        and one[1] - apart < other[3]
        and other[1] - apart < one[3]
    )
