"""A form that was changed in every way there is: what was filed is shown, printed and compared by
the questions that it answered, and drafts and blanks of it lose nothing."""

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import forms
from app import create_app
from forms import Approval, Choice, PartForm, PrintableForm, Question, Signer, when
from forms.changes import changes_between
from forms.editions import as_asked, as_today, digest_of
from forms.kinds import (
    Group,
    Heading,
    Line,
    LongText,
    OneOf,
    RowList,
    SeveralOf,
    Tick,
    YesNo,
)
from forms.table import Table
from intake.opening import open_here
from intake.reading import read
from pdf import render, render_blank
from settings import read_settings
from tests.intake.fillers import TICKED, with_pypdf
from tests.pdf.documents import HOUSE, imprint
from tests.plans import as_inputs
from tests.web.conftest import Visitor

_FORMS, _EARLIER = forms.FORMS, forms.EARLIER

HIRE = {"slug": "uthyrning", "prefix": "UH", "title": "Uthyrning av lokal"}
WHERE = (Choice("hall", "Idrottshallen"), Choice("aula", "Aulan"), Choice("yard", "Skolgården"))
THINGS = (Choice("light", "Belysning"), Choice("sound", "Högtalare"), Choice("tv", "Projektor"))


class OldContact(PartForm):
    name = Line("Namn", noun="namnet")
    fax = Line("Telefax", noun="telefax", optional=True)


class OldThing(PartForm):
    what = Line("Sak", noun="saken på")
    count = Line("Antal", noun="antalet på")


class Old(PrintableForm):
    slug, prefix, title, edition = "uthyrning", "UH", "Uthyrning av lokal", "2020"
    approvals = (Approval("Jag har lämnat ut nyckeln:", (Signer("Vaktmästare"),)),)

    where = OneOf(question=Question(1, "Vilken lokal?"), choices=WHERE, noun="lokalen")
    things = SeveralOf(question=Question(2, "Vad behövs?"), choices=THINGS, noun="vad som behövs")
    purpose = LongText(question=Question(3, "Vad ska ni göra?"), noun="vad ni ska göra")
    paid = Line(question=Question(4, "Hur betalar ni?"), noun="hur ni betalar")
    is_public = Tick("Alla är välkomna", Question(5, "Vem får komma?"))
    guests = Line(question=Question(6, "Hur många kommer?"), noun="hur många som kommer")
    contact = Group(OldContact, question=Question(7, "Vem svarar på frågor?"), noun="vem")
    loans = RowList(OldThing, Question(8, "Vad lånar ni?"), title="Sak {}", least=0, most=4)
    floor = Line(question=Question(9, "Vilken våning?"), noun="våningen")


class NewContact(PartForm):
    name = Line("Namn", noun="namnet")
    email = Line("E-post", noun="e-posten")


class NewThing(PartForm):
    what = Line("Sak", noun="saken på")
    is_heavy = Tick("Tung", noun="om den är tung på")


class New(PrintableForm):
    """Renamed: purpose. Removed: floor, the yard, the projector, telefax, how many of a thing.
    Of another kind: paid, is_public. Asked only sometimes: guests. Shorter: loans. Added: until."""

    slug, prefix, title, edition = "uthyrning", "UH", "Uthyrning av lokal", "2026"
    approvals = (Approval("Jag har lämnat ut nyckeln:", (Signer("Receptionist"),)),)

    about = Heading("Om lokalen")
    where = OneOf(question=Question(1, "Vilken lokal?"), choices=WHERE[:2], noun="lokalen")
    things = SeveralOf(
        question=Question(2, "Vad behövs?"), choices=THINGS[:2], noun="vad som behövs"
    )
    doing = LongText(question=Question(3, "Vad ska ni göra?"), noun="vad ni ska göra")
    paid = OneOf(
        question=Question(4, "Hur betalar ni?"),
        choices=(Choice("card", "Kort"), Choice("bill", "Faktura")),
        noun="hur ni betalar",
    )
    is_public = YesNo("Alla är välkomna", Question(5, "Vem får komma?"), noun="vem som får komma")
    guests = Line(
        question=Question("5 a", "Hur många kommer?", asked_if=when("is_public", False)),
        noun="hur många som kommer",
    )
    contact = Group(NewContact, question=Question(6, "Vem svarar på frågor?"), noun="vem")
    loans = RowList(NewThing, Question(7, "Vad lånar ni?"), title="Sak {}", least=0, most=2)
    until = Line(question=Question(8, "Till när?"), noun="till när")

    @classmethod
    def carried_over(cls, answers: dict[str, Any], edition: str) -> dict[str, Any]:
        """Purpose got another name."""
        if "purpose" in answers:
            answers["doing"] = answers.pop("purpose")
        return answers


FILED: dict[str, Any] = {
    "where": "yard",
    "things": ["light", "tv"],
    "purpose": "Midsommarfest",
    "paid": "kontant",
    "is_public": True,
    "guests": "200",
    "contact": {"name": "Åsa Ek", "fax": "0506-180 99"},
    "loans": [{"what": one, "count": "2"} for one in ("Stege", "Hink", "Flagga")],
    "floor": "Två",
}
KEPT = {
    "things": ["light"],
    "doing": "Midsommarfest",
    "is_public": True,
    "contact": {"name": "Åsa Ek"},
    "loans": [{"what": "Stege"}, {"what": "Hink"}],
}
GONE = {
    "1. Vilken lokal?": "Skolgården",
    "2. Vad behövs?": "Projektor",
    "4. Hur betalar ni?": "kontant",
    "6. Hur många kommer?": "200",
    "7. Vem svarar på frågor?": "Telefax: 0506-180 99",
    "8. Vad lånar ni?": "Sak: Flagga, Antal: 2\nSak 1, Antal: 2\nSak 2, Antal: 2",
    "9. Vilken våning?": "Två",
}


@pytest.fixture(autouse=True)
def changed_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, New))
    monkeypatch.setattr(forms, "EARLIER", (*forms.EARLIER, Old))


def today(**changed: Any) -> New:
    form = as_today("uthyrning", "2020", {**FILED, **changed})
    assert isinstance(form, New)
    return form


def test_what_was_filed_is_valid_in_the_edition_that_asked() -> None:
    assert Old.from_answers(FILED).validate()
    assert Old.from_answers(FILED).answers() == FILED


def test_what_has_a_place_is_carried_over_and_the_rest_is_told_in_its_own_words() -> None:
    form = today()
    assert form.answers() == KEPT
    assert dict(form.difference.gone) == GONE


def test_what_is_new_or_otherwise_is_told() -> None:
    difference = today().difference
    assert difference.new == ("8. Till när?",)
    # All of them, and each only once: the question of a renamed answer must be looked at, too.
    assert difference.changed == (
        "1. Vilken lokal?",
        "2. Vad behövs?",
        "3. Vad ska ni göra?",
        "4. Hur betalar ni?",
        "5. Vem får komma? Alla är välkomna",
        "5 a. Hur många kommer?",
        "6. Vem svarar på frågor?",
        "7. Vad lånar ni?",
    )


def test_an_answer_to_what_is_asked_only_sometimes_comes_back_with_its_question() -> None:
    assert today().typed()["guests"] == "200"
    assert today(is_public=False).answers()["guests"] == "200"


def test_what_was_filed_is_printed_again_with_the_questions_that_it_answered() -> None:
    form = as_asked("uthyrning", "2020", FILED)
    assert form
    document = PdfReader(io.BytesIO(render(form, imprint(), HOUSE)))
    text = " ".join(page.extract_text() for page in document.pages)
    for words in ("Skolgården", "Projektor", "kontant", "Telefax", "Flagga", "Vilken våning?"):
        assert words in text
    assert "Till när?" not in text


def test_a_version_is_compared_with_the_one_that_answered_other_questions() -> None:
    after = New.from_answers({**KEPT, "where": "hall", "until": "midnatt"})
    told = {one.question: one.as_lines() for one in changes_between(today(), after)}
    assert told["1. Vilken lokal?"] == ["Tidigare: Skolgården", "Nu: Idrottshallen"]
    assert told["8. Till när?"] == ["Tidigare: Frågan fanns inte.", "Nu: midnatt"]
    assert told["9. Vilken våning?"][0] == "Tidigare: Två"
    assert "3. Vad ska ni göra?" not in told


def test_a_draft_of_the_old_edition_is_told_of_even_when_it_is_half_done() -> None:
    typed = {"where": "aula", "things": "", "purpose": "Fest", "contact": {"name": ""}}
    half = as_today("uthyrning", "2020", typed)
    assert half
    assert half.answers() == {"where": "aula", "doing": "Fest"}
    assert dict(half.difference.gone) == {}
    assert half.difference.new == ("8. Till när?",)


def test_a_question_that_was_renamed_and_not_answered_is_not_new() -> None:
    half = as_today("uthyrning", "2020", {"where": "aula"})
    assert half
    assert half.difference.new == ("8. Till när?",)
    assert "3. Vad ska ni göra?" in half.difference.changed


def test_a_blank_that_nobody_kept_tells_what_was_ticked_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forms, "EARLIER", _EARLIER)
    ticked = {"things--light": TICKED, "things--tv": TICKED, "floor": "Två"}
    found = read(with_pypdf(render_blank(Old, HOUSE), ticked), opener=open_here)
    form = as_today(found.form, found.edition, found.answers)
    assert form
    assert form.answers() == {"things": ["light"]}
    assert dict(form.difference.gone) == {"2. Vad behövs?, Projektor": "Ja", "floor": "Två"}
    assert found.remarks == ()


class Renamed(New):
    """Group and list have other names, too."""

    edition = "2027"
    contact = loans = None
    person = Group(NewContact, question=Question(6, "Vem ringer vi?"), noun="vem")
    lent = RowList(NewThing, Question(7, "Vad får ni låna?"), title="Sak {}", least=0, most=2)

    @classmethod
    def carried_over(cls, answers: dict[str, Any], edition: str) -> dict[str, Any]:
        """Of both editions before."""
        answers = super().carried_over(answers, edition)
        for name, today in (("contact", "person"), ("loans", "lent")):
            if name in answers:
                answers[today] = answers.pop(name)
        return answers


def test_what_has_no_place_in_a_group_or_row_of_another_name_is_told_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forms, "FORMS", (*_FORMS, Renamed))
    form = as_today("uthyrning", "2020", FILED)
    assert form
    assert form.answers()["person"] == {"name": "Åsa Ek"}
    assert dict(form.difference.gone) == GONE


def test_a_blank_of_the_old_edition_is_read_by_the_questions_on_it() -> None:
    written = {
        "purpose": "Midsommarfest",
        "is_public": TICKED,
        "loans-0-what": "Stege",
        "loans-0-count": "2",
        "floor": "Två",
    }
    found = read(with_pypdf(render_blank(Old, HOUSE), written), opener=open_here)
    assert (found.form, found.edition) == ("uthyrning", "2020")
    form = as_today(found.form, found.edition, found.answers)
    assert form
    assert form.answers()["doing"] == "Midsommarfest"
    assert form.answers()["loans"] == [{"what": "Stege"}]
    assert form.difference.gone["9. Vilken våning?"] == "Två"


def test_a_blank_of_an_edition_that_nobody_kept_loses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blank = with_pypdf(render_blank(Old, HOUSE), {"floor": "Två", "guests": "200"})
    monkeypatch.setattr(forms, "EARLIER", ())
    found = read(blank, opener=open_here)
    assert found.answers == {"floor": "Två", "guests": "200"}


def test_a_table_has_a_column_for_what_only_the_old_edition_asked() -> None:
    table = Table.of(New, persons=True)
    names = [column.name for column in table.columns]
    cells = dict(zip(names, table.row("2020", FILED), strict=True))
    assert cells["doing"] == "Midsommarfest"
    assert cells["floor"] == "Två"
    assert len(set(table.headings)) == len(table.headings)


def changed(**fields: Any) -> type[PrintableForm]:
    return type("Changed", (New,), fields)


LINE = {"noun": "hur många som kommer"}


@pytest.mark.parametrize(
    "form",
    [
        changed(where=OneOf(question=Question(1, "Vilken lokal?"), choices=WHERE, noun="lokalen")),
        changed(guests=Line(question=Question("5 a", "Hur många kommer?"), **LINE)),
        changed(
            guests=Line(
                question=Question("5 a", "Hur många kommer?", asked_if=when("is_public", True)),
                **LINE,
            )
        ),
        changed(
            guests=Line(
                question=Question("5 b", "Hur många kommer?", asked_if=when("is_public", False)),
                **LINE,
            )
        ),
        changed(loans=RowList(NewThing, Question(7, "Vad lånar ni?"), least=0, most=3)),
        changed(loans=RowList(OldThing, Question(7, "Vad lånar ni?"), least=0, most=2)),
    ],
    ids=["a choice", "no condition", "another value", "another number", "more rows", "other parts"],
)
def test_the_digest_of_what_is_asked_tells_every_change(form: type[PrintableForm]) -> None:
    assert digest_of(form) != digest_of(New)


def test_the_digest_stays_with_other_headings() -> None:
    assert digest_of(changed(about=Heading("Om platsen"))) == digest_of(New)


ODD = (None, True, 4.5, "x" * 5_000, [], [[]], [1], {}, {"other": 1}, [{"what": {"what": 1}}])


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:20])
def test_whatever_is_kept_can_be_shown(odd: Any) -> None:
    for answers in (dict.fromkeys(FILED, odd), {name: [odd, odd] for name in FILED}):
        for edition in ("2020", "2026", "?"):
            form = as_today("uthyrning", edition, answers)
            assert form
            form.validate()
            assert (form.as_text(), form.summary, form.answers()) is not None
            assert all(isinstance(text, str) for text in form.difference.gone.values())


def test_a_draft_and_a_filing_of_the_old_edition_go_on_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offer(*offered: type[PrintableForm], earlier: tuple[type[PrintableForm], ...]) -> Visitor:
        monkeypatch.setattr(forms, "FORMS", (*_FORMS, *offered))
        monkeypatch.setattr(forms, "EARLIER", (*_EARLIER, *earlier))
        settings = read_settings({"INSTANCE_PATH": str(tmp_path), "COURIER": "off"})
        return Visitor(create_app(settings))

    sent = as_inputs({**FILED, "things": ""}) | {"things": FILED["things"]}
    filer = offer(Old, earlier=())
    filer.get("/uthyrning/")
    filer.post("/uthyrning/", sent | {"action": "save"})
    draft = filer.response.location
    filer.post(draft, sent)
    filer.follow()
    review = filer.response.request.path
    filer.post(review, {"revision": filer.page.select_one("[name=revision]")["value"]})
    receipt = filer.response.location
    filer.get("/uthyrning/")
    filer.post("/uthyrning/", sent | {"action": "save"})
    draft = filer.response.location

    visitor = offer(New, earlier=(Old,))
    page = visitor.get(draft)
    notice = page.select_one("[aria-labelledby=edition-heading]")
    assert notice is not None
    told = " ".join(notice.get_text(" ").split())
    for words in ("8. Till när?", *GONE, *(text.replace("\n", " ") for text in GONE.values())):
        assert words in told
    assert page.select_one("#doing").text.strip() == "Midsommarfest"
    visitor.get(receipt)
    assert "Vaktmästare" in visitor.text
    assert "Receptionist" not in visitor.text
