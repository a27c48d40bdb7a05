"""The description for machines says what the API does: its addresses, parameters and answers."""

import re
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from flask import Flask

from register.actors import ActorKind, Scope
from register.events import EventKind
from register.listing import Order, Status
from tests.web.api.conftest import System
from tests.web.api.test_events import wait
from web.api.operations import BY_ENDPOINT, OPERATIONS
from web.desk.tokens import SCOPES

Systems = Callable[..., System]
NAMES = {"reference": "{referens}", "version": "{version}", "sha256": "{sha256}"}


@pytest.fixture
def told(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.mimetype == "application/json"
    found: dict[str, Any] = answer.get_json()
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_address_is_described_and_no_other(app: Flask, told: dict[str, Any]) -> None:
    served = {
        (
            method,
            re.sub(r"<(?:[^<>:]+:)?(\w+)>", lambda one: NAMES[one[1]], rule.rule),
            rule.endpoint,
        )
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    server = told["servers"][0]["url"]
    assert served == {(one.method, server + one.path, one.endpoint) for one in OPERATIONS}
    described = {(method.upper(), path) for path, one in told["paths"].items() for method in one}
    assert described == {(one.method, one.path) for one in OPERATIONS}
    assert len(BY_ENDPOINT) == len(OPERATIONS)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_scope_is_described_on_both_pages(app: Flask, told: dict[str, Any]) -> None:
    named = {
        name
        for path in told["paths"].values()
        for one in path.values()
        for name in one["security"][0]["nyckel"]
    }
    assert named == set(Scope) == set(SCOPES)
    guide = app.test_client().get("/api/v1/").text
    for word in (*Scope, *Status, *Order, *(one.path.partition("{")[0] for one in OPERATIONS)):
        assert word in guide
    for operation in OPERATIONS:
        for parameter in operation.parameters:
            assert parameter.name in guide


ASKED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("GET", "/planer", {}),
    ("GET", "/planer?antal=1", {}),
    ("GET", "/planer?antal=x", {}),
    ("GET", "/planer?status=avslutad", {}),
    ("GET", "/planer/{referens}", {}),
    ("GET", "/planer/AP-1999-0001", {}),
    ("GET", "/planer/{referens}/v1.pdf", {}),
    ("GET", "/planer/{referens}/v9.pdf", {}),
    ("PUT", "/planer/{referens}/dnr", {"json": {"dnr": "KS 1"}}),
    ("PUT", "/planer/{referens}/dnr", {"json": {"dnr": "KS 1"}, "headers": {"If-Match": "*"}}),
    ("PUT", "/planer/{referens}/dnr", {"json": {"dnr": "KS 2"}, "headers": {"If-Match": '"0-1"'}}),
    ("PUT", "/planer/{referens}/dnr", {"json": {"dnr": ""}}),
    ("PUT", "/planer/{referens}/dnr", {"data": b"x"}),
    ("PUT", "/planer/{referens}/dnr", {"data": b"x" * 5000, "content_type": "application/json"}),
    ("GET", "/handelser", {}),
    ("GET", "/handelser?efter=2", {}),
)


def test_answers_are_as_described(
    app: Flask, told: dict[str, Any], system: Systems, reference: str
) -> None:
    whole, part = system(), system(Scope.LIST)
    wait(app, 61)
    for method, path, sent in ASKED:
        described = told["paths"][_path_of(path)][method.lower()]["responses"]
        for one in (whole, part):
            address = path.format(referens=reference)
            answer = one.get(address) if method == "GET" else one.put(address, **sent)
            content = described[str(answer.status_code)]["content"]
            assert set(content) == {answer.mimetype}
            headers = set(described[str(answer.status_code)].get("headers", {}))
            assert {"ETag", "Link"} & set(answer.headers.keys()) <= headers
            if answer.is_json:
                schema = content[answer.mimetype]["schema"]
                jsonschema.validate(answer.get_json(), schema | {"components": told["components"]})


def _path_of(path: str) -> str:
    path = re.sub("AP-1999-0001", "{referens}", path.partition("?")[0])
    return re.sub(r"v\d\.pdf", "v{version}.pdf", path)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_words_that_are_told_as_examples_are_ours(told: dict[str, Any]) -> None:
    events = told["components"]["schemas"]["Handelser"]["properties"]["handelser"]["items"]
    assert set(events["properties"]["handelse"]["examples"]) <= set(EventKind)
    assert set(events["properties"]["vem"]["examples"]) <= set(ActorKind)
