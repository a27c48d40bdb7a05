"""How often one client may file."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from web.office import office

# RFC 6177: a site gets no longer prefix.
IPV6_BITS_OF_A_CLIENT = 64
View = Callable[..., ResponseReturnValue]


def new_limiter() -> SlidingWindowCounterRateLimiter:
    """A limiter for one process; with several processes each counts for itself."""
    return SlidingWindowCounterRateLimiter(MemoryStorage())


def client(address: str) -> str:
    """What one client is counted by: of IPv6 a whole network, all of whose addresses it has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped:
        return str(ip_network((parsed, IPV6_BITS_OF_A_CLIENT), strict=False))
    return address


def limit_filings(view: View) -> View:
    """Answer 429 to a client that files more often than the setting allows."""

    @wraps(view)
    def limited(*args: str, **kwargs: str) -> ResponseReturnValue:
        limit = RateLimitItemPerMinute(office().settings.filings_per_minute)
        if not current_app.extensions["limiter"].hit(limit, client(request.remote_addr or "")):
            abort(HTTPStatus.TOO_MANY_REQUESTS)
        return view(*args, **kwargs)

    return limited
