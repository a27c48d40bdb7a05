"""Who reaches which page of the desk: every address against every caller, on both databases."""

import logging
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import create_app
from settings import read_settings
from tests.web.desk.conftest import signed_in
from web.desk import guard
from web.desk.guard import OPEN, ROLES, Role, is_of_the_desk
from web.site.logs import JsonFormatter

CALLERS = ("nobody", "own", "bound", "reader", "archivist", "operator", "officer")
CLIENTS = {
    "own": (Role.OWN, ""),
    "bound": (Role.READER, "En annan förvaltning"),
    "reader": (Role.READER, ""),
    "archivist": (Role.ARCHIVIST, ""),
    "operator": (Role.OPERATOR, ""),
    "officer": (Role.OFFICER, ""),
}

ALL = (303, 303, 200, 200, 200, 200, 200)
FOR_EVERYBODY = (200,) * 7
SENT_AWAY = (303,) * 7
INCOMPLETE = (422,) * 7
NOWHERE = (404,) * 7
CLOSED = (403,) * 7
VERB = '<any("papper", "diarienummer", "delgivet", "publicera", "oppna-igen"):verb>'
STEP = '<any("skapat", "allt-stammer", "visar", "ta-over", "avsluta"):step>'
FILE = '<any("xlsx", "csv", "json"):kind>'
VIEW = "<int(max=2147483647):view_id>"
GIVEN = {"view_id": 4711, "version": 1, "verb": "papper", "delivery_id": 4711, "kind": "csv"}
GIVEN |= {
    "step": "avsluta",
    "number": 4711,
    "snapshot_id": 4711,
    "token_id": 4711,
    "arrival_id": 4711,
    "sheet_id": 4711,
    "sha256": "0" * 64,
}
COPY = "<int(max=2147483647):delivery_id>"
MAIL = (303, 303, 404, 404, 404, 200, 200)
NO_PLAN = (303, 303, 404, 404, 404, 404, 404)
FOR_SIGNED_IN = (303, 200, 200, 200, 200, 200, 200)
NOT_THEIRS = (303, 404, 404, 404, 404, 404, 404)

# Who must sign in first gets a page that keeps what was typed, instead of being sent away.
SENT_TO_SIGN_IN = {"GET": 303, "POST": 403}
WITHOUT = ("nobody", "own")
KEY = "<int(max=2147483647):token_id>"
ARRIVAL, SHEET = (f"<int(max=2147483647):{one}_id>" for one in ("arrival", "sheet"))
SEEN = (303, 303, 200, 200, 200, 404, 200)
FOR_OFFICERS = (303, 303, 404, 404, 404, 404, 200)
KEYS = (303, 303, 404, 404, 404, 200, 404)
KEYS_INCOMPLETE = (303, 303, 404, 404, 404, 422, 404)
NUMBER = "<int(max=2147483647):number>"
ERASERS = (303, 303, 404, 404, 200, 404, 200)
FOR_ARCHIVISTS = (303, 303, 404, 404, 200, 404, 404)
DIGEST = "<string(length=64):sha256>"
SNAPSHOT, NUMBER = (f"<int(max=2147483647):{one}>" for one in ("snapshot_id", "number"))

# Address and method -> the status for each caller, in their order.
TABLE: dict[tuple[str, str], tuple[int, ...]] = {
    ("GET", "/logga-in/"): FOR_EVERYBODY,
    ("POST", "/logga-in/"): INCOMPLETE,
    ("GET", "/logga-in/kod/"): FOR_EVERYBODY,
    ("POST", "/logga-in/kod/"): INCOMPLETE,
    ("GET", "/logga-in/lank/<token>/"): CLOSED,
    ("POST", "/logga-in/lank/<token>/"): CLOSED,
    ("POST", "/logga-ut/"): SENT_AWAY,
    # No provider is named: see test_providers.py.
    ("GET", "/logga-in/<provider>/"): NOWHERE,
    ("GET", "/logga-in/<provider>/svar"): NOWHERE,
    ("GET", "/register/"): ALL,
    ("GET", "/register/planer/"): (303, 303, 200, 200, 200, 404, 200),
    ("GET", "/register/forteckning/"): (303, 303, 200, 200, 200, 404, 200),
    ("GET", '/register/forteckning.<any("xlsx", "csv"):kind>'): (303, 303, 200, 200, 200, 404, 200),
    ("GET", "/register/dokumenthanteringsplan/"): (303, 303, 200, 200, 200, 404, 200),
    ("GET", '/register/dokumenthanteringsplan.<any("pdf", "xlsx", "csv"):kind>'): (
        *(303, 303, 200, 200, 200, 404, 200),
    ),
    ("GET", "/register/kalender"): SEEN,
    ("POST", "/register/kalender"): SEEN,
    ("GET", "/register/paminnelser/"): FOR_OFFICERS,
    ("GET", "/register/forsenat"): (303, 303, 200, 200, 200, 404, 200),
    ("GET", "/register/statistik/"): (303, 303, 200, 200, 200, 404, 200),
    ("GET", "/register/aret/"): (303, 303, 200, 200, 200, 404, 200),
    ("GET", '/register/aret.<any("csv", "pdf"):kind>'): (303, 303, 200, 200, 200, 404, 200),
    ("GET", "/register/vyer/"): (303, 303, 200, 200, 200, 404, 200),
    ("POST", "/register/vyer/spara"): (303, 303, 422, 422, 422, 404, 422),
    # Without a name.
    ("POST", f"/register/vyer/{VIEW}/byt-namn"): (303, 303, 422, 422, 422, 404, 422),
    # Names no view.
    ("POST", f"/register/vyer/{VIEW}/ta-bort"): NO_PLAN,
    ("GET", f"/register/planer.{FILE}"): (303, 303, 200, 200, 200, 404, 200),
    ("GET", "/register/inloggningar/"): ALL,
    ("GET", "/register/guide/"): ALL,
    # Names no picture.
    ("GET", "/register/guide/bilder/<name>.png"): NO_PLAN,
    # Names no session.
    ("POST", "/register/inloggningar/avsluta"): (303, 303, 404, 404, 404, 404, 404),
    ("POST", "/register/inloggningar/avsluta-alla"): SENT_AWAY,
    # Name no plan.
    ("GET", "/register/planer/<reference>/"): NO_PLAN,
    ("GET", "/register/planer/<reference>/jamfor/"): NO_PLAN,
    ("GET", "/register/planer/<reference>/paminn/"): NO_PLAN,
    ("POST", "/register/planer/<reference>/paminn/"): NO_PLAN,
    ("GET", "/register/planer/<reference>/v<int:version>.pdf"): NO_PLAN,
    ("GET", "/register/planer/<reference>/v<int:version>-kopia.pdf"): NO_PLAN,
    ("GET", "/register/planer/<reference>/v<int:version>-underskriven.pdf"): NO_PLAN,
    ("GET", f"/register/planer/<reference>/v<int:version>/bilagor/{DIGEST}.jpg"): NO_PLAN,
    ("GET", f"/register/planer/<reference>/v<int:version>/bilagor/{DIGEST}"): NO_PLAN,
    ("GET", "/register/planer/<reference>/papper/granska/"): NO_PLAN,
    ("POST", "/register/planer/<reference>/papper/granska/"): NO_PLAN,
    ("GET", f"/register/planer/<reference>/papper/blad/{SHEET}"): NO_PLAN,
    ("GET", f"/register/planer/<reference>/papper/blad/{SHEET}/<kind>.jpg"): NO_PLAN,
    # Nothing is chosen.
    ("GET", "/register/utlamnande/"): (303, 303, 404, 404, 200, 404, 200),
    ("POST", "/register/utlamnande/maska"): (303, 303, 404, 404, 422, 404, 422),
    ("POST", "/register/utlamnande/granska"): (303, 303, 404, 404, 422, 404, 422),
    ("POST", "/register/utlamnande/fil"): (303, 303, 404, 404, 422, 404, 422),
    ("GET", "/register/logg/"): (303, 303, 404, 404, 404, 200, 404),
    ("GET", "/register/utskick/"): MAIL,
    ("GET", "/register/utskick/skicka-igen"): MAIL,
    # Nothing has failed.
    ("POST", "/register/utskick/skicka-igen"): (303, 303, 404, 404, 404, 409, 409),
    # Names no copy.
    ("GET", f"/register/utskick/{COPY}/skicka-igen"): NO_PLAN,
    ("POST", f"/register/utskick/{COPY}/skicka-igen"): NO_PLAN,
    ("GET", "/register/nycklar/"): KEYS,
    ("GET", "/register/nycklar/ny"): KEYS,
    ("POST", "/register/nycklar/ny"): KEYS_INCOMPLETE,
    # Names no key.
    ("GET", f"/register/nycklar/{KEY}/aterkalla"): NO_PLAN,
    ("POST", f"/register/nycklar/{KEY}/aterkalla"): NO_PLAN,
    # Everybody here has signed in by mail. Names no plan of theirs: see test_own_plans.py.
    ("GET", "/mina-planer/"): FOR_SIGNED_IN,
    ("GET", "/mina-planer/kalender"): FOR_SIGNED_IN,
    ("POST", "/mina-planer/kalender"): FOR_SIGNED_IN,
    ("GET", "/mina-planer/<reference>/"): NOT_THEIRS,
    ("GET", "/mina-planer/<reference>/slutat"): NOT_THEIRS,
    ("POST", "/mina-planer/<reference>/slutat"): NOT_THEIRS,
    ("POST", "/mina-planer/<reference>/tillbaka"): NOT_THEIRS,
    ("GET", "/mina-planer/<reference>/plan.pdf"): NOT_THEIRS,
    ("GET", "/mina-planer/<reference>/underskriven.pdf"): NOT_THEIRS,
    ("GET", f"/mina-planer/<reference>/bilagor/{DIGEST}.jpg"): NOT_THEIRS,
    ("GET", f"/mina-planer/<reference>/bilagor/{DIGEST}"): NOT_THEIRS,
    ("GET", "/mina-planer/<reference>/papper"): NOT_THEIRS,
    ("POST", "/mina-planer/<reference>/papper"): NOT_THEIRS,
    ("POST", "/mina-planer/<reference>/andra"): NOT_THEIRS,
    ("POST", "/mina-planer/<reference>/mall"): NOT_THEIRS,
    ("POST", "/mina-planer/<reference>/folj-upp"): NOT_THEIRS,
    ("POST", "/register/planer/<reference>/folj-upp"): NO_PLAN,
    ("GET", "/register/papper/"): SEEN,
    # Nothing is chosen.
    ("POST", "/register/papper/"): (303, 303, 404, 404, 404, 404, 422),
    ("GET", "/register/papper/vantar/"): SEEN,
    ("GET", "/register/papper/inkommet/"): FOR_OFFICERS,
    ("GET", "/register/papper/sortera/"): FOR_OFFICERS,
    ("GET", "/register/slutat/"): FOR_OFFICERS,
    ("POST", "/register/slutat/"): (303, 303, 404, 404, 404, 404, 422),
    ("POST", "/register/slutat/markera"): (303, 303, 404, 404, 404, 404, 422),
    # Name no file and no page.
    ("GET", f"/register/papper/inkommet/{ARRIVAL}/"): NO_PLAN,
    ("GET", f"/register/papper/inkommet/{ARRIVAL}/fil"): NO_PLAN,
    ("POST", f"/register/papper/inkommet/{ARRIVAL}/klar"): NO_PLAN,
    ("GET", f"/register/papper/sortera/{SHEET}/"): NO_PLAN,
    ("POST", f"/register/papper/sortera/{SHEET}/"): NO_PLAN,
    ("POST", f"/register/papper/sortera/{SHEET}/igen"): NO_PLAN,
    ("GET", f"/register/papper/blad/{SHEET}"): NO_PLAN,
    ("GET", "/register/gallring/"): ERASERS,
    ("GET", "/register/gallring/utan-beslut/"): ERASERS,
    ("GET", "/register/gallring/beslut/"): FOR_ARCHIVISTS,
    ("POST", "/register/gallring/beslut/"): (303, 303, 404, 404, 422, 404, 404),
    # Name no decision, no proposal and no protocol: see test_erasing.py.
    ("GET", f"/register/gallring/beslut/{NUMBER}/"): NO_PLAN,
    ("POST", f"/register/gallring/beslut/{NUMBER}/"): NO_PLAN,
    ("GET", f"/register/gallring/forslag/{NUMBER}/"): NO_PLAN,
    ("POST", f"/register/gallring/forslag/{NUMBER}/bekrafta"): NO_PLAN,
    ("POST", f"/register/gallring/forslag/{NUMBER}/dra-tillbaka"): NO_PLAN,
    ("GET", f"/register/gallring/protokoll/{NUMBER}.pdf"): NO_PLAN,
    ("GET", "/register/planer/<reference>/gallringsstopp"): NO_PLAN,
    ("POST", "/register/planer/<reference>/gallringsstopp"): NO_PLAN,
    ("GET", "/mina-planer/<reference>/ogonblicksbild"): NOT_THEIRS,
    ("POST", "/mina-planer/<reference>/ogonblicksbild"): NOT_THEIRS,
    ("GET", f"/mina-planer/<reference>/ogonblicksbilder/{SNAPSHOT}.pdf"): NOT_THEIRS,
    ("GET", f"/mina-planer/<reference>/ogonblicksbilder/{SNAPSHOT}/{NUMBER}"): NOT_THEIRS,
    ("GET", f"/mina-planer/<reference>/ogonblicksbilder/{SNAPSHOT}/{NUMBER}.jpg"): NOT_THEIRS,
    ("GET", "/register/planer/<reference>/ogonblicksbild"): NO_PLAN,
    ("POST", "/register/planer/<reference>/ogonblicksbild"): NO_PLAN,
    ("GET", f"/register/planer/<reference>/ogonblicksbilder/{SNAPSHOT}.pdf"): NO_PLAN,
    ("GET", f"/register/planer/<reference>/ogonblicksbilder/{SNAPSHOT}/{NUMBER}"): NO_PLAN,
    ("GET", f"/register/planer/<reference>/ogonblicksbilder/{SNAPSHOT}/{NUMBER}.jpg"): NO_PLAN,
    ("GET", f"/register/planer/<reference>/{VERB}"): NO_PLAN,
    ("POST", f"/register/planer/<reference>/{VERB}"): NO_PLAN,
    ("GET", "/register/planer/<reference>/samma-konto/<other>"): NO_PLAN,
    ("POST", "/register/planer/<reference>/samma-konto/<other>"): NO_PLAN,
    ("GET", f"/register/planer/<reference>/{STEP}"): NO_PLAN,
    ("POST", f"/register/planer/<reference>/{STEP}"): NO_PLAN,
    ("GET", f"/mina-planer/<reference>/{STEP}"): NOT_THEIRS,
    ("POST", f"/mina-planer/<reference>/{STEP}"): NOT_THEIRS,
}


def rules(app: Flask) -> dict[tuple[str, str], Rule]:
    """Every address of the desk."""
    with app.app_context():
        ours = [rule for rule in app.url_map.iter_rules() if is_of_the_desk(rule.endpoint)]
    return {
        (method, rule.rule): rule
        for rule in ours
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


@pytest.fixture
def app(database_url: str, tmp_path: Any) -> Flask:
    """One installation, on each database."""
    given = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    return create_app(read_settings(given))


@pytest.fixture
def callers(app: Flask) -> dict[str, FlaskClient]:
    """A browser for each caller."""
    found = {name: app.test_client() for name in CALLERS}
    for name, (role, department) in CLIENTS.items():
        signed_in(found[name], role, department)
    return found


def call(client: FlaskClient, method: str, rule: Rule, *, token: bool = True) -> TestResponse:
    with client.application.test_request_context():
        address = client.application.url_for(
            rule.endpoint, **{one: GIVEN.get(one, "a" * 32) for one in rule.arguments}
        )
    if method == "GET":
        return client.get(address, buffered=True)
    page = BeautifulSoup(client.get("/logga-in/").text, "html.parser")
    field = page.select_one("[name=csrf_token]")
    assert field
    return client.post(address, data={"csrf_token": field["value"]} if token else {})


def test_every_address_answers_each_caller_as_the_table_says(
    app: Flask, callers: dict[str, FlaskClient]
) -> None:
    found = rules(app)
    assert set(found) == set(TABLE)
    for (method, address), expected in TABLE.items():
        is_guarded = found[method, address].endpoint not in OPEN
        for name, told in zip(CALLERS, expected, strict=True):
            is_sent = is_guarded and name in WITHOUT and told == 303
            status = SENT_TO_SIGN_IN[method] if is_sent else told
            client = callers[name]
            if name in CLIENTS:
                # The last call may have ended the session.
                signed_in(client, *CLIENTS[name])
            answer = call(client, method, found[method, address])
            seen = (method, address, name, answer.status_code)
            assert seen == (method, address, name, status)
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_nothing_is_done_without_the_token_of_the_page(app: Flask) -> None:
    for (method, address), rule in rules(app).items():
        if method == "POST":
            client = app.test_client()
            signed_in(client, Role.OPERATOR)
            assert (address, call(client, method, rule, token=False).status_code) == (address, 400)
            assert client.get("/register/inloggningar/").status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_page_is_not_there_for_who_has_another_role(
    app: Flask, callers: dict[str, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = {"desk_sessions.sessions": frozenset((Role.ARCHIVIST,))}
    monkeypatch.setattr(guard, "ROLES", theirs)
    seen = {name: one.get("/register/inloggningar/").status_code for name, one in callers.items()}
    others = dict.fromkeys(("bound", "reader", "operator", "officer"), 404)
    assert seen == {"nobody": 303, "own": 303, "archivist": 200} | others


def test_log_holds_no_link(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    app.test_client().get(f"/logga-in/lank/{'k' * 32}/")
    logging.getLogger("gunicorn").error("broken: /logga-in/lank/%s/", "k" * 32)
    said = [JsonFormatter().format(record) for record in caplog.records]
    assert said
    assert not any("kkkk" in line for line in said)


def test_every_endpoint_has_its_roles_and_no_other_is_named(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in rules(app).values()}
    assert endpoints == OPEN | set(ROLES)
    assert not OPEN & set(ROLES)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_endpoint_that_nobody_listed_is_there_for_nobody(
    app: Flask, callers: dict[str, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callers["officer"].get("/register/inloggningar/").status_code == 200
    monkeypatch.setattr(guard, "ROLES", {})
    assert {one.get("/register/inloggningar/").status_code for one in callers.values()} == {404}
