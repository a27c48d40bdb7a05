"""Numbers as PDF writes them."""

from functools import lru_cache

_NUMBERS_REMEMBERED = 4_096


@lru_cache(_NUMBERS_REMEMBERED)
def number(value: float) -> str:
    """At most three decimals, no exponent, no superfluous zeros."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
