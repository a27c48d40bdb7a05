"""Two versions of a plan beside each other: what is told, of which versions, and to whom."""

import pytest

from tests.plans import plan
from tests.web.conftest import Visitor
from tests.web.desk.test_plan import DEPARTMENT, See, address, app, looks, see
from tests.web.filed.test_versions import change
from web.desk.comparison import NOT_THERE, THE_SAME
from web.desk.guard import Role

__all__ = ["address", "app", "see"]
AUDIENCES = ("Alla i kommunen", "Alla som bor i kommunen")


@pytest.fixture
def changed(address: str, visitor: Visitor) -> str:
    """A plan with three versions."""
    for audience in AUDIENCES:
        draft = change(visitor, audience=audience)
        visitor.post(f"{draft}granska/", {})
        visitor.follow()
    return f"{address}jamfor/"


def sides(visitor: Visitor) -> list[str]:
    """Of each change what stands under both versions."""
    return [one.get_text(" ", strip=True) for one in visitor.page.select(".change__sides dd")]


def test_versions_are_told_apart_word_by_word_also_to_who_hears_the_page(
    changed: str, see: See
) -> None:
    officer = see(Role.OFFICER)
    officer.get(f"{changed}?fran=2&till=3")
    assert officer.page.h1
    assert officer.page.h1.text == "Jämför version 2 och 3"
    assert sides(officer) == [AUDIENCES[0], "Alla [Tillagt: som bor ] i kommunen"]
    assert [one.text for one in officer.page.select("dt")] == ["Version 2", "Version 3"]
    assert "Målgrupp" in officer.page.select(".change h2")[0].text
    officer.get(f"{changed}?fran=1&till=2")
    assert sides(officer) == [
        f"[Borttaget: {plan()['audience']} ]",
        f"[Tillagt: {AUDIENCES[0]} ]",
    ]


def test_the_plan_leads_to_each_version_beside_the_one_before_and_to_any_two(
    changed: str, address: str, app: object, see: See
) -> None:
    officer = see(Role.OFFICER)
    page = officer.get(address)
    ways = [str(one["href"]) for one in page.select("#versioner + ul a") if "jamfor" in one["href"]]
    assert ways == [f"{changed}?fran=2&till=3", f"{changed}?fran=1&till=2"]
    form = page.select_one("form.comparing")
    assert form
    assert form["action"] == changed
    typed = {one["name"]: one["value"] for one in form.select("input")}
    assert typed == {"fran": "1", "till": "3"}
    # The older one is told first, whichever was written first.
    officer.get(f"{changed}?fran=3&till=1")
    assert sides(officer)[1] == f"[Tillagt: {AUDIENCES[1]} ]"
    officer.get(changed)
    assert "Jämför version 2 och 3" in officer.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_versions_that_cannot_be_compared_are_answered_with_why(changed: str, see: See) -> None:
    officer = see(Role.OFFICER)
    for fran, till, message in (
        ("1", "4", NOT_THERE.format(3)),
        ("0", "1", NOT_THERE.format(3)),
        ("ett", "2", NOT_THERE.format(3)),
        ("9" * 5000, "٣", NOT_THERE.format(3)),
        ("0" * 4999 + "1", "2", NOT_THERE.format(3)),
        ("2", "2", THE_SAME),
    ):
        officer.get(f"{changed}?fran={fran}&till={till}", 422)
        assert message in officer.text
        assert [one["value"] for one in officer.page.select(".comparing input")] == [fran, till]
        assert sides(officer) == []


def test_plan_of_one_version_has_nothing_to_compare(address: str, see: See) -> None:
    officer = see(Role.READER, DEPARTMENT)
    officer.get(f"{address}jamfor/?fran=1&till=1")
    assert "Det finns bara en version" in officer.text
    assert officer.get(address).select("form.comparing, a[href*=jamfor]") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_comparing_is_seeing_the_plan(changed: str, app: object, see: See) -> None:
    see(Role.READER, "En annan förvaltning").get(changed, 404)
    see(Role.OPERATOR).get(changed, 404)
    assert looks(app) == []  # type: ignore[arg-type]
    see(Role.ARCHIVIST).get(changed)
    assert looks(app) == [("plan", 1)]  # type: ignore[arg-type]
