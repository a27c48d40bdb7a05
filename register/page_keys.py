"""Keys by which the pages of the list of plans are found, as they stand in addresses."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from register.fold import plain

_LONGEST_KEY = 4_000

Key: TypeAlias = tuple[Any, ...]
"""What a row is sorted by; the number of its case comes last, and tells it from all others."""


def token_of(order: str, key: Key, place: int) -> str:
    """The last key of a page and how many rows came so far, for an address."""
    told = [one.isoformat() if isinstance(one, datetime) else one for one in key]
    text = json.dumps([order, *told, place], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_in(token: str, order: str, kinds: Sequence[type]) -> tuple[Key, int] | None:
    """What `token_of` wrote for this order, whose keys are of these kinds; None for everything
    else."""
    if not token or len(token) > _LONGEST_KEY:
        return None
    try:
        told = json.loads(base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True))
        written_for, *key, place = told
        *values, before = (
            _READ[one](value) for one, value in zip((*kinds, int), [*key, place], strict=True)
        )
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return (tuple(values), before) if written_for == order else None


def _time(value: object) -> datetime:
    return datetime.fromisoformat(str(value)).astimezone(UTC)


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError
    return value


def _name(value: object) -> str:
    """No other text is ever kept, and a database takes not every one."""
    if not isinstance(value, str) or plain(value) != value:
        raise ValueError
    return value


_READ: Mapping[type, Callable[[object], Any]] = {datetime: _time, int: _number, str: _name}
