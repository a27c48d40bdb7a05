"""Questions answered by choosing: what is kept, what is stopped, and what is said of it."""

import re
from collections.abc import Sequence
from typing import Any

import jsonschema
import pytest
from werkzeug.datastructures import MultiDict

import forms
from forms import Choice, PartForm, PrintableForm, Question, messages
from forms.changes import Change, changes_between
from forms.editions import as_today
from forms.kinds import Group, OneOf, SeveralOf
from forms.table import Table
from forms.unfit import UnfitForm
from tests.bookings import PLACES, THINGS, WHOLE, Booking, Follow


def booking(**changed: Any) -> Booking:
    """A booking from JSON, judged."""
    form = Booking.from_answers({**WHOLE, **changed})
    form.validate()
    return form


def posted(*pairs: tuple[str, str]) -> Booking:
    """A booking as a browser sends it, judged."""
    form = Booking.from_post(MultiDict(pairs))
    form.validate()
    return form


def errors_of(form: Booking, name: str) -> Sequence[str]:
    found: Sequence[str] = form[name].errors
    return found


def test_what_was_chosen_is_the_answer_and_its_words_are_printed() -> None:
    form = booking()
    assert form.errors == {}
    assert form.answers() == WHOLE
    assert form.as_text() == (
        "1. Vilken lokal?\nSkolgården\n\n"
        "2. Vad behövs?\nBelysning\nNät\n\n"
        "3. Kvällstid?\nNej\n\n"
        "4. Villkor\nJa: Jag städar efter mig, och betalar det som går sönder.\n\n"
        "5. Vem bokar?\nNamn: Åsa\nÄr du medlem? Ja\nHur? E-post"
    )


def test_browser_and_json_say_the_same() -> None:
    form = posted(
        ("place", "yard"),
        ("things", "wifi"),
        ("things", "light"),
        ("evening", "no"),
        ("terms", "y"),
        ("contact-name", "Åsa"),
        ("contact-is_member", "yes"),
        ("contact-by", "mail"),
    )
    assert form.answers() == form.typed() == WHOLE


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("place", "Välj lokalen."),
        ("things", "Välj vad som behövs. Kryssa i minst ett svar."),
        ("evening", "Välj ja eller nej: om det är kvällstid."),
        ("terms", "Läs villkoren och kryssa i rutan om du godkänner. Utan det går det inte att "
         "lämna in."),
    ],
)  # fmt: skip
def test_nothing_chosen_is_told_with_what_to_do(name: str, said: str) -> None:
    form = posted(("contact-name", "Åsa"))
    assert errors_of(form, name) == [said]
    assert (said, name) in form.error_list()
    assert name not in form.answers()


def test_no_is_an_answer_and_not_nothing() -> None:
    form = booking(evening=False)
    assert not form["evening"].is_blank
    assert form.answers()["evening"] is False
    assert form["evening"].among_others == "Kvällstid: Nej"
    assert (form["evening"].values, form["evening"].chosen) == ((True, False), [False])


# ---- "Annat, ange vad"


def test_text_of_something_else_is_kept_with_its_tick_or_without() -> None:
    for ticks in ([("place", "other")], []):
        form = posted(*ticks, ("place--other-text", "  Aulan "))
        assert form["place"].answer == {"other": "Aulan"}
        assert form["place"].shown == "Annat: Aulan"
        assert errors_of(form, "place") == []
    form = posted(("things", "light"), ("things--other-text", "Scen"))
    assert form["things"].answer == ["light", {"other": "Scen"}]


def test_something_else_without_words_leads_to_the_box_for_them() -> None:
    form = posted(("place", "other"), ("things", "other"), ("things", "wifi"))
    for name in ("place", "things"):
        said = f"Skriv vad du menar med ”Annat”. Det gäller {form[name].noun}."
        assert errors_of(form, name) == [said]
        assert (said, f"{name}--other-text") in form.error_list()
    assert form.typed()["things"] == ["wifi", {"other": ""}]


def test_text_that_is_too_long_is_kept_and_told_of() -> None:
    form = posted(("place", "other"), ("place--other-text", "x" * 25))
    assert errors_of(form, "place") == [
        "Korta texten vid ”Annat” till högst 20 tecken. Nu är det 25."
    ]
    assert form["place"].written == "x" * 25
    assert form.error_list()[0][1] == "place--other-text"


def test_text_may_be_as_long_as_it_says() -> None:
    assert errors_of(booking(place={"other": "x" * 20}), "place") == []


def test_text_beside_another_choice_is_kept_until_somebody_decides() -> None:
    form = posted(("place", "hall"), ("place--other-text", "Aulan"))
    assert form.typed()["place"] == ["hall", {"other": "Aulan"}]
    assert form["place"].picked == "hall"
    assert errors_of(form, "place") == [
        "Du har valt ”Stora salen” och skrivit vid ”Annat”. Välj ”Annat” eller ta bort texten."
    ]


def test_password_beside_something_else_is_asked_about() -> None:
    form = booking(things=[{"other": "lösenord: Hemligt123!"}])
    assert form["things"].warnings == [messages.MAYBE_LOGIN]
    assert booking().all_warnings() == []


# ---- What cannot stand together


def test_several_ticks_where_one_is_to_be_chosen_are_kept_until_somebody_decides() -> None:
    form = booking(place=["hall", "yard"], evening=[True, False])
    assert errors_of(form, "place") == [
        "Välj lokalen: bara ett av svaren. Nu är ”Stora salen” och ”Skolgården” kryssade."
    ]
    assert errors_of(form, "evening") == [
        "Välj om det är kvällstid: bara ett av svaren. Nu är ”Ja” och ”Nej” kryssade."
    ]
    assert form["place"].undecided == ["hall", "yard"]
    assert booking()["place"].undecided == []
    assert form.typed()["evening"] == [True, False]
    again = posted(("place--marked", "hall"), ("place--marked", "yard"))
    assert again.typed()["place"] == ["hall", "yard"]
    decided = posted(
        ("place--marked", "hall"), ("place--marked", "yard"), ("place", "yard")
    )  # fmt: skip
    assert decided.typed()["place"] == "yard"


def test_none_of_these_rules_out_the_others() -> None:
    assert errors_of(booking(things=["none"]), "things") == []
    assert booking(things=["none"])["things"].shown == "Inget av dessa"
    form = booking(things=["light", "none"])
    assert errors_of(form, "things") == [
        "Du har kryssat i ”Inget av dessa” och något mer. Ta bort det kryss som inte ska vara med."
    ]
    assert form.typed()["things"] == ["light", "none"]


class Least(PrintableForm):
    slug, prefix, title = "minst", "MI", "Minst"

    two = SeveralOf(
        question=Question(1, "Vilka två?"), choices=THINGS, least=2, none="Inga", noun="två saker"
    )
    some = SeveralOf(question=Question(2, "Vilka?"), choices=THINGS, least=2, optional=True)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"two": ["light"]}, ["Välj två saker. Kryssa i minst 2 svar. Nu är det 1."]),
        ({}, ["Välj två saker. Kryssa i minst 2 svar."]),
        ({"two": ["none"]}, []),
        ({"two": ["light", "wifi"], "some": []}, []),
    ],
)
def test_so_many_as_are_needed_are_chosen(answers: dict[str, Any], said: list[str]) -> None:
    form = Least.from_answers(answers)
    assert form.validate() == (not said)
    assert form["two"].errors == said
    is_valid = jsonschema.Draft202012Validator(Least.schema()).is_valid(form.answers())
    assert is_valid == (not said)


# ---- Choices that are gone


def test_choice_that_is_gone_is_laid_aside_and_what_is_left_of_a_list_is_kept() -> None:
    kept, rest = Booking.fitting({"place": "gym", "things": ["light", "tv", "wifi"]})
    assert kept == {"things": ["light", "wifi"]}
    assert rest == {"place": ["gym"], "things": [["tv"]]}
    assert Booking.fitting({"place": ["hall", "yard"], "things": [], "evening": ""})[1] == {}


@pytest.mark.parametrize(
    "answers",
    [
        {"place": "other"},
        {"place": {"other": "Aulan", "more": 1}},
        {"place": {"other": "x" * 1_001}},
        {"evening": {"other": "kanske"}},
        {"evening": "yes"},
    ],
)
def test_what_the_question_does_not_offer_is_laid_aside(answers: dict[str, Any]) -> None:
    assert Booking.fitting(answers) == ({}, {name: [value] for name, value in answers.items()})


def test_something_else_without_words_is_not_filed_from_json_either() -> None:
    form = booking(place="other", things=["light", "other"])
    assert form.typed()["place"] == {"other": ""}
    assert [name for name in ("place", "things") if form[name].errors] == ["place", "things"]


def test_no_more_marks_are_kept_than_any_question_has_choices() -> None:
    assert len(Booking(data={"things": [f"x{n}" for n in range(500)]})["things"].marks) == 100


def test_choice_that_is_gone_is_told_in_the_words_that_stood_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Before(Booking):
        edition = "0"
        place = OneOf(
            question=Question(1, "Vilken lokal?"), choices=[*PLACES, Choice("gym", "Idrottshallen")]
        )
        things = SeveralOf(
            question=Question(2, "Vad behövs?"), choices=[*THINGS, Choice("tv", "Teve")]
        )

    monkeypatch.setattr(forms, "FORMS", (Booking,))
    monkeypatch.setattr(forms, "EARLIER", (Before,))
    form = as_today("bokning", "0", {"place": "gym", "things": ["tv", "wifi"]})
    assert form is not None
    assert form.difference.gone == {
        "1. Vilken lokal?": "Idrottshallen",
        "2. Vad behövs?": "Teve",
    }
    assert form.typed()["things"] == ["wifi"]


def test_choice_that_is_gone_is_told_of_where_it_still_comes_in() -> None:
    for form in (booking(place="gym", things=["tv", "wifi"]), posted(("place", "gym"))):
        assert errors_of(form, "place") == [
            "Svaret ”gym” går inte att välja längre. Välj bland svaren som finns."
        ]
        assert (form["place"].shown, form["place"].undecided) == ("gym", ["gym"])
    assert booking(things=["tv", "wifi"])["things"].gone == ["tv"]


@pytest.mark.parametrize(
    "odd",
    [5, 2.5, True, "x" * 5_000, {"other": 5}, {}, {"other": "a", "more": 1}, [[["a"]]], [None],
     ["hall"] * 500, [{"other": "a"}, {"other": "b"}], "\ud800"],
)  # fmt: skip
def test_odd_answers_are_told_of_and_never_a_fault(odd: Any) -> None:
    kept, _ = Booking.fitting(dict.fromkeys(("place", "things", "evening", "terms"), odd))
    form = Booking(data=kept)
    assert not form.validate()
    assert Booking.from_answers(form.typed()).typed() == form.typed()
    raw = Booking(data=dict.fromkeys(("place", "things", "evening"), odd))
    raw.validate()
    assert len(str(raw.typed())) < 6_000


# ---- What hangs on a choice


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, []),
        ({"decision": "go_on", "secret": False}, ["open_"]),
        ({"decision": {"other": "x"}, "rules": ["light", "sound"]}, ["kept", "sound"]),
        ({"decision": ["go_on", "end"], "secret": [True, False]}, ["kept", "law", "open_"]),
        ({"secret": True, "board": "b7"}, ["law", "why"]),
    ],
)
def test_questions_hang_on_every_way_of_choosing(answers: dict[str, Any], asked: list[str]) -> None:
    form = Follow.from_answers(answers)
    hanging = ("kept", "sound", "law", "open_", "why")
    assert [name for name in hanging if form.is_asked(name)] == asked


# ---- In other outputs


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"place": {"other": "Aulan"}, "things": ["none"], "evening": True},
        {"things": ["light", {"other": "Scen"}]},
    ],
)
def test_what_can_be_filed_is_valid_by_the_schema(changed: dict[str, Any]) -> None:
    form = booking(**changed)
    assert form.errors == {}
    jsonschema.validate(form.answers(), Booking.schema())


@pytest.mark.parametrize(
    "broken",
    [{"place": "gym"}, {"place": ["hall", "yard"]}, {"place": {"other": ""}}, {"things": []},
     {"things": ["light", "none"]}, {"things": ["light", "light"]}, {"evening": "yes"},
     {"terms": False}],
)  # fmt: skip
def test_schema_refuses_what_the_form_refuses(broken: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**WHOLE, **broken}, Booking.schema())


def test_spreadsheet_has_the_words_and_never_fails() -> None:
    table = Table.of(Booking, persons=True)
    answers = {**WHOLE, "place": {"other": "Aulan"}, "things": ["light", "tv"]}
    told = dict(zip([one.name for one in table.columns], table.row("1", answers), strict=True))
    assert told["place"] == "Annat: Aulan"
    assert told["things"] == "Belysning; tv"
    assert (told["evening"], told["contact-is_member"]) == ("Nej", "Ja")
    odd: dict[str, Any] = dict.fromkeys(WHOLE, [1, None, {"x": []}])
    assert len(table.row("1", odd)) == len(table.columns)


def test_version_after_tells_what_was_chosen_before_and_now() -> None:
    before, after = booking(), booking(place="hall", things=["light", "sound"], evening=True)
    assert changes_between(before, after) == [
        Change("1. Vilken lokal?", "Skolgården", "Stora salen"),
        Change("2. Vad behövs?", "Belysning\nNät", "Belysning\nLjud; mikrofon"),
        Change("3. Kvällstid?", "Nej", "Ja"),
    ]


def test_blank_has_a_box_for_each_option_and_says_what_was_ticked() -> None:
    place, things, evening = (Booking.blank()[one] for one in ("place", "things", "evening"))
    assert [(one.name, one.is_tick) for one in place.paper_fields()] == [
        ("place--hall", True),
        ("place--library", True),
        ("place--yard", True),
        ("place--other", True),
        ("place--other-text", False),
    ]
    assert place.from_paper({}) == ""
    assert place.from_paper({"place--hall": "Ja"}) == "hall"
    assert place.from_paper({"place--other-text": "Aulan"}) == {"other": "Aulan"}
    both = {"place--hall": "Ja", "place--yard": "Ja", "place--other-text": "Aulan"}
    assert place.from_paper(both) == ["hall", "yard", {"other": "Aulan"}]
    assert things.from_paper({"things--wifi": "Ja", "things--light": "1"}) == ["light", "wifi"]
    assert things.from_paper({"things--none": "Ja"}) == ["none"]
    assert evening.from_paper({"evening--no": "Ja"}) is False
    assert evening.from_paper({"evening--no": "Ja", "evening--yes": "Ja"}) == [True, False]
    assert Booking.blank()["terms"].from_paper({"terms": "Ja"}) is True


def test_many_choices_are_a_list_unless_they_need_hints() -> None:
    many = tuple(Choice(f"c{n}", f"Val {n}") for n in range(8))
    hinted = (*many[:-1], Choice("c7", "Val 7", "Så här"))

    class Many(PrintableForm):
        slug, prefix, title = "manga", "MA", "Många"
        few = OneOf("Få", choices=many[:7])
        one = OneOf("Många", choices=many)
        helped = OneOf("Med hjälp", choices=hinted)

    assert [one.is_list for one in Many()] == [False, True, False]


# ---- Choices that cannot work


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ([Choice("a", "A"), Choice("a", "B")], "choices has 'a' twice; give one another value"),
        ([Choice("a", "A"), Choice("b", "A")], "choices has 'A' twice; give one another label"),
        (
            [Choice("other", "A"), Choice("b", "B")],
            '''write other="Annat, ange vad"''',
        ),
        ([Choice("none", "A"), Choice("b", "B")], "'none' is kept for"),
        ([Choice("Å", "A"), Choice("b", "B")], "must be 1 to 40 of a to z, 0 to 9 and _"),
        ([Choice("a", "A")], "needs at least two choices"),
        ([], "needs at least two choices"),
        ([Choice("a", " "), Choice("b", "B")], "'a' has no label"),
    ],
)
def test_choices_that_cannot_work_are_refused_as_the_class_is_made(
    choices: list[Choice], said: str
) -> None:
    facts = {"slug": "fel", "prefix": "FE", "title": "Fel"}
    pick = OneOf("Vad?", choices=choices)
    group = Group(type("Parts", (PartForm,), {"pick": pick}), "Grupp")
    for asked in ({"pick": pick}, {"group": group}):
        with pytest.raises(UnfitForm, match=re.escape(said)):
            type("Wrong", (PrintableForm,), {**facts, **asked})
