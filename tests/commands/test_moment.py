"""`flask render` at a time that somebody names makes the same bytes, whenever and wherever."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands.moment import moment
from tests.commands.test_serving import flask, flask_here
from tests.plans import plan

NOON = datetime(2026, 5, 31, 12, tzinfo=UTC)
NEW_YEAR = 1_767_225_600


def rendered(folder: Path, *arguments: str, **environment: str) -> bytes:
    """The document of the first example plan, made by the real command in a process of its own."""
    answers, out = folder / "plan.json", folder / "plan.pdf"
    answers.write_text(json.dumps(plan()), encoding="utf-8")
    done = flask("render", answers, out, *arguments, instance=folder, **environment)
    assert (done.returncode, done.stderr) == (0, "")
    return out.read_bytes()


def test_the_same_time_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    """Whatever the order of sets, the zone of the machine, and the way in which it was said."""
    first = rendered(tmp_path, "--at", "2026-01-01T01:00", PYTHONHASHSEED="1", TZ="Asia/Tokyo")
    seconds = str(NEW_YEAR)
    again = rendered(tmp_path, PYTHONHASHSEED="2", TZ="America/Lima", SOURCE_DATE_EPOCH=seconds)
    assert first == again
    assert b"<xmp:CreateDate>2026-01-01T00:00:00+00:00<" in first


def test_time_on_the_command_line_wins_over_the_variable(tmp_path: Path) -> None:
    seconds = str(NEW_YEAR)
    made = rendered(tmp_path, "--at", "2026-01-01T01:00:01", SOURCE_DATE_EPOCH=seconds)
    assert b"<xmp:CreateDate>2026-01-01T00:00:01+00:00<" in made


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2026-05-31", datetime(2026, 5, 30, 22, tzinfo=UTC)),
        ("2026-05-31T14:05", datetime(2026, 5, 31, 12, 5, tzinfo=UTC)),
        ("2026-12-31 14:05", datetime(2026, 12, 31, 13, 5, tzinfo=UTC)),
        ("2026-05-31T14:05Z", datetime(2026, 5, 31, 14, 5, tzinfo=UTC)),
        ("2026-05-31T14:05-07:00", datetime(2026, 5, 31, 21, 5, tzinfo=UTC)),
        ("1970-01-01", datetime(1969, 12, 31, 23, tzinfo=UTC)),
        ("9998-12-31T23:59-14:00", datetime(9999, 1, 1, 13, 59, tzinfo=UTC)),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_time_without_a_zone_is_swedish(given: str, meant: datetime) -> None:
    assert moment(given, {"SOURCE_DATE_EPOCH": "wrong"}, lambda: NOON) == meant


@pytest.mark.parametrize("environ", [{}, {"SOURCE_DATE_EPOCH": ""}])
def test_time_that_nobody_names_is_now(environ: dict[str, str]) -> None:
    assert moment(None, environ, lambda: NOON) == NOON


BAD_TIMES = ["", "igår", "2026-13-01", "2026-05-31\nT14", "0001-01-01", "9999-12-31T23:59-14:00"]
BAD_SECONDS = ["-1", "1e9", " 1", "1.0", "1_0", "\u0661", "253370764800", "9" * 30]


@pytest.mark.parametrize(
    ("arguments", "environment", "named"),
    [
        *((["--at", time], {}, "Error: --at ") for time in BAD_TIMES),
        *(([], {"SOURCE_DATE_EPOCH": one}, "Error: SOURCE_DATE_EPOCH=") for one in BAD_SECONDS),
    ],
)
def test_time_that_cannot_be_understood_ends_with_code_2_and_one_line(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], named: str
) -> None:
    answers, out = tmp_path / "plan.json", tmp_path / "plan.pdf"
    answers.write_text(json.dumps(plan()), encoding="utf-8")
    done = flask_here("render", answers, out, *arguments, instance=tmp_path, **environment)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(named)
    assert ": skriv " in done.stderr
    assert not out.exists()


def test_blank_is_the_same_at_any_time(tmp_path: Path) -> None:
    made = []
    for day in ("2026-05-31", "2027-01-01"):
        out = tmp_path / f"{day}.pdf"
        assert flask_here("render", "--blank", out, "--at", day, instance=tmp_path).returncode == 0
        made.append(out.read_bytes())
    assert made[0] == made[1]
