"""How sheets that come home are read: `python -m bench.scans --seed 1 --count 1000`.

Sheets of made-up filings are printed, signed, dated, written on, damaged and scanned, each class
of damage as often as the others, and read as the confined process reads them. The first table
tells by class how many were filed right, asked about and filed wrong, what was seen in the places
to sign and date, and which changes were found. `--identify` looks at the codes alone, which is
quick; `--misses FOLDER` keeps the scans of which something was told wrong.
"""

import argparse
import json
import resource
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from bench.homecoming import Homecomer, Homecomers
from intake.laid import Ink, Laid
from intake.laying import lay
from intake.pagepictures import open_pages
from intake.sight import Seen, look_at
from pdf import Mark
from tests.paper import Note, as_jpeg
from tests.pdf.mishaps import CLASSES

# Every so many sheets are laid on another page of their document too, which must not be sure.
_OTHER_PAGE_EVERY = 9
_NEAR = 6.0
_COLUMNS = (
    *("class", "sheets", "right", "asked", "wrong"),
    *("empty: empty", "unsure", "written", "written: written", "unsure", "empty"),
    *("changes", "found", "false"),
)


class Report:
    """What was told and what was true."""

    def __init__(self) -> None:
        self.rows: dict[str, Counter[str]] = defaultdict(Counter)
        self.times: dict[str, list[float]] = defaultdict(list)
        self.notes: Counter[str] = Counter()
        self.misses: list[str] = []

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Milliseconds of the processor."""
        start = time.process_time()
        yield
        self.times[step].append(1000 * (time.process_time() - start))

    def count(self, sheet: Homecomer, what: str, *, is_miss: bool = False) -> None:
        """Something that was told of a sheet."""
        self.rows[sheet.kind][what] += 1
        if is_miss:
            self.misses.append(what)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=len(CLASSES) * 10)
    parser.add_argument("--classes", nargs="+", choices=CLASSES, default=list(CLASSES))
    parser.add_argument("--identify", action="store_true")
    parser.add_argument("--signed", action="store_true", help="pages on which people sign alone")
    parser.add_argument("--misses", type=Path)
    parser.add_argument("--minutes", type=float, default=24 * 60, help="and not longer than this")
    asked = parser.parse_args()
    report = Report()
    sheets = Homecomers(asked.seed, asked.classes, only_signed=asked.signed)
    end = time.monotonic() + 60 * asked.minutes
    with click.progressbar(range(asked.count), label="sheets") as numbers:
        for number in numbers:
            if time.monotonic() > end:
                break
            _read(sheets.sheet(number), number, report, asked)
    _print_rows(report)
    _print_times(report)


def _read(sheet: Homecomer, number: int, report: Report, asked: Any) -> None:
    content = as_jpeg(sheet.picture, 85)
    report.misses = []
    report.rows[sheet.kind]["sheets"] += 1
    with report.timed("decode"):
        page = open_pages(content).page(1)
    with report.timed("identify"):
        seen = look_at(page)
    told = {code.text for code in seen.codes if code.is_ours}
    _identified(sheet, told, report)
    if len(told) == 1 and not asked.identify:
        _laid(sheet, seen, number, report)
    if report.misses and asked.misses:
        _keep(
            asked.misses,
            f"{asked.seed}-{number}-{sheet.kind.replace(' ', '-')}",
            content,
            sheet,
            report,
        )


def _identified(sheet: Homecomer, told: set[str], report: Report) -> None:
    mark = sheet.filed.imprint.mark
    true = sheet.filed.address(sheet.page)
    if mark is not Mark.NONE:
        name = "copy" if mark is Mark.COPY else "preview"
        report.notes[f"{name}: {'as it is' if told == {true} - {''} else 'not known'}"] += 1
    if told - {true}:
        report.count(sheet, "wrong", is_miss=True)
    elif not told and true:
        report.count(sheet, "no code", is_miss=True)


def _laid(sheet: Homecomer, seen: Seen, number: int, report: Report) -> None:
    filed, corners = sheet.filed, [code.corners for code in seen.codes if code.is_ours]
    with report.timed("lay"):
        found = lay(seen.grey, filed.content, sheet.page, filed.places, corners)
    if not found.is_sure:
        report.count(sheet, "unsure page", is_miss=True)
    else:
        _judge_ink(sheet, found, report)
        _judge_changes(sheet, found, report)
    if number % _OTHER_PAGE_EVERY == 0 and filed.pages > 1:
        other = sheet.page % filed.pages + 1
        wrong = lay(seen.grey, filed.content, other, filed.places, corners)
        report.notes[f"another page: {'SURE' if wrong.is_sure else 'not sure'}"] += 1
        report.times["share of another page"].append(wrong.share)
    report.times["share"].append(found.share)


def _judge_ink(sheet: Homecomer, found: Laid, report: Report) -> None:
    for one in found.signers:
        style, is_dated = sheet.signers[one.signer]
        for what, told, is_written in (
            ("signature", one.signature, bool(style)),
            ("date", one.date, is_dated),
        ):
            true = "written" if is_written else "empty"
            is_wrong = told is not Ink.UNSURE and told.value != true
            report.count(sheet, f"{true}: {told.value}", is_miss=is_wrong)
            if told.value != true:
                report.notes[f"{what} {style if what == 'signature' else ''} {true}: {told}"] += 1
            if told is Ink.UNSURE:
                report.misses.append(f"unsure {what} {one.signer} {style}")


def _judge_changes(sheet: Homecomer, found: Laid, report: Report) -> None:
    hits = [_is_near(one.box, sheet.note) for one in found.changes]
    false = hits.count(False)
    report.rows[sheet.kind]["false"] += false
    if false:
        boxes = [tuple(map(round, one.box)) for one in found.changes]
        report.misses.append(f"false change {boxes}")
    if sheet.note:
        report.rows[sheet.kind]["changes"] += 1
        report.rows[sheet.kind]["found"] += any(hits)
        report.notes[f"{sheet.note.kind}: {'found' if any(hits) else 'missed'}"] += 1
        if not any(hits):
            report.misses.append(f"missed {sheet.note}")


def _is_near(box: tuple[float, float, float, float], note: Note | None) -> bool:
    if note is None:
        return False
    left, top, width, height = box
    beside, below = left - note.box.left, top - note.box.top
    is_beside = -width - _NEAR < beside < note.box.width + _NEAR
    is_below = -height - _NEAR < below < note.box.height + _NEAR
    return is_beside and is_below


def _keep(folder: Path, name: str, content: bytes, sheet: Homecomer, report: Report) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.jpg").write_bytes(content)
    told = {"page": sheet.page, "signers": sheet.signers, "told": report.misses}
    (folder / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1))


def _print_rows(report: Report) -> None:
    print("| " + " | ".join(_COLUMNS) + " |\n" + "|---" * len(_COLUMNS) + "|")
    for kind, row in report.rows.items():
        print(_line(kind, row))
    print(_line("**all**", sum(report.rows.values(), Counter[str]())))
    for what, times in sorted(report.notes.items()):
        print(f"{what}: {times}")


def _line(kind: str, row: Counter[str]) -> str:
    asked = row["no code"] + row["unsure page"]
    figures = (
        *(row["sheets"], row["sheets"] - asked - row["wrong"], asked, row["wrong"]),
        *(row[f"empty: {told}"] for told in ("empty", "unsure", "written")),
        *(row[f"written: {told}"] for told in ("written", "unsure", "empty")),
        *(row["changes"], row["found"], row["false"]),
    )
    return f"| {kind} | " + " | ".join(map(str, figures)) + " |"


def _print_times(report: Report) -> None:
    for step, times in report.times.items():
        if len(times) > 1:
            cut = statistics.quantiles(times, n=20)
            print(f"{step}: median {statistics.median(times):.2f}, p95 {cut[-1]:.2f}, ", end="")
            print(f"least {min(times):.2f}, most {max(times):.2f}")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory of this process: {most:.0f} MB")


if __name__ == "__main__":
    main()
