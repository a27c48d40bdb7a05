"""Who signs hangs on the answers, where a form says so."""

from typing import Any

import pytest

import forms
from forms import Approval, PartForm, PrintableForm, Question, Signer, when
from forms.editions import printed_names, signers_of
from forms.kinds import People, PersonName, Tick
from forms.signing import approvals_of, hangs_on_answers, titles_in
from tests.signing import Beslut, Somebody, answers


def titles(**changes: Any) -> list[str]:
    return [one.title for one in Beslut.from_answers(answers(**changes)).signers()]


def test_each_row_that_is_filled_in_has_its_signer() -> None:
    assert titles(count=3) == [
        *("Deltagare 1", "Deltagare 2", "Deltagare 3", "Chef", "Säkerhetschef")
    ]
    rows = [{"name": ""}, {"name": "Åsa Ek", "role": "Vakt"}]
    form = Beslut.from_answers(answers(people=rows))
    [first, *_] = form.signers()
    assert first.title == "Deltagare 1"
    assert [form.answer_to(name) for name in first.preprinted_from] == ["Åsa Ek", "Vakt"]


def test_who_signs_after_a_certain_answer_is_there_after_it_alone() -> None:
    assert titles(ends=True)[-1] == "Direktör"
    assert "Direktör" not in titles(ends=False)


def test_on_a_blank_everybody_who_may_sign_is_there() -> None:
    assert [one.title for one in Beslut.blank().signers()] == [
        *("Deltagare 1", "Chef", "Säkerhetschef", "Direktör")
    ]
    assert titles_in(Beslut.approvals)[0] == "Deltagare"


def test_group_that_nobody_signs_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = (Approval("Jag stänger rummet:", (Signer("Vakt"),), asked_if=when("ends", True)),)
    monkeypatch.setattr(Beslut, "approvals", alone)
    assert titles() == []
    assert titles(ends=True) == ["Vakt"]
    assert [one.title for one in Beslut.blank().signers()] == ["Vakt"]


def test_group_of_which_no_signer_is_left_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = (Approval("Jag stänger rummet:", (Signer("Vakt", asked_if=when("ends", True)),)),)
    monkeypatch.setattr(Beslut, "approvals", alone)
    assert approvals_of(Beslut.from_answers(answers())) == []
    assert len(approvals_of(Beslut.from_answers(answers(ends=True)))) == 1


def test_rows_that_are_not_asked_for_sign_nothing() -> None:
    class Stängning(Beslut):
        people = People(
            Somebody,
            Question(3, "Vilka deltar?", asked_if=when("ends", True)),
            title="Person {}",
            least=1,
            most=30,
        )

    for is_ending, count in ((False, 0), (True, 2)):
        form = Stängning.from_answers(answers(ends=is_ending))
        assert sum("Deltagare" in one.title for one in form.signers()) == count
    assert "Deltagare 1" in told(Stängning.blank())


def test_signers_of_a_filing_are_those_of_its_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "FORMS", (Beslut,))
    kept = answers(3, ends=True)
    assert len(signers_of("beslut", Beslut.edition, kept)) == 6
    assert printed_names("beslut", Beslut.edition, kept) == [
        *("Nils Ek 1", "Nils Ek 2", "Nils Ek 3", "Bo Ek", "", "")
    ]
    for odd in ({}, {"people": "x"}, {"people": [1]}, {"ends": []}):
        assert signers_of("beslut", Beslut.edition, odd)


@pytest.mark.parametrize(
    ("signer", "said"),
    [
        (Signer("X {}", "name", each_of="peple"), "approvals names 'peple'"),
        (Signer("X {}", "namn", each_of="people"), "approvals names 'namn'"),
        (Signer("X", each_of="people"), r"'X' signs for each row and has no \{\} for its number"),
        (Signer("X", asked_if=when("end", True)), "who signs is asked if 'end'"),
    ],
)
def test_signer_that_cannot_be_is_refused_as_the_class_is_made(signer: Signer, said: str) -> None:
    facts: dict[str, Any] = {"approvals": (Approval("Jag vet:", (signer,)),)}
    with pytest.raises(TypeError, match=said):
        type("Wrong", (Beslut, PrintableForm), facts)


def signed_by(*approvals: Approval, **fields: Any) -> type[PrintableForm]:
    """The form with other signers, and other questions beside its own."""
    return type("Another", (Beslut,), {"approvals": approvals, **fields})


def told(form: PrintableForm) -> list[str]:
    return [one.title for one in form.signers()]


def test_one_signer_with_a_condition_is_enough_to_hang_on_answers() -> None:
    guard = Signer("Vakt", asked_if=when("ends", True))
    form = signed_by(Approval("Jag stänger rummet:", (guard,)))
    assert hangs_on_answers(form)
    assert told(form.from_answers(answers())) == []
    assert told(form.from_answers(answers(ends=True))) == ["Vakt"]
    assert not hangs_on_answers(signed_by(Approval("Jag vet:", (Signer("Vakt"),))))


def test_group_with_a_condition_is_on_the_blank() -> None:
    alone = Approval("Jag stänger rummet:", (Signer("Vakt"),), asked_if=when("ends", True))
    assert told(signed_by(alone).blank()) == ["Vakt"]


def test_tick_of_each_row_is_that_of_the_row() -> None:
    class Guard(PartForm):
        name = PersonName("Namn", noun="namnet på")
        is_deputy = Tick("Vikarie", noun="om vikarie")

    guards = People(Guard, Question(5, "Vilka vaktar?"), title="Vakt {}", least=1, most=5)
    signer = Signer("Vakt {}", "name", delegated_from="is_deputy", each_of="guards")
    form = signed_by(Approval("Jag vaktar:", (signer,)), guards=guards)
    rows = [{"name": "Åsa Ek"}, {"name": "Bo Ek", "is_deputy": True}]
    signers = form.from_answers(answers(guards=rows)).signers()
    assert [one.delegated_from for one in signers] == ["guards-0-is_deputy", "guards-1-is_deputy"]
