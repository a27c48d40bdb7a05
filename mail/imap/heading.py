"""What is known of a mail before it is fetched: who it says it is from, how large it is."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.utils import getaddresses

# Of two headers. What goes beyond is no sender of anybody.
LONGEST = 8 * 1024
FIELDS = ("FROM", "CONTENT-TYPE")


@dataclass(frozen=True)
class Heading:
    """One mail. `sender` is the one address that it says it is from, in lower case, or nothing;
    `is_report` says that it is what a mail server tells of a mail (RFC 3464), `is_done` that it
    was marked before. `size` is in bytes."""

    uid: int
    size: int
    arrived_at: datetime
    sender: str
    is_report: bool
    is_done: bool


def sender_and_kind(headers: bytes) -> tuple[str, bool]:
    """Who a mail with these headers is from, and whether it is a report, whatever they hold."""
    read = message_from_bytes(headers[:LONGEST])
    kind = str(read.get_param("report-type", "")).lower()
    is_report = read.get_content_type() == "multipart/report" and kind == "delivery-status"
    return _only_address([str(one) for one in read.get_all("From", [])]), is_report


def _only_address(values: list[str]) -> str:
    try:
        found = getaddresses(values)
    except RecursionError:
        # Thousands of comments, one in the other.
        return ""
    return found[0][1].lower() if len(values) == len(found) == 1 else ""
