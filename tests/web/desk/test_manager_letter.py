"""The letter to who reads the register for one förvaltning: each of its links opens, and shows no
more than that one's."""

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from office.office import Office
from office.reminding import rules_of
from office.to_do import calendar_of
from register.filings import find_filing
from rounds.reminding import remind_all
from settings import read_settings
from tests.plans import plan
from tests.register.reminding import CARE, SCHOOL, set_index
from tests.web.conftest import Visitor
from web.desk.guard import Role

READER = "reader-bound@toreboda.se"
# Since a plan was looked through that was to be so after a year.
LONG = timedelta(days=365 + 40)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Flask:
    """An installation with somebody who reads the register for one förvaltning."""
    given = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    return create_app(read_settings(given | {"REGISTER_READERS": f"{READER}={CARE}"}))


def filed(visitor: Visitor, department: str, number: int) -> str:
    """The reference of a plan that nobody has looked through for too long."""
    organisation = {"department": department, "unit": "Enheten"}
    url = f"https://www.instagram.com/konto{number}/"
    visitor.file(plan(0, organisation=organisation, medium="Instagram", url=url))
    reference = str(visitor.page.select_one(".reference").text).split()[0]  # type: ignore[union-attr]
    own: Office = visitor.client.application.extensions["office"]
    filing = find_filing(own.register, reference, 1)
    assert filing is not None
    set_index(own.register, filing, reviewed_on=calendar_of(own).today - LONG)
    return reference


def letter_to(own: Office, address: str) -> str:
    """What was written to somebody."""
    every = [
        message_from_bytes(one.read_bytes(), policy=policy.default)
        for one in own.settings.outbox.iterdir()
    ]
    [found] = [one for one in every if one["To"] == address and "att göra" in one["Subject"]]
    return str(found.get_content())


def test_each_link_opens_for_who_is_bound_and_shows_no_other(
    app: Flask, visitor: Visitor, desk: Callable[..., FlaskClient]
) -> None:
    care, school = (filed(visitor, one, number) for number, one in enumerate((CARE, SCHOOL)))
    own: Office = app.extensions["office"]
    remind_all(own.register, calendar_of(own), rules_of(own.settings), own.now())
    own.deliver(lambda: False)
    text = letter_to(own, READER)
    reader = Visitor(app)
    reader.client = desk(Role.READER, CARE)
    assert school not in text
    base = own.settings.base_url
    links = [one.removeprefix(base) for one in re.findall(r"https?://\S+", text)]
    assert links == [f"/register/planer/{care}/", "/register/forsenat"]
    for link in links:
        page = reader.get(link)
        assert care in page.text
        assert school not in page.text
        asked = app.test_client().get(link)
        assert asked.status_code == 303
        assert asked.location.endswith(f"/logga-in/?till={link}")
    late = [one.text for one in page.select("main .reference")]
    assert late
    assert set(late) == {care}
    assert reader.client.get(f"/register/planer/{school}/").status_code == 404
