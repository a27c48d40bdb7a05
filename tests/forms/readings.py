"""What becomes of a text that somebody typed."""

from collections.abc import Callable
from typing import Any

from forms.question import UnreadableError


def outcome(read: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What it was read as, or the sentence that says why it was not."""
    try:
        return read(*args, **kwargs)
    except UnreadableError as error:
        return str(error)
