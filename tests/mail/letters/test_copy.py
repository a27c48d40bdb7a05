"""The message says what it is, carries both files whole, and cannot be bent by what was typed."""

import json
import re
from dataclasses import replace
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mail.letters.copy import MAX_SUBJECT_CHARACTERS, build_message
from tests.mail import examples
from tests.mail.examples import FILING, received
from tests.register.examples import OFFICER, PLAN

HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
}


def body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return part.get_content().replace("\r\n", "\n")


def test_subject_names_form_reference_version_and_summary() -> None:
    subject = received(examples.letter())["Subject"]
    assert subject == "[Aktivitetsplan] AP-2026-0042 v1 Facebook – Personalenheten"


def test_message_goes_from_the_municipality_to_the_recipient() -> None:
    read = received(examples.letter())
    assert read["From"].addresses[0].display_name == "Töreboda kommun"
    assert read["From"].addresses[0].addr_spec == "blanketter@toreboda.example"
    assert [one.addr_spec for one in read["To"].addresses] == [OFFICER]


def test_date_is_when_the_copy_was_queued() -> None:
    assert received(examples.letter())["Date"].datetime == examples.DELIVERY.queued_at


def test_all_versions_of_a_reference_stand_in_one_thread() -> None:
    first = received(examples.letter("1"))
    second = received(examples.letter("2", version=2))
    assert first["Message-ID"] != second["Message-ID"]
    assert first["References"] == second["References"] == "<AP-2026-0042@toreboda.example>"
    assert first["In-Reply-To"] == first["References"]


def test_machines_are_asked_not_to_answer() -> None:
    assert received(examples.letter())["Auto-Submitted"] == "auto-generated"


def test_same_delivery_gives_the_same_bytes_again() -> None:
    assert examples.letter().content == examples.letter().content


@pytest.mark.parametrize(
    "fact",
    [
        "Aktivitetsplan sociala medier",
        "ännu inte undertecknad",
        "Referens: AP-2026-0042",
        "Version: 1",
        "Gäller: Facebook – Personalenheten",
        "Inlämnad: 14 mars 2026 kl. 14.05",
        "AP-2026-0042-v1.pdf",
        "Skriv vilket socialt medium det gäller:\nFacebook",
        "Töreboda kommun",
    ],
)
def test_text_tells_the_facts(fact: str) -> None:
    assert fact in body(received(examples.letter()))


def test_text_says_first_what_to_do() -> None:
    text = body(received(examples.letter()))
    steps = "1. Spara den bifogade PDF:en.\n2. Vänta på det underskrivna papperet."
    assert text.index("Det här behöver du göra") < text.index(steps) < text.index("Referens:")
    second = body(received(examples.letter(version=2)))
    assert "2. Läs här nedanför vad som är ändrat sedan version 1." in second
    assert "3. Vänta på" in second


def test_text_of_what_nobody_signs_says_that_no_more_is_to_do() -> None:
    text = body(received(examples.letter(form="gone", link=LINK)))
    assert "1. Hämta PDF:en på adressen här nedanför och spara den.\n\n" in text
    assert "Vänta" not in text


@pytest.mark.parametrize(("form", "is_told"), [(FILING.form, True), ("gone", False)])
def test_text_says_where_who_stands_in_it_finds_it_again(form: str, is_told: bool) -> None:
    where = "https://blanketter.example/mina-planer/"
    sender, filing = replace(examples.SENDER, own_plans=where), replace(FILING, form=form)
    letter = build_message(examples.DELIVERY, filing, examples.DOCUMENT, sender)
    told = f"Den vars e-postadress står i den hittar den här:\n{where}\n"
    assert (told in body(received(letter))) is is_told


def test_answers_go_to_those_whom_the_setting_names() -> None:
    sender = replace(
        examples.SENDER,
        reply_to=("officer@töreboda.example", "åsa@toreboda.example", "b@toreboda.example"),
    )
    made = build_message(examples.DELIVERY, examples.FILING, examples.DOCUMENT, sender)
    # Not to an address that only some servers take.
    assert received(made)["Reply-To"] == "officer@xn--treboda-90a.example, b@toreboda.example"
    assert not made.is_international
    many = replace(sender, reply_to=tuple(f"{one}{'x' * 30}@toreboda.example" for one in range(40)))
    made = build_message(examples.DELIVERY, examples.FILING, examples.DOCUMENT, many)
    assert len(received(made)["Reply-To"].addresses) == 40
    assert max(map(len, made.content.split(b"\r\n"))) <= 78


def test_answers_as_json_are_left_out_by_setting() -> None:
    made = build_message(
        examples.DELIVERY, examples.FILING, examples.DOCUMENT, examples.SENDER, with_json=False
    )
    [pdf] = received(made).iter_attachments()
    assert pdf.get_content_type() == "application/pdf"
    assert ".pdf: planen som PDF" in body(received(made))
    assert ".json" not in body(received(made))


def test_pdf_is_attached_whole() -> None:
    pdf, _ = received(examples.letter()).iter_attachments()
    assert (pdf.get_content_type(), pdf.get_filename()) == (
        "application/pdf",
        "AP-2026-0042-v1.pdf",
    )
    assert pdf.get_content() == examples.DOCUMENT.content


def test_answers_are_attached_as_json() -> None:
    _, answers = received(examples.letter()).iter_attachments()
    assert (answers.get_content_type(), answers.get_filename()) == (
        "application/json",
        "AP-2026-0042-v1.json",
    )
    assert json.loads(answers.get_content()) == PLAN.answers


LINK = "https://blanketter.example/arende/key/AP-2026-0042.pdf"


def test_link_stands_in_place_of_the_files() -> None:
    read = received(examples.letter(link=LINK))
    assert list(read.iter_attachments()) == []
    assert "för stor för att skickas med e-post" in body(read)
    assert LINK in body(read)
    assert PLAN.text in body(read)
    assert "fortsätter" not in body(read)
    assert "Bifogat" not in body(read)


@pytest.mark.parametrize("word", ["😀", "😀😀😀 ", "å å\n", "x", " ", "\ud800", "=" * 1000 + "\n"])
def test_letter_with_a_link_is_one_that_every_server_takes(word: str) -> None:
    made = examples.letter(link=LINK, text=word * 200_000, summary="😀" * 300)
    # The least that a server may set as its limit (RFC 5321 4.5.3.1.7).
    assert len(made.content) <= 64_000
    text = body(received(made))
    assert LINK in text
    assert "…\n\nSvaren fortsätter i PDF:en" in text


def test_text_beside_a_link_ends_with_a_whole_word() -> None:
    text = body(received(examples.letter(link=LINK, text="ett två\n" * 100_000)))
    told = text.partition("\nSvaren\n------\n\n")[2].partition("…")[0]
    assert set(told.split()) == {"ett", "två"}
    assert len(told.encode()) > 16_000


@pytest.mark.parametrize("text", ["å", "å" * 5000, ".\n\nFrom here", "x" * 5000])
def test_message_passes_through_servers_that_know_only_seven_bits(text: str) -> None:
    content = examples.letter(text=text).content
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "hostile",
    [
        "x\r\nBcc: spy@evil.example",
        "x\nBcc: spy@evil.example",
        "x\rBcc: spy@evil.example",
        "x\u2028Bcc: spy@evil.example",
        "x\x85Bcc: spy@evil.example",
        "x\x00\x0b\x0cBcc: spy@evil.example",
        "=?utf-8?q?x=0D=0ABcc:_spy=40evil.example?=",
        "x\r\n\r\n<script>alert(1)</script>",
        "\u202egpj.elif",
        "\ud800",
    ],
)
@pytest.mark.parametrize("place", ["summary", "short_title", "title"])
def test_what_was_typed_adds_no_header_and_no_recipient(hostile: str, place: str) -> None:
    read = received(examples.letter(**{place: hostile}))
    assert set(read.keys()) == HEADERS
    assert [one.addr_spec for one in read["To"].addresses] == [OFFICER]
    assert "\u202e" not in read["Subject"]
    assert len(list(read.iter_attachments())) == 2


# Words, and all that may stand between them; what no header can hold is left to other tests.
SPACES = [" ", "  ", "\u2002", "\u2003", "\u2009", "\u202f", "\u205f", "\u3000", "\u1680"]
WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
PIECES = WORDS | st.sampled_from(SPACES) | st.sampled_from(["Förskolan", "Äppelgården", "–"])


@given(st.lists(PIECES, max_size=30).map("".join))
@example("a" * 40)
def test_any_summary_comes_through_as_it_was_within_the_limit(summary: str) -> None:
    subject = received(examples.letter(summary=summary))["Subject"]
    whole = re.sub(" +", " ", f"[Aktivitetsplan] AP-2026-0042 v1 {summary}".replace("=?", "= ?"))
    whole = whole.strip()
    if len(whole) <= MAX_SUBJECT_CHARACTERS:
        assert subject == whole
    else:
        assert subject == whole[: MAX_SUBJECT_CHARACTERS - 1].rstrip() + "…"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=2000))
def test_any_answer_comes_through_as_it_was(text: str) -> None:
    assert f"\n{text}\n\n--\n" in body(received(examples.letter(text=text)))
