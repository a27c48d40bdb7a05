"""Refusing a client that does what costs much more often than it may."""

from collections.abc import Callable
from functools import wraps

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from office.limits import Cost, seconds_to_wait
from web.office import office

View = Callable[..., ResponseReturnValue]


class LimitReached(TooManyRequests):
    """A client has done something so often that it must wait; the error says how long."""

    def __init__(self, cost: Cost, seconds: int) -> None:
        super().__init__(retry_after=seconds)
        self.cost, self.seconds = cost, seconds


def count(cost: Cost, amount: int = 1) -> None:
    """Count so much more for who asks. Raises LimitReached."""
    if seconds := seconds_to_wait(office(), cost, request.remote_addr or "", amount):
        raise LimitReached(cost, seconds)


def limited(cost: Cost) -> Callable[[View], View]:
    """Answer 429 to a client that asks for the view more often than the settings allow."""

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(*args: str, **kwargs: str) -> ResponseReturnValue:
            count(cost)
            return view(*args, **kwargs)

        return counted

    return decorate
