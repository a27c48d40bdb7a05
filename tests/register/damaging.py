"""Real damage to a register: bytes that changed on the disk, and rows that nobody should write."""

import re
from pathlib import Path

import sqlalchemy as sa

# What keeps documents and events as they were written.
TRIGGERS = ("documents_refuse_update", "events_refuse_update", "events_refuse_delete")


def rewrite(db: sa.Engine, *statements: str) -> None:
    """Change what the database itself refuses to change."""
    with db.begin() as connection:
        for name in TRIGGERS:
            on = f" ON {name.partition('_')[0]}" if db.dialect.name == "postgresql" else ""
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")
        for statement in statements:
            connection.exec_driver_sql(statement)


def file_of(db: sa.Engine) -> Path:
    return Path(str(db.url.database))


def flip(db: sa.Engine, at: bytes, beyond: int = 0) -> None:
    """Let a bit of the file change, `beyond` bytes after each place where `at` stands."""
    db.dispose()
    content = bytearray(file_of(db).read_bytes())
    places = [found.start() + beyond for found in re.finditer(re.escape(at), content)]
    assert places
    for place in places:
        content[place] ^= 0x10
    # In place: another file under the name would be let go of.
    with file_of(db).open("r+b") as file:
        file.write(content)
