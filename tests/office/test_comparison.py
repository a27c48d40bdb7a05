"""Two versions of a case beside each other when the form was changed between or after them."""

from dataclasses import replace
from typing import Any

import pytest

import forms
from forms.changes import NOT_ASKED_BEFORE, NOT_ASKED_NOW
from office.comparison import ALL_ANSWERS, changes_from
from register.filings import Filing
from tests.editions import ANSWERS, GONE, After, Before
from tests.register.examples import NOW

EARLIER = pytest.mark.parametrize("earlier", [(Before,), ()], ids=["kept", "not kept"])
OF_TODAY: dict[str, Any] = {
    "room": "B214",
    "problem": "Lampan är trasig",
    "urgency": "Genast",
    "address": "Torget 1",
}


def filing(version: int, edition: str, answers: dict[str, Any]) -> Filing:
    words = {"title": "Felanmälan", "short_title": "Felanmälan", "summary": answers["room"]}
    about = {"form": "felanmalan", "reference": "FA-2026-0001", "text": f"Lokal {answers['room']}"}
    numbers = {"id": version, "case_id": 1, "version": version, "paper_check": None}
    which = {"edition": edition, "answers": answers, "filed_at": NOW}
    return Filing(**words, **about, **numbers, **which)


def told(before: Filing, after: Filing) -> dict[str, tuple[str, str]]:
    """Of each question both answers, or what is said in their place."""
    found = changes_from(before, after)
    assert found.since == before.version
    return {
        one.question: (one.before or one.note_before, one.after or one.note_now)
        for one in found.changes
    }


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Offer these forms and know those of before."""

    def now(today: tuple[Any, ...], earlier: tuple[Any, ...]) -> None:
        monkeypatch.setattr(forms, "FORMS", today)
        monkeypatch.setattr(forms, "EARLIER", earlier, raising=False)

    return now


@EARLIER
def test_version_of_before_is_compared_by_the_questions_of_today(offer: Any, earlier: Any) -> None:
    offer((After,), earlier)
    found = told(filing(1, "A", ANSWERS), filing(2, "B", OF_TODAY))
    assert found["5. Hur bråttom är det?"][1] == "Genast"
    for text in GONE.values():
        assert (text, NOT_ASKED_NOW) in found.values()
    if earlier:
        assert found["2. Beskriv felet"] == ("Lampan blinkar", "Lampan är trasig")
        assert found["7. Vilken adress?"] == (NOT_ASKED_BEFORE, "Torget 1")
        assert found["2. Vilken våning?"] == (GONE["2. Vilken våning?"], NOT_ASKED_NOW)


@EARLIER
def test_two_versions_of_before_are_told_apart_and_nothing_else_is(
    offer: Any, earlier: Any
) -> None:
    offer((After,), earlier)
    after = ANSWERS | {"floor": "Källaren", "fault": "Lampan är trasig"}
    found = told(filing(1, "A", ANSWERS), filing(2, "A", after))
    changed = ((ANSWERS["floor"], "Källaren"), (ANSWERS["fault"], "Lampan är trasig"))
    assert set(found.values()) == set(changed)
    # In the words that asked, as long as they are known.
    questions = ("2. Vilken våning?", "3. Vad är fel?") if earlier else ("floor", "fault")
    assert found == dict(zip(questions, changed, strict=True))
    assert told(filing(1, "A", ANSWERS), filing(2, "A", ANSWERS)) == {}


def test_versions_of_two_unknown_editions_are_told_apart(offer: Any) -> None:
    offer((After,), ())
    before, after = dict(ANSWERS), ANSWERS | {"smell": "Bränt"}
    del after["floor"]
    found = told(filing(1, "A", before), filing(2, "Å", after))
    assert found == {
        "floor": (ANSWERS["floor"], NOT_ASKED_NOW),
        "smell": (NOT_ASKED_BEFORE, "Bränt"),
    }


def test_texts_are_compared_when_the_form_is_no_longer_offered(offer: Any) -> None:
    offer((), ())
    before = filing(1, "A", ANSWERS)
    assert told(before, filing(2, "A", ANSWERS | {"room": "B215"})) == {
        ALL_ANSWERS: ("Lokal B214", "Lokal B215")
    }
    assert told(before, replace(before, version=2)) == {}
