"""A later version: what changed is printed ahead of the approvals."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf

from forms import PrintableForm
from forms.changes import Change, Changes, changes_between
from pdf import render
from tests.pdf.documents import HOUSE, body_text, form, imprint
from tests.pdf.test_tags import tags

LONG = "Vi svarar på frågor inom ett dygn och tar bort kommentarer som strider mot reglerna. " * 60


def second_version(before: PrintableForm, after: PrintableForm) -> bytes:
    """The document of `after` with what changed since `before`."""
    changes = Changes(1, changes_between(before, after))
    return render(after, replace(imprint(), version=2), HOUSE, changes)


def page_count(content: bytes) -> int:
    """How many pages the document has."""
    return len(pypdf.PdfReader(BytesIO(content)).pages)


def text_of_changes(content: bytes, folder: Path) -> str:
    """What stands between the heading of the changes and the approvals."""
    text = body_text(content, folder)
    start = text.index("Ändrat sedan version 1")
    return text[start : text.index("Godkännande", start)]


def test_each_changed_answer_stands_in_a_row_after_its_question(tmp_path: Path) -> None:
    before, after = form(weekly_hours=7, medium="Facebook"), form(weekly_hours=3)
    content = second_version(before, after)
    words = [
        *("Fråga", "Tidigare", "Nu", "Skriv vilket socialt medium", "Facebook", "Instagram"),
        *("8. Beräknad arbetstid", "7 timmar/vecka", "3 timmar/vecka"),
    ]
    text, at = text_of_changes(content, tmp_path), 0
    for word in words:
        at = text.index(word, at)
    assert text.count("Tidigare") == 1


def test_answer_that_was_blank_or_became_blank_says_so(tmp_path: Path) -> None:
    before, after = form(monitoring="", audience="Alla"), form(monitoring="Dagligen", audience="")
    assert text_of_changes(second_version(before, after), tmp_path).count("Inget svar") == 2


def test_long_changes_flow_on_and_lose_nothing(tmp_path: Path) -> None:
    words = [f"ord{number}" for number in range(900)]
    before, after = form(purpose=" ".join(words)), form(purpose=" ".join(words).upper())
    content = second_version(before, after)
    found = text_of_changes(content, tmp_path).split()
    for one in (words, [word.upper() for word in words]):
        assert [word for word in found if word in one] == one
    (table, *_) = [tag for tag in tags(content) if tag.name == "/Table"][2:]
    assert table.kids == ["/TR", "/TR"]


def test_one_edit_in_a_long_answer_takes_some_lines_and_no_page(tmp_path: Path) -> None:
    middle = LONG.index("dygn", len(LONG) // 2)
    before, after = form(purpose=LONG), form(purpose=f"{LONG[:middle]}TIMME {LONG[middle:]}")
    edited = second_version(before, after)
    text = text_of_changes(edited, tmp_path)
    assert len(text) < 600
    assert "Av långa svar visas bara det ändrade" in text
    assert page_count(edited) <= page_count(second_version(after, after)) + 1


def test_no_word_of_a_question_is_broken(tmp_path: Path) -> None:
    word = "Informationssäkerhetssamordnare"
    changes = Changes(1, [Change(f"7. Vem är {word}?", "Anna", "Bo")])
    content = render(form(), replace(imprint(), version=2), HOUSE, changes)
    assert f"{word}?" in text_of_changes(content, tmp_path)


def test_version_without_changes_says_that_there_are_none(tmp_path: Path) -> None:
    content = second_version(form(), form())
    assert "Inga svar är ändrade." in text_of_changes(content, tmp_path)


def test_first_version_has_no_list_of_changes(tmp_path: Path) -> None:
    assert "Ändrat" not in body_text(render(form(), imprint(), HOUSE), tmp_path)


def test_changes_are_a_table_under_a_heading() -> None:
    found = tags(second_version(form(weekly_hours=7, medium="Facebook"), form(weekly_hours=3)))
    rows = [tag.kids for tag in found if tag.name == "/TR"][-6:-3]
    assert rows == [["/TH"] * 3, *[["/TH", "/TD", "/TD"]] * 2]
    scopes = [tag.entries["/A"]["/Scope"] for tag in found if tag.name == "/TH"][-8:-3]
    assert scopes == [*["/Column"] * 3, *["/Row"] * 2]
    headings = [tag.name for tag in found if tag.name in ("/H2", "/H3")]
    additions_on_paper, statements = 1, 2
    assert headings == [
        *["/H2"] * 8,
        *["/H2", *["/H3"] * additions_on_paper],
        "/H2",
        *["/H2", *["/H3"] * statements],
    ]


def test_attached_answers_are_those_of_the_new_version() -> None:
    content = second_version(form(weekly_hours=7), form(weekly_hours=3))
    (attached,) = pypdf.PdfReader(BytesIO(content)).attachments["aktivitetsplan.json"]
    assert b'"weekly_hours":3' in attached
    assert b'"version":2' in attached
