"""Answers of filings as they are kept, read without a form around them.

They are asked for as text: what is no JSON, on SQLite, must stop nobody.
"""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from register import schema

ANSWERS = sa.cast(schema.filings.c.answers, sa.Text).label("answers")


def answers_in(text: str) -> Mapping[str, Any]:
    """Answers as they were kept; those that can no longer be read are none."""
    try:
        found = json.loads(text)
        if "\\ud" in text:
            # Half a sign, which no file takes, is kept as an escape.
            whole = json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")
            found = json.loads(whole)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}


def text_at(answers: Mapping[str, Any], name: str) -> str:
    """What was written in the input with this name, in a group or in none; empty when nothing."""
    found: Any = answers
    for part in name.split("-"):
        found = found.get(part) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""
