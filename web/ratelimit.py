"""How often one client may file."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from web.office import office

View = Callable[..., ResponseReturnValue]


def new_limiter() -> SlidingWindowCounterRateLimiter:
    """A limiter for one process; with several processes each counts for itself."""
    return SlidingWindowCounterRateLimiter(MemoryStorage())


def limit_filings(view: View) -> View:
    """Answer 429 to a client that files more often than the setting allows."""

    @wraps(view)
    def limited(*args: str, **kwargs: str) -> ResponseReturnValue:
        limit = RateLimitItemPerMinute(office().settings.filings_per_minute)
        if not current_app.extensions["limiter"].hit(limit, request.remote_addr or ""):
            abort(HTTPStatus.TOO_MANY_REQUESTS)
        return view(*args, **kwargs)

    return limited
