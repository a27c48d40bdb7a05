"""Records given to who asks for them: what is ticked is gone from the file, and all is recorded."""

import hashlib
import shutil
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

import forms
from app import create_app
from forms.disclosure import told_parts
from forms.samples import Length, sample
from office.confirming import came_on, confirm
from office.exports import release
from office.office import Office
from office.releasing import GivenFile, Judgement, doubts, record_of
from pdf.given import given_pdf
from register import actors, attached, documents, schema
from register.actors import OPERATOR
from register.cases import find_case
from register.database import reading, writing
from register.errors import CaseErased
from register.filings import find_filing
from register.papers import paper_of
from register.releases import What
from register.snapshots import NewFile, NewSnapshot, Reason, add_snapshot
from settings import read_settings
from tests.forms.every_kind import EveryKind
from tests.pdf.digging import dug_up, folded
from tests.plans import PLANS, plan
from tests.register.sheets_of_papers import came
from tests.web.conftest import Visitor
from tests.web.desk.conftest import signed_in
from tests.web.desk.restricted import ANSWERS, SLUG, restricted
from tests.web.desk.test_attached import Lekplats, fill_in_and_file
from tests.web.filling.test_attaching import picture
from web.desk.guard import Role
from web.desk.releasing import CHANGED, ERASED, LONG_GROUND, NO_GROUND, NO_PART, TOO_MUCH
from web.site.traffic import MOST_FIELDS

__all__ = ["restricted"]

PICTURE = picture()
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GROUND = "21 kap. 3 § OSL"
FIRST, SECOND = "AP-2026-0001", "AP-2026-0002"
PERSONS = [
    one[fact] for who in ("administrators", "operators") for one in PLANS[0][who] for fact in one
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an application with what all begin with, made once."""
    folder = tmp_path_factory.mktemp("filled")
    app = _served(folder)
    _fill(app)
    # All of it is in the one file then.
    office_of(app).register.dispose()
    return folder


@pytest.fixture
def app(database_url: str, tmp_path: Path, filled: Path) -> Flask:
    """Two plans, of which the first has come home signed, on each database."""
    if database_url.startswith("sqlite"):
        shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
        return _served(tmp_path)
    app = _served(tmp_path, DATABASE_URL=database_url)
    _fill(app)
    return app


def _served(folder: Path, **settings: str) -> Flask:
    given = {"INSTANCE_PATH": str(folder), "COURIER": "off"}
    return create_app(read_settings(given | settings))


def _fill(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.file(plan())
    visitor.file(plan(1))
    own, filing = office_of(app), find_filing(office_of(app).register, FIRST, 1)
    case = find_case(own.register, FIRST)
    assert filing
    assert case
    came(own.register, filing.id, own.now())
    paper = paper_of(own.register, filing.id)
    confirm(own, case, paper, (0, 1, 2), came_on(paper), own.now(), OPERATOR)


def office_of(app: Flask) -> Office:
    own: Office = app.extensions["office"]
    return own


def officer(app: Flask, role: Role = Role.OFFICER) -> Visitor:
    visitor = Visitor(app)
    signed_in(visitor.client, role)
    return visitor


def chosen(*parts: str, **more: Any) -> dict[str, Any]:
    references = list(dict.fromkeys(one.partition(":")[0] for one in parts))
    return {"ref": references, "part": list(parts), "dnr": "KS 2026/9"} | more


def check(
    visitor: Visitor, *parts: str, expect: int = 200, judged: dict[str, Any] | None = None
) -> dict[str, Any]:
    """As far as the page that shows what will be given; what it sends on."""
    sent = chosen(*parts)
    visitor.get("/register/utlamnande/?" + "&".join(f"ref={one}" for one in sent["ref"]))
    visitor.post("/register/utlamnande/maska", sent, 200)
    kept = hidden(visitor, "/granska")
    visitor.post("/register/utlamnande/granska", kept | (judged or {}), expect)
    return hidden(visitor, "/fil")


def hidden(visitor: Visitor, step: str) -> dict[str, Any]:
    """What the page sends on by itself to a step."""
    inputs = visitor.page.select(f"form[action$='{step}'] input[type=hidden]")
    kept: dict[str, Any] = {}
    for one in inputs:
        kept.setdefault(str(one["name"]), []).append(one["value"])
    return kept


def given(
    visitor: Visitor, *parts: str, format: str = "zip", judged: dict[str, Any] | None = None
) -> bytes:
    kept = check(visitor, *parts, judged=judged)
    visitor.post("/register/utlamnande/fil", kept | {"format": format}, 200)
    with visitor.response as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        content: bytes = answer.data
    return content


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(app: Flask, table: sa.Table) -> list[Any]:
    with reading(office_of(app).register) as connection:
        return list(connection.execute(sa.select(table).order_by(table.c.id)).mappings())


@SQLITE
def test_persons_are_gone_from_one_plan_and_the_other_is_as_it_was_issued(
    app: Flask, tmp_path: Path
) -> None:
    judged = {"persons": FIRST, f"ground-{FIRST}": GROUND}
    content = given(officer(app), f"{FIRST}:plan", f"{SECOND}:plan", judged=judged)
    files = unzipped(content)
    assert list(files) == [f"{FIRST}-v1-kopia.pdf", f"{SECOND}-v1.pdf", "innehall.pdf"]
    found = dug_up(files[f"{FIRST}-v1-kopia.pdf"], tmp_path)
    assert [one for one in PERSONS if folded(one) in found] == []
    assert folded(PLANS[0]["url"]) in found
    assert folded(GROUND) in found
    filing = find_filing(office_of(app).register, SECOND, 1)
    assert filing
    issued = documents.document_of(office_of(app).register, filing.id)
    assert files[f"{SECOND}-v1.pdf"] == issued.content
    listed = dug_up(files["innehall.pdf"], tmp_path)
    assert all(hashlib.sha256(files[one]).hexdigest() in listed for one in list(files)[:2])


def test_release_is_written_down_with_ground_and_without_whom(app: Flask) -> None:
    visitor = officer(app, Role.ARCHIVIST)
    judged = {"mask": [f"{FIRST}:answer:purpose", f"{FIRST}:page:2"], f"ground-{FIRST}": GROUND}
    content = given(visitor, f"{FIRST}:plan", f"{FIRST}:signed", f"{SECOND}:plan", judged=judged)
    [row] = rows(app, schema.releases)
    assert (row["dnr"], row["ground"]) == ("KS 2026/9", GROUND)
    assert row["sha256"] == hashlib.sha256(content).hexdigest()
    files = unzipped(content)
    del files["innehall.pdf"]
    assert [(one["reference"], one["what"], one["masked"]) for one in row["contents"]] == [
        (FIRST, "plan", 1),
        (FIRST, "signed", 1),
        (SECOND, "plan", 0),
    ]
    digests = [hashlib.sha256(one).hexdigest() for one in files.values()]
    assert [one["sha256"] for one in row["contents"]] == digests
    events = [one for one in rows(app, schema.events) if one["kind"] == "released"]
    told = {"release": row["id"], "dnr": "KS 2026/9"}
    assert [one["facts"] for one in events] == [told | {"masked": 2}, told | {"masked": 0}]
    looks = [(one["what"], one["count"]) for one in rows(app, schema.looks)]
    assert ("release", 2) in looks
    assert ("released", 2) in looks
    page = visitor.get(f"/register/planer/{FIRST}/")
    assert "En kopia lämnades ut: KS 2026/9" in page.text
    assert "2 uppgifter är maskade" in page.text
    said = page.select_one("#utlamnat + ol").get_text()
    assert f"Det underskrivna papperet, version 1: 1 uppgift är maskad. Grund: {GROUND}" in said
    places = [one.get_text() for one in page.select("#utlamnat + ol li li")]
    assert places[0].startswith("Blanketten med svaren, version 1: 4. Beskriv syftet")
    assert places[1:] == ["Det underskrivna papperet, version 1: Sida 2"]
    other = visitor.get(f"/register/planer/{SECOND}/").select_one("#utlamnat + ol").get_text()
    assert "Blanketten med svaren, version 1: inget är maskat" in other
    assert GROUND not in other
    with visitor.client.get("/register/planer.json") as answer:
        given_out = {one["reference"]: one["releases"] for one in answer.get_json()}
    assert [one["masked"] for one in given_out[FIRST][0]["parts"]] == [1, 1]
    assert [one["places"] for one in given_out[SECOND][0]["parts"]] == [[]]
    assert given_out[FIRST][0]["dnr"] == "KS 2026/9"
    log = officer(app, Role.OPERATOR).get("/register/logg/?visa=handelser")
    assert "En kopia lämnades ut: KS 2026/9" in log.text


@SQLITE
def test_one_pdf_has_everything_to_read_and_the_parts_inside(app: Flask, tmp_path: Path) -> None:
    parts = (f"{FIRST}:plan", f"{FIRST}:signed", f"{SECOND}:plan")
    judged = {"persons": FIRST, "mask": [f"{FIRST}:page:1"], f"ground-{FIRST}": GROUND}
    content = given(officer(app), *parts, format="pdf", judged=judged)
    reader = PdfReader(BytesIO(content))
    [row] = rows(app, schema.releases)
    inside = [hashlib.sha256(one[0]).hexdigest() for one in reader.attachments.values()]
    assert set(inside) == {one["sha256"] for one in row["contents"]}
    found = dug_up(content, tmp_path)
    # Some look after both accounts, and are masked in one.
    others = folded(str(PLANS[1]))
    secret = [one for one in PERSONS if folded(one) not in others]
    assert [one for one in secret if folded(one) in found] == []
    assert folded("[sida utelämnad]") in found
    assert folded(PLANS[1]["purpose"][:60]) in found


@SQLITE
def test_masked_page_of_the_signed_paper_is_gone_and_the_other_is_a_picture(app: Flask) -> None:
    judged = {"mask": f"{FIRST}:page:1", f"ground-{FIRST}": GROUND}
    [masked, _] = unzipped(given(officer(app), f"{FIRST}:signed", judged=judged)).values()
    [whole, _] = unzipped(given(officer(app), f"{FIRST}:signed")).values()
    assert [len(page.images) for page in PdfReader(BytesIO(whole)).pages] == [1, 1]
    assert sum(len(page.images) for page in PdfReader(BytesIO(masked)).pages) == 1


@SQLITE
@pytest.mark.parametrize("is_chosen", [True, False], ids=["masked", "not chosen"])
def test_file_that_is_not_given_is_not_inside_of_the_plan(
    is_chosen: bool, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, Lekplats))
    fill_in_and_file(Visitor(app), PICTURE)
    reference = "LE-2026-0001"
    parts = [f"{reference}:plan", f"{reference}:file"]
    judged = {"mask": f"{reference}:file:1", f"ground-{reference}": GROUND} if is_chosen else {}
    visitor = officer(app)
    files = unzipped(given(visitor, *parts[: 1 + is_chosen], judged=judged))
    [row] = rows(app, schema.releases)
    digest = rows(app, schema.attached_files)[0]["sha256"]
    for content in files.values():
        assert PICTURE[-500:] not in content
        assert b"/DCTDecode" not in content
        assert digest[:16] not in dug_up(content, tmp_path)
    assert [one["masked"] for one in row["contents"]] == ([0, 1] if is_chosen else [0])
    [plan, picture, _] = unzipped(given(visitor, *parts)).values()
    assert hashlib.sha256(picture).hexdigest() == digest
    assert list(PdfReader(BytesIO(plan)).attachments) != []
    with writing(office_of(app).register) as connection:
        erase = sa.update(schema.attached_files)
        connection.execute(erase.values(erased_at=row["at"], content=None))
    assert [*unzipped(given(visitor, *parts))] == [f"{reference}-v1.pdf", "innehall.pdf"]


@SQLITE
def test_who_masks_is_told_where_the_same_can_be_read(app: Flask) -> None:
    visitor = officer(app)
    judged = {"mask": f"{FIRST}:answer:administrators-0-name", f"ground-{FIRST}": GROUND}
    check(visitor, f"{FIRST}:plan", f"{FIRST}:signed", judged=judged)
    assert "står också på det underskrivna papperet, som inte är maskat" in visitor.text
    Visitor(app).file(plan(3, monitoring=f"Fråga {plan(3)['administrators'][0]['name'].upper()}."))
    reference = "AP-2026-0003"
    judged = {"mask": f"{reference}:answer:administrators-0-name", f"ground-{reference}": GROUND}
    check(visitor, f"{reference}:plan", judged=judged)
    assert "står också i svaret på" in visitor.text


@SQLITE
def test_masking_needs_a_ground_and_something_must_be_chosen(app: Flask) -> None:
    visitor = officer(app)
    check(visitor, f"{FIRST}:plan", expect=422, judged={"mask": f"{FIRST}:answer:purpose"})
    assert NO_GROUND.format(FIRST) in visitor.text
    assert visitor.page.select("input[value$='answer:purpose'][checked]")
    judged = {"mask": f"{FIRST}:answer:purpose", f"ground-{FIRST}": "x" * 201}
    check(visitor, f"{FIRST}:plan", expect=422, judged=judged)
    assert LONG_GROUND in visitor.text
    visitor.post("/register/utlamnande/maska", {"ref": FIRST}, 422)
    assert NO_PART in visitor.text
    assert rows(app, schema.releases) == []


@SQLITE
def test_place_that_is_none_is_not_counted(app: Flask) -> None:
    judged = {"mask": [f"{FIRST}:answer:nothing", "x", f"{SECOND}:answer:purpose"]}
    assert list(unzipped(given(officer(app), f"{FIRST}:plan", judged=judged))) == [
        f"{FIRST}-v1.pdf",
        "innehall.pdf",
    ]


def test_erased_record_is_told_of_and_never_given(app: Flask) -> None:
    visitor = officer(app)
    kept = check(visitor, f"{FIRST}:plan", f"{SECOND}:plan")
    own, actor = office_of(app), actors.signed_in(1, frozenset([Role.OFFICER]))
    case, filing = find_case(own.register, FIRST), find_filing(own.register, FIRST, 1)
    assert case
    assert filing
    record = record_of(own, case, filing, [What.PLAN])
    with writing(office_of(app).register) as connection:
        erase = sa.update(schema.cases).where(schema.cases.c.reference == FIRST)
        connection.execute(erase.values(erased_at=datetime(2026, 11, 1, tzinfo=UTC)))
    visitor.post("/register/utlamnande/fil", kept | {"format": "zip"}, 422)
    assert ERASED.format(FIRST) in visitor.text
    # Who had looked at it before.
    with pytest.raises(CaseErased):
        release.release(own, release.Wanted([(record, Judgement())], release.Format.ZIP, "", actor))
    assert rows(app, schema.releases) == []
    page = visitor.get(f"/register/utlamnande/?ref={FIRST}&ref={SECOND}")
    assert f"{FIRST} är gallrad och kan inte lämnas ut" in page.text
    assert [one["value"] for one in page.select("input[name=ref]")] == [SECOND]


@SQLITE
def test_too_much_for_one_file_is_refused_with_what_to_do(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "MOST_BYTES", 1_000)
    visitor = officer(app)
    kept = check(visitor, f"{FIRST}:plan")
    visitor.post("/register/utlamnande/fil", kept | {"format": "zip"}, 422)
    assert TOO_MUCH in visitor.text
    assert rows(app, schema.releases) == []


@SQLITE
def test_files_are_made_so_often_and_no_more(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("office.limits.EXPORTS", 1)
    visitor = officer(app)
    kept = check(visitor, f"{FIRST}:plan") | {"format": "zip"}
    visitor.post("/register/utlamnande/fil", kept, 200)
    visitor.response.close()
    visitor.post("/register/utlamnande/fil", kept, 429)
    assert len(rows(app, schema.releases)) == 1


@SQLITE
def test_papers_are_read_to_be_judged_so_often_and_no_more(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("office.limits.JUDGEMENTS", 2)
    visitor = officer(app)
    kept = check(visitor, f"{FIRST}:plan") | {"format": "zip"}
    for step in ("maska", "granska", "fil"):
        visitor.post(f"/register/utlamnande/{step}", kept, 429)
    assert rows(app, schema.releases) == []


@SQLITE
def test_nothing_is_given_while_others_make_as_many_files_as_the_machine_does(app: Flask) -> None:
    visitor, own = officer(app), office_of(app)
    kept = check(visitor, f"{FIRST}:plan") | {"format": "zip"}
    # The same files are locked for whichever process asks.
    others = create_app(own.settings).extensions["office"].exports
    with others.one(), others.one():
        visitor.post("/register/utlamnande/fil", kept, 503)
    assert rows(app, schema.releases) == []


@SQLITE
def test_list_and_plan_lead_there_for_those_who_may(app: Flask) -> None:
    for role, count in ((Role.OFFICER, 2), (Role.ARCHIVIST, 2), (Role.READER, 0)):
        visitor = officer(app, role)
        page = visitor.get("/register/planer/")
        assert len(page.select("input[name=ref][form=release]")) == count
        links = visitor.get(f"/register/planer/{FIRST}/").select("a[href*=utlamnande]")
        assert len(links) == bool(count)


@SQLITE
def test_record_that_few_may_read_is_given_by_those_alone(
    app: Flask, restricted: type[forms.PrintableForm], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restricted, "read_by", ("officer",))
    Visitor(app).file(ANSWERS, SLUG)
    archivist = officer(app, Role.ARCHIVIST)
    archivist.get("/register/utlamnande/?ref=HE-2026-0001", 404)
    for step in ("maska", "granska", "fil"):
        archivist.get(f"/register/utlamnande/?ref={FIRST}")
        archivist.post(f"/register/utlamnande/{step}", chosen("HE-2026-0001:plan"), 404)
    assert list(unzipped(given(officer(app), "HE-2026-0001:plan")))[0] == "HE-2026-0001-v1.pdf"


@SQLITE
def test_all_that_is_masked_of_a_record_is_sent_on_as_one_input(app: Flask) -> None:
    visitor = officer(app)
    visitor.get(f"/register/utlamnande/?ref={FIRST}")
    visitor.post("/register/utlamnande/maska", chosen(f"{FIRST}:plan"), 200)
    every = [str(one["value"]) for one in visitor.page.select("input[name=mask]")]
    assert len(every) > 20
    kept = check(visitor, f"{FIRST}:plan", judged={"mask": every, f"ground-{FIRST}": GROUND})
    # Fifty records of so many inputs are fewer than a request may have.
    assert 50 * sum(len(value) for value in kept.values()) < MOST_FIELDS
    [masked] = kept["mask"]
    assert {f"{FIRST}:{one}" for one in masked.removeprefix(f"{FIRST}:").split()} == set(every)


@SQLITE
def test_nothing_is_given_that_came_after_somebody_judged(app: Flask) -> None:
    visitor = officer(app)
    judged = {"mask": f"{FIRST}:page:1", f"ground-{FIRST}": GROUND}
    kept = check(visitor, f"{FIRST}:signed", judged=judged) | {"format": "zip"}
    own, filing = office_of(app), find_filing(office_of(app).register, FIRST, 1)
    case = find_case(own.register, FIRST)
    assert filing
    assert case
    came(own.register, filing.id, own.now())
    paper = paper_of(own.register, filing.id)
    confirm(own, case, paper, (0, 1, 2), came_on(paper), own.now(), OPERATOR)
    visitor.post("/register/utlamnande/fil", kept, 422)
    assert CHANGED.format(FIRST) in visitor.text
    assert "Steg 2 av 3" in visitor.text
    assert rows(app, schema.releases) == []
    visitor.post("/register/utlamnande/granska", hidden(visitor, "/granska") | judged, 200)


@SQLITE
def test_who_masks_is_told_where_files_and_snapshots_say_the_same(app: Flask) -> None:
    own, case = office_of(app), find_case(office_of(app).register, FIRST)
    filing = find_filing(own.register, FIRST, 1)
    assert filing
    assert case
    record = record_of(own, case, filing, [What.PLAN, What.FILE])
    name = PLANS[0]["administrators"][0]["name"]
    file = attached.Attached(1, None, 1, "", "", "", "", 0, 0, own.now(), None)
    files = {1: GivenFile(file, ["", f"Hälsningar\n{name.upper()}"])}
    record = replace(record, files=files)
    masks = {"answer:administrators-0-name"}
    said = "står också i bilaga 1, sida 2"
    assert any(said in one for one in doubts(record, Judgement(frozenset(masks))))
    hidden = Judgement(frozenset(masks | {"file:1:page:2"}))
    assert not any(said in one for one in doubts(record, hidden))
    # The whole file rides inside the plan as it was issued.
    assert record.holds_files_that_stay(Judgement(frozenset({"file:1:page:2"})))
    assert not record.holds_files_that_stay(Judgement())
    whole = Judgement(frozenset(masks | {"file:1"}))
    assert not any(said in one for one in doubts(record, whole))


@SQLITE
def test_paper_that_came_in_the_last_moment_is_not_given(app: Flask) -> None:
    own, case = office_of(app), find_case(office_of(app).register, FIRST)
    filing = find_filing(own.register, FIRST, 1)
    assert filing
    assert case
    record = replace(record_of(own, case, filing, [What.SIGNED]), signed="a" * 64)
    with pytest.raises(release.ChangedMeanwhile):
        list(release.made_of(own, record, Judgement()))


@SQLITE
def test_snapshot_that_nobody_chose_is_not_given(app: Flask) -> None:
    own, case = office_of(app), find_case(office_of(app).register, FIRST)
    assert case
    kept = given_pdf("Så såg kontot ut", [], own.letterhead, own.now())
    taken = []
    for day in (1, 2):
        file = NewFile(f"{day}.png", "image/png", b"picture %d" % day, b"small")
        on = date(2026, 11, day)
        new = NewSnapshot(case.id, on, Reason.PERIOD, "Kontot", [file], f"{day}.pdf", kept)
        taken.append(add_snapshot(own.register, new, own.now(), OPERATOR)[0].id)
    visitor = officer(app)
    files = unzipped(given(visitor, f"{FIRST}:snapshot:{taken[1]}"))
    assert list(files) == [f"{FIRST}-ogonblicksbild-2.pdf", "innehall.pdf"]
    assert files[f"{FIRST}-ogonblicksbild-2.pdf"] == kept
    visitor.post("/register/utlamnande/maska", chosen(f"{FIRST}:snapshot:99"), 422)
    assert NO_PART in visitor.text


@SQLITE
def test_who_masks_is_told_of_a_sum_that_gives_it_away(app: Flask) -> None:
    own, case = office_of(app), find_case(office_of(app).register, FIRST)
    filing = find_filing(own.register, FIRST, 1)
    assert filing
    assert case
    told = told_parts(sample(EveryKind, Length.ORDINARY))
    record = replace(record_of(own, case, filing, [What.PLAN]), parts=told)
    masks = {"answer:things-0-cost"}
    said = "går att räkna ut ur ”21. Vad kostar allt som behövs?”"
    assert any(said in one for one in doubts(record, Judgement(frozenset(masks))))
    hidden = Judgement(frozenset(masks | {"answer:total"}))
    assert not any(said in one for one in doubts(record, hidden))
    assert not any(said in one for one in doubts(record, Judgement()))
