"""Files are attached to a form: kept at once with its draft, told of one by one, and filed."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader, PdfWriter
from werkzeug.test import TestResponse

import forms
from forms import PrintableForm, Question
from forms.kinds import Attachments, Line, Tick
from forms.question import when
from office import attaching
from register.errors import NoRoomForDrafts, RegisterUnavailable
from tests.intake.fillers import with_pypdf
from tests.intake.kinds import saved
from tests.intake.test_depictions import REFUSED as REFUSED_FILES
from tests.intake.test_depictions import SECRETS, photograph, told
from tests.web.conftest import Visitor


class Felanmalan(PrintableForm):
    """A form with pictures and papers."""

    slug, prefix, title = "felanmalan", "FA", "Felanmälan"
    where = Line("Var?", Question(1, "Var är det?"), noun="var det är")
    pictures = Attachments(None, Question(2, "Bilder av felet"), least=1, most=3, noun="bilderna")
    more = Tick("Jag har handlingar", Question(3, "Har du handlingar?"))
    papers = Attachments(
        None, Question(4, "Handlingar"), asked_if=when("more", True), noun="handlingarna"
    )


NAMES = {"pictures": "pictures-files", "papers": "papers-files"}
File = tuple[bytes, str]


def picture(number: int = 0) -> bytes:
    """A picture that tells where it was taken."""
    exif = told()
    exif[0x010E] = f"{SECRETS[0].decode()} {number}"
    return saved(photograph().resize((64 + number, 48)), "JPEG", exif=exif)


def paper() -> bytes:
    return REFUSED_FILES["a script at opening"][0]().replace(b"/JavaScript", b"/GoToPlace0")


@pytest.fixture
def visitor(make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> Visitor:
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, Felanmalan))
    one = Visitor(make_app())
    one.get("/felanmalan/")
    return one


class Mixed(PrintableForm):
    """Files are the first of what answers a question."""

    slug, prefix, title = "blandat", "BL", "Blandat"
    ASKED = Question(1, "Vad finns?")

    pictures = Attachments("Bilder", ASKED, optional=True)
    words = Line("Ord", ASKED, noun="orden")


def test_files_may_be_the_first_of_what_answers_a_question(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "FORMS", (Mixed,))
    page = Visitor(make_app()).get("/blandat/")
    assert len(page.select("#pictures-question #pictures-attached input[type=file]")) == 1


def upload(
    visitor: Visitor, *files: File, name: str = "pictures", expect: int = 303, **typed: str
) -> None:
    """Press "Ladda upp" on the page that was seen last."""
    button = visitor.page.select_one(f"#{name}-attached [formaction$='bilagor/{name}']")
    assert button
    assert button["formenctype"] == "multipart/form-data"
    send(visitor, str(button["formaction"]), name, files, typed, expect)
    if expect == 303:
        visitor.follow()


def send(
    visitor: Visitor,
    url: str,
    name: str,
    files: tuple[File, ...],
    typed: dict[str, str],
    expect: int,
) -> None:
    given: dict[str, Any] = inputs(visitor) | typed
    given[NAMES[name]] = [(BytesIO(content), called) for content, called in files]
    visitor.post(url.partition("#")[0], given, expect=expect)
    visitor.response.request.environ["wsgi.input"].close()


def inputs(visitor: Visitor) -> dict[str, str]:
    """What the form of the page holds."""
    found = visitor.page.select("form[data-form] input[name]:not([type=file])")
    ticked = (it for it in found if it.get("type") != "checkbox" or it.has_attr("checked"))
    return {str(one["name"]): str(one.get("value", "")) for one in ticked}


def listed(visitor: Visitor, name: str = "pictures") -> list[str]:
    found = visitor.page.select(f"#{name}-attached .files__list .files__name")
    return [one.contents[0].strip() for one in found]


def problems(visitor: Visitor, name: str = "pictures") -> list[str]:
    found = visitor.page.select(f"#{name}-attached .govuk-error-message")
    return [one.get_text().removeprefix("Fel:").strip() for one in found]


def said(visitor: Visitor) -> str:
    return " ".join(one.get_text() for one in visitor.page.select("[data-files-told]"))


def described(visitor: Visitor, *texts: str) -> dict[str, str]:
    return {f"pictures-{number}-text": text for number, text in enumerate(texts)}


def review(visitor: Visitor, expect: int = 303, **typed: str) -> None:
    action = visitor.page.select_one("form[data-form]")["action"]
    visitor.post(action, inputs(visitor) | typed | {"action": "review"}, expect=expect)
    if expect == 303:
        visitor.follow()


def file_it(visitor: Visitor, expect: int = 303) -> None:
    form = visitor.page.select("form[method=post]")[-1]
    given = {str(it["name"]): str(it["value"]) for it in form.select("input[name]")}
    visitor.post(visitor.response.request.path, given, expect=expect)
    if expect == 303:
        visitor.follow()


def test_first_file_begins_the_draft_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    upload(visitor, (picture(), "gunga.jpg"), where="Parken")
    assert "/utkast/" in visitor.response.request.path
    assert listed(visitor) == ["gunga.jpg"]
    assert inputs(visitor)["where"] == "Parken"
    upload(visitor, (picture(1), "rutschkana.jpg"), (picture(2), "staket.jpg"), where="Torget")
    assert listed(visitor) == ["gunga.jpg", "rutschkana.jpg", "staket.jpg"]
    assert inputs(visitor)["where"] == "Torget"
    # As many as the question takes.
    assert visitor.page.select("#pictures-attached input[type=file]") == []


def test_only_pictures_made_anew_are_shown(visitor: Visitor) -> None:
    upload(visitor, (picture(), "gunga.jpg"))
    [shown] = visitor.page.select("#pictures-attached img")
    response = visitor.client.get(shown["src"])
    assert response.mimetype == "image/jpeg"
    assert response.data.startswith(b"\xff\xd8\xff")
    assert not [secret for secret in SECRETS if secret in response.data]
    assert visitor.client.get(str(shown["src"])[:-5] + "0.jpg").status_code == 404
    # Nor does it show to who holds the key of another draft.
    mine = str(shown["src"])
    visitor.get("/felanmalan/")
    upload(visitor, (picture(1), "annan.jpg"))
    other = visitor.response.request.path.rstrip("/").rpartition("/")[2]
    own = mine.split("/")[3]
    assert own != other
    assert visitor.client.get(mine).status_code == 200
    assert visitor.client.get(mine.replace(own, other)).status_code == 404


def test_picture_needs_words_and_is_filed_with_them(visitor: Visitor) -> None:
    upload(visitor, (picture(), "gunga.jpg"), (picture(1), "kedja.jpg"), where="Parken")
    review(visitor, 422, **described(visitor, "En gunga.", " "))
    assert problems(visitor) == ["Beskriv vad kedja.jpg visar, för den som inte kan se bilden."]
    [link] = visitor.page.select(".govuk-error-summary a")
    target = visitor.page.select_one(link["href"])
    assert target["name"] == "pictures-1-text"
    assert inputs(visitor)["pictures-0-text"] == "En gunga."
    review(visitor, **described(visitor, "En gunga.", "En kedja."))
    assert "En kedja." in visitor.text
    assert len(visitor.page.select(".files-shown img")) == 2
    file_it(visitor)
    [link] = visitor.page.select("a[href$='.pdf']")[:1]
    document = PdfReader(BytesIO(visitor.client.get(link["href"]).data))
    names = [one.name for one in document.attachment_list]
    assert names == ["bilaga-1-gunga.jpg", "bilaga-2-kedja.jpg", "felanmalan.json"]
    inside = document.attachments["bilaga-1-gunga.jpg"][0]
    assert not [secret for secret in SECRETS if secret in inside]


def test_who_holds_the_receipt_sees_the_files_and_saves_them(visitor: Visitor) -> None:
    upload(visitor, (picture(), "gunga å.jpg"), where="Parken")
    review(visitor, **described(visitor, "En gunga."))
    file_it(visitor)
    [shown] = visitor.page.select(".files-shown img")
    assert visitor.client.get(shown["src"]).mimetype == "image/jpeg"
    [link] = visitor.page.select(".files-shown a")
    saved_file = visitor.client.get(link["href"])
    assert saved_file.mimetype == "application/octet-stream"
    disposition = saved_file.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "gunga%20%C3%A5.jpg" in disposition
    assert saved_file.data.startswith(b"\xff\xd8\xff")
    assert not [secret for secret in SECRETS if secret in saved_file.data]
    assert visitor.client.get(f"{link['href'][:-1]}x").status_code == 404


def filed_document(visitor: Visitor) -> bytes:
    upload(visitor, (picture(), "gunga.jpg"), (picture(1), "kedja.jpg"), where="Parken")
    review(visitor, **described(visitor, "En gunga.", "En kedja."))
    file_it(visitor)
    link = visitor.page.select("a[href$='.pdf']")[0]
    return visitor.client.get(str(link["href"])).data


def read_in(visitor: Visitor, content: bytes) -> None:
    visitor.get("/felanmalan/")
    visitor.post("/felanmalan/las-in", {"file": (BytesIO(content), "x.pdf")})  # type: ignore[dict-item]
    visitor.response.request.environ["wsgi.input"].close()
    visitor.follow()


def test_files_inside_a_document_come_home_with_its_answers(visitor: Visitor) -> None:
    read_in(visitor, filed_document(visitor))
    assert listed(visitor) == ["gunga.jpg", "kedja.jpg"]
    assert inputs(visitor)["pictures-1-text"] == "En kedja."
    review(visitor)
    file_it(visitor)
    assert "är inlämnad" in visitor.text


def test_files_that_do_not_come_home_are_named(visitor: Visitor) -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(filed_document(visitor))))
    for one in writer.attachment_list:
        if one.name == "bilaga-2-kedja.jpg":
            one.content = b"another"
    kept = BytesIO()
    writer.write(kept)
    read_in(visitor, kept.getvalue())
    assert listed(visitor) == ["gunga.jpg"]
    assert "De här bilagorna följde inte med i filen: kedja.jpg. Välj dem på nytt." in visitor.text


def test_number_of_files_beside_a_blank_is_told(visitor: Visitor) -> None:
    blank = visitor.client.get("/felanmalan/blankett.pdf").data
    read_in(visitor, with_pypdf(blank, {"where": "Parken", "pictures": "tre st"}))
    assert inputs(visitor)["where"] == "Parken"
    told = "På blanketten står att tre st bilagor hör till ”2. Bilder av felet”."
    assert told in visitor.text
    assert "Handlingar”. Filerna" not in visitor.text


def test_form_without_the_files_it_needs_says_what_to_do(visitor: Visitor) -> None:
    review(visitor, 422, where="Parken")
    assert problems(visitor) == ["Välj en fil och tryck på ”Ladda upp”."]
    assert visitor.page.select_one(visitor.page.select_one(".govuk-error-summary a")["href"])
    upload(visitor, expect=422, where="Parken")
    assert problems(visitor) == [
        "Ingen fil är vald. Välj en eller flera filer och tryck på ”Ladda upp”."
    ]
    assert inputs(visitor)["where"] == "Parken"


def test_file_that_nobody_asked_for_yet_and_cannot_be_taken_is_told_above_too(
    visitor: Visitor,
) -> None:
    upload(visitor, (b"", "x.pdf"), name="papers", expect=422)
    assert problems(visitor, "papers")[0].startswith("x.pdf är tom.")
    summary = visitor.page.select_one(".govuk-error-summary a")
    assert summary is not None
    assert summary.get_text().startswith("x.pdf är tom.")
    assert visitor.page.title is not None
    assert visitor.page.title.get_text().startswith("Fel:")


SENTENCES = {
    "empty": "x.jpg är tom.",
    "a text": "x.jpg är inte vad namnet säger",
    "a program": "x.jpg är inte vad namnet säger",
    "half a JPEG": "x.jpg är inte hel: slutet saknas.",
    "half a TIFF": "x.jpg är skadad.",
    "a bomb": "x.jpg har fler än 60\xa0000\xa0000 bildpunkter.",
    "a PDF with a password": "x.jpg är låst med ett lösenord.",
    "too many pages": "x.jpg har fler än 20 sidor.",
    "too large": "x.jpg är större än 20\xa0MB.",
    "a script at opening": "x.jpg innehåller något som körs när filen öppnas",
}


@pytest.mark.parametrize("name", SENTENCES)
def test_what_cannot_be_taken_has_a_sentence_and_the_rest_is_whole(
    visitor: Visitor, name: str
) -> None:
    good, bad = (picture(), "gunga.jpg"), (REFUSED_FILES[name][0](), "x.jpg")
    upload(visitor, bad, good, expect=422, where="Parken")
    [problem] = problems(visitor)
    assert problem.startswith(SENTENCES[name])
    assert listed(visitor) == ["gunga.jpg"]
    assert inputs(visitor)["where"] == "Parken"


def test_picture_of_no_kind_that_is_taken_is_told_which_are(visitor: Visitor) -> None:
    upload(visitor, (b"GIF89a", "x.gif"), expect=422)
    [problem] = problems(visitor)
    assert problem.startswith("x.gif är varken en bild eller en PDF. Välj en bild i JPEG")


def test_file_under_a_wrong_name_is_kept_under_a_right_one(visitor: Visitor) -> None:
    upload(visitor, (saved(photograph(), "PNG"), "mapp/gunga.jpg"))
    assert listed(visitor) == ["gunga.jpg.png"]
    assert said(visitor) == "gunga.jpg är egentligen en annan sorts fil och heter nu gunga.jpg.png."


def test_same_file_twice_is_there_once(visitor: Visitor) -> None:
    upload(visitor, (picture(), "gunga.jpg"), (picture(), "igen.jpg"))
    assert listed(visitor) == ["gunga.jpg"]
    assert said(visitor) == "gunga.jpg finns redan här och är bara med en gång."


def test_more_than_the_question_takes_is_told(visitor: Visitor) -> None:
    upload(visitor, *((picture(n), f"{n}.jpg") for n in range(4)), expect=422)
    assert problems(visitor) == [
        "3.jpg får inte plats. Det får vara högst 3 filer här. Ta bort en fil först."
    ]
    assert listed(visitor) == ["0.jpg", "1.jpg", "2.jpg"]


def test_file_is_taken_away_and_what_was_typed_stays(visitor: Visitor) -> None:
    upload(visitor, (picture(), "gunga.jpg"), (picture(1), "kedja.jpg"))
    button = visitor.page.select("#pictures-attached [formaction$='ta-bort']")[0]
    given = inputs(visitor) | described(visitor, "En gunga.", "En kedja.") | {"where": "Parken"}
    visitor.post(str(button["formaction"]), given)
    visitor.follow()
    assert listed(visitor) == ["kedja.jpg"]
    assert said(visitor) == "gunga.jpg är borttagen."
    assert inputs(visitor)["where"] == "Parken"
    assert inputs(visitor)["pictures-0-text"] == "En kedja."


def test_two_tabs_upload_and_neither_loses_a_file(visitor: Visitor) -> None:
    upload(visitor, (picture(), "gunga.jpg"))
    first = second = visitor.page
    for number, page in enumerate((first, second), 1):
        visitor.page = page
        upload(visitor, (picture(number), f"{number}.jpg"))
    assert listed(visitor) == ["gunga.jpg", "1.jpg", "2.jpg"]


def test_file_is_kept_when_another_tab_has_saved_other_words(visitor: Visitor) -> None:
    upload(visitor, (picture(), "gunga.jpg"))
    page, path = visitor.page, visitor.response.request.path
    visitor.post(path, inputs(visitor) | {"action": "save", "where": "Parken"})
    visitor.follow()
    visitor.page = page
    upload(visitor, (picture(1), "kedja.jpg"), expect=409, where="Torget")
    assert "Utkastet har sparats i en annan flik" in visitor.text
    assert listed(visitor) == ["gunga.jpg", "kedja.jpg"]
    assert inputs(visitor)["where"] == "Torget"
    assert visitor.get(path).select_one("#where")["value"] == "Parken"


def test_file_that_came_after_the_review_is_reviewed_before_it_is_filed(visitor: Visitor) -> None:
    upload(visitor, (picture(), "gunga.jpg"), where="Parken")
    draft = visitor.page
    review(visitor, **described(visitor, "En gunga."))
    reviewed, path = visitor.page, visitor.response.request.path
    visitor.page = draft
    upload(visitor, (paper(), "ritning.pdf"), expect=303, **described(visitor, "En gunga."))
    visitor.get(path)
    visitor.page, visitor.response = reviewed, visitor.response
    file_it(visitor, expect=409)
    assert "ritning.pdf" in visitor.text
    file_it(visitor)
    assert "är inlämnad" in visitor.text


def test_files_that_are_not_asked_for_stay_in_the_draft_and_are_not_filed(visitor: Visitor) -> None:
    upload(visitor, (picture(), "gunga.jpg"), where="Parken", more="y")
    upload(visitor, (paper(), "ritning.pdf"), name="papers")
    assert listed(visitor, "papers") == ["ritning.pdf"]
    given = inputs(visitor) | described(visitor, "En gunga.")
    del given["more"]
    visitor.post(visitor.response.request.path, given | {"action": "review"})
    visitor.follow()
    assert "ritning.pdf" not in visitor.text
    file_it(visitor)
    assert "är inlämnad" in visitor.text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_upload_that_breaks_off_keeps_nothing_and_harms_nothing(visitor: Visitor) -> None:
    upload(visitor, (picture(), "gunga.jpg"))
    url = visitor.page.select_one("#pictures-attached [formaction$='bilagor/pictures']")
    token = inputs(visitor)["csrf_token"]
    body = (
        f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--b\r\n'
        'Content-Disposition: form-data; name="pictures-files"; filename="halv.jpg"\r\n\r\n'
    ).encode() + picture(1)[:500]
    response: TestResponse = visitor.client.post(
        str(url["formaction"]),
        data=body,
        content_type="multipart/form-data; boundary=b",
        headers={"Content-Length": str(len(body) + 5_000)},
    )
    assert response.status_code in (400, 422)
    visitor.get(visitor.response.request.path)
    assert listed(visitor) == ["gunga.jpg"]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RegisterUnavailable("the disk is full"), "x.jpg är inte uppladdad, för det går inte att"),
        (NoRoomForDrafts("the disk is nearly full"), "x.jpg är inte uppladdad, för det får inte"),
    ],
)
def test_register_that_takes_no_file_is_told(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    upload(visitor, (picture(), "gunga.jpg"))

    def full(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(attaching, "make_room", full)
    upload(visitor, (picture(1), "x.jpg"), expect=422, where="Parken")
    [problem] = problems(visitor)
    assert problem.startswith(sentence)
    assert listed(visitor) == ["gunga.jpg"]


def test_who_sends_very_much_waits(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("office.limits.MEGABYTES_ATTACHED", 1)
    upload(visitor, (picture(), "a.jpg"), (picture(1), "b.jpg"), expect=422)
    assert listed(visitor) == ["a.jpg"]
    [problem] = problems(visitor)
    assert problem.startswith("b.jpg är inte uppladdad, för det kom många filer på kort tid. Vänta")


def test_far_too_much_at_once_is_refused_before_it_is_read(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.filling.attaching.MOST_BYTES", -2_000_000)
    upload(visitor, (bytes(200_000), "a.jpg"), expect=413)
    assert "Gå tillbaka i webbläsaren" in visitor.text


def test_new_version_has_the_files_and_says_what_changed(visitor: Visitor) -> None:
    upload(visitor, (picture(), "gunga.jpg"), where="Parken")
    review(visitor, **described(visitor, "En gunga."))
    file_it(visitor)
    change = visitor.page.select_one("form[action$='/andra']")
    visitor.post(str(change["action"]), {})
    visitor.follow()
    assert listed(visitor) == ["gunga.jpg"]
    assert inputs(visitor)["pictures-0-text"] == "En gunga."
    review(visitor)
    assert "Inget svar är ändrat" in visitor.text
    visitor.get(visitor.response.request.path.removesuffix("granska/"))
    upload(visitor, (picture(1), "kedja.jpg"))
    review(visitor, **described(visitor, "En gunga.", "En kedja."))
    assert "Ändrat sedan version 1" in visitor.text
    file_it(visitor)
    assert "version 2" in visitor.text


@pytest.mark.parametrize("path", ["bilagor/where", "bilagor/none", "utkast/none/bilagor/pictures"])
def test_other_questions_take_no_files(visitor: Visitor, path: str) -> None:
    visitor.post(f"/felanmalan/{path}", {}, expect=404)
