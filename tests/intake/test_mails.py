"""Mails are opened in a process of their own: files and reports come out, whatever was sent."""

import base64
from email.message import EmailMessage

import pytest

from intake.mail_reading import MOST_PARTS, read_here
from intake.mails import LARGEST_MAIL, OpenedMail, Report, open_mail
from intake.refusals import Refusal, TooHeavy, TooLarge, TooMuchInside
from tests.mails import JPEG, PDF, file_part, in_parts, mail_with, report, text_part

IDENTITY = "<AP-2026-0042.v1.0123456789abcdef@toreboda.example>"


def names(content: bytes) -> list[str]:
    facts, _ = read_here(content)
    return [one["name"] for one in facts["files"]]


def told(content: bytes) -> dict[str, object] | None:
    return read_here(content)[0]["report"]


def test_files_come_out_as_they_were_sent() -> None:
    opened = open_mail(mail_with([text_part(), file_part("a.pdf", PDF), file_part("b.jpg", JPEG)]))
    assert [one.name for one in opened.files] == ["a.pdf", "b.jpg"]
    assert [one.content for one in opened.files] == [PDF, JPEG]
    assert opened.report is None


def test_report_of_a_mail_server_comes_out_of_the_confined_process() -> None:
    assert open_mail(report(IDENTITY)) == OpenedMail(
        (), Report("failed", "550 5.1.1 <a@toreboda.se>: User unknown", (IDENTITY,))
    )


def test_mail_that_is_one_file_and_nothing_else_is_read() -> None:
    head, body = file_part("scan.pdf", PDF)
    assert names(f"From: a@toreboda.se\r\n{head}\r\n".encode() + body) == ["scan.pdf"]


@pytest.mark.parametrize(
    ("content", "is_taken"),
    [
        (b"II*\x00", True),
        (b"MM\x00*", True),
        (b"\x89PNG\r\n\x1a\n", True),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", True),
        (b"\x00\x00\x00\x18ftypheic", True),
        (b"junk before %PDF-1.7", True),
        (b"PK\x03\x04", False),
        (b"GIF89a", False),
        (b"<svg/>", False),
        (b"", False),
    ],
)
def test_file_is_taken_by_what_it_holds_and_not_by_its_name(content: bytes, is_taken: bool) -> None:
    part = file_part("scan.bin", content, "application/octet-stream")
    assert names(mail_with([part])) == ["scan.bin"] * is_taken


def test_picture_in_the_text_of_a_letter_is_no_file_but_what_is_attached_beside_it_is() -> None:
    logo = file_part("logo.jpg", JPEG, "image/jpeg", "Content-ID: <1>\r\n")
    inside = in_parts([text_part(), logo], "b1").decode("latin-1")
    related = ('Content-Type: multipart/related; boundary="b1"\r\n', inside.encode("latin-1"))
    paper = file_part("plan.jpg", JPEG, "image/jpeg", "Content-Disposition: attachment\r\n")
    photo = file_part("IMG_1.jpg", JPEG, "image/jpeg", "Content-Disposition: inline\r\n")
    assert names(mail_with([related, paper, photo])) == ["plan.jpg", "IMG_1.jpg"]


def test_file_in_a_mail_that_was_sent_on_is_read() -> None:
    inner = mail_with([file_part("scan.pdf", PDF)])
    assert names(mail_with([text_part(), ("Content-Type: message/rfc822\r\n", inner)])) == [
        "scan.pdf"
    ]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('name="=?utf-8?q?blad_=C3=A5.pdf?="', "blad å.pdf"),
        ("name*=utf-8''blad%20%C3%A5.pdf", "blad å.pdf"),
        ("name*=x-none''blad.pdf", "blad.pdf"),
        ('name="=?x-none?q?blad.pdf?="', "=?x-none?q?blad.pdf?="),
        ("charset=utf-8", ""),
        (f'name="{"x" * 5000}.pdf"', "x" * 196 + ".pdf"),
    ],
)
def test_name_of_a_file_is_read_however_it_is_written(written: str, name: str) -> None:
    assert names(mail_with([(f"Content-Type: application/pdf; {written}\r\n", PDF)])) == [name]


@pytest.mark.parametrize(
    "returned",
    ["message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"],
)
def test_report_names_the_mail_that_it_is_about(returned: str) -> None:
    found = told(report(IDENTITY, returned=returned))
    assert found is not None
    assert found["about"] == [IDENTITY]


def test_report_without_the_mail_is_about_what_it_answers() -> None:
    found = told(report("", returned="", more=f"In-Reply-To: {IDENTITY}\r\n"))
    assert found is not None
    assert found["about"] == [IDENTITY]


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", "Failed"])
def test_report_says_what_became_of_the_mail(action: str) -> None:
    found = told(report(IDENTITY, action))
    assert found is not None
    assert found["action"] == action.lower()


@pytest.mark.parametrize(
    ("diagnostic", "words"),
    [
        ("smtp; 552 5.2.2 Mailbox full", "552 5.2.2 Mailbox full"),
        ("SMTP;550-5.7.1 No\r\n 550 5.7.1 relay", "550-5.7.1 No 550 5.7.1 relay"),
        ("X-Postfix; Host or domain name not found", "5.1.1 Host or domain name not found"),
        ("", "5.1.1"),
    ],
)
def test_report_says_why_in_the_words_of_the_server(diagnostic: str, words: str) -> None:
    found = told(report(IDENTITY, diagnostic=diagnostic))
    assert found is not None
    assert found["words"] == words


def test_one_who_got_the_mail_hides_none_who_did_not() -> None:
    content = report(IDENTITY, "delivered").replace(
        b"Diagnostic-Code", b"X: y\r\n\r\nAction: failed\r\nDiagnostic-Code"
    )
    found = told(content)
    assert found is not None
    assert found["action"] == "failed"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Content-Type: multipart/report\r\n\r\nno boundary",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\nno part",
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nhej\r\n--b--",
        mail_with([("Content-Type: message/delivery-status\r\n", b"")], kind="report"),
        b"\xff\xfe\x00" * 1000,
    ],
)
def test_mail_that_is_none_holds_nothing(content: bytes) -> None:
    assert read_here(content) == ({"report": None, "files": []}, [])


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (mail_with([text_part()] * 10_000), TooMuchInside),
        (b"Content-Type: message/rfc822\n\n" * 3_000, TooHeavy),
        (bytes(LARGEST_MAIL + 1), TooLarge),
    ],
)
def test_mail_that_is_too_much_is_refused(content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        open_mail(content)


def test_as_many_parts_as_may_be_are_read() -> None:
    parts = [file_part(f"{number}.pdf", PDF) for number in range(MOST_PARTS - 1)]
    assert len(names(mail_with(parts))) == MOST_PARTS - 1
    with pytest.raises(TooMuchInside):
        read_here(mail_with([*parts, *parts[:2]]))


def test_process_that_is_ended_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.mails.SECONDS_OF_WAITING", 0.01)
    with pytest.raises(TooHeavy):
        open_mail(mail_with([file_part("a.pdf", PDF)]))


def test_file_with_damaged_base64_comes_out_as_far_as_it_goes() -> None:
    part = file_part("a.pdf", PDF * 50)
    cut = (part[0], part[1][:401].replace(b"A", b"*"))
    [found] = read_here(mail_with([cut]))[1]
    assert found.startswith(b"%PDF-")


def test_mail_as_the_library_writes_it_is_read() -> None:
    mail = EmailMessage()
    mail["From"] = "a@toreboda.se"
    mail.set_content("Hej")
    mail.add_alternative("<p>Hej</p>", subtype="html")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="blad å.pdf")
    assert names(mail.as_bytes()) == ["blad å.pdf"]
    assert base64.b64encode(PDF) in mail.as_bytes().replace(b"\n", b"")
