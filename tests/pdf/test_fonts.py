"""The font files of the project."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

from pdf import styles
from pdf.text import shaping
from pdf.text.faces import Face, FontChain

FONTS = Path(styles.__file__).parent / "fonts"
FILES = sorted(FONTS.glob("*.ttf"))
LIMIT = 16_000_000


def test_fonts_and_licences_take_at_most_sixteen_megabytes() -> None:
    assert sum(path.stat().st_size for path in FONTS.iterdir() if path.is_file()) <= LIMIT


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_font_has_its_licence_beside_it(path: Path) -> None:
    family = path.stem.partition("-")[0]
    assert list(FONTS.glob(f"{family}-*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_font_draws_what_its_character_map_promises(path: Path) -> None:
    face = Face(path)
    blank = [c for c in sorted(face.characters)[::7] if not face.draws(c)]
    assert len(blank) <= len(face.characters) / 100


def test_letter_without_ink_is_not_drawn_with_that_font(tmp_path: Path) -> None:
    font = TTFont(FONTS / "NotoSansHebrew-Regular.ttf")
    empty = Glyph()
    font["glyf"][font.getBestCmap()[ord("א")]] = empty
    font.save(tmp_path / "blank.ttf")
    face = Face(tmp_path / "blank.ttf")
    assert "א" in face.characters
    assert not face.draws("א")
    assert face.draws("ב")


@pytest.mark.parametrize("fonts", [styles.REGULAR, styles.BOLD])
def test_usual_words_are_set_as_the_font_sets_them(fonts: FontChain) -> None:
    """Also letters that make no word: another font file may have signs that change each other."""
    face, chance = fonts.first, random.Random(1)
    letters = sorted(face.usual_letters)
    for word in ("".join(chance.choices(letters, k=chance.randrange(1, 7))) for _ in range(4_000)):
        usual = shaping._usual_run(face, word)
        by_font = shaping._run(face, word, shaping._placed_glyphs(face, _shaped(face, word)), False)
        assert usual._replace(width=0) == by_font._replace(width=0), word
        assert usual.width == pytest.approx(by_font.width)


def _shaped(face: Face, word: str) -> hb.Buffer:
    return shaping._shaped(face, word, right_to_left=False)


def test_start_opens_no_font_and_a_swedish_text_only_one() -> None:
    code = (
        "from pdf import styles; from pdf.text.linebreaking import break_lines;"
        "opened = lambda: sum('face' in vars(f) for f in styles.REGULAR._files);"
        "print(opened()); break_lines('Åsa Öberg', styles.REGULAR, 9000.0); print(opened())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.split() == [b"0", b"1"]
