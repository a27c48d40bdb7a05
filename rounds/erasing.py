"""What is left to do after an erasure until it is done: files of mails, and bytes that no row
holds any more."""

import logging
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa

from mail.outbox import remove_mails, write_whole
from register import chores
from register.erasing.erasures import erased_since, erasures, protocol_of
from register.erasing.owed import CHORE, WAITS_AT_MOST, owed_since, scrubbed
from register.erasing.scrubbing import overwrite, takes_long, write_anew
from swedish import SWEDEN

AGAIN_IN = timedelta(minutes=10)
# Of cases erased so lately mails are looked for; the chore never waits so long.
LATELY = timedelta(days=30)
# Swedish hours, in which a register that takes long is written anew.
NIGHT = range(1, 5)
log = logging.getLogger("blanketter.housekeeping")


def scrub_erased(db: sa.Engine, outbox: Path, protocols: Path, now: datetime) -> None:
    """Do it if an erasure asks for it, and keep its protocol in the folder `protocols`, which
    outlives the register. A large register is written anew at night, unless none came for two
    days. Raises RegisterUnavailable; then it is done again soon."""
    if chores.due_since(db, CHORE) is None or not chores.take_on(db, CHORE, now, AGAIN_IN):
        return
    again_at = now + AGAIN_IN
    count = _remove_copies(db, outbox, protocols, now)
    overwrite(db)
    if takes_long(db) and not is_night(now) and _is_fresh(db, now):
        chores.hold_on(db, CHORE, again_at, next_night(now))
        return
    write_anew(db)
    # Another erasure meanwhile asks for it anew.
    scrubbed(db, again_at)
    log.info("erased bytes removed", extra={"count": count})


def scrub_now(db: sa.Engine, outbox: Path, protocols: Path, now: datetime) -> int:
    """Do all of it whatever the hour and whoever waits; return how many files of mails went.
    Raises OSError, RegisterUnavailable."""
    again_at = now + AGAIN_IN
    chores.put_off(db, CHORE, again_at)
    count = _remove_copies(db, outbox, protocols, now)
    overwrite(db)
    write_anew(db)
    scrubbed(db, again_at)
    return count


def is_night(now: datetime) -> bool:
    """Whether hardly anybody writes, in Sweden."""
    return now.astimezone(SWEDEN).hour in NIGHT


def next_night(now: datetime) -> datetime:
    """When the next night begins."""
    here = now.astimezone(SWEDEN)
    day = here.date() + timedelta(days=here.hour >= NIGHT.start)
    return datetime.combine(day, time(NIGHT.start), SWEDEN).astimezone(UTC)


def _is_fresh(db: sa.Engine, now: datetime) -> bool:
    """Whether a night may still come for what is owed, unlike where machines sleep at night."""
    since = owed_since(db)
    return since is not None and since > now - WAITS_AT_MOST


def _remove_copies(db: sa.Engine, outbox: Path, protocols: Path, now: datetime) -> int:
    count = remove_mails(outbox, erased_since(db, now - LATELY))
    keep_protocols(db, protocols)
    return count


def keep_protocols(db: sa.Engine, folder: Path) -> None:
    """Write a copy of each protocol that is not in the folder. Raises OSError."""
    for one in erasures(db, waiting=False):
        path = folder / f"{one.id:06}-{one.protocol_sha256}.pdf"
        content = None if path.exists() else protocol_of(db, one.id)
        if content is not None:
            folder.mkdir(mode=0o700, exist_ok=True)
            write_whole(path, content)
