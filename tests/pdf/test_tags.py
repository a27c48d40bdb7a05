"""What a screen reader is told, and in which order."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pypdf
import pytest

from pdf import render, render_blank
from tests.pdf.documents import FORM, HOUSE, URL, document, form, imprint


@dataclass
class Tag:
    """A structure element: its type, its attributes, how deep it lies and the types within."""

    name: str
    entries: Any
    kids: list[str]


def tags(content: bytes) -> list[Tag]:
    """All structure elements in reading order."""
    root = pypdf.PdfReader(BytesIO(content)).trailer["/Root"]["/StructTreeRoot"]
    return [tag for kid in root["/K"] for tag in _walk(kid.get_object())]


def _walk(element: Any) -> Iterator[Tag]:
    resolved = [kid.get_object() if hasattr(kid, "get_object") else kid for kid in element["/K"]]
    kids = [kid for kid in resolved if isinstance(kid, dict)]
    names = [kid.get("/S", kid.get("/Type")) for kid in kids]
    yield Tag(element["/S"], element, names)
    for kid in kids:
        if "/S" in kid:
            yield from _walk(kid)


@pytest.fixture(scope="module")
def usual() -> list[Tag]:
    """The tags of the first example plan."""
    return tags(document())


def test_one_title_then_questions_additions_approvals(usual: list[Tag]) -> None:
    headings = [tag.name for tag in usual if tag.name in ("/H1", "/H2", "/H3")]
    questions, additions_on_paper, statements = 8, 1, 2
    assert headings == [
        "/H1",
        *["/H2"] * questions,
        *["/H2", *["/H3"] * additions_on_paper],
        *["/H2", *["/H3"] * statements],
    ]


def test_tables_have_headings_for_columns_and_rows(usual: list[Tag]) -> None:
    rows = [tag.kids for tag in usual if tag.name == "/TR"]
    heading, person = ["/TH"] * 4, ["/TH", *["/TD"] * 3]
    signers = [["/TH", *["/TD"] * 3]] * 3
    assert rows == [heading, person, person, person, heading, person, person, *signers]
    scopes = [tag.entries["/A"]["/Scope"] for tag in usual if tag.name == "/TH"]
    persons = [*["/Column"] * 4, *["/Row"] * 3, *["/Column"] * 4, *["/Row"] * 2]
    assert scopes == [*persons, *["/Row"] * 3]


def test_table_that_goes_on_has_its_heading_row_on_every_page_and_once_in_the_tree() -> None:
    people = [{"name": "Åsa", "email": "asa@toreboda.example", "phone": "070-174 06 05"}] * 10
    content = document(purpose="Ett svar. " * 160, administrators=people, operators=people)
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages]
    assert sum("asa@toreboda" in text for text in pages) == 2
    assert [text.count("Telefonnummer") for text in pages[:2]] == [1, 2]
    rows = [tag.kids for tag in tags(content) if tag.name == "/TR"]
    assert rows.count(["/TH"] * 4) == 2


def test_code_is_told_of_once_with_the_address(usual: list[Tag]) -> None:
    descriptions = [tag.entries["/Alt"] for tag in usual if tag.name == "/Figure"]
    assert descriptions == [f"QR-kod som leder till {URL}"]


def test_element_for_which_nothing_was_drawn_is_left_out() -> None:
    content = render(form(), imprint(url=""), HOUSE)
    assert "/Figure" not in [tag.name for tag in tags(content)]
    (whole,) = pypdf.PdfReader(BytesIO(content)).trailer["/Root"]["/StructTreeRoot"]["/K"]
    assert all(isinstance(kid.get_object(), dict) for kid in whole.get_object()["/K"])


def test_link_holds_its_text_and_its_annotation(usual: list[Tag]) -> None:
    (link,) = [tag for tag in usual if tag.name == "/Link"]
    assert "/OBJR" in link.kids


def test_both_halves_of_a_split_answer_are_one_paragraph() -> None:
    content = document(purpose="Ett långt svar som går över sidan. " * 200)
    spread = [tag for tag in tags(content) if "/MCR" in tag.kids]
    assert [tag.name for tag in spread] == ["/P"]


def test_blank_answer_still_says_something() -> None:
    content = render(form(credentials_location=""), imprint(), HOUSE)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
    assert "Inget svar" in text


def test_every_field_of_the_blank_lies_in_a_form_element() -> None:
    blank = render_blank(FORM, HOUSE)
    fields = pypdf.PdfReader(BytesIO(blank)).get_fields()
    forms = [tag for tag in tags(blank) if tag.name == "/Form"]
    with_fields = [tag.kids for tag in forms if "/A" not in tag.entries]
    assert with_fields == [["/OBJR"]] * len(fields)
    by_hand = [tag.entries["/A"]["/O"] for tag in forms if "/A" in tag.entries]
    assert set(by_hand) == {"/PrintField"}


def test_words_and_field_of_the_blank_are_one_paragraph() -> None:
    blank = render_blank(FORM, HOUSE)
    fields = pypdf.PdfReader(BytesIO(blank)).get_fields()
    together = [tag.kids for tag in tags(blank) if tag.name == "/P" and "/Form" in tag.kids]
    of_the_manager = 3
    assert len(together) == len(fields) - of_the_manager
    assert [kids for kids in together if kids != ["/Span", "/Form"]] == [
        ["/Form"],  # question 1, whose words stand above
        ["/Form", "/Span"],  # a tick
        *[["/Form"]] * 2,  # questions 7 and 8
    ]
