"""Any name: chosen fonts, direction, breaking, and what is said when no font has the letter."""

import random
import re
import time
import unicodedata
from itertools import accumulate
from pathlib import Path

import bidi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.cleaning import clean_text
from forms.symbols import SIGNS
from pdf import styles
from pdf.blocks.paragraph import least_width
from pdf.blocks.paragraph import lines_of as lines_in
from pdf.file.canvas import TaggedCanvas
from pdf.file.tags import StructureTree
from pdf.text.bidi import levels, visual_order
from pdf.text.drawing import TextPlace, line_operators
from pdf.text.faces import clusters
from pdf.text.linebreaking import break_lines, widest_part
from pdf.text.readback import ReadBack
from pdf.text.shaping import shape_word
from tests.pdf.documents import HARD_NAMES, ONE_LONG_WORD, body_text, document, squeezed

MEASURE = 12_000.0
MIXED = "abcÅ 12.5-+/:,% ()[]אבגשּ العربيةلا٣٤ ۵"


def displayed(text: str) -> str:
    """The characters from left to right, as our levels place them."""
    of_character = levels(text) or [0] * len(text)
    end = len(text.rstrip())
    of_character = [*of_character[:end], *[0] * (len(text) - end)]
    return "".join(text[index] for index in visual_order(of_character))


def without_mirroring(text: str) -> str:
    """Opening and closing brackets alike: HarfBuzz mirrors them, not the reordering."""
    return text.translate(str.maketrans("([{", ")]}"))


@pytest.mark.parametrize("seed", range(40))
def test_direction_agrees_with_another_implementation(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(50):
        text = "".join(chance.choice(MIXED) for _ in range(chance.randrange(1, 24)))
        if unicodedata.category(text[0]) == "Mn":
            continue
        # To us the usual digits, and commas between names, are as letters.
        text = re.sub(r"[0-9]|,(?=\s)", "x", text)
        expected = bidi.get_display(text, base_dir="L")
        assert without_mirroring(displayed(text)) == without_mirroring(str(expected)), text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("אב, Öberg (chef)", "בא, Öberg (chef)"),
        ("(אב)", "(בא)"),
        ("אב (Anna) Öberg", "בא (Anna) Öberg"),
        ("Anna (אב), גד.", "Anna (בא), דג."),
        ("אב, anna@toreboda.se", "בא, anna@toreboda.se"),
        ("Ring אב, גד; הו eller Bo", "Ring בא, דג; וה eller Bo"),
        ("אב (a.b@toreboda.se), chef", "בא (a.b@toreboda.se), chef"),
    ],
)
def test_a_sentence_that_begins_with_a_right_to_left_name_is_swedish(text: str, shown: str) -> None:
    assert displayed(text) == shown


@pytest.mark.parametrize("name", ["אב", "محمد"])
@pytest.mark.parametrize(
    "number", ["070-174 06 05", "2026-11-26", "16.30–18.00", "10 000", "5 %", "+46 70 174 06 05"]
)
def test_a_number_after_a_right_to_left_name_reads_as_it_was_typed(name: str, number: str) -> None:
    shown = displayed(f"Ring {name} {number}, {name} 2 gånger")
    assert shown == f"Ring {name[::-1]} {number}, {name[::-1]} 2 gånger"


def test_brackets_in_a_right_to_left_name_close_where_they_should() -> None:
    assert displayed("a א (ב) c") == "a )ב( א c"


@pytest.mark.parametrize("signs", ["(", "א(", "(א)", "((((a))))"])
def test_brackets_take_no_longer_than_the_text_is_long(signs: str) -> None:
    """Unicode follows 63 open ones and no more (UAX 9, definition BD16)."""
    began = time.process_time()
    levels("א" + (signs * 20_000)[:20_000])
    assert time.process_time() - began < 1


@pytest.mark.parametrize(("depth", "level"), [(63, 1), (64, 0)])
def test_as_many_brackets_find_each_other_as_unicode_says(depth: int, level: int) -> None:
    found = levels(f"a א {'(' * depth}ב{')' * depth} c")
    assert found is not None
    assert set(found[-2 - depth : -2]) == {level}


def test_left_to_right_text_needs_no_levels() -> None:
    assert levels("Åsa Öberg (Sara) 123") is None


@pytest.mark.parametrize("character", ["\u0378", "\u05ff", "\U0001f9ff"])
def test_unassigned_and_odd_characters_have_a_level(character: str) -> None:
    found = levels(f"א{character}")
    assert found is not None
    assert len(found) == 2


@pytest.mark.parametrize("name", HARD_NAMES.values(), ids=HARD_NAMES)
def test_all_letters_of_a_name_are_in_its_runs(name: str) -> None:
    runs = [run for line in break_lines(name, styles.REGULAR, MEASURE) for run, _ in line.runs]
    assert "".join(run.text for run in runs) == name


@pytest.mark.parametrize("name", HARD_NAMES.values(), ids=HARD_NAMES)
def test_no_name_is_ever_drawn_with_a_missing_glyph(name: str) -> None:
    for line in break_lines(name, styles.BOLD, MEASURE):
        for run, _ in line.runs:
            assert 0 not in run.rare_glyphs


def lines_of(text: str, measure: float = MEASURE) -> list[tuple[str, str]]:
    """Each line as it is read back, and what is drawn after its last letter."""
    hyphen = shape_word(styles.REGULAR, "-")[0].shows
    return [
        (
            "".join(run.text for run, _ in line.runs),
            "-" if line.runs[-1][0].shows == hyphen else "",
        )
        for line in break_lines(text, styles.REGULAR, measure)
    ]


def test_a_word_breaks_at_its_soft_hyphens_with_a_hyphen_and_nowhere_else() -> None:
    word = "kommun\u00adstyrelse\u00adförvaltningen"
    assert lines_of(word, 30_000) == [(word, "")]
    assert lines_of(f"Se {word}", 11_000) == [
        ("Se kommun\u00adstyrelse\u00ad", "-"),
        ("förvaltningen", ""),
    ]
    assert lines_of(f"Se {word}", 8_000)[0] == ("Se kommun\u00ad", "-")


def test_a_soft_hyphen_that_is_not_used_takes_no_room_and_is_read_back() -> None:
    (plain,) = break_lines("kommunstyrelse", styles.REGULAR, MEASURE)
    (soft,) = break_lines("kommun\u00adstyrelse", styles.REGULAR, MEASURE)
    assert soft.width == pytest.approx(plain.width, abs=20)
    assert "".join(run.text for run, _ in soft.runs) == "kommun\u00adstyrelse"


@pytest.mark.parametrize("measure", range(1_200, 9_000, 173))
def test_no_line_with_a_hyphen_is_wider_than_its_place(measure: int) -> None:
    text = "i\u00adl\u00adlu\u00adstre\u00adrad il\u00adi א\u00adב ab-\u00adc \u00ad\u00ad a\u00ad"
    lines = break_lines(text, styles.REGULAR, measure)
    assert "".join(run.text for line in lines for run, _ in line.runs) == text
    for line in lines:
        assert sum(piece.width for piece in line.pieces[:-1]) + line.pieces[-1].solid <= measure
        assert line.width == pytest.approx(sum(piece.width for piece in line.pieces))


def test_a_word_of_soft_hyphens_only_takes_no_longer_than_it_is_long() -> None:
    for text in ("i\u00ad" * 5_000, "\u00ad" * 10_000, "a" + "\u00ad" * 9_998 + "b"):
        began = time.process_time()
        break_lines(text, styles.REGULAR, MEASURE)
        assert time.process_time() - began < 2


def test_unknown_character_is_drawn_as_its_code_and_read_as_itself() -> None:
    (run,) = shape_word(styles.REGULAR, "\U0001fbff")
    drawn = shape_word(styles.REGULAR, "[U+1FBFF]")[0]
    assert run.shows == drawn.shows
    assert (run.text, run.reading) == ("\U0001fbff", ReadBack.ACTUAL_TEXT)


@pytest.mark.parametrize("sign", ["\uf061", "\ue000", "\U0010fffd"])
def test_a_sign_for_private_use_is_an_empty_box_and_never_a_code(sign: str) -> None:
    for chain in (styles.REGULAR, styles.BOLD):
        (run,) = shape_word(chain, sign)
        (box,) = shape_word(chain, "□")
        assert (run.face, run.shows) == (box.face, box.shows)
        assert (run.text, run.reading) == (sign, ReadBack.ACTUAL_TEXT)


def test_every_sign_of_word_has_a_picture() -> None:
    for sign in SIGNS.values():
        assert all(face for face, _ in styles.REGULAR.split(sign)), sign


@pytest.mark.parametrize("text", ["\u200d", "\u0e01\u200d", "\u200d\u0e01", "\u3164\u200b"])
def test_invisible_characters_are_not_lost(text: str) -> None:
    assert "".join(run.text for run in shape_word(styles.REGULAR, text)) == text


def test_font_without_ink_for_a_letter_is_passed_over() -> None:
    face = styles.REGULAR.first
    assert face.draws("Å")
    assert not face.draws("ب")


@pytest.mark.parametrize("word", [ONE_LONG_WORD, "汉" * 500, "a\u0301" * 500, "👩‍👩‍👧" * 200])
def test_long_words_are_broken_and_fit(word: str) -> None:
    lines = break_lines(word, styles.REGULAR, MEASURE)
    assert all(line.width <= MEASURE for line in lines)
    assert "".join(run.text for line in lines for run, _ in line.runs) == word


def test_right_to_left_word_says_that_it_is_drawn_backwards() -> None:
    (line,) = break_lines("محمد", styles.REGULAR, MEASURE)
    place = TextPlace(x=0, baseline=0, width=100, leading=10, size=10)
    operators = line_operators((line,), place, lambda *_: True)
    assert operators.startswith("/ReversedChars BMC")
    assert operators.endswith("EMC")


def test_joined_letters_come_from_one_font() -> None:
    # U+06A2 is in the second Arabic font only.
    runs = shape_word(styles.REGULAR, "ب\u06a2ب", right_to_left=True)
    assert {run.face.name for run in runs} == {"NotoSansArabic-Regular"}


@pytest.mark.parametrize("word", ["علي", "صلاح", "عبدالله", "آلاء", "رضایی", "پهلوان", "ڕێبوار"])
def test_letters_of_arabic_names_are_said_one_by_one(word: str) -> None:
    (run,) = shape_word(styles.REGULAR, word, right_to_left=True)
    assert run.reading is ReadBack.REVERSED
    assert {len(letter) for _, letter in run.meanings} == {1}


def test_glyph_that_says_something_else_already_gets_the_text_beside_it() -> None:
    (line,) = break_lines("محمد", styles.REGULAR, MEASURE)
    place = TextPlace(x=0, baseline=0, width=100, leading=10, size=10)
    operators = line_operators((line,), place, lambda *_: False)
    assert operators.startswith("/Span <</ActualText <FEFF0645062D0645062F>>> BDC")


def test_glyph_that_stands_for_two_texts_says_each_where_it_stands(tmp_path: Path) -> None:
    """One picture: a heart on fire, written with and without the sign that asks for a picture."""
    texts = ["❤\ufe0f\u200d🔥", "❤\u200d🔥"]
    one, other = [dict(shape_word(styles.REGULAR, text)[0].meanings) for text in texts]
    assert [glyph for glyph in one.keys() & other.keys() if one[glyph] != other[glyph]]
    read = squeezed(body_text(document(purpose=" eller ".join(texts)), tmp_path))
    assert "eller".join(texts) in read


def test_run_says_itself_only_if_all_its_glyphs_do() -> None:
    canvas, face = TaggedCanvas(StructureTree(), "sv"), styles.REGULAR.first
    assert canvas._use(face, frozenset({1}), ((1, "a"),))
    assert not canvas._use(face, frozenset({1, 2}), ((1, "b"), (2, "c")))
    # The other one still has to say something.
    assert canvas.fonts[face].meanings == {1: "a", 2: "c"}


def test_right_to_left_words_side_by_side_are_shown_as_one_in_their_own_face() -> None:
    (line,) = break_lines("Ring محمد علي, tack", styles.REGULAR, MEASURE)
    place = TextPlace(x=0, baseline=0, width=100, leading=10, size=10)
    operators = line_operators((line,), place, lambda *_: True)
    assert operators.count("/ReversedChars BMC") == 1
    assert operators.count("/Vazirmatn-Regular 10 Tf") == 1


def test_the_mark_after_a_right_to_left_word_is_read_and_not_seen() -> None:
    face = styles.REGULAR.first
    glyph = face.hb_font.get_nominal_glyph(0x200E)
    place = TextPlace(x=0, baseline=0, width=100, leading=10, size=10)
    for text, marks in (("אב (chef)", 1), ("אב Anna", 1), ("אב", 0), ("Anna (אב", 0)):
        lines = break_lines(text, styles.REGULAR, MEASURE)
        operators = line_operators(lines, place, lambda *_: True)
        assert operators.count(f"{glyph:04X}") == marks, text
        assert operators.count(f"3 Tr [<{glyph:04X}>]TJ 0 Tr") == marks, text
        assert lines[0].width == sum(run.width for run, _ in lines[0].runs)


def test_space_at_the_end_of_a_line_stands_at_its_end() -> None:
    text = "a " + "אבגד " * 20
    first, *_ = break_lines(text, styles.REGULAR, MEASURE)
    place = TextPlace(x=0, baseline=0, width=1000, leading=10, size=1000)
    operators = line_operators((first,), place, lambda *_: True)
    places = [float(move.split()[4]) for move in operators.split("\n") if move.endswith("Tm")]
    assert first.runs[-1][0].text == " "
    assert places[-1] == max(places)


def pieces_of(text: str, measure: float = MEASURE * 4) -> list[str]:
    """What stays together on a line."""
    (line,) = break_lines(text, styles.REGULAR, measure)
    return ["".join(run.text for run, _ in piece.runs) for piece in line.pieces]


def test_words_break_after_hyphen_slash_and_dash_between_longer_parts() -> None:
    text = "Anna-Karin/Per, Moholm–Mariestad e-post IT-stöd och/eller 1990-talet a/b"
    assert pieces_of(text) == [
        *("Anna-", "Karin/", "Per, ", "Moholm–", "Mariestad ", "e-post ", "IT-", "stöd "),
        *("och/", "eller ", "1990-talet ", "a/b"),
    ]


@pytest.mark.parametrize(
    "whole",
    [
        *(
            "10 000",
            "1 250 000 kr",
            "10 000–15 000 kr",
            "10 000,50",
            "070-174 06 05",
            "+46 (0)70-174 06 05",
            "2026-11-26",
            "1–3",
        ),
        *("1 – 3", "16.30–18.00", "kl. 16.30 – 18.00", "5 %", "2,5 ‰", "kl. 9", "Kl 9", "§ 12"),
        *("nr 4", "s. 7", "AP-2026-0042", "AP-2026-0042 v2", "2026/2027", "24/7", "-5", "40 min"),
        *("10\u00a0000", "Anna\u00a0Öberg", "f.\u202fd.", "5\u2007st", "1990-talet", "E-post"),
    ],
)
def test_what_is_one_number_or_held_together_is_never_parted(whole: str) -> None:
    assert pieces_of(f"ord ({whole}), ord") == ["ord ", f"({whole}), ", "ord"]
    least = int(widest_part(whole, styles.REGULAR)) + 1
    for measure in range(least, least + 8_000, 500):
        texts = [line for line, _ in lines_of(f"ett ord {whole} och ett till", measure)]
        assert any(whole in line for line in texts), texts


def test_numbers_that_are_no_number_together_are_parted() -> None:
    assert pieces_of("klass 7 8 9 kl. tio, nr två 2026 1990-talet 5 16.30") == [
        *("klass ", "7 ", "8 ", "9 ", "kl. ", "tio, ", "nr ", "två ", "2026 ", "1990-talet "),
        *("5 ", "16.30"),
    ]


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("anna.al-amin@toreboda.se", ["anna.al-amin@", "toreboda.se"]),
        ("www.tore-boda.se", ["www.tore-boda.se"]),
        (
            "https://www.toreboda.se/skola/2026?x=1&y=åäö#topp",
            ["https://www.toreboda.se/", "skola/", "2026?", "x=1&", "y=åäö#", "topp"],
        ),
        ("https://medium.com/@kommun/x_y", ["https://medium.com/", "@kommun/", "x_y"]),
        ("@torebodakommun", ["@torebodakommun"]),
    ],
)
def test_addresses_break_after_their_signs_only(address: str, parts: list[str]) -> None:
    assert pieces_of(address) == parts


LONG_ADDRESSES = [
    "https://www.instagram.com/toreboda_kommuns_bibliotek-for.alla/?hl=sv&igsh=abc123~d+e",
    "www.ungdomenshus-i-toreboda-kommun.example.se",
    "anna-karin.abrahamsson_oberg@kultur-och-fritid.toreboda.example",
    "forskolan_moholm_arsredovisning_2026-11-26_slutlig.version.pdf",
]


@pytest.mark.parametrize("address", LONG_ADDRESSES)
@pytest.mark.parametrize("measure", [8_500, 10_000, 12_000, 16_000])
def test_a_long_address_in_a_narrow_column_is_broken_at_its_signs(
    address: str, measure: int
) -> None:
    lines = lines_of(f"Se {address}.", measure)
    assert "".join(text for text, _ in lines) == f"Se {address}."
    assert not any(hyphen and not text.endswith("-") for text, hyphen in lines)
    for text, _ in lines[:-1]:
        assert text[-1] in " -/.@?&=_+~#", lines


WHOLE = [
    *(
        "vi",
        "Kommunfullmäktige",
        "E-post",
        "1990-talet",
        "10 000 kr",
        "070-174 06 05",
        "2026-11-26",
    ),
    *(
        "1–3",
        "kl. 16.30–18.00",
        "(5 %)",
        "§ 12,",
        "AP-2026-0042 v2",
        "Anna\u00a0Öberg",
        "محمد",
        "כהן,",
    ),
]
SIGNED = ["anna.ek@toreboda.se", "https://toreboda.se/skola?a=1", "och/eller", "Anna-Karin", "山田"]
ANY_TEXT = st.one_of(
    st.text(max_size=60).map(clean_text),
    st.lists(st.sampled_from([*WHOLE, *SIGNED, " ", "\n", "\u00ad", "😀"]), max_size=12).map(
        " ".join
    ),
)


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, st.floats(3_000, 45_000))
def test_no_sign_of_a_text_is_lost_and_no_line_is_wider_than_its_place(
    text: str, measure: float
) -> None:
    lines = break_lines(text, styles.REGULAR, measure)
    read = ["".join(run.text for run, _ in line.runs) for line in lines]
    assert "".join(read) == text.replace("\n", "")
    for line, own in zip(lines, read, strict=True):
        solid = line.width - (line.pieces[-1].width - line.pieces[-1].solid if own else 0)
        assert solid <= measure + 1e-6 or len(list(clusters(own.strip()))) == 1, own


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WHOLE), min_size=1, max_size=15), st.floats(10_500, 30_000))
def test_lines_end_between_what_is_whole(items: list[str], measure: float) -> None:
    text = " och ".join(items)
    ends = set(accumulate(len(word) + 1 for item in items for word in (item, "och")))
    at = 0
    for line in break_lines(text, styles.REGULAR, measure)[:-1]:
        at += sum(len(run.text) for run, _ in line.runs)
        assert at in ends, text[:at]


def test_no_line_begins_or_ends_where_han_text_must_not() -> None:
    text = "山田（太郎）。「さくら」ー、花"
    for measure in range(4_100, 8_000, 300):
        for line, _ in lines_of(text, measure):
            assert line[0] not in "）。」ー、", line
            assert line[-1] not in "（「", line


def test_a_column_as_wide_as_the_widest_word_breaks_none() -> None:
    for text in ("E-post", "Administratör 1", "Telefon till arbetet", "Namnförtydligande"):
        width = least_width(text, styles.CELL_HEADING)
        for room, is_whole in ((width + 1e-9, True), (width * 0.99, False)):
            lines = lines_in(text, styles.CELL_HEADING, room)
            read = ["".join(run.text for run, _ in line.runs).strip() for line in lines]
            assert (" ".join(read) == text) is is_whole
    assert least_width("", styles.CELL_HEADING) == 0


def test_no_short_word_stands_alone_on_the_last_line() -> None:
    assert [text for text, _ in lines_of("Vi svarar alltid direkt när vi ser dem.", 16_700)] == [
        "Vi svarar alltid direkt när vi ",
        "ser dem.",
    ]


@pytest.mark.parametrize(
    ("text", "measure", "lines"),
    [
        # The last word is not short.
        (
            "Vi svarar alltid direkt när vi ser kommunen",
            17_000,
            ["Vi svarar alltid direkt när vi ser ", "kommunen"],
        ),
        # It has no room beside the one above it.
        ("tala i nu en en", 4_000, ["tala i nu ", "en en"]),
        # It is the rest of a word.
        (
            "Vi ser att det alltid är en kommun\u00adal",
            16_200,
            ["Vi ser att det alltid är en kommun\u00ad", "al"],
        ),
    ],
)
def test_a_last_word_gets_company_only_where_that_is_one(
    text: str, measure: int, lines: list[str]
) -> None:
    assert [line for line, _ in lines_of(text, measure)] == lines


def test_a_number_longer_than_its_column_is_parted_at_its_spaces_first() -> None:
    lines = [line for line, _ in lines_of("+46 (0)70-174 06 05", 5_000)]
    assert lines == ["+46 ", "(0)70-174 ", "06 05"]


def test_pointed_hebrew_is_said_backwards_as_the_same_text() -> None:
    name = clean_text(HARD_NAMES["Hebrew"]).split()[0]
    (run,) = shape_word(styles.REGULAR, name, right_to_left=True)
    assert run.reading is ReadBack.REVERSED
    assert "\u05b8" in name


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Vi svarar alltid direkt när vi ser vårdnadshavarna", "vårdnadshavarna"),  # not short
        ("Kommunfullmäktige vårdnadshavare nu", "nu"),  # little would be left above it
        ("Administratör nu", "nu"),  # nothing would be left above it
    ],
)
def test_a_last_word_stands_alone_where_company_would_look_worse(text: str, last: str) -> None:
    solid = widest_part(text, styles.REGULAR)
    widths = range(int(solid) + 1, 20_000, 50)
    found = [lines_of(text, measure) for measure in widths]
    assert any(lines[-1][0] == last for lines in found if len(lines) > 1)


def test_spaces_at_a_line_end_are_kept_for_those_who_listen() -> None:
    lines = break_lines("ord " * 100, styles.REGULAR, MEASURE)
    assert len(lines) > 1
    assert all(line.runs[-1][0].text == " " for line in lines)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Åsa", ["Å", "s", "a"]),
        ("e\u0301x", ["e\u0301", "x"]),
        ("👩‍👧x", ["👩‍👧", "x"]),
        ("👍🏽!", ["👍🏽", "!"]),
    ],
)
def test_cluster_is_what_a_person_sees_as_one_character(text: str, parts: list[str]) -> None:
    assert list(clusters(text)) == parts
