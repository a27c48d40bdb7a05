"""The short version of `python -m bench.faults.replay`: pressed 60 times, filed once."""

from pathlib import Path

from bench.faults.replay import replay

TRIES = 60


def test_filing_replayed_at_once_before_several_processes_is_filed_once(
    tmp_path: Path, database_url: str
) -> None:
    outcome = replay(tmp_path, TRIES, database_url)
    assert outcome.is_filed_once, outcome
    [answer] = outcome.answers
    assert answer.startswith("303 ")
