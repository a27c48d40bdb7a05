"""The script that times our documents keeps its word to those who call it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.plans import PlanMaker
from forms import FORMS

ROOT = Path(__file__).parent.parent.parent
KEYS = "peer n median_ms p95_ms docs_per_s peak_rss_mb bytes pages import_ms"


def test_bench_writes_the_last_document_and_one_line_of_figures(tmp_path: Path) -> None:
    out = tmp_path / "last.pdf"
    command = [sys.executable, "-m", "bench.document", "2", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    assert list(report) == KEYS.split()
    assert (report["peer"], report["n"], report["pages"]) == ("ours", 2, 2)
    assert report["bytes"] == out.stat().st_size


@pytest.mark.parametrize("number", range(20))
def test_plans_of_the_bench_could_be_filed(number: int) -> None:
    form = FORMS[0].from_answers(PlanMaker().plan(number).answers)
    assert form.validate(), form.error_list()


def test_plans_of_the_bench_differ_in_every_answer_and_are_the_same_for_all() -> None:
    first, second = PlanMaker().plan(1), PlanMaker().plan(2)
    same = {name for name in first.answers if first.answers[name] == second.answers[name]}
    assert same <= {"medium"}
    assert first.url != second.url
    assert PlanMaker().plan(1) == first
