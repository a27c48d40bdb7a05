"""A copy that is given out holds nothing of what was masked, wherever one digs, and the rest."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from forms import PrintableForm
from forms.disclosure import Told, every_answer, told_parts, with_masked
from forms.plan.aktivitetsplan import Aktivitetsplan
from forms.samples import Length, sample
from pdf.file.closing import Attachment
from pdf.given import Chapter, LeftOut, Shown, given_pdf, left_out
from tests.forms.every_kind import EveryKind
from tests.pdf import verapdf
from tests.pdf.digging import dug_up, folded, parts_of
from tests.pdf.documents import HOUSE
from tests.pdf.enclosed import enclosed, page, with_files
from tests.plans import plan

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
GROUND = "21 kap. 3 § OSL"
_ON_A_PAGE = 200
TITLE = "Kopia av XX-2026-0042, version 1"
FORMS: dict[str, Callable[[], PrintableForm]] = {
    "plan": lambda: Aktivitetsplan.from_answers(plan()),
    "plan of a blog": lambda: Aktivitetsplan.from_answers(plan(1)),
    "every kind": lambda: sample(EveryKind, Length.ORDINARY),
    "files": lambda: with_files([enclosed("Kalle Ankas brev.jpg", page(), text="Ett utslag")])[0],
}


def given(form: PrintableForm, masked: set[str]) -> bytes:
    parts, _ = with_masked(told_parts(form), masked)
    chapter = Chapter(TITLE, ("Det här är en kopia.",), parts, ground=GROUND)
    return given_pdf(TITLE, [chapter], HOUSE, NOW)


def telling(told: Told, others: list[Told]) -> set[str]:
    """Parts of an answer that stand in no other, and in no words of a form that nothing answers."""
    elsewhere = "".join(folded(one.text) for one in others)
    return {one for one in parts_of(told.text) if one not in elsewhere}


def is_personal(told: Told) -> bool:
    return told.is_personal


def is_odd(told: Told) -> bool:
    return sum(told.name.encode()) % 2 == 1


@pytest.mark.parametrize("which", [is_personal, is_odd])
@pytest.mark.parametrize("name", FORMS)
def test_masked_answer_is_nowhere_and_others_are_there(
    name: str, which: Callable[[Told], bool], tmp_path: Path
) -> None:
    form = FORMS[name]()
    every = [told for _, told in every_answer(told_parts(form))]
    masked = {told.name for told in every if which(told)}
    parts, _ = with_masked(told_parts(form), masked)
    kept = [told for _, told in every_answer(parts)]
    hidden = [told for told in every if told.name not in {one.name for one in kept}]
    blank = dug_up(given(form, {told.name for told in every}), tmp_path)
    found = dug_up(given(form, masked), tmp_path)
    for told in hidden:
        for part in telling(told, kept):
            # What stands there when every answer is masked are words of the form.
            assert part not in found or part in blank, (told.name, part)
    # One that goes on over a page has the foot of the page in it.
    said = {part for told in kept for part in parts_of(told.text) if len(part) < _ON_A_PAGE}
    assert {part for part in said if part not in found} == set()
    assert not hidden or folded(left_out(GROUND)) in found


def test_digging_finds_what_is_there(tmp_path: Path) -> None:
    form = FORMS["every kind"]()
    every = [told for _, told in every_answer(told_parts(form))]
    found, blank = (
        dug_up(given(form, masked), tmp_path) for masked in (set(), {one.name for one in every})
    )
    told = [one for one in every if parts_of(one.text)]
    # A choice says words of the form, and so may a unit.
    assert sum(folded(one.text) in found and folded(one.text) not in blank for one in told) > 20
    hidden = Attachment("x.txt", "text/plain", "Åsa Öst".encode(), "", NOW)
    assert folded("Åsa Öst") in dug_up(given_pdf(TITLE, [], HOUSE, NOW, [hidden]), tmp_path)


def test_what_is_asked_after_a_masked_answer_is_left_out_with_its_question() -> None:
    form = sample(EveryKind, Length.ORDINARY)
    form["is_secret"].data = "yes"
    parts = told_parts(form)
    headings = {
        q.question.text for part in with_masked(parts, {"is_secret"})[0] for q in part.questions
    }
    assert "Enligt vilken paragraf?" not in headings
    assert "Finns hemliga uppgifter?" in headings
    decides = {told.name: told.decides for _, told in every_answer(parts)}
    assert any("Enligt vilken paragraf?" in one for one in decides["is_secret"])


def test_page_that_is_masked_is_words_only_and_the_other_is_a_picture(tmp_path: Path) -> None:
    pages: list[Shown | LeftOut] = [
        Shown(page(), "Sida 1 av 2"),
        LeftOut("[sida utelämnad] 21 kap. 3 § OSL"),
    ]
    content = given_pdf(TITLE, [Chapter(TITLE, pages=pages)], HOUSE, NOW)
    found = dug_up(content, tmp_path)
    assert content.count(b"/DCTDecode") == 1
    assert folded("[sida utelämnad]") in found
    assert folded("Sida 1 av 2") in found


def test_same_copy_is_the_same_bytes_and_tells_nothing_by_its_digest() -> None:
    masked = {told.name for _, told in every_answer(told_parts(FORMS["plan"]()))}
    names = {name for name in masked if name.endswith("-name")}
    one, other = (
        given(Aktivitetsplan.from_answers(plan(0, purpose=words)), {"purpose"} | names)
        for words in ("Att nå unga", "Att nå alla som bor här")
    )
    assert one == other


def test_copies_that_show_other_pictures_have_other_names() -> None:
    names = []
    for shown in (page(), page(width=90)):
        chapter = Chapter(TITLE, pages=[Shown(replace(shown, width=80, height=60), "Sida 1 av 2")])
        reader = PdfReader(BytesIO(given_pdf(TITLE, [chapter], HOUSE, NOW)))
        names.append(reader.trailer["/ID"])
    assert names[0] != names[1]


def test_copies_are_pdfa_3a_and_pdfua(tmp_path: Path) -> None:
    files = []
    for number, make in enumerate(FORMS.values()):
        form = make()
        names = {told.name for _, told in every_answer(told_parts(form)) if told.is_personal}
        parts, _ = with_masked(told_parts(form), names)
        pages: list[Shown | LeftOut] = [Shown(page(), "Sida 1 av 2"), LeftOut("[sida utelämnad]")]
        chapters = [Chapter("Först", ("Ett.",), parts, (), GROUND), Chapter("Sedan", pages=pages)]
        inside = [Attachment("a.txt", "text/plain", b"a", "En fil", NOW)]
        files.append(tmp_path / f"{number}.pdf")
        files[-1].write_bytes(given_pdf(TITLE, chapters, HOUSE, NOW, inside if number else []))
    verdicts = verapdf.judge(files)
    assert [one.passed for one in verdicts] == [True] * 2 * len(files), verdicts
