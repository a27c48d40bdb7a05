"""Numbers as PDF writes them."""


def number(value: float) -> str:
    """At most three decimals, no exponent, no superfluous zeros."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
