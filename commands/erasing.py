"""Commands about what was erased: erase-again, scrub, and what restore says of it."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext

from commands.office import office
from commands.serving import refuse
from commands.told import name_all, plain_words, refuse_unmigrated
from forms.cleaning import clean_line
from intake.confinement import open_confined
from office.erasing_again import NoProtocol, apply_file, folder_of, kept_protocols
from register.errors import cause_of
from rounds.erasing import scrub_now

FILES = click.Path(readable=False, path_type=Path)


def add_erasing_commands(app: Flask) -> None:
    """Make `flask --app app erase-again` and the like known."""
    app.cli.add_command(erase_again)
    app.cli.add_command(scrub)


@click.command("erase-again")
@click.argument("paths", metavar="PROTOCOL.pdf...", type=FILES, nargs=-1, required=True)
@with_appcontext
def erase_again(paths: tuple[Path, ...]) -> None:
    """Erase again what a protocol tells of, after an older backup was restored; exit code 1 when
    something of it was left."""
    with plain_words():
        refuse_unmigrated()
        left = [line for path in paths for line in _apply(path)]
    name_all(tuple(left))


@click.command()
@with_appcontext
def scrub() -> None:
    """Remove what erased records have left in files, at once and not at night; others wait to write
    meanwhile. A courier does so by itself."""
    own = office()
    with plain_words():
        refuse_unmigrated()
        settings, now = own.settings, own.now()
        folder = folder_of(settings.instance_path)
        count = scrub_now(own.register, settings.outbox, folder, now)
    click.echo(f"{count} files of mails removed, and the register's files written anew")
    if not settings.database_is_embedded:
        click.echo("The server's own log keeps what it has: deploy/overwrite-wal.sql overwrites it")


def apply_kept(made_at: str) -> list[str]:
    """Apply the protocols that are kept beside the key to a register that was just restored, and
    say what else there is to do; return a line for each thing that was left."""
    paths = list(kept_protocols(office()))
    left = [line for path in paths for line in _apply(path)]
    click.echo(
        f"Warning: what was erased after {made_at} is there again, but for what the {len(paths)} "
        "protocols that are kept here tell of; apply the others by erase-again",
        err=True,
    )
    return left


def _apply(path: Path) -> list[str]:
    try:
        done = apply_file(office(), path, open_confined)
    except NoProtocol as problem:
        refuse(f"{path} is no protocol of erasing: {problem}")
    except OSError as error:
        refuse(f"{path} cannot be read: {cause_of(error)}")
    counts = f"{len(done.erased)} erased again, {len(done.already)} erased already"
    click.echo(f"{path.name}: {counts}, {len(done.left)} left")
    # The reference is somebody else's text: it must not steer the terminal.
    return [f"{path.name}: {clean_line(reference)} {why}" for reference, why in done.left]
