"""Addresses that leave the house: on paper and in mail."""

import base64
import hmac
import re
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Engine

from pdf.sheets import Sheet
from register.access import Opened
from register.actors import Actor, ActorKind
from register.filings import find_filing
from register.keys import CHECK_SIGNS

# What a provider brings back from who signed out there, since that address must be one without ?.
SIGNED_OUT = "utloggad"
_LONGEST_CODE = 80
# Paper from before pages had codes of their own says nothing after the check.
_ON_PAPER = re.compile(
    r"/v/(?P<reference>[A-Z0-9]{1,12}-[0-9]{4}-[0-9]{1,9})/(?P<version>[0-9]{1,6})"
    r"/(?P<check>[A-Z2-7]{10})(?P<sheet>[0-9]{2,6}K?)?$",
    re.ASCII | re.IGNORECASE,
)


def check_from_key(secret_key: str, reference: str, version: int) -> str:
    """The check on paper from before checks were kept: a short MAC under the secret key."""
    message = f"verify {reference} v{version}".encode()
    digest = hmac.new(secret_key.encode(), message, sha256).digest()
    return base64.b32encode(digest).decode("ascii")[:CHECK_SIGNS].lower()


def verification_url(base_url: str, reference: str, version: int, check: str) -> str:
    """Where the codes on paper lead, whatever page they stand on (pdf.sheets)."""
    return f"{base_url}/v/{reference}/{version}/{check}"


@dataclass(frozen=True)
class Paper:
    """A paper of ours; `opened` is what its holder may see, None when it is not in the register.

    `sheet` is the page with the code, None for paper whose codes are the same on all pages.
    """

    reference: str
    version: int
    opened: Opened | None
    sheet: Sheet | None


def paper_with(register: Engine, secret_key: str, code: str) -> Paper | None:
    """The paper whose code this is; None when it is none of ours.

    Wherever the pages were when it was printed: the check alone says that it came from here.
    Raises RegisterUnavailable, FilingDamaged.
    """
    found = _ON_PAPER.search(code[-_LONGEST_CODE:])
    sheet = Sheet.read(found["sheet"]) if found and found["sheet"] else None
    if found is None or (found["sheet"] and sheet is None):
        return None
    reference, version = found["reference"].upper(), int(found["version"])
    filing = find_filing(register, reference, version)
    kept = filing.paper_check if filing else None
    expected = kept or check_from_key(secret_key, reference, version)
    if not hmac.compare_digest(found["check"].lower(), expected):
        return None
    opened = Opened(filing, Actor(ActorKind.HOLDER, filing.case_id)) if filing else None
    return Paper(reference, version, opened, sheet)


def is_like_ours(code: str) -> bool:
    """Whether a code has the shape of ours, wherever it comes from and whatever was done to it."""
    return _ON_PAPER.search(code[-_LONGEST_CODE:]) is not None


def document_url(base_url: str, key: str, name: str) -> str:
    """Where a document too large for a mail can be fetched with a key of its own."""
    return f"{base_url}/arende/{key}/{name}.pdf"


def own_plans_url(base_url: str) -> str:
    """Where whoever stands in a plan finds it."""
    return f"{base_url}/mina-planer/"


def cases_url(base_url: str) -> str:
    """Where whoever signs in to the register finds a case, by its reference at the end."""
    return f"{base_url}/register/planer/"


def late_url(base_url: str) -> str:
    """Where whoever signs in to the register finds all that is late of what they see."""
    return f"{base_url}/register/forsenat"


def protocol_url(base_url: str, number: int) -> str:
    """Where archivists fetch the protocol of an erasure."""
    return f"{base_url}/register/gallring/protokoll/{number}.pdf"


def sign_in_url(base_url: str, token: str) -> str:
    """Where the link of a sign-in letter leads."""
    return f"{base_url}/logga-in/lank/{token}/"


def answer_url(base_url: str, provider: str) -> str:
    """Where a provider sends people back to, with what it has to say."""
    return f"{base_url}/logga-in/{provider}/svar"


def signed_out_url(base_url: str) -> str:
    """Where a provider sends people back to who have signed out there."""
    return f"{base_url}/logga-in/"
