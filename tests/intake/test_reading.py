"""What goes out on paper comes home as data: the same answers, or a word about why not."""

import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from pypdf.generic import NameObject

from forms import answers_digest, canonical_json
from intake.contents import Contents, FieldValue
from intake.inspection import Problem, inspect
from intake.opening import open_here
from intake.reading import Reading, Source, read, read_together, reading_of
from intake.refusals import NoAnswers, SeveralForms, UnreadableAnswers
from pdf import render, render_blank, render_continuation
from tests.intake.fillers import FILLERS, TICKED, with_poppler, with_pypdf
from tests.intake.hostile import pdf, stream, with_attachment, with_fields
from tests.pdf.anyanswers import answers_to
from tests.pdf.documents import FORM, HARD_NAMES, HOUSE, document, form, imprint, on_blank
from tests.plans import PLANS, as_inputs, plan

# PDFium itself keeps only the lower 16 bits of a character when text is put into a field.
BEYOND_PDFIUM = {"Emoji", "No font at all"}


def read_here(content: bytes) -> Reading:
    """Read without a process of its own, which is tried elsewhere."""
    return read(content, opener=open_here)


@pytest.fixture(scope="module")
def blank() -> bytes:
    """The blank of the first form."""
    return render_blank(FORM, HOUSE)


# ---- Documents


@pytest.mark.parametrize("number", range(len(PLANS)))
def test_plan_comes_home_from_its_document(number: int) -> None:
    found = read(document(number))
    assert found == Reading(
        form="aktivitetsplan",
        edition=FORM.edition,
        reference="AP-2026-0042",
        version=1,
        answers=form(number).answers(),
        source=Source.DOCUMENT,
        agrees=True,
    )
    assert found.is_of_current_edition


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(answers=answers_to(FORM))
def test_any_answers_come_home_from_their_document(answers: dict[str, Any]) -> None:
    filled = FORM.from_answers(answers)
    content = render(filled, imprint(), HOUSE)
    if filled.answers():
        found = read_here(content)
        assert found.answers == filled.answers()
        assert found.agrees
    else:
        with pytest.raises(NoAnswers):
            read_here(content)


def test_answers_of_hard_names_come_home() -> None:
    answers = plan(purpose="\n\n".join(HARD_NAMES.values()))
    assert read(document(**answers)).answers == FORM.from_answers(answers).answers()


def test_copy_that_another_program_has_saved_still_agrees() -> None:
    writer = pypdf.PdfWriter(clone_from=BytesIO(document(2)))
    out = BytesIO()
    writer.write(out)
    found = read_here(out.getvalue())
    assert (found.answers, found.agrees) == (form(2).answers(), True)


def edited(content: bytes, change: Callable[[pypdf.PdfWriter], None]) -> bytes:
    """A PDF that somebody has changed and saved."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(content))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_envelope(content: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """A document whose attachment somebody has changed."""

    def swap(writer: pypdf.PdfWriter) -> None:
        [attached] = writer.attachment_list
        envelope = json.loads(attached.content)
        change(envelope)
        attached.content = canonical_json(envelope)

    return edited(content, swap)


def drop_metadata(writer: pypdf.PdfWriter) -> None:
    """Remove the XMP packet."""
    del writer.root_object[NameObject("/Metadata")]


def alter(envelope: dict[str, Any]) -> None:
    """Change an answer."""
    envelope["answers"]["weekly_hours"] = 40


def alter_with_digest(envelope: dict[str, Any]) -> None:
    """Change an answer and the digest beside it."""
    alter(envelope)
    envelope["answers_sha256"] = answers_digest(envelope["answers"])


@pytest.mark.parametrize("change", [alter, alter_with_digest])
def test_altered_attachment_is_noticed_and_still_read(change: Callable) -> None:
    found = read_here(with_envelope(document(), change))
    assert found.answers["weekly_hours"] == 40
    assert found.agrees is False


def test_alteration_is_noticed_without_the_metadata_too() -> None:
    content = edited(with_envelope(document(), alter), drop_metadata)
    assert read_here(content).agrees is False


@pytest.mark.parametrize(
    "content",
    [
        edited(document(), drop_metadata),
        with_envelope(document(), lambda envelope: envelope.pop("answers_sha256")),
    ],
    ids=["no metadata", "no digest beside"],
)
def test_document_that_lacks_a_digest_is_neither_confirmed_nor_accused(content: bytes) -> None:
    found = read_here(content)
    assert (found.answers, found.agrees) == (form().answers(), None)


def test_identifier_that_another_program_has_put_in_is_no_digest() -> None:
    contents = replace(open_here(document()), identifier="urn:uuid:0d1f")
    assert reading_of(contents).agrees is None


def test_answers_of_another_edition_are_read_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    content = document()
    printed = FORM.edition
    monkeypatch.setattr(FORM, "edition", "another")
    found = read_here(content)
    assert (found.answers, found.edition) == (form().answers(), printed)
    assert not found.is_of_current_edition


def test_preview_has_answers_and_no_reference() -> None:
    unfiled = imprint()
    content = render(form(), type(unfiled)("", 1, unfiled.issued_at), HOUSE)
    assert (read_here(content).reference, read_here(content).agrees) == ("", True)


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "1e999", "9" * 40, "[" * 5_000], ids=lambda value: value[:8]
)
def test_numbers_that_no_answer_has_are_refused(value: str) -> None:
    envelope = f'{{"form":"aktivitetsplan","answers":{{"weekly_hours":{value}}}}}'
    with pytest.raises(UnreadableAnswers):
        read_here(with_attachment(stream(envelope.encode())))


def test_names_from_elsewhere_are_short_and_on_one_line() -> None:
    envelope = {
        "form": "aktivitetsplan",
        "reference": "AP\r\nSubject: x\x1b[2J" + "y" * 500,
        "version": "ett",
        "answers": {"medium": "x"},
    }
    found = read_here(with_attachment(stream(json.dumps(envelope).encode())))
    assert found.reference.startswith("AP Subject: x[2J")
    assert len(found.reference) == 60
    assert found.version == 0


def test_other_attachments_are_left_alone() -> None:
    def add(writer: pypdf.PdfWriter) -> None:
        writer.add_attachment("aaa.json", b"no JSON at all")
        writer.add_attachment("bbb.json", b'{"form":"another"}')
        writer.add_attachment("bild.png", bytes(2_000_000))

    assert read_here(edited(document(3), add)).answers == form(3).answers()


# ---- Blanks


@pytest.mark.parametrize("number", range(len(PLANS)))
@pytest.mark.parametrize("filler", FILLERS)
def test_plan_comes_home_from_a_filled_blank(blank: bytes, filler: str, number: int) -> None:
    found = read_here(FILLERS[filler](blank, as_inputs(PLANS[number])))
    assert found.answers == on_blank(number)
    assert (found.source, found.agrees) == (Source.FILLED_BLANK, None)
    assert found.edition == ("" if filler == "fields only" else FORM.edition)


@pytest.mark.parametrize(
    ("filler", "script"),
    [
        *(("pypdf", script) for script in HARD_NAMES),
        *(("PDFium", script) for script in HARD_NAMES if script not in BEYOND_PDFIUM),
    ],
)
def test_names_of_any_script_come_home_from_a_filled_blank(
    blank: bytes, filler: str, script: str
) -> None:
    name = HARD_NAMES[script]
    values = {"administrators-0-name": name, "purpose": f"{name}\r\n\r\n{name}"}
    found = read_here(FILLERS[filler](blank, values))
    assert (
        found.answers
        == FORM.from_answers(
            {"administrators": [{"name": name}], "purpose": f"{name}\n\n{name}"}
        ).answers()
    )


@pytest.mark.parametrize("filler", FILLERS)
def test_tick_comes_home(blank: bytes, filler: str) -> None:
    found = read_here(FILLERS[filler](blank, {"not_created": TICKED}))
    assert found.answers == {"not_created": True}


def test_blank_that_was_filled_in_before_it_was_drawn_anew_comes_home() -> None:
    """Of the first edition, with three rows in both lists; filled in by pypdf."""
    found = read_here(Path(__file__).with_name("blank_of_edition_1.pdf").read_bytes())
    assert found.answers == form(1, not_created=True).answers()
    assert (found.edition, found.source) == ("1", Source.FILLED_BLANK)


# ---- Blanks with a continuation sheet


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """The continuation sheet of the first form, empty."""
    return render_continuation(FORM, HOUSE)


def together(*files: bytes) -> Reading:
    """Read files that were chosen at once."""
    return read_together(files, opener=open_here)


@pytest.mark.parametrize("number", range(len(PLANS)))
@pytest.mark.parametrize("filler", FILLERS)
def test_plan_comes_home_from_blank_and_sheet(
    blank: bytes, sheet: bytes, filler: str, number: int
) -> None:
    typed = as_inputs(PLANS[number])
    files = [FILLERS[filler](content, typed) for content in (blank, sheet)]
    assert together(*files).answers == form(number).answers()
    assert together(*reversed(files)).answers == form(number).answers()
    assert together(*files).remarks == ()


def test_plan_comes_home_from_blank_and_sheet_filled_in_with_poppler(
    blank: bytes, sheet: bytes
) -> None:
    more = {"operators": form(1).answers()["operators"], "not_created": True}
    typed = as_inputs(plan(2, **more)) | {"not_created": TICKED, "manager-delegated": TICKED}
    found = together(with_poppler(blank, typed), with_poppler(sheet, typed)).answers
    manager = form(2).answers()["manager"] | {"delegated": True}
    assert found == form(2, **more).answers() | {"manager": manager}


def test_text_goes_on_on_the_sheet(blank: bytes, sheet: bytes) -> None:
    begun = with_pypdf(blank, {"purpose": "Det här är", "audience": "Alla"})
    more = with_pypdf(sheet, {"purpose--continued": "syftet.", "monitoring--continued": "Jämt"})
    assert together(begun, more).answers == {
        "purpose": "Det här är\nsyftet.",
        "audience": "Alla",
        "monitoring": "Jämt",
    }


def test_sheet_alone_says_whose_it_is(sheet: bytes) -> None:
    typed = {"medium--of": "Facebook", "organisation-unit--of": "VA", "operators-2-name": "Bo Ek"}
    found = read_here(with_pypdf(sheet, typed))
    assert found.answers == {
        "medium": "Facebook",
        "organisation": {"unit": "VA"},
        "operators": [{"name": "Bo Ek"}],
    }
    assert found.remarks == ()


def test_what_the_blank_says_goes_before_what_the_sheet_says_again(
    blank: bytes, sheet: bytes
) -> None:
    files = with_pypdf(blank, {"medium": "Facebook"}), with_pypdf(sheet, {"medium--of": "FB"})
    assert together(*files).answers == {"medium": "Facebook"}


def test_two_filled_blanks_are_not_mixed_when_they_are_chosen_at_once(blank: bytes) -> None:
    with pytest.raises(SeveralForms):
        together(with_pypdf(blank, {"medium": "Facebook"}), with_pypdf(blank, {"medium": "X"}))


def test_sheet_of_another_form_is_not_mixed_in(blank: bytes, sheet: bytes) -> None:
    files = with_pypdf(blank, {"medium": "Facebook"}), with_envelope(sheet, another_form)
    with pytest.raises(SeveralForms):
        together(*files)


def another_form(envelope: dict[str, Any]) -> None:
    envelope["form"] = "felanmalan"


def test_filled_blank_is_read_in_a_process_of_its_own_too(blank: bytes) -> None:
    assert read(with_pypdf(blank, {"medium": "Sjö"})).answers == {"medium": "Sjö"}


def test_rows_left_blank_close_up(blank: bytes) -> None:
    values = {"administrators-0-name": "Åsa Ek", "administrators-2-name": "Bo Ek"}
    found = read_here(with_pypdf(blank, values))
    assert found.answers == {"administrators": [{"name": "Åsa Ek"}, {"name": "Bo Ek"}]}


@pytest.mark.parametrize("typed", [{}, {"medium": "  \r\n "}, {"unknown": "x"}])
def test_blank_that_nobody_filled_in_has_no_answers(blank: bytes, typed: dict[str, str]) -> None:
    with pytest.raises(NoAnswers):
        read_here(with_pypdf(blank, typed))


def utf16(text: str, order: str = "be") -> str:
    """A text string as most programs write it."""
    marked = f"\ufeff{text}"
    return f"<{marked.encode(f'utf-16-{order}').hex()}>"


@pytest.mark.parametrize(
    ("value", "objects", "text"),
    [
        ("(Sj\\366n)", [], "Sjön"),
        (utf16("Sjön 鄧"), [], "Sjön 鄧"),
        (utf16("Sjön", "le"), [], "Sjön"),
        (f"<efbbbf{'Sjön 鄧'.encode().hex()}>", [], "Sjön 鄧"),
        ("(Sjön 鄧)", [], "Sjön 鄧"),
        ("(\\303\\245)", [], "å"),
        ("(\\035a)", [], "\u02dba"),
        ("4 0 R", [stream("Sjön".encode())], "Sjön"),
        ("(\\200\\240)", [], "•€"),
        # The marks of language: two letters in one unit, as ISO 32000 has it, or letter by letter.
        (utf16("\x1b\u7376\x1bSjön"), [], "Sjön"),
        (utf16("Till \x1b\u656e\u5553\x1bthe \x1b\u7376\x1bsjön"), [], "Till the sjön"),
        (utf16("\x1bsv-SE\x1bSjön"), [], "Sjön"),
        ("<efbbbf1b73761b536ac3b66e>", [], "Sjön"),
        (utf16("Sjön\x1b och land"), [], "Sjön och land"),
        (utf16("\x1bHela meningen blir kvar\x1b!"), [], "Hela meningen blir kvar!"),
        ("<9f41>", [], "ŸA"),
        ("4 0 R", [utf16("Sjön")], "Sjön"),
        ("4 0 R", [stream(b"\xfe\xff\x00S\x00j\x00\xf6\x00n")], "Sjön"),
        ("(rad\\rrad)", [], "rad\nrad"),
        ("(rad\\r\\n\\r\\nrad)", [], "rad\n\nrad"),
        ("(a\\\nb)", [], "ab"),
        ("/Namn", [], "Namn"),
        ("null", [], None),
        ("17", [], None),
        ("[(a)]", [], None),
    ],
)
def test_value_is_read_however_a_program_writes_it(
    value: str, objects: list[str | bytes], text: str | None
) -> None:
    fields = f"[<</FT /Tx /T (purpose) /V {value}>> <</FT /Tx /T (medium) /V (x)>>]"
    found = read_here(with_fields(fields, *objects))
    assert found.answers == {"medium": "x"} | ({"purpose": text} if text else {})


@pytest.mark.parametrize(
    ("entries", "is_ticked"),
    [
        ("/V /Ja /AS /Ja", True),
        ("/V /Yes", True),
        ("/V /1", True),
        ("/AS /On", True),
        ("/V (Ja)", True),
        ("/V /Off /AS /Off", False),
        ("/AS /Off", False),
        ("", False),
    ],
)
def test_tick_is_read_however_a_program_calls_its_state(entries: str, is_ticked: bool) -> None:
    fields = f"[<</FT /Btn /T (not_created) {entries}>> <</FT /Tx /T (medium) /V (x)>>]"
    found = read_here(with_fields(fields))
    assert found.answers == {"medium": "x"} | ({"not_created": True} if is_ticked else {})


def test_fields_are_found_in_a_tree_and_inherit_what_stands_above() -> None:
    group = "<</FT /Tx /T (purpose) /V (Syftet) /Kids [5 0 R]>>"
    place = "<</Subtype /Widget /Parent 4 0 R>>"
    tick = "<</FT /Btn /T (not_created) /V /Ja /Kids [7 0 R]>>"
    found = read_here(with_fields("[4 0 R 6 0 R]", group, place, tick, "<</Parent 6 0 R>>"))
    assert found.answers == {"purpose": "Syftet", "not_created": True}


def test_partial_names_are_joined() -> None:
    contents = open_here(
        with_fields(
            "[4 0 R]", "<</T (a) /FT /Tx /Kids [5 0 R]>>", "<</T (b) /Parent 4 0 R /V (x)>>"
        )
    )
    assert FieldValue("a.b", "x") in contents.fields


def test_xfa_is_not_looked_at() -> None:
    form = "/AcroForm <</XFA (<xfa>ignored</xfa>) /Fields [<</FT /Tx /T (medium) /V (x)>>]>>"
    assert read_here(pdf(catalog=form)).answers == {"medium": "x"}


# ---- Inspection


def problems(content: bytes) -> set[Problem]:
    """What is wrong with a PDF."""
    return set(inspect(content, opener=open_here).problems)


@pytest.mark.parametrize("content", [document(), render_blank(FORM, HOUSE)], ids=["plan", "blank"])
def test_nothing_is_wrong_with_what_we_make(content: bytes) -> None:
    assert problems(content) == set()


def test_inspection_tells_what_the_file_says_of_itself() -> None:
    found = inspect(document()).contents
    assert found.title == "Aktivitetsplan sociala medier – AP-2026-0042, version 1"
    assert (found.language, found.is_tagged, found.pages) == ("sv-SE", True, 2)
    assert (found.pdfa, found.pdfua) == ("3A", "1")
    assert found.fonts
    assert all(font.is_embedded for font in found.fonts)


def test_everything_is_wrong_with_a_stranger() -> None:
    assert problems(pdf()) == {
        Problem.NO_TITLE,
        Problem.NO_LANGUAGE,
        Problem.NOT_TAGGED,
        Problem.NO_PDFA,
        Problem.NO_PDFUA,
        Problem.NO_ANSWERS,
    }


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (with_envelope(document(), alter), Problem.ALTERED),
        (with_envelope(document(), alter_with_digest), Problem.ALTERED),
        (with_envelope(document(), lambda e: e.update(form="bygglov")), Problem.UNKNOWN_FORM),
        (with_envelope(document(), lambda e: e.update(answers=[1])), Problem.UNREADABLE_ANSWERS),
        (with_envelope(document(), lambda e: e.pop("answers_sha256")), Problem.UNCONFIRMED),
    ],
)
def test_inspection_names_the_problem(content: bytes, problem: Problem) -> None:
    assert problems(content) == {problem}


FONTS = {
    "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>": False,
    "<</Subtype /TrueType /BaseFont /A /FontDescriptor <</FontFile2 4 0 R>>>>": True,
    "<</Subtype /Type0 /BaseFont /A /DescendantFonts [<</FontDescriptor <<>>>>]>>": False,
    "<</Subtype /Type0 /BaseFont /A /DescendantFonts "
    "[<</FontDescriptor <</FontFile3 4 0 R>>>>]>>": True,
    "<</Subtype /Type3 /Name /A>>": True,
}


@pytest.mark.parametrize(("font", "is_embedded"), FONTS.items())
@pytest.mark.parametrize(
    "page",
    [
        "3=<</Type /Page /Parent 2 0 R /Resources <</Font <</F {}>>>>>>",
        "3=<</Type /Page /Parent 2 0 R /Annots "
        "[<</AP <</N <</Resources <</Font <</F {}>>>>>>>>>>]>>",
    ],
    ids=["page", "field"],
)
def test_font_that_is_not_embedded_is_found_where_it_is_used(
    page: str, font: str, is_embedded: bool
) -> None:
    found = problems(pdf(page.format(font), stream(b"font")))
    assert (Problem.FONTS_NOT_EMBEDDED not in found) == is_embedded


def test_contents_survive_the_way_between_processes() -> None:
    found = open_here(document())
    assert Contents.from_json(json.loads(json.dumps(found.to_json()))) == found
