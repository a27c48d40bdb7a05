"""One request never holds up the others: its size is bounded, and so is what each part costs."""

import time
from io import BytesIO
from urllib.parse import quote, urlencode

import pytest
from flask import Flask

from tests.intake.fillers import with_pypdf
from tests.plans import as_inputs, plan
from tests.web.conftest import Visitor

FORM = "/aktivitetsplan/"
LARGEST = 2 * 1024 * 1024
# Seconds of processor time: ten times what the slowest takes, a hundredth of what did not end.
ENOUGH = 4.0


def seconds_for(visitor: Visitor, path: str, body: str | None = None) -> tuple[float, int]:
    """What it takes to answer, and the status."""
    began = time.process_time()
    if body is None:
        answer = visitor.client.get(path)
    else:
        kind = "application/x-www-form-urlencoded"
        answer = visitor.client.post(path, data=body, content_type=kind)
    return time.process_time() - began, answer.status_code


def with_token(visitor: Visitor, answers: dict[str, str]) -> str:
    """Answers as a browser sends them."""
    token = visitor.get(FORM).select_one("[name=csrf_token]")["value"]
    return urlencode(answers | {"csrf_token": token})


def filled_up(body: str, name: str, sign: str) -> str:
    """The body made as large as a request may be, with what is typed in one field."""
    room = LARGEST - len(body) - len(name) - 2
    return f"{body}&{name}={sign * (room // len(sign.encode()))}"


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("administrators-2-phone", "("),
        ("administrators-2-email", "@"),
        ("administrators-2-name", "\u0323\u0301"),
        ("credentials_location", "1a/"),
        ("purpose", quote("\n")),
        ("action", "add-"),
    ],
)
def test_the_largest_answer_is_answered_at_once(visitor: Visitor, name: str, sign: str) -> None:
    answers = {key: text for key, text in as_inputs(plan()).items() if key != name}
    body = filled_up(with_token(visitor, answers), name, sign)
    assert len(body.encode()) <= LARGEST
    took, status = seconds_for(visitor, FORM, body)
    assert status in (303, 422)
    assert took < ENOUGH


def test_a_draft_with_a_hostile_answer_opens_at_once_on_every_look(visitor: Visitor) -> None:
    answers = as_inputs(plan()) | {"administrators-0-phone": "(" * 1_000, "action": "save"}
    visitor.get(FORM)
    visitor.post(FORM, answers)
    draft = visitor.response.location
    for page in ("", "granska/", "forhandsgranskning.pdf", "sida-1.png"):
        took, status = seconds_for(visitor, draft + page)
        assert status in (200, 303, 422)
        assert took < ENOUGH / 4


@pytest.mark.parametrize("action", ["add-administrators", "same-operators-0-administrators-0"])
def test_a_change_of_persons_reads_no_hostile_answer(visitor: Visitor, action: str) -> None:
    answers = as_inputs(plan()) | {"administrators-0-phone": "(" * 50_000, "action": action}
    took, status = seconds_for(visitor, FORM, with_token(visitor, answers))
    assert status == 200
    assert took < ENOUGH / 4


def test_a_hostile_answer_in_a_pdf_is_read_in_and_shown_at_once(visitor: Visitor) -> None:
    blank = visitor.client.get(f"{FORM}blankett.pdf").data
    content = with_pypdf(blank, {"administrators-0-phone": "(" * 1_000, "medium": "Facebook"})
    visitor.get(FORM)
    began = time.process_time()
    visitor.post(f"{FORM}las-in", {"file": (BytesIO(content), "blankett.pdf")})
    visitor.response.request.environ["wsgi.input"].close()
    visitor.follow()
    assert time.process_time() - began < ENOUGH / 2
    assert "Korta telefonnumret" not in visitor.text
    assert visitor.page.select_one("[name=administrators-0-phone]")["value"] == "(" * 1_000


def test_only_what_can_be_filed_is_laid_out(visitor: Visitor) -> None:
    visitor.get(FORM)
    visitor.post(FORM, as_inputs(plan()) | {"purpose": "a\n" * 10_000, "action": "save"})
    draft = visitor.response.location
    for page in ("forhandsgranskning.pdf", "sida-1.png"):
        assert visitor.client.get(draft + page).location == draft


def test_the_words_for_the_account_are_made_at_once(visitor: Visitor) -> None:
    page = visitor.file(plan(purpose="@" * 9_990))
    took, status = seconds_for(visitor, page.select_one("a[href$='/om-kontot/']")["href"])
    assert status == 200
    assert took < ENOUGH / 4


@pytest.mark.parametrize("field", ["&a=", "&{}", "&administrators-{}-name=a"])
@pytest.mark.parametrize("is_known", [True, False], ids=["known", "unknown"])
def test_more_fields_than_any_form_has_are_refused(
    visitor: Visitor, field: str, is_known: bool
) -> None:
    body = with_token(visitor, as_inputs(plan())) if is_known else "a="
    body += "".join(field.format(n) for n in range(LARGEST // 30))
    took, status = seconds_for(visitor, FORM, body)
    assert status == 413
    assert took < ENOUGH / 10


@pytest.mark.parametrize(("count", "status"), [(999, 400), (1_000, 400), (1_001, 413)])
def test_a_thousand_fields_are_taken_and_no_more(app: Flask, count: int, status: int) -> None:
    kind = "application/x-www-form-urlencoded"
    body = "&".join(["a="] * count)
    assert app.test_client().post(FORM, data=body, content_type=kind).status_code == status


def test_every_row_that_is_read_fits_into_one_request(visitor: Visitor) -> None:
    rows = [f"{name}-{n}" for name in ("administrators", "operators") for n in range(50)]
    parts = {f"{row}-{part}": "x" for row in rows for part in ("name", "email", "phone")}
    answer = visitor.client.post(
        FORM,
        data=with_token(visitor, as_inputs(plan()) | parts),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 422
    assert 'name="operators-49-phone"' in answer.text


def test_a_field_without_a_name_is_no_fault_of_ours(app: Flask) -> None:
    kind = "multipart/form-data; boundary=b"
    body = b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"
    for path in (FORM, f"{FORM}las-in"):
        assert app.test_client().post(path, data=body, content_type=kind).status_code == 400


@pytest.mark.parametrize("host", ["..", "a" * 64 + ".se", "." * 300])
def test_a_host_that_none_can_have_is_refused_and_no_fault_of_ours(app: Flask, host: str) -> None:
    for path in ("/", FORM, "/static/finns-inte.css"):
        answer = app.test_client().get(path, headers={"Host": host})
        assert (answer.status_code, answer.mimetype) == (400, "text/plain")
        assert answer.headers["Content-Security-Policy"]
