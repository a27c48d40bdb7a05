"""The short version of `python -m bench.faults`: a hundred kills, and nothing is lost."""

from pathlib import Path

import pytest

from bench.faults.run import run

PLANS = 60
KILLS = 100

pytestmark = pytest.mark.xdist_group("faults")


def test_nothing_is_lost_when_web_and_courier_are_killed_on_sqlite(tmp_path: Path) -> None:
    verdict = run(tmp_path, PLANS, KILLS)
    assert verdict.acknowledged >= PLANS
    assert verdict.is_clean, verdict


def test_nothing_is_lost_when_web_and_courier_are_killed_on_postgresql(
    tmp_path: Path, server_url: str
) -> None:
    verdict = run(tmp_path, PLANS, KILLS, server_url)
    assert verdict.acknowledged >= PLANS
    assert verdict.is_clean, verdict
