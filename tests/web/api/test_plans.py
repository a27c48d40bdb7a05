"""The plans as other systems see them: pages, answers with and without persons, documents."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from register import documents, filings, schema
from register.actors import Scope
from register.audit import damage
from register.database import reading, writing
from register.errors import RegisterUnavailable
from tests.plans import plan
from tests.register import examples
from tests.register.damaging import rewrite
from tests.web.api.conftest import System, office_of
from tests.web.conftest import Visitor

Systems = Callable[..., System]
LIST, PERSONS = Scope.LIST, Scope.PERSONS


def looks(app: Flask) -> list[tuple[str, int, int | None]]:
    kept = schema.looks.c
    query = sa.select(kept.what, kept.count, kept.token_id).order_by(kept.id)
    with reading(office_of(app).register) as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_pages_are_followed_to_the_end(app: Flask, system: Systems) -> None:
    for _ in range(5):
        examples.filed(office_of(app).register)
    one, seen, address = system(LIST), [], "/planer?antal=2&ordning=referens"
    while address:
        answer = one.get(address)
        page = answer.get_json()
        assert page["antal"] == 5
        assert not page["fler"]
        seen.append([row["referens"] for row in page["planer"]])
        address = (page["nasta"] or "").removeprefix("/api/v1")
        assert ("Link" in answer.headers) == bool(address)
        if address:
            assert answer.headers["Link"] == f'<{page["nasta"]}>; rel="next"'
    numbers = [[int(one[-4:]) for one in page] for page in seen]
    assert numbers == [[1, 2], [3, 4], [5]]
    assert looks(app) == [("list", 2, 1), ("list", 2, 1), ("list", 1, 1)]


def test_filters_are_those_of_the_list(system: Systems, reference: str) -> None:
    one, told = system(), plan()
    hits = {
        "medium": told["medium"],
        "forvaltning": told["organisation"]["department"],
        "enhet": told["organisation"]["unit"],
        "status": "väntar-på-papper",
        "konto": "i bruk",
        "ar": reference.split("-")[1],
        "q": "sagostunder",
    }
    for name, value in hits.items():
        assert [row["referens"] for row in one.get(f"/planer?{name}={value}").get_json()["planer"]]
    misses = hits | {"medium": "TikTok", "status": "avslutad", "konto": "planerat"}
    misses |= {"ar": "1999", "q": "ingenstans"}
    for name in ("medium", "status", "konto", "ar", "q"):
        assert one.get(f"/planer?{name}={misses[name]}").get_json()["planer"] == []


@pytest.mark.parametrize("name", ["q", "medium", "forvaltning", "enhet"])
def test_any_text_may_be_asked_for(system: Systems, name: str) -> None:
    one = system()
    for value in ("%00", "%ED%A0%80", "%F0%9F%98%80", "';--", "%25_*", "%22NEAR(", "x" * 1000, ""):
        answer = one.get(f"/planer?{name}={value}")
        assert (value, answer.status_code, answer.get_json()["planer"]) == (value, 200, [])


# A query, and the place that is wrong.
NONSENSE = (
    ("efter=nonsens", "efter"),
    ("efter=" + "A" * 5000, "efter"),
    # A page of another order.
    ("ordning=enhet&efter=WyJyZWZlcmVucyIsImFrdGl2aXRldHNwbGFuIiwyMDI2LDEsMV0", "efter"),
    ("antal=0", "antal"),
    ("antal=101", "antal"),
    ("antal=1e9", "antal"),
    ("antal=" + "9" * 5000, "antal"),
    ("antal=%D9%A3", "antal"),
    ("ar=-1", "ar"),
    ("status=borta", "status"),
    ("ordning=", "ordning"),
    ("medium=" + "x" * 1001, "medium"),
    ("okänd=1", "okänd"),
    ("medium=a&medium=b", "medium"),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nonsense_is_refused_by_name(system: Systems) -> None:
    one = system()
    for query, place in NONSENSE:
        answer = one.get(f"/planer?{query}")
        assert (query[:40], answer.status_code) == (query[:40], 400)
        assert place in [error["place"] for error in answer.get_json()["errors"]]


def test_persons_are_told_only_to_who_may_know_them(
    app: Flask, visitor: Visitor, system: Systems
) -> None:
    names_somebody = "Vi visar böcker. Frågor besvaras av Åsa Lindqvist."
    visitor.file(plan(purpose=names_somebody))
    shown = visitor.page.select_one(".reference")
    assert shown
    address = f"/planer/{shown.text.split()[0]}"
    without, whole = (system(*one).get(address).get_json() for one in ((LIST,), (LIST, PERSONS)))
    assert whole["svar"]["administrators"][0]["name"] == "Åsa Lindqvist"
    assert whole["svar"]["purpose"] == names_somebody
    assert (whole["personuppgifter"], without["personuppgifter"]) == (True, False)
    gone = {"administrators", "operators", "manager", "purpose"}
    assert without["svar"] == {k: v for k, v in whole["svar"].items() if k not in gone}
    for word in ("Lindqvist", "070-174", "@toreboda", "Sjöö"):
        assert word not in str(without)
    assert [what for what, *_ in looks(app)] == ["plan", "plan"]


def test_of_an_edition_that_nobody_kept_only_known_answers_are_told(
    app: Flask, system: Systems
) -> None:
    answers = {**examples.PLAN.answers, "boss": "Åsa Öberg"}
    filing = examples.filed(office_of(app).register, examples.plan(answers=answers))
    address = f"/planer/{filing.reference}"
    assert system(LIST).get(address).get_json()["svar"] == {
        "medium": "Facebook",
        "weekly_hours": 2.5,
    }
    assert system(LIST, PERSONS).get(address).get_json()["svar"] == filing.answers


def test_document_is_the_one_that_was_issued(app: Flask, system: Systems, reference: str) -> None:
    one = system(LIST, PERSONS)
    [version] = one.get(f"/planer/{reference}").get_json()["versioner"]
    answer = one.get(version["pdf"].removeprefix("/api/v1"))
    register = office_of(app).register
    filing = filings.find_filing(register, reference, 1)
    assert filing
    assert answer.get_data() == documents.document_of(register, filing.id).content
    assert answer.mimetype == "application/pdf"
    assert looks(app)[-1] == ("document", 1, 1)


NOWHERE = (
    "AP-2026-9999",
    "ap-2026-0001",
    "%00",
    "%ED%A0%80",
    "x" * 5000,
    "AP-2026-9999/v1.pdf",
    "{reference}/v2.pdf",
    "{reference}/v0.pdf",
    "{reference}/v2147483647.pdf",
    "{reference}/v99999999999999999999.pdf",
)


def test_what_is_not_there_is_404(system: Systems, reference: str) -> None:
    one = system()
    for path in NOWHERE:
        answer = one.get(f"/planer/{path.format(reference=reference)}")
        told = (path[:40], answer.status_code, answer.mimetype)
        assert told == (path[:40], 404, "application/problem+json")


def test_damaged_document_is_not_given_out_and_somebody_is_told(
    app: Flask, system: Systems, reference: str
) -> None:
    register = office_of(app).register
    rewrite(register, f"UPDATE documents SET sha256 = '{'0' * 64}'")
    answer = system().get(f"/planer/{reference}/v1.pdf")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert "skadat" in answer.get_json()["detail"]
    assert damage.still_damaged(register)


def test_erased_document_is_gone(app: Flask, system: Systems, reference: str) -> None:
    own = office_of(app)
    with writing(own.register) as connection:
        gone = sa.update(schema.documents).values(content=None, erased_at=own.now())
        connection.execute(gone)
    answer = system().get(f"/planer/{reference}/v1.pdf")
    assert (answer.status_code, answer.get_json()["status"]) == (410, 410)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_register_that_is_away_and_faults_of_ours_are_problems(
    app: Flask, system: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = system()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for raised, code in ((RegisterUnavailable("locked"), 503), (ZeroDivisionError(), 500)):

        def fail(*_: Any, raised: Exception = raised, **__: Any) -> None:
            raise raised

        monkeypatch.setattr("web.api.views.page_of", fail)
        answer = one.get("/planer")
        assert (answer.status_code, answer.mimetype) == (code, "application/problem+json")
        assert (code == 503) == ("Retry-After" in answer.headers)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_addresses_stand_under_the_prefix_of_the_pages(app: Flask, system: Systems) -> None:
    examples.filed(office_of(app).register)
    one = system(LIST)
    own = office_of(app)
    app.extensions["office"] = replace(own)
    answer = app.test_client().get(
        "/api/v1/planer",
        headers={"Authorization": f"Bearer {one.secret}"},
        environ_overrides={"SCRIPT_NAME": "/blanketter"},
    )
    assert answer.get_json()["planer"][0]["adress"] == "/blanketter/api/v1/planer/AP-2026-0001"
