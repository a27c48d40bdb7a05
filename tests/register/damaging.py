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


def break_file(db: sa.Engine, start: int, count: int) -> None:
    """Write noise over part of the file; the rest, and what was open, stays as it was."""
    db.dispose()
    with file_of(db).open("r+b") as file:
        file.seek(start)
        file.write(bytes((7 * place + 13) % 251 for place in range(count)))


def break_table(db: sa.Engine, name: str) -> None:
    """Write noise over the page at which a table begins."""
    with db.connect() as connection:
        root = f"SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = '{name}'"
        page = connection.exec_driver_sql(root).scalar_one()
    _break_page(db, page)


def break_page_with(db: sa.Engine, text: bytes) -> None:
    """Write noise over the page in which a text first stands."""
    db.dispose()
    _break_page(db, file_of(db).read_bytes().index(text) // _page_size(db) + 1)


def _break_page(db: sa.Engine, number: int) -> None:
    size = _page_size(db)
    break_file(db, (number - 1) * size, size)


def _page_size(db: sa.Engine) -> int:
    with db.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())


def cut_file(db: sa.Engine, part: float) -> None:
    """Let the file end early, as after a disk that was full or a copy that stopped."""
    db.dispose()
    with file_of(db).open("r+b") as file:
        file.truncate(int(file_of(db).stat().st_size * part))
