"""The audit trail held against what it tells about: every step written down, none twice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from register.actors import ActorKind
from register.events import EventKind

_ATTEMPTS = (
    EventKind.DELIVERY_ACCEPTED,
    EventKind.DELIVERY_POSTPONED,
    EventKind.DELIVERY_UNSURE,
    EventKind.DELIVERY_FAILED,
)
_GIVEN_UP = (EventKind.DELIVERY_FAILED, EventKind.DELIVERY_BOUNCED)
_AFTERWARDS = (EventKind.DELIVERY_REQUEUED, EventKind.DELIVERY_BOUNCED)
_KINDS = frozenset(EventKind)
_ACTORS = frozenset(ActorKind)
_Rows = Sequence[sa.RowMapping]


@dataclass(frozen=True)
class Trail:
    """One filing, its documents and deliveries, and its events in the order they were written."""

    filing: sa.RowMapping
    documents: _Rows
    deliveries: _Rows
    events: _Rows

    def of_kind(self, *kinds: EventKind) -> list[sa.RowMapping]:
        """The events of these kinds."""
        return [event for event in self.events if event["kind"] in kinds]

    def of_delivery(self, number: int, *kinds: EventKind) -> list[sa.RowMapping]:
        """The events of these kinds that tell about one delivery."""
        return [event for event in self.of_kind(*kinds) if event["delivery_id"] == number]


def gaps_in(trail: Trail) -> Iterator[str]:
    """Tell in a sentence each what is missing from the trail or disagrees with it."""
    if not all(map(_is_understood, trail.events)):
        yield "an event cannot be understood"
        understood = [event for event in trail.events if _is_understood(event)]
        trail = replace(trail, events=understood)
    yield from _gaps_at_filing(trail)
    for delivery in trail.deliveries:
        for gap in _gaps_in_delivery(trail, delivery):
            yield f"delivery {delivery['id']}: {gap}"


def _is_understood(event: sa.RowMapping) -> bool:
    is_known = event["kind"] in _KINDS and event["actor"] in _ACTORS
    return is_known and isinstance(event["facts"], Mapping)


def _gaps_at_filing(trail: Trail) -> Iterator[str]:
    if any(event["case_id"] != trail.filing["case_id"] for event in trail.events):
        yield "an event tells of another case"
    name = {"reference": trail.filing["reference"], "version": trail.filing["version"]}
    if [event["facts"] for event in trail.of_kind(EventKind.FILED)] != [name]:
        yield "no event, or more than one, tells that it was filed"
    issued = {
        (str(event["facts"].get("document")), str(event["facts"].get("sha256")))
        for event in trail.of_kind(EventKind.DOCUMENT_ISSUED)
    }
    there = {(document["kind"], document["sha256"]) for document in trail.documents}
    for kind, _ in sorted(there - issued):
        yield f"no event tells that the {kind} document was issued with this SHA-256"
    for kind, _ in sorted(issued - there):
        yield f"the {kind} document that an event tells of is not there"


def _gaps_in_delivery(trail: Trail, delivery: sa.RowMapping) -> Iterator[str]:
    number = delivery["id"]
    if len(trail.of_delivery(number, EventKind.DELIVERY_QUEUED)) != 1:
        yield "no event, or more than one, tells that it was queued"
    attempts = [event["facts"].get("attempt") for event in trail.of_delivery(number, *_ATTEMPTS)]
    if attempts != list(range(1, len(attempts) + 1)) or len(attempts) != delivery["attempts"]:
        yield f"{delivery['attempts']} attempts were made, and the events tell of {attempts}"
    ends = trail.of_delivery(number, *_ATTEMPTS, *_AFTERWARDS)
    kinds = [EventKind(event["kind"]) for event in ends]
    last = kinds[-1] if kinds else None
    times = kinds.count(EventKind.DELIVERY_ACCEPTED)
    is_accepted = delivery["accepted_at"] is not None
    # More than once only after somebody chose to send it again.
    too_often = times > 1 + kinds.count(EventKind.DELIVERY_REQUEUED)
    if (last is EventKind.DELIVERY_ACCEPTED) != is_accepted or too_often:
        yield "the events disagree about whether it was accepted"
    is_given_up = delivery["failed_at"] is not None
    # An unsure copy may go again or have been given up.
    if last is not EventKind.DELIVERY_UNSURE and (last in _GIVEN_UP) != is_given_up:
        yield "the events disagree about whether it failed"
    if (last is EventKind.DELIVERY_BOUNCED) != (delivery["bounced_at"] is not None):
        yield "the events disagree about whether it bounced"
