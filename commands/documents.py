"""Commands that look into a PDF: `read` gives its answers, `check` says what it is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from flask import Flask

from commands.serving import SOMETHING_IS_WRONG, refuse
from forms.cleaning import clean_line
from intake.contents import Contents
from intake.inspection import Inspection, Problem, inspect
from intake.reading import Reading, Remark, Source, read
from intake.refusals import Refusal
from register.errors import cause_of

Found = TypeVar("Found")

REASONS = {
    "not-a-pdf": "is not a PDF",
    "not-a-scan": "is neither a PDF nor a picture in JPEG, PNG, TIFF, WebP or HEIC",
    "encrypted": "opens with a password or a certificate only",
    "broken": "is broken and cannot be followed to its end",
    "truncated": "ends before what it holds does",
    "moving": "is a picture that moves",
    "portfolio": "is a cover around other files, which are what it holds",
    "active-content": "does something by itself when it is opened",
    "too-large": "is larger than {limit} bytes",
    "too-much-inside": "has more than {limit} {what} inside",
    "too-heavy": "takes more time or memory to read than a form is worth",
    "no-answers": "has no answers inside",
    "several-forms": "holds more than one filled form",
    "unknown-form": "holds the answers of an unknown form, {form!r}",
    "unreadable-answers": "holds answers that cannot be read: {problem}",
}
PROBLEMS = {
    Problem.NO_TITLE: "the metadata have no title",
    Problem.NO_LANGUAGE: "the language is not stated",
    Problem.NOT_TAGGED: "it is not tagged, so a screen reader does not know its structure",
    Problem.FONTS_NOT_EMBEDDED: "a font is not embedded",
    Problem.NO_PDFA: "it does not claim PDF/A",
    Problem.NO_PDFUA: "it does not claim PDF/UA",
    Problem.NO_ANSWERS: "there are no answers inside",
    Problem.SEVERAL_FORMS: "it holds more than one filled form",
    Problem.UNKNOWN_FORM: "the answers belong to a form that is unknown here",
    Problem.UNREADABLE_ANSWERS: "the answers cannot be read",
    Problem.ALTERED: "the answers do not agree with their digest: somebody has altered them",
    Problem.UNCONFIRMED: "a digest is missing, so that nobody can tell whether they are altered",
}
REMARKS = {
    Remark.SEVERAL_COPIES: "holds the blank more than once; the answers of all stand together",
    Remark.ANOTHER_SUM: "has another sum than its answers come to; it is computed from them",
    Remark.UNKNOWN_FIELDS: "has something written in fields that the form has not; it is left out",
}
AGREEMENT = {
    True: "agrees with the answers, beside them and in the metadata",
    False: "DISAGREES with the answers",
    None: "missing",
}


def add_pdf_commands(app: Flask) -> None:
    """Make `flask --app app read` and `check` known."""
    app.cli.add_command(read_answers)
    app.cli.add_command(check)


@click.command("read")
@click.argument("path", metavar="IN.pdf", type=click.Path(readable=False, path_type=Path))
def read_answers(path: Path) -> None:
    """Print the answers inside a PDF as JSON: a document of ours, or a filled-in blank."""
    found = _opened(path, read)
    text = json.dumps(found.answers, ensure_ascii=False, indent=2)
    # JSON is UTF-8 (RFC 8259, 8.1), whatever the terminal takes. Half a pair, which a PDF may hold,
    # is escaped as JSON does it.
    click.echo(text.encode("utf-8", "backslashreplace"))
    if found.agrees is False:
        click.echo(f"Warning: {path}: {PROBLEMS[Problem.ALTERED]}", err=True)
    for remark in found.remarks:
        click.echo(f"Warning: {path} {REMARKS[remark]}", err=True)
    if not found.is_of_current_edition:
        edition = found.edition or "unknown"
        click.echo(f"Warning: {path} is of another edition of the form: {edition}", err=True)


@click.command("check")
@click.argument("path", metavar="IN.pdf", type=click.Path(readable=False, path_type=Path))
def check(path: Path) -> None:
    """Say what a PDF is, what it claims, and whether its answers agree with their digest."""
    found = _opened(path, inspect)
    for heading, text in _report(found):
        # The text is somebody else's: it must not steer the terminal.
        click.echo(f"{heading + ':':<11} {clean_line(text)}")
    if found.problems:
        raise SystemExit(SOMETHING_IS_WRONG)


def _opened(path: Path, look: Callable[[bytes], Found]) -> Found:
    try:
        return look(path.read_bytes())
    except OSError as error:
        refuse(f"{path} cannot be read: {cause_of(error)}")
    except Refusal as refusal:
        # A paper of ours that has lost what rode inside can still say where its record is.
        codes = "".join(
            f"; its code says {clean_line(one)}" for one in refusal.facts.get("codes", [])
        )
        refuse(f"{path} {REASONS[refusal.code].format(**refusal.facts)}{codes}")


def _report(found: Inspection) -> list[tuple[str, str]]:
    contents = found.contents
    return [
        ("Title", contents.title or "none"),
        ("Pages", str(contents.pages)),
        ("Language", contents.language or "not stated"),
        ("Tagged", "yes" if contents.is_tagged else "no"),
        ("Fonts", _fonts(contents)),
        ("Fields", _fields(contents)),
        ("Claims", _claims(contents)),
        *_answers(found.reading),
        *(("Problem", PROBLEMS[problem]) for problem in found.problems),
    ]


def _fonts(contents: Contents) -> str:
    missing = [font.name for font in contents.fonts if not font.is_embedded]
    if missing:
        return f"{len(contents.fonts)}, not embedded: {', '.join(missing)}"
    return f"{len(contents.fonts)}, all embedded" if contents.fonts else "none"


def _fields(contents: Contents) -> str:
    filled = sum(1 for field in contents.fields if field.value)
    return f"{len(contents.fields)}, {filled} filled in" if contents.fields else "none"


def _claims(contents: Contents) -> str:
    claims = [f"PDF/A-{contents.pdfa}"] if contents.pdfa else []
    claims += [f"PDF/UA-{contents.pdfua}"] if contents.pdfua else []
    return ", ".join(claims) or "none"


def _answers(reading: Reading | None) -> list[tuple[str, str]]:
    if reading is None:
        return [("Answers", "none")]
    filing = f"{reading.reference} version {reading.version}" if reading.reference else "not filed"
    edition = f"edition {reading.edition or 'unknown'}"
    if not reading.is_of_current_edition:
        edition += ", which is not today's"
    answers = ("Answers", f"{reading.form}, {edition}, {filing}, {reading.source}")
    if reading.source is Source.FILLED_BLANK:
        return [answers]
    return [answers, ("Digest", AGREEMENT[reading.agrees])]
