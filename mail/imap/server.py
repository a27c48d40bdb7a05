"""The mailbox as IMAP_URL describes it."""

from dataclasses import dataclass, field

from mail.errors import BadMailUrl
from mail.server_url import Encryption, read_server_url

DEFAULT_PORTS = {"imap": 143, "imaps": 993}
EXAMPLE = "imaps://blanketter:password@mail.example.se/INBOX"
# A password goes over no line that anybody can listen to.
WAYS = ("required",)
USUAL_FOLDER = "INBOX"


@dataclass(frozen=True)
class ImapServer:
    """A folder of somebody's mail, and where it is kept."""

    host: str
    port: int
    encryption: Encryption
    user: str
    password: str = field(repr=False)
    folder: str = USUAL_FOLDER


def parse_imap_url(url: str) -> ImapServer:
    """Read `imaps://user:password@host:993/INBOX` or `imap://…?starttls=required` (RFC 5092).

    Special characters in user, password and folder are percent-encoded. Raises BadMailUrl.
    """
    said = read_server_url(url, "imap", EXAMPLE, WAYS)
    if not said.user:
        raise BadMailUrl(f"needs a user and a password, as in {EXAMPLE}")
    folder = said.path.strip("/") or USUAL_FOLDER
    if not folder.isprintable():
        raise BadMailUrl("names a folder that cannot be one")
    port = DEFAULT_PORTS[said.scheme] if said.port is None else said.port
    encryption = said.encryption or Encryption.REQUIRED
    return ImapServer(said.host, port, encryption, said.user, said.password, folder)
