"""The guide for those who run the register is a page for them, with its pictures."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from tests.house import ROOT
from tests.web.conftest import Visitor
from web.desk.frame import NAVIGATION
from web.desk.guard import Role
from web.desk.plan_list import STATUS_WORDS
from web.desk.to_do import PAPER_WORDS
from web.desk.to_do import WORDS as DUE
from web.desk.verbs import VERBS

PAGES = ("Att göra", "Blanketter", "Papper", "Förteckning", "Statistik", "Utskick", "Logg")
PAGES += ("Nycklar", "Inloggningar", "Mina planer")
SOURCE = (ROOT / "docs" / "register-guide.md").read_text(encoding="utf-8")


def test_guide_is_a_page_for_each_role_with_its_pictures(
    desk: Callable[..., FlaskClient], visitor: Visitor
) -> None:
    pictures = re.findall(r"\]\((bilder/.+?)\)", SOURCE)
    assert len(pictures) >= 4
    for role in (Role.OFFICER, Role.READER, Role.ARCHIVIST, Role.OPERATOR):
        client = desk(role)
        visitor.client = client
        page = visitor.get("/register/guide/")
        assert [one["src"] for one in page.select("main img")] == pictures
        assert "**" not in visitor.text
    for one in pictures:
        with client.get(f"/register/guide/{one}") as answer:
            assert answer.mimetype == "image/png"


def test_guide_calls_pages_verbs_and_states_what_they_are_called() -> None:
    assert {text for text, _ in NAVIGATION} >= set(PAGES)
    words = list(PAGES)
    words += [verb.heading.format("kontot") for name, verb in VERBS.items() if name != "oppna-igen"]
    words += DUE.values()
    words += PAPER_WORDS.values()
    words += [word for status, word in STATUS_WORDS.items() if status.name != "FILED"]
    assert [one for one in words if one not in SOURCE] == []
