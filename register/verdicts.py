"""What a sheet that came home is taken for, why, and what stands in a place on it. All are stored:
a new one is added, an old one never renamed."""

from enum import StrEnum


class Verdict(StrEnum):
    """What becomes of a sheet."""

    FILED = "filed"
    APART = "apart"
    """It is known, kept with its version, and does not count as the signed original."""
    ASKED = "asked"
    """A human is asked what it is."""
    BLANK = "blank"
    """A back with nothing on it."""
    DROPPED = "dropped"
    """A human said that it does not belong here."""


class Why(StrEnum):
    """Why a sheet is asked about, or does not count."""

    NONE = ""
    NO_CODE = "no_code"
    FOREIGN = "foreign"
    """Its code is of another system or municipality, or was altered."""
    CONFLICT = "conflict"
    """Its codes say different things."""
    PRINT_DIFFERS = "print_differs"
    """Its print is not that of the page which the code names."""
    NO_DOCUMENT = "no_document"
    """What it was printed from is not in the register any more, or never was."""
    NO_PAGE = "no_page"
    """Its code is from before pages had codes of their own."""
    UNREADABLE = "unreadable"
    COPY = "copy"
    OUTDATED = "outdated"
    """A newer version was filed before it came."""
    ALTERED = "altered"
    """It was changed by hand, and a human said that it is not the plan that was filed."""


class Ink(StrEnum):
    """Whether something is written where somebody signs or dates; never that it is a signature."""

    EMPTY = "empty"
    WRITTEN = "written"
    UNSURE = "unsure"
