"""An answer is read by the form that asked it, and carried over to the form of today."""

from typing import Any

import pytest

import forms
from forms.capacity import MOST_LEFT_BEHIND, mark_what_cannot_be_kept
from forms.changes import changes_between
from forms.difference import Difference
from forms.editions import as_asked, as_today, digest_of, form_of, signers_of
from forms.kinds import Line
from forms.question import Question
from tests.editions import ANSWERS, GONE, After, Before, person


@pytest.fixture(autouse=True)
def changed_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, After))
    monkeypatch.setattr(forms, "EARLIER", (*forms.EARLIER, Before))


def today(answers: dict[str, Any] = ANSWERS, edition: str = "A") -> After:
    form = as_today("felanmalan", edition, answers)
    assert isinstance(form, After)
    return form


@pytest.mark.parametrize("form", [*forms.FORMS, *forms.EARLIER])
def test_questions_change_only_with_their_edition(form: type[forms.PrintableForm]) -> None:
    now = digest_of(form)
    assert form.asks == now, (
        f"What {form.__name__} asks has changed. Keep the class as it was among EARLIER, give the "
        f'new one another `edition` and `asks = "{now}"`: README, "A new edition". (A form that '
        "nobody has filled in yet needs only the digest.)"
    )


def test_no_edition_is_kept_twice() -> None:
    every = [(form.slug, form.edition) for form in (*forms.FORMS, *forms.EARLIER)]
    assert len(set(every)) == len(every)


def changed(**facts: Any) -> type[forms.PrintableForm]:
    return type("Changed", (After,), facts)


@pytest.mark.parametrize(
    "form",
    [
        changed(more=Line("Mer", noun="mer")),
        changed(room=None, summary_from=(), subject_from=""),
        changed(address=Line(question=Question(7, "Vilken gata?"), noun="adressen")),
        changed(address=Line(question=After().address.question, noun="adressen", max_length=20)),
        changed(address=Line(question=After().address.question, noun="adressen", optional=True)),
    ],
    ids=["added", "gone", "other words", "a narrower limit", "optional"],
)
def test_digest_tells_what_is_asked_apart(form: type[forms.PrintableForm]) -> None:
    assert digest_of(form) != digest_of(After)


def test_digest_stays_with_a_new_hint_or_example() -> None:
    question = Question(7, "Vilken adress?", example="Torget 1", note="Bara gatan")
    same = changed(address=Line(question=question, noun="gatan", hint="Gata och nummer"))
    assert digest_of(same) == digest_of(After)


def test_answers_are_read_by_the_form_that_asked_them() -> None:
    form = as_asked("felanmalan", "A", ANSWERS)
    assert isinstance(form, Before)
    assert form.answers() == ANSWERS
    assert form_of("felanmalan", "B") is After
    assert as_asked("felanmalan", "Ö", ANSWERS) is None


def test_what_carries_over_is_in_place_and_the_rest_is_told() -> None:
    form = today()
    assert form.answers() == {
        "room": "B214",
        "problem": "Lampan blinkar",
        "helpers": [person("Bo"), person("Eva")],
        "urgency": "I veckan",
    }
    assert form.difference == Difference(
        new=("7. Vilken adress?",),
        changed=(
            "2. Beskriv felet",
            "3. Vem kan svara?",
            "4. Vilka hjälper till?",
            "6. Hur är lokalen låst?",
        ),
        gone=GONE,
    )
    assert not form.validate()
    assert form.urgency.errors == ["Skriv ett av Genast, Någon gång."]


def test_new_questions_are_told_where_nothing_is_left_behind() -> None:
    assert today({"room": "B214", "fault": "Allt"}).difference == Difference(
        new=("7. Vilken adress?",),
        changed=("2. Beskriv felet", "3. Vem kan svara?", "6. Hur är lokalen låst?"),
    )


def test_what_even_the_edition_that_asked_has_no_room_for_is_told() -> None:
    assert today({"room": "B214", "telefax": 12, "is_locked": "nej"}).difference.gone == {
        "telefax": "12",
        "7. Hur är lokalen? Lokalen är låst": "nej",
    }


def test_answers_of_today_differ_in_nothing() -> None:
    answers = {"room": "B214", "helpers": [person("Bo")], "is_locked": "med kod"}
    form = today(answers, "B")
    assert (form.answers(), bool(form.difference)) == (answers, False)


def test_edition_that_nobody_kept_is_carried_over_by_the_names_of_its_answers() -> None:
    form = today(edition="Ö")
    assert "problem" not in form.answers()
    assert form.difference.gone == {
        "floor": "Andra våningen\n\ntill vänster",
        "fault": "Lampan blinkar",
        "3. Vem kan svara?": "Åsa Ö",
        "4. Vilka hjälper till?": "Liv Ek, liv.ek@toreboda.se",
        "6. Hur är lokalen låst?": "Ja",
    }
    assert form.difference.is_unknown
    assert form.difference.new == ()


ODD: list[Any] = [None, True, 4.5, 10**9, "x" * 5_000, [], [[]], [1], {}, {"name": {"name": 1}}]


@pytest.mark.parametrize("edition", ["A", "B", "Ö", ""])
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:20])
def test_whatever_is_kept_can_be_shown(edition: str, odd: Any) -> None:
    names = {*ANSWERS, *After().data, "", "a-b", "meta"}
    for answers in (dict.fromkeys(names, odd), {name: [{"name": odd}] for name in names}):
        form = today(answers, edition)
        form.validate()
        assert (form.as_text(), form.summary, form.subject, form.answers()) is not None
        assert Difference.of_data(form.difference.as_data()) == form.difference
        assert as_asked("felanmalan", edition, answers) or edition in ("Ö", "")


def test_who_signed_is_told_by_the_edition() -> None:
    assert [one.title for one in signers_of("felanmalan", "A", {})] == ["Vaktmästare"]
    assert [one.title for one in signers_of("felanmalan", "B", {})] == ["Rektor"]
    [whoever] = signers_of("felanmalan", "Ö", {})
    assert whoever.title == "De som står under Godkännande på papperet"
    assert signers_of("okänd", "A", {}) == []


def test_form_that_is_no_longer_offered_is_still_called_by_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forms, "FORMS", ())
    monkeypatch.setattr(forms, "EARLIER", (forms.Aktivitetsplan,))
    assert forms.definite_of("aktivitetsplan") == "planen"
    *_, manager = signers_of("aktivitetsplan", forms.Aktivitetsplan.edition, {})
    assert manager.title == "Verksamhetsansvarig chef"
    assert as_today("aktivitetsplan", "1", {}) is None
    assert forms.definite_of("okänd") == "blanketten"


def test_changes_tell_what_was_not_asked_and_what_no_longer_is() -> None:
    before, after = today(), today()
    after.address.data = "Torget 1"
    after.room.data = "B215"
    told = {one.question: one.as_lines() for one in changes_between(before, after)}
    assert told == {
        "1. Vilken lokal gäller det?": ["Tidigare: B214", "Nu: B215"],
        "7. Vilken adress?": ["Tidigare: Frågan fanns inte.", "Nu: Torget 1"],
        **{
            q: [f"Tidigare: {text}", "Nu: Inget svar. Frågan är borttagen eller ändrad."]
            for q, text in GONE.items()
        },
    }


def test_what_is_left_behind_is_bounded() -> None:
    form = today({"room": "B214", "x": "y" * MOST_LEFT_BEHIND}, "Ö")
    assert not mark_what_cannot_be_kept(form)
    form = today({"room": "B214", "x": "y" * (MOST_LEFT_BEHIND + 1)}, "Ö")
    assert mark_what_cannot_be_kept(form)


def test_two_changes_one_after_the_other_are_told_as_one() -> None:
    first = Difference(new=("1",), gone={"a": "1", "b": "2"})
    second = Difference(new=("1", "2"), changed=("3",), gone={"b": "3"}, is_unknown=True)
    assert first | second == Difference(("1", "2"), ("3",), {"a": "1", "b": "3"}, True)
    assert Difference.of_data((first | second).as_data()) == first | second
