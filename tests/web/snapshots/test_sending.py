"""A snapshot is sent in from the receipt, Mina planer and the register, and fetched again."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from office import snapshots as office_snapshots
from office.office import Office
from office.slots import AllTaken
from register import schema
from register.database import reading
from register.errors import NoRoomForPaper
from tests.intake.hostile import flat_page_tree, flate_bomb, pdf, stream
from tests.intake.kinds import saved
from tests.intake.test_depictions import REFUSED, SECRETS, photograph
from tests.plans import plan
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.desk.test_own_plans import ONE_OF_THEM
from tests.web.filling.test_attaching import paper, picture
from web.desk.guard import Role

SAID = {"why": "halvår", "shows": "Startsidan med tre inlägg."}
Page = tuple[Visitor, str]


def days(visitor: Visitor) -> str:
    [day] = visitor.page.select("#day")
    return str(day["value"])


def send(
    page: Page, *files: tuple[bytes, str], expect: int = 303, **said: str
) -> list[tuple[str, str]]:
    """Send files from a page; what it says is wrong, each with where that leads."""
    visitor, back = page
    visitor.get(f"{back}ogonblicksbild")
    given: dict[str, Any] = {"day": days(visitor), **SAID, **said}
    given["files"] = [(BytesIO(content), name) for content, name in files]
    visitor.post(f"{back}ogonblicksbild", given, expect=expect)
    visitor.response.request.environ["wsgi.input"].close()
    if expect == 303:
        assert visitor.response.location.endswith(f"{back}#ogonblicksbilder")
        visitor.follow()
    links = visitor.page.select(".govuk-error-summary a")
    return [(one.text, str(one["href"])) for one in links]


def listed(visitor: Visitor) -> list[str]:
    return [one.text for one in visitor.page.select("section[aria-labelledby=ogonblicksbilder] h3")]


def ways(visitor: Visitor) -> list[str]:
    """Where the document and the files are fetched."""
    found = visitor.page.select("section[aria-labelledby=ogonblicksbilder] a")
    return [str(one["href"]) for one in found if not one["href"].endswith("ogonblicksbild")]


def kept(app: Flask) -> list[sa.RowMapping]:
    own: Office = app.extensions["office"]
    with reading(own.register) as connection:
        rows = connection.execute(sa.select(schema.snapshots).order_by(schema.snapshots.c.id))
        return list(rows.mappings())


@pytest.fixture
def receipt(visitor: Visitor) -> Page:
    """Who has filed a plan, and the address of its receipt."""
    answers = plan()
    answers["administrators"][-1] = ONE_OF_THEM
    visitor.file(answers)
    return visitor, visitor.response.request.path


@pytest.fixture
def doors(app: Flask, receipt: Page) -> dict[str, Page]:
    """Every page from where one is sent in."""
    reference = receipt[0].page.select_one(".reference").text.split()[0]
    found = {"receipt": receipt}
    for role, place in ((Role.OWN, "mina-planer"), (Role.OFFICER, "register/planer")):
        one = Visitor(app)
        signed_in(one.client, role)
        found[place] = one, f"/{place}/{reference}/"
    return found


GIVERS = {
    "receipt": "den som har kvittot",
    "mina-planer": "en administratör för kontot",
    "register/planer": "informationsansvarig",
}


def test_it_is_sent_in_and_fetched_from_each_page(app: Flask, doors: dict[str, Page]) -> None:
    for number, (door, giver) in enumerate(GIVERS.items(), 1):
        sent_in_and_fetched(doors[door], number, giver)
        row = kept(app)[-1]
        assert (row["account_id"] is None) == (door == "receipt")
        # Everybody else sees it too.
        for name, (another, place) in doors.items():
            another.get(place)
            assert len(listed(another)) == number, name


def sent_in_and_fetched(door: Page, number: int, giver: str) -> None:
    """So many are there then, and the last is the first that is listed."""
    visitor, _ = door
    page = paper()
    send(door, (picture(number), "flöde å.jpg"), (page, "sida.pdf"))
    assert "Ögonblicksbilden är sparad." in visitor.text
    assert len(listed(visitor)) == number
    assert listed(visitor)[0].endswith(": halvårets bild")
    document, first, second = (visitor.client.get(way) for way in ways(visitor)[:3])
    for one, name in (
        (document, "ogonblicksbild-"),
        (first, "fl%C3%B6de%20%C3%A5.jpg"),
        (second, "sida.pdf"),
    ):
        assert one.status_code == 200
        assert one.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
        assert name in one.headers["Content-Disposition"]
        assert "sandbox" in one.headers["Content-Security-Policy"]
    assert second.data == page
    reader = PdfReader(BytesIO(document.data))
    inside = {one.content for one in reader.attachment_list}
    assert inside == {first.data, second.data}
    text = reader.pages[0].extract_text()
    assert f"av {giver}" in text
    assert "own@" not in text
    assert "Startsidan med tre inlägg." in text
    shown = visitor.page.select(".files-shown img[src*=ogonblicksbilder]")
    pictures = [visitor.client.get(str(one["src"])).mimetype for one in shown]
    assert pictures == ["image/jpeg"] * 2 * number


def test_where_a_picture_was_taken_is_kept_nowhere(app: Flask, receipt: Page) -> None:
    visitor, _ = receipt
    send(receipt, (picture(), "a.jpg"))
    for way in ways(visitor):
        content = visitor.client.get(way).data
        assert not any(secret in content for secret in SECRETS)
    content = visitor.client.get(ways(visitor)[1]).data
    assert Image.open(BytesIO(content)).size == (64, 48)


def test_same_once_more_is_told_and_kept_once(app: Flask, receipt: Page) -> None:
    visitor, _ = receipt
    files = (picture(1), "a.jpg"), (picture(2), "b.jpg")
    send(receipt, *files)
    send(receipt, *files[::-1], shows="Samma igen.")
    assert "är redan sparade" in visitor.text
    assert len(listed(visitor)) == len(kept(app)) == 1
    # The same file twice in one is once in it.
    send(receipt, files[0], files[0])
    assert len(listed(visitor)) == 2


def test_all_that_is_wrong_is_told_at_its_place_and_what_was_typed_stays(
    app: Flask, receipt: Page
) -> None:
    visitor, _ = receipt
    told = send(receipt, expect=422, day="2099-01-01", why="", shows="Å" * 301)
    assert [place for _, place in told] == ["#files", "#day", "#why-0", "#shows"]
    assert [text for text, _ in told] == [
        "Ingen fil är vald. Välj en eller flera filer och tryck på ”Skicka in”.",
        "Dagen har inte varit än. Skriv dagens datum eller en tidigare dag",
        "Välj varför bilden togs",
        "Texten är längre än 300 tecken. Korta den",
    ]
    assert days(visitor) == "2099-01-01"
    assert visitor.page.select_one("#shows").text.strip() == "Å" * 301
    [(text, place)] = send(receipt, (picture(), "a.jpg"), expect=422, day="2001-02-03")
    assert (place, text[:31]) == ("#day", "Kontot finns i registret sedan ")
    [chosen] = visitor.page.select("[name=why][checked]")
    assert chosen["value"] == SAID["why"]
    for day in ("i går", "", "2026-02-30"):
        [(text, _)] = send(receipt, (picture(), "a.jpg"), expect=422, day=day)
        assert text.startswith("Skriv dagen med siffror")
    [(text, _)] = send(receipt, (picture(), "a.jpg"), expect=422, shows=" \n ")
    assert text.startswith("Skriv vad bilden visar")
    assert kept(app) == []


def test_every_file_that_cannot_be_taken_is_told_by_name(app: Flask, receipt: Page) -> None:
    visitor, _ = receipt
    files = [
        (picture(), "bra.jpg"),
        (b"", "tom.png"),
        (b"MZ", "program.exe"),
        (b"ord", "text.pdf"),
        (REFUSED["a script at opening"][0](), "skript.pdf"),
        (b"x" * (20 * 1024 * 1024 + 1), "stor.jpg"),
    ]
    told = [text.split(" ", 1) for text, _ in send(receipt, *files, expect=422)]
    assert [name for name, _ in told] == [name for _, name in files[1:]]
    words = ("är tom", "är varken", "är inte vad namnet", "innehåller något som körs", "större än")
    for (_, said), word in zip(told, words, strict=True):
        assert word in said
    assert "Inget är sparat än. Välj alla filer igen" in visitor.text
    assert visitor.page.select_one("#shows").text.strip() == SAID["shows"]
    assert kept(app) == []


def test_every_hostile_pdf_is_refused_in_words_of_its_own(app: Flask, receipt: Page) -> None:
    hostile = {
        "lasenord.pdf": (REFUSED["a PDF with a password"][0](), "är låst med ett lösenord."),
        "halv.pdf": (REFUSED["half a PDF"][0](), "är skadad."),
        "bomb.pdf": (page_of("[0 0 595 842]", flate_bomb(2)), "är för tung att öppna."),
        "sidor.pdf": (flat_page_tree(300), "har fler än 200 sidor."),
        "bomb.png": (REFUSED["a bomb"][0](), "bildpunkter."),
        "halv.jpg": (REFUSED["half a JPEG"][0](), "är inte hel"),
    }
    files = [(content, name) for name, (content, _) in hostile.items()]
    for (text, place), (name, (_, words)) in zip(
        send(receipt, *files, expect=422), hostile.items(), strict=True
    ):
        assert (text.split(" ", 1)[0], place) == (name, "#files")
        assert words in text
    assert kept(app) == []


def test_page_of_any_measures_is_kept(receipt: Page) -> None:
    boxes = ["[0 0 1000000 1000000]", "[0 0 10 1000000]", "[0 0 1000000 10]"]
    send(receipt, *[(page_of(box, stream(b"q Q")), f"{box}.pdf") for box in boxes])
    assert len(ways(receipt[0])) == 1 + len(boxes)


def page_of(box: str, content: bytes) -> bytes:
    """A PDF of one page."""
    return pdf(f"3=<</Type /Page /Parent 2 0 R /MediaBox {box} /Contents 4 0 R>>", content)


def test_too_many_files_and_pages_are_told_of(
    app: Flask, receipt: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    [(text, _)] = send(receipt, *[(picture(n), f"{n}.jpg") for n in range(11)], expect=422)
    assert text.startswith("Det är fler än 10 filer.")
    monkeypatch.setattr(office_snapshots, "MOST_PAGES", 1)
    [(text, _)] = send(receipt, (picture(1), "a.jpg"), (picture(2), "b.jpg"), expect=422)
    assert text.startswith("Filerna har tillsammans fler än 1 sidor.")
    monkeypatch.setattr(office_snapshots, "MOST_BYTES", 100)
    [(text, _)] = send(receipt, (picture(1), "a.jpg"), expect=422)
    assert text.startswith("Filerna är tillsammans större än ")
    assert kept(app) == []


def test_request_that_is_too_large_is_answered_in_words(receipt: Page) -> None:
    visitor, _ = receipt
    send(receipt, *[(bytes(16 * 1024 * 1024), f"{n}.jpg") for n in range(4)], expect=413)
    assert "Filerna är för stora tillsammans" in visitor.text


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [(AllTaken(), 422, "andra laddar upp"), (NoRoomForPaper("full"), 503, "får inte plats")],
)
def test_nothing_is_kept_when_there_is_no_room(
    app: Flask,
    receipt: Page,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    words: str,
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(office_snapshots, "look_at", refuse)
    [(text, _)] = send(receipt, (picture(), "a.jpg"), expect=status)
    assert words in text
    assert kept(app) == []


def test_who_sends_many_for_one_plan_has_to_wait(
    receipt: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("office.limits.SCANS_OF_A_PLAN", 1)
    send(receipt, (picture(1), "a.jpg"))
    [(text, _)] = send(receipt, (picture(2), "a.jpg"), expect=429)
    assert "Vänta" in text


def test_looks_are_written_down_and_the_timeline_tells_it(
    app: Flask, doors: dict[str, Page]
) -> None:
    send(doors["receipt"], (picture(), "a.jpg"))
    for place in ("mina-planer", "register/planer"):
        visitor, page = doors[place]
        visitor.get(page)
        for way in ways(visitor):
            visitor.client.get(way)
    own: Office = app.extensions["office"]
    with reading(own.register) as connection:
        seen = list(connection.scalars(sa.select(schema.looks.c.what)))
    assert seen.count("snapshot") == seen.count("own snapshot") == 2
    timeline = doors["register/planer"][0].page.select_one(".timeline").text
    assert "En ögonblicksbild togs" in timeline
    assert "Halvårets bild" in timeline


def test_duty_leads_straight_to_the_page(app: Flask, doors: dict[str, Page]) -> None:
    for place, (visitor, page) in doors.items():
        visitor.get(page)
        duty = visitor.page.find("a", string="Ta en ögonblicksbild av kontot")
        if place != "register/planer":
            assert duty
            visitor.get(str(duty["href"]))
            assert "Vad visar bilden?" in visitor.text
        visitor.get(f"{page}avsluta")
        visitor.get(str(visitor.page.find("a", string="skicka in en ögonblicksbild")["href"]))
        assert "Vad visar bilden?" in visitor.text


def test_nobody_fetches_what_is_anothers(make_app: Callable[..., Flask], receipt: Page) -> None:
    visitor, back = receipt
    send(receipt, (picture(), "a.jpg"))
    mine = ways(visitor)
    another = Visitor(visitor.client.application)
    another.file(plan(1))
    theirs = another.response.request.path
    for way in [*mine, f"{mine[1]}.jpg"]:
        assert another.client.get(way).status_code == 200
        assert another.client.get(way.replace(back, theirs)).status_code == 404
    for way in ("1/2", "1/0", "2.pdf", "1/2.jpg"):
        assert another.client.get(f"{back}ogonblicksbilder/{way}").status_code == 404


def test_account_that_is_not_there_yet_is_not_pictured(visitor: Visitor) -> None:
    visitor.file(plan(url="torebodabibliotek", not_created=True))
    back = visitor.response.request.path
    visitor.get(f"{back}ogonblicksbild")
    assert "inte skapat än, så det finns inget" in visitor.text
    assert not visitor.page.select("[type=file]")
    visitor.get(back)
    assert "Skicka in en ögonblicksbild" not in visitor.text


def test_same_picture_in_another_kind_is_another(app: Flask, receipt: Page) -> None:
    for kind in ("PNG", "WEBP"):
        send(receipt, (saved(photograph().resize((64, 48)), kind), f"a.{kind.lower()}"))
    assert len(kept(app)) == 2
