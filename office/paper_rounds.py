"""What is done for paper without anybody asking: reading what waits, and what lies in a folder."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from office.office import Office
from office.receiving_paper import read_waiting, receive
from office.slots import AllTaken, Slots
from register.actors import HOUSEKEEPING
from register.arrivals import NewArrival, Way, arrival_by_id

Facts = Mapping[str, Any]


def read_in_turn(own: Office, turns: Slots, is_stopping: Callable[[], bool]) -> None:
    """Read what nobody has read, while there is a turn on this machine; others come back soon.

    `turns` are fewer than the places, so that who waits at a page finds one. Raises
    RegisterUnavailable.
    """
    with suppress(AllTaken), turns.one(), own.scans.one():
        read_waiting(own, is_stopping)


def keep_scan(own: Office, name: str, content: bytes) -> int:
    """Keep a file of the folder, and return the number of its arrival. Raises
    RegisterUnavailable."""
    number = receive(own, NewArrival(content, name, "", Way.FOLDER), HOUSEKEEPING).id
    own.wake_reader()
    return number


def refusal_of(own: Office, number: int, words: Callable[[str, Facts], object]) -> str | None:
    """None while nobody has read an arrival, "" when it was read, else why not, in `words` for a
    code and its facts. Raises RegisterUnavailable."""
    arrival = arrival_by_id(own.register, number)
    if arrival is None or not arrival.is_read:
        return None
    return str(words(arrival.refused, arrival.facts)) if arrival.refused else ""
