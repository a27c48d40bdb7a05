"""How often one client may do what costs much: counted for all processes and machines together."""

import hmac
import logging
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from register.errors import RegisterUnavailable
from register.hits import Limit
from settings import Settings
from web.office import office

# RFC 6177: a site gets no longer prefix.
IPV6_BITS_OF_A_CLIENT = 64
MARK_BYTES = 12
A_MINUTE = 60
AN_HOUR = 3600
View = Callable[..., ResponseReturnValue]
log = logging.getLogger(__name__)


class Cost(StrEnum):
    """What is counted, each by itself."""

    FILING = "filing"
    READING = "reading"
    DRAFT = "draft"
    SAVING = "bytes saved"
    DRAWING = "drawing"


class LimitReached(TooManyRequests):
    """A client has done something so often that it must wait; the error says how long."""

    def __init__(self, cost: Cost, seconds: int) -> None:
        super().__init__(retry_after=seconds)
        self.cost, self.seconds = cost, seconds


def limit_of(cost: Cost, settings: Settings) -> Limit:
    """How often one client may."""
    most = {
        Cost.FILING: (settings.filings_per_minute, A_MINUTE),
        Cost.READING: (settings.readings_per_minute, A_MINUTE),
        Cost.DRAFT: (settings.drafts_per_hour, AN_HOUR),
        Cost.SAVING: (settings.saved_bytes_per_minute, A_MINUTE),
        Cost.DRAWING: (settings.previews_per_minute, A_MINUTE),
    }
    return Limit(cost, *most[cost])


def client(address: str) -> str:
    """What one client is counted by: of IPv6 a whole network, all of whose addresses it has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped:
        return str(ip_network((parsed, IPV6_BITS_OF_A_CLIENT), strict=False))
    return address


def count(cost: Cost, amount: int = 1) -> None:
    """Count so much more for who asks. Raises LimitReached.

    Where it cannot be counted nobody is refused: the register may well work.
    """
    limit = limit_of(cost, office().settings)
    try:
        seconds = office().hits.take(limit, _mark(), office().now(), amount)
    except RegisterUnavailable as error:
        log.warning("limits cannot be counted", extra={"reason": type(error).__name__})
        return
    if seconds:
        raise LimitReached(cost, seconds)


def _mark() -> str:
    """Tells clients apart without keeping anybody's address."""
    key, who = office().settings.secret_key, client(request.remote_addr or "")
    return hmac.new(key.encode(), f"client {who}".encode(), sha256).hexdigest()[: 2 * MARK_BYTES]


def limited(cost: Cost) -> Callable[[View], View]:
    """Answer 429 to a client that asks for the view more often than the settings allow."""

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(*args: str, **kwargs: str) -> ResponseReturnValue:
            count(cost)
            return view(*args, **kwargs)

        return counted

    return decorate
