"""A form that cannot work is refused as its file is loaded, with the line to mend."""

import re
from pathlib import Path

import pytest

import forms
from app import create_app
from forms.kinds import Line
from forms.loading import forms_in, forms_of_folder
from forms.printable import PrintableForm
from forms.question import Question
from forms.unfit import UnfitForm
from settings import read_settings

FORM = """
from forms.keeping import KeptAs
from forms.kinds import Amount, Email, Group, Line, Number, People, PersonName, SeveralOf, Sum, Tick
from forms.printable import PartForm, PrintableForm
from forms.question import Approval, Choice, Question, Signer

ROOM = Question(1, "Vilken lokal?")
WHO = (
    Signer("Rektor", name_from="who"),
)


class Person(PartForm):
    name = PersonName("Namn")
    email = Email("E-post")


class Lokal(PrintableForm):
    slug = "lokal"
    prefix = "LO"
    title = "Bokning"
    approvals = (Approval("Jag bokar:", WHO),)
    summary_from = ("room", "people-0-name")
    subject_from = "room"
    kept_as = KeptAs(medium="room", people=("people",))

    room = Line(
        question=ROOM,
        noun="lokalen",
    )
    who = PersonName(question=Question(2, "Vem bokar?"), noun="vem")
    people = People(
        Person, Question(3, "Vilka?"), title="Person {}", noun="personer", least=1, most=4
    )
    projector = Tick("Projektor", Question(4, "Vad mer?"), noun="om projektorn")
    piano = Tick("Piano", Question(4, "Vad mer?"), noun="om pianot")
"""


def loaded(tmp_path: Path, before: str = "", after: str = "") -> list[type[PrintableForm]]:
    assert before in FORM
    path = tmp_path / "lokal.py"
    path.write_text(FORM.replace(before, after, 1), encoding="utf-8")
    return forms_in(path, "tests.lokal")


def test_form_that_works_is_loaded(tmp_path: Path) -> None:
    [form] = loaded(tmp_path)
    assert form.from_answers({"room": "B2"}).summary == "B2"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('slug = "lokal"', "", "Lokal: slug is missing"),
        ('title = "Bokning"', "", "Lokal: title is missing"),
        ('prefix = "LO"', "", "Lokal: prefix is missing"),
        ('"lokal"', '"Lokal 1"', "line 19: Lokal: the slug must be .* not 'Lokal 1'"),
        ('"LO"', '"lo"', "line 20: Lokal: the prefix must be"),
        ("room = Line", "answers = Line", "line 27: Lokal: a question cannot be called answers"),
        ('("room", "p', '("rom", "p', "line 23: Lokal: summary_from names 'rom'; .*write 'room'"),
        ("people-0-name", "people-0-namn", "line 23: .*write 'people-0-name'"),
        ('_from = "room"', '_from = "people"', "line 24: Lokal: subject_from names 'people'"),
        ('name_from="who"', 'name_from="whom"', "line 9: Lokal: approvals names 'whom'"),
        ('name_from="who"', 'delegated_from="pian"', "line 9: .*names 'pian'; .*write 'piano'"),
        (
            'name_from="who"',
            'delegated_from="who"',
            "line 9: Lokal: 'Rektor' has delegated_from='who', which is no tick; known are piano",
        ),
        (
            '"Rektor", name_from="who"',
            '"Person {}", delegated_from="email", each_of="people"',
            "line 9: .*delegated_from='email', which is no tick; make it a Tick",
        ),
        ('medium="room"', 'medium="rom"', "line 25: Lokal: kept_as names 'rom'; .*write 'room'"),
        (
            'people=("people",)',
            'people=("room",)',
            "line 25: .*kept_as names 'room'.*known are people",
        ),
        (
            'noun="lokalen"',
            'nuon="lokalen"',
            "line 29: Lokal: room: Line knows no 'nuon'; write 'noun'",
        ),
        (
            'PersonName("Namn")',
            'PersonName("Namn", hnt="")',
            "line 14: Person: name: .*write 'hint'",
        ),
        ("least=1, ", "", "line 32: Lokal: people: People missing a required .*'least'"),
        ("question=ROOM", "label=''", "line 27: Lokal: room has neither label nor question"),
        ('Email("E-post")', "Email()", "line 15: Person: email has neither label nor question"),
        ('Question(2, "Vem', 'Question(1, "Vem', "line 31: Lokal: who and room are both number 1"),
        ('"Piano"', '"Projektor"', "line 36: Lokal: piano needs a label of its own"),
        ('Question(2, "Vem bokar?")', 'Question(4, "Vad mer?")', "line 35: .*must stand together"),
        ("projector", "action", "line 35: Lokal: a question cannot be called action"),
        ("projector", "_projector", "line 35: Lokal: a question cannot be called _projector"),
        ('prefix = "LO"', 'prefix = "LO"; edition = 2', 'line 20: .*write edition = "2"'),
        ("WHO),)", "()),)", "line 22: Lokal: nobody signs 'Jag bokar:'; write who"),
        ("most=4", "most=0", "line 32: Lokal: people: it has 1 to 0 rows"),
        ("most=4", "most=4, same_as='peple'", "line 33: Lokal: people names 'peple'"),
        (
            'Email("E-post")',
            'Group(PrintableForm, "E")',
            "line 15: Person: email: a Group is a question of its own, and no part of another",
        ),
        (
            'Tick("Projektor", ',
            'Number("Projektor", least=5, most=2, question=',
            "line 35: Lokal: projector: least is 5 and most 2",
        ),
        (
            'Tick("Projektor", ',
            "SeveralOf('P', least=3, choices=(Choice('a', 'A'), Choice('b', 'B')), question=",
            "line 35: Lokal: projector: at least 3 must be chosen of 2",
        ),
        ('Tick("Projektor", ', 'Sum("P", of=(), question=', "line 35: .*it adds nothing up"),
        (
            'projector = Tick("Projektor", Question(4, "Vad mer?"), noun="om projektorn")',
            'a = Number("A", Question(5, "A?"), unit="st"); b = Amount("B", Question(6, "B?")); '
            'c = Sum("C", Question(7, "C?"), of=("a", "b"))',
            "line 35: Lokal: c: it adds 'kr' to 'st'; name numbers of one unit",
        ),
        ("Line(\n", "Linje(\n", "line 27: NameError: name 'Linje'.*write 'Line'"),
        ('Question(2, "Vem', 'Question(2, exampel="Vem', "line 31: .*'exampel'; write 'example'"),
        ("class Lokal(", "class Lokal((", "line 18: "),
        ("class Lokal(PrintableForm)", "class Lokal(PartForm)", "has no class of PrintableForm"),
    ],
)
def test_slip_is_told_with_its_line(tmp_path: Path, before: str, after: str, said: str) -> None:
    with pytest.raises(UnfitForm, match=r"lokal\.py(, |: )") as refused:
        loaded(tmp_path, before, after)
    assert re.search(said, str(refused.value)), refused.value


def test_file_in_the_folder_is_a_form_and_no_list_names_it(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").touch()
    (tmp_path / "lokal.py").write_text(FORM, encoding="utf-8")
    (tmp_path / "lokal_edition_1.py").write_text(FORM.replace("lokal", "sal"), encoding="utf-8")
    found = forms_of_folder(tmp_path, "tests.own", forms.FORMS)
    assert [one.slug for one in found.offered] == ["lokal"]
    assert [one.slug for one in found.earlier] == ["sal"]
    assert found.unfit == ()


def test_form_that_is_wrong_is_told_and_the_others_are_offered(tmp_path: Path) -> None:
    changed = {
        "a": ("lokal", "lokal"),
        "b": ('"LO"', '"LP"'),
        "c": ('"lokal"', '"sal"'),
        "d": ("Line(", "Lin("),
        "e": ('slug = "lokal"\n    prefix = "LO"', 'slug = "aula"\n    prefix = "AP"'),
    }
    for name, (before, after) in changed.items():
        (tmp_path / f"{name}.py").write_text(FORM.replace(before, after), encoding="utf-8")
    found = forms_of_folder(tmp_path, "tests.own", forms.FORMS)
    assert [one.__module__ for one in found.offered] == ["tests.own.a"]
    said = [str(error).removeprefix(f"{tmp_path}/") for error in found.unfit]
    assert said == [
        "b.py, line 19: Lokal: the slug 'lokal' is that of Lokal; give it another",
        "c.py, line 20: Lokal: the prefix 'LO' is that of Lokal; give it another",
        "d.py, line 27: NameError: name 'Lin' is not defined; write 'Line'",
        "e.py, line 20: Lokal: the prefix 'AP' is that of Aktivitetsplan; give it another",
    ]


@pytest.mark.parametrize("slug", ["", "register"])
def test_nothing_is_served_with_a_form_that_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], slug: str
) -> None:
    settings = read_settings({"INSTANCE_PATH": str(tmp_path), "COURIER": "off"})
    if slug:
        [form] = loaded(tmp_path, '"lokal"', f'"{slug}"')
        monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, form))
        said = "Error: Lokal: /register/ is another page; give it another slug\n"
    else:
        monkeypatch.setattr(forms, "UNFIT", (UnfitForm("own/a.py, line 3: mend it"),))
        said = "Error: own/a.py, line 3: mend it\n"
    with pytest.raises(SystemExit) as ended:
        create_app(settings)
    assert (ended.value.code, capsys.readouterr().err) == (2, said)


def test_form_without_a_file_is_told_without_a_line() -> None:
    with pytest.raises(UnfitForm, match="^Made: two and one are both number 1; give one another$"):
        type(
            "Made",
            (PrintableForm,),
            {"slug": "a", "prefix": "A", "title": "A"}
            | {name: Line(question=Question(1, name)) for name in ("one", "two")},
        )
