"""deploy/nginx.conf in Debian's nginx, in front of the real gunicorn and application."""

import base64
import hashlib
import json
import re
import socket
import ssl
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from intake.refusals import LARGEST_PDF
from settings import MIB, read_settings
from tests.deploy.nginx import CONF, HOST, Answer, Nginx, nginx
from tests.ports import free_port
from tests.web.test_processes import ROOT, answers, wait_until, web

# One nginx for all of them.
REQUESTS_AT_ONCE = 40
UPLOADS_AT_ONCE = 8
BURST = 200
# With a key of its own: one that is made would begin an installation in the program's folder.
USUAL = read_settings({"SECRET_KEY": "k" * 32})
KEY = "hemlig-nyckel-som-ingen-ska-se"


@dataclass(frozen=True)
class Installation:
    """nginx, and what the application behind it wrote."""

    nginx: Nginx
    folder: Path
    port: int

    def lines(self) -> list[dict[str, object]]:
        """The application's log."""
        return [json.loads(line) for line in (self.folder / "said").read_text().splitlines()]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The whole of it, with one web process of four threads."""
    folder, port = tmp_path_factory.mktemp("blanketter"), free_port()
    settings = {"BASE_URL": f"https://{HOST}", "TRUSTED_PROXIES": "1"}
    with web(folder, port, 1, **settings), nginx(tmp_path_factory.mktemp("nginx"), port) as front:
        wait_until(lambda: answers(port))
        yield Installation(front, folder, port)


@pytest.fixture(scope="module")
def front(installation: Installation) -> Nginx:
    """nginx with the application behind it."""
    return installation.nginx


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Nginx]:
    """nginx with nothing behind it."""
    with nginx(tmp_path, free_port()) as front:
        yield front


def opened(front: Nginx, **headers: str) -> tuple[str, str]:
    """The cookie and the token of the form, as a browser has them."""
    page = front.ask("/aktivitetsplan/", **headers)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert page.status == 200
    assert token
    return page.headers["set-cookie"].partition(";")[0], token[1]


def post(front: Nginx, path: str, body: bytes, kind: str, cookie: str, **headers: str) -> Answer:
    return front.ask(path, "POST", body, Cookie=cookie, Content_Type=kind, **headers)


def save(front: Nginx, size: int, **headers: str) -> Answer:
    """Save answers in a request of so many bytes."""
    cookie, token = opened(front, **headers)
    body = urlencode({"csrf_token": token, "action": "save", "purpose": ""}).encode()
    body += b"a" * (size - len(body))
    kind = "application/x-www-form-urlencoded"
    return post(front, "/aktivitetsplan/", body, kind, cookie, **headers)


def upload(front: Nginx, size: int, path: str = "/aktivitetsplan/las-in", **headers: str) -> Answer:
    """Send a file of so many bytes to where files are taken."""
    cookie, token = opened(front, **headers)
    part = "--x\r\nContent-Disposition: form-data; name="
    before = f'{part}"csrf_token"\r\n\r\n{token}\r\n{part}"file"; filename="plan.pdf"\r\n\r\n'
    body = before.encode() + b"no PDF at all".ljust(size) + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    return post(front, path, body, kind, cookie, **headers)


def is_from_nginx(answer: Answer) -> bool:
    return "x-request-id" not in answer.headers


def test_a_page_with_a_secret_beside_what_was_typed_is_not_compressed(front: Nginx) -> None:
    """Of a status that nginx would compress: not all are."""
    draft = urlsplit(save(front, 1000).headers["location"]).path
    page = front.ask(draft, Accept_Encoding="gzip")
    assert page.status == 200
    assert "content-encoding" not in page.headers
    assert "csrf_token" in page.text
    assert "a" * 500 in page.text


def test_what_holds_no_secret_is_still_compressed(front: Nginx) -> None:
    page = front.ask("/riktlinjer/", Accept_Encoding="gzip")
    assert page.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "x." + HOST, HOST + ".evil.example"])
def test_a_foreign_host_is_told_so_and_never_reaches_the_application(
    installation: Installation, host: str
) -> None:
    before = len(installation.lines())
    for answer in (
        installation.nginx.ask("/aktivitetsplan/", host=host),
        installation.nginx.ask_plainly("/aktivitetsplan/", host=host),
    ):
        assert answer.status == 421
        assert "Adressen leder fel" in answer.text
        assert "location" not in answer.headers
    assert len(installation.lines()) == before


def test_a_foreign_name_gets_no_certificate(front: Nginx) -> None:
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        front.connect("evil.example")


def test_plain_http_leads_to_https(front: Nginx) -> None:
    answer = front.ask_plainly("/riktlinjer/?a=b")
    assert (answer.status, answer.headers["location"]) == (301, f"https://{HOST}/riktlinjer/?a=b")


@pytest.mark.parametrize("cipher", ["ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384"])
def test_ciphers_that_are_known_to_be_weak_are_refused(front: Nginx, cipher: str) -> None:
    """nginx by itself takes them; TLS before 1.2 has no others."""
    context = ssl.create_default_context()
    front.authority.configure_trust(context)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(cipher)
    with (
        socket.create_connection(("127.0.0.1", front.port)) as plain,
        pytest.raises(ssl.SSLError, match="HANDSHAKE_FAILURE"),
    ):
        context.wrap_socket(plain, server_hostname=HOST)


def test_nobody_but_nginx_says_who_asks_and_how(installation: Installation) -> None:
    """Foreign words would become links, a lower limit of filings, or a prefix of all addresses."""
    claims = {
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Proto": "http",
        "X_Forwarded_Prefix": "/evil",
        "X_Forwarded_Ssl": "off",
        "X_Forwarded_Protocol": "http",
        "X_Forwarded_Port": "81",
        "Forwarded": "for=10.0.0.1;host=evil.example;proto=http",
        "X_Request_ID": "chosen-by-the-visitor",
    }
    page = installation.nginx.ask("/aktivitetsplan/", **claims)
    assert page.status == 200
    assert "evil" not in page.text + str(page.headers)
    assert "Secure" in page.headers["set-cookie"]
    assert page.headers["strict-transport-security"]
    assert re.fullmatch(r"[0-9a-f]{32}", page.headers["x-request-id"])
    assert installation.lines()[-1]["request"] == page.headers["x-request-id"]


def test_names_with_underscores_do_not_steer_gunicorn(front: Nginx) -> None:
    with front.connect() as connection:
        request = f"GET /aktivitetsplan/ HTTP/1.0\r\nHost: {HOST}\r\nSCRIPT_NAME: /evil\r\n\r\n"
        connection.sendall(request.encode())
        page = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b" 200 " in page.partition(b"\r\n")[0]
    assert b"/evil" not in page


def test_numbers_are_for_the_machine_itself(front: Nginx) -> None:
    for path in ("/metrics", "//metrics", "/%6detrics", "/x/../metrics", "/blanketter/metrics"):
        answer = front.ask(path)
        assert (answer.status, is_from_nginx(answer)) == (404, True)


def test_the_largest_page_of_answers_passes_and_a_larger_gets_the_applications_page(
    front: Nginx,
) -> None:
    limit = USUAL.max_request_bytes
    answer = save(front, limit, X_Test_Client="10.1.0.1")
    assert (answer.status, is_from_nginx(answer)) == (422, False)
    answer = save(front, limit + 1, X_Test_Client="10.1.0.1")
    assert (answer.status, is_from_nginx(answer)) == (413, False)


def test_the_largest_pdf_passes_and_a_larger_gets_the_applications_page(front: Nginx) -> None:
    limit = min(USUAL.max_upload_bytes, LARGEST_PDF)
    assert upload(front, limit, X_Test_Client="10.1.0.2").status == 422
    answer = upload(front, limit + MIB, X_Test_Client="10.1.0.9")
    assert (answer.status, is_from_nginx(answer)) == (413, False)


def test_the_largest_scan_passes_and_a_larger_gets_the_applications_page(front: Nginx) -> None:
    limit, nowhere = USUAL.max_scan_bytes, "/V/AP-2026-0001/1/AAAAAAAAAA12/papper"
    for size, status in ((limit, 404), (limit + MIB, 413)):
        answer = upload(front, size, nowhere, X_Test_Client="10.1.0.5")
        assert (answer.status, is_from_nginx(answer)) == (status, False)


def test_a_heap_of_scans_reaches_the_register(front: Nginx) -> None:
    # Who has not signed in is sent to do so, by the application.
    answer = upload(front, 43 * MIB, "/register/papper/", X_Test_Client="10.1.0.6")
    assert (answer.status, is_from_nginx(answer)) == (303, False), answer.text + front.logged()


def test_answer_comes_through_to_who_is_still_sending_a_heap(installation: Installation) -> None:
    """Without nginx in between, which would ask once more and say at best that nobody answers."""
    with socket.create_connection(("127.0.0.1", installation.port), timeout=60) as connection:
        head = f"POST /register/papper/ HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\n"
        kind = "Content-Type: multipart/form-data; boundary=x\r\n"
        length = 128 * MIB
        connection.sendall(f"{head}{kind}Content-Length: {length}\r\n\r\n".encode())
        for _ in range(length // MIB):
            connection.sendall(bytes(MIB))
        assert connection.recv(100).split()[1] == b"303"


@pytest.mark.parametrize("path", ["/register/papper/", "/V/x/papper", "/x/las-in", "/x/bilagor/y"])
def test_large_request_that_nobody_answers_is_not_called_too_large(alone: Nginx, path: str) -> None:
    answer = post(alone, path, bytes(4 * MIB), "application/octet-stream", "")
    assert (answer.status, is_from_nginx(answer)) == (502, True)


def test_files_of_a_draft_reach_the_form(front: Nginx) -> None:
    # The application has no such question, and says so.
    path = "/aktivitetsplan/bilagor/bilder"
    answer = upload(front, 58 * MIB, path, X_Test_Client="10.1.0.8")
    assert (answer.status, is_from_nginx(answer)) == (404, False)


def test_what_is_far_too_large_gets_a_page_of_nginx(front: Nginx) -> None:
    for answer in (
        save(front, 3 * MIB + 1, X_Test_Client="10.1.0.3"),
        upload(front, 67 * MIB, X_Test_Client="10.1.0.3"),
    ):
        assert (answer.status, is_from_nginx(answer)) == (413, True)
        assert "Det var för mycket på en gång" in answer.text


def begun(front: Nginx, path: str, client: str) -> ssl.SSLSocket:
    """A request whose body comes slowly."""
    connection = front.connect()
    head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nX-Test-Client: {client}\r\n"
    connection.sendall(f"{head}Content-Length: 1000\r\n\r\na".encode())
    return connection


def refused(connections: list[ssl.SSLSocket], count: int) -> list[int]:
    """The statuses that came before the bodies had come whole; at least so many are waited for."""
    found: dict[ssl.SSLSocket, int] = {}

    def look() -> bool:
        # What comes after a status is none.
        for connection in [one for one in connections if one not in found]:
            connection.settimeout(0.01)
            with suppress(TimeoutError):
                found[connection] = int(connection.recv(100).split()[1])
        return len(found) >= count

    wait_until(look)
    return list(found.values())


def test_slow_visitors_hold_no_thread_and_one_client_only_so_many_requests(front: Nginx) -> None:
    with ExitStack() as open_ones:
        slow = [
            open_ones.enter_context(begun(front, "/aktivitetsplan/", "10.2.0.1"))
            for _ in range(REQUESTS_AT_ONCE + 3)
        ]
        headless = [open_ones.enter_context(front.connect()) for _ in range(20)]
        for connection in headless:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: " + HOST.encode() + b"\r\n")
        assert front.ask("/aktivitetsplan/", X_Test_Client="10.2.0.2").status == 200
        assert front.ask("/aktivitetsplan/", X_Test_Client="10.2.0.1").status == 429
        assert refused(slow, 3) == [429, 429, 429]


def test_one_client_sends_only_so_many_files_at_once(front: Nginx) -> None:
    with ExitStack() as open_ones:
        slow = [
            open_ones.enter_context(begun(front, "/aktivitetsplan/las-in", "10.2.0.3"))
            for _ in range(UPLOADS_AT_ONCE + 2)
        ]
        assert front.ask("/aktivitetsplan/", X_Test_Client="10.2.0.3").status == 200
        assert refused(slow, 2) == [429, 429]


def asked_at_once(front: Nginx, clients: list[str]) -> str:
    """All that one connection gets that asks for every client in turn and does not wait."""
    head = f"GET /{KEY}/ HTTP/1.1\r\nHost: {HOST}\r\nX-Test-Client: "
    with front.connect() as connection:
        for client in clients[:-1]:
            connection.sendall(f"{head}{client}\r\n\r\n".encode())
        connection.sendall(f"{head}{clients[-1]}\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


def statuses(said: str) -> Counter[int]:
    return Counter(int(found) for found in re.findall(r"HTTP/1.1 (\d+)", said))


def test_who_asks_more_than_thirty_times_a_second_is_told_to_wait(alone: Nginx) -> None:
    started = time.monotonic()
    said = asked_at_once(alone, ["10.3.0.1"] * 600)
    allowed = 30 * (time.monotonic() - started)
    found = statuses(said)
    assert BURST < found[502] <= BURST + 2 + allowed
    assert found[429] == 600 - found[502]
    assert said.count("Retry-After: 60") == said.count("Vänta en minut") == found[429]
    assert alone.ask("/", X_Test_Client="10.3.0.2").status == 502


def test_all_addresses_of_an_ipv6_network_are_one_client(alone: Nginx) -> None:
    one_network = [f"2001:db8:0:1::{number:x}" for number in range(1, 601)]
    networks = [f"2001:db8:1:{number:x}::1" for number in range(600)]
    assert statuses(asked_at_once(alone, one_network))[429] > 0
    assert statuses(asked_at_once(alone, networks)) == {502: 600}


def test_limits_and_errors_leave_no_keys_in_the_logs(alone: Nginx) -> None:
    asked_at_once(alone, ["10.4.0.1"] * 300)
    alone.ask(f"/arende/{KEY}/", X_Test_Client="10.4.0.2")
    alone.ask(f"/arende/{KEY}/", host="evil.example")
    alone.ask_plainly(f"/arende/{KEY}/")
    alone.ask_plainly(f"/arende/{KEY}/", host="evil.example")
    alone.ask("/" + KEY * 400)
    assert KEY not in alone.logged()


def test_an_application_that_is_away_gives_a_page_that_says_what_to_do(alone: Nginx) -> None:
    for method in ("GET", "POST"):
        answer = alone.ask("/aktivitetsplan/", method)
        assert (answer.status, answer.headers["retry-after"]) == (502, "30")
        assert answer.headers["content-type"].startswith("text/html")
        assert "Webbplatsen svarar inte just nu" in answer.text
        assert "<!--#" not in answer.text


def test_other_systems_get_problem_details_from_nginx_too(alone: Nginx) -> None:
    for path in ("/api/v1/planer", "/blanketter/api/v1/handelser"):
        answer = alone.ask(path)
        assert answer.status == 502
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.headers["retry-after"] == "30"
        assert "Retry-After" in json.loads(answer.text)["detail"]


@pytest.mark.parametrize(
    ("path", "cookie", "status"),
    [("/" + "a" * 9000, "", 414), ("/", "a" * 9000, 400), ("/nginx-pages/error.html", "", 404)],
)
def test_every_error_of_nginx_is_a_page_in_swedish(
    front: Nginx, path: str, cookie: str, status: int
) -> None:
    answer = front.ask(path, Cookie=cookie)
    assert (answer.status, is_from_nginx(answer)) == (status, True)
    assert '<html lang="sv">' in answer.text
    assert f"Felkod {status}" in answer.text


def test_a_long_address_that_nginx_takes_is_taken_by_gunicorn_too(front: Nginx) -> None:
    address = "/" + "a" * 8000
    answer = front.ask(address)
    assert (answer.status, answer.headers["location"]) == (308, f"{address}/")
    assert front.ask(f"{address}/").status == 404


def test_the_error_page_is_shown_as_it_was_meant() -> None:
    """Its policy allows its style and nothing else."""
    page = (ROOT / "deploy" / "pages" / "error.html").read_text(encoding="utf-8")
    style = re.search(r"<style>(.*)</style>", page, re.S)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in CONF.read_text(encoding="utf-8")
