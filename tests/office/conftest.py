"""The installations of the pages' tests, whose office is worked without a page."""

from tests.web.conftest import app, make_app, make_settings

__all__ = ["app", "make_app", "make_settings"]
