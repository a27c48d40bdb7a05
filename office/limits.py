"""How often one client may do what costs much: counted for all processes and machines together."""

import hmac
import logging
from enum import StrEnum
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from office.office import Office
from register.errors import RegisterUnavailable
from register.hits import Limit
from settings import Settings

# RFC 6177: a site gets no longer prefix.
IPV6_BITS_OF_A_CLIENT = 64
MARK_BYTES = 12
A_MINUTE = 60
A_QUARTER = 15 * 60
AN_HOUR = 3600
# A whole office may share one address of the network, and nobody signs in often.
SIGN_INS = 20
# Who filters, takes the file, sees that something else was meant.
EXPORTS = 30
# Each reads the papers and snapshots of up to fifty records, and is looked through by hand.
JUDGEMENTS = 120
# Each searches for up to two thousand persons, and is looked through by hand.
LISTS_OF_LEAVERS = 30
# Whole offices ask from one address, each calendar every few hours.
CALENDARS = 120
# Enough to fetch ten thousand plans in four minutes, a hundred a page.
API_CALLS = 240
WRONG_TOKENS = 30
# Several prints of the longest plan, each page photographed more than once.
SCANS_OF_A_PLAN = 120
# A class of pupils with ten pictures each.
MEGABYTES_ATTACHED = 1_500
# Some ten thousand pages.
MEGABYTES_OF_A_HEAP = 2_000
log = logging.getLogger(__name__)


class Cost(StrEnum):
    """What is counted, each by itself."""

    FILING = "filing"
    READING = "reading"
    DRAFT = "draft"
    SAVING = "bytes saved"
    DRAWING = "drawing"
    SIGN_IN = "sign-in"
    EXPORT = "export"
    JUDGING = "judging what is given out"
    CALENDAR = "calendar"
    LEAVERS = "list of people who have left"
    API = "api"
    """What one token asks."""
    GUESSING = "wrong token"
    SCAN = "scan"
    PLANS_SCAN = "scan of one plan"
    """What is sent by the code or the receipt of one plan, whoever sends it."""
    ATTACHING = "megabytes attached"
    HEAP = "megabytes of scans"
    """What one account sends in by the office's own page."""


def limit_of(cost: Cost, settings: Settings) -> Limit:
    """How often one client may."""
    most = {
        Cost.FILING: (settings.filings_per_minute, A_MINUTE),
        Cost.READING: (settings.readings_per_minute, A_MINUTE),
        Cost.DRAFT: (settings.drafts_per_hour, AN_HOUR),
        Cost.SAVING: (settings.saved_bytes_per_minute, A_MINUTE),
        Cost.DRAWING: (settings.previews_per_minute, A_MINUTE),
        Cost.SIGN_IN: (SIGN_INS, A_QUARTER),
        Cost.EXPORT: (EXPORTS, A_QUARTER),
        Cost.JUDGING: (JUDGEMENTS, A_QUARTER),
        Cost.CALENDAR: (CALENDARS, A_MINUTE),
        Cost.LEAVERS: (LISTS_OF_LEAVERS, A_QUARTER),
        Cost.API: (API_CALLS, A_MINUTE),
        Cost.GUESSING: (WRONG_TOKENS, A_MINUTE),
        Cost.SCAN: (settings.scans_per_minute, A_MINUTE),
        Cost.PLANS_SCAN: (SCANS_OF_A_PLAN, AN_HOUR),
        Cost.ATTACHING: (MEGABYTES_ATTACHED, AN_HOUR),
        Cost.HEAP: (MEGABYTES_OF_A_HEAP, AN_HOUR),
    }
    return Limit(cost, *most[cost])


def client(address: str) -> str:
    """What one client is counted by: of IPv6 a whole network, all of whose addresses it has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped:
        return str(ip_network((parsed, IPV6_BITS_OF_A_CLIENT), strict=False))
    return address


def seconds_to_wait(own: Office, cost: Cost, address: str, amount: int = 1) -> int:
    """Count so much more for the client at a network address; 0, or how long it must wait first.

    Where it cannot be counted nobody is refused: the register may well work.
    """
    return _seconds_to_wait(own, cost, f"client {client(address)}", amount)


def seconds_for_plan(own: Office, case_id: int) -> int:
    """Count one more file for a plan, whoever sends it; 0, or how long it must wait first."""
    return _seconds_to_wait(own, Cost.PLANS_SCAN, f"plan {case_id}", 1)


def seconds_for_account(own: Office, cost: Cost, account_id: int, amount: int) -> int:
    """Count so much more for who has signed in, wherever; 0, or how long they must wait first."""
    return _seconds_to_wait(own, cost, f"account {account_id}", amount)


def _seconds_to_wait(own: Office, cost: Cost, who: str, amount: int) -> int:
    try:
        return own.hits.take(limit_of(cost, own.settings), mark_of(own, who), own.now(), amount)
    except RegisterUnavailable as error:
        log.warning("limits cannot be counted", extra={"reason": type(error).__name__})
        return 0


def mark_of(own: Office, who: str) -> str:
    """Tells those who are counted apart without keeping anybody's address."""
    key = own.settings.secret_key
    return hmac.new(key.encode(), who.encode(), sha256).hexdigest()[: 2 * MARK_BYTES]
