"""Bilaga 1: the words of the paper, the example plans, and what cannot be filed."""

import pytest
from werkzeug.datastructures import MultiDict

from forms import Aktivitetsplan, AnswersError
from forms.difference import Difference
from forms.editions import as_today
from tests.plans import PLANS, as_inputs, plan

PAPER_QUESTIONS = [
    "1. Skriv vilket socialt medium det gäller:",
    "2. Skriv webbadressen:",
    "3. Vilken verksamhet ska finnas i det sociala mediet? Skriv förvaltning, enhet/avdelning.",
    "4. Beskriv syftet med och målgruppen för deltagandet i det sociala mediet?",
    "5. Vilka ska administrera kontot?",
    "6. Vem/vilka ska stå för den dagliga driften, göra inlägg och besvara frågor?",
    "7. Hur ofta och under vilka tider behöver kontot bevakas och uppdateras?",
    "8. Beräknad arbetstid, hur många timmar/vecka för att sköta kontot?",
]


def errors_of(answers: dict) -> dict[str, str]:
    form = Aktivitetsplan.from_answers(answers)
    form.validate()
    return {place: message for message, place in form.error_list()}


def test_questions_have_the_words_and_the_order_of_the_paper() -> None:
    sections = Aktivitetsplan().sections()
    assert [s.question.heading for s in sections if not s.question.addition] == PAPER_QUESTIONS


def test_what_the_paper_does_not_ask_is_marked_as_an_addition_and_may_be_left_out() -> None:
    additions = [s for s in Aktivitetsplan().sections() if s.question.addition]
    assert [field.short_name for s in additions for field in s.fields] == [
        "credentials_location",
        "manager",
    ]
    without = plan()
    del without["credentials_location"], without["manager"]
    assert errors_of(without) == {}


@pytest.mark.parametrize("answers", PLANS, ids=lambda p: p["medium"])
def test_example_plans_are_valid_and_come_back_unchanged(answers: dict) -> None:
    form = Aktivitetsplan.from_answers(answers)
    assert form.validate()
    assert form.answers() == answers


@pytest.mark.parametrize("answers", PLANS, ids=lambda p: p["medium"])
def test_a_browser_and_a_json_file_give_the_same_answers(answers: dict) -> None:
    posted = Aktivitetsplan.from_post(MultiDict(as_inputs(answers)))
    assert posted.validate()
    assert posted.answers() == answers


@pytest.mark.parametrize("answers", PLANS, ids=lambda p: p["medium"])
def test_a_draft_gives_back_what_was_typed(answers: dict) -> None:
    form = Aktivitetsplan.from_answers(answers)
    assert Aktivitetsplan.from_answers(form.typed()).typed() == form.typed()


def test_every_required_question_left_blank_has_a_message_that_tells_what_to_write() -> None:
    errors = errors_of({})
    assert errors["url"] == "Skriv webbadressen."
    assert errors["administrators-1-email"] == "Skriv e-postadressen till administratör 2."
    assert errors["operators-0-name"] == "Skriv namnet på person 1 i den dagliga driften."
    assert set(errors) == {
        *("medium", "url", "organisation-department", "organisation-unit", "purpose"),
        *("audience", "monitoring", "weekly_hours"),
        *(f"administrators-{n}-{part}" for n in (0, 1) for part in ("name", "email", "phone")),
        *(f"operators-0-{part}" for part in ("name", "email", "phone")),
    }


def test_a_plan_without_second_administrator_is_sent_back() -> None:
    answers = plan()
    answers["administrators"] = answers["administrators"][:1]
    assert "administrators-1-name" in errors_of(answers)


def test_two_administrators_with_one_name_and_address_are_one_person() -> None:
    answers = plan()
    first, second = answers["administrators"][:2]
    second |= {"email": first["email"].upper(), "name": first["name"].upper()}
    assert errors_of(answers)["administrators-1-name"] == (
        "Administratör 1 och Administratör 2 är samma person. Skriv två olika personer."
    )


def test_administrators_who_share_a_mailbox_are_only_asked_about() -> None:
    """Libraries and schools have one mailbox for all."""
    answers = plan()
    answers["administrators"][1]["email"] = answers["administrators"][0]["email"].upper()
    form = Aktivitetsplan.from_answers(answers)
    assert form.validate()
    assert [text for text, _ in form.all_warnings() if "Administratör 2" in text] == [
        "Administratör 1 och Administratör 2 har samma e-postadress. Kontrollera att de delar "
        "brevlåda."
    ]


def test_the_same_person_twice_in_the_daily_work_is_asked_about() -> None:
    answers = plan()
    answers["operators"] = [answers["operators"][0]] * 2
    form = Aktivitetsplan.from_answers(answers)
    assert form.validate()
    assert any("Person 1 och Person 2 har samma namn" in text for text, _ in form.all_warnings())


def test_colleagues_in_the_daily_work_may_share_a_mailbox() -> None:
    answers = plan()
    first = answers["operators"][0]
    answers["operators"] = [first, first | {"name": "Eva Ek"}]
    form = Aktivitetsplan.from_answers(answers)
    assert form.validate()
    assert not any("Person 2" in text for text, _ in form.all_warnings())


def test_namesakes_with_different_addresses_are_only_asked_about() -> None:
    answers = plan()
    answers["administrators"][1]["name"] = answers["administrators"][0]["name"]
    form = Aktivitetsplan.from_answers(answers)
    assert form.validate()
    assert any("samma namn" in warning for warning, _ in form.all_warnings())


def test_a_third_administrator_may_lack_a_telephone_but_not_a_name() -> None:
    answers = plan()
    answers["administrators"][2] = {"name": "Märta Ståhl", "email": "", "phone": ""}
    assert errors_of(answers) == {}
    answers["administrators"][2] = {"name": "", "email": "marta@toreboda.example"}
    assert set(errors_of(answers)) == {"administrators-2-name"}


def test_rows_left_blank_beyond_those_required_disappear() -> None:
    answers = plan()
    blank = {"name": "", "email": "", "phone": ""}
    answers["administrators"] = [
        answers["administrators"][0],
        blank,
        *answers["administrators"][1:],
    ]
    form = Aktivitetsplan.from_answers(answers)
    assert form.validate()
    assert form.answers() == plan()


def test_eleven_administrators_are_too_many_and_none_of_them_is_lost() -> None:
    person = {"name": "Anna Ek", "phone": "070-174 06 05"}
    people = [{**person, "email": f"a{n}@toreboda.example"} for n in range(11)]
    form = Aktivitetsplan.from_answers(plan(administrators=people))
    assert not form.validate()
    assert ("Skriv högst 10 administratörer.", "administrators") in form.error_list()
    assert len(form.typed()["administrators"]) == 11


@pytest.mark.parametrize("index", ["²", "9" * 5000, "-1", "x", "१"])
def test_odd_row_numbers_from_a_hostile_client_are_ignored(index: str) -> None:
    inputs = as_inputs(plan()) | {f"administrators-{index}-name": "Eve"}
    form = Aktivitetsplan.from_post(MultiDict(inputs))
    assert form.validate()
    assert form.answers() == plan()


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ([], "svaren"),
        ({"medium": ["Facebook"]}, "medium"),
        ({"organisation": "Kansliet"}, "organisation"),
        ({"administrators": {}}, "administrators"),
        ({"administrators": ["Anna"]}, "administrators[0]"),
        ({"manager": {"name": {"a": 1}}}, "manager.name"),
        ({"administrators": [{}] * 51}, "administrators"),
    ],
)
def test_answers_of_another_shape_are_refused_with_the_place(broken: object, place: str) -> None:
    with pytest.raises(AnswersError, match="^" + place.replace("[", r"\[")):
        Aktivitetsplan.from_answers(broken)


def test_names_that_the_form_does_not_know_are_left_out() -> None:
    form = Aktivitetsplan.from_answers(plan() | {"meta": {}, "prefix": "x", "formdata": 1})
    assert form.validate()
    assert form.answers() == plan()


def test_a_long_text_may_have_ten_thousand_characters_and_no_more() -> None:
    assert errors_of(plan(purpose="å" * 10_000)) == {}
    assert errors_of(plan(purpose="å" * 10_001)) == {
        "purpose": "Korta syftet till högst 10\u00a0000 tecken. Nu är det 10\u00a0001."
    }


def test_line_ends_count_as_one_character() -> None:
    inputs = as_inputs(plan()) | {"purpose": "a\r\n" * 4_999 + "b"}
    assert Aktivitetsplan.from_post(MultiDict(inputs)).validate()


def test_a_plan_may_be_made_before_the_account_exists() -> None:
    answers = plan(url="Töreboda bibliotek")
    assert "kryssa i rutan" in errors_of(answers)["url"]
    assert errors_of(answers | {"not_created": True}) == {}


def test_a_plan_for_watching_only_gets_a_kind_word_and_may_go_on() -> None:
    form = Aktivitetsplan.from_answers(plan(purpose="Enbart omvärldsbevakning av grannkommuner."))
    assert form.validate()
    assert any("behövs ingen aktivitetsplan" in warning for warning, _ in form.all_warnings())


def test_the_names_of_the_signers_are_preprinted_from_the_answers() -> None:
    form = Aktivitetsplan.from_answers(plan())
    signers = [signer for approval in form.approvals for signer in approval.signers]
    assert [(s.title, form.answer_to(s.name_from)) for s in signers] == [
        ("Administratör 1", "Åsa Lindqvist"),
        ("Administratör 2", "Per-Örjan Ek"),
        ("Verksamhetsansvarig chef", "Gunilla Sjöö"),
    ]


def test_the_manager_stands_on_paper_only_where_the_manager_signs() -> None:
    on_paper = [one.question.text for one in Aktivitetsplan().sections_on_paper()]
    asked = [one.question.text for one in Aktivitetsplan().sections()]
    assert [text for text in asked if text not in on_paper] == ["Vilka ska skriva under?"]


def test_a_tick_says_what_was_ticked_where_answers_stand_on_one_line() -> None:
    manager = {"name": "Bo Ek", "title": "Rektor", "delegated": True}
    form = Aktivitetsplan.from_answers(plan(manager=manager))
    assert form.answers()["manager"] == manager
    assert form["manager"].shown == "Bo Ek, Rektor, Beslutar enligt delegation"
    assert Aktivitetsplan.from_post(MultiDict({"manager-delegated": "y"}))["manager"].answer == {
        "delegated": True
    }


def test_answers_of_the_first_edition_are_carried_over_whole() -> None:
    today = as_today("aktivitetsplan", "1", plan())
    assert today is not None
    assert today.answers() == plan()
    assert today.difference == Difference(changed=("Vilka ska skriva under?",))


def test_summary_names_medium_and_unit() -> None:
    assert Aktivitetsplan.from_answers(plan(2)).summary == "LinkedIn – Personalenheten"


def test_mail_text_holds_every_answer() -> None:
    form = Aktivitetsplan.from_answers(plan())
    text = form.as_text()
    assert all(leaf.shown in text for leaf in form.leaves())
