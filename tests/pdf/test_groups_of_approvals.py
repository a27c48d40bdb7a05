"""Several groups of approvals: each with its heading, parted between pages, never within one."""

from itertools import pairwise

import pytest

from pdf import lay_out, render, render_blank
from pdf.places import Purpose
from tests.pdf.documents import HOUSE, ISSUED, imprint
from tests.pdf.test_approvals import texts
from tests.pdf.test_tags import tags
from tests.signing import Beslut, answers

STATEMENTS = ("Jag har läst det här:", "Jag godkänner det här:")
FIRST = ("Deltagare 1", "Chef")


def document(count: int = 2, **changes: object) -> bytes:
    return render(Beslut.from_answers(answers(count, **changes)), imprint(), HOUSE)


def test_each_group_has_its_own_heading_and_says_what_is_signed() -> None:
    words = " ".join(texts(document()))
    assert words.index("De som deltar") < words.index(STATEMENTS[0]) < words.index("Deltagare 1")
    assert words.index("De som beslutar") < words.index(STATEMENTS[1]) < words.index("Chef")
    assert words.count("Gäller: B2") == 2
    assert "Godkännande" not in words
    headings = [tag for tag in tags(document()) if tag.name == "/H2"]
    assert len(headings) >= 2


@pytest.mark.parametrize("count", range(1, 13))
def test_groups_part_at_a_page_and_no_statement_leaves_its_signers(count: int) -> None:
    pages = texts(document(count))
    for statement, signer in zip(STATEMENTS, FIRST, strict=True):
        assert [statement in page for page in pages] == [f"{signer} Namn" in page for page in pages]


def test_group_that_does_not_fit_below_another_moves_alone() -> None:
    def pages_of(count: int) -> list[int]:
        pages = texts(document(count))
        return [next(n for n, page in enumerate(pages) if one in page) for one in STATEMENTS]

    assert [0, 1] in [pages_of(count) for count in range(3, 8)]


def test_places_to_sign_are_those_of_the_filing_in_their_order() -> None:
    for kept in (answers(2), answers(5, ends=True)):
        form = Beslut.from_answers(kept)
        laid_out = lay_out(form, ISSUED, HOUSE)
        laid_out.print(imprint())
        found = [one.signer for one in laid_out.places if one.purpose is Purpose.SIGNATURE]
        assert found == list(range(len(form.signers())))


def test_document_names_who_signs_and_nobody_else() -> None:
    words = " ".join(texts(document(2)))
    for text in ("Nils Ek 1", "Nils Ek 2", "Bo Ek", "Skriver under vid behov"):
        assert text in words
    assert "Direktör" not in words
    assert "Direktör" in " ".join(texts(document(2, ends=True)))


def test_blank_has_room_for_everybody_and_says_who_signs_when() -> None:
    words = " ".join(texts(render_blank(Beslut, HOUSE)))
    for text in ("Deltagare 1", "Deltagare 2", "Chef", "Säkerhetschef", "Direktör"):
        assert text in words
    assert "Skrivs under bara om du kryssade i ”Rummet stängs”." in words
    assert all(words.index(one) < words.index(other) for one, other in pairwise(STATEMENTS))
