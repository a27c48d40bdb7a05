"""Laying out ahead of the number gives the same documents as rendering with it."""

from dataclasses import replace

import pytest

from forms.changes import Changes, changes_between
from pdf import Imprint, Mark, lay_out, render
from pdf.form.laidout import AlreadyPrintedError
from tests.pdf.documents import HARD_NAMES, HOUSE, ISSUED, form, imprint
from tests.plans import PLANS

# Wider than the place that is kept for a number.
LONG_REFERENCE = "-".join(["VERKSAMHETSPLAN"] * 4) + "-2026-0001"


@pytest.mark.parametrize("number", range(len(PLANS)))
def test_document_and_copy_are_those_that_are_rendered_with_their_number(number: int) -> None:
    filled = form(number)
    document, copy = lay_out(filled, ISSUED, HOUSE).print_with_copy(imprint())
    assert document == render(filled, imprint(), HOUSE)
    assert copy == render(filled, imprint(Mark.COPY), HOUSE)


@pytest.mark.parametrize("name", HARD_NAMES.values(), ids=HARD_NAMES.keys())
def test_rare_letters_change_nothing_in_that(name: str) -> None:
    filled = form(purpose=name)
    printed = lay_out(filled, ISSUED, HOUSE).print_with_copy(imprint())
    assert printed == (
        render(filled, imprint(), HOUSE),
        render(filled, imprint(Mark.COPY), HOUSE),
    )


def test_later_version_is_laid_out_with_its_changes() -> None:
    after = form()
    changes = Changes(1, changes_between(form(purpose="Ett annat syfte"), after))
    second = replace(imprint(), version=2)
    laid_out = lay_out(after, ISSUED, HOUSE, changes)
    assert laid_out.print(second) == render(after, second, HOUSE, changes)


def test_number_that_takes_more_room_than_was_kept_moves_what_stands_below_it() -> None:
    long = Imprint(LONG_REFERENCE, 1, ISSUED)
    printed = lay_out(form(), ISSUED, HOUSE).print_with_copy(long)
    assert printed == (
        render(form(), long, HOUSE),
        render(form(), replace(long, mark=Mark.COPY), HOUSE),
    )


def test_layout_is_not_printed_twice() -> None:
    laid_out = lay_out(form(), ISSUED, HOUSE)
    laid_out.print(imprint())
    with pytest.raises(AlreadyPrintedError):
        laid_out.print(imprint())
