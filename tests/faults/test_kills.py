"""The short version of `make check-kills`: a few kills of each kind, and nothing is lost.

Each kill costs the start of a process, a second or two.
"""

from pathlib import Path

from bench.faults.run import run

PLANS = 12
KILLS = 14


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
