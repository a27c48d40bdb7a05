"""The mail server as SMTP_URL describes it."""

from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import parse_qs, unquote, urlsplit

from forms.values.host import ascii_host
from mail.errors import BadSmtpUrl

DEFAULT_PORTS = {"smtp": 25, "smtps": 465}


class Encryption(Enum):
    """How the connection is protected; the server's certificate is always checked."""

    TLS = "tls"
    """From the first byte (smtps, RFC 8314)."""
    REQUIRED = "required"
    """STARTTLS (RFC 3207), or nothing is sent."""
    OPPORTUNISTIC = "opportunistic"
    """STARTTLS when the server offers it."""
    OFF = "off"
    """None: for a relay on the same machine or a closed network."""


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed over. An empty `user` means no login."""

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = field(default="", repr=False)


def parse_smtp_url(url: str) -> SmtpServer:
    """Read `smtp://user:password@host:587?starttls=required|opportunistic|off` or `smtps://…`.

    Special characters in user and password are percent-encoded. STARTTLS is required when there
    is a login and nothing else is said. Raises BadSmtpUrl.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadSmtpUrl("the host or port cannot be understood") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise BadSmtpUrl("must begin with smtp:// or smtps://")
    if not parts.hostname:
        raise BadSmtpUrl("names no host, as in smtp://mail.example.se:587")
    if parts.path.strip("/") or parts.fragment:
        raise BadSmtpUrl("has something after the host; percent-encode / and # in the password")
    user, password = _unquoted(parts.username), _unquoted(parts.password)
    if bool(user) != bool(password):
        raise BadSmtpUrl("needs both a user and a password, or neither")
    encryption = _encryption(parts.scheme, parts.query, has_login=bool(user))
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    return SmtpServer(_ascii(parts.hostname), port, encryption, user, password)


def _ascii(host: str) -> str:
    """The host as it is looked up; the address of a computer stays as it is."""
    try:
        return host if host.isascii() else ascii_host(host)
    except ValueError:
        raise BadSmtpUrl("names a host that cannot be one") from None


def _unquoted(part: str | None) -> str:
    try:
        text = unquote(part or "", errors="strict")
        # What the environment held in another encoding has come as lone surrogates.
        text.encode()
    except UnicodeError:
        raise BadSmtpUrl("user and password must be percent-encoded as UTF-8") from None
    return text


def _encryption(scheme: str, query: str, *, has_login: bool) -> Encryption:
    options = parse_qs(query, keep_blank_values=True)
    unknown = set(options) - {"starttls"}
    if unknown:
        raise BadSmtpUrl(f"has an unknown option {sorted(unknown)[0]!r}; only starttls is known")
    if scheme == "smtps":
        if options:
            raise BadSmtpUrl("smtps:// is encrypted from the start and takes no starttls option")
        return Encryption.TLS
    default = Encryption.REQUIRED if has_login else Encryption.OPPORTUNISTIC
    chosen = options.get("starttls", [default.value])[-1]
    if chosen not in ("required", "opportunistic", "off"):
        raise BadSmtpUrl("starttls must be required, opportunistic or off")
    return Encryption(chosen)
