"""The office of the application that answers this request."""

from flask import current_app

from office.office import Office


def office() -> Office:
    """The settings and collaborators that `app.py` wired together."""
    found: Office = current_app.extensions["office"]
    return found
