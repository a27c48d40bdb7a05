"""Names of settings that were meant, found by those that were written."""

from collections.abc import Iterable

LETTERS_FOR_A_SLIP = 6
MOST_SLIPS = 2


def meant_by(written: str, names: Iterable[str]) -> str:
    """Return the name that is meant, or nothing when it is none of them but another's.

    The same letters in another case or with other signs between them are meant; so is a slip of
    one letter in six, two at most, but not of the first, which people seldom get wrong.
    """
    upper = written.upper().replace("-", "_")
    for name in sorted(names):
        if upper.replace("_", "") == name.replace("_", ""):
            return name
        slips = min(MOST_SLIPS, len(name) // LETTERS_FOR_A_SLIP)
        if upper[:1] == name[:1] and _slips(upper, name, slips) <= slips:
            return name
    return ""


def _slips(one: str, other: str, most: int) -> int:
    """How many letters are missing, added, wrong or swapped with the next (Damerau 1964).

    Names whose lengths differ by more than `most` are not compared.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, its in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != its)))
            if i > 1 and j > 1 and (letter, one[i - 2]) == (other[j - 2], its):
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]
