"""Watching over an installation: readiness, numbers for Prometheus, and the log."""

import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from register import chores, deliveries, schema
from register.actors import COURIER
from register.arrivals import NewArrival, Way, add_arrival, finish_arrival, lease_arrival
from register.mailbox import Reading, note_reading
from register.oversight import FOLDER_LOOKED_THROUGH, NOTED_EVERY
from register.sheets import NewSheet, Verdict, Why, add_sheet
from tests.plans import plan
from tests.register.examples import lost_letter
from tests.web.conftest import Visitor
from version import VERSION
from web.site.logs import JsonFormatter

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


def register_of(app: Flask) -> sa.Engine:
    engine: sa.Engine = app.extensions["office"].register
    return engine


def age_queue(app: Flask) -> None:
    """Let the copy in the queue have waited for years."""
    with register_of(app).begin() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET tries_since = '2020-01-01 00:00:00'")


def test_readiness_tells_how_the_queue_is(app: Flask, visitor: Visitor) -> None:
    visitor.get("/readyz")
    assert visitor.response.json["queue"] == {
        "waiting": 0,
        "failed": 0,
        "unsure": 0,
        "oldest_seconds": 0,
    }
    visitor.file(plan())
    age_queue(app)
    visitor.get("/readyz")
    queue = visitor.response.json["queue"]
    assert queue["waiting"] == 1
    assert queue["oldest_seconds"] > timedelta(days=365).total_seconds()


def test_life_tells_which_release_it_is(visitor: Visitor) -> None:
    visitor.get("/healthz")
    assert visitor.response.json == {"status": "ok", "version": VERSION}


def test_register_that_was_not_migrated_is_not_ready(app: Flask, visitor: Visitor) -> None:
    with register_of(app).begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    visitor.get("/readyz", expect=503)
    assert visitor.response.json["reason"] == "the register must be migrated"


# Numbers


def numbers(app: Flask) -> dict[tuple[str, ...], float]:
    """What /metrics says: the name and the labels' values -> number."""
    answer = app.test_client().get("/metrics")
    assert answer.status_code == 200
    found = {}
    for family in text_string_to_metric_families(answer.get_data(as_text=True)):
        for sample in family.samples:
            found[(sample.name, *sample.labels.values())] = sample.value
    return found


def test_numbers_tell_what_the_register_holds(app: Flask, visitor: Visitor) -> None:
    for _ in range(3):
        visitor.file(plan())
    now = app.extensions["office"].now()
    first, second = deliveries.lease_due(register_of(app), now, timedelta(hours=1), "courier", 2)
    deliveries.mark_accepted(register_of(app), first, "250", now)
    deliveries.mark_failed(register_of(app), second, "550", now)
    lost_letter(register_of(app), "bo@toreboda.se", "550", now)
    age_queue(app)
    found = numbers(app)
    assert found["blanketter_register_up",] == 1
    assert found["blanketter_filings_total", "aktivitetsplan"] == 3
    states = ("queued", "accepted", "failed")
    assert [found["blanketter_deliveries", state] for state in states] == [1, 1, 1]
    assert [found["blanketter_letters", state] for state in ("queued", "failed")] == [0, 1]
    assert found["blanketter_oldest_queued_seconds",] > timedelta(days=365).total_seconds()
    assert found["blanketter_drafts",] == 3
    assert found["blanketter_draft_bytes",] > 3 * 1000
    assert found["blanketter_disk_free_bytes",] > 0


def test_numbers_tell_how_long_documents_and_pages_took(app: Flask, visitor: Visitor) -> None:
    before = numbers(app)
    visitor.file(plan())
    visitor.get("/finns/inte/alls", expect=404)
    after = numbers(app)

    def more(*name: str) -> float:
        return after[name] - before.get(name, 0)

    # The document and its copy are printed together.
    assert more("blanketter_pdf_seconds_count") == 1
    assert more("blanketter_pdf_seconds_sum") > 0
    assert more("blanketter_requests_total", "filling.file", "303") == 1
    assert more("blanketter_requests_total", "none", "404") == 1
    assert more("blanketter_request_seconds_count", "filling.file") == 1


def test_numbers_tell_how_the_mailbox_fares(make_app: Callable[..., Flask]) -> None:
    assert ("blanketter_mailbox_up",) not in numbers(make_app())
    app = make_app(IMAP_URL="imaps://u:p@mail.example")
    for fault, is_up in (("", 1), ("away", 0)):
        found = Reading(fault=fault, taken=4, bounced=3, left=2, unread=1)
        note_reading(app.extensions["office"].register, found)
        told = numbers(app)
        assert told["blanketter_mailbox_up",] == is_up
        counts = [
            told["blanketter_mailbox", what] for what in ("taken", "bounced", "left", "large")
        ]
        assert counts == [4, 3, 2, 0]


def test_numbers_tell_whether_somebody_looks_through_the_folder_of_scans(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    assert ("blanketter_scans_folder_up",) not in numbers(make_app())
    app = make_app(SCANS_FOLDER=tmp_path)
    for ago, is_up in ((0, 1), (60, 0)):
        then = app.extensions["office"].now() - timedelta(minutes=ago)
        with register_of(app).begin() as connection:
            connection.execute(sa.delete(schema.chores))
        chores.take_on(register_of(app), FOLDER_LOOKED_THROUGH, then, NOTED_EVERY)
        assert numbers(app)["blanketter_scans_folder_up",] == is_up


def test_numbers_tell_of_paper_that_waits_for_somebody(app: Flask) -> None:
    now = app.extensions["office"].now()
    for content in (b"1", b"2", b"3"):
        new = NewArrival(content, "a.pdf", "", Way.FOLDER)
        add_arrival(register_of(app), new, now - timedelta(hours=1), COURIER)
    taken = lease_arrival(register_of(app), now, timedelta(hours=1), "worker")
    assert taken is not None
    add_sheet(register_of(app), taken.id, NewSheet(1, Verdict.ASKED, Why.NO_CODE), now)
    finish_arrival(register_of(app), taken, now, "too-heavy")
    found = numbers(app)
    assert found["blanketter_arrivals", "waiting"] == 2
    assert found["blanketter_arrivals", "unreadable"] == 1
    assert found["blanketter_sheets_to_sort",] == 1
    assert 3600 <= found["blanketter_oldest_arrival_seconds",] < 3700


def test_numbers_hold_no_addresses(app: Flask, visitor: Visitor) -> None:
    visitor.file(plan())
    key = visitor.response.request.path.split("/")[2]
    visitor.get("/hemligt/namn/alls", expect=404)
    visitor.client.open("/", method="HEMLIGT")
    text = app.test_client().get("/metrics").get_data(as_text=True)
    for secret in (key, "hemligt", "HEMLIGT", "AP-"):
        assert secret not in text


def test_numbers_are_given_while_the_register_is_away(app: Flask) -> None:
    file = Path(app.extensions["office"].settings.database_url.removeprefix("sqlite:///"))
    register_of(app).dispose()
    file.unlink()
    file.mkdir()
    found = numbers(app)
    assert found["blanketter_register_up",] == 0
    assert ("blanketter_filings_total", "aktivitetsplan") not in found


@pytest.mark.parametrize(
    ("settings", "request_from", "headers", "status"),
    [
        ({}, "127.0.0.1", {}, 200),
        ({}, "::1", {}, 200),
        ({}, "::ffff:127.0.0.1", {}, 200),
        ({}, "192.0.2.7", {}, 403),
        ({}, "", {}, 403),
        ({"METRICS_ALLOW": "192.0.2.0/24"}, "192.0.2.7", {}, 200),
        ({"METRICS_ALLOW": "192.0.2.0/24"}, "127.0.0.1", {}, 403),
        ({"METRICS_ALLOW": ""}, "127.0.0.1", {}, 403),
        # A proxy that nobody told us of: everybody seems to come from it.
        ({}, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ({}, "127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 403),
        ({}, "127.0.0.1", {"X-Real-IP": "192.0.2.7"}, 403),
        # A proxy that we were told of says who asks; what the asker says does not count.
        ({"TRUSTED_PROXIES": 1}, "127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 403),
        ({"TRUSTED_PROXIES": 1}, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1, 192.0.2.7"}, 403),
        ({"TRUSTED_PROXIES": 1}, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 200),
        ({"TRUSTED_PROXIES": 1}, "127.0.0.1", {}, 200),
    ],
)
def test_numbers_are_not_open_to_the_world(
    make_app: Callable[..., Flask],
    settings: dict[str, object],
    request_from: str,
    headers: dict[str, str],
    status: int,
) -> None:
    client = make_app(**settings).test_client()
    environ = {"REMOTE_ADDR": request_from}
    answer = client.get("/metrics", headers=headers, environ_overrides=environ)
    assert answer.status_code == status
    assert (b"blanketter_" in answer.data) is (status == 200)


# The log


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    """The lines about requests."""
    return [
        {name: vars(record)[name] for name in ("endpoint", "status", "ms")}
        for record in caplog.records
        if record.name == "blanketter.request"
    ]


@pytest.mark.parametrize(
    ("method", "path", "endpoint", "status"),
    [
        ("GET", "/", "pages.start", 200),
        ("GET", "/hemlig/adress/finns/inte", "none", 404),
        ("POST", "/aktivitetsplan/", "filling.answer_form", 400),
        ("DELETE", "/", "none", 405),
        ("GET", "/arende/hemlig/", "receipts.receipt", 404),
    ],
)
def test_every_request_is_one_line_without_its_address(
    app: Flask,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    endpoint: str,
    status: int,
) -> None:
    caplog.set_level(logging.INFO)
    answer = app.test_client().open(path, method=method, data={"medium": "hemligt"})
    [line] = logged(caplog)
    assert (line["endpoint"], line["status"]) == (endpoint, status)
    assert line["ms"] > 0
    assert "hemlig" not in caplog.text
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-ID"])


def test_view_that_stumbles_is_logged_under_the_number_the_visitor_sees(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[dict[str, object]] = []

    class Reader(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(JsonFormatter().format(record)))

    monkeypatch.setitem(app.view_functions, "pages.start", lambda: 1 / 0)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    reader = Reader()
    logging.getLogger().addHandler(reader)
    answer = app.test_client().get("/")
    logging.getLogger().removeHandler(reader)
    assert answer.status_code == 500
    errors = [line for line in lines if line["level"] == "error"]
    assert [line["request"] for line in errors] == [answer.headers["X-Request-ID"]]
    assert "ZeroDivisionError" in str(errors[0]["traceback"])


@pytest.mark.parametrize("given", ["0123456789abcdef0123456789abcdef", "abc-DEF_12.3:4", "x" * 64])
def test_number_that_a_proxy_gave_is_kept(visitor: Visitor, given: str) -> None:
    answer = visitor.client.get("/", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "two words", "åäöåäöåäö", '"}{"a":"b'])
def test_number_that_is_no_number_is_replaced(visitor: Visitor, given: str) -> None:
    answer = visitor.client.get("/", environ_overrides={"HTTP_X_REQUEST_ID": given})
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-ID"])


@pytest.mark.parametrize(
    "address",
    ["/arende/hemlig-nyckel_1/", "https://x.se/aktivitetsplan/utkast/hemlig-nyckel_1/granska/"],
)
def test_key_that_a_library_logs_is_struck_out(address: str) -> None:
    record = logging.makeLogRecord({"msg": "Error handling request %s", "args": (address,)})
    line = JsonFormatter().format(record)
    assert "hemlig" not in line
    assert "Error handling request" in json.loads(line)["message"]


def test_a_process_that_is_just_beginning_stops_no_numbers(
    visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    (tmp_path / "counter_4711.db").touch()
    assert "blanketter_register_up" in visitor.client.get("/metrics").text
