"""Secret keys in addresses: made here, given out once, stored only as digests."""

import base64
import hashlib
import hmac
import secrets

KEY_BYTES = 24
# 50 bits: far more than anyone can guess at a page that is rate limited by the network, and short
# enough for a code on paper.
CHECK_BYTES, CHECK_SIGNS = 7, 10


def new_key() -> str:
    """Return a new secret of 192 random bits, safe in a URL (32 characters)."""
    return secrets.token_urlsafe(KEY_BYTES)


def new_check() -> str:
    """Return what the code on a paper proves itself by: ten random signs of a-z and 2-7.

    Kept as it is, not as a digest: it stands in the document that is kept beside it.
    """
    drawn = base64.b32encode(secrets.token_bytes(CHECK_BYTES))
    return drawn.decode("ascii")[:CHECK_SIGNS].lower()


def digest(key: str) -> str:
    """Return the SHA-256 of a key in hex: what the database keeps and searches by.

    A plain hash is enough because keys are random and long; there is nothing to guess.
    """
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def derived_key(key: str, purpose: str) -> str:
    """Return another secret that follows from `key` and can only be made by who holds it.

    The same key and purpose always give the same answer (RFC 2104, HMAC-SHA-256), so a draft
    leads to one and the same receipt although the register keeps neither key.
    """
    mac = hmac.new(key.encode("utf-8", "surrogatepass"), purpose.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()[:KEY_BYTES]).decode("ascii")
