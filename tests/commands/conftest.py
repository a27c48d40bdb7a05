"""Commands run on an installation in which somebody has filed by the pages."""

from tests.web.conftest import (
    app,
    empty_server_url,
    make_app,
    make_settings,
    postgres,
    visitor,
)

__all__ = ["app", "empty_server_url", "make_app", "make_settings", "postgres", "visitor"]
