"""The signed paper comes home by a telephone, in a real browser."""

import base64
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from register import documents
from register.database import open_database
from tests.journeys.pages import press
from tests.journeys.servers import Server, wait_until
from tests.journeys.test_filing import fill_in
from tests.paper import scan_of
from tests.pdf.scans import DAMAGES, Damage
from tests.plans import PLANS

TELEPHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "locale": "sv-SE",
}
CAMERA = replace(DAMAGES["telephone"].machine, dots_per_inch=(230,))
UNSTEADY = Damage(replace(CAMERA, blur=(7.0, 7.0)))
LARGE = 4_000_000  # bytes, as in static/papers.js
READ = "Sida 2 av 2 är läst."


def without_code() -> bytes:
    """A picture of something else."""
    kept = BytesIO()
    Image.effect_noise((1200, 1600), 90).save(kept, "JPEG")
    return kept.getvalue()


WITHOUT_CODE = without_code()


@dataclass(frozen=True)
class Paper:
    """A plan that was filed and printed, where its code leads, and the register behind it."""

    code: str
    issued: documents.Document
    server: Server

    @property
    def reference(self) -> str:
        """What the plan is called."""
        return self.code.split("/")[-3]

    def photograph(self, page: int, damage: Damage | str = "telephone", seed: int = 0) -> bytes:
        """One of its pages, signed, before the camera."""
        assert self.issued.places is not None
        places = self.issued.places
        return scan_of(self.issued.content, page, places, seed=seed, damage=damage)

    def arrivals(self) -> int:
        """How many files have come for it."""
        with closing(self.server.register()) as register:
            query = "SELECT count(*) FROM arrivals WHERE filing_id = ?"
            return int(register.execute(query, (self.issued.filing_id,)).fetchone()[0])


def picture(content: bytes, name: str = "IMG_0001.jpg") -> FilePayload:
    """A file as the camera hands it over."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


@pytest.fixture(scope="module")
def papers(systems: Callable[..., Server], browser: Browser) -> tuple[Paper, Paper]:
    """Two plans, filed by somebody else a while ago."""
    server = systems(COURIER="thread")
    return filed(server, browser), filed(server, browser)


def filed(server: Server, browser: Browser) -> Paper:
    """File a plan."""
    page = browser.new_page()
    page.goto(server.form)
    fill_in(page, PLANS[0])
    press(page, "Granska svaren")
    press(page, "Lämna in planen")
    page.context.close()
    return filed_last(server)


def filed_last(server: Server) -> Paper:
    """The plan of version 1 that was filed last."""
    with closing(server.register()) as register:
        query = """SELECT filings.id, reference, paper_check FROM filings
            JOIN cases ON cases.id = case_id ORDER BY filings.id DESC"""
        filing_id, reference, check = register.execute(query).fetchone()
    engine = open_database(f"sqlite:///{server.instance / 'register.sqlite3'}")
    issued = documents.document_of(engine, filing_id)
    engine.dispose()
    return Paper(f"{server.url}/V/{reference}/1/{check.upper()}12", issued, server)


@pytest.fixture
def paper(papers: tuple[Paper, Paper]) -> Paper:
    """One of them, of which some pages may have come."""
    return papers[0]


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def telephone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab on a telephone. Any error of a script fails the test."""
    context = browser.new_context(**TELEPHONE, java_script_enabled=request.param)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    yield page
    context.close()


with_script = pytest.mark.parametrize("telephone", [True], ids=["with JavaScript"], indirect=True)


def send(page: Page, *files: FilePayload, by: str = "#file") -> None:
    """Choose files, and press the button where it is shown."""
    page.locator(by).set_input_files(list(files))
    button = page.get_by_role("button", name="Skicka in", exact=True)
    if button.is_visible():
        button.click()


def expect_told(page: Page, words: str) -> None:
    """What is said of a file; where it had to wait, when it was read."""
    told = page.locator("main strong", has_text=words)
    later = page.get_by_role("link", name="Se hur det går")
    wait_until(lambda: told.or_(later).count())
    while not told.count() and later.count():
        later.click()
    expect(told).to_be_visible()


def test_page_is_photographed_and_told_of_at_once(
    telephone: Page, papers: tuple[Paper, Paper], request: pytest.FixtureRequest
) -> None:
    paper = papers["without" in request.node.name]
    telephone.goto(paper.code)
    expect(telephone.get_by_label("Fotografera en sida")).to_have_attribute(
        "capture", "environment"
    )
    send(telephone, picture(paper.photograph(2)), by="#photo")
    expect_told(telephone, READ)
    expect(telephone.get_by_text("Sida 1 saknas.")).to_be_visible()
    send(telephone, picture(WITHOUT_CODE))
    expect_told(telephone, "Ingen kod syns på sidan.")
    expect(telephone.get_by_role("img", name="Ett papper med två koder")).to_be_visible()
    send(telephone, picture(paper.photograph(1)))
    expect_told(telephone, "Sida 1 av 2 är läst.")
    expect(telephone.get_by_text("Alla sidor är mottagna.")).to_be_visible()


@with_script
def test_blurred_picture_is_told_of_before_it_is_sent_and_keys_send_it_anyway(
    telephone: Page, paper: Paper
) -> None:
    # Asked for only as the key is pressed, a busy browser may open its own window instead.
    telephone.on("filechooser", lambda _: None)
    telephone.goto(paper.code)
    before = paper.arrivals()
    telephone.locator("#file").focus()
    with telephone.expect_file_chooser() as chooser:
        telephone.keyboard.press("Enter")
    chooser.value.set_files(picture(paper.photograph(1, UNSTEADY)))
    anyway = telephone.get_by_role("button", name="Skicka ändå")
    expect(telephone.locator("li", has_text="Bilden är för suddig.")).to_be_visible()
    assert paper.arrivals() == before
    telephone.keyboard.press("Tab")
    expect(anyway).to_be_focused()
    telephone.keyboard.press("Enter")
    expect(anyway).to_be_hidden()
    expect(telephone.locator("[data-paper-rows] li")).to_be_focused()
    expect_told(telephone, "Bilden är för suddig.")
    expect(telephone.locator("[data-announcer]")).to_contain_text("IMG_0001.jpg: Bilden")
    assert paper.arrivals() == before + 1


@with_script
def test_sharp_pictures_of_every_kind_are_not_held_back(telephone: Page, paper: Paper) -> None:
    telephone.goto(paper.code)
    kinds = ["poor", "100 dpi", "fax, 150 dpi", "blurred", "faint", "telephone"]
    sent: list[str] = []

    def take(route: Route) -> None:
        sent.append(route.request.url)
        route.fulfill(body="<h1>Mottagen</h1>", content_type="text/html")

    telephone.route(lambda url: url.endswith("/papper"), take)
    send(telephone, *(picture(paper.photograph(2, kind), f"{kind}.jpg") for kind in kinds))
    expect(telephone.locator("li", has_text="Mottagen")).to_have_count(len(kinds))
    assert len(sent) == len(kinds)


@with_script
def test_large_photograph_is_made_smaller_and_still_read(telephone: Page, paper: Paper) -> None:
    photograph = Image.open(BytesIO(paper.photograph(2, seed=1))).resize((4500, 6000))
    kept = BytesIO()
    photograph.save(kept, "JPEG", quality=98)
    assert len(kept.getvalue()) > LARGE
    telephone.goto(paper.code)
    send(telephone, picture(kept.getvalue()))
    expect_told(telephone, "Sida 2 av 2 är läst")
    with closing(paper.server.register()) as register:
        content = register.execute("SELECT content FROM arrivals ORDER BY id DESC").fetchone()[0]
    assert len(content) < len(kept.getvalue())
    # Of an A4 each inch still has more than 200 dots.
    assert max(Image.open(BytesIO(content)).size) == 4000


@with_script
def test_what_was_lost_on_the_way_goes_again_and_is_there_once(
    telephone: Page, paper: Paper
) -> None:
    """The server has it, and its answer was lost; and the session has ended meanwhile."""
    tries: list[str] = []

    def lose_first_answer(route: Route) -> None:
        tries.append(route.request.url)
        if len(tries) == 2:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    telephone.route(lambda url: url.endswith("/papper"), lose_first_answer)
    telephone.goto(paper.code)
    telephone.context.clear_cookies()
    before = paper.arrivals()
    send(telephone, picture(paper.photograph(2, seed=2)))
    expect(telephone.locator("li", has_text="Ingen kontakt.")).to_be_visible()
    expect_told(telephone, "Sida 2 av 2 är läst")
    assert len(tries) == 3
    assert paper.arrivals() == before + 1


@with_script
def test_dropped_files_are_told_of_one_by_one(telephone: Page, paper: Paper) -> None:
    telephone.goto(paper.code)
    drop(telephone, {"1.jpg": paper.photograph(1, seed=3), "brev.txt": b"hej"})
    rows = telephone.locator("[data-paper-rows] li")
    expect(rows.nth(0)).to_contain_text("Sida 1 av 2 är läst")
    expect(rows.nth(1)).to_contain_text("Filen är varken en bild eller en PDF.")
    assert [one.split()[0] for one in rows.all_inner_texts()] == ["1.jpg", "brev.txt"]


def drop(page: Page, files: dict[str, bytes]) -> None:
    """Drag files over the place and let them go."""
    handle = page.evaluate_handle("new DataTransfer()")
    for name, content in files.items():
        page.evaluate(
            """([transfer, content, name]) => {
              const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
              const type = name.endsWith(".jpg") ? "image/jpeg" : "text/plain";
              transfer.items.add(new File([bytes], name, { type }));
            }""",
            [handle, base64.b64encode(content).decode(), name],
        )
    for event in ("dragover", "drop"):
        page.dispatch_event("form[data-papers]", event, {"dataTransfer": handle})
