"""A Dovecot of our own: a real server of mailboxes, in a folder that goes away with it.

Each test has a user of its own, whose mailbox is new.
"""

import os
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import trustme
from imapclient import IMAPClient

from tests.journeys.servers import wait_until
from tests.ports import free_port
from tests.programs import program

PASSWORD = "lösen/ord 1"
TAKEN, UNREAD = "taken", "unread"
_numbers = count(1)
# Each process of Dovecot as the one user that started it, without the rights that root would have.
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
instance_name = blanketter-tests
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = yes
auth_mechanisms = plain
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_max_keyword_length = 50
auth_failure_delay = 0
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
}}
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {folder}/users/%u
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/homes/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls_port}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  # Else each wrong password makes the next login wait.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


def _user() -> str:
    """Who it runs as: root would be more than a mailbox needs, and than Dovecot allows."""
    return "dovecot" if os.geteuid() == 0 else str(os.getuid())


@dataclass
class Account:
    """One user's mailbox."""

    dovecot: "Dovecot"
    name: str

    def url(self, password: str = PASSWORD, folder: str = "INBOX") -> str:
        """As IMAP_URL names it."""
        login = f"{self.name}:{quote(password, safe='')}"
        return f"imaps://{login}@127.0.0.1:{self.dovecot.port}/{folder}"

    @contextmanager
    def opened(self, folder: str = "INBOX") -> Iterator[IMAPClient]:
        """The mailbox as any mail program sees it."""
        client = self.dovecot.client()
        with client:
            client.plain_login(self.name, self.dovecot.passwords[self.name])
            client.select_folder(folder)
            yield client

    def receive(self, *contents: bytes, folder: str = "INBOX") -> None:
        """Let mails lie in a folder that nobody has read."""
        with self.opened() as client:
            for content in contents:
                client.append(folder, content)

    def flags(self, folder: str = "INBOX") -> list[set[bytes]]:
        """The flags of all mails of a folder, oldest first; none of a folder that is not there."""
        client = self.dovecot.client()
        with client:
            client.plain_login(self.name, self.dovecot.passwords[self.name])
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            found: dict[int, Any] = client.fetch(client.search(), ["FLAGS"])
            return [set(found[one][b"FLAGS"]) - {b"\\Recent"} for one in sorted(found)]

    def count(self, folder: str = "INBOX") -> int:
        """How many mails lie in a folder."""
        return len(self.flags(folder))


@dataclass
class Dovecot:
    """The server; `client_tls` trusts its certificate."""

    authority: trustme.CA
    separator: str = "/"
    prefix: str = ""
    port: int = field(default_factory=free_port)
    starttls_port: int = field(default_factory=free_port)
    passwords: dict[str, str] = field(default_factory=dict)
    folder: Path = field(
        default_factory=lambda: Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
    )
    process: "subprocess.Popen[bytes] | None" = None

    def __enter__(self) -> Self:
        self.folder.chmod(0o755)
        for name in ("homes", "users"):
            (self.folder / name).mkdir()
        certificate = self.authority.issue_cert("127.0.0.1")
        certificate.private_key_pem.write_to_path(self.folder / "key.pem")
        for one in certificate.cert_chain_pems:
            one.write_to_path(self.folder / "certificate.pem", append=True)
        self.authority.cert_pem.write_to_path(self.folder / "authority.pem")
        given = {"folder": self.folder, "user": _user(), "group": _group()}
        given |= {"port": self.port, "starttls_port": self.starttls_port}
        given |= {"separator": self.separator, "prefix": self.prefix}
        (self.folder / "dovecot.conf").write_text(CONFIGURATION.format(**given))
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(str(path), "dovecot")
        self.start()
        return self

    def _is_up(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "log").read_text()
        try:
            self.client().shutdown()
        except OSError:
            return False
        return True

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self) -> None:
        """Be away."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def start(self) -> None:
        """Be there, with the mail that was there before."""
        command = [program("dovecot"), "-F", "-c", str(self.folder / "dovecot.conf")]
        as_user = {"user": "dovecot", "group": "dovecot", "extra_groups": []}
        self.process = subprocess.Popen(command, **as_user if os.geteuid() == 0 else {})  # type: ignore[call-overload]
        wait_until(self._is_up)

    def let_in(self, name: str, password: str) -> None:
        """Give a user a password."""
        self.passwords[name] = password
        users = self.folder / "users" / name
        users.write_text(f"{name}:{{PLAIN}}{password}::::::\n", encoding="utf-8")

    def account(self) -> Account:
        """A user that was not there before."""
        name = f"blanketter{next(_numbers)}"
        self.let_in(name, PASSWORD)
        return Account(self, name)

    def client(self) -> IMAPClient:
        """A connection that trusts the server."""
        context = ssl.create_default_context(cafile=str(self.folder / "authority.pem"))
        return IMAPClient("127.0.0.1", self.port, ssl_context=context, timeout=30)


def _group() -> str:
    return "dovecot" if os.geteuid() == 0 else str(os.getgid())
