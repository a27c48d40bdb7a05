"""What the URLs of servers that take mail and of those that keep it have in common."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from forms.values.host import ascii_host
from mail.errors import BadMailUrl


class Encryption(Enum):
    """How the connection is protected; the server's certificate is always checked."""

    TLS = "tls"
    """From the first byte (smtps, imaps; RFC 8314)."""
    REQUIRED = "required"
    """STARTTLS (RFC 3207, RFC 9051), or nothing is sent."""
    OPPORTUNISTIC = "opportunistic"
    """STARTTLS when the server offers it."""
    OFF = "off"
    """None: for a relay on the same machine or a closed network."""


@dataclass(frozen=True)
class ServerUrl:
    """A URL in its parts; an empty `user` means no login, `port` None the usual one. `encryption`
    is None when nothing is said of it."""

    scheme: str
    host: str
    port: int | None
    user: str
    password: str = field(repr=False)
    path: str
    encryption: Encryption | None


def read_server_url(url: str, plain: str, example: str, ways: Collection[str]) -> ServerUrl:
    """Read a URL of the scheme `plain`, or of that with an s, which is encrypted from the first
    byte; `ways` are the words that `starttls` may be. Special characters in user, password and
    path are percent-encoded. Raises BadMailUrl."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadMailUrl("the host or port cannot be understood") from None
    if parts.scheme not in (plain, f"{plain}s"):
        raise BadMailUrl(f"must begin with {plain}:// or {plain}s://")
    if not parts.hostname:
        raise BadMailUrl(f"names no host, as in {example}")
    user, password, path = map(_unquoted, (parts.username, parts.password, parts.path))
    if bool(user) != bool(password):
        raise BadMailUrl("needs both a user and a password, or neither")
    if parts.fragment:
        raise BadMailUrl("has something after #; percent-encode # in the password")
    host, encryption = _ascii(parts.hostname), _encryption(parts, plain, ways)
    return ServerUrl(parts.scheme, host, port, user, password, path, encryption)


def _ascii(host: str) -> str:
    """The host as it is looked up; the address of a computer stays as it is."""
    try:
        return host if host.isascii() else ascii_host(host)
    except ValueError:
        raise BadMailUrl("names a host that cannot be one") from None


def _unquoted(part: str | None) -> str:
    try:
        text = unquote(part or "", errors="strict")
        # What the environment held in another encoding has come as lone surrogates.
        text.encode()
    except UnicodeError:
        raise BadMailUrl("user and password must be percent-encoded as UTF-8") from None
    return text


def _encryption(parts: SplitResult, plain: str, ways: Collection[str]) -> Encryption | None:
    options = parse_qs(parts.query, keep_blank_values=True)
    unknown = set(options) - {"starttls"}
    if unknown:
        raise BadMailUrl(f"has an unknown option {sorted(unknown)[0]!r}; only starttls is known")
    if parts.scheme != plain:
        if options:
            words = "is encrypted from the start and takes no starttls option"
            raise BadMailUrl(f"{parts.scheme}:// {words}")
        return Encryption.TLS
    if not options:
        return None
    chosen = options["starttls"][-1]
    if chosen not in ways:
        *others, last = ways
        words = f"{', '.join(others)} or {last}" if others else last
        raise BadMailUrl(f"starttls must be {words}")
    return Encryption(chosen)
