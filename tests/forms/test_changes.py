"""What changed between two versions of a plan."""

import pytest

from forms import Aktivitetsplan
from forms.changes import Change, Changes, changes_between
from tests.plans import plan


def changes(before: dict, after: dict) -> list[Change]:
    return changes_between(Aktivitetsplan.from_answers(before), Aktivitetsplan.from_answers(after))


def test_the_same_answers_have_no_changes() -> None:
    assert changes(plan(), plan()) == []


def test_the_same_number_written_in_another_way_is_no_change() -> None:
    after = plan()
    after["administrators"][1]["phone"] = "+46 70 174 06 06"
    assert changes(plan(), after) == []


def test_each_changed_answer_is_told_with_before_and_after() -> None:
    assert changes(plan(), plan(audience="Alla", weekly_hours=4)) == [
        Change(
            "4. Beskriv syftet med och målgruppen för deltagandet i det sociala mediet? Målgrupp",
            plan()["audience"],
            "Alla",
        ),
        Change(
            "8. Beräknad arbetstid, hur många timmar/vecka för att sköta kontot?",
            "3 timmar/vecka",
            "4 timmar/vecka",
        ),
    ]


def test_a_person_who_came_or_left_is_told_by_number() -> None:
    after = plan()
    left = after["administrators"].pop()
    assert changes(plan(), after) == [
        Change(
            "5. Vilka ska administrera kontot? Administratör 3",
            f"{left['name']}, {left['email']}, {left['phone']}",
            "",
        )
    ]
    assert changes(after, plan())[0].before == ""


def test_an_addition_that_was_left_out_before_is_told() -> None:
    before = plan()
    del before["credentials_location"]
    assert changes(before, plan())[0].question == "Var förvaras inloggningsuppgifterna?"


def test_changes_as_text_say_what_was_and_what_is() -> None:
    text = Changes(1, changes(plan(), plan(audience="Alla"))).as_text()
    assert text.startswith("Ändrat sedan version 1:\n- 4. Beskriv")
    assert text.endswith("Nu: Alla")
    assert Changes(2, []).as_text() == "Inga svar är ändrade sedan version 2."


LONG = " ".join(f"ord{number}" for number in range(60))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            LONG,
            LONG.replace("ord30", "NYTT"),
            ("… ord27 ord28 ord29 ord30 ord31 ord32 ord33 …",)
            + ("… ord27 ord28 ord29 NYTT ord31 ord32 ord33 …",),
        ),
        (LONG, f"NYTT {LONG}", ("ord0 ord1 ord2 …", "NYTT ord0 ord1 ord2 …")),
        (f"{LONG} UT", LONG, ("… ord57 ord58 ord59 UT", "… ord57 ord58 ord59")),
        ("a " * 30, "a " * 31, ("… a a a", "… a a a a")),
        ("Barn\noch unga", "Alla", ("Barn\noch unga", "Alla")),
        ("", LONG, ("Inget svar", LONG)),
    ],
)
def test_of_a_long_answer_the_text_tells_the_changed_words(
    before: str, after: str, told: tuple[str, str]
) -> None:
    text = Changes(1, [Change("3. Varför?", before, after)]).as_text()
    lines = f"- 3. Varför?\n  Tidigare: {told[0]}\n  Nu: {told[1]}"
    assert text.endswith(lines)
    assert ("visas bara" in text) == ("…" in lines)


def test_change_of_line_ends_alone_is_told_as_such() -> None:
    text = Changes(1, [Change("3. Varför?", LONG, LONG.replace(" ", "\n\n", 1))]).as_text()
    assert text.endswith("- 3. Varför?\n  Bara radbrytningar eller mellanrum är ändrade.")
