"""The mail server as SMTP_URL describes it."""

from dataclasses import dataclass, field

from mail.errors import BadMailUrl
from mail.server_url import Encryption, read_server_url

DEFAULT_PORTS = {"smtp": 25, "smtps": 465}
EXAMPLE = "smtp://mail.example.se:587"
WAYS = ("required", "opportunistic", "off")


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
    is a login and nothing else is said. Raises BadMailUrl.
    """
    said = read_server_url(url, "smtp", EXAMPLE, WAYS)
    if said.path.strip("/"):
        raise BadMailUrl("has something after the host; percent-encode / and # in the password")
    default = Encryption.REQUIRED if said.user else Encryption.OPPORTUNISTIC
    port = DEFAULT_PORTS[said.scheme] if said.port is None else said.port
    return SmtpServer(said.host, port, said.encryption or default, said.user, said.password)
