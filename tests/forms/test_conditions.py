"""What is asked only after a certain answer is neither missing nor wrong, and is not filed."""

from typing import Any

import pytest

from forms import PartForm, PrintableForm, Question, when
from forms.kinds import Accept, Group, Guidance, Heading, Line, People, PersonName, RowList, Tick
from forms.unfit import UnfitForm
from tests.conditional import BARE, WHOLE, Moving


def moving(**changed: Any) -> Moving:
    return Moving.from_answers({**WHOLE, **changed})


def test_all_that_is_asked_is_filed() -> None:
    form = moving()
    assert form.validate()
    filed = {name: answer for name, answer in WHOLE.items() if name != "keys"}
    assert form.answers() == filed


@pytest.mark.parametrize("wrong", [{"hours": "banan"}, {"hours": ""}, {"damage": "x" * 20_000}])
def test_what_is_not_asked_is_neither_missing_nor_wrong(wrong: dict[str, Any]) -> None:
    assert not moving(**wrong).validate()
    form = moving(is_damaged=False, **wrong)
    assert form.validate()
    assert form.error_list() == []
    assert form.answers().keys() == WHOLE.keys() - {
        "is_damaged",
        "damage",
        "is_repaired",
        "hours",
        "keys",
    }


def test_what_is_no_longer_asked_is_kept_as_it_was_typed() -> None:
    form = moving(is_damaged=False)
    assert form.typed()["damage"] == "Dörren"
    again = Moving.from_answers({**form.typed(), "is_damaged": True})
    assert again.answers()["damage"] == "Dörren"
    assert form.with_all_asked().answers()["damage"] == "Dörren"


def test_a_question_goes_with_the_one_that_it_hangs_on() -> None:
    form = moving(is_damaged=False)
    assert not form.is_asked("is_repaired")
    assert not form.is_asked("hours")
    assert moving().is_asked("hours")


def test_a_part_of_the_form_goes_with_its_heading() -> None:
    form = moving(keys={"lost": True, "where": "I sjön"})
    assert form.answers()["keys"] == {"lost": True, "where": "I sjön"}
    assert not form.answers().keys() & {"loans", "someone", "name"}
    assert [part.heading.is_asked for part in form.parts()] == [True, False]


def test_a_part_of_a_group_and_of_a_row_hangs_on_the_one_beside_it() -> None:
    form = moving(keys={"where": "I sjön"}, loans=[{"what": "Hink", "how": "Sprucken"}])
    assert form.validate()
    assert "keys" not in form.answers()
    assert form.answers()["loans"] == [{"what": "Hink"}]
    assert not moving(loans=[{"what": "Hink", "broken": True}]).validate()


def test_mail_leaves_out_what_is_not_asked_and_loses_no_label() -> None:
    text = moving(keys={}, loans=[{"what": "Stege", "broken": True, "how": "En pinne"}]).as_text()
    assert "A. OM LOKALEN\n\n1. Vilken lokal gäller det?\nB214" in text
    assert "2. Hur är lokalen?\nNågot är skadat: Ja" in text
    assert "2 c. Hur lång tid tog det att laga?\nTimmar som lagningen tog: 2" in text
    assert "Sak 1: Sak: Stege, Trasig, Vad är trasigt? En pinne" in text
    bare = moving(is_damaged=False, keys={"lost": True, "where": "I sjön"}).as_text()
    assert "Nyckeln är borta\nVar försvann den? I sjön" in bare
    assert "OM DET LÅNADE" not in bare
    assert "2 a" not in bare


def test_a_form_says_in_words_when_it_asks() -> None:
    form = Moving.blank()
    said = {}
    for part in form.parts():
        for one in (part.heading, *part.items):
            if when_asked := form.when_asked(one):
                said[type(one).__name__] = when_asked.sentence
    assert said["Section"] == "Svara bara om du kryssade i ”Skadan är lagad”."
    assert said["Guidance"] == "Det här gäller bara om du kryssade i ”Något är skadat”."
    assert said["Heading"] == "Fyll i den här delen bara om du inte kryssade i ”Nyckeln är borta”."


def test_what_hangs_on_a_statement_says_that_it_is_ticked() -> None:
    class Terms(PrintableForm):
        slug, prefix, title = "villkor", "VI", "Villkor"
        accepted = Accept("Villkor", Question(1, "Går ni med?"), statement="Vi går med.")
        since = Line(question=Question(2, "Sedan när?", asked_if=when("accepted", True)))

    _, asked = Terms.blank().sections()
    said = Terms.blank().when_asked(asked)
    assert said
    assert said.sentence == "Svara bara om du kryssade i ”Villkor”."
    assert said.inputs == [("accepted", ["y"])]


def test_a_warning_about_what_is_not_asked_is_not_given() -> None:
    form = moving(damage="Ring 811218-9876")
    form.validate()
    hidden = moving(damage="Ring 811218-9876", is_damaged=False)
    hidden.validate()
    assert form.all_warnings() != []
    assert hidden.all_warnings() == []


class Parts(PartForm):
    yes = Tick("Ja")
    word = Line("Ord")


TICK = {"tick": Tick("Kryss", noun="krysset")}
QUESTION = Question(1, "Vilka?")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {
                "a": Tick("A", asked_if=when("b", True)),
                "b": Tick("B", asked_if=when("a", True)),
            },
            "a hangs on 'b', which hangs on 'a': nobody would ever be asked",
        ),
        ({"a": Tick("A", asked_if=when("a", True))}, "a hangs on 'a'"),
        (
            {"head": Heading("Del", asked_if=when("a", True)), "a": Tick("A")},
            "a hangs on 'a'",
        ),
        (
            {"group": Group(Parts, "Grupp", asked_if=when("group-yes", True))},
            "group hangs on 'group-yes', which hangs on 'group'",
        ),
        (
            {**TICK, "a": Line(question=Question(2, "Vad?", asked_if=when("tock", True)))},
            "a ('2. Vad?') is asked if 'tock' is answered, which no question is called; "
            "write 'tick'",
        ),
        (
            {**TICK, "say": Guidance("Läs", asked_if=when("tik", True))},
            "say is there if 'tik' is answered, which no question is called; write 'tick'",
        ),
        (
            {"a": Line("A"), "b": Line("B", asked_if=when("a", "x"))},
            "b is asked if 'a' is answered so, which is answered in words; hang it on a choice",
        ),
        (
            {**TICK, "b": Line("B", asked_if=when("tick", "ja"))},
            "b is asked if 'tick' is 'ja', which it never is; write True or False",
        ),
        ({**TICK, "b": Line("B", asked_if=when("tick"))}, "write with what, when('tick', True)"),
        (
            {"group": Group(Parts, "Grupp"), "b": Line("B", asked_if=when("group", True))},
            "'group' is answered, which is a group; name one of its parts, group-yes",
        ),
        (
            {
                "rows": RowList(Parts, QUESTION, least=0, most=3),
                "b": Line("B", asked_if=when("rows-0-yes", True)),
            },
            "which is asked once for every row; hang it on a question outside the list",
        ),
        (
            {
                "rows": RowList(Parts, QUESTION, least=0, most=3),
                "b": Line("B", asked_if=when("rows", True)),
            },
            "is a list; hang it on a question outside the list",
        ),
    ],
)
def test_a_condition_that_cannot_work_is_refused(fields: dict[str, Any], told: str) -> None:
    facts = {"slug": "prov", "prefix": "P", "title": "Prov"}
    with pytest.raises(UnfitForm) as refused:
        type("Trial", (PrintableForm,), {**facts, **fields})
    assert "Trial: " in str(refused.value)
    assert told in str(refused.value)


def test_what_is_asked_twice_under_one_name_is_refused() -> None:
    with pytest.raises(UnfitForm, match="Twice: room is there already; give one of both another"):

        class Twice(PrintableForm):
            slug, prefix, title = "prov", "P", "Prov"
            room = Line(question=Question(1, "Vilken lokal?"), noun="lokalen")
            room = Line(question=Question(2, "Vilket rum?"), noun="rummet")  # noqa: PIE794

    with pytest.raises(UnfitForm, match="Halves: name is there already"):

        class Halves(PartForm):
            name = Line("Namn")
            name = Line("Efternamn")  # noqa: PIE794


def test_a_list_may_be_left_blank_and_its_rows_must_then_not_be_complete() -> None:
    class Guest(PartForm):
        name = PersonName("Namn", noun="namnet på")
        seat = Line("Plats", noun="platsen för")

    class Dinner(PrintableForm):
        slug, prefix, title = "middag", "MI", "Middag"
        guests = RowList(Guest, QUESTION, title="Gäst {}", noun="gäster", least=0, most=2)
        hosts = People(Guest, Question(2, "Värdar?"), title="Värd {}", noun="v", least=0, most=2)

    assert Dinner.from_answers({}).validate()
    assert Dinner.from_answers({"guests": [{}, {"name": "Bo Ek", "seat": "1"}]}).validate()
    half = Dinner.from_answers({"guests": [{"name": "Bo Ek"}]})
    assert not half.validate()
    assert half.error_list() == [("Skriv platsen för gäst 1.", "guests-0-seat")]
    crowd = Dinner.from_answers({"guests": [{"name": "Bo", "seat": "1"}] * 3})
    assert not crowd.validate()


def test_a_row_that_must_be_there_says_something_though_no_part_of_it_must() -> None:
    class Wish(PartForm):
        what = Line("Vad", optional=True)
        why = Line("Varför", optional=True)

    class Wishes(PrintableForm):
        slug, prefix, title = "onskan", "ON", "Önskan"
        wishes = RowList(Wish, QUESTION, title="Önskan {}", noun="önskningar", least=2, most=3)

    blank = Wishes.from_answers({"wishes": [{}, {"why": "Roligt"}]})
    assert not blank.validate()
    assert blank.error_list() == [("Fyll i önskan 1.", "wishes-0-what")]
    assert Wishes.from_answers({"wishes": [{"what": "Bok"}, {"why": "Roligt"}]}).validate()


def test_rows_that_say_the_same_are_stopped_where_they_must_differ() -> None:
    class Stay(PrintableForm):
        slug, prefix, title = "bo", "BO", "Bo"
        rows = RowList(Parts, QUESTION, least=1, most=3, distinct=True)

    same = Stay.from_answers({"rows": [{"word": "A"}, {"word": "B"}, {"word": "a"}]})
    assert not same.validate()
    assert same.error_list()[0][0].startswith("Rad 1 och Rad 3 är lika.")


def test_nothing_is_filed_of_an_empty_form_of_conditions() -> None:
    assert Moving.from_answers(BARE).validate()
    assert Moving.from_answers(BARE).answers() == BARE
