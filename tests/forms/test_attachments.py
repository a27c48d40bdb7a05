"""A question answered with files: what is known of each, and what somebody says of it."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from forms import PartForm, PrintableForm, Question
from forms.kinds import Attachments, Group, Line
from forms.kinds.attachments import File
from forms.table import Table
from forms.unfit import UnfitForm

DIGEST = "a1" * 32
GUNGA: File = {
    "sha256": DIGEST,
    "name": "gunga.jpg",
    "media": "image/jpeg",
    "bytes": 2_200_000,
    "text": "En gunga utan kedja.",
}
RITNING: File = {**GUNGA, "sha256": "b2" * 32, "name": "ritning.pdf", "media": "application/pdf"}


class Felanmalan(PrintableForm):
    """A form with pictures."""

    slug, prefix, title = "felanmalan", "FA", "Felanmälan"
    where = Line("Var?", Question(1, "Var är det?"))
    pictures = Attachments(None, Question(2, "Bilder av felet"), least=1, most=2)
    papers = Attachments(None, Question(3, "Handlingar"))


def filled(*pictures: Any, papers: Any = ()) -> Felanmalan:
    answers = {"where": "Parken", "pictures": list(pictures), "papers": list(papers)}
    return Felanmalan.from_answers(answers)


def message(form: Felanmalan) -> str:
    assert not form.validate()
    [(text, _)] = form.error_list()
    return text


def test_files_come_back_as_they_were() -> None:
    form = filled(GUNGA, papers=[RITNING])
    assert form.validate()
    assert form.answers()["pictures"] == [GUNGA]
    assert Felanmalan.from_answers(form.answers()).typed() == form.typed()
    facts = "gunga.jpg (JPEG, 2\N{NO-BREAK SPACE}MB, SHA-256 a1a1a1a1a1a1a1a1…)"
    assert form["pictures"].shown == f"{facts}: En gunga utan kedja."


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Välj en fil och tryck på ”Ladda upp”."),
        (
            [{**GUNGA, "text": " "}],
            "Beskriv vad gunga.jpg visar, för den som inte kan se bilden.",
        ),
        (
            [GUNGA, RITNING, {**GUNGA, "sha256": "c3" * 32}],
            "Ta bort filer, så att det blir högst 2. Nu finns 3.",
        ),
        ([{**GUNGA, "text": "x" * 501}], "Korta beskrivningen till högst 500 tecken"),
    ],
)
def test_what_is_wrong_says_what_to_do(files: list[Any], said: str) -> None:
    assert message(filled(*files)).startswith(said)


def test_words_of_a_pdf_are_its_own() -> None:
    assert filled({**RITNING, "text": ""}).validate()
    assert filled(GUNGA).validate(), "the other question is optional"


@pytest.mark.parametrize(
    "wrong",
    [
        "gunga.jpg",
        ["gunga.jpg"],
        [{"sha256": DIGEST}],
        [{**GUNGA, "sha256": "A" * 64}],
        [{**GUNGA, "media": "text/html"}],
        [{**GUNGA, "bytes": True}],
        [{**GUNGA, "bytes": -1}],
        [{**GUNGA, "name": "x" * 201}],
        [{**GUNGA, "text": "x" * 2_000}],
        [{**GUNGA, "more": 1}],
        [GUNGA] * 51,
        {"0": GUNGA},
    ],
)
def test_other_shapes_are_laid_aside(wrong: Any) -> None:
    kept, rest = Felanmalan.fitting({"pictures": wrong})
    assert kept == {}
    assert rest == {"pictures": [wrong]}


def test_browser_says_only_what_was_said_of_each_file() -> None:
    posted = MultiDict(
        {
            "pictures-0-sha256": DIGEST,
            "pictures-0-text": "  En  gunga\n",
            "pictures-0-name": "../../etc/passwd",
            "pictures-1-sha256": "no digest",
            "pictures-1-text": "x",
            "pictures-99-sha256": "b2" * 32,
        }
    )
    field = Felanmalan.from_post(posted)["pictures"]
    assert [(one["sha256"], one["text"], one["name"]) for one in field.data] == [
        (DIGEST, "En gunga", "")
    ]
    # Which files there are is for the register to say.
    field.list_files([{**GUNGA, "text": ""}, RITNING])
    assert field.data == [{**GUNGA, "text": "En gunga"}, RITNING]
    field.list_files([])
    assert field.data == []


def test_table_has_the_names_and_the_schema_the_shape() -> None:
    table = Table.of(Felanmalan, persons=True)
    row = table.row("1", filled(GUNGA, papers=[RITNING, GUNGA]).answers())
    assert row == ["Parken", "gunga.jpg", "ritning.pdf; gunga.jpg"]
    schema = Felanmalan.schema()["properties"]["pictures"]
    assert (schema["minItems"], schema["maxItems"]) == (1, 2)
    assert schema["items"]["required"] == list(GUNGA)


def test_files_are_no_part_of_another_question() -> None:
    with pytest.raises(UnfitForm, match="pictures: files are a question of their own"):

        class Wrong(PrintableForm):
            slug, prefix, title = "fel", "F", "Fel"
            parts = Group(type("Parts", (PartForm,), {"pictures": Attachments("Bilder")}), "Delar")
