"""Paper that comes: each sheet is judged by itself, and written once."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from app import create_app
from forms import Aktivitetsplan
from office import judging_sheets, receiving_paper
from office.drafts import keep_new
from office.filing import file_draft
from office.office import Office
from office.receiving_paper import read_waiting, receive
from register import arrivals, schema
from register.actors import COURIER, OPERATOR
from register.arrivals import Arrival, NewArrival, Way
from register.database import writing
from register.documents import issued_of
from register.errors import NoRoomForPaper, RegisterUnavailable
from register.filings import Filing, find_filing
from register.papers import PaperState, paper_of
from register.sheets import (
    Sheet,
    Sorting,
    Verdict,
    Why,
    cutting_of,
    picture_of,
    sheets_of,
    sort_sheet,
)
from settings import read_settings
from tests.office.fake_scans import file_of, open_fake
from tests.paper import scan_of
from tests.plans import plan
from tests.register.databases import lay_down_register

NEVER = bool
MOST_WAITING = 40 * 2**20
INKS = ["written", "written", "written"]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One installation for all: each test sends another file."""
    place = tmp_path_factory.mktemp("paper")
    settings = read_settings(
        {
            "INSTANCE_PATH": str(place),
            "COURIER": "off",
            "MAX_WAITING_SCAN_BYTES": str(MOST_WAITING),
        }
    )
    lay_down_register(settings.instance_path / "register.sqlite3")
    office: Office = create_app(settings).extensions["office"]
    yield office
    office.register.dispose()


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving_paper, "open_scan", open_fake)


def file_plan(own: Office, revises: int | None = None, **answers: Any) -> Filing:
    form = Aktivitetsplan.from_answers(plan(0, **answers))
    assert form.validate()
    kept = keep_new(own, form, lambda *_: None, revises)
    receipt = file_draft(own, form, kept)
    filing = find_filing(own.register, receipt.reference, receipt.version)
    assert filing is not None
    return filing


def code(filing: Filing, page: int, pages: int, copy: str = "") -> str:
    check = str(filing.paper_check).upper()
    return f"HTTPS://X.SE/V/{filing.reference}/{filing.version}/{check}{page}{pages}{copy}"


def send(own: Office, content: bytes, way: Way = Way.FOLDER) -> Arrival:
    return receive(own, NewArrival(content, "a.pdf", "application/pdf", way), COURIER)


def read(own: Office, content: bytes) -> list[Sheet]:
    arrival = send(own, content)
    read_waiting(own, NEVER)
    return sheets_of(own.register, arrival.id)


def later(own: Office, leases: int) -> Office:
    """The same when so many leases have ended."""
    return replace(own, now=lambda: own.now() + leases * 2 * receiving_paper.LEASE)


def judged(own: Office, *pages: Any) -> list[tuple[str, str]]:
    return [(one.verdict.value, one.why.value) for one in read(own, file_of(*pages))]


def pages_of(own: Office, filing: Filing) -> int:
    return paper_of(own.register, filing.id).pages


def test_scan_of_a_signed_plan_is_filed_page_by_page_and_awaits_a_look(own: Office) -> None:
    filing = file_plan(own)
    document = issued_of(own.register, filing.id)
    assert document.places is not None
    assert document.pages is not None
    pages = [
        Image.open(BytesIO(scan_of(document.content, one, document.places)))
        for one in range(1, document.pages + 1)
    ]
    kept = BytesIO()
    pages[-1].save(kept, "PDF", save_all=True, append_images=pages[:-1], resolution=200)
    told = read(own, kept.getvalue())
    assert [(one.verdict, one.page) for one in told] == [
        (Verdict.FILED, one) for one in [document.pages, *range(1, document.pages)]
    ]
    paper = paper_of(own.register, filing.id)
    assert (paper.state, paper.is_complete) == (PaperState.CHECK, True)
    sheet = paper.signers[0].sheet_id
    assert sheet is not None
    cutting, picture = cutting_of(own.register, sheet, "signer-0"), picture_of(own.register, sheet)
    assert (cutting or b"").startswith(b"\xff\xd8")
    assert (picture.media if picture else "") == "image/jpeg"


@pytest.mark.usefixtures("fake")
def test_each_sheet_is_what_its_own_codes_and_print_say(own: Office) -> None:
    filing = file_plan(own)
    pages = pages_of(own, filing)
    first, last = code(filing, 1, pages), code(filing, pages, pages)
    forged = first.replace(str(filing.paper_check).upper(), "A" * 10)
    never_filed = "https://x.se/v/AP-2026-9999/1/abcdefghij"
    assert judged(
        own,
        {"codes": [first, first]},
        {"codes": [last, "https://diariet.example/17"], "inks": INKS},
        {"codes": [first, last]},
        {"codes": [first, forged]},
        {"codes": [forged]},
        {"codes": ["https://example.se/"]},
        {"codes": [never_filed]},
        {"codes": [code(filing, 1, pages, "K")]},
        {"codes": [first], "lies_on": []},
        {"codes": [f"/v/{filing.reference}/1/{filing.paper_check}"], "lies_on": [2]},
        {"is_blank": True},
        {},
        "too-heavy",
    ) == [
        ("filed", ""),
        ("filed", ""),
        ("asked", "conflict"),
        ("asked", "conflict"),
        ("asked", "foreign"),
        ("asked", "foreign"),
        ("asked", "foreign"),
        ("apart", "copy"),
        ("asked", "print_differs"),
        ("asked", "no_page"),
        ("blank", ""),
        ("asked", "no_code"),
        ("asked", "unreadable"),
    ]


@pytest.mark.usefixtures("fake")
def test_nothing_is_filed_on_a_guess(own: Office) -> None:
    filing = file_plan(own)
    pages = pages_of(own, filing)
    told = read(own, file_of({"codes": [code(filing, 1, pages)], "lies_on": []}))
    (guess,) = told[0].guesses
    assert (guess.reference, guess.version, guess.page) == (filing.reference, 1, 1)
    assert guess.why == judging_sheets.BY_CODE
    assert told[0].filing_id is None
    assert paper_of(own.register, filing.id).sheets == ()


@pytest.mark.usefixtures("fake")
def test_sheet_without_a_code_may_be_the_one_page_that_lacks(own: Office) -> None:
    filing = file_plan(own)
    pages = pages_of(own, filing)
    others = [{"codes": [code(filing, one, pages)]} for one in range(1, pages)]
    told = read(own, file_of({"lies_on": [pages]}, {"lies_on": []}, *others))
    assert [(one.page, one.why) for one in told[0].guesses] == [(pages, "lack")]
    assert told[1].guesses == ()
    assert {one.verdict for one in told[:2]} == {Verdict.ASKED}
    assert paper_of(own.register, filing.id).missing == (pages,)


@pytest.mark.usefixtures("fake")
def test_nothing_is_suggested_where_more_than_one_page_lacks(own: Office) -> None:
    filing = file_plan(own)
    copy = code(filing, 1, pages_of(own, filing), "K")
    assert read(own, file_of({"lies_on": [1]}, {"codes": [copy]}))[0].guesses == ()


@pytest.mark.usefixtures("fake")
def test_print_of_paper_from_before_says_which_page_it_may_be(own: Office) -> None:
    filing = file_plan(own)
    before = {"codes": [f"/v/{filing.reference}/1/{filing.paper_check}"], "lies_on": [2]}
    [sheet] = read(own, file_of(before))
    assert [(one.page, one.why) for one in sheet.guesses] == [(2, judging_sheets.BY_PRINT)]


@pytest.mark.usefixtures("fake")
def test_paper_of_an_older_version_is_known_and_does_not_count(own: Office) -> None:
    first = file_plan(own)
    pages = pages_of(own, first)
    file_plan(own, revises=first.id)
    # Its print is not asked: it does not count, whatever that says.
    outdated = {"codes": [code(first, 1, pages)], "lies_on": []}
    assert judged(own, outdated) == [("apart", "outdated")]


@pytest.mark.usefixtures("fake")
def test_paper_whose_document_was_erased_is_asked_about(own: Office) -> None:
    filing = file_plan(own)
    pages = pages_of(own, filing)
    with writing(own.register) as connection:
        erase = sa.update(schema.documents).where(schema.documents.c.filing_id == filing.id)
        connection.execute(erase.values(content=None, erased_at=own.now()))
    assert judged(own, {"codes": [code(filing, 1, pages)]}) == [("asked", "no_document")]


@pytest.mark.usefixtures("fake")
def test_refusal_of_a_file_is_kept_with_it(own: Office) -> None:
    arrival = send(own, json.dumps("too-large").encode())
    assert read_waiting(own, NEVER) == 1
    found = arrivals.arrival_by_id(own.register, arrival.id)
    assert found is not None
    assert (found.refused, found.facts, found.is_read) == ("too-large", {"limit": 7}, True)
    assert arrivals.content_of(own.register, arrival.id) is not None
    assert read_waiting(own, NEVER) == 0


class Killed(BaseException):
    """Stands for a process that is gone."""


@pytest.mark.usefixtures("fake")
def test_reader_that_was_killed_is_followed_at_the_first_page_without_a_sheet(
    own: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrival = send(own, file_of({}, {"is_blank": True}, {}))
    seen, calls = judging_sheets.Judge.seen, []

    def killed_at_two(judge: Any, number: int) -> Any:
        calls.append(number)
        if calls == [1, 2]:
            raise Killed
        return seen(judge, number)

    monkeypatch.setattr(judging_sheets.Judge, "seen", killed_at_two)
    with pytest.raises(Killed):
        read_waiting(own, NEVER)
    assert [one.number for one in sheets_of(own.register, arrival.id)] == [1]
    assert read_waiting(own, NEVER) == 0
    assert read_waiting(later(own, 1), NEVER) == 1
    assert calls == [1, 2, 2, 3]
    assert [one.number for one in sheets_of(own.register, arrival.id)] == [1, 2, 3]


@pytest.mark.usefixtures("fake")
def test_page_that_ended_every_reader_is_left_alone_and_the_rest_goes_on(
    own: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrival = send(own, file_of({"is_blank": True}, {"is_blank": True}, {"is_blank": True}))
    seen = judging_sheets.Judge.seen

    def killed(judge: Any, number: int) -> Any:
        if number == 2:
            raise Killed
        return seen(judge, number)

    monkeypatch.setattr(judging_sheets.Judge, "seen", killed)
    # The first of them got on by a page.
    for leases in range(receiving_paper.MOST_ATTEMPTS + 1):
        with pytest.raises(Killed):
            read_waiting(later(own, leases), NEVER)
    assert read_waiting(later(own, 9), NEVER) == 1
    whys = [one.why for one in sheets_of(own.register, arrival.id)]
    assert whys == [Why.NONE, Why.UNREADABLE, Why.NONE]


def test_file_that_ends_its_readers_as_it_is_opened_is_refused(
    own: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **_more: object) -> None:
        raise Killed

    arrival = send(own, b"deadly")
    monkeypatch.setattr(receiving_paper, "open_scan", killed)
    for leases in range(receiving_paper.MOST_ATTEMPTS):
        with pytest.raises(Killed):
            read_waiting(later(own, leases), NEVER)
    assert read_waiting(later(own, 9), NEVER) == 1
    found = arrivals.arrival_by_id(own.register, arrival.id)
    assert found is not None
    assert found.refused == receiving_paper.TOO_HEAVY


@pytest.mark.usefixtures("fake")
def test_full_disk_is_waited_for_and_no_fault_of_the_page(
    own: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrival = send(own, file_of({"is_blank": True, "codes": []}, {}))
    with monkeypatch.context() as full:

        def refuse(*_: object) -> None:
            raise RegisterUnavailable("the disk is full")

        full.setattr(receiving_paper, "add_sheet", refuse)
        for leases in range(receiving_paper.MOST_ATTEMPTS + 2):
            with pytest.raises(RegisterUnavailable):
                read_waiting(later(own, leases), NEVER)
            assert read_waiting(later(own, leases), NEVER) == 0
    assert read_waiting(later(own, 9), NEVER) == 1
    whys = [one.why for one in sheets_of(own.register, arrival.id)]
    assert whys == [Why.NONE, Why.NO_CODE]


@pytest.mark.usefixtures("fake")
def test_reader_that_is_to_stop_gives_the_file_back(own: Office) -> None:
    arrival = send(own, file_of({}, {}, {}))
    asked = iter([False, False, True, True])
    assert read_waiting(own, lambda: next(asked)) == 1
    assert len(sheets_of(own.register, arrival.id)) == 1
    assert read_waiting(own, NEVER) == 1
    assert len(sheets_of(own.register, arrival.id)) == 3


@pytest.mark.usefixtures("fake")
def test_what_a_human_sorts_while_the_file_is_read_stays(
    own: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    filing = file_plan(own)
    pages = pages_of(own, filing)
    others = [{"codes": [code(filing, one, pages)]} for one in range(1, pages)]
    arrival = send(own, file_of({"lies_on": [pages]}, *others))
    guesses = judging_sheets.Judge.guesses

    def sorted_meanwhile(judge: Any, number: int, lacking: Any) -> Any:
        sheet = sheets_of(own.register, arrival.id)[0]
        sort_sheet(own.register, sheet.id, 0, Sorting(Verdict.DROPPED), own.now(), OPERATOR)
        return guesses(judge, number, lacking)

    monkeypatch.setattr(judging_sheets.Judge, "guesses", sorted_meanwhile)
    read_waiting(own, NEVER)
    sheet = sheets_of(own.register, arrival.id)[0]
    assert (sheet.verdict, sheet.guesses) == (Verdict.DROPPED, ())


def test_what_anybody_may_send_is_refused_when_too_much_waits(own: Office) -> None:
    first = send(own, b"1")
    size = sa.update(schema.arrivals).where(schema.arrivals.c.id == first.id)
    with writing(own.register) as connection:
        connection.execute(size.values(size=MOST_WAITING))
    for way in Way:
        if way in receiving_paper.OPEN_WAYS:
            with pytest.raises(NoRoomForPaper):
                send(own, b"2", way)
        else:
            assert send(own, way.encode(), way).way is way
    with writing(own.register) as connection:
        connection.execute(sa.update(schema.arrivals).values(read_at=own.now()))
    assert send(own, b"2", Way.PHONE).size == 1
    read_waiting(own, NEVER)
