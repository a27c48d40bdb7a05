"""Whom we trust to be the provider."""

import json
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import trustme

from office.oidc import Provider, ProviderFails, Secrets
from settings import ProviderSettings

SECRETS = Secrets("state", "nonce", "v" * 64)


class Metadata(BaseHTTPRequestHandler):
    """All that a provider has to say before anybody is sent to it."""

    def do_GET(self) -> None:
        """http.server's hook."""
        issuer = f"https://localhost:{self.server.server_address[1]}"
        places = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        body = json.dumps({"issuer": issuer} | {one: f"{issuer}/{one}" for one in places}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def authority() -> trustme.CA:
    """The municipality's own."""
    return trustme.CA()


@pytest.fixture
def provider(authority: trustme.CA) -> Iterator[Provider]:
    """One whose certificate is by that authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with HTTPServer(("127.0.0.1", 0), Metadata) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        issuer = f"https://localhost:{server.server_address[1]}"
        settings = ProviderSettings("main", issuer, "id", "s", "", "roles", (), True, ())
        yield Provider(settings, lambda: datetime.now(UTC))
        server.shutdown()
        thread.join()


def test_certificate_of_an_unknown_authority_is_not_believed(provider: Provider) -> None:
    with pytest.raises(ProviderFails, match="SSLError"):
        provider.way_in("http://127.0.0.1/", SECRETS, is_anew=False)


def test_authority_of_the_municipality_is_trusted_where_the_machine_is_told_so(
    provider: Provider,
    authority: trustme.CA,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        # They go before it, to requests.
        monkeypatch.delenv(name, raising=False)
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    way = provider.way_in("http://127.0.0.1/", SECRETS, is_anew=False)
    assert way.startswith(f"{provider.settings.issuer}/authorization_endpoint?")
