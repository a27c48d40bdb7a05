"""Commands for the person who runs the system, beside Flask's own `run`."""

import json
import os
import signal
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

import forms
import pdf
from commands.moment import moment
from commands.office import office
from forms import FORMS, AnswersError, PrintableForm, form_by_slug
from forms.continuation import can_be_continued
from register import database
from register.errors import RegisterDamaged, RegisterLost, RegisterUnavailable, cause_of
from rounds.folder import SECONDS_AT_REST
from rounds.thread import Rounds, carefully
from rounds.watch import is_there
from version import VERSION

SOMETHING_IS_WRONG = 1
BAD_INPUT = 2
SECONDS_BETWEEN_ROUNDS = 5.0
AT = "When it is issued, such as 2026-05-31T14:05, in Swedish time unless it ends with a zone."


def add_commands(app: Flask) -> None:
    """Make `flask --app app <command>` know the commands."""
    for command in (version, render, deliver, migrate):
        app.cli.add_command(command)


@click.command()
def version() -> None:
    """Say which release this is. (`--version` is Flask's own, and asks no application.)"""
    click.echo(f"Blanketter {VERSION}")


@click.command()
@click.argument("paths", metavar="ANSWERS.json OUT.pdf", nargs=-1, required=True)
@click.option("--form", "slug", default=FORMS[0].slug, help="Which form; default the first.")
@click.option("--reference", default="", help="Reference to print, such as AP-2026-0042.")
@click.option("--blank", is_flag=True, help="Make the blank form; only OUT.pdf is needed.")
@click.option("--continuation", is_flag=True, help="With --blank: its continuation sheet.")
@click.option("--at", metavar="TIME", help=AT)
@with_appcontext
def render(
    paths: tuple[str, ...],
    slug: str,
    reference: str,
    blank: bool,
    continuation: bool,
    at: str | None,
) -> None:
    """Make a PDF of the answers. Needs no server, no register and no network."""
    form_class = form_by_slug(slug) or refuse(f"there is no form {slug!r}")
    if len(paths) != 2 and not (blank and len(paths) == 1):
        refuse("give ANSWERS.json and OUT.pdf, or --blank and OUT.pdf")
    letterhead, issued_at = office().letterhead, _moment(at)
    if continuation and not (blank and can_be_continued(form_class)):
        refuse(f"--continuation goes with --blank, and not every form has one: {slug}")
    if blank:
        draw = pdf.render_continuation if continuation else pdf.render_blank
        made = draw(form_class, letterhead)
    else:
        imprint = pdf.Imprint(reference, 1, issued_at)
        made = pdf.render(_answered(form_class, Path(paths[0])), imprint, letterhead)
    _write(Path(paths[-1]), made)


@click.command()
@click.option("--once", is_flag=True, help="End when nothing is due any more.")
@with_appcontext
def deliver(once: bool) -> None:
    """Send what waits in the queue, and read what came on paper, until told to stop."""
    for error in forms.UNFIT:
        refuse(str(error))
    if office().settings.database_is_embedded:
        _refuse_lost()
        _migrate()
    stopping = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stopping.set())
    _refuse_missing_folder()
    rounds: Rounds = current_app.extensions["rounds"]
    if once:
        _deliver_once(stopping, rounds)
        return
    rounds.start()
    while not stopping.is_set():
        _deliver_and_keep_house(stopping)
        stopping.wait(SECONDS_BETWEEN_ROUNDS)
    rounds.stop()


def _refuse_missing_folder() -> None:
    folder = office().settings.scans_folder
    if folder and not is_there(folder):
        refuse(f"setting SCANS_FOLDER: there is no folder {folder}")


def _deliver_once(stopping: Event, rounds: Rounds) -> None:
    try:
        tally = office().deliver(stopping.is_set)
        office().keep_house()
        # A file is seen, kept and read, and moved.
        for _ in range(3 if office().settings.scans_folder else 1):
            rounds.once()
            stopping.wait(SECONDS_AT_REST if office().settings.scans_folder else 0)
    except RegisterUnavailable as error:
        give_up(error)
    counts = f"accepted {tally.accepted}, postponed {tally.postponed}, failed {tally.failed}"
    click.echo(f"{counts}, unsure {tally.unsure}")


def _deliver_and_keep_house(stopping: Event) -> None:
    """One round; a database that restarts is waited for."""
    carefully(lambda: office().deliver(stopping.is_set))
    if not stopping.is_set():
        carefully(office().keep_house)


@click.command()
@with_appcontext
def migrate() -> None:
    """Bring the register to the newest version. Safe to run again and from several machines."""
    _migrate()
    click.echo("The register is at the newest version.")


def _refuse_lost() -> None:
    try:
        database.refuse_lost(office().register, office().settings.key_file)
    except RegisterLost as error:
        refuse(str(error))
    except RegisterUnavailable as error:
        give_up(error)


def _migrate() -> None:
    try:
        database.migrate(office().register)
    except RegisterUnavailable as error:
        give_up(error)


def refuse(problem: str) -> NoReturn:
    """End with exit code 2 and one line that says what was wrong with the input."""
    click.echo(f"Error: {problem}", err=True)
    raise SystemExit(BAD_INPUT)


def give_up(error: RegisterUnavailable) -> NoReturn:
    """End with exit code 1 and one line that says what the database said."""
    # What is damaged has been named without the words that were filed.
    is_named = isinstance(error, RegisterDamaged)
    cause = error if is_named else getattr(error.__cause__, "orig", None) or error
    click.echo(f"Error: the database: {str(cause).partition(chr(10))[0]}", err=True)
    raise SystemExit(SOMETHING_IS_WRONG)


def _moment(at: str | None) -> datetime:
    try:
        return moment(at, os.environ, office().now)
    except ValueError as error:
        refuse(str(error))


def _answered(form_class: type[PrintableForm], path: Path) -> PrintableForm:
    try:
        form = form_class.from_answers(json.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        refuse(f"{path} cannot be read: {cause_of(error)}")
    except AnswersError as error:
        refuse(f"{path}: {error}")
    except (ValueError, RecursionError) as error:
        refuse(f"{path} is not JSON: {error}")
    if not form.validate():
        refuse(f"{path}: " + " ".join(message for message, _ in form.error_list()))
    return form


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        refuse(f"{path} cannot be written: {cause_of(error)}")
