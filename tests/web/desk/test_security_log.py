"""What the log tells of who came in, who did not, and who asked for what is not theirs."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask

from tests.web.conftest import Visitor
from tests.web.desk.test_plan import address, see
from tests.web.desk.test_signing_in import OFFICER, app, ask, clock, code_in, link_in, mails
from web.desk.guard import Role
from web.site.logs import JsonFormatter

__all__ = ["address", "app", "clock", "see"]


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """The lines that the desk has written since last asked, without their time."""
    caplog.set_level(logging.INFO)

    def lines() -> list[str]:
        found = [one for one in caplog.records if one.name == "blanketter.desk"]
        written = [JsonFormatter().format(one) for one in found]
        caplog.clear()
        assert not any("@" in line for line in written)
        return [line.partition('"message": ')[2] for line in written]

    return lines


def test_log_tells_who_came_in_and_who_went(
    app: Flask, visitor: Visitor, said: Callable[[], list[str]]
) -> None:
    ask(visitor, OFFICER)
    [mail] = mails(app)
    visitor.post("/logga-in/kod/", {"code": "AAAA-AAAA"}, 422)
    stranger = Visitor(app)
    stranger.get("/logga-in/")
    stranger.post(link_in(mail), {}, 403)
    refused = said()
    assert [line.partition('"by": ')[2][:6] for line in refused] == ['"code"', '"link"']
    assert all(line.startswith('"sign-in refused"') for line in refused)
    visitor.post("/logga-in/kod/", {"code": code_in(mail)})
    visitor.follow()
    [begun] = said()
    assert begun.startswith('"signed in", "account": 1, "by": "mail"')
    visitor.post("/logga-ut/", {})
    [ended] = said()
    assert ended.startswith('"signed out", "account": 1')


def test_log_tells_who_asked_for_what_is_not_theirs(
    address: str, see: Callable[..., Visitor], said: Callable[[], list[str]]
) -> None:
    see(Role.OPERATOR).get(address, 404)
    see(Role.READER, "En annan förvaltning").get(address, 404)
    see(Role.ARCHIVIST).get(f"{address}papper", 404)
    lines = said()
    assert len(lines) == 3
    for line, endpoint in zip(lines, ("plans.plan", "plans.plan", "verbs.ask"), strict=True):
        assert line.startswith('"role refused"')
        assert f'"endpoint": "desk_{endpoint}"' in line


def test_log_tells_that_sessions_were_ended(
    see: Callable[..., Visitor], said: Callable[[], list[str]]
) -> None:
    officer = see(Role.OFFICER)
    officer.get("/register/inloggningar/")
    officer.post("/register/inloggningar/avsluta-alla", {})
    [line] = said()
    assert line.startswith('"sessions ended", "account": 1, "count": 1')
