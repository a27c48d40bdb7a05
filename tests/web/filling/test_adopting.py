"""A plan that was read in from its PDF becomes its next version, for who holds its receipt."""

import re
from dataclasses import dataclass
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

from register import access, keys, schema
from tests.plans import PLANS, as_inputs
from tests.register.examples import filing_of
from tests.web.conftest import Visitor


@dataclass(frozen=True)
class Filed:
    """A plan that was filed here: the address of its receipt, its reference and its PDF."""

    receipt: str
    reference: str
    content: bytes


def file_plan(visitor: Visitor, number: int = 0, **changes: str) -> Filed:
    """File an example plan as a person does."""
    visitor.get("/aktivitetsplan/")
    visitor.post("/aktivitetsplan/", as_inputs(PLANS[number]) | changes)
    visitor.follow()
    return _file_reviewed(visitor)


def _file_reviewed(visitor: Visitor) -> Filed:
    visitor.post(visitor.response.request.path, {})
    visitor.follow()
    [address] = {str(link["href"]) for link in visitor.page.find_all("a", href=re.compile("pdf$"))}
    receipt, name = address.rsplit("/", 1)
    return Filed(f"{receipt}/", name.removesuffix(".pdf"), visitor.client.get(address).data)


def read_in(visitor: Visitor, content: bytes) -> str:
    """Read a PDF in; the address of its draft."""
    visitor.get("/aktivitetsplan/las-in")
    visitor.post("/aktivitetsplan/las-in", {"file": (BytesIO(content), "plan.pdf")})
    visitor.response.request.environ["wsgi.input"].close()
    visitor.follow()
    return visitor.response.request.path


def offered(visitor: Visitor) -> tuple[str, str]:
    """What the page says about a new version, and where its link leads."""
    link = visitor.page.find("a", href=re.compile("ny-version"))
    assert link
    return link.find_parent("div").get_text(" ", strip=True), str(link["href"])


@pytest.mark.parametrize("pasted", ["http://localhost{}", "{}", " {}\n", "key alone"])
def test_answers_that_were_read_in_become_the_next_version(visitor: Visitor, pasted: str) -> None:
    plan = file_plan(visitor)
    draft = read_in(visitor, plan.content)
    said, address = offered(visitor)
    assert said == (
        f"Svaren är inlästa från {plan.reference}, version 1. Lämnar du in dem får planen en ny "
        f"referens. Ändra {plan.reference} till version 2"
    )
    visitor.get(address)
    key_alone = plan.receipt.split("/")[2]
    receipt = key_alone if pasted == "key alone" else pasted.format(plan.receipt)
    visitor.post(address, {"receipt": receipt})
    visitor.follow()
    assert visitor.response.request.path == draft
    assert f"Du ändrar {plan.reference} version 1" in visitor.page.get_text(" ", strip=True)
    visitor.post(draft, as_inputs(PLANS[0]) | {"monitoring": "Varje dag.", "revision": "2"})
    visitor.follow()
    assert _file_reviewed(visitor).reference == plan.reference
    assert "version 2" in visitor.page.get_text(" ", strip=True)
    # An older PDF is told of.
    read_in(visitor, plan.content)
    said, _ = offered(visitor)
    assert f"från {plan.reference}, version 1, men version 2 finns." in said
    assert said.endswith(f"Ändra {plan.reference} till version 3")


def refused(visitor: Visitor, address: str, receipt: str) -> str:
    """Why an address is no receipt to change from."""
    visitor.get(address)
    visitor.post(address, {"receipt": receipt}, expect=422)
    [summary] = visitor.page.select(".govuk-error-summary a")
    assert visitor.page.select_one("#receipt")["value"] == receipt.strip()
    return summary.get_text(strip=True)


def test_without_the_receipt_nothing_is_changed(app: Flask, visitor: Visitor) -> None:
    plan = file_plan(visitor)
    draft = read_in(visitor, plan.content)
    _, address = offered(visitor)
    register = app.extensions["office"].register
    filing = filing_of(register, plan.receipt.split("/")[2])
    shown, now = keys.new_key(), app.extensions["office"].now()
    access.grant_access(register, filing.id, shown, "copy", now)
    for receipt in ("", "AP-2026-0001", f"/arende/{keys.new_key()}/", draft, "å" * 3_000):
        assert refused(visitor, address, receipt[:1_000]).startswith("Adressen leder inte till")
    assert "bara läsas" in refused(visitor, address, f"https://b.example/arende/{shown}/")
    with register.begin() as connection:
        connection.exec_driver_sql("UPDATE filings SET form = 'felanmalan'")
    assert refused(visitor, address, plan.receipt).startswith("Adressen leder inte till")
    with register.connect() as connection:
        changed = sa.select(schema.drafts.c.revises_filing_id)
        assert set(connection.execute(changed).scalars()) == {None}


def test_receipt_of_an_older_version_is_refused(visitor: Visitor) -> None:
    plan = file_plan(visitor)
    visitor.get(plan.receipt)
    visitor.post(f"{plan.receipt}andra", {})
    visitor.follow()
    changed = as_inputs(PLANS[0]) | {"monitoring": "Varje dag.", "revision": "1"}
    visitor.post(visitor.response.request.path, changed)
    visitor.follow()
    _file_reviewed(visitor)
    read_in(visitor, plan.content)
    _, address = offered(visitor)
    said = refused(visitor, address, plan.receipt)
    assert said.startswith("Det finns en nyare version: version 2.")


def test_draft_that_was_filed_meanwhile_leads_to_its_receipt(visitor: Visitor) -> None:
    plan = file_plan(visitor)
    draft = read_in(visitor, plan.content)
    visitor.get(f"{draft}granska/")
    visitor.post(f"{draft}granska/", {})
    visitor.follow()
    own = visitor.response.request.path
    visitor.get(f"{draft}ny-version", expect=303)
    assert visitor.response.location == own
    visitor.get(own)
    visitor.post(f"{draft}ny-version", {"receipt": plan.receipt})
    assert visitor.response.location == own
