"""Addresses that a person is told to keep."""

from typing import Any

from flask import request, url_for

from web.office import office


def lasting_url(endpoint: str, **values: Any) -> str:
    """The whole address of a page, for a person to keep.

    From BASE_URL, prefix included: the name that the visitor asked under may be one that nobody
    else reaches, or that the visitor made up.
    """
    path = url_for(endpoint, **values).removeprefix(request.script_root)
    return office().settings.base_url + path
