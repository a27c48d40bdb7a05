"""The moment at which a command works: as given, as the environment says, or now."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from swedish import SWEDEN

SOURCE_DATE_EPOCH = "SOURCE_DATE_EPOCH"
# Years that have four digits in PDF (ISO 32000-1, 7.9.4) and on the clocks of every zone.
_FIRST_YEAR, _LAST_YEAR = 1970, 9998
_DIGITS_AT_MOST = 12
_WANTED = (
    "skriv en tid som 2026-05-31, 2026-05-31T14:05 (svensk tid) eller 2026-05-31T14:05Z, "
    f"från år {_FIRST_YEAR} till {_LAST_YEAR}"
)
_WANTED_SECONDS = f"skriv hela sekunder sedan 1970-01-01 UTC, högst till år {_LAST_YEAR}"


def moment(
    given: str | None, environ: Mapping[str, str], clock: Callable[[], datetime]
) -> datetime:
    """An aware time in UTC: `given` unless it is None, else SOURCE_DATE_EPOCH, else the clock.

    `given` is ISO 8601; without a zone it is told on Swedish clocks, as the document tells it, and
    of the hour that autumn has twice the first is meant. SOURCE_DATE_EPOCH are seconds
    (reproducible-builds.org/specs/source-date-epoch). Raises ValueError with what is wrong and what
    to write instead.
    """
    if given is not None:
        return _checked(given, f"--at {given!r}: {_WANTED}", _on_a_clock)
    seconds = environ.get(SOURCE_DATE_EPOCH, "")
    if seconds:
        problem = f"{SOURCE_DATE_EPOCH}={seconds!r}: {_WANTED_SECONDS}"
        return _checked(seconds, problem, _since_the_epoch)
    return clock()


def _checked(text: str, problem: str, read: Callable[[str], datetime]) -> datetime:
    try:
        found = read(text)
    except ValueError as error:
        raise ValueError(problem) from error
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError(problem)
    return found.astimezone(UTC)


def _on_a_clock(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=SWEDEN)


def _since_the_epoch(text: str) -> datetime:
    # int() takes more than the digits of `date +%s`, and a number without end.
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_AT_MOST):
        raise ValueError(text)
    return datetime.fromtimestamp(int(text), UTC)
