"""PDFs that other programs have joined, printed, restricted or saved in their own way."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.contents import FieldValue
from intake.opening import open_here
from intake.reading import Reading, Remark, read
from intake.refusals import Encrypted, NoAnswers, SeveralForms
from pdf import render_blank
from pdf.sheets import sheet_address
from tests.intake.fillers import with_fields_only, with_pypdf
from tests.intake.hostile import pdf
from tests.pdf.documents import FORM, HOUSE, document, form, imprint, on_blank
from tests.plans import PLANS, as_inputs
from tests.programs import program

Join = Callable[..., bytes]
BLANK = render_blank(FORM, HOUSE)


def read_here(content: bytes) -> Reading:
    """Read without a process of its own; no program printed what is read like this."""
    return read(content, opener=open_here, code_reader=lambda content: ())


def run(*command: str) -> None:
    """A program that must succeed; qpdf ends with 3 when it has only warned."""
    name, *arguments = command
    done = subprocess.run([program(name), *arguments], capture_output=True, check=False)
    assert done.returncode in (0, 3), done.stderr


@pytest.fixture
def pdfunite(tmp_path: Path) -> Join:
    """Poppler's program for putting PDFs one after another."""

    def join(*contents: bytes) -> bytes:
        paths = _written(tmp_path, contents)
        run("pdfunite", *paths, str(tmp_path / "out.pdf"))
        return (tmp_path / "out.pdf").read_bytes()

    return join


@pytest.fixture(params=["a name for each file", "one of each name"])
def union(request: pytest.FixtureRequest, pdfunite: Join) -> Join:
    """pdfunite as in Debian 12, and as in Debian 13, which leaves out a name that is there."""

    def join(*contents: bytes) -> bytes:
        made = pdfunite(*contents)
        if request.param == "a name for each file":
            return made
        return re.sub(rb"(/EmbeddedFiles <</Names \[\S+ \d+ 0 R )[^\]]*", _without_others, made)

    return join


def _without_others(names: re.Match[bytes]) -> bytes:
    return names[1].ljust(len(names[0]))


@pytest.fixture
def qpdf(tmp_path: Path) -> Join:
    """Another such program, which gives the fields of the second file new names."""

    def join(*contents: bytes) -> bytes:
        paths = _written(tmp_path, contents)
        run("qpdf", paths[0], "--pages", *paths, "--", str(tmp_path / "out.pdf"))
        return (tmp_path / "out.pdf").read_bytes()

    return join


def _written(folder: Path, contents: tuple[bytes, ...]) -> list[str]:
    for number, content in enumerate(contents):
        (folder / f"{number}.pdf").write_bytes(content)
    return [str(folder / f"{number}.pdf") for number in range(len(contents))]


def filled(number: int) -> bytes:
    """The blank filled in with an example plan."""
    return with_pypdf(BLANK, as_inputs(PLANS[number]))


# ---- Fields that the form does not list, or lists twice


@pytest.mark.parametrize("number", range(len(PLANS)))
def test_blank_saved_by_pdfunite_comes_home_whole(pdfunite: Join, number: int) -> None:
    found = read_here(pdfunite(filled(number)))
    assert found.answers == on_blank(number)
    assert found.remarks == ()


def test_fields_without_any_form_are_found_on_their_pages() -> None:
    widgets = "<</Subtype /Widget /Parent 4 0 R>> 6 0 R <</Subtype /Link /T (url) /V (x)>>"
    page = f"3=<</Type /Page /Parent 2 0 R /Annots [{widgets}]>>"
    place = "<</Subtype /Widget /FT /Tx /T (medium) /V (Blogg)>>"
    field, above = "<</T (manager-name) /Parent 5 0 R>>", "<</FT /Tx /V (Bo Ek)>>"
    found = read_here(pdf(page, field, above, place))
    assert found.answers == {"manager": {"name": "Bo Ek"}, "medium": "Blogg"}


def test_names_of_fields_above_are_joined_on_the_page_too() -> None:
    page = "3=<</Type /Page /Parent 2 0 R /Annots [<</Subtype /Widget /T (b) /Parent 4 0 R>>]>>"
    contents = open_here(pdf(page, "<</T (a) /FT /Tx /V (x)>>"))
    assert contents.fields == (FieldValue("a.b", "x", is_shown=True),)


@pytest.mark.parametrize("first", ["filled", "blank"])
def test_empty_field_never_hides_a_filled_one(pdfunite: Join, first: str) -> None:
    both = (filled(0), BLANK) if first == "filled" else (BLANK, filled(0))
    found = read_here(pdfunite(*both))
    assert found.answers == form(0).answers()
    assert found.remarks == (Remark.SEVERAL_COPIES,)


def test_empty_field_never_hides_one_that_stands_elsewhere() -> None:
    fields = "[<</T (medium) /FT /Tx /V (Blogg)>> <</T (medium) /FT /Tx /V ( )>>]"
    page = "3=<</Type /Page /Parent 2 0 R /Annots [<</Subtype /Widget /T (medium) /V ()>>]>>"
    found = read_here(pdf(page, catalog=f"/AcroForm <</Fields {fields}>>"))
    assert found.answers == {"medium": "Blogg"}


def test_what_stands_on_the_page_goes_before_what_no_viewer_shows() -> None:
    page = "3=<</Type /Page /Parent 2 0 R /Annots [<</Subtype /Widget /T (medium) /V (Blogg)>>]>>"
    fields = "/AcroForm <</Fields [<</T (medium) /V (Facebook)>>]>>"
    assert read_here(pdf(page, catalog=fields)).answers == {"medium": "Blogg"}


def test_what_only_the_list_has_twice_is_not_mixed_either() -> None:
    fields = "/AcroForm <</Fields [<</T (medium) /V (Blogg)>> <</T (medium) /V (Facebook)>>]>>"
    with pytest.raises(SeveralForms):
        read_here(pdf(catalog=fields))


def test_field_on_a_page_and_in_the_list_is_found_once() -> None:
    names = [field.name for field in open_here(BLANK).fields]
    assert len(names) == len(set(names))


def test_one_field_in_two_places_is_one_form() -> None:
    places = "<</Subtype /Widget /Parent 4 0 R>> " * 2
    page = f"3=<</Type /Page /Parent 2 0 R /Annots [{places}]>>"
    field = "<</T (medium) /FT /Tx /V (Blogg)>>"
    found = read_here(pdf(page, field, catalog="/AcroForm <</Fields [4 0 R]>>"))
    assert (found.answers, found.remarks) == ({"medium": "Blogg"}, ())


def test_chain_of_fields_above_that_never_ends_is_left() -> None:
    page = "3=<</Type /Page /Parent 2 0 R /Annots [4 0 R]>>"
    with pytest.raises(NoAnswers):
        read_here(pdf(page, "<</Subtype /Widget /T (medium) /V (x) /Parent 4 0 R>>"))


# ---- Several forms in one file


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (filled(0), filled(1)),
        (document(0), document(1)),
        (document(0), filled(1)),
        (filled(1), document(0)),
    ],
    ids=["two blanks", "two plans", "plan and blank", "blank and plan"],
)
def test_several_filled_forms_in_one_file_are_not_mixed(
    union: Join, first: bytes, second: bytes
) -> None:
    with pytest.raises(SeveralForms):
        read_here(union(first, second))


@pytest.mark.parametrize("others", [(document(0),), (BLANK,)], ids=["itself", "a blank"])
@pytest.mark.parametrize("is_first", [True, False])
def test_plan_beside_itself_or_a_blank_comes_home(
    union: Join, others: tuple[bytes, ...], is_first: bool
) -> None:
    joined = (document(0), *others) if is_first else (*others, document(0))
    found = read_here(union(*joined))
    assert (found.answers, found.reference) == (form(0).answers(), "AP-2026-0042")


def test_file_that_was_taken_away_in_a_later_revision_stays_away() -> None:
    """Then the fields are what counts, and no answers are found."""
    content = document(0)
    number = int(re.findall(rb"/Root (\d+) 0 R", content)[-1])
    at, end = len(content), re.findall(rb"startxref\s+(\d+)", content)[-1]
    catalog = b"%d 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n" % number
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, at)
    trailer = b"trailer\n<</Size 999 /Root %d 0 R /Prev %s>>\n" % (number, end)
    later = catalog + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (at + len(catalog))
    with pytest.raises(NoAnswers):
        read_here(content + later)


def test_fields_that_got_another_name_in_a_copy_are_read(qpdf: Join) -> None:
    found = read_here(qpdf(BLANK, BLANK, filled(0)))
    assert found.answers == form(0).answers()
    assert found.remarks == (Remark.SEVERAL_COPIES,)


def test_several_filled_forms_are_not_mixed_whatever_their_fields_are_called(qpdf: Join) -> None:
    with pytest.raises(SeveralForms):
        read_here(qpdf(filled(0), filled(1)))


def test_fields_of_another_form_are_told_of() -> None:
    content = with_fields_only(BLANK, {"medium": "Blogg"}).replace(b"(url)", b"(xyz)")
    assert read_here(content).remarks == ()
    page = "3=<</Type /Page /Parent 2 0 R /Annots [<</Subtype /Widget /T (other) /V (x)>>]>>"
    found = read_here(pdf(page, catalog="/AcroForm <</Fields [<</T (medium) /V (Blogg)>>]>>"))
    assert found.remarks == (Remark.UNKNOWN_FIELDS,)


# ---- Restrictions and passwords

RESTRICTED = "--print=none --modify=none --extract=n"
ENCRYPTIONS = {
    "RC4, 40 bits": "--allow-weak-crypto --encrypt {} owner 40 --print=n --modify=n --",
    "RC4, 128 bits": "--allow-weak-crypto --encrypt {} owner 128 --use-aes=n --modify=none --",
    "AES, 128 bits": f"--encrypt {{}} owner 128 --use-aes=y {RESTRICTED} --",
    "AES, 256 bits": f"--encrypt {{}} owner 256 {RESTRICTED} --",
}


@pytest.fixture
def protect(tmp_path: Path) -> Callable[[bytes, str, str], bytes]:
    """A PDF that a program has restricted, and locked when there is a password."""

    def encrypt(content: bytes, how: str, password: str) -> bytes:
        [path] = _written(tmp_path, (content,))
        options = [password if one == "{}" else one for one in ENCRYPTIONS[how].split()]
        run("qpdf", *options, path, str(tmp_path / "out.pdf"))
        return (tmp_path / "out.pdf").read_bytes()

    return encrypt


@pytest.mark.parametrize("how", ENCRYPTIONS)
def test_restricted_file_that_opens_without_a_password_is_read(
    protect: Callable[[bytes, str, str], bytes], how: str
) -> None:
    assert read_here(protect(document(0), how, "")).agrees
    found = read(protect(filled(1), how, ""))
    assert found.answers == on_blank(1)


@pytest.mark.parametrize("how", ENCRYPTIONS)
def test_file_with_a_password_is_refused(
    protect: Callable[[bytes, str, str], bytes], how: str
) -> None:
    with pytest.raises(Encrypted):
        read_here(protect(document(0), how, "hemligt"))


# ---- Attachments that were dropped


@pytest.fixture
def printed(tmp_path: Path) -> Callable[[bytes], bytes]:
    """A PDF printed to a file: the same pages, and nothing that rode inside."""

    def print_to_file(content: bytes) -> bytes:
        [path] = _written(tmp_path, (content,))
        run("pdftocairo", "-pdf", path, str(tmp_path / "out.pdf"))
        return (tmp_path / "out.pdf").read_bytes()

    return print_to_file


@pytest.fixture
def scanned(tmp_path: Path) -> Callable[[bytes], bytes]:
    """A PDF of pictures, the second page first and upside down."""

    def scan(content: bytes) -> bytes:
        from PIL import Image

        [path] = _written(tmp_path, (content,))
        run("pdftoppm", "-r", "150", "-gray", "-jpeg", path, str(tmp_path / "page"))
        first, second, *_ = [Image.open(one) for one in sorted(tmp_path.glob("page*.jpg"))]
        second.rotate(180).save(tmp_path / "scan.pdf", save_all=True, append_images=[first])
        return (tmp_path / "scan.pdf").read_bytes()

    return scan


@pytest.mark.parametrize("how", ["printed", "scanned"])
def test_paper_of_ours_is_known_by_its_code(how: str, request: pytest.FixtureRequest) -> None:
    content = request.getfixturevalue(how)(document(0))
    with pytest.raises(NoAnswers) as refused:
        read(content)
    codes = refused.value.facts["codes"]
    assert sorted(codes) == [sheet_address(imprint(), page, 2) for page in (1, 2)]


@pytest.mark.parametrize("content", [pdf(), BLANK], ids=["another document", "blank"])
def test_paper_without_a_code_has_none(content: bytes) -> None:
    with pytest.raises(NoAnswers) as refused:
        read(content)
    assert refused.value.facts == {"codes": []}
