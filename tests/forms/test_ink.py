"""What cannot be seen on paper is no answer, and makes no two answers different."""

import sys
import unicodedata

import pytest

from forms import Aktivitetsplan
from forms.ink import has_ink, without_unseen
from forms.kinds import Hours, Line, LongText, PersonName, Phone
from pdf import styles
from pdf.text.faces import FontChain
from tests.forms.test_kinds import read
from tests.plans import plan

UNSEEN = {
    "zero width space": "\u200b",
    "hangul filler": "\u3164",
    "empty braille": "\u2800",
    "joiners": "\u200c\u200d",
    "soft hyphen": "\u00ad",
    "variation selector": "\ufe0f",
    "grapheme joiner": "\u034f",
    "tag": "\U000e0061",
    "choseong filler": "\u115f\u1160",
    "half width filler": "\uffa0",
    "invisible times": "\u2062",
    "mongolian vowel separator": "\u180e",
    "no-break and other spaces": "\u00a0\u2003\u3000",
    "ogham space": "\u1680",
    "null notehead": "\U0001d159",
}
NAMED = pytest.mark.parametrize("sign", UNSEEN.values(), ids=UNSEEN)


def filled_with(sign: str) -> dict:
    """A plan whose every text is that sign a few times."""
    nothing = sign * 4
    person = dict.fromkeys(("name", "email", "phone"), nothing)
    texts = dict.fromkeys(("medium", "url", "purpose", "audience", "monitoring"), nothing)
    return texts | {
        "organisation": {"department": nothing, "unit": nothing},
        "administrators": [person, person],
        "operators": [person],
        "weekly_hours": nothing,
        "credentials_location": nothing,
        "manager": {"name": nothing, "title": nothing},
    }


@NAMED
def test_an_answer_without_ink_is_no_answer(sign: str) -> None:
    form = Aktivitetsplan.from_answers(filled_with(sign))
    blank = Aktivitetsplan.from_answers({})
    assert not form.validate()
    blank.validate()
    assert form.error_list() == blank.error_list()
    assert form.answers() == {}
    assert form.summary == ""


@NAMED
def test_a_name_of_letters_that_cannot_be_seen_has_no_letter(sign: str) -> None:
    assert read(PersonName, f"{sign} 1").errors == ["Skriv svaret med bokstäver."]


@NAMED
def test_answers_with_an_alphabet_of_their_own_are_read_without_what_cannot_be_seen(
    sign: str,
) -> None:
    if not sign.isspace():
        answers = plan(
            medium="Facebook",
            url=f"https://www.face{sign}book.com/toreboda{sign}kommun",
            weekly_hours=f"{sign}3",
        )
        answers["administrators"][0] |= {
            "email": f"asa.{sign}lindqvist@toreboda.se{sign}",
            "phone": f"{sign}070-174{sign}06 05",
        }
        form = Aktivitetsplan.from_answers(answers)
        assert form.validate(), form.errors
        assert form.url.link == "https://www.facebook.com/torebodakommun"
        assert form.answers()["url"] == form.url.link
        assert form.weekly_hours.answer == 3
        first = form.administrators.entries[0]
        assert [part.shown for part in first.parts[1:]] == [
            "asa.lindqvist@toreboda.se",
            "070-174 06 05",
        ]
        assert first.answer["email"] == "asa.lindqvist@toreboda.se"
        assert (
            form.subject
            == Aktivitetsplan.from_answers(answers | {"url": "facebook.com/torebodakommun"}).subject
        )


def test_a_handle_is_read_without_what_cannot_be_seen() -> None:
    form = Aktivitetsplan.from_answers(plan(medium="Instagram", url="@toreboda\u200bkommun"))
    assert form.url.link == "https://www.instagram.com/torebodakommun/"


@pytest.mark.parametrize(
    "text", ["नेहा क्‍ष", "می‌خواهم", "👩‍💻 Åsa", "葛\U000e0100城", "Ka\u00adtharina", "ᠠ᠎ᠠ"]
)
def test_names_and_texts_keep_what_their_script_needs(text: str) -> None:
    assert read(PersonName, text).shown == text
    assert read(LongText, text).shown == text


def test_a_name_that_differs_by_what_cannot_be_seen_is_noticed_as_the_same() -> None:
    answers = plan()
    answers["administrators"][1]["name"] = answers["administrators"][0]["name"] + "\u200b"
    form = Aktivitetsplan.from_answers(answers)
    form.validate()
    assert any("samma namn" in warning for warning, _ in form.all_warnings())


def test_what_the_database_of_unicode_calls_invisible_has_no_ink() -> None:
    """Format characters join and part; those few that are drawn stand with scripts of their own."""

    seen = [
        chr(code)
        for code in range(0x20, sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Zs", "Zl", "Zp", "Cc") and has_ink(chr(code))
    ]
    assert seen == []
    assert has_ink("\u0600")


@pytest.mark.parametrize("chain", [styles.REGULAR, styles.BOLD], ids=["regular", "bold"])
def test_no_font_draws_a_sign_with_nothing_that_counts_as_ink(chain: FontChain) -> None:
    for file in chain._files:
        face = file.face
        for sign in face.characters:
            glyph = face.hb_font.get_nominal_glyph(ord(sign))
            extents = glyph and face.hb_font.get_glyph_extents(glyph)
            if face.draws(sign) and not (extents and extents.width):
                assert not has_ink(sign), f"U+{ord(sign):04X} in {face.name}"


def test_text_that_can_be_seen_stays_as_it_is() -> None:
    for text in ("Åsa Öberg", "–", "1", "​a​", "\u0301a", "👍", "\uf0b7"):
        assert has_ink(text)
    assert without_unseen("a \u200bb") == "a b"
    assert read(Line, "a\u200bb").shown == "a\u200bb"
    assert read(Phone, "070-174\u00a006\u200905").shown == "070-174 06 05"
    assert read(Hours, "2\u200b,5").answer == 2.5
