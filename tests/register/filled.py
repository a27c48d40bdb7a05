"""A register as the release before cases filled it, with a row of every kind, for migrations.

`filled_0011.json` holds its rows: three versions of one reference, two years, a form that is no
longer known, deliveries in every state, drafts that live, were filed, abandoned or gave way, and
one document that is damaged. All keys are invented; `keys` tells what each opens.
"""

import base64
import json
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from register.backup.copying import set_last_numbers
from register.database import migrate, writing

FILLED: dict[str, Any] = json.loads(
    Path(__file__).with_name("filled_0011.json").read_text(encoding="utf-8")
)
ROWS: dict[str, list[dict[str, Any]]] = FILLED["tables"]
SECRET_KEY: str = FILLED["secret_key"]
# The highest number that a filing ever had, though the row is lost.
LAST_FILING = 20
KEYS: dict[str, str] = FILLED["keys"]


def fill(db: sa.Engine) -> None:
    """Migrate a database without tables to what that release knew, and write the rows."""
    migrate(db, FILLED["schema"])
    tables = sa.MetaData()
    tables.reflect(db)
    with writing(db) as connection:
        for name, rows in ROWS.items():
            connection.execute(sa.insert(tables.tables[name]), [stored(row) for row in rows])
        numbers = {name: rows[-1]["id"] for name, rows in ROWS.items() if "id" in rows[0]}
        set_last_numbers(connection, numbers | {"filings": LAST_FILING})


def stored(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its times and bytes as databases take them."""
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"at"}:
        # SQLite keeps UTC, and no zone.
        return datetime.fromisoformat(value["at"])
    if isinstance(value, dict) and value.keys() == {"zlib"}:
        return zlib.decompress(base64.b64decode(value["zlib"]))
    return value
