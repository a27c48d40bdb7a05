"""Addresses that leave the house: on paper and in mail."""

import base64
import hmac
import re
from hashlib import sha256

# 50 bits are far more than anyone can guess at a page that is rate limited by the network,
# and short enough for a code on paper.
_CHECK_LENGTH = 10
_LONGEST_CODE = 80
_ON_PAPER = re.compile(
    r"/v/(?P<reference>[A-Z0-9]{1,12}-[0-9]{4}-[0-9]{1,9})/(?P<version>[0-9]{1,6})/(?P<check>[a-z2-7]{10})$"
)


def document_check(secret_key: str, reference: str, version: int) -> str:
    """The short MAC that makes a verification address impossible to guess from a reference."""
    message = f"verify {reference} v{version}".encode()
    digest = hmac.new(secret_key.encode(), message, sha256).digest()
    return base64.b32encode(digest).decode("ascii")[:_CHECK_LENGTH].lower()


def verification_url(base_url: str, secret_key: str, reference: str, version: int) -> str:
    """Where the QR code on paper leads."""
    check = document_check(secret_key, reference, version)
    return f"{base_url}/v/{reference}/{version}/{check}"


def filing_on_paper(secret_key: str, code: str) -> tuple[str, int] | None:
    """Reference and version of the paper whose code this is; None when it is none of ours.

    Wherever the pages were when it was printed: the check alone says that it came from here.
    """
    found = _ON_PAPER.search(code[-_LONGEST_CODE:])
    if found is None:
        return None
    reference, version = found["reference"], int(found["version"])
    expected = document_check(secret_key, reference, version)
    return (reference, version) if hmac.compare_digest(found["check"], expected) else None


def document_url(base_url: str, key: str, reference: str) -> str:
    """Where a document too large for a mail can be fetched with a key of its own."""
    return f"{base_url}/arende/{key}/{reference}.pdf"
