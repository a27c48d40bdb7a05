"""Structured logs: one JSON object a line, facts and no personal data, never a key."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

from flask import g, has_request_context

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

# We log no addresses. This is for what a library or the web server may say in its distress.
_KEY_IN_ADDRESS = re.compile(r"(/(?:utkast|arende|lank|kalender)/)[\w-]+")


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message, the facts given in `extra`, the number of the request."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if has_request_context() and "request_id" in g:
            entry["request"] = g.request_id
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        line = json.dumps(entry, ensure_ascii=False, default=str)
        return _KEY_IN_ADDRESS.sub(r"\1…", line)


def log_to_stderr(level: int = logging.INFO) -> None:
    """Send everything to standard error, where the service manager picks it up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Its request lines hold addresses, and our addresses hold keys.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    # It would tell of every connection, once a minute.
    logging.getLogger("imapclient").setLevel(logging.WARNING)
    # Every start would tell that there was nothing to migrate.
    logging.getLogger("alembic").setLevel(logging.WARNING)
