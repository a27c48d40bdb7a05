"""The command that takes signed papers, scanned or photographed, and says what each page is."""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext

from commands.documents import REASONS
from commands.office import office
from commands.serving import BAD_INPUT
from commands.told import Tell, plain_words, progress, quietly, refuse_unmigrated
from forms.cleaning import clean_line
from office.receiving_paper import read_one, receive
from register.actors import OPERATOR
from register.arrivals import Arrival, NewArrival, Way, arrival_by_id
from register.errors import cause_of
from register.sheets import Sheet, sheets_of
from register.verdicts import Verdict

FILE = click.Path(readable=False, path_type=Path)
# Another process may be reading the same file.
SECONDS_BETWEEN_LOOKS = 0.5
CANNOT_BE_OPENED, TOO_LARGE = "cannot-be-opened", "too-large"


@dataclass(frozen=True)
class Line:
    """What is told of one sheet; of a file that cannot be read there is one without a sheet.

    `why` is a code, empty when all is well; `signers` say what was seen where each of them signs.
    """

    file: str
    sheet: int | None = None
    reference: str | None = None
    version: int | None = None
    page: int | None = None
    filed: bool = False
    why: str = ""
    signers: tuple[str, ...] = ()


def add_paper_commands(app: Flask) -> None:
    """Make `flask --app app receive` known."""
    app.cli.add_command(receive_papers)


@click.command("receive")
@click.argument("paths", metavar="FILES...", nargs=-1, required=True, type=FILE)
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each sheet.")
@with_appcontext
def receive_papers(paths: tuple[Path, ...], as_json: bool) -> None:
    """Take signed papers: PDFs and pictures, with any sheets in any order.

    Says of each sheet which page of what it is, and where somebody has written. Exit code 2 when a
    file cannot be read; the others are taken all the same.
    """
    is_well = True
    with plain_words(), quietly():
        refuse_unmigrated()
        for path in paths:
            lines, problem = _received(path)
            for line in lines:
                click.echo(_as_json(line) if as_json else _in_words(line))
            if problem:
                click.echo(f"Error: {clean_line(str(path))} {problem}", err=True)
                is_well = False
    if not is_well:
        raise SystemExit(BAD_INPUT)


def _received(path: Path) -> tuple[list[Line], str]:
    """What came of one file, and what is wrong with it."""
    try:
        content = _content(path)
    except OSError as error:
        return [Line(str(path), why=CANNOT_BE_OPENED)], f"cannot be read: {cause_of(error)}"
    if content is None:
        limit = office().settings.max_scan_bytes
        return [Line(str(path), why=TOO_LARGE)], REASONS[TOO_LARGE].format(limit=limit)
    came_at = office().now()
    new = NewArrival(content, path.name, "", Way.COMMAND)
    arrival = receive(office(), new, OPERATOR)
    if arrival.arrived_at < came_at:
        since = f"{arrival.arrived_at:%Y-%m-%d %H:%M} UTC"
        told = f"{clean_line(str(path))} came before, {since}: it is not filed again"
        click.echo(told, err=True)
    with progress(clean_line(path.name)) as tell:
        arrival = _read(arrival, tell)
    lines = [_line(path, sheet) for sheet in sheets_of(office().register, arrival.id)]
    if arrival.refused:
        return [*lines, Line(str(path), why=arrival.refused)], _reason(arrival)
    return lines, ""


def _content(path: Path) -> bytes | None:
    """All of a file; None when it is larger than may be. Raises OSError."""
    limit = office().settings.max_scan_bytes
    with path.open("rb") as file:
        content = file.read(limit + 1)
    return content if len(content) <= limit else None


def _read(arrival: Arrival, tell: Tell) -> Arrival:
    """Read it to its end, or wait for who does, and return it as it is then."""
    own, told = office(), 0

    def tell_on() -> bool:
        nonlocal told
        now = arrival_by_id(own.register, arrival.id)
        count = len(sheets_of(own.register, arrival.id))
        tell(count - told, (now and now.pages) or count or 1)
        told = count
        return False

    while not arrival.is_read:
        read_one(own, arrival.id, tell_on)
        tell_on()
        arrival = arrival_by_id(own.register, arrival.id) or arrival
        if not arrival.is_read:
            time.sleep(SECONDS_BETWEEN_LOOKS)
    return arrival


def _reason(arrival: Arrival) -> str:
    """In words what is wrong with all of a file."""
    return REASONS[arrival.refused or ""].format(**arrival.facts)


def _line(path: Path, sheet: Sheet) -> Line:
    return Line(
        str(path),
        sheet.number,
        sheet.reference,
        sheet.version,
        sheet.page,
        sheet.verdict is Verdict.FILED,
        sheet.why.value or ("" if sheet.verdict is Verdict.FILED else sheet.verdict.value),
        tuple(sheet.inks[one][0].value for one in sorted(sheet.inks)),
    )


def _as_json(line: Line) -> bytes:
    # JSON is UTF-8 (RFC 8259, 8.1), whatever the terminal takes; a name may be no text at all.
    return json.dumps(asdict(line), ensure_ascii=False).encode("utf-8", "backslashreplace")


def _in_words(line: Line) -> str:
    name = clean_line(line.file)
    if line.sheet is None:
        return f"{name}: not read ({line.why})"
    what = f"{line.reference} v{line.version} page {line.page}" if line.reference else "unknown"
    state = "filed" if line.filed else f"not filed ({line.why})"
    signers = f", signatures: {', '.join(line.signers)}" if line.signers else ""
    return f"{name} {line.sheet}: {what}, {state}{signers}"
