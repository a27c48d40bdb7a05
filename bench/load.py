"""Many people fill in: `python -m bench.load --people 50 --seconds 60 [--database postgresql]`.

Each person opens the form, saves a draft twice while typing, reviews, files, and fetches the PDF,
with `--pause` seconds of thought in between. Prints errors, and the median and 99th percentile of
each step; `--curve` runs 1, 5, 10, 25, 50 and 100 people in turn without thought.
"""

import argparse
import random
import re
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from bench.databases import DATABASES, fresh_database
from bench.faults.filler import FAILURES, TOKEN, Filler
from bench.faults.system import System
from tests.plans import as_inputs, plan

REFERENCE = re.compile(r"[A-Z]+-\d{4}-\d{4,}")
CURVE = (1, 5, 10, 25, 50, 100)


class Person(Filler):
    """A filler who notes how long every step took, in seconds."""

    def __init__(self, base_url: str, pause: float) -> None:
        super().__init__(base_url)
        self.pause = pause
        self.took: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.done = 0

    def work(self, until: float) -> None:
        """Do the same again and again until the clock says `until`; not all begin at once."""
        time.sleep(random.random() * self.pause)
        while time.monotonic() < until:
            try:
                self.do_once()
                self.done += 1
            except (*FAILURES, AssertionError) as error:
                self.errors.append(str(error))

    def do_once(self) -> None:
        """What this person has come for."""
        self.file_one()

    def file_one(self) -> None:
        """Fill in one plan, file it and fetch its PDF."""
        inputs = as_inputs(plan(4))
        token = self._token("form", "/aktivitetsplan/")
        draft = self.step("save", "/aktivitetsplan/", inputs | token | {"action": "save"}, 303)
        token = self._token("draft", draft)
        self.step("save", draft, inputs | token | {"action": "save"}, 303)
        review = self.step("review", draft, inputs | token, 303)
        token = self._token("review page", review)
        receipt = self.step("file", review, token, 303)
        self.step("receipt", receipt, None, 200)
        assert self.reference, "the receipt has no reference"
        self.step("pdf", f"{receipt}{self.reference[0]}.pdf", None, 200)

    def _token(self, name: str, path: str) -> dict[str, str]:
        self.step(name, path, None, 200)
        assert self.token, f"{name}: no token"
        return {"csrf_token": self.token[1]}

    def step(self, name: str, path: str, inputs: dict[str, str] | None, expected: int) -> str:
        """Ask once, note the time under `name`, and return where the answer leads."""
        data = None if inputs is None else urlencode(inputs).encode()
        began = time.perf_counter()
        status, location, text = self._request(path, data)
        self.took[name].append(time.perf_counter() - began)
        assert status == expected, f"{name}: {status}"
        self.text = text
        self.token = TOKEN.search(text)
        self.reference = REFERENCE.search(text)
        time.sleep(self.pause)
        return location


def crowd(base_url: str, people: int, seconds: float, pause: float) -> list[Person]:
    """Let `people` work for `seconds`."""
    persons = [Person(base_url, pause) for _ in range(people)]
    let_work(persons, seconds)
    return persons


def let_work(persons: Sequence[Person], seconds: float) -> None:
    """Let all of them work at once for `seconds`."""
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(len(persons)) as pool:
        for done in [pool.submit(person.work, until) for person in persons]:
            done.result()


def report(persons: Sequence[Person], seconds: float, done: str = "filed") -> None:
    """Print what the crowd saw; `done` says what each of them did again and again."""
    steps: dict[str, list[float]] = defaultdict(list)
    for person in persons:
        for name, took in person.took.items():
            steps[name] += took
    times, errors = sum(p.done for p in persons), [one for p in persons for one in p.errors]
    print(f"{len(persons)} people: {times} {done} ({times / seconds:.1f}/s), {len(errors)} errors")
    for one in sorted(set(errors))[:5]:
        print(f"  {one}")
    for name, took in steps.items():
        took.sort()
        p99 = took[min(len(took) - 1, len(took) * 99 // 100)]
        middle = statistics.median(took)
        print(
            f"  {name:12} n={len(took):6} median {middle * 1000:7.1f} ms  p99 {p99 * 1000:7.1f} ms"
        )


def main() -> None:
    """Run the crowd or the curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=1.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--curve", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, fresh_database(chosen.database) as url:
        system = System(Path(folder), url, chosen.workers)
        try:
            for people in CURVE if chosen.curve else (chosen.people,):
                pause = 0.0 if chosen.curve else chosen.pause
                report(crowd(system.base_url, people, chosen.seconds, pause), chosen.seconds)
        finally:
            system.stop()


if __name__ == "__main__":
    main()
