"""The public list: what is in it, in every format, whom it names (nobody), and what it costs."""

import csv
import gzip
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app import create_app
from office import public_accounts
from office.demo.plans import answers_of as demo_plan
from office.exports.accounts import FILES, LICENSE, SCHEMA
from office.named import digest_of, marks_in
from office.public_accounts import SECONDS_TRUSTED, PublicLists, account_of
from register import schema
from register.database import writing
from register.errors import RegisterUnavailable
from register.events import EventKind
from register.notes import Note
from register.public import PublicCase
from settings import read_settings
from tests.plans import PLANS, plan
from tests.register.databases import database_url, server_url
from tests.register.examples import NOW
from tests.register.listed import lay_plans
from tests.web.conftest import Visitor
from tests.web.open.listed import note_of, publish, sign
from web.open.accounts import read_ahead

__all__ = ["database_url", "server_url"]

ROOT = Path(__file__).parents[3]
OUTPUTS = ("/konton/", "/konton/?inbaddad=1", *(f"/konton.{end}" for end in FILES))
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
DCTERMS = rdflib.Namespace("http://purl.org/dc/terms/")
FOAF = rdflib.Namespace("http://xmlns.com/foaf/0.1/")


@pytest.fixture
def register(app: Flask) -> sa.Engine:
    engine: sa.Engine = app.extensions["office"].register
    return engine


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def accounts(client: FlaskClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(client.get("/konton.json").data)["konton"]
    return found


def test_signed_plans_of_living_accounts_are_listed_and_no_others(
    database_url: str, tmp_path: Path
) -> None:
    own = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    app = create_app(read_settings(own))
    register, client = app.extensions["office"].register, app.test_client()
    lay_plans(register, PLANS)
    assert accounts(client) == []
    sign(register, (1, 2))
    assert [one["medium"] for one in accounts(client)] == sorted(
        [PLANS[0]["medium"], PLANS[1]["medium"]]
    )
    ended = Note(EventKind.ACCOUNT_ENDED, {"ended_on": NOW.date(), "ended_why": "stängt"})
    note_of(register, 1, ended)
    assert [one["konto"] for one in accounts(client)] == [PLANS[1]["url"]]
    note_of(register, 2, Note(EventKind.NUMBERED, {"unlisted_at": NOW}))
    assert accounts(client) == []


def test_page_has_a_table_for_each_medium(app: Flask, register: sa.Engine) -> None:
    publish(register, [plan(0), plan(0, url="@annan"), plan(1)])
    visitor = Visitor(app)
    page = visitor.get("/konton/")
    media = [one.get_text() for one in page.select("main h2")][:-1]
    assert media == sorted({PLANS[0]["medium"], PLANS[1]["medium"]})
    tables = [one["aria-labelledby"] for one in page.select("table")]
    assert tables == [one["id"] for one in page.select("main h2[id]")]
    assert [len(one.select("tbody tr")) for one in page.select("table")] in ([1, 2], [2, 1])
    link = page.select_one(f"a[href='{PLANS[0]['url']}']")
    assert link is not None
    assert "Biblioteket" in visitor.text
    assert page.select_one("meta[name=robots]") is None


def test_long_address_is_broken_where_its_parts_meet_and_stays_text(
    register: sa.Engine, client: FlaskClient
) -> None:
    publish(register, [plan(0, url="https://x.example/a.b/<c>?d=e")])
    for path in OUTPUTS[:2]:
        text = client.get(path).text
        assert ">https://x<wbr>.example/<wbr>a<wbr>.b/<wbr>&lt;c&gt;?d=e</a>" in text


def test_register_without_accounts_says_so(app: Flask) -> None:
    assert "Inga konton har en underskriven plan ännu." in Visitor(app).get("/konton/").get_text()


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("@biblioteket", "https://www.instagram.com/biblioteket"),
        ("javascript:alert(1)", ""),
        ("https://sida.example/?q=anna%40privat.example", ""),
        ("http://sida.example/x", "http://sida.example/x"),
    ],
)
def test_only_addresses_of_pages_are_links(url: str, link: str) -> None:
    case = PublicCase(1, 1, "aktivitetsplan", "Instagram", "", "", None, None)
    assert account_of(case, json.dumps({"url": url, "x": 1})).link.rstrip("/") == link


@pytest.mark.parametrize(
    ("answers", "account"),
    [
        ({"url": ""}, "@ny"),
        ({"url": "tankt", "not_created": True}, "@ny"),
        ({"url": "@senare", "not_created": False}, "@senare"),
    ],
)
def test_address_of_an_account_that_was_made_later_is_listed(
    answers: dict[str, Any], account: str
) -> None:
    case = PublicCase(1, 1, "aktivitetsplan", "Instagram", "", "", "@ny", None)
    assert account_of(case, json.dumps(plan(**answers))).account == account


@pytest.mark.parametrize("answers", ["", "[]", "{", '{"a"', "null"])
def test_of_answers_that_cannot_be_read_nothing_is_told(answers: str) -> None:
    case = PublicCase(1, 1, "aktivitetsplan", "Instagram", "Åsa Lindqvist", "", None, "Åsa")
    told = account_of(case, answers)
    assert (told.medium, told.account, told.department, told.unit, told.text) == ("",) * 5


def persons_of(value: Any) -> Iterator[str]:
    """Every name, address and number that answers name somebody by."""
    if isinstance(value, list):
        for one in value:
            yield from persons_of(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name in ("name", "email", "phone") and one:
                yield one
            yield from persons_of(one)


def _dug(text: str) -> str:
    """As somebody reads who digs: without what stands between the letters, and large as small."""
    return re.sub(r"<wbr>|[\s\-]+", "", html.unescape(text).casefold())


EVERY = [*PLANS, *(demo_plan(number, 1, "toreboda.example") for number in range(25))]
PERSONS = sorted({one for each in EVERY for one in persons_of(each)})


def test_no_person_is_named_in_any_output(register: sa.Engine, client: FlaskClient) -> None:
    """Also where somebody wrote them where no persons belong."""
    wicked = []
    for number, each in enumerate(EVERY):
        for person in sorted(set(persons_of(each))):
            place = ("department", "unit", "medium", "url")[len(wicked) % 4]
            hidden = (
                f"Konto {number}: {person}" if place != "url" else f"https://x.example/{person}"
            )
            organisation = dict(each["organisation"])
            changed = {"organisation": organisation}
            if place in organisation:
                organisation[place] = hidden
            else:
                changed |= {place: hidden}
            wicked.append(each | changed)
    plans = [*EVERY, *wicked]
    publish(register, plans)
    cases = schema.cases
    with writing(register) as connection:
        for number, each in enumerate(plans, 1):
            text = f"Fråga {sorted(set(persons_of(each)))[number % 5]} om kontot"
            one = sa.update(cases).where(cases.c.id == number)
            connection.execute(one.values(published_text=text))
    assert len(accounts(client)) > len(EVERY)
    for path in OUTPUTS:
        answer = client.get(path)
        assert answer.status_code == 200
        dug = _dug(answer.text)
        assert not [one for one in PERSONS if _dug(one) in dug], path


STRANGER = {"name": "Ragnhild Öhrnsköld", "email": "rohr@annan.example", "phone": "0506-181 99"}
TRACES = ("ragnhild", "öhrnsköld", "ohrnskold", "rohr@annan.example", "50618199")


def test_no_person_of_another_plan_is_named_in_any_output(
    database_url: str, tmp_path: Path
) -> None:
    """Not even one whose own plan is not listed, wherever she is written."""
    own = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    app = create_app(read_settings(own))
    register, client = app.extensions["office"].register, app.test_client()
    told = ("Ragnhild Öhrnsköld", "Öhrnsköld, ragnhild", "rohr@annan.example", "0506/18199")
    wicked = [
        *(plan(0, organisation={"department": one, "unit": f"Enheten, {one}"}) for one in told),
        plan(0, url="https://x.example/ragnhild.ohrnskold"),
        plan(0, url="https://x.example/%52agnhild%C3%96hrnsk%C3%B6ld"),
        plan(0, medium="Ragnhild Öhrnskölds blogg Ragnhild Öhrnsköld"),
    ]
    others = [STRANGER, *PLANS[1]["administrators"][1:]]
    lay_plans(register, [*EVERY, *wicked, plan(1, administrators=others)])
    sign(register, range(1, len(EVERY) + len(wicked) + 1))
    for number, text in enumerate(told, 1):
        note_of(register, number, Note(EventKind.LISTED, {"published_text": f"Fråga {text}"}))
    assert len(accounts(client)) == len(EVERY) + len(wicked)
    for path in OUTPUTS:
        dug = _dug(client.get(path).text)
        assert not [one for one in TRACES if one in dug], path


def test_other_plans_hide_nothing_that_names_nobody(
    register: sa.Engine, client: FlaskClient
) -> None:
    publish(register, EVERY)
    for one in accounts(client):
        assert one["medium"]
        assert one["konto"]
        assert one["forvaltning"]


def test_person_of_a_plan_filed_later_is_gone_when_the_list_is_no_longer_trusted(
    register: sa.Engine, app: Flask
) -> None:
    seconds = [0.0]
    lists = PublicLists(register, app.extensions["office"].settings, lambda: seconds[0])
    unit = {"department": "Kultur", "unit": STRANGER["name"]}
    lay_plans(register, [plan(0, organisation=unit), plan(1)])
    sign(register, [1])
    before = lists.now()
    assert [one.unit for one in before.accounts] == [STRANGER["name"]]
    digests = [{"case_id": 2, "digest": one} for one in map(digest_of, marks_in(STRANGER["name"]))]
    with writing(register) as connection:
        connection.execute(sa.insert(schema.case_named), digests)
    seconds[0] = SECONDS_TRUSTED - 1
    assert lists.now() is before
    seconds[0] = SECONDS_TRUSTED
    (after,) = lists.now().accounts
    assert (after.unit, after.left_out) == ("", ("unit",))
    assert lists.now().digest != before.digest


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(EVERY), st.data())
def test_text_around_a_person_never_hides_them(answers: dict[str, Any], data: Any) -> None:
    person = data.draw(st.sampled_from(sorted(set(persons_of(answers)))))
    around = st.text(st.sampled_from(" .,:;!()åa1\n\u200b\u00ad"), max_size=6)
    before, after = data.draw(around), data.draw(around)
    text = f"{before} {person} {after}"
    case = PublicCase(1, 1, "aktivitetsplan", text, text, text, None, text)
    told = account_of(case, json.dumps(answers))
    assert told.left_out == ("medium", "department", "unit", "text")
    assert not any((told.medium, told.department, told.unit, told.text))


def test_json_is_what_its_schema_says(register: sa.Engine, client: FlaskClient) -> None:
    publish(register, [*PLANS, plan(0, organisation={"department": "", "unit": ""})])
    schema_told = client.get("/konton/schema.json")
    assert schema_told.mimetype == "application/schema+json"
    Draft202012Validator.check_schema(schema_told.json)
    answer = client.get("/konton.json")
    Draft202012Validator(schema_told.json).validate(answer.json)
    assert answer.json["version"] == 1
    assert answer.json["schema"].endswith("/konton/schema.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    first = next(one for one in answer.json["konton"] if one["enhet"] == "Biblioteket")
    assert first == {
        "medium": "Instagram",
        "konto": PLANS[0]["url"],
        "adress": PLANS[0]["url"].rstrip("/") + "/",
        "forvaltning": "Kultur- och fritidsförvaltningen",
        "enhet": "Biblioteket",
        "om": None,
    }
    docs = (ROOT / "docs" / "public-list.schema.json").read_text(encoding="utf-8")
    assert json.loads(docs) == SCHEMA


def test_csv_is_for_spreadsheets_and_begins_no_formula(
    register: sa.Engine, client: FlaskClient
) -> None:
    publish(register, [plan(0, url="@biblioteket"), plan(1, medium='=cmd|"x";y')])
    answer = client.get("/konton.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.data.count(b"\r\n") == 3
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Medium", "Konto", "Adress", "Förvaltning", "Enhet", "Om kontot"]
    assert {rows[1][0], rows[2][0]} == {"Instagram", '\'=cmd|"x";y'}
    assert "'@biblioteket" in (rows[1][1], rows[2][1])


def test_description_has_what_dcat_ap_se_requires(register: sa.Engine, client: FlaskClient) -> None:
    """The mandatory properties of catalogue, agent, dataset and distribution, and their kinds."""
    publish(register, PLANS[:1])
    graph = rdflib.Graph().parse(data=client.get("/konton.ttl").data, format="turtle")
    (catalogue,) = graph.subjects(rdflib.RDF.type, DCAT.Catalog)
    (dataset,) = graph.objects(catalogue, DCAT.dataset)
    (publisher,) = graph.subjects(rdflib.RDF.type, FOAF.Agent)
    assert str(graph.value(publisher, FOAF.name)) == "Töreboda kommun"
    assert (dataset, rdflib.RDF.type, DCAT.Dataset) in graph
    for about in (catalogue, dataset):
        for fact in (DCTERMS.title, DCTERMS.description):
            assert graph.value(about, fact).language == "sv"  # type: ignore[union-attr]
        assert graph.value(about, DCTERMS.publisher) == publisher
    free = rdflib.URIRef(LICENSE.replace("https:", "http:"))
    assert graph.value(catalogue, DCTERMS.license) == free
    distributions = list(graph.objects(dataset, DCAT.distribution))
    assert len(distributions) == 2
    for one in distributions:
        assert (one, rdflib.RDF.type, DCAT.Distribution) in graph
        assert graph.value(one, DCTERMS.license) == free
        address = graph.value(one, DCAT.accessURL)
        assert isinstance(address, rdflib.URIRef)
        served = client.get(address.removeprefix("http://127.0.0.1:5000"))
        assert served.mimetype == str(graph.value(one, DCTERMS["format"]))
    contact = graph.value(dataset, DCAT.contactPoint)
    assert graph.value(contact, rdflib.RDF.type) == rdflib.URIRef(
        "http://www.w3.org/2006/vcard/ns#Organization"
    )


def test_description_bears_any_name(make_app: Callable[..., Flask]) -> None:
    name = 'Å "kommun" \\ <x>'
    own = make_app(MUNICIPALITY=name, BASE_URL="https://blanketter.example/a|b^c`{d}")
    found = own.test_client().get("/konton.ttl").data
    graph = rdflib.Graph().parse(data=found, format="turtle")
    (publisher,) = graph.subjects(rdflib.RDF.type, FOAF.Agent)
    assert str(graph.value(publisher, FOAF.name)) == name


@pytest.mark.parametrize("path", [*OUTPUTS, "/konton/schema.json"])
def test_everybody_may_keep_it_and_find_it(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    headers = answer.headers
    assert {"public", "max-age=300"} == set(headers["Cache-Control"].split(", "))
    assert "X-Robots-Tag" not in headers
    assert "Set-Cookie" not in headers
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    again = client.get(path, headers={"If-None-Match": headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == headers["ETag"]
    assert again.headers["Cache-Control"] == headers["Cache-Control"]
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == answer.data
    assert client.head(path).headers["ETag"] == headers["ETag"]


def test_missing_file_is_no_published_page(client: FlaskClient) -> None:
    headers = client.get("/konton.xml").headers
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]


def test_tag_changes_with_whatever_the_list_shows(register: sa.Engine, client: FlaskClient) -> None:
    def tags() -> set[str]:
        return {client.get(path).headers["ETag"] for path in OUTPUTS}

    publish(register, PLANS[:2])
    seen = tags()
    assert len(seen) == len(OUTPUTS)
    for changes in (
        {"published_text": "Om böcker"},
        {"published_text": "Om böcker och film"},
        {"unlisted_at": NOW},
        {"unlisted_at": None},
    ):
        note_of(register, 1, Note(EventKind.NUMBERED, changes))
        now = tags()
        if changes != {"unlisted_at": None}:
            assert not now & seen
        seen |= now
    sign(register, (2,))
    assert tags() <= seen


def test_list_that_did_not_change_costs_one_small_question(
    register: sa.Engine, client: FlaskClient
) -> None:
    publish(register, PLANS[:3])
    client.get("/konton/")
    asked: list[str] = []
    sa.event.listen(register, "before_cursor_execute", lambda *told: asked.append(told[2]))
    answer = client.get("/konton/")
    client.get("/konton/", headers={"If-None-Match": answer.headers["ETag"]})
    questions = [one for one in asked if "SELECT" in one]
    assert len(questions) == 2
    assert all("sum(case_index.public_mark)" in one for one in questions)


def test_every_process_tells_what_any_of_them_changed(database_url: str, tmp_path: Path) -> None:
    own = {"INSTANCE_PATH": str(tmp_path), "COURIER": "off", "DATABASE_URL": database_url}
    first, second = (create_app(read_settings(own)) for _ in range(2))
    register, client = first.extensions["office"].register, second.test_client()
    lay_plans(register, PLANS[:2])
    told = [accounts(client)]
    sign(register, [1])
    told.append(accounts(client))
    assert told[0] != told[1]
    for changes in (
        {"published_text": "Om böcker"},
        {"published_text": "Om film"},
        {"unlisted_at": NOW},
    ):
        note_of(register, 1, Note(EventKind.LISTED, changes))
        now = accounts(client)
        assert now != told[-1]
        told.append(now)
    sign(register, [2])
    assert accounts(client) == accounts(first.test_client()) != told[-1]


def test_only_what_is_new_is_judged(
    register: sa.Engine, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(register, PLANS[:3])
    judged: list[int] = []
    real = public_accounts.account_of

    def told(case: PublicCase, answers: str) -> Any:
        judged.append(case.case_id)
        return real(case, answers)

    monkeypatch.setattr(public_accounts, "account_of", told)
    for path in OUTPUTS:
        client.get(path)
    assert sorted(judged) == [1, 2, 3]
    judged.clear()
    note_of(register, 2, Note(EventKind.NUMBERED, {"published_text": "Om skolan"}))
    assert "Om skolan" in {one["om"] for one in accounts(client)}
    assert judged == [2]


def test_worker_has_judged_the_list_before_anybody_asks(
    register: sa.Engine, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(register, PLANS[:3])
    read_ahead(app).join(60)
    monkeypatch.setattr(public_accounts, "account_of", lambda *_: pytest.fail("judged again"))
    assert len(accounts(app.test_client())) == 3


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_worker_without_its_register_starts_all_the_same(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: sa.Engine) -> None:
        raise RegisterUnavailable("away")

    monkeypatch.setattr(public_accounts, "mark_of_list", fail)
    thread = read_ahead(app)
    thread.join(60)
    assert not thread.is_alive()


def test_other_sites_frame_the_bare_page_only_when_a_setting_names_them(
    client: FlaskClient, make_app: Callable[..., Flask]
) -> None:
    assert (
        "frame-ancestors 'none'"
        in client.get("/konton/?inbaddad=1").headers["Content-Security-Policy"]
    )
    own = make_app(EMBED_ON="https://www.toreboda.se, https://toreboda.se").test_client()
    answer = own.get("/konton/?inbaddad=1")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://www.toreboda.se https://toreboda.se")
    assert "script" not in answer.text
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors 'self'" in own.get("/konton/").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in own.get("/").headers["Content-Security-Policy"]
