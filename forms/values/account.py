"""The address of an account: a web address, or the account's name in its medium."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from forms import messages
from forms.question import UnreadableError
from forms.values.platforms import Platform, platform_of_host, platform_of_medium

# What media add to an address to follow the reader; the account is the same without it.
_TRACKING = re.compile(r"^(?:utm_\w+|igshid|igsh|fbclid|gclid|si|mibextid|ref|ref_src|_r|_t)$")
_SCHEME = re.compile(r"^([a-z][a-z0-9+.\-]*):(?=//|[^\d])", re.IGNORECASE)
_BARE_HOST = re.compile(r"^(?:[\w\-]+\.)+[^\W\d]{2,}(?::\d+)?(?:[/?#]|$)")
_GENERIC_NAME = re.compile(r"^@?[\w.\-·]{2,64}$")
_EMAIL_LIKE = re.compile(r"^[^@\s]+@[^@\s]+\.\w+$")
_URL_SAFE = "/:;=,.~!$&'()*+@%-_"
# A reading is asked for when an answer is checked, shown, printed, mailed and compared.
_READINGS_REMEMBERED = 256


@dataclass(frozen=True)
class Account:
    """An account that was understood.

    `shown` is printed, `link` is its http(s) address or empty, `host` the host of the address.
    """

    shown: str
    link: str = ""
    host: str = ""

    @classmethod
    @lru_cache(_READINGS_REMEMBERED)
    def parse(cls, text: str, medium: str = "") -> "Account":
        """Read `text` as an account of `medium`; UnreadableError says what to write instead."""
        named = platform_of_medium(medium)
        name = text.removeprefix("@")
        if named and named.handle and named.handle.match(name) and not _is_address_of(text, named):
            return cls._from_name(text, name, named)
        if _EMAIL_LIKE.match(text) and "/" not in text:
            raise UnreadableError(messages.account_is_email(text))
        if _SCHEME.match(text) or _BARE_HOST.match(text):
            return cls._from_address(text)
        if (named is None or named.handle is None) and text.startswith("@"):
            if _GENERIC_NAME.match(text) or re.match(r"^@[\w.\-]+@[\w.\-]+\.\w+$", text):
                return cls(text)
        elif named is None and medium and _GENERIC_NAME.match(text):
            return cls(text)
        raise UnreadableError(messages.account(medium))

    @classmethod
    def _from_name(cls, text: str, name: str, platform: Platform) -> "Account":
        if platform.name == "Mastodon":
            user, _, server = name.partition("@")
            return cls(f"@{name}", f"https://{server}/@{user}", server)
        return cls(text, platform.profile.format(quote(name)) if platform.profile else "")

    @classmethod
    def _from_address(cls, text: str) -> "Account":
        has_scheme = _SCHEME.match(text)
        if has_scheme and has_scheme[1].lower() not in ("http", "https"):
            raise UnreadableError(messages.ACCOUNT_SCHEME)
        parts = _split(text if has_scheme else f"https://{text}")
        kept = parts._replace(query=_without_tracking(parts.query))
        shown = text if kept.query == parts.query else urlunsplit(kept)
        if not has_scheme:
            shown = shown.removeprefix("https://")
        return cls(shown, _link(kept), (parts.hostname or "").removeprefix("www."))

    @property
    def platform(self) -> Platform | None:
        """The platform that the address belongs to, None for a name or an unknown host."""
        return platform_of_host(self.host) if self.host else None

    def doubts(self, medium: str) -> list[str]:
        """What a person should look at once more; never a reason to stop."""
        found, named = self.platform, platform_of_medium(medium)
        doubts = []
        if found and found is not named and medium:
            doubts.append(messages.account_elsewhere(found.name, medium))
        address = self.link.removeprefix("https://").removeprefix("www.")
        for path, what in found.questionable if found else ():
            if path in address:
                doubts.append(f"Adressen ser ut att leda till {what} och inte till kontot.")
        return doubts


def account_key(text: str, medium: str = "") -> str:
    """One text for one account however it was written, to find plans for the same account."""
    try:
        account = Account.parse(text, medium)
    except UnreadableError:
        return text.casefold().strip()
    parts = urlsplit(account.link or account.shown)
    host = re.sub(r"^(?:www|m|mobile)\.", "", (parts.hostname or "").casefold())
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}".casefold().removeprefix("@")


def _is_address_of(text: str, platform: Platform) -> bool:
    return "/" in text or any(text.lower().endswith(host) for host in platform.hosts)


def _split(address: str) -> SplitResult:
    """`address` in its parts; a host that cannot be one and a login in it are refused."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
        (host or "").encode("idna")
    except (ValueError, UnicodeError) as error:
        raise UnreadableError(messages.account("")) from error
    if parts.username or parts.password:
        raise UnreadableError(messages.ACCOUNT_PASSWORD)
    if not host or "." not in host or re.search(r"\s", address):
        raise UnreadableError(messages.account(""))
    return parts


def _without_tracking(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKING.match(name)]
    return query if len(kept) == len(pairs) else urlencode(kept)


def _link(parts: SplitResult) -> str:
    """An address in ASCII only, as a PDF link and an HTTP client want it (RFC 3986, 3490)."""
    host = (parts.hostname or "").encode("idna").decode("ascii")
    netloc = f"{host}:{parts.port}" if parts.port else host
    path = quote(parts.path, safe=_URL_SAFE)
    query, fragment = (quote(part, safe=_URL_SAFE + "?") for part in (parts.query, parts.fragment))
    return urlunsplit((parts.scheme.lower(), netloc, path, query, fragment))
