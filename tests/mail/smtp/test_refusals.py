"""Whom a refusal is about: the enhanced code and the address it names, not the step."""

from dataclasses import replace

import pytest
from aiosmtplib import SMTPDataError, SMTPResponseException, SMTPSenderRefused

from mail.letters.letter import Letter
from mail.smtp.refusals import SMALLEST_LIMIT, judged
from mail.transport import Verdict
from tests.mail import examples
from tests.mail.examples import SENDER
from tests.register.examples import OFFICER

LETTER = examples.letter()
US = SENDER.address

# As the servers of others say it.
ABOUT_THEM = [
    f"550 5.1.1 <{OFFICER}>: Recipient address rejected: User unknown in local recipient table",
    f"550 5.1.1 <{OFFICER}>: Recipient address rejected: User unknown in relay recipient table",
    f"550 <{OFFICER}>: Recipient address rejected: User unknown in virtual mailbox table",
    f"550 5.1.1 <{OFFICER}>... User unknown",
    f"550 <{OFFICER}>... User unknown",
    f"550 5.1.1 <{OFFICER}> is unknown; the sender is told",
    "550 5.1.2 Host unknown",
    "501 5.1.3 Bad recipient address syntax",
    "550 5.1.6 Mailbox has moved",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    "556 5.1.10 Recipient address has null MX",
    "550 5.2.1 The email account that you tried to reach is disabled",
    "554 5.6.0 Corrupt message content",
    "550 5.6.7 Address needs SMTPUTF8",
    "550-5.1.1 The email account that you tried to reach does not exist. Please\n550-5.1.1 try",
    "550 #5.1.1 Address rejected",
    "553 sorry, no mailbox here by that name. (#5.1.1)",
    "550 No such user here",
    "550 No such recipient",
    "550 Unknown user",
    "550 Unrouteable address",
    "550 unknown local-part in domain",
    "550 Mailbox not found",
    "554 delivery error: This user is unknown to us; user is unknown",
    "553 Recipient unknown",
]
ABOUT_US = [
    f"554 5.7.1 <{OFFICER}>: Relay access denied",
    f"554 <{OFFICER}>: Relay access denied",
    "550 5.7.1 Unable to relay",
    "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
    f"550 5.7.1 <{OFFICER}>... Relaying denied",
    "550 relay not permitted",
    "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
    "530 5.7.57 Client not authenticated to send mail",
    "530 5.7.0 Must issue a STARTTLS command first",
    "535 5.7.8 Error: authentication failed",
    f"554 5.2.252 SendAsDenied; {US} not allowed to send as {OFFICER}",
    "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied",
    "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    "550 5.4.5 Daily user sending quota exceeded",
    "550 5.1.8 Access denied, bad outbound sender",
    f"550 5.1.8 <{US}>: Sender address rejected: Domain not found",
    f"553 5.1.7 <{US}>: Sender address rejected",
    f"550 5.1.0 <{US}>: Sender address rejected: User unknown in local recipient table",
    f"554 5.1.1 <{US}>: unknown",
    f"550 5.1.1 <{US.upper()}>: User unknown",
    f"550 <{US}>: User unknown",
    "550 5.1.1 Sender address rejected: User unknown",
    f"550 5.1.1 Sender {US} of mail to {OFFICER} unknown",
    f"550-Verification failed for <{US}>\n550-Unrouteable address\n550 Sender verify failed",
    "550-Sender verify failed\n550 No such user here",
    "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied",
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
    "554 5.7.1 This message looks like spam",
    "554 Transaction failed",
    "550 Requested action not taken: mailbox unavailable",
    "550 Access denied - Invalid HELO name",
    "550 5.4.1 Recipient address rejected: Access denied",
    f"552 5.2.2 <{US}>: Mailbox full",
    "552 Requested mail action aborted: exceeded storage allocation",
    "503 5.5.1 Bad sequence of commands",
    "550 4.1.1 User unknown",
    "550 2.1.1 User unknown",
    "550 5.1.100 User unknown",
    "550 5.1.1234 odd",
    "550 5.11.1 odd",
    "550 see 5.1.1 of the manual",
    "599 ",
]


def answer(reply: str) -> SMTPResponseException:
    """A reply as aiosmtplib gives it: without the code before each line."""
    return SMTPDataError(int(reply[:3]), "\n".join(line[4:] for line in reply.splitlines()))


def answer_to_mail(reply: str) -> SMTPResponseException:
    return SMTPSenderRefused(*answer(reply).args, US)


def verdict(reply: str, letter: Letter = LETTER) -> Verdict:
    return judged(answer(reply), letter).verdict


@pytest.mark.parametrize("reply", ABOUT_THEM)
def test_refusal_of_the_recipient_or_the_letter_is_for_good(reply: str) -> None:
    assert verdict(reply) is Verdict.PERMANENT


@pytest.mark.parametrize("reply", ABOUT_US)
def test_refusal_of_us_or_of_nobody_in_particular_waits(reply: str) -> None:
    assert verdict(reply) is Verdict.BARRED


def test_full_mailbox_lets_its_own_copy_wait_and_no_other() -> None:
    full = "552 5.2.2 Mailbox full"
    assert verdict(full) is Verdict.TEMPORARY
    assert verdict(full, replace(LETTER, content=bytes(SMALLEST_LIMIT + 1))) is Verdict.TEMPORARY
    # At MAIL the server knows of no other mailbox than ours.
    assert judged(answer_to_mail(full), LETTER).verdict is Verdict.BARRED


@pytest.mark.parametrize("reply", ABOUT_THEM)
def test_server_that_was_told_no_recipient_means_us(reply: str) -> None:
    assert judged(answer_to_mail(reply), LETTER).verdict is Verdict.BARRED


@pytest.mark.parametrize("reply", ["450 4.2.0 Greylisted", "451 5.1.1 User unknown", "421 4.7.0 "])
def test_reply_that_is_no_refusal_is_for_now(reply: str) -> None:
    assert verdict(reply) is Verdict.TEMPORARY


def test_our_address_is_not_found_in_a_longer_one() -> None:
    assert verdict(f"550 5.1.1 <x{US}> unknown, <{US}.example> too") is Verdict.PERMANENT
    assert verdict(f"550 5.1.1 unknown: {US}. Good bye") is Verdict.BARRED


def test_sender_that_is_the_recipient_too_is_refused_as_the_recipient() -> None:
    same = replace(LETTER, sender=OFFICER)
    assert verdict(f"550 5.1.1 <{OFFICER}>: User unknown", same) is Verdict.PERMANENT


@pytest.mark.parametrize(
    ("reply", "size", "expected"),
    [
        ("552 5.3.4 Message size exceeds fixed limit", 1, Verdict.TOO_LARGE),
        ("550 5.3.4 too big", 1, Verdict.TOO_LARGE),
        ("550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large", 1, Verdict.TOO_LARGE),
        ("552 Message exceeds storage allocation", SMALLEST_LIMIT + 1, Verdict.TOO_LARGE),
        ("552 Message exceeds storage allocation", SMALLEST_LIMIT, Verdict.BARRED),
        ("554 Message exceeds storage allocation", SMALLEST_LIMIT + 1, Verdict.BARRED),
    ],
)
def test_letter_too_large_is_told_from_a_mailbox_too_full(
    reply: str, size: int, expected: Verdict
) -> None:
    large = replace(LETTER, content=bytes(size))
    for refusal in (answer(reply), answer_to_mail(reply)):
        assert judged(refusal, large).verdict is expected


@pytest.mark.parametrize("word", ["5.1.", "(#5", "unknown ", f"<{US}", "\n5.", "user is "])
def test_longest_reply_is_judged_at_once(word: str) -> None:
    judgements = [verdict("550 " + (word * 70_000)[:size]) for size in (999, 32768)]
    assert judgements[0] is judgements[1]
