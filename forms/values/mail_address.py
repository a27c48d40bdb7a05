"""E-mail addresses of people at work."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from forms.values.host import ascii_host, is_within, shown_host

# The policy: "Använd aldrig din privata profil i tjänsteärenden" (Sociala medier under
# arbetstid och fritid). An address there is a warning only: consultants have such too.
PRIVATE_DOMAINS = frozenset(
    {
        *("gmail.com", "googlemail.com", "icloud.com", "me.com", "proton.me", "protonmail.com"),
        *("hotmail.com", "hotmail.se", "outlook.com", "live.com", "live.se", "msn.com"),
        *("yahoo.com", "yahoo.se", "telia.com", "bredband.net", "comhem.se"),
        *("spray.se", "passagen.se"),
    }
)
# How mail programs copy an address: the name before it, a link to it, what follows it in a list.
_NAMED = re.compile(r"^[^<>]*<(?P<address>[^<>]*)>$")
_LINKED = re.compile(r"^mailto:(?P<address>[^?]*)", re.IGNORECASE)
# A reading is asked for when an answer is checked, shown, printed, mailed and compared.
_READINGS_REMEMBERED = 256
# Persons are many and domains few: what stands before the @ is nearly always of these signs
# (RFC 5321, 4.1.2: a dot-string), and the domain is what takes long to check.
_USUAL_LOCAL = re.compile(r"[a-z0-9_+-]++(?:\.[a-z0-9_+-]++)*+")
_LONGEST_LOCAL = 64
_DOMAINS_REMEMBERED = 64


@dataclass(frozen=True)
class MailAddress:
    """An address that can receive mail, in lower case; a domain of mixed scripts in ASCII."""

    address: str
    domain: str

    @classmethod
    @lru_cache(_READINGS_REMEMBERED)
    def parse(cls, text: str) -> "MailAddress | None":
        """Check the form of `text` without asking the network; None when it cannot work."""
        local, _, host = text.lower().rpartition("@")
        if _USUAL_LOCAL.fullmatch(local) and len(local) <= _LONGEST_LOCAL and _usual_domain(host):
            return cls(f"{local}@{_usual_domain(host)}", _usual_domain(host))
        found = _validated(text.lower())
        if found is None:
            return None
        domain = shown_host(found.domain)
        return cls(f"{found.local_part}@{domain}", domain)

    @property
    def is_private(self) -> bool:
        """Whether the address stands with a provider for private persons."""
        return self.domain in PRIVATE_DOMAINS

    def is_within(self, domains: tuple[str, ...]) -> bool:
        """Whether the address belongs to one of `domains` or to a subdomain of it."""
        spellings = (self.domain, ascii_host(self.domain))
        return any(is_within(own, one.lower()) for own in spellings for one in domains)


def _validated(address: str) -> ValidatedEmail | None:
    try:
        return validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None


@lru_cache(_DOMAINS_REMEMBERED)
def _usual_domain(host: str) -> str:
    """The domain as it is shown; empty when not every usual address there works."""
    found = _validated(f"{'a' * _LONGEST_LOCAL}@{host}")
    return shown_host(found.domain) if found else ""


def alone(text: str) -> str:
    """The address in "Åsa Ek <asa.ek@toreboda.se>;" or "mailto:…"; others as they are."""
    address = text.strip(" ,;")
    for around in (_NAMED, _LINKED):
        if found := around.match(address):
            address = found["address"].strip()
    return address


def without_diacritics(text: str) -> str:
    """`text` with plain letters before the @, the way Swedish mail addresses are made."""
    local, at, domain = text.lower().partition("@")
    plain = unicodedata.normalize("NFD", local.replace("ø", "o").replace("æ", "a"))
    return "".join(c for c in plain if not unicodedata.combining(c)) + at + domain
