"""A letter is written once, alike each time, in lines that every server passes on."""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.letters.letter import Enclosure, Letter, ascii_domain, write_letter
from tests.mail.examples import received

SENDER = Address("Töreboda kommun", addr_spec="blanketter@töreboda.example")
MESSAGE_ID = "<AP-2026-0042.v1.0123@töreboda.example>"


def letter(subject: str = "Hej", text: str = "Hej!", *enclosures: Enclosure) -> Letter:
    headers = {"Subject": subject}
    return write_letter(SENDER, "info@töreboda.example", MESSAGE_ID, headers, text, enclosures)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("info@toreboda.example", "info@toreboda.example"),
        ("info@töreboda.example", "info@xn--treboda-90a.example"),
        ("info@TÖREBODA.example", "info@xn--treboda-90a.example"),
        ("åsa@toreboda.example", "åsa@toreboda.example"),
        ("<AP-1@töreboda.example>", "<AP-1@xn--treboda-90a.example>"),
    ],
)
def test_only_the_domain_is_rewritten(address: str, expected: str) -> None:
    assert ascii_domain(address) == expected


def test_all_addresses_in_the_headers_and_in_the_envelope_are_of_seven_bits() -> None:
    made = letter()
    assert made.content.isascii()
    assert not made.is_international
    assert (made.sender, made.recipient) == (
        "blanketter@xn--treboda-90a.example",
        "info@xn--treboda-90a.example",
    )
    read = received(made)
    assert read["From"] == "Töreboda kommun <blanketter@xn--treboda-90a.example>"
    assert read["Message-ID"] == made.message_id == "<AP-2026-0042.v1.0123@xn--treboda-90a.example>"


@pytest.mark.parametrize(
    "subject",
    [
        "x\r\nBcc: spy@evil.example",
        "å\nBcc: spy@evil.example",
        "å\rBcc: spy@evil.example",
        "å\u2028Bcc: spy@evil.example",
        "å\n",
    ],
)
def test_header_with_a_line_end_is_refused(subject: str) -> None:
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        letter(subject)


SWEDISH = [
    *("Förskolan", "Äppelgården", "Årås", "Öster", "Väster", "Björkängens", "skola", "Älgarås"),
    *("Fägre", "Vård", "och", "omsorg", "Räddningstjänsten", "Västra", "Skaraborg", "Båt", "Hälsö"),
]
SOME_WORDS = st.lists(st.sampled_from(SWEDISH), min_size=1, max_size=20).map(" ".join)


def decoded(header: str) -> str:
    """A header as mail programs read it."""
    return str(make_header(decode_header(header)))


@given(SOME_WORDS)
def test_swedish_subject_keeps_its_spaces_in_short_lines(words: str) -> None:
    made = letter(f"[Aktivitetsplan] AP-2026-0042 v1 Facebook – {words}")
    assert received(made)["Subject"] == f"[Aktivitetsplan] AP-2026-0042 v1 Facebook – {words}"
    assert max(map(len, made.content.split(b"\r\n"))) <= 78


@given(SOME_WORDS)
def test_sender_with_a_long_swedish_name_keeps_its_spaces(words: str) -> None:
    sender = Address(words, addr_spec="blanketter@toreboda.example")
    made = write_letter(sender, "info@toreboda.example", MESSAGE_ID, {}, "Hej!")
    header = message_from_bytes(made.content)["From"]
    assert decoded(header.lstrip()) == f"{words} <blanketter@toreboda.example>"
    assert received(made)["From"].addresses[0].addr_spec == "blanketter@toreboda.example"
    assert max(map(len, made.content.split(b"\r\n"))) <= 78


def encoded_words(made: Letter) -> list[str]:
    return re.findall(r"=\?[^?\s]+\?[bq]\?\S*\?=", made.content.decode().partition("\r\n\r\n")[0])


@pytest.mark.parametrize("letters", ["å", "a", "å a", "漢", "😀", "a😀å"])
def test_header_of_any_length_stays_within_what_mail_programs_read(letters: str) -> None:
    for length in range(1, 201):
        text = "ö" + (letters * length)[:length].rstrip()
        made = letter(text)
        # RFC 2047 (2): a word of 75 characters, in a line of 76.
        assert max(map(len, encoded_words(made))) <= 75
        assert max(map(len, made.content.split(b"\r\n"))) <= 76
        assert decoded(message_from_bytes(made.content)["Subject"]) == text
        sender = Address(text, addr_spec="blanketter@toreboda.example")
        made = write_letter(sender, "info@toreboda.example", MESSAGE_ID, {}, "Hej!")
        assert max(map(len, encoded_words(made))) <= 75
        # Not as email.policy reads it, which keeps spaces between two words (CPython 3.11).
        header = message_from_bytes(made.content)["From"].lstrip()
        assert decoded(header) == f"{text} <blanketter@toreboda.example>"


@pytest.mark.parametrize("length", [10, 30, 40, 60, 63])
def test_addresses_and_identities_of_any_length_are_not_encoded(length: int) -> None:
    domain = f"{'x' * length}.{'y' * length}.example"
    identity = f"<AP-2026-0042.v1.0123456789abcdef@{domain}>"
    headers = {"Subject": "Hej", "In-Reply-To": identity, "References": identity}
    sender = Address("Kommunen", addr_spec=f"blanketter@{domain}")
    made = write_letter(sender, f"info@{domain}", identity, headers, "Hej!")
    assert encoded_words(made) == []
    read = message_from_bytes(made.content)
    for name in ("Message-ID", "In-Reply-To", "References"):
        assert read[name].strip() == identity
    assert read["To"].strip() == f"info@{domain}"
    assert f"<blanketter@{domain}>" in read["From"]


@pytest.mark.parametrize("size", [0, 1, 56, 57, 58, 100_000])
def test_enclosure_of_any_size_arrives_whole(size: int) -> None:
    content = bytes(number % 256 for number in range(size))
    made = letter("Hej", "Hej!", Enclosure("a.pdf", "application/pdf", content))
    [part] = received(made).iter_attachments()
    assert part.get_content() == content
    assert max(map(len, made.content.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    "text", ["", "x", "x\n", "\n\nx", "a=_b", "a \t\nb", "å" * 200, "\x00\x0b"]
)
def test_text_arrives_as_it_was(text: str) -> None:
    body = received(letter("Hej", text)).get_content().replace("\r\n", "\n")
    assert body == (f"{text}\n" if text and not text.endswith("\n") else text)


def test_text_that_looks_like_the_end_of_a_part_ends_nothing() -> None:
    enclosed = Enclosure("a.json", "application/json", b"{}")
    boundary = received(letter("Hej", "x", enclosed)).get_boundary()
    read = received(letter("Hej", f"x\n--{boundary}--\ny", enclosed))
    assert boundary == read.get_boundary()
    assert len(list(read.iter_attachments())) == 1
    assert f"--{boundary}--" in read.get_body(("plain",)).get_content()  # type: ignore[union-attr]
