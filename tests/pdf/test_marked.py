"""Marked words: the same words on the same lines, and a line that can be seen on each of them."""

import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from forms.changes import Changes, changes_between
from pdf import render, styles
from pdf.blocks.marked import ADDED, marked_paragraph, segments
from pdf.text.drawing import visual_offsets
from pdf.text.linebreaking import Line, break_lines, break_marked
from tests.pdf.documents import HARD_NAMES, HOUSE, RIGHT_TO_LEFT_IN_SWEDISH, form, imprint
from tests.pdf.structure import structure, structure_by_pypdf
from tests.pdf.test_tags import tags

MEASURES = [2_500.0, 20_000.0]
LONG_ADDRESS = "skriv till marta.gunilla.stahl-sjostrom@kultur.toreboda.example i dag"
TEXTS = [*HARD_NAMES.values(), "ett\n\n två\u00adord", LONG_ADDRESS, "Mo محمد علي 42 Öberg\nklar"]


def shown(line: Line) -> list[tuple[str, str, float]]:
    """What a line shows: faces, texts and widths of its runs."""
    return [(run.face.name, run.text, run.width) for run, _ in line.runs]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("is_marked", [False, True])
def test_text_of_one_look_breaks_as_any_text_in_its_fonts(
    text: str, measure: float, is_marked: bool
) -> None:
    lines = break_marked(text, [is_marked] * len(text), styles.REGULAR, styles.BOLD, measure)
    fonts = styles.BOLD if is_marked else styles.REGULAR
    assert [shown(line) for line, _ in lines] == [
        shown(line) for line in break_lines(text, fonts, measure)
    ]
    assert {mark for _, marks in lines for mark in marks} <= {is_marked}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("text", TEXTS)
def test_every_mark_stays_with_its_character(text: str, measure: float) -> None:
    marks = [at % 5 == 0 for at in range(len(text))]
    lines = break_marked(text, marks, styles.REGULAR, styles.BOLD, measure)
    runs = [
        (run.text, mark)
        for line, of_runs in lines
        for (run, _), mark in zip(line.runs, of_runs, strict=True)
    ]
    assert "".join(piece for piece, _ in runs) == text.replace("\n", "")
    found = [mark for piece, mark in runs for _ in piece]
    assert found == [mark for mark, sign in zip(marks, text, strict=True) if sign != "\n"]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("text", [*TEXTS, *RIGHT_TO_LEFT_IN_SWEDISH])
def test_marks_move_no_run_from_its_place(text: str, measure: float) -> None:
    """Struck out or not: every third word, the spaces around them, and whole texts."""
    words = re.findall(r"\S+|\s+", text)
    for every in (1, 3, 4):
        marks = [not at % every for at, word in enumerate(words) for _ in word]
        for line, of_runs in break_marked(text, marks, styles.REGULAR, styles.REGULAR, measure):
            placed = [
                (run, one.left + offset)
                for one in segments(line, of_runs)
                for (run, _), offset in zip(one.line.runs, visual_offsets(one.line), strict=True)
            ]
            wanted = zip(line.runs, visual_offsets(line), strict=True)
            assert placed == [(run, pytest.approx(offset)) for (run, _), offset in wanted]


BEFORE = "Vi svarar varje vardag före lunch, och på helger svarar ingen alls från oss."
AFTER = BEFORE.replace("lunch", "helgen").replace("ingen alls", "kommunens jour")


@pytest.fixture(scope="module")
def document() -> bytes:
    """A second version with some changed words."""
    before, after = form(monitoring=BEFORE), form(monitoring=AFTER)
    changes = Changes(1, changes_between(before, after))
    return render(after, replace(imprint(), version=2), HOUSE, changes)


def test_changed_words_are_told_as_parts_of_their_cell(document: bytes, tmp_path: Path) -> None:
    cells = [one for one in structure(document, tmp_path) if "Table TR TD" in one.path]
    cells = cells[: next(n for n, one in enumerate(cells) if one.path.endswith("TD P"))]
    start = next(at for at, one in enumerate(cells) if one.text.startswith("Vi svarar"))
    told = [(one.path.rpartition(" ")[2], one.text) for one in cells[start:]]
    words = " och på helger svarar ", " från oss."
    assert told == [
        *[("TD", "Vi svarar varje vardag före "), ("Span", "lunch,"), ("TD", words[0])],
        *[("Span", "ingen alls"), ("TD", words[1])],
        *[("TD", "Vi svarar varje vardag före "), ("Span", "helgen,"), ("TD", words[0])],
        *[("Span", "kommunens jour"), ("TD", words[1])],
    ]
    spans = [tag for tag in tags(document) if tag.name == "/Span"]
    kinds = [tag.entries["/A"]["/TextDecorationType"] for tag in spans]
    assert kinds == ["/LineThrough"] * 2 + ["/Underline"] * 2


def test_words_of_a_right_to_left_name_are_told_in_order() -> None:
    """By pypdf; poppler's own view of the tree knows no ReversedChars."""
    before, after = form(monitoring="Fråga محمد علي السيد först"), form(monitoring="Fråga محمد")
    changes = Changes(1, changes_between(before, after))
    content = render(after, replace(imprint(), version=2), HOUSE, changes)
    cells = [one for one in structure_by_pypdf(content) if "Table TR TD" in one.path]
    start = next(at for at, one in enumerate(cells) if one.text.startswith("Fråga"))
    told = [(one.path.rpartition(" ")[2], one.text.strip()) for one in cells[start : start + 3]]
    assert told == [("TD", "Fråga محمد"), ("Span", "علي السيد först"), ("TD", "Fråga محمد")]


def lines_on(content: bytes, word: str) -> list[str]:
    """Where a line runs along the whole of a word without descenders, where it stands last."""
    found: list[tuple] = []
    for page in pypdfium2.PdfDocument(content):
        text = page.get_textpage()
        search = text.search(word, match_case=True)
        while match := search.get_next():
            boxes = [text.get_charbox(match[0] + at) for at in range(match[1])]
            lefts, bottoms, rights, tops = zip(*boxes, strict=True)
            found.append((page, min(lefts), min(bottoms), max(rights), max(tops)))
    return full_lines(*found[-1])


def full_lines(
    page: pypdfium2.PdfPage, left: float, bottom: float, right: float, top: float
) -> list[str]:
    """Whether a row of the picture is dark from end to end within a word, or just below it."""
    scale, ink = 4, 128
    picture = page.render(scale=scale).to_pil().convert("L")
    start, end = round((left + 0.3) * scale), round((right - 0.3) * scale)
    found = set()
    for row in range(*(round((page.get_height() - y) * scale) for y in (top, bottom - 4))):
        if picture.crop((start, row, end, row + 1)).getextrema()[1] < ink:
            found.add("through" if page.get_height() - row / scale > bottom else "under")
    return sorted(found)


@pytest.mark.parametrize(
    ("word", "lines"), [("lunch", ["through"]), ("kommunens", ["under"]), ("vardag före", [])]
)
def test_marked_words_have_a_line_that_can_be_seen_and_others_have_none(
    document: bytes, word: str, lines: list[str]
) -> None:
    assert lines_on(document, word) == lines


def test_each_half_of_a_split_paragraph_keeps_its_own_marks() -> None:
    stretches = [(f"ord{number} ", number > 40) for number in range(60)]
    whole = marked_paragraph(stretches, ADDED, styles.CELL, 60, None)
    halves = whole.split(whole.height / 3)
    assert halves
    assert [len(half.marks) for half in halves] == [len(half.lines) for half in halves]
    assert halves[0].lines + halves[1].lines == whole.lines
    assert halves[0].marks + halves[1].marks == whole.marks
    assert whole.marks[0] != whole.marks[-1]


def test_marks_go_on_over_the_page() -> None:
    words = [f"ord{number}" for number in range(900)]
    before, after = form(purpose=" ".join(words)), form(purpose=" ".join(words).upper())
    changes = Changes(1, changes_between(before, after))
    content = render(after, replace(imprint(), version=2), HOUSE, changes)
    assert lines_on(content, "ord899") == ["through"]
    assert lines_on(content, "ord1 ord2") == ["through"]
