"""Who may do what: every address against every kind of caller, and the tricks they may try."""

import hmac
import json
import logging
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import create_app
from forms import FORMS
from office import addresses
from office.indexing import said_by
from register import access, deliveries, drafts, keys, receiving
from register.documents import DocumentKind, NewDocument
from register.filings import Filing
from register.receiving import NewFiling
from settings import read_settings
from tests.plans import as_inputs, plan
from tests.register.examples import filing_of
from web.desk.guard import is_of_the_desk
from web.site.headers import PUBLISHED
from web.site.logs import JsonFormatter

FORM = FORMS[0]
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}
CALLERS = ("nobody", "draft", "receipt", "another")

OPEN = (200, 200, 200, 200)
CLOSED = (403, 403, 403, 403)
UNKNOWN = (404, 404, 404, 404)
# What is sent is incomplete, whoever sends it.
INCOMPLETE = (422, 422, 422, 422)

SHA256 = "<string(length=64):sha256>"
STEP = '<any("skapat", "allt-stammer", "visar", "ta-over", "avsluta"):step>'
SNAPSHOT, NUMBER = (f"<int(max=2147483647):{one}>" for one in ("snapshot_id", "number"))
# Address and method -> the status for nobody (with an invented key), for who holds the key of the
# draft, for who holds the key of the receipt, and for who holds the keys of another's plan.
# Where the address names a plan by other means than the key, it is the first one's.
TABLE: dict[tuple[str, str], tuple[int, int, int, int]] = {
    ("GET", "/"): OPEN,
    ("GET", "/<slug>/"): OPEN,
    ("POST", "/<slug>/"): INCOMPLETE,
    ("GET", "/<slug>/blankett.pdf"): OPEN,
    ("GET", "/<slug>/fortsattningsblad.pdf"): OPEN,
    ("GET", "/<slug>/schema.json"): OPEN,
    ("GET", "/<slug>/las-in"): OPEN,
    ("POST", "/<slug>/las-in"): INCOMPLETE,
    ("GET", "/las-in"): OPEN,
    ("POST", "/las-in"): INCOMPLETE,
    ("GET", "/anvandarguide/"): OPEN,
    ("GET", "/anvandarguide/bilder/<name>.png"): OPEN,
    ("GET", "/<slug>/utkast/<key>/"): (404, 200, 404, 200),
    ("POST", "/<slug>/utkast/<key>/"): (404, 303, 404, 303),
    ("GET", "/<slug>/utkast/<key>/granska/"): (404, 200, 404, 200),
    ("POST", "/<slug>/utkast/<key>/granska/"): (404, 303, 404, 303),
    ("GET", "/<slug>/utkast/<key>/forhandsgranskning.pdf"): (404, 200, 404, 200),
    ("GET", "/<slug>/utkast/<key>/sida-<int:number>.png"): (404, 200, 404, 200),
    ("POST", "/<slug>/utkast/<key>/till-nyaste"): (404, 303, 404, 303),
    ("POST", "/<slug>/utkast/<key>/avbryt"): (404, 200, 404, 200),
    # Changing a plan takes its receipt's address beside the draft's; see test_adopting.py.
    ("GET", "/<slug>/utkast/<key>/ny-version"): (404, 200, 404, 200),
    ("POST", "/<slug>/utkast/<key>/ny-version"): (404, 422, 404, 422),
    # No form here asks for files; see test_attaching.py.
    ("POST", "/<slug>/bilagor/<name>"): UNKNOWN,
    ("POST", "/<slug>/utkast/<key>/bilagor/<name>"): UNKNOWN,
    ("POST", f"/<slug>/utkast/<key>/bilagor/<name>/{SHA256}/ta-bort"): UNKNOWN,
    ("GET", f"/<slug>/utkast/<key>/bilagor/{SHA256}.jpg"): UNKNOWN,
    ("GET", f"/arende/<key>/bilagor/{SHA256}.jpg"): UNKNOWN,
    ("GET", f"/arende/<key>/bilagor/{SHA256}"): UNKNOWN,
    ("GET", "/arende/<key>/"): (404, 404, 200, 200),
    ("GET", "/arende/<key>/<reference>.pdf"): (404, 404, 200, 404),
    ("GET", "/arende/<key>/underskriven.pdf"): (404, 404, 200, 200),
    ("GET", "/arende/<key>/ogonblicksbild"): (404, 404, 200, 200),
    # No file was chosen.
    ("POST", "/arende/<key>/ogonblicksbild"): (404, 404, 422, 422),
    # None was sent in; see snapshots/test_sending.py.
    ("GET", f"/arende/<key>/ogonblicksbilder/{SNAPSHOT}.pdf"): UNKNOWN,
    ("GET", f"/arende/<key>/ogonblicksbilder/{SNAPSHOT}/{NUMBER}"): UNKNOWN,
    ("GET", f"/arende/<key>/ogonblicksbilder/{SNAPSHOT}/{NUMBER}.jpg"): UNKNOWN,
    ("POST", "/arende/<key>/andra"): (404, 404, 303, 303),
    ("POST", "/arende/<key>/mall"): (404, 404, 303, 303),
    ("GET", f"/arende/<key>/{STEP}"): (404, 404, 200, 200),
    # The page was made of nothing.
    ("POST", f"/arende/<key>/{STEP}"): (404, 404, 409, 409),
    ("POST", "/arende/<key>/folj-upp"): (404, 404, 303, 303),
    ("GET", "/arende/<key>/om-kontot/"): (404, 404, 200, 200),
    ("POST", "/arende/<key>/skicka-igen/<int:delivery_id>"): (404, 404, 303, 404),
    # Only the paper itself holds the check; see the test below.
    ("GET", "/v/<reference>/<int:version>/<check>"): UNKNOWN,
    ("GET", "/V/<reference>/<int:version>/<check>"): UNKNOWN,
    ("GET", "/v/<reference>/<int:version>/<check>/papper"): UNKNOWN,
    ("POST", "/v/<reference>/<int:version>/<check>/papper"): UNKNOWN,
    ("GET", "/V/<reference>/<int:version>/<check>/papper"): UNKNOWN,
    ("POST", "/V/<reference>/<int:version>/<check>/papper"): UNKNOWN,
    ("GET", "/arende/<key>/papper"): (404, 404, 200, 200),
    # No file was chosen.
    ("POST", "/arende/<key>/papper"): (404, 404, 422, 422),
    # Made by who has signed in; see desk/test_feeds.py.
    ("GET", "/kalender/<key>.ics"): UNKNOWN,
    ("GET", "/om-kontot/"): OPEN,
    ("GET", "/forhallningssatt/"): OPEN,
    ("GET", "/forhallningssatt/<slug>/"): OPEN,
    ("GET", "/forhallningssatt/schema/"): OPEN,
    ("GET", "/forhallningssatt.pdf"): OPEN,
    ("GET", "/riktlinjer/"): OPEN,
    ("GET", "/tillganglighet/"): OPEN,
    ("GET", "/personuppgifter/"): OPEN,
    ("GET", "/api/v1/"): OPEN,
    ("GET", "/api/v1/openapi.json"): OPEN,
    ("GET", "/konton/"): OPEN,
    ("GET", "/konton/schema.json"): OPEN,
    ("GET", "/konton.json"): OPEN,
    ("GET", "/konton.csv"): OPEN,
    ("GET", "/konton.ttl"): OPEN,
    ("GET", "/healthz"): OPEN,
    ("GET", "/readyz"): OPEN,
    ("GET", "/metrics"): CLOSED,
    ("GET", "/accent.css"): OPEN,
    # For everybody when the settings name one; see test_logo.py and test_disclosure.py.
    ("GET", "/.well-known/security.txt"): UNKNOWN,
    ("GET", "/logotyp"): UNKNOWN,
    ("GET", "/static/<path:filename>"): OPEN,
}
MAY_BE_KEPT_BY_BROWSERS = {"static", "pages.accent_css", "pages.logo", "user_guide.picture"}


@dataclass(frozen=True)
class Holding:
    """What one person holds: a filed plan whose copy failed, and a draft that changes it."""

    name: str
    filing: Filing
    receipt_key: str
    draft_key: str
    delivery_id: int
    check: str


@dataclass
class World:
    """An installation with two people's plans."""

    app: Flask
    client: FlaskClient
    token: str
    mine: Holding
    anothers: Holding
    keys_seen: set[str] = field(default_factory=set)

    def key(self, caller: str, rule: str) -> str:
        """The key that a caller puts into an address."""
        holding = self.anothers if caller == "another" else self.mine
        is_draft = caller == "draft" or (caller == "another" and "utkast" in rule)
        found = holding.draft_key if is_draft else holding.receipt_key
        found = keys.new_key() if caller == "nobody" else found
        self.keys_seen.add(found)
        return found

    def address(self, caller: str, rule: Rule) -> str:
        """The address as a caller fills it in."""
        check = self.anothers.check if caller == "another" else self.key(caller, "")[:10]
        values: dict[str, Any] = {
            "slug": "<slug>" in rule.rule and _slug_for(rule),
            "key": self.key(caller, rule.rule),
            "reference": self.mine.filing.reference,
            "version": self.mine.filing.version,
            "delivery_id": self.mine.delivery_id,
            "number": 1,
            "check": check,
            "filename": "blanketter.css",
            "name": "start",
            "sha256": "0" * 64,
            "step": "avsluta",
            "snapshot_id": 4711,
        }
        given = rule.defaults or {}
        needed = {name: given.get(name, values.get(name)) for name in rule.arguments}
        with self.app.test_request_context():
            found: str = self.app.url_for(rule.endpoint, **needed)
        return found

    def call(self, method: str, address: str, *, token: bool = True) -> TestResponse:
        """Send a request from another machine; a POST saves answers of the caller's own."""
        if method == "GET":
            answer = self.client.get(address, environ_overrides=ELSEWHERE)
            # A static file stays open until it was read.
            assert answer.get_data() is not None
            answer.close()
            return answer
        has_draft = "utkast" in address and not address.endswith(("granska/", "nyaste"))
        sent = as_inputs(plan()) | {"action": "save"} if has_draft else {}
        sent |= {"csrf_token": self.token} if token else {}
        return self.client.post(address, data=sent, environ_overrides=ELSEWHERE)


def _slug_for(rule: Rule) -> str:
    return "folj" if rule.endpoint == "guide.step" else FORM.slug


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One installation for all: what is tested changes nothing that another test needs."""
    folder = tmp_path_factory.mktemp("access")
    given = {"INSTANCE_PATH": str(folder), "COURIER": "off", "FILINGS_PER_MINUTE": "100000"}
    return create_app(read_settings(given))


@pytest.fixture
def world(app: Flask) -> World:
    """Two people's plans, filed a moment ago."""
    client = app.test_client()
    page = BeautifulSoup(client.get(f"/{FORM.slug}/").get_data(as_text=True), "html.parser")
    token = page.select_one("[name=csrf_token]")
    assert token
    mine, anothers = holding(app, "Mirabella Minsdotter"), holding(app, "Ansgar Annansson")
    return World(app, client, str(token["value"]), mine, anothers)


def holding(app: Flask, name: str) -> Holding:
    """File a plan that names somebody, let its copy fail, and begin to change it."""
    office = app.extensions["office"]
    answers = plan(purpose=f"Det här är {name}s plan.")
    form = FORM.from_answers(answers)
    now = office.now()

    def draft(revises: int | None = None) -> str:
        return drafts.save_draft(
            office.register,
            form=FORM.slug,
            edition=FORM.edition,
            typed=form.typed() | ({"audience": "Fler än förut"} if revises else {}),
            now=now,
            lifetime=office.settings.draft_lifetime,
            revises_filing_id=revises,
        )

    new = NewFiling(
        form=FORM.slug,
        prefix=FORM.prefix,
        edition=FORM.edition,
        title=FORM.title,
        short_title=FORM.short_title,
        summary=name,
        answers=form.answers(),
        text=form.as_text(),
        subject=form.subject,
        indexed=said_by(form),
    )
    receipt = receiving.file_form(
        office.register,
        draft(),
        new,
        revision=1,
        make_documents=lambda *_: {
            DocumentKind.ISSUED: NewDocument(f"%PDF {name}".encode()),
            DocumentKind.SIGNED: NewDocument(f"%PDF {name}, on paper".encode()),
        },
        recipients=["officer@toreboda.example"],
        mail_domain="toreboda.example",
        now=now,
    )
    filing = filing_of(office.register, receipt.key)
    assert filing is not None
    [delivery] = deliveries.deliveries_of(office.register, filing.id)
    with office.register.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE deliveries SET failed_at = queued_at WHERE id = {delivery.id}"
        )
    check = str(filing.paper_check)
    return Holding(name, filing, receipt.key, draft(filing.id), delivery.id, check)


def rules(app: Flask) -> dict[tuple[str, str], Rule]:
    """Every address that the application answers, but those of the desk (desk/test_access.py) and
    those that take a token (api/test_access.py)."""
    with app.app_context():
        others = [rule for rule in app.url_map.iter_rules() if not is_of_the_desk(rule.endpoint)]
        ours = [rule for rule in others if not rule.endpoint.startswith("api.")]
    return {
        (method, rule.rule): rule
        for rule in ours
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_table_names_every_address_and_no_other(app: Flask) -> None:
    assert set(rules(app)) == set(TABLE)


@pytest.mark.parametrize(("method", "rule"), TABLE)
def test_each_caller_gets_what_the_table_says(world: World, method: str, rule: str) -> None:
    found = rules(world.app)[method, rule]
    got = tuple(world.call(method, world.address(caller, found)).status_code for caller in CALLERS)
    assert got == TABLE[method, rule]


def marks(of: Holding) -> tuple[bytes, ...]:
    """What would give a plan away."""
    last_name = of.name.split()[1]
    return last_name.encode(), of.receipt_key.encode(), of.draft_key.encode()


@pytest.mark.parametrize(
    ("method", "rule"),
    # Of files see test_attaching.py, of calendars desk/test_feeds.py.
    [
        it
        for it in TABLE
        if it[0] == "GET"
        and "<key>" in it[1]
        and not re.search("/bilagor/|/kalender/|bilder/", it[1])
    ],
)
def test_no_caller_sees_anothers_plan(world: World, method: str, rule: str) -> None:
    found = rules(world.app)[method, rule]
    own = world.call(method, world.address("draft" if "utkast" in rule else "receipt", found))
    assert own.status_code == 200
    for caller in ("nobody", "another"):
        seen = world.call(method, world.address(caller, found)).data
        assert not any(mark in seen for mark in marks(world.mine))


def test_page_that_shows_a_plan_would_be_noticed(world: World) -> None:
    address = f"/arende/{world.mine.receipt_key}/"
    assert marks(world.mine)[0] in world.call("GET", address).data


@pytest.mark.parametrize("code", ["/v/{}/{}/{}", "/V/{}/{}/{}", "/V/{}/{}/{}12", "/V/{}/{}/{}22K"])
def test_code_on_the_paper_opens_its_page_and_tells_no_name(world: World, code: str) -> None:
    filing, check = world.mine.filing, world.mine.check
    answer = world.call("GET", code.format(filing.reference, filing.version, check))
    assert answer.status_code == 200
    assert not any(mark in answer.data for mark in marks(world.mine))
    for wrong in (check[:-1], check + "a", world.anothers.check, quote("åäö"), check[:-1] + "ſ"):
        address = code.format(filing.reference, filing.version, wrong)
        assert world.call("GET", address).status_code == 404


@pytest.mark.parametrize(
    "sheet",
    ["0", "00", "21", "123", "0011", "9" * 7, "9" * 40, "1K", "K", "12KK", "12X", "²²", "-1"],
)
def test_page_that_cannot_be_leads_nowhere(world: World, sheet: str) -> None:
    filing, check = world.mine.filing, world.mine.check
    address = f"/V/{filing.reference}/{filing.version}/{check}{quote(sheet)}"
    assert world.call("GET", address).status_code == 404


def test_anothers_failed_copy_stays_where_it_is(world: World) -> None:
    mine, key = world.mine.delivery_id, world.anothers.receipt_key
    world.call("POST", f"/arende/{key}/skicka-igen/{mine}")
    delivery = deliveries.find_delivery(world.app.extensions["office"].register, mine)
    assert delivery is not None
    assert delivery.failed_at is not None


@pytest.mark.parametrize("ending", ["andra", "mall", "folj-upp", "skicka-igen/{}"])
def test_link_in_a_mail_shows_and_changes_nothing(world: World, ending: str) -> None:
    register, key = world.app.extensions["office"].register, keys.new_key()
    access.grant_access(register, world.mine.filing.id, key, "copy", world.mine.filing.filed_at)
    page = world.call("GET", f"/arende/{key}/")
    assert page.status_code == 200
    assert "<form" not in page.text
    assert world.call("GET", f"/arende/{key}/{world.mine.filing.reference}.pdf").status_code == 200
    address = f"/arende/{key}/{ending.format(world.mine.delivery_id)}"
    assert world.call("POST", address).status_code == 404


@pytest.mark.parametrize("rule", [rule for method, rule in TABLE if method == "POST"])
def test_nothing_is_done_without_the_token_of_the_page(world: World, rule: str) -> None:
    found = rules(world.app)["POST", rule]
    caller = "draft" if "utkast" in rule else "receipt"
    with counted_writes(world.app) as writes:
        answer = world.call("POST", world.address(caller, found), token=False)
    assert answer.status_code == 400
    assert writes == []


class counted_writes:
    """What was written to the register meanwhile."""

    def __init__(self, app: Flask) -> None:
        self.register = app.extensions["office"].register
        self.writes: list[str] = []

    def note(self, *arguments: Any) -> None:
        statement = arguments[2]
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            self.writes.append(statement)

    def __enter__(self) -> list[str]:
        sa.event.listen(self.register, "before_cursor_execute", self.note)
        return self.writes

    def __exit__(self, *_: object) -> None:
        sa.event.remove(self.register, "before_cursor_execute", self.note)


@pytest.mark.parametrize(("method", "rule"), TABLE)
def test_every_answer_is_private_and_stays_in_its_frame(
    world: World, method: str, rule: str
) -> None:
    found = rules(world.app)[method, rule]
    for caller in CALLERS:
        headers = world.call(method, world.address(caller, found)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        if found.endpoint in PUBLISHED:
            continue  # for everybody: see tests/web/open
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        if found.endpoint in MAY_BE_KEPT_BY_BROWSERS:
            continue  # parts of a page; what else protects is said by the page
        assert headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]


@pytest.mark.parametrize(("method", "rule"), TABLE)
def test_forged_host_appears_in_no_answer(world: World, method: str, rule: str) -> None:
    found = rules(world.app)[method, rule]
    for caller in ("draft", "receipt"):
        address = world.address(caller, found)
        world.client.environ_base["HTTP_HOST"] = "evil.example"
        answer = world.call(method, address)
        del world.client.environ_base["HTTP_HOST"]
        assert b"evil.example" not in answer.data
        assert "evil.example" not in str(answer.headers)


@pytest.mark.parametrize("address", ["/aktivitetsplan", "/forhallningssatt", "/arende/hemlig"])
def test_forged_host_leads_nobody_away_when_a_slash_is_missing(world: World, address: str) -> None:
    answer = world.client.get(address, headers={"Host": "evil.example"})
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"{address}/"
    assert b"evil.example" not in answer.data


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/%2fevil.example",
        "//a@evil.example/x",
    ],
)
def test_slashes_in_front_lead_nobody_away(world: World, address: str) -> None:
    answer = world.client.get(address)
    assert answer.status_code in (308, 404)
    place = answer.headers.get("Location", "/")
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))


TRICKS = [
    "..",
    "../..",
    "%2e%2e%2f%2e%2e%2f",
    "..%5c..%5c",
    "%00",
    "%0d%0aSet-Cookie:%20a=b",
    "%ff%fe",
    "%ed%a0%80",
    "%F0%9F%A6%A2",
    "'%20OR%201=1--",
    "%25%73",
    "{{7*7}}",
    "a" * 5_000,
]


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize(
    "address",
    [
        "/arende/{}/",
        "/arende/{}/om-kontot/",
        "/arende/{key}/{}.pdf",
        "/aktivitetsplan/utkast/{}/",
        "/aktivitetsplan/utkast/{}/granska/",
        "/{}/",
        "/{}/schema.json",
        "/v/{}/1/aaaaaaaaaa",
        "/v/AP-2026-0001/1/{}",
        "/v/AP-2026-0001/1/{}/papper",
        "/arende/{}/papper",
        "/forhallningssatt/{}/",
        "/static/{}",
        "/static/{}app.py",
    ],
)
def test_tricks_in_an_address_lead_nowhere(world: World, address: str, trick: str) -> None:
    path = address.replace("{key}", world.mine.receipt_key).replace("{}", trick)
    answer = world.client.get(path)
    assert answer.status_code in (400, 404, 308)
    assert "Set-Cookie: a=b" not in str(answer.headers)
    assert b"49" not in answer.data or "7*7" not in trick


@pytest.mark.parametrize("version", ["0", "-1", "9" * 40, "1.0", "%31%00"])
def test_numbers_that_are_none_lead_nowhere(world: World, version: str) -> None:
    reference = world.mine.filing.reference
    assert world.client.get(f"/v/{reference}/{version}/aaaaaaaaaa").status_code == 404
    picture = f"/{FORM.slug}/utkast/{world.mine.draft_key}/sida-{version}.png"
    assert world.client.get(picture).status_code == 404
    address = f"/arende/{world.mine.receipt_key}/skicka-igen/{version}"
    assert world.call("POST", address).status_code == 404


@pytest.mark.parametrize("key", ["receipt", "draft"])
def test_keys_are_looked_up_by_their_digest_alone(world: World, key: str) -> None:
    """Whatever a comparison in the database gives away by its time is about a digest."""
    seen: list[str] = []
    register = world.app.extensions["office"].register

    def note(*arguments: Any) -> None:
        seen.append(f"{arguments[2]} {arguments[3]}")

    sa.event.listen(register, "before_cursor_execute", note)
    for rule in rules(world.app).values():
        if "key" in rule.arguments and "GET" in (rule.methods or set()):
            world.call("GET", world.address(key, rule))
    sa.event.remove(register, "before_cursor_execute", note)
    secret = world.mine.receipt_key if key == "receipt" else world.mine.draft_key
    assert any(keys.digest(secret) in line for line in seen)
    assert not any(secret in line for line in seen)


def test_check_is_compared_in_constant_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []

    def compare(a: str, b: str) -> bool:
        compared.append((a, b))
        return hmac.compare_digest(a, b)

    fake = type("hmac", (), {"compare_digest": staticmethod(compare), "new": hmac.new})
    monkeypatch.setattr(addresses, "hmac", fake)
    filing = world.mine.filing
    for reference in (filing.reference, "AP-1999-0001"):
        world.client.get(f"/v/{reference}/1/aaaaaaaaaa")
    assert [a for a, _ in compared] == ["aaaaaaaaaa"] * 2
    assert compared[0][1] == world.mine.check


def test_log_holds_no_key_whatever_is_asked(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for (method, _), rule in rules(world.app).items():
        for caller in CALLERS:
            world.call(method, world.address(caller, rule))
    said = [JsonFormatter().format(record) for record in caplog.records]
    assert len(said) >= len(TABLE) * len(CALLERS)
    secrets = world.keys_seen | {world.mine.name, world.anothers.name, world.token}
    secrets |= {world.app.extensions["office"].settings.secret_key}
    secrets |= {keys.derived_key(world.mine.draft_key, "receipt")}
    for line in said:
        json.loads(line)
        assert not any(secret in line for secret in secrets), line
