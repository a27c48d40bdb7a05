"""Signing in by mail: the same answer to every address, and a session for who reads its mail."""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from forms.values.mail_address import MailAddress
from office.limits import mark_of
from office.office import Office
from office.rights import rights_of_address
from register import sessions, sign_ins
from register.accounts import MAIL, OWN, ensure_account
from register.database import writing
from register.errors import RegisterUnavailable
from register.hits import Limit
from register.letters import LetterKind, add_letter
from register.people import stands_in_a_plan
from register.sign_ins import LIVES, Proven, Purpose

# To one address, whoever asks.
MAILS = Limit("sign-in mail", 5, 15 * 60)
_LONGEST_TYPED = 100
_ISSUER = {Purpose.DESK: MAIL, Purpose.OWN: OWN}
_LETTER = {Purpose.DESK: LetterKind.SIGN_IN, Purpose.OWN: LetterKind.OWN_PLANS}


def ask(own: Office, address: str, browser: str, purpose: Purpose, till: str) -> None:
    """Send a link and a code to an address that may sign in, for this browser.

    To any other the same is written, and goes nowhere: neither the answer nor the time it takes
    tells. Raises RegisterUnavailable.
    """
    now, settings = own.now(), own.settings
    # Both are asked for every address.
    mailbox, is_often = _MAILBOX[purpose](own, address), _is_often(own, address)
    goes_to = None if is_often else mailbox
    with writing(own.register) as connection:
        number = sign_ins.add_request(
            connection, settings.secret_key, browser, goes_to, purpose, till, now
        )
        domain = settings.sender_domain
        facts, kind = {"request": number}, _LETTER[purpose]
        add_letter(connection, kind, facts, goes_to or "", now + LIVES, now, domain)
    own.wake_courier()


def _is_often(own: Office, address: str) -> bool:
    try:
        return own.hits.take(MAILS, mark_of(own, f"mail {address.lower()}"), own.now()) > 0
    except RegisterUnavailable:
        return False


def _of_desk(own: Office, address: str) -> str | None:
    settings = own.settings
    may = settings.sign_in_by_mail and bool(rights_of_address(settings, address).roles)
    return address if may else None


def _of_plans(own: Office, address: str) -> str | None:
    """The mailbox as it is written in plans, and not as it was typed: signs that are alike to a
    comparison are not so to a mail server. What was typed in a form gets mail within the own
    domains alone."""
    found = MailAddress.parse(address)
    is_listed = stands_in_a_plan(own.register, found.address if found else address)
    is_ours = found is not None and found.is_within(own.settings.mail_domains)
    return found.address if found and is_listed and is_ours else None


# Whom the letter reaches; None for an address that gets none.
_MAILBOX: Mapping[Purpose, Callable[[Office, str], str | None]] = {
    Purpose.DESK: _of_desk,
    Purpose.OWN: _of_plans,
}


def by_link(own: Office, token: str, browser: str) -> tuple[str, Proven] | None:
    """Use a link; return the key of the session that begins and where it leads, or None."""
    with writing(own.register) as connection:
        proven = sign_ins.use_link(connection, token, browser, own.now())
        return _begun(own, connection, proven)


def by_code(own: Office, code: str, browser: str) -> tuple[str, Proven] | None:
    """The same by a code, however it was typed. Each try counts."""
    with writing(own.register) as connection:
        secret, now = own.settings.secret_key, own.now()
        proven = sign_ins.use_code(connection, secret, plain_code(code), browser, now)
        return _begun(own, connection, proven)


def _begun(own: Office, connection: Connection, proven: Proven | None) -> tuple[str, Proven] | None:
    """A session for who has proved an address, unless it may sign in no more."""
    if proven is None or _MAILBOX[proven.purpose](own, proven.address) is None:
        return None
    # In upper case it is the same mailbox, and so the same account.
    issuer, subject, now = _ISSUER[proven.purpose], proven.address.lower(), own.now()
    account = ensure_account(connection, issuer, subject, "", proven.address, now)
    return sessions.begin(connection, account, now), proven


def plain_code(typed: str) -> str:
    """A code without what people type around it; a nought is the letter that looks like it."""
    signs = "".join(one for one in typed[:_LONGEST_TYPED].lower() if one.isalnum())
    return signs.replace("0", "o")
