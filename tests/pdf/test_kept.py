"""The kept paper: an archival file that shows the sheets upright, and can be searched."""

import re
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from pdf.geometry import PAGE_HEIGHT, PAGE_WIDTH, Box
from pdf.kept import KeptFacts, KeptPage, kept_pdf
from pdf.words import Word, words_of
from tests.paper import Issued, issued
from tests.pdf import verapdf
from tests.programs import program

DOTS = 6.0
WHOLE = (round(PAGE_WIDTH * DOTS), round(PAGE_HEIGHT * DOTS))
NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
FACTS = KeptFacts(
    title="Aktivitetsplan",
    municipality="Töreboda kommun",
    reference="AP-2026-0042",
    version=2,
    arrived_on=date(2026, 3, 3),
    way="fotograferat med telefon",
    digests=("ab" * 32,),
)
# From mm to pixels: as it lies, askew on a scanner, before a telephone, and upside down.
STRAIGHT = (DOTS, 0, 0, 0, DOTS, 0, 0, 0, 1)
ASKEW = (DOTS, 0.2, 12, -0.2, DOTS, 40, 0, 0, 1)
TELEPHONE = (6.4, 0.5, 60, -0.3, 6.6, 90, 0.0002, 0.0004, 1)
OVER = (-DOTS, 0, WHOLE[0], 0, -DOTS, WHOLE[1], 0, 0, 1)
MAPS = {"straight": STRAIGHT, "askew": ASKEW, "telephone": TELEPHONE, "over": OVER}


@cache
def plan() -> Issued:
    return issued(1)


@cache
def words() -> tuple[Word, ...]:
    return words_of(plan().content)[0]


@cache
def paper() -> Image.Image:
    """The first page of the plan, as it was issued."""
    with pypdfium2.PdfDocument(plan().content) as document:
        return document[0].render(scale=DOTS * 25.4 / 72, grayscale=True).to_pil().convert("L")


def seen(sheet: Image.Image, map_: tuple[float, ...]) -> Image.Image:
    """A sheet through a map, on a desk."""
    size = (WHOLE[0] + 200, WHOLE[1] + 260)
    # Pillow wants the way back, from the picture to the sheet.
    a, b, c, d, e, f, g, h, i = (part / (DOTS if at % 3 < 2 else 1) for at, part in enumerate(map_))
    rows = (
        *(e * i - f * h, c * h - b * i, b * f - c * e),
        *(f * g - d * i, a * i - c * g, c * d - a * f),
        *(d * h - e * g, b * g - a * h, a * e - b * d),
    )
    back = tuple(part / rows[8] for part in rows[:8])
    way = Image.Transform.PERSPECTIVE
    return sheet.transform(size, way, back, Image.Resampling.BILINEAR, fillcolor=200)


def kept_in(picture: Image.Image, kind: str = "JPEG") -> tuple[bytes, str]:
    out = BytesIO()
    picture.save(out, kind, **({"quality": 70} if kind == "JPEG" else {}))
    return out.getvalue(), f"image/{kind.lower()}"


def page_of(map_: tuple[float, ...], sheet: Image.Image | None = None) -> KeptPage:
    return KeptPage(*kept_in(seen(sheet or paper(), map_)), 1, map_, words())


def coloured() -> KeptPage:
    """A page with a blue pen on it."""
    picture = paper().convert("RGB")
    ImageDraw.Draw(picture).line((600, 1200, 900, 1260), fill=(20, 40, 200), width=5)
    return KeptPage(*kept_in(picture), 2, STRAIGHT, words())


def bilevel() -> KeptPage:
    picture = paper().point(lambda value: 255 * (value > 150)).convert("1")
    return KeptPage(*kept_in(picture, "PNG"), 3, STRAIGHT, words())


def unknown() -> KeptPage:
    """A sheet that was not laid on anything."""
    return KeptPage(*kept_in(seen(paper(), ASKEW)), 1)


SPECIMENS = {
    **{name: [page_of(map_)] for name, map_ in MAPS.items()},
    "in colour": [coloured()],
    "black and white": [bilevel()],
    "unknown": [unknown()],
    "several": [page_of(ASKEW), coloured(), bilevel(), unknown()],
}


def rendered(content: bytes, page: int = 0) -> Image.Image:
    with pypdfium2.PdfDocument(content) as document:
        return document[page].render(scale=DOTS * 25.4 / 72, grayscale=True).to_pil().convert("L")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


def test_every_kept_paper_is_pdfa_3b(folder: Path) -> None:
    files = [folder / f"{number}.pdf" for number in range(len(SPECIMENS))]
    for file, pages in zip(files, SPECIMENS.values(), strict=True):
        file.write_bytes(kept_pdf(pages, FACTS, NOW))
    verdicts = verapdf.judge(files, ["3b"])
    assert [one.passed for one in verdicts] == [True] * len(files), verdicts


@pytest.mark.parametrize("name", SPECIMENS)
def test_paper_is_white_and_print_is_black(name: str) -> None:
    """Archival files may be negatives, which a validator does not see."""
    pages = SPECIMENS[name]
    content = kept_pdf(pages, FACTS, NOW)
    for number in range(len(pages)):
        shown = rendered(content, number)
        counts = shown.crop((200, 200, 1000, 1500)).histogram()
        assert sum(counts[190:]) > 0.8 * sum(counts)
        assert sum(counts[:100]) > 0.005 * sum(counts)


@pytest.mark.parametrize("name", MAPS)
def test_laid_sheet_stands_upright_where_the_paper_was(name: str) -> None:
    shown = rendered(kept_pdf([page_of(MAPS[name])], FACTS, NOW))
    issued_there = paper()
    if name == "telephone":
        # A photograph is not bent into shape, only laid upright.
        assert abs(middle_of_code(shown)[0] - middle_of_code(issued_there)[0]) < 8
        assert abs(middle_of_code(shown)[1] - middle_of_code(issued_there)[1]) < 8
        return
    away = [
        abs(one - other) / DOTS
        for one, other in zip(dark_box(shown), dark_box(issued_there), strict=True)
    ]
    assert max(away) < 0.7


def dark_box(picture: Image.Image) -> tuple[int, int, int, int]:
    inner = picture.crop((40, 40, picture.width - 40, picture.height - 40))
    found = inner.point(lambda value: 255 * (value < 100)).getbbox()
    assert found
    return found


def middle_of_code(picture: Image.Image) -> tuple[float, float]:
    """In mm, of the code at the right of the foot."""
    box = next(one["box"] for one in plan().places["places"] if one["box"][0] > 100)
    around = [round(side * DOTS) for side in (box[0] - 9, box[1] - 9, box[0] + 26, box[1] + 26)]
    found = picture.crop(tuple(around)).point(lambda value: 255 * (value < 100)).getbbox()
    assert found
    left, top, right, bottom = found
    return (around[0] + (left + right) / 2) / DOTS, (around[1] + (top + bottom) / 2) / DOTS


def test_nothing_of_a_photographed_paper_is_cut_off() -> None:
    sheet = Image.new("L", WHOLE, 255)
    side = 40
    for left in (0, WHOLE[0] - side):
        for top in (0, WHOLE[1] - side):
            sheet.paste(0, (left, top, left + side, top + side))
    shown = rendered(kept_pdf([page_of(TELEPHONE, sheet)], FACTS, NOW))
    width, height = shown.width // 2, shown.height // 2
    for left in (0, width):
        for top in (0, height):
            quarter = shown.crop((left, top, left + width, top + height))
            assert sum(quarter.histogram()[:100]) > 0.7 * side * side


def told_boxes(content: bytes) -> list[tuple[str, Box]]:
    """What pdftotext finds, and where, in mm from the top left."""
    done = subprocess.run(
        [program("pdftotext"), "-bbox", "-", "-"], input=content, capture_output=True, check=True
    )
    number = r'"([-0-9.]+)"'
    line = re.compile(f"<word xMin={number} yMin={number} xMax={number} yMax={number}>(.*?)</word>")
    found = []
    for left, top, right, bottom, text in line.findall(done.stdout.decode()):
        x0, y0, x1, y1 = (float(side) / 72 * 25.4 for side in (left, top, right, bottom))
        found.append((unescape(text), Box(x0, y0, x1 - x0, y1 - y0)))
    return found


@pytest.mark.parametrize("name", MAPS)
def test_words_lie_where_they_stand_in_the_picture(name: str) -> None:
    once = [word for word in words() if [one.text for one in words()].count(word.text) == 1]
    long = [word for word in once if len(word.text) > 6]
    corners = ((0, 0), (PAGE_WIDTH, 0), (0, PAGE_HEIGHT), (PAGE_WIDTH, PAGE_HEIGHT))
    for x, y in corners:
        word = min(long, key=lambda one: abs(one.box.left - x) + abs(one.box.top - y))
        alone = Image.new("L", WHOLE, 255)
        edges = word.box.left, word.box.top, word.box.left + word.box.width, word.box.bottom
        sides = tuple(round(side * DOTS) for side in edges)
        ImageDraw.Draw(alone).rectangle(sides, fill=0)
        content = kept_pdf([page_of(MAPS[name], alone)], FACTS, NOW)
        left, top, right, bottom = dark_box(rendered(content))
        inks = [(40 + side) / DOTS for side in (left, top, right, bottom)]
        [box] = [box for text, box in told_boxes(content) if text == word.text]
        told = [box.left, box.top, box.left + box.width, box.bottom]
        assert max(abs(a - b) for a, b in zip(inks, told, strict=True)) < 0.9, (
            word.text,
            inks,
            told,
        )


def test_text_can_be_copied_and_is_that_of_the_issued_page() -> None:
    content = kept_pdf([page_of(ASKEW)], FACTS, NOW)
    assert sorted(text for text, _ in told_boxes(content)) == sorted(one.text for one in words())
    done = subprocess.run(
        [program("pdftotext"), "-", "-"], input=content, capture_output=True, check=True
    )
    text = " ".join(done.stdout.decode().split())
    assert "Fyll i en aktivitetsplan för varje konto" in text
    assert "AP-2026-0042" in text


def test_sheet_that_was_not_laid_is_whole_on_its_page_and_says_nothing() -> None:
    content = kept_pdf([unknown()], FACTS, NOW)
    assert told_boxes(content) == []
    shown = rendered(content)
    # The desk around the paper is seen on all four sides of the picture.
    across = shown.crop((0, shown.height // 2, shown.width, shown.height // 2 + 1)).getextrema()
    assert across[1] > 195


def test_words_without_a_map_are_left_out() -> None:
    content = kept_pdf([replace(unknown(), words=words())], FACTS, NOW)
    assert told_boxes(content) == []


@pytest.mark.parametrize(
    "map_",
    [(0.0,) * 9, (float("nan"),) * 9, (1.0, 2.0), (1e-9, 0, 0, 0, 1e-9, 0, 0, 0, 1)],
    ids=["nothing", "no numbers", "too few", "next to nothing"],
)
def test_map_that_leads_nowhere_is_none(map_: tuple[float, ...]) -> None:
    content = kept_pdf([replace(page_of(STRAIGHT), map=map_)], FACTS, NOW)
    assert told_boxes(content) == []
    assert rendered(content).getextrema()[0] < 100


def test_the_file_tells_whose_paper_it_is_and_how_it_came() -> None:
    reader = pypdf.PdfReader(BytesIO(kept_pdf([page_of(STRAIGHT), bilevel()], FACTS, NOW)))
    title = "Aktivitetsplan – AP-2026-0042, version 2 – undertecknat papper"
    note = "Papper till AP-2026-0042, version 2. Kom in 3 mars 2026, fotograferat med telefon."
    assert reader.metadata
    assert (reader.metadata.title, reader.metadata.subject) == (title, note)
    packet = reader.xmp_metadata
    assert packet
    assert packet.dc_title == {"x-default": title}
    assert packet.dc_description == {"x-default": note}
    assert [str(day)[:10] for day in packet.dc_date] == ["2026-03-03"]
    assert packet.dc_source == f"sha256:{'ab' * 32}"
    assert reader.page_labels == ["sida 1", "sida 3"]


def test_same_paper_gives_the_same_bytes_and_other_paper_another_identifier() -> None:
    pages = SPECIMENS["several"]
    assert kept_pdf(pages, FACTS, NOW) == kept_pdf(pages, FACTS, NOW)
    one, other = (
        pypdf.PdfReader(BytesIO(kept_pdf(some, FACTS, NOW))).trailer["/ID"]
        for some in (pages, pages[1:])
    )
    assert one != other


def test_pictures_are_kept_as_they_are() -> None:
    pages = [page_of(ASKEW), bilevel()]
    content = kept_pdf(pages, FACTS, NOW)
    assert pages[0].picture in content
    with pypdfium2.PdfDocument(content) as document:
        image = next(document[1].get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
        shown = image.get_bitmap().to_pil().convert("L")
    assert shown.tobytes() == Image.open(BytesIO(pages[1].picture)).convert("L").tobytes()


@pytest.mark.parametrize(("kind", "mode"), [("GIF", "L"), ("PNG", "RGB"), ("JPEG", "CMYK")])
def test_picture_of_another_kind_is_refused(kind: str, mode: str) -> None:
    picture = kept_in(Image.new(mode, (9, 9)), kind)
    with pytest.raises((ValueError, OSError)):
        kept_pdf([KeptPage(*picture, 1)], FACTS, NOW)


def test_nothing_is_no_document() -> None:
    with pytest.raises(ValueError, match="no page"):
        kept_pdf([], FACTS, NOW)
