"""The approvals: a ruled table that names what is signed, for any form and any signers."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdf
import pypdfium2
import pytest

from forms import Approval, PrintableForm, Question, Signer
from forms.changes import Changes, changes_between
from forms.kinds import Line, LongText, PersonName
from forms.kinds.text import Tick
from pdf import Letterhead, Mark, geometry, lay_out, render, render_blank
from pdf.blocks.pager import paginate
from pdf.blocks.signature import SignerRow
from pdf.file.canvas import TaggedCanvas
from pdf.file.fields import FormFields
from pdf.file.tags import StructureTree
from pdf.form.applies import AppliesByHand, AppliesTo
from pdf.form.approvals import Approvals, ApprovalTable
from pdf.form.blank import blank_form
from pdf.geometry import points
from pdf.places import Place, Purpose
from tests.pdf.documents import FORM, HARD_NAMES, HOUSE, ISSUED, document, form, imprint
from tests.pdf.drawn import drawn
from tests.pdf.pagerules import crossed_out, one_over_another
from tests.pdf.test_tags import Tag, tags
from tests.plans import PLANS

MOST_OF_A_PAGE = 75.0
WAITING = "Nummer ges vid inlämning"
DOTS_TO_THE_POINT = 4


class Report(PrintableForm):
    """Five persons sign two statements, and two of them may act for another."""

    slug = "rapport"
    prefix = "RA"
    title = "Rapport"
    summary_from = ("room",)
    approvals = (
        Approval(
            "Vi har sett rummet:",
            (
                Signer("Chef", name_from="chief", delegated_from="for_another"),
                Signer("Vaktmästare"),
                Signer("Skyddsombud", name_from="second", position_from="role"),
            ),
        ),
        Approval("Jag har läst:", (Signer("Rektor"), Signer("Förvaltningschef"))),
    )

    room = Line(question=Question(1, "Vilket rum?"), noun="rummet")
    chief = PersonName(question=Question(2, "Vem är chef?"), noun="chefen")
    for_another = Tick("På delegation", Question(None, "Hur?", addition=True), noun="hur")
    second = PersonName(question=Question(3, "Vem är ombud?"), noun="ombudet", optional=True)
    role = Line(question=Question(4, "Vad är ombudet?"), noun="rollen", optional=True)


class Nobody(PrintableForm):
    """A form that nobody signs."""

    slug = "notis"
    prefix = "NO"
    title = "Notis"
    copy_note = "En kopia lämnas till informationsansvarig."
    text = LongText(question=Question(1, "Vad?"), noun="vad")


def signed_by(count: int) -> type[PrintableForm]:
    """A form with as many signers."""
    signers = tuple(Signer(f"Ledamot {number}") for number in range(1, count + 1))
    return type("Many", (Report,), {"approvals": (Approval("Vi intygar detta:", signers),)})


def table_of(filled: PrintableForm, replaces: int = 0) -> ApprovalTable:
    """The approvals of an answered form before its number is known."""
    applies = AppliesTo(filled, WAITING, "0" * 64, replaces)
    [table] = Approvals(filled, applies, filled.paper_rule(HOUSE.hand_in)).blocks(
        StructureTree().document
    )
    assert isinstance(table, ApprovalTable)
    return table


def places_of(filled: PrintableForm) -> list[Place]:
    """Where its document has places to write a date or a signature."""
    laid_out = lay_out(filled, ISSUED, HOUSE)
    laid_out.print(imprint())
    return [place for place in laid_out.places if place.purpose is not Purpose.CODE]


def texts(content: bytes) -> list[str]:
    """The text of each page, on one line and with usual spaces."""
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def printed_fields(found: Sequence[Tag]) -> list[tuple[str, str, str]]:
    """Role, description and state of each place on paper to write or tick."""
    entries = [tag.entries["/A"] for tag in found if tag.name == "/Form" and "/A" in tag.entries]
    return [(one["/Role"], one["/Desc"], one.get("/checked", "")) for one in entries]


# ---- Measures


@pytest.mark.parametrize("replaces", [0, 1])
@pytest.mark.parametrize("number", range(len(PLANS)))
def test_three_signers_take_a_third_of_a_page(number: int, replaces: int) -> None:
    assert table_of(form(number), replaces).height <= MOST_OF_A_PAGE


def test_three_signers_of_a_blank_and_a_manager_to_be_written_take_no_more() -> None:
    blank = blank_form(FORM)
    fields = FormFields(TaggedCanvas(StructureTree(), "sv-SE"))
    rule = FORM.paper_rule(HOUSE.hand_in)
    approvals = Approvals(blank, AppliesByHand(blank), rule, fields)
    [table] = approvals.blocks(StructureTree().document)
    assert table.height <= MOST_OF_A_PAGE
    assert table_of(form(manager={})).height <= MOST_OF_A_PAGE


@pytest.mark.parametrize("name", ["Bo Ek", "Anna-Karin Margareta Lindström-Pettersson af Ugglas"])
def test_every_box_to_write_in_is_told_of_and_is_large_enough(name: str) -> None:
    places = places_of(form(manager={"name": name, "title": "Förvaltningschef"}))
    told = [(place.signer, place.purpose) for place in places]
    assert told == [(n, use) for n in range(3) for use in (Purpose.DATE, Purpose.SIGNATURE)]
    for place in places:
        assert place.box.height >= 16.2
        assert place.box.width >= 75.2 if place.purpose is Purpose.SIGNATURE else 30.0
    assert len({place.page for place in places}) == 1


def test_nothing_is_printed_where_people_sign_but_a_small_caption() -> None:
    filled = form(manager={"name": "Bo Ek", "title": "Rektor", "delegated": True})
    scale = DOTS_TO_THE_POINT
    pages = pypdfium2.PdfDocument(render(filled, imprint(), HOUSE))
    for place in places_of(filled):
        box, caption, rule = place.box, 3.8, 0.2
        edges = (box.left + rule, box.top + caption, box.left + box.width - rule, box.bottom - rule)
        picture = pages[place.page - 1].render(scale=scale, grayscale=True).to_pil()
        inside = picture.crop(tuple(round(points(edge) * scale) for edge in edges))
        assert inside.getextrema() == (255, 255)
        words = picture.crop(
            tuple(
                round(points(edge) * scale)
                for edge in (box.left + rule, box.top + rule, box.left + 25, box.top + caption)
            )
        )
        assert words.getextrema()[0] < 128


def test_row_has_room_for_a_name_of_two_lines() -> None:
    long = "Anna-Karin Margareta Lindström-Pettersson af Ugglas"
    people = [one | {"name": long} for one in form().answers()["administrators"][:2]]
    blocks = table_of(form(administrators=people)).blocks
    heights = [row.height for row in blocks if isinstance(row, SignerRow)]
    assert heights == [geometry.SIGNER_ROW] * 3


# ---- What is signed


def test_what_is_signed_stands_above_the_signatures() -> None:
    content = document(0)
    *_, last = texts(content)
    assert (
        "Gäller: Instagram, www.instagram.com/torebodabibliotek.exempel/, Biblioteket. "
        "AP-2026-0042, version 1. 2 sidor. Kontrollkod d351 d4bf a91c baab"
    ) in last
    assert "Ersätter" not in last


def test_number_that_needs_more_lines_than_were_kept_is_told_and_not_shown() -> None:
    applies = AppliesTo(form(), WAITING, "0" * 64, replaces=0)
    assert applies.settle("AP-2026-0042, version 1", 2)
    shown = applies.block(None).words.lines
    assert not applies.settle("AP-" * 200, 2)
    assert applies.block(None).words.lines == shown


def test_later_version_says_which_one_it_replaces() -> None:
    filled = form()
    changes = Changes(2, changes_between(form(weekly_hours=7), filled))
    *_, last = texts(render(filled, replace(imprint(), version=3), HOUSE, changes))
    assert "version 3. Ersätter version 2." in last


def test_preview_keeps_the_room_of_the_document() -> None:
    preview = render(form(), replace(imprint(Mark.PREVIEW, url=""), reference=""), HOUSE)
    *_, last = texts(preview)
    assert f"{WAITING}. 2 sidor. Kontrollkod" in last


def test_form_without_a_summary_signs_its_title() -> None:
    bare = type("Bare", (Report,), {"summary_from": ()})
    [text] = texts(render(bare(data={"room": "B2"}), imprint(), HOUSE))
    assert "Gäller: Rapport. AP-2026-0042, version 1. 1 sida." in text


def test_answer_of_any_length_leaves_room_for_the_signatures() -> None:
    long = type("Long", (Report,), {"room": LongText(question=Question(1, "Var?"), noun="var")})
    pages = texts(render(long(data={"room": "\ufdfd" * 3_000}), imprint(), HOUSE))
    assert "Förvaltningschef" in pages[-1]


def test_blank_asks_for_what_is_signed_by_the_numbers_of_the_questions() -> None:
    *_, last = texts(render_blank(FORM, HOUSE))
    assert "Gäller: skriv kort vad du svarade på fråga 1, 2 och 3" in last


# ---- Who signs


def test_manager_is_preprinted_where_the_manager_signs_and_only_there() -> None:
    manager = {"name": "Bo Ek", "title": "Områdeschef", "delegated": True}
    content = render(form(manager=manager), imprint(), HOUSE)
    text = " ".join(texts(content))
    assert text.count("Bo Ek") == text.count("Områdeschef") == 1
    assert "Vilka ska skriva under?" not in text
    assert ("/cb", "Beslutar enligt delegation", "/on") in printed_fields(tags(content))


def test_what_is_not_answered_is_a_place_to_write() -> None:
    places = printed_fields(tags(document(manager={"title": "Rektor"})))
    assert ("/tv", "Namnförtydligande, Verksamhetsansvarig chef", "") in places
    assert ("/cb", "Beslutar enligt delegation", "/off") in places
    assert not [place for place in places if "Befattning" in place[1]]


@pytest.mark.parametrize("name", HARD_NAMES.values(), ids=HARD_NAMES.keys())
def test_names_of_any_script_stand_in_their_row(name: str) -> None:
    table = table_of(form(manager={"name": name * 3, "title": name}))
    assert table.height < 2 * MOST_OF_A_PAGE
    assert len(render(form(manager={"name": name * 3}), imprint(), HOUSE)) > 1_000


def test_name_that_takes_more_than_a_page_goes_on_over_it() -> None:
    name = "\ufdfd" * 120
    content = render(form(manager={"name": name, "title": name}), imprint(), HOUSE)
    pages = texts(content)
    assert all("Gäller: Instagram" in text for text in pages if "Underskrift" in text)
    assert sum(text.count("\ufdfd") for text in pages) == 240
    assert len(places_of(form(manager={"name": name, "title": name}))) == 6


def test_manager_of_a_blank_has_fields_and_nobody_who_is_asked_for_above() -> None:
    fields = pypdf.PdfReader(BytesIO(render_blank(FORM, HOUSE))).get_fields()
    assert fields["manager-name"]["/TU"] == "Verksamhetsansvarig chef, Chefens namn"
    assert {"manager-title", "manager-delegated"} <= set(fields)


# ---- Forms of any kind


@pytest.mark.parametrize("count", [1, 2, 5, 12, 13, 14, 26, 40])
def test_signers_of_any_number_flow_on_and_each_page_says_what_they_sign(count: int) -> None:
    filled = signed_by(count)(data={"room": "B214"})
    content = render(filled, imprint(), HOUSE)
    signing = [text for text in texts(content) if "Ledamot" in text]
    for text in signing:
        assert "Gäller: B214. AP-2026-0042" in text
        assert text.index("Vi intygar detta:") < text.index("Ledamot")
    assert [place.signer for place in places_of(filled)] == [n for n in range(count) for _ in "ds"]
    found = tags(content)
    assert [tag.name for tag in found].count("/TR") == count
    assert [tag.kids for tag in found if "/Table" in tag.kids] == [["/H3", "/Table"]]


@pytest.mark.parametrize("words", [1, 30, 60, 90])
def test_what_becomes_of_the_paper_stands_below_somebody_who_signs(words: int) -> None:
    # Of some, the last signer ends a page, and what becomes of the paper has no room below.
    for count in range(1, 60):
        pages = paginate([table_of(signed_by(count)(data={"room": "B214 " * words}))])
        signing = [
            sum(isinstance(row, SignerRow) for row in table.blocks)
            for page in pages
            for table in page.blocks
        ]
        assert all(signing)
        assert sum(signing) == count


def test_answer_where_two_sign_has_one_field() -> None:
    signers = (Signer("Chef", delegated_from="for_another"),) * 2
    twice = (Approval("Ja:", signers), Approval("Och:", signers))
    fields = pypdf.PdfReader(
        BytesIO(render_blank(type("Twice", (Report,), {"approvals": twice}), HOUSE))
    )
    names = [field["/T"] for field in fields.trailer["/Root"]["/AcroForm"]["/Fields"]]
    assert names.count("for_another") == 1


def test_question_of_the_paper_form_stays_though_its_answer_is_preprinted() -> None:
    on_paper = [one.question.number for one in Report().sections_on_paper()]
    assert on_paper == [1, 2, 3, 4]


def test_five_signers_of_two_statements_are_numbered_in_the_order_of_the_form() -> None:
    filled = Report(data={"room": "B2", "chief": "Bo Ek", "second": "Åsa Ö", "role": "Huvudombud"})
    rows = [row for row in table_of(filled).blocks if isinstance(row, SignerRow)]
    assert [row.signer for row in rows] == [0, 1, 2, 3, 4]
    *_, last = texts(render(filled, imprint(), HOUSE))
    at = 0
    for words in ("Vi har sett rummet:", "Chef", "Bo Ek", "På delegation", "Vaktmästare"):
        at = last.index(words, at)
    assert last.index("Huvudombud", at) < last.index("Jag har läst:")


def test_one_person_may_sign_as_often_as_the_form_asks() -> None:
    again = (Approval("Vi intygar detta:", (Signer("Ledamot"),) * 30),)
    form_class = type("Again", (Report,), {"approvals": again, "copy_note": "En kopia sparas."})
    content = render(form_class(data={"room": "B2"}), imprint(), HOUSE)
    assert "".join(texts(content)).count("Ledamot") == 30


def test_long_statement_takes_the_width_of_the_table() -> None:
    words = "Jag har läst och godkänner den plan som beskrivs ovan och vad den kostar i år"
    one = type("One", (Report,), {"approvals": (Approval(words, (Signer("Rektor"),)),)})
    [statement] = [
        row for row in table_of(one(data={})).blocks[1:2] if not isinstance(row, SignerRow)
    ]
    assert statement.height < 5


def test_form_that_nobody_signs_says_nothing_of_signatures() -> None:
    text = " ".join(texts(render(Nobody(data={"text": "Hej"}), imprint(), HOUSE)))
    for word in ("Gäller", "Underskrift", "originalet", "En kopia lämnas", "Godkännande"):
        assert word not in text
    assert Nobody.paper_rule("Lämna originalet till arkivet") == ""


@pytest.mark.parametrize("hand_in", ["", "Behåll originalet i verksamheten"])
def test_paper_says_what_becomes_of_it(hand_in: str) -> None:
    house = Letterhead("K", hand_in=hand_in)
    for content in (render(form(), imprint(), house), render_blank(FORM, house)):
        *_, last = texts(content)
        assert FORM.paper_rule(hand_in) in last
    assert FORM.paper_rule("") == FORM.copy_note


# ---- What a screen reader is told


def test_statement_is_the_parent_of_those_who_sign_it() -> None:
    found = tags(document())
    sections = [tag.kids for tag in found if tag.name == "/Sect" and "/Table" in tag.kids]
    assert sections[-2:] == [["/H3", "/Table"], ["/H3", "/Form", "/Table"]]


def test_places_to_write_are_told_as_such_with_whose_they_are() -> None:
    found = tags(document())
    signers = [signer.title for signer in FORM.blank().signers()]
    dates = [("/tv", f"Datum, {title}", "") for title in signers]
    signatures = [("/tv", f"Underskrift, {title}", "") for title in signers]
    places = printed_fields(found)
    assert [place for place in places if place[0] == "/tv"] == [
        place for pair in zip(dates, signatures, strict=True) for place in pair
    ]
    told: list[Any] = [tag.entries["/Alt"] for tag in found if tag.name == "/Form"]
    assert told[:2] == ["Datum, skrivs för hand: år, månad, dag", "Underskrift, skrivs för hand"]


LONG = "Befattning inom kommunledningsförvaltningen eller en annan förvaltning i kommunen. " * 3


class LongLabels(PrintableForm):
    slug, prefix, title = "langa", "LA", "Långa"
    approvals = (
        Approval("Vi godkänner:", (Signer("Chef", "name", "role", "deputy"), Signer("Rektor"))),
    )

    name = PersonName(question=Question(1, "Vem?"), noun="vem", optional=True)
    role = Line(LONG, Question(2, "Vad är chefen?"), noun="rollen", optional=True)
    deputy = Tick(
        "Informationssäkerhetssamordnare på kommunledningen", Question(None, "Hur?", addition=True)
    )


def test_long_labels_of_what_is_known_of_a_signer_keep_clear_of_what_is_around_them() -> None:
    page = drawn(lambda: render(LongLabels.from_answers({"deputy": True}), imprint(), HOUSE))
    assert [*one_over_another(page), *crossed_out(page)] == []


class LongHeading(Report):
    """A heading of one word that is wider than the column beside what is signed."""

    slug = "lang-rubrik"
    prefix = "LR"
    approvals = (Approval("Jag har sett det:", (Signer("Chef"),), heading="Upphandlingsansvarig"),)


@pytest.mark.parametrize("is_blank", [True, False])
def test_long_heading_of_approvals_is_not_broken(is_blank: bool) -> None:
    page = (
        render_blank(LongHeading, HOUSE)
        if is_blank
        else render(LongHeading.from_answers({}), imprint(), HOUSE)
    )
    assert "Upphandlingsansvarig" in " ".join(texts(page))
