"""How a paper is put together from its sheets: nothing hangs on the order, nobody signs twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from register.paper_marks import Mark
from register.papers import Paper, PaperState, Seen, assembled
from register.verdicts import Ink, Verdict
from tests.register.examples import NOW

PAGES, SIGNERS = 3, 3
W, E, U = Ink.WRITTEN, Ink.EMPTY, Ink.UNSURE
HOUR = timedelta(hours=1)


def sheet(number: int, page: int, inks: Sequence[Ink] = (), **changes: Any) -> Seen:
    """The `number`th sheet that came, of a paper whose signers are counted through its pages."""
    both = {signer: (ink, ink) for signer, ink in enumerate(inks)}
    at = NOW + number * HOUR
    seen = Seen(number, Verdict.FILED, "", page, PAGES, at, at, both, ())
    return replace(seen, **changes)


def paper(*sheets: Seen, **facts: Any) -> Paper:
    return assembled(1, sheets, **{"signers": SIGNERS, "pages": PAGES} | facts)


def whole(*inks: Ink, first: int = 1) -> list[Seen]:
    """All pages, the last of which is signed so."""
    return [sheet(first, 1), sheet(first + 1, 2), sheet(first + 2, 3, inks)]


@st.composite
def heaps(draw: st.DrawFn) -> list[Seen]:
    """Sheets of one version, numbered as they came; some are of a page twice, or do not count."""
    found = []
    for number in range(1, draw(st.integers(0, 9)) + 1):
        page = draw(st.integers(1, PAGES))
        inks = draw(st.lists(st.sampled_from(Ink), min_size=3, max_size=3)) if page == 3 else ()
        verdict = draw(st.sampled_from([Verdict.FILED] * 4 + [Verdict.APART]))
        changes = draw(st.sampled_from([(), (), ((1.0, 2.0, 3.0, 4.0),)]))
        found.append(sheet(number, page, inks, verdict=verdict, changes=changes))
    return found


MARKS = st.none() | st.lists(st.integers(0, 2), unique=True).map(
    lambda signers: Mark(NOW.date(), tuple(signers), at=NOW + 4 * HOUR)
)


@given(heaps(), MARKS, st.randoms())
@trying(max_examples=30, deadline=None, derandomize=True)
def test_order_in_which_sheets_are_found_never_matters(
    heap: list[Seen], mark: Mark | None, chance: Random
) -> None:
    mixed = list(heap)
    chance.shuffle(mixed)
    assert paper(*mixed, mark=mark) == paper(*heap, mark=mark)


@given(heaps(), st.randoms())
@trying(max_examples=30, deadline=None, derandomize=True)
def test_order_in_which_sheets_came_never_changes_what_is_told(
    heap: list[Seen], chance: Random
) -> None:
    numbers = [one.id for one in heap]
    chance.shuffle(numbers)
    came = [
        replace(one, id=number, seen_at=NOW + number * HOUR)
        for one, number in zip(heap, numbers, strict=True)
    ]
    was, now = paper(*heap), paper(*came)
    assert (was.state, was.is_clear, was.missing) == (now.state, now.is_clear, now.missing)
    counted = [sum(one.signature is W for one in of.signers) for of in (was, now)]
    assert counted[0] == counted[1]


@given(heaps(), MARKS)
@trying(max_examples=30, deadline=None, derandomize=True)
def test_signers_are_those_who_signed_on_any_sheet(heap: list[Seen], mark: Mark | None) -> None:
    found = paper(*heap, mark=mark)
    counting = [one for one in heap if one.verdict is Verdict.FILED]
    wrote = {
        signer for one in counting for signer, (ink, _) in one.inks.items() if ink is Ink.WRITTEN
    }
    assert {one.signer for one in found.signers if one.signature is W} == wrote
    assert {one.page for one in found.sheets} == {one.page for one in counting}
    assert len(found.sheets) + len(found.doubles) == len(counting)
    chosen = {one.id for one in found.sheets}
    assert all(one.sheet_id in chosen for one in found.signers if one.sheet_id is not None)


def test_two_prints_of_a_page_with_a_signature_each_make_one_paper() -> None:
    found = paper(*whole(W, E, E), sheet(9, 3, (E, W, W)))
    assert found.state is CHECK
    assert [one.id for one in found.sheets] == [1, 2, 3, 9]
    assert not found.doubles
    assert [one.sheet_id for one in found.signers] == [3, 9, 9]
    # A human has to see that both are of the same plan.
    assert not found.is_clear


@given(heaps(), MARKS)
@trying(max_examples=30, deadline=None, derandomize=True)
def test_sheet_that_does_not_count_changes_nothing(heap: list[Seen], mark: Mark | None) -> None:
    counting = [one for one in heap if one.verdict is Verdict.FILED]
    found = paper(*heap, mark=mark)
    assert replace(found, apart=()) == paper(*counting, mark=mark)
    assert len(found.apart) == len(heap) - len(counting)


@given(heaps())
@trying(max_examples=30, deadline=None, derandomize=True)
def test_nothing_is_clear_that_lacks_anything(heap: list[Seen]) -> None:
    found = paper(*heap)
    if found.is_clear:
        assert found.state is PaperState.CHECK
        assert {one.page for one in found.sheets} == {1, 2, 3}
        assert all(one.signature is one.date is W for one in found.signers)
    if found.missing:
        assert found.state is PaperState.WAITING


WAITING, PARTLY, CHECK, SIGNED = PaperState
ALL = (0, 1, 2)


@pytest.mark.parametrize(
    ("inks", "signers", "at", "expected"),
    [
        ((), None, 0, WAITING),
        ((E, E, E), None, 0, WAITING),
        ((W, E, E), None, 0, PARTLY),
        ((W, W, W), None, 0, CHECK),
        ((W, U, W), None, 0, CHECK),
        ((W, W, W), ALL, 9, SIGNED),
        ((E, E, E), ALL, 9, SIGNED),
        ((W, W, W), (0,), 9, PARTLY),
        ((W, W, E), (0,), 0, PARTLY),
        ((E, W, W), (0,), 0, CHECK),
        ((W, W, W), (0,), 0, CHECK),
        ((W, E, E), (0, 1), 0, PARTLY),
        ((E, E, E), (), 9, WAITING),
    ],
)
def test_state_is_what_was_confirmed_and_what_newer_sheets_show(
    inks: tuple[Ink, ...], signers: tuple[int, ...] | None, at: int, expected: PaperState
) -> None:
    mark = None if signers is None else Mark(NOW.date(), signers, at=NOW + at * HOUR)
    assert paper(*whole(*inks), mark=mark).state is expected


def test_page_that_lacks_is_told_and_waited_for() -> None:
    found = paper(sheet(1, 1), sheet(2, 3, (W, W, W)))
    assert (found.missing, found.state, found.is_complete) == ((2,), WAITING, False)
    assert [(one.signer, one.sheet_id) for one in found.signers] == [(0, 2), (1, 2), (2, 2)]
    assert paper().missing == (1, 2, 3)


def test_sheet_with_most_signers_is_chosen_and_of_alike_the_newest() -> None:
    found = paper(*whole(W, W, E), sheet(4, 3, (W, W, E)), sheet(5, 3, (W, E, U)))
    assert [one.id for one in found.sheets] == [1, 2, 5, 4]
    assert [one.id for one in found.doubles] == [3]
    assert [one.sheet_id for one in found.signers] == [4, 4, 5]


def test_change_by_hand_or_an_older_version_is_never_clear() -> None:
    clear = whole(W, W, W)
    assert paper(*clear).is_clear
    altered = replace(clear[0], changes=((10.0, 20.0, 5.0, 5.0),))
    found = paper(altered, *clear[1:])
    assert not found.is_clear
    assert [(one.sheet_id, one.n, one.box[0]) for one in found.changes] == [(1, 0, 10.0)]
    # Nor when another sheet of the page was chosen.
    older = replace(altered, id=0, seen_at=NOW)
    found = paper(older, *clear)
    assert (found.changes, found.is_clear) == ((), False)
    assert not paper(*whole(W, U, W)).is_clear
    assert not paper(*clear, is_newest=False).is_clear
    undated = replace(clear[2], inks=dict.fromkeys(ALL, (W, E)))
    assert not paper(*clear[:2], undated).is_clear


def test_paper_that_nobody_signs_has_no_state() -> None:
    assert paper(*whole(), signers=0).state is None
    assert not paper(*whole(), signers=0).is_clear


def test_number_of_pages_is_taken_from_the_codes_when_nobody_kept_it() -> None:
    assert paper(sheet(1, 1), pages=None).missing == (2, 3)
    # A page that the document has not is none.
    assert paper(sheet(1, 4)).sheets == ()


# ---- Who need not sign


def test_paper_is_signed_without_who_need_not_sign() -> None:
    who = {"optional": frozenset({1})}
    came = whole(W, E, W)
    assert paper(*came, **who).state is PaperState.CHECK
    assert paper(*came, **who).is_clear
    mark = Mark(NOW.date(), (0, 2), at=NOW + 9 * HOUR)
    assert paper(*came, **who, mark=mark).state is PaperState.SIGNED
    # Of everybody else nobody may lack.
    assert paper(*whole(W, W, E), **who).state is PaperState.PARTLY
    assert paper(*whole(W, E, E), **who).required == {0, 2}


def test_what_stands_half_written_where_nobody_needs_to_sign_is_looked_at() -> None:
    odd = sheet(3, 3, (W, E, W))
    odd = replace(odd, inks={**odd.inks, 1: (U, E)})
    found = paper(sheet(1, 1), sheet(2, 2), odd, optional=frozenset({1}))
    assert found.state is PaperState.CHECK
    assert not found.is_clear


def test_nothing_is_awaited_where_nobody_has_to_sign() -> None:
    assert paper(optional=frozenset(range(SIGNERS))).state is None
