"""The address of an account: a web address, or the account's name in its medium."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from forms import messages
from forms.question import UnreadableError
from forms.values.host import ascii_host, shown_host
from forms.values.platforms import Platform, place_of, platform_of_host, platform_of_medium
from forms.values.wrapping import is_shortened, target_of

# What media add to an address to follow the reader; the account is the same without it.
_TRACKING = re.compile(
    r"^(?:utm_\w+|igshid|igsh|fbclid|gclid|msclkid|mc_[ce]id|si|mibextid|ref|ref_src|_r|_t"
    r"|_rdr|__tn__|__cft__.*)$"
)
# And what says in which language it is shown.
_LANGUAGE = frozenset({"lang", "locale", "hl", "language", "setlang"})
_SCHEME = re.compile(r"^([a-z][a-z0-9+.\-]*):(?=//|[^\d])", re.IGNORECASE)
_BARE_HOST = re.compile(r"^(?:[\w\-]+\.)+[^\W\d]{2,}(?::\d+)?(?:[/?#]|$)")
_GENERIC_NAME = re.compile(r"^@?[\w.\-·]{2,64}$")
_EMAIL_LIKE = re.compile(r"^[^@\s]+@[^@\s]+\.\w+$")
_FEDERATED = re.compile(r"^/(?:web/)?(?:@|users/)([^/@?]+)(?:@([^/?]+))?(?=[/?]|$)")
_VARIANT = re.compile(r"^(?:www|m|mobile)\.(?=[^.]+\.)")
_URL_SAFE = "/:;=,.~!$&'()*+@%-_"
# A name may end like this, but who writes so most likely means an address.
_USUAL_ENDINGS = (".se", ".com", ".nu", ".org", ".net", ".eu", ".info")
# Mail filters wrap the links of each other; more than this is somebody's joke.
_MOST_LAYERS = 5
# A reading is asked for when an answer is checked, shown, printed, mailed and compared.
_READINGS_REMEMBERED = 256


@dataclass(frozen=True)
class Account:
    """An account that was understood.

    `shown` is printed, `link` is its http(s) address or empty, `host` the host of the address in
    ASCII. An account `is_unwrapped` when what was typed led to it by way of another address.
    """

    shown: str
    link: str = ""
    host: str = ""
    is_unwrapped: bool = False

    @classmethod
    @lru_cache(_READINGS_REMEMBERED)
    def parse(cls, text: str, medium: str = "") -> "Account":
        """Read `text` as an account of `medium`; UnreadableError says what to write instead."""
        named = platform_of_medium(medium)
        name = text.removeprefix("@")
        if named and named.handle and named.handle.match(name) and not _is_address(text, named):
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
        address = _unwrapped(text)
        parts = _split(address)
        kept = parts._replace(
            netloc=_netloc(shown_host(parts.hostname or ""), parts),
            query=_without(_TRACKING.match, parts.query),
        )
        is_as_typed = address == text and kept == parts._replace(netloc=parts.netloc.lower())
        shown = address if is_as_typed else urlunsplit(kept)
        if address == text and not _SCHEME.match(text):
            shown = shown.removeprefix("https://")
        host = ascii_host(parts.hostname or "").removeprefix("www.")
        return cls(shown, _link(kept), host, is_unwrapped=address != text)

    @property
    def platform(self) -> Platform | None:
        """The platform that the address belongs to, None for a name or an unknown host."""
        return platform_of_host(self.host) if self.host else None

    def doubts(self, medium: str) -> list[str]:
        """What a person should look at once more; never a reason to stop."""
        if is_shortened(self.host):
            return [messages.ACCOUNT_SHORTENED]
        return [*self._doubts_of_place(medium), *self._doubts_of_query()]

    def _doubts_of_place(self, medium: str) -> list[str]:
        found, named = self.platform, platform_of_medium(medium)
        doubts = []
        if found and found is not named and medium:
            doubts.append(messages.account_elsewhere(found.name, medium))
        if self.host and not found and named and named.hosts and named.is_named_in(medium):
            doubts.append(messages.account_at_other_host(self.host, named.name, named.hosts[0]))
        address = self.link.removeprefix("https://").removeprefix("www.").replace("?", "/") + "/"
        for path, what in found.questionable if found else ():
            if path in address:
                doubts.append(f"Adressen ser ut att leda till {what} och inte till kontot.")
        return doubts

    def _doubts_of_query(self) -> list[str]:
        """A mail address would be printed; another address may be the one that is meant."""
        values = [value for _, value in parse_qsl(urlsplit(self.link).query)]
        doubts = [messages.account_with_email(one) for one in values if _EMAIL_LIKE.match(one)]
        if any(one.lower().startswith(("http://", "https://")) for one in values):
            doubts.append(messages.ACCOUNT_LEADS_ON)
        return doubts

    def key(self, medium: str) -> str:
        """One text for one account: its platform and its name there, or else its place."""
        return (self._key_of_address() if self.link else self._key_of_name(medium)).casefold()

    def _key_of_name(self, medium: str) -> str:
        named, name = platform_of_medium(medium), self.shown.removeprefix("@")
        if "@" in name:
            return name
        place = f"/{name}".casefold()
        return f"{named.name}:{named.where.account_in(place)}" if named else f"{medium}:{name}"

    def _key_of_address(self) -> str:
        parts = urlsplit(self.link)
        found = platform_of_host(parts.hostname or "")
        if found and (name := found.where.account_at(parts)):
            return f"{found.name}:{name}"
        host = _netloc(_VARIANT.sub("", parts.hostname or ""), parts)
        if member := _FEDERATED.match(place_of(parts)):
            return f"{member[1]}@{member[2] or host}"
        return host + place_of(parts._replace(query=_without(_LANGUAGE.__contains__, parts.query)))


def account_key(text: str, medium: str = "") -> str:
    """One text for one account however it was written, to find plans for the same account."""
    try:
        return Account.parse(text, medium).key(medium)
    except UnreadableError:
        return text.casefold().strip()


def _is_address(text: str, platform: Platform) -> bool:
    """Whether a text that could be a name of the platform is an address instead."""
    has_path = "/" in text and ("://" in text or _BARE_HOST.match(text))
    if has_path or text.lower().endswith(platform.hosts):
        return True
    is_host = _BARE_HOST.match(text) and text.lower().endswith(_USUAL_ENDINGS)
    return bool(is_host) and platform.name != "Bluesky"


def _unwrapped(text: str) -> str:
    """The address that is left when those around it are taken off; `text` when there are none."""
    address = text
    for _ in range(_MOST_LAYERS + 1):
        parts = _split(address)
        inner = target_of(parts, ascii_host(parts.hostname or ""))
        if not inner:
            return address
        address = inner
    raise UnreadableError(messages.ACCOUNT_WRAPPED)


def _split(text: str) -> SplitResult:
    """An address in its parts; one of no web page, a host that is none and a login are refused."""
    has_scheme = _SCHEME.match(text)
    if has_scheme and has_scheme[1].lower() not in ("http", "https"):
        raise UnreadableError(messages.ACCOUNT_SCHEME)
    address = text if has_scheme else f"https://{text}"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
        ascii_host(host or "")
    except ValueError as error:
        raise UnreadableError(messages.account("")) from error
    if parts.username or parts.password:
        raise UnreadableError(messages.ACCOUNT_PASSWORD)
    if not host or "." not in host or re.search(r"\s", address):
        raise UnreadableError(messages.account(""))
    return parts


def _without(is_unwanted: Callable[[str], object], query: str) -> str:
    """The query without the parameters whose names are not wanted."""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not is_unwanted(name)]
    return query if len(kept) == len(pairs) else urlencode(kept)


def _netloc(host: str, parts: SplitResult) -> str:
    """`host` with the port of an address, unless it is the one of its scheme."""
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"


def _link(parts: SplitResult) -> str:
    """An address in ASCII only, as a PDF link and an HTTP client want it (RFC 3986)."""
    path = quote(parts.path, safe=_URL_SAFE)
    query, fragment = (quote(part, safe=_URL_SAFE + "?") for part in (parts.query, parts.fragment))
    netloc = _netloc(ascii_host(parts.hostname or ""), parts)
    return urlunsplit((parts.scheme.lower(), netloc, path, query, fragment))
