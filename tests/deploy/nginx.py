"""Debian's nginx with deploy/nginx.conf, as a municipality runs it, on ports of our own."""

import getpass
import http.client
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

from tests.ports import free_port
from tests.programs import program
from tests.web.test_processes import ROOT, wait_until

CONF = ROOT / "deploy" / "nginx.conf"
DEBIANS = Path("/etc/nginx/nginx.conf")
HOST = "blanketter.toreboda.example"
# What the tests may say about who asks. nginx itself believes nobody.
ANY_CLIENT = "set_real_ip_from 127.0.0.1; real_ip_header X-Test-Client;"
# Folders that an ordinary user may not write to.
OWN_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True)
class Answer:
    """What came back. Header names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()


@dataclass(frozen=True)
class Nginx:
    """A running nginx: its ports, its folder with all of its logs, and who vouches for it."""

    folder: Path
    port: int
    plain_port: int
    authority: trustme.CA

    def connect(self, name: str = HOST) -> ssl.SSLSocket:
        """A TLS connection to the host `name`."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        return context.wrap_socket(plain, server_hostname=name)

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        *,
        host: str = HOST,
        **headers: str,
    ) -> Answer:
        """Ask over TLS; underscores in the names of headers are hyphens."""
        with closing(http.client.HTTPConnection(host, timeout=60)) as connection:
            connection.sock = self.connect()
            return _answer(connection, method, path, body, host, headers)

    def ask_plainly(self, path: str, host: str = HOST) -> Answer:
        """Ask without TLS."""
        address = ("127.0.0.1", self.plain_port)
        with closing(http.client.HTTPConnection(*address, timeout=60)) as connection:
            return _answer(connection, "GET", path, None, host, {})

    def logged(self) -> str:
        """All that nginx wrote."""
        logs = sorted(self.folder.glob("*.log"))
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in logs)


def _answer(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None,
    host: str,
    headers: Mapping[str, str],
) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, {"Host": host} | named)
    response = connection.getresponse()
    found = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, found, response.read())


@contextmanager
def nginx(folder: Path, upstream_port: int) -> Iterator[Nginx]:
    """Run it until the test is over, in front of what listens on `upstream_port`."""
    ours = program("nginx")
    authority = trustme.CA()
    server = Nginx(folder, free_port(), free_port(), authority)
    certificate = authority.issue_cert(HOST)
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    for part in certificate.cert_chain_pems:
        part.write_to_path(folder / "fullchain.pem", append=True)
    (folder / "blanketter.conf").write_text(_ours(server, upstream_port))
    (folder / "nginx.conf").write_text(_debians(folder))
    command = [ours, "-c", str(folder / "nginx.conf"), "-e", str(folder / "start.log")]
    process = subprocess.Popen([*command, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: _listens(server.port) or process.poll() is not None)
        assert process.poll() is None, server.logged()
        yield server
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _ours(server: Nginx, upstream_port: int) -> str:
    """deploy/nginx.conf with the test's ports and paths, and more patience, for busy machines."""
    conf = CONF.read_text(encoding="utf-8")
    conf = re.sub(r"^ *listen \[::\].*\n", "", conf, flags=re.M)
    for known, ours in (
        ("listen 80", f"listen 127.0.0.1:{server.plain_port}"),
        ("listen 443", f"listen 127.0.0.1:{server.port}"),
        ("server 127.0.0.1:8000", f"server 127.0.0.1:{upstream_port}"),
        ("/etc/ssl/blanketter", str(server.folder)),
        ("/var/log/nginx", str(server.folder)),
        ("/opt/blanketter", str(ROOT)),
        ("_timeout 15s;", "_timeout 300s;"),
        ("_timeout 10s;", "_timeout 300s;"),
    ):
        assert known in conf
        conf = conf.replace(known, ours)
    return conf


def _debians(folder: Path) -> str:
    """Debian's own nginx.conf, which compresses pages and allows old TLS, around ours."""
    conf = DEBIANS.read_text(encoding="utf-8")
    assert re.search(r"^\s*gzip on;", conf, re.M)
    paths = "".join(f"{name}_temp_path {folder / name};\n" for name in OWN_FOLDERS)
    conf = conf.replace("user www-data;", f"user {getpass.getuser()};")
    conf = conf.replace("/run/nginx.pid", str(folder / "nginx.pid"))
    conf = conf.replace("/var/log/nginx", str(folder))
    conf = re.sub(r"^\s*include /etc/nginx/sites-enabled.*$", "", conf, flags=re.M)
    ours = f"{ANY_CLIENT}\n{paths}include {folder / 'blanketter.conf'};"
    return conf.replace("include /etc/nginx/conf.d/*.conf;", ours)
