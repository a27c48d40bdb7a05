"""A form as a table: what a spreadsheet gets of answers that were kept, of any edition."""

from typing import Any

import pytest

import forms
from forms import FORMS, Aktivitetsplan, PrintableForm, Question
from forms.kinds import (
    KINDS,
    Email,
    Group,
    Hours,
    Line,
    LongText,
    PersonName,
    Phone,
    RowList,
    Tick,
)
from forms.printable import PartForm
from forms.table import WITHHELD, Table
from tests.plans import PLANS, plan


def cells_of(table: Table, edition: str, answers: dict[str, Any]) -> dict[str, Any]:
    return dict(zip(table.headings, table.row(edition, answers), strict=True))


@pytest.mark.parametrize("form_class", FORMS, ids=lambda f: f.slug)
def test_no_two_columns_are_called_the_same(form_class: type[PrintableForm]) -> None:
    headings = Table.of(form_class, persons=True).headings
    assert len(set(headings)) == len(headings)


def test_answers_stand_under_the_words_of_their_questions() -> None:
    answers = plan(weekly_hours="ca 2", not_created=True)
    answers["operators"][1]["phone"] = "+46701740607"
    cells = cells_of(Table.of(Aktivitetsplan, persons=True), "2", answers)
    assert cells["Skriv vilket socialt medium det gäller"] == "Instagram"
    assert cells["Enhet eller avdelning"] == "Biblioteket"
    assert cells["Administratörer: Namn och efternamn"] == (
        "Åsa Lindqvist; Per-Örjan Ek; Märta Ståhl"
    )
    assert cells["Personer i den dagliga driften: Telefonnummer"] == (
        "070-174 06 05; 070-174 06 07"
    )
    assert cells["Kontot är inte skapat ännu (tillägg)"] == "Ja"
    hours = "Beräknad arbetstid, hur många timmar/vecka för att sköta kontot?"
    assert cells[hours] == "ca 2"
    number = plan(weekly_hours=2.5)
    assert cells_of(Table.of(Aktivitetsplan, persons=True), "2", number)[hours] == 2.5


def test_person_without_a_number_leaves_its_place_so_that_names_and_numbers_agree() -> None:
    answers = plan()
    answers["administrators"][0].pop("phone")
    answers["administrators"][2].pop("phone")
    cells = cells_of(Table.of(Aktivitetsplan, persons=True), "2", answers)
    assert cells["Administratörer: Telefonnummer"] == "; 070-174 06 06"


class Person(PartForm):
    name = PersonName("Namn", noun="namnet")


class Older(PrintableForm):
    slug, prefix, title, edition = "prov", "P", "Prov", "1"
    room = Line(question=Question(1, "Vilken lokal?"), noun="lokalen")
    reason = Line(question=Question(2, "Varför?"), noun="skälet")


class Today(PrintableForm):
    slug, prefix, title, edition = "prov", "P", "Prov", "2"
    place = Line(question=Question(1, "Vilken plats?"), noun="platsen")
    who = Group(Person, question=Question(2, "Vem?"), noun="vem")
    boss = Group(Person, question=Question(3, "Vilken chef?"), noun="chefen")

    @classmethod
    def carried_over(cls, answers: dict[str, Any], edition: str) -> dict[str, Any]:
        return answers | {"place": answers.pop("room")} if "room" in answers else answers


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Table:
    """The table of a form of which an older edition was kept."""
    monkeypatch.setattr(forms, "FORMS", (Today,))
    monkeypatch.setattr(forms, "EARLIER", (Older,))
    return Table.of(Today, persons=True)


def test_what_an_older_edition_asked_is_carried_over_or_has_its_own_column(changed: Table) -> None:
    assert changed.headings == [
        *("Vilken plats?", "Vem? Namn", "Vilken chef? Namn", "Vilken lokal?", "Varför?"),
    ]
    older = changed.row("1", {"room": "B214", "reason": "Trångt"})
    assert older == ["B214", "", "", "", "Trångt"]
    today = changed.row("2", {"place": "B215", "who": {"name": "Bo"}, "boss": {"name": "Åsa"}})
    assert today == ["B215", "Bo", "Åsa", "", ""]
    assert changed.row("0", {"place": "B216"})[0] == "B216"


ODD: tuple[Any, ...] = (None, "text", 3, -2.5, True, [], [1], {}, {"name": []}, [[{}]], 10**400)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: str(odd)[:12])
def test_answers_of_any_shape_have_cells(odd: Any) -> None:
    for persons in (True, False):
        table = Table.of(Aktivitetsplan, persons=persons)
        damaged = dict.fromkeys(plan(), odd)
        cells = table.row("2", damaged) + table.row("1", damaged)
        assert all(isinstance(cell, str | int | float) for cell in cells)
        assert isinstance(table.answers(damaged), dict)


@pytest.mark.parametrize("answers", PLANS, ids=lambda p: p["medium"])
def test_table_without_persons_names_nobody(answers: dict[str, Any]) -> None:
    table = Table.of(Aktivitetsplan, persons=False)
    named = {
        person[part].casefold()
        for one in (answers["administrators"], answers["operators"])
        for person in one
        for part in person
    }
    told = f"{table.row('2', answers)} {table.answers(answers)}".casefold()
    assert not [one for one in named if one in told]
    assert answers["manager"]["name"].casefold() not in told
    assert "Befattning" not in table.headings
    assert answers["organisation"]["unit"] in table.row("2", answers)


def test_text_that_names_somebody_is_withheld_and_others_stand() -> None:
    answers = plan(monitoring="Åsa tittar varje dag", audience="Alla")
    table = Table.of(Aktivitetsplan, persons=False)
    cells = cells_of(table, "2", answers)
    times = "Hur ofta och under vilka tider behöver kontot bevakas och uppdateras?"
    assert cells[times] == WITHHELD
    assert cells["Målgrupp"] == "Alla"
    assert "monitoring" not in table.answers(answers)
    assert table.answers(answers)["audience"] == "Alla"
    assert Table.of(Aktivitetsplan, persons=True).answers(answers) == answers


def test_every_kind_of_one_input_has_a_cell() -> None:
    leaves = [kind for kind in KINDS if not issubclass(kind, (Group, RowList))]
    assert {Line, LongText, Email, Phone, Hours, Tick} <= set(leaves)
    assert [kind for kind in leaves if not hasattr(kind, "cell")] == []
