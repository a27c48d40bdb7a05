"""Every event says who did it, and nobody's name or address."""

from datetime import timedelta

import sqlalchemy as sa

from register import deliveries, drafts, keys, room, schema
from register.actors import OPERATOR, ActorKind, of_key
from register.audit import damage
from register.errors import FilingDamaged
from tests.register import examples
from tests.register.examples import LIFETIME, NOW, OFFICER

FILER, COURIER, HOUSEKEEPING = "filer", "courier", "housekeeping"


def who(db: sa.Engine) -> list[tuple[str, str, str | None, int | None]]:
    """Kind, actor, key and case of each event, as they were written."""
    table = schema.events.c
    columns = (table.kind, table.actor, table.actor_key, table.case_id)
    with db.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(*columns).order_by(table.id))]


def test_filing_and_sending_say_by_which_key_and_of_which_case(db: sa.Engine) -> None:
    receipt = examples.file_draft(db, examples.saved_draft(db))
    key = keys.digest(receipt.key)[:12]
    [taken] = deliveries.lease_due(db, NOW, timedelta(hours=1), "courier", 1)
    deliveries.mark_failed(db, taken, "550", NOW)
    deliveries.requeue(db, taken.id, NOW, of_key(ActorKind.FILER, receipt.key))
    [taken] = deliveries.lease_due(db, NOW, timedelta(hours=1), "courier", 1)
    deliveries.mark_failed(db, taken, "550", NOW)
    deliveries.requeue(db, taken.id, NOW, OPERATOR, "x@toreboda.example")
    damage.note(db, FilingDamaged(taken.filing_id, "AP", 1, "the answers"), NOW)
    assert who(db) == [
        ("filed", FILER, key, 1),
        ("document_issued", FILER, key, 1),
        ("delivery_queued", FILER, key, 1),
        ("delivery_failed", COURIER, None, 1),
        ("delivery_requeued", FILER, key, 1),
        ("delivery_failed", COURIER, None, 1),
        ("delivery_requeued", "operator", None, 1),
        ("damage_found", "system", None, 1),
    ]


def test_copy_that_is_not_needed_was_withdrawn_by_who_said_so(db: sa.Engine) -> None:
    examples.filed(db, recipients=(OFFICER, "x@toreboda.example"))
    [taken] = deliveries.lease_due(db, NOW, timedelta(hours=1), "courier", 1)
    deliveries.mark_failed(db, taken, "550", NOW)
    assert deliveries.withdraw_double(db, taken.id, "x@toreboda.example", NOW, OPERATOR)
    assert who(db)[-1] == ("delivery_withdrawn", "operator", None, 1)


def test_draft_was_erased_by_who_began_it_or_in_its_time(db: sa.Engine) -> None:
    key = examples.saved_draft(db)
    drafts.abandon_draft(db, key, NOW)
    examples.saved_draft(db)
    drafts.erase_expired(db, NOW + 2 * LIFETIME)
    examples.saved_draft(db)
    room.make_room(db, room.Room(0, 0, 0), 0, NOW + LIFETIME, is_new=False)
    assert who(db) == [
        ("drafts_erased", FILER, keys.digest(key)[:12], None),
        ("drafts_erased", HOUSEKEEPING, None, None),
        ("drafts_erased", HOUSEKEEPING, None, None),
    ]
