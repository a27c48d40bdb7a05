"""Addresses that a mail server refused for good, as far as the queues remember."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from register import schema
from register.deliveries import IS_SURELY_FAILED
from register.fold import address_key
from register.letters import HAS_FAILED, is_for_good

# Of the latest; more are refused for a reason that is not theirs.
MOST = 200
_d, _l = schema.deliveries.c, schema.letters.c


_REFUSED = (
    sa.select(_d.recipient, _d.failed_at)
    .where(IS_SURELY_FAILED, is_for_good(schema.deliveries))
    .union_all(sa.select(_l.recipient, _l.failed_at).where(HAS_FAILED, is_for_good(schema.letters)))
    .order_by(sa.desc("failed_at"))
    .limit(MOST)
)
_TAKEN = (
    sa.select(_l.recipient, sa.func.max(_l.accepted_at))
    .where(_l.recipient.in_(sa.bindparam("refused", expanding=True)), _l.accepted_at.is_not(None))
    .group_by(_l.recipient)
)


def refused_addresses(connection: sa.Connection) -> Mapping[str, datetime]:
    """Those whose mailbox took nothing since, as `address_key` writes them, and when each was first
    refused."""
    refused = connection.execute(_REFUSED).all()
    if not refused:
        return {}
    ever = {"refused": list({row[0] for row in refused})}
    taken = {row[0]: row[1] for row in connection.execute(_TAKEN, ever)}
    # The latest come first.
    return {
        address_key(one): failed_at
        for one, failed_at in refused
        if one not in taken or taken[one] < failed_at
    }
