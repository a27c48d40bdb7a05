"""Mail that a server took and sent back: what was told of it, once, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from register import schema
from register.actors import COURIER, OPERATOR
from register.bounces import SentMail, find_mail, note_bounce
from register.database import reading, writing
from register.deliveries import (
    Delivery,
    DeliveryState,
    find_delivery,
    lease_due,
    mark_accepted,
    mark_unsure,
    requeue,
)
from register.events import EventKind, events_of
from register.letters import LetterKind, add_letter, lease_letter, mark_sent
from register.oversight import accepted_copies, standing
from register.refused import refused_addresses
from register.unsent import Unsent, page_of
from tests.register import examples
from tests.register.examples import NOW

WORDS = "550 5.1.1 User unknown"
HOUR = timedelta(hours=1)


def taken(db: sa.Engine, **accepted: Any) -> Delivery:
    examples.filed(db)
    [delivery] = lease_due(db, NOW, HOUR, "w", 1)
    mark_accepted(db, delivery, "250 ok", NOW, **accepted)
    return delivery


def now_of(db: sa.Engine) -> Delivery:
    found = find_delivery(db, 1)
    assert found is not None
    return found


def bounce(db: sa.Engine, delivery: Delivery, told_at: Any = NOW + HOUR) -> bool:
    mail = find_mail(db, [delivery.message_id, "<another@x>"])
    assert mail == SentMail("deliveries", delivery.id)
    return note_bounce(db, mail, WORDS, told_at, NOW + HOUR)


def test_copy_that_came_back_is_told_of_once(db: sa.Engine) -> None:
    delivery = taken(db)
    assert bounce(db, delivery) is True
    assert bounce(db, delivery) is False
    found = now_of(db)
    assert (found.state, found.bounced_at, found.server_reply) == (
        DeliveryState.BOUNCED,
        NOW + HOUR,
        WORDS,
    )
    told = [one for one in events_of(db, 1) if one.kind is EventKind.DELIVERY_BOUNCED]
    assert [(one.delivery_id, one.facts, one.actor) for one in told] == [
        (1, {"code": 550}, COURIER.kind)
    ]


def test_bounced_copy_waits_for_a_human_as_one_that_failed_and_goes_again(db: sa.Engine) -> None:
    delivery = taken(db)
    bounce(db, delivery)
    found = standing(db, NOW)
    assert (found.queue.failed, found.troubles[0].state) == (1, DeliveryState.BOUNCED)
    assert accepted_copies(db) == 0
    [row] = page_of(db, Unsent.FAILED).rows
    assert row.is_bounced
    assert requeue(db, 1, NOW + HOUR, OPERATOR)
    assert now_of(db).state is DeliveryState.QUEUED
    [again] = lease_due(db, NOW + HOUR, HOUR, "w", 1)
    mark_accepted(db, again, "250 ok", NOW + HOUR)
    assert (now_of(db).state, now_of(db).bounced_at) == (DeliveryState.ACCEPTED, None)


def test_report_from_before_the_copy_was_sent_again_changes_nothing(db: sa.Engine) -> None:
    delivery = taken(db)
    bounce(db, delivery)
    later = NOW + 5 * HOUR
    requeue(db, 1, later, OPERATOR)
    [again] = lease_due(db, later, HOUR, "w", 1)
    mark_accepted(db, again, "250 ok", later)
    assert bounce(db, delivery, told_at=NOW + HOUR) is False
    assert bounce(db, delivery, told_at=later + HOUR) is True


def test_copy_of_which_it_was_unsure_whether_it_went_has_gone_and_come_back(db: sa.Engine) -> None:
    examples.filed(db)
    [delivery] = lease_due(db, NOW, HOUR, "w", 1)
    mark_unsure(db, delivery, "Inget svar", NOW + HOUR, NOW)
    assert bounce(db, delivery) is True
    assert (now_of(db).state, now_of(db).unsure_at) == (DeliveryState.BOUNCED, None)


@pytest.mark.parametrize("how", ["waiting", "file"])
def test_copy_that_never_left_cannot_come_back(db: sa.Engine, how: str) -> None:
    if how == "file":
        delivery = taken(db, is_file=True)
    else:
        examples.filed(db)
        delivery = now_of(db)
    before = now_of(db)
    assert bounce(db, delivery) is False
    assert now_of(db) == before


def test_letter_that_came_back_is_known_by_its_message_id_too(db: sa.Engine) -> None:
    with writing(db) as connection:
        kind, ends = LetterKind.SIGN_IN, NOW + HOUR
        add_letter(connection, kind, {}, "a@toreboda.se", ends, NOW, "toreboda.example")
    letter = lease_letter(db, NOW, HOUR, "w")
    assert letter is not None
    mark_sent(db, letter, "250 ok", NOW)
    mail = find_mail(db, [letter.message_id])
    assert mail == SentMail("letters", letter.id)
    assert note_bounce(db, mail, WORDS, NOW + HOUR, NOW + HOUR)
    [row] = page_of(db, Unsent.FAILED_LETTERS).rows
    assert (row.is_bounced, row.server_reply) == (True, WORDS)
    with reading(db) as connection:
        assert set(refused_addresses(connection)) == {"a@toreboda.se"}


def test_address_whose_mail_came_back_takes_none_until_it_does(db: sa.Engine) -> None:
    delivery = taken(db)
    note_bounce(db, SentMail("deliveries", 1), "4.4.7 expired", NOW + HOUR, NOW + HOUR)
    with reading(db) as connection:
        assert set(refused_addresses(connection)) == {delivery.recipient}


def test_nobody_elses_message_id_is_ours(db: sa.Engine) -> None:
    taken(db)
    assert find_mail(db, []) is None
    assert find_mail(db, ["<AP-2026-0001@toreboda.example>", ""]) is None
    with db.connect() as connection:
        assert connection.scalar(sa.select(schema.deliveries.c.bounced_at)) is None
