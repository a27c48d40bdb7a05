"""Scans and photographs come in, pages with their codes go out."""

from functools import cache
from io import BytesIO
from math import dist
from random import Random

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter, ImageOps, ImageStat

from intake import pagepictures
from intake.laid import Ink
from intake.scans import SeenPage, open_scan
from intake.sight import look_at
from pdf.geometry import CODE_LEFTS_FROM_LEFT
from tests.intake.kinds import DOTS, SEED, SOUND, saved, sheet
from tests.paper import issued, scan_of
from tests.pdf.scans import POOR


def seen(content: bytes, number: int = 1) -> SeenPage:
    with open_scan(content) as scan:
        return scan.page(number)


def opened(page: SeenPage) -> Image.Image:
    return opened_bytes(page.picture)


def opened_bytes(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@cache
def scanned() -> Image.Image:
    return POOR.scan(sheet()[1].resize((1654, 2339)), Random(SEED))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_page_is_known_and_upright_however_it_lay(turn: int) -> None:
    text, picture = sheet()
    page = seen(
        saved(
            POOR.scan(picture.resize((1654, 2339)), Random(SEED)).rotate(turn, expand=True),
            quality=80,
        )
    )
    assert [code.text for code in page.codes] == [text, text]
    assert opened(page).size == (page.width, page.height)
    assert page.width < page.height
    lowest_third = page.height * 2 / 3
    assert all(y > lowest_third for code in page.codes for _, y in code.corners)
    assert not page.is_blank
    assert not page.is_blurred


@pytest.fixture
def in_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    pagepictures.prepare()


@pytest.mark.usefixtures("in_the_child")
@pytest.mark.parametrize("name", SOUND)
def test_sheet_is_known_in_every_kind_of_file_and_shown_upright(name: str) -> None:
    make, shown_as = SOUND[name]
    pages = pagepictures.open_pages(make())
    assert pages.count == 1
    found = look_at(pages.page(1))
    text, _ = sheet()
    assert [code.text for code in found.codes] == [text, text]
    assert 0.95 < found.dots_per_inch / DOTS < 1.05 or name.startswith("PDF")
    assert found.media == ("image/png" if shown_as == "1" else "image/jpeg")
    shown = opened_bytes(found.shown)
    assert shown.mode == ("1" if shown_as == "1" else "L")
    assert shown.size == found.grey.size
    assert shown.convert("L").getpixel((5, 5)) > 200
    # The codes stand where the sheet has them, and the picture has something there.
    x, y = found.codes[0].corners[0]
    assert y > shown.height * 0.85
    assert min(abs(x - left * shown.width / 210) for left in CODE_LEFTS_FROM_LEFT) < 12


@pytest.mark.usefixtures("in_the_child")
def test_thing_in_colour_stays_coloured() -> None:
    picture = sheet()[1].convert("RGB")
    ImageDraw.Draw(picture).line((200, 200, 290, 230), fill=(40, 60, 190), width=3)
    content = saved(picture, quality=60)
    found = look_at(pagepictures.open_pages(content).page(1))
    assert opened_bytes(found.shown).mode == "RGB"


@pytest.mark.usefixtures("in_the_child")
def test_what_is_shown_has_nothing_of_the_file_but_its_picture() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Hemlig telefon"
    made = saved(sheet()[1], exif=exif, comment=b"Hemligt", icc_profile=b"Hemligt" * 20)
    found = look_at(pagepictures.open_pages(made).page(1))
    assert b"Hemlig" not in found.shown
    assert opened_bytes(found.shown).info.keys() <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
    }


@pytest.mark.usefixtures("in_the_child")
@pytest.mark.parametrize(("sigma", "is_blurred"), [(0.0, False), (0.8, False), (4.0, True)])
def test_page_on_which_nothing_is_sharp_is_told(sigma: float, is_blurred: bool) -> None:
    picture = scanned().filter(ImageFilter.GaussianBlur(sigma))
    found = look_at(pagepictures.open_pages(saved(picture, quality=80)).page(1))
    assert found.is_blurred == is_blurred
    assert bool(found.codes) != is_blurred


@pytest.mark.usefixtures("in_the_child")
def test_pages_of_a_file_are_seen_in_any_order() -> None:
    text, picture = sheet()
    back = Image.new("L", picture.size, 255)
    others = [picture, back.rotate(90, expand=True)]
    content = saved(back, "TIFF", save_all=True, append_images=others)
    pages = pagepictures.open_pages(content)
    assert pages.count == 3
    found = {number: look_at(pages.page(number)) for number in (3, 2, 1, 2)}
    assert [bool(found[number].codes) for number in (1, 2, 3)] == [False, True, False]
    assert [found[number].is_blank for number in (1, 2, 3)] == [True, False, True]


@pytest.mark.usefixtures("in_the_child")
def test_code_that_a_streak_of_toner_crosses_is_read() -> None:
    text, picture = sheet()
    picture = picture.resize((2480, 3508), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    left, right = (round(side / 210 * 2480) for side in CODE_LEFTS_FROM_LEFT)
    draw.rectangle((right - 20, 3000, 2480, 3508), fill=235)
    # Through both of its marks at the left.
    draw.line((left + 24, 0, left + 24, 3508), fill=20, width=3)
    found = look_at(pagepictures.open_pages(saved(picture)).page(1))
    assert [code.text for code in found.codes] == [text]


@pytest.mark.usefixtures("in_the_child")
def test_code_that_is_looked_for_twice_is_told_once() -> None:
    text, picture = sheet()
    covered = picture.copy()
    covered.paste(235, (picture.width // 2, round(picture.height * 0.85), *picture.size))
    found = look_at(pagepictures.open_pages(saved(covered)).page(1))
    assert [code.text for code in found.codes] == [text]


@pytest.mark.usefixtures("in_the_child")
def test_codes_of_others_are_told_beside_ours() -> None:
    text, picture = sheet()
    foreign = zxingcpp.create_barcode("https://annan.example/x", zxingcpp.BarcodeFormat.QRCode)
    mark = Image.fromarray(zxingcpp.write_barcode_to_image(foreign, scale=4))
    picture = picture.copy()
    picture.paste(mark, (450, 40))
    found = look_at(pagepictures.open_pages(saved(picture)).page(1))
    assert sorted(code.text for code in found.codes) == sorted(
        [text, text, "https://annan.example/x"]
    )
    assert found.codes[0].is_ours or found.codes[1].is_ours


@pytest.mark.parametrize("name", ["HEIF RGB", "WEBP RGB", "TIFF 1 group4", "PDF"])
def test_every_decoder_works_behind_the_walls(name: str) -> None:
    page = seen(SOUND[name][0]())
    assert [code.text for code in page.codes] == [sheet()[0]] * 2


def test_back_of_a_sheet_is_blank_with_its_holes_and_the_scanners_edge() -> None:
    back = Image.new("RGB", (1654, 2339), (244, 242, 236))
    draw = ImageDraw.Draw(back)
    draw.rectangle((0, 0, 1654, 14), fill="black")
    for top in (850, 1480):
        draw.ellipse((70, top, 117, top + 47), fill=(20, 20, 20))
    page = seen(saved(back))
    assert page.is_blank
    assert page.codes == ()


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_negative_is_turned_into_black_on_white_and_laid(mode: str) -> None:
    document = issued(1)
    page = document.signed_page
    sent = opened_bytes(scan_of(document.content, page, document.places, signed=(0,)))
    with open_scan(saved(ImageOps.invert(sent.convert(mode)))) as scan:
        looked = scan.page(1)
        laid = scan.lay(document.content, page, document.places)
    assert laid.is_sure
    assert [one.signature for one in laid.signers] == [Ink.WRITTEN, Ink.EMPTY, Ink.EMPTY]
    assert ImageStat.Stat(opened(looked).convert("L")).median[0] > 200


@pytest.mark.usefixtures("in_the_child")
def test_foreign_code_in_white_on_black_turns_no_page_over() -> None:
    foreign = zxingcpp.create_barcode("https://annan.example/x", zxingcpp.BarcodeFormat.QRCode)
    mark = Image.fromarray(zxingcpp.write_barcode_to_image(foreign, scale=8))
    picture = Image.new("L", (1654, 2339), 255)
    picture.paste(ImageOps.invert(mark), (450, 400))
    found = look_at(pagepictures.open_pages(saved(picture)).page(1))
    assert [code.text for code in found.codes] == ["https://annan.example/x"]
    assert opened_bytes(found.shown).getpixel((9, 9)) > 200


def test_page_is_laid_on_what_was_issued_and_its_signers_are_told() -> None:
    document = issued(1)
    page = document.signed_page
    content = scan_of(
        document.content, page, document.places, signed=(0, 2), dated=(0,), turned=180
    )
    with open_scan(content) as scan:
        looked = scan.page(1)
        laid = scan.lay(document.content, page, document.places)
        other = scan.lay(document.content, page % document.pages + 1, document.places)
    assert laid.is_sure
    assert [one.signature for one in laid.signers] == [Ink.WRITTEN, Ink.EMPTY, Ink.WRITTEN]
    assert [one.date for one in laid.signers] == [Ink.WRITTEN, Ink.EMPTY, Ink.EMPTY]
    assert {opened_bytes(one.cutting).format for one in laid.signers} == {"JPEG"}
    assert not other.is_sure
    # The map leads to the picture that is shown: there the first code stands where it was printed.
    place = next(one for one in document.places["places"] if one["purpose"] == "code")
    x, y, _ = (
        sum(a * b for a, b in zip(laid.map[row : row + 3], (*place["box"][:2], 1), strict=True))
        for row in (0, 3, 6)
    )
    nearest = min(dist((x, y), code.corners[0]) for code in looked.codes)
    assert nearest < looked.dots_per_inch / 25.4
