"""Headers, keys, logs."""

import gzip
import json
import logging
import re
from io import BytesIO
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor
from web.site.logs import JsonFormatter

PAGES = [
    "/",
    "/aktivitetsplan/",
    "/tillganglighet/",
    "/personuppgifter/",
    "/finns-inte",
    "/healthz",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_protecting_headers(visitor: Visitor, path: str) -> None:
    headers = visitor.client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]


def test_static_files_are_kept_by_browsers_under_an_address_that_changes_with_them(
    visitor: Visitor,
) -> None:
    page = visitor.get("/")
    href = page.select_one("link[rel=stylesheet]")["href"]
    assert re.search(r"\?v=[0-9a-f]{10}$", href)
    with visitor.client.get(href) as answer:
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_static_files_carry_the_headers_that_mean_something_to_them(visitor: Visitor) -> None:
    href = visitor.get("/").select_one("link[rel=stylesheet]")["href"]
    with visitor.client.get(href) as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Content-Security-Policy" not in answer.headers


def test_a_static_file_that_is_missing_is_answered_with_a_protected_page(visitor: Visitor) -> None:
    headers = visitor.client.get("/static/finns-inte.css").headers
    assert headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_static_files_are_compressed_for_those_who_can_read_it(visitor: Visitor) -> None:
    href = visitor.get("/").select_one("link[rel=stylesheet]")["href"]
    with visitor.client.get(href) as plain:
        whole = plain.data
    with visitor.client.get(href, headers={"Accept-Encoding": "gzip"}) as small:
        assert small.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.data) == whole


def test_the_cookie_is_for_this_server_only(visitor: Visitor) -> None:
    visitor.get("/aktivitetsplan/")
    cookie = visitor.response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_over_tls_the_cookie_is_secure(make_app) -> None:  # noqa: ANN001
    client = make_app(BASE_URL="https://blanketter.toreboda.example").test_client()
    response = client.get("/aktivitetsplan/", base_url="https://blanketter.toreboda.example")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Secure-blanketter=")
    assert "Secure" in cookie.split("; ")
    assert "max-age" in response.headers["Strict-Transport-Security"]


def test_a_post_without_a_token_changes_nothing(visitor: Visitor) -> None:
    assert visitor.client.post("/aktivitetsplan/", data={"medium": "x"}).status_code == 400


def test_body_of_unknown_length_is_refused_and_not_cut_off(visitor: Visitor) -> None:
    visitor.get("/aktivitetsplan/")
    body = urlencode(as_inputs(plan()) | {"action": "save"}).encode()
    answer = visitor.client.post(
        "/aktivitetsplan/",
        input_stream=BytesIO(body),
        headers={"Transfer-Encoding": "chunked"},
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 411
    assert "vanlig webbläsare" in answer.text


def test_logs_hold_facts_and_neither_persons_nor_keys(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    visitor.file(plan())
    key = visitor.response.request.path.split("/")[2]
    lines = [JsonFormatter().format(record) for record in caplog.records]
    [filed] = [json.loads(line) for line in lines if '"filed"' in line]
    assert filed["reference"].startswith("AP-")
    for secret in (key, "Lindqvist", "asa.lindqvist", "Instagram", "070-174"):
        assert not any(secret in line for line in lines)


def test_a_log_line_is_one_json_object_even_with_a_traceback() -> None:
    try:
        raise ValueError("två\nrader")
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            "x",
            logging.ERROR,
            "f",
            1,
            "fel %s",
            ("å",),
            __import__("sys").exc_info(),
            extra={"reference": "AP-1"},
        )
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "fel å"
    assert json.loads(line)["reference"] == "AP-1"
    assert "ValueError" in json.loads(line)["traceback"]


def test_a_forged_host_does_not_end_up_in_the_document(app: Flask) -> None:
    from pypdf import PdfReader

    visitor = Visitor(app)
    visitor.client.environ_base["HTTP_HOST"] = "evil.example"
    page = visitor.file(plan())
    href = page.select_one("a[data-print-pdf]")["href"]
    import io

    document = PdfReader(io.BytesIO(visitor.client.get(href).data))
    text = "".join(str(page.get("/Annots")) for page in document.pages)
    assert "evil.example" not in text
