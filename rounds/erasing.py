"""What is left to do after an erasure until it is done: files of mails, and bytes that no row
holds any more."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from mail.outbox import remove_mails, write_whole
from register import chores
from register.erasing.erasures import CHORE, erased_since, erasures, protocol_of
from register.erasing.scrubbing import scrub

AGAIN_IN = timedelta(minutes=10)
# Of cases erased so lately mails are looked for; the chore never waits so long.
LATELY = timedelta(days=30)
log = logging.getLogger("blanketter.housekeeping")


def scrub_erased(db: sa.Engine, outbox: Path, protocols: Path, now: datetime) -> None:
    """Do it if an erasure asks for it, and keep its protocol in the folder `protocols`, which
    outlives the register. Raises RegisterUnavailable; then it is done again soon."""
    if chores.due_since(db, CHORE) is None or not chores.take_on(db, CHORE, now, AGAIN_IN):
        return
    count = remove_mails(outbox, erased_since(db, now - LATELY))
    keep_protocols(db, protocols)
    scrub(db)
    # Another erasure meanwhile asks for it anew.
    chores.finish(db, CHORE, now + AGAIN_IN)
    log.info("erased bytes removed", extra={"count": count})


def keep_protocols(db: sa.Engine, folder: Path) -> None:
    """Write a copy of each protocol that is not in the folder. Raises OSError."""
    for one in erasures(db, waiting=False):
        path = folder / f"{one.id:06}-{one.protocol_sha256}.pdf"
        content = None if path.exists() else protocol_of(db, one.id)
        if content is not None:
            folder.mkdir(mode=0o700, exist_ok=True)
            write_whole(path, content)
