"""Sorting: what a human says of a page that came home, and what is seen on it where they put it."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from intake.refusals import TooHeavy
from intake.scans import open_scan
from office import sorting
from office.judging_sheets import BY_CODE
from office.office import Office
from office.receiving_paper import read_waiting, receive
from office.sorting import (
    BEFORE,
    SENT,
    NoSuchPage,
    ask_again,
    guesses_of,
    place_of,
    put_at,
    set_aside,
)
from register.accounts import MAIL, ensure_account
from register.actors import COURIER, Actor, Role, signed_in
from register.arrivals import NewArrival, Way
from register.database import writing
from register.documents import issued_of
from register.errors import SheetChanged
from register.events import EventKind, events_of
from register.filings import Filing
from register.papers import PaperState, paper_of
from register.sheets import Sheet, Verdict, Why, cutting_of, sheets_of
from register.sight import Sight
from tests.office.fake_scans import FakeScan, file_of
from tests.office.test_receiving_paper import INKS, code, fake, file_plan, own, pages_of, read
from tests.paper import scan_of

__all__ = ["fake", "own"]


@pytest.fixture
def officer(own: Office) -> Actor:
    """Who sorts."""
    with writing(own.register) as connection:
        account = ensure_account(connection, MAIL, "a@x.se", "Åsa", "a@x.se", own.now())
    return signed_in(account, frozenset((Role.OFFICER,)))


@pytest.fixture
def lies(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture lies surely wherever a human says that its page belongs."""

    @contextmanager
    def laid(content: bytes) -> Iterator[FakeScan]:
        yield FakeScan([{"inks": INKS}])

    monkeypatch.setattr(sorting, "open_scan", laid)


@pytest.fixture
def is_too_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that ends whoever looks at it."""

    @contextmanager
    def refused(content: bytes) -> Iterator[FakeScan]:
        raise TooHeavy
        yield

    monkeypatch.setattr(sorting, "open_scan", refused)


def asked(own: Office, *also: object) -> Sheet:
    """A page without a code; `also` makes its file another one than that of other tests."""
    return read(own, file_of({"codes": [f"https://example.se/{also}"]}))[0]


def inks(own: Office, filing: Filing) -> list[str]:
    return [one.signature.value for one in paper_of(own.register, filing.id).signers]


@pytest.mark.usefixtures("fake", "lies")
def test_page_lies_where_a_human_says_with_what_is_seen_there(own: Office, officer: Actor) -> None:
    filing = file_plan(own)
    last = pages_of(own, filing)
    others = [{"codes": [code(filing, page, last)]} for page in range(1, last)]
    read(own, file_of(*others))
    assert paper_of(own.register, filing.id).missing == (last,)
    sheet = asked(own, 1)
    place = place_of(own, Sight(), filing.reference.lower(), None, last)
    put = put_at(own, sheet, place, officer)
    assert (put.verdict, put.reference, put.page) == (Verdict.FILED, filing.reference, last)
    assert inks(own, filing) == INKS
    assert paper_of(own.register, filing.id).state is PaperState.CHECK
    assert cutting_of(own.register, put.id, "signer-2")
    event = events_of(own.register, filing.id)[-1]
    assert (event.kind, event.account_id) == (EventKind.SHEET_SORTED, officer.account_id)


@pytest.mark.usefixtures("fake", "is_too_heavy")
def test_signatures_are_unsure_where_a_page_cannot_be_laid(own: Office, officer: Actor) -> None:
    filing = file_plan(own)
    last = pages_of(own, filing)
    put = put_at(own, asked(own, 2), place_of(own, Sight(), filing.reference, 1, last), officer)
    assert inks(own, filing) == ["unsure"] * 3
    assert cutting_of(own.register, put.id, "signer-0") is None
    # On a page that nobody signs there is nothing to be unsure of.
    put = put_at(own, asked(own, 3), place_of(own, Sight(), filing.reference, 1, 1), officer)
    assert dict(put.inks) == {}


@pytest.mark.usefixtures("fake", "lies")
def test_page_of_an_older_version_does_not_count(own: Office, officer: Actor) -> None:
    first = file_plan(own)
    second = file_plan(own, revises=first.id)
    put = put_at(own, asked(own, 4), place_of(own, Sight(), first.reference, 1, 1), officer)
    assert (put.verdict, put.why, put.version) == (Verdict.APART, Why.OUTDATED, 1)
    assert paper_of(own.register, second.id).sheets == ()


@pytest.mark.usefixtures("fake", "lies")
def test_what_was_said_is_taken_back_and_becomes_a_guess(own: Office, officer: Actor) -> None:
    filing = file_plan(own)
    sheet = asked(own, 5)
    put = put_at(own, sheet, place_of(own, Sight(), filing.reference, 1, 1), officer)
    again = ask_again(own, put, officer)
    assert (again.verdict, again.why, again.reference) == (Verdict.ASKED, Why.FOREIGN, None)
    assert [(one.page, one.why) for one in again.guesses] == [(1, BEFORE)]
    assert paper_of(own.register, filing.id).sheets == ()
    dropped = set_aside(own, again, Verdict.DROPPED, officer)
    back = ask_again(own, dropped, officer)
    assert (back.why, back.guesses) == (Why.FOREIGN, again.guesses)
    assert back.facts["codes"] == sheet.facts["codes"]


@pytest.mark.usefixtures("fake", "lies")
def test_page_that_was_filed_by_its_code_can_be_taken_back_too(own: Office, officer: Actor) -> None:
    filing = file_plan(own)
    filed = read(own, file_of({"codes": [code(filing, 1, pages_of(own, filing))]}))[0]
    again = ask_again(own, filed, officer)
    assert (again.verdict, again.why) == (Verdict.ASKED, Why.NONE)
    assert [(one.reference, one.page) for one in again.guesses] == [(filing.reference, 1)]


@pytest.mark.usefixtures("fake", "lies")
def test_only_one_of_two_who_sort_a_page_is_heard(own: Office, officer: Actor) -> None:
    filing, sheet = file_plan(own), asked(own, 6)
    place = place_of(own, Sight(), filing.reference, 1, 1)
    put_at(own, sheet, place, officer)
    for late in (
        lambda: put_at(own, sheet, place, officer),
        lambda: set_aside(own, sheet, Verdict.BLANK, officer),
        lambda: ask_again(own, sheet, officer),
    ):
        with pytest.raises(SheetChanged):
            late()
    assert [one.id for one in paper_of(own.register, filing.id).sheets] == [sheet.id]


@pytest.mark.parametrize(
    ("typed", "version", "page", "what"),
    [
        ("AP-1999-0001", None, 1, "plan"),
        ("", None, 1, "plan"),
        ("{}", 2, 1, "version"),
        ("{}", 0, 1, "version"),
        ("{}", 1, 0, "page"),
        ("{}", None, 3, "page"),
    ],
)
def test_page_that_does_not_exist_is_told(
    own: Office, typed: str, version: int | None, page: int, what: str
) -> None:
    filing = file_plan(own)
    with pytest.raises(NoSuchPage) as told:
        place_of(own, Sight(), typed.format(filing.reference), version, page)
    assert (told.value.what, told.value.most) == (what, {"version": 1, "page": 2}.get(what, 0))


def test_real_page_without_codes_is_cut_where_it_is_put(own: Office, officer: Actor) -> None:
    filing = file_plan(own)
    document = issued_of(own.register, filing.id)
    assert document.places is not None
    assert document.pages is not None
    scan = scan_of(document.content, document.pages, document.places, signed=(0, 2))
    sheet = read(own, without_codes(scan))[0]
    assert (sheet.verdict, sheet.why) == (Verdict.ASKED, Why.NO_CODE)
    place = place_of(own, Sight(), filing.reference, None, document.pages)
    put = put_at(own, sheet, place, officer)
    assert inks(own, filing) == ["written", "empty", "written"]
    assert (cutting_of(own.register, put.id, "signer-0") or b"").startswith(b"\xff\xd8")


def without_codes(scan: bytes) -> bytes:
    """The same with its codes painted over."""
    with open_scan(scan) as opened:
        codes = opened.page(1).codes
    picture = Image.open(BytesIO(scan))
    for code_seen in codes:
        across, down = zip(*code_seen.corners, strict=True)
        box = (min(across) - 9, min(down) - 9, max(across) + 9, max(down) + 9)
        ImageDraw.Draw(picture).rectangle(box, "white")
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=75, dpi=(200, 200))
    return kept.getvalue()


@pytest.mark.usefixtures("fake", "lies")
def test_paper_that_is_clear_once_a_page_is_put_passes_if_the_settings_say_so(
    own: Office, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    filing = file_plan(own)
    passed: list[int] = []
    monkeypatch.setattr(sorting, "pass_clear", lambda _own, filing_id: passed.append(filing_id))
    put_at(own, asked(own, 7), place_of(own, Sight(), filing.reference, 1, 1), officer)
    set_aside(own, asked(own, 8), Verdict.BLANK, officer)
    assert passed == [filing.id]


@pytest.mark.usefixtures("fake")
def test_picture_that_was_sent_for_a_plan_may_be_what_lacks_of_it(own: Office) -> None:
    filing = file_plan(own)
    last = pages_of(own, filing)
    first = [{"codes": [code(filing, page, last)]} for page in range(1, last)]
    read(own, file_of(*first))
    differs = {"codes": [code(filing, 1, last)], "lies_on": []}
    for seen, guess in (({}, []), (differs, [(1, BY_CODE)])):
        new = NewArrival(file_of(seen), "IMG_1.jpg", "image/jpeg", Way.PHONE, filing.id)
        arrival = receive(own, new, COURIER)
        read_waiting(own, bool)
        [sheet] = sheets_of(own.register, arrival.id)
        found = [(one.page, one.why) for one in guesses_of(own, sheet)]
        assert found == [*guess, (last, SENT)]
