"""The signed paper is sent home from Mina planer, on both databases."""

import json
from io import BytesIO

import pytest
from flask import Flask

from office import receiving_paper
from register.arrivals import Way, arrival_by_id
from tests.office.fake_scans import open_fake
from tests.register.examples import code_on_paper
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.desk.test_own_plans import PLANS, app, clock, file, owner
from web.desk.guard import Role

__all__ = ["app", "clock", "owner"]


@pytest.mark.parametrize("place", ["administrators", "operators"])
def test_everybody_in_a_plan_sends_in_its_paper(
    app: Flask, owner: Visitor, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(receiving_paper, "open_scan", open_fake)
    reference, _ = file(app, place)
    owner.get(PLANS)
    link = f"{PLANS}{reference}/papper"
    assert owner.page.select_one(f'a[href="{link}"]')
    owner.get(f"{PLANS}{reference}/")
    assert owner.page.select_one(f'a[href="{link}"]')
    token = owner.get(link).select_one("[name=csrf_token]")
    assert token is not None
    register = app.extensions["office"].register
    picture = json.dumps([{"codes": [f"{code_on_paper(register, reference)}22"]}]).encode()
    sent = {"csrf_token": token["value"], "file": (BytesIO(picture), "bild.jpg")}
    owner.get(owner.client.post(link, data=sent).location)
    assert "Sida 2 av 2 är läst." in owner.text
    assert "Sida 1 saknas." in owner.text
    arrival = arrival_by_id(register, 1)
    assert arrival is not None
    assert arrival.way is Way.RECEIPT
    assert arrival.account_id is not None


def test_files_of_who_is_no_longer_signed_in_are_not_taken(app: Flask) -> None:
    reference, _ = file(app, "administrators")
    visitor = Visitor(app)
    signed_in(visitor.client, Role.OWN)
    token = visitor.get(f"{PLANS}{reference}/papper").select_one("[name=csrf_token]")
    assert token is not None
    visitor.client.delete_cookie("register", path="/")
    sent = {"csrf_token": token["value"], "file": (BytesIO(b"[{}]"), "bild.jpg")}
    answer = visitor.client.post(f"{PLANS}{reference}/papper", data=sent)
    assert answer.status_code == 403
    assert "Du är inte inloggad" in answer.get_data(as_text=True)
    assert arrival_by_id(app.extensions["office"].register, 1) is None
