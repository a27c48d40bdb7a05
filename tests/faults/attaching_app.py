"""What gunicorn serves in `test_attached`: a form that asks for files, and a process that kills
itself where it is told to.

A file `kill-at` beside the register names the statement. It is gone once it was followed, so that
the next process lives.
"""

import os
import signal
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

import forms
from app import create_app
from tests.web.filling.test_attaching import Felanmalan

KILL_AT = "kill-at"
COMMIT = "COMMIT after "


def create() -> Flask:
    """The application with one more form."""
    forms.FORMS = (*forms.FORMS, Felanmalan)
    app = create_app()
    office = app.extensions["office"]
    told, met = Path(office.settings.instance_path, KILL_AT), [""]

    def die_at(where: str) -> None:
        if told.exists() and where.startswith(told.read_text()):
            told.unlink()
            os.kill(os.getpid(), signal.SIGKILL)

    def executing(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        met[0] = statement
        die_at(statement)

    sa.event.listen(office.register, "before_cursor_execute", executing)
    sa.event.listen(office.register, "commit", lambda _: die_at(COMMIT + met[0]))
    return app
