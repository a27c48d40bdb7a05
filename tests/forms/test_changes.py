"""What changed between two versions of a plan."""

import pytest

from forms import Aktivitetsplan
from forms.changes import Change, Changes, changes_between
from forms.difference import Difference
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


ADMINISTRATORS = "5. Vilka ska administrera kontot?"


def told_of(names: str) -> list[str]:
    """What is told of administrators A, B and C when they are those of `names` afterwards.

    A letter in lower case is a person with another telephone.
    """

    def person(letter: str) -> dict[str, str]:
        phone = "0506-180 01" if letter.isupper() else "0506-180 02"
        name = f"{letter.upper()}nna Ek"
        return {"name": name, "email": f"{letter.lower()}@toreboda.se", "phone": phone}

    found = changes(
        plan(administrators=[person(letter) for letter in "ABC"]),
        plan(administrators=[person(letter) for letter in names]),
    )
    told = []
    for one in found:
        question = one.question.removeprefix(ADMINISTRATORS).strip()
        sides = (one.before or one.note_before, one.after or one.note_now)
        was, is_now = (side.replace("Administratör ", "").partition("nna")[0] for side in sides)
        told.append(f"{question} {was} > {is_now}".strip())
    return told


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("ABC", []),
        ("ABCD", ["Fanns inte med. > 4, D"]),
        ("AB", ["3, C > Finns inte med längre."]),
        ("BC", ["1, A > Finns inte med längre."]),
        ("DABC", ["Fanns inte med. > 1, D"]),
        ("ADC", ["Administratör 2 B > D"]),
        ("AbC", ["Administratör 2 B > B"]),
        ("Bc", ["1, A > Finns inte med längre.", "3, C > 2, C"]),
        ("BAC", ["2, B > 1, B", "1, A > 2, A"]),
        ("CBA", ["3, C > 1, C", "1, A > 3, A"]),
        ("DE", ["Administratör 1 A > D", "Administratör 2 B > E", "3, C > Finns inte med längre."]),
        ("CBD", ["1, A > Finns inte med längre.", "3, C > 1, C", "Fanns inte med. > 3, D"]),
    ],
)
def test_each_person_who_is_another_is_told_and_nobody_else(names: str, told: list[str]) -> None:
    assert told_of(names) == told


def test_an_addition_that_was_left_out_before_is_told() -> None:
    before = plan()
    del before["credentials_location"]
    assert changes(before, plan())[0].question == "Var förvaras inloggningsuppgifterna?"


def test_list_that_nobody_was_asked_for_before_says_so_of_each() -> None:
    before, after = (Aktivitetsplan.from_answers(one) for one in (plan(operators=[]), plan()))
    heading = dict(map(reversed, before.named()))[before.operators]
    before.difference = Difference(new=(heading,))
    told = changes_between(before, after)
    assert [one.question.removeprefix(heading) for one in told] == [" Person 1", " Person 2"]
    assert {one.as_lines()[0] for one in told} == {"Tidigare: Frågan fanns inte."}


def test_changes_as_text_say_what_was_and_what_is() -> None:
    text = Changes(1, changes(plan(), plan(audience="Alla"))).as_text()
    assert text.startswith("Ändrat sedan version 1:\n- 4. Beskriv")
    assert text.endswith("Nu: Alla")
    assert Changes(2, []).as_text() == "Inga svar är ändrade sedan version 2."


LONG = " ".join(f"ord{number}" for number in range(60))
MARKS = "Ändrade ord står mellan *asterisker*."


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            LONG,
            LONG.replace("ord30", "NYTT"),
            ("… ord25 ord26 ord27 ord28 ord29 *ord30* ord31 ord32 ord33 ord34 ord35 …",)
            + ("… ord25 ord26 ord27 ord28 ord29 *NYTT* ord31 ord32 ord33 ord34 ord35 …",),
        ),
        (LONG, f"NYTT {LONG}", ("ord0 ord1 ord2 ord3 ord4 …", "*NYTT* ord0 ord1 ord2 ord3 ord4 …")),
        ("a " * 30, "a " * 31, ("… a a a a a", "… a a a a a *a*")),
        ("Barn\noch unga", "Alla", ("Barn\noch unga", "Alla")),
        ("Barn och unga", "Barn och gamla", ("Barn och *unga*", "Barn och *gamla*")),
        ("", LONG, ("Inget svar", LONG)),
    ],
)
def test_text_tells_the_changed_words_and_of_long_answers_those_around(
    before: str, after: str, told: tuple[str, str]
) -> None:
    text = Changes(1, [Change("3. Varför?", before, after)]).as_text()
    lines = f"- 3. Varför?\n  Tidigare: {told[0]}\n  Nu: {told[1]}"
    assert text.endswith(lines)
    assert ("visas bara" in text) == ("…" in lines)
    assert (MARKS in text) == ("*" in lines)


def test_change_of_line_ends_alone_is_told_as_such() -> None:
    text = Changes(1, [Change("3. Varför?", LONG, LONG.replace(" ", "\n\n", 1))]).as_text()
    assert text.endswith("- 3. Varför?\n  Bara radbrytningar eller mellanrum är ändrade.")
