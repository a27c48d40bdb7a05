"""Where signers hang on the answers, the receipt and the register go by each filing."""

from collections.abc import Callable

import pytest
from flask import Flask

import forms
from register.listing import Status
from swedish import day_of
from tests.signing import Beslut, answers
from tests.web.conftest import Visitor
from tests.web.desk.test_plan import see
from tests.web.desk.test_verbs import send, status
from web.desk.guard import Role

__all__ = ["see"]


@pytest.fixture(autouse=True)
def form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, Beslut))


def test_paper_of_a_filing_is_signed_when_those_of_its_answers_have(
    app: Flask, visitor: Visitor, see: Callable[..., Visitor]
) -> None:
    visitor.file(answers(2, ends="y"), "beslut")
    assert "Deltagare 1, deltagare 2, chef och direktör skriver datum" in visitor.text
    visitor.file(answers(1), "beslut")
    assert "Deltagare 1 och chef skriver datum" in visitor.text
    visitor.get("/")
    assert "Deltagare, chef, säkerhetschef och direktör" in visitor.text
    officer = see(Role.OFFICER)
    for reference, signed, after in (
        ("BE-2026-0001", (0, 1, 2), Status.PARTLY),
        ("BE-2026-0001", (0, 1, 2, 4), Status.SIGNED),
        ("BE-2026-0002", (0, 1), Status.SIGNED),
    ):
        address = f"/register/planer/{reference}/"
        day = day_of(app.extensions["office"].now()).isoformat()
        ticked = {f"signer-{one}": "y" for one in signed}
        send(officer, address, "papper", day=day, **ticked)(303)
        assert status(app, address) is after
        officer.get(address)
        lacking = "men inte av: Direktör" in officer.text
        assert lacking == (after is Status.PARTLY)
    assert "Undertecknat av: Deltagare 1, Chef" in officer.text
