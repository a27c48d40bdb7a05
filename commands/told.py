"""What commands have in common: plain words for what goes wrong, and a bar for long work."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from commands.office import office
from commands.serving import SOMETHING_IS_WRONG, give_up, refuse
from register.database import is_current, refuse_missing
from register.errors import (
    BackupDamaged,
    BackupRefused,
    RegisterMissing,
    RegisterUnavailable,
    cause_of,
)

Tell = Callable[[int, int], None]


@contextmanager
def plain_words() -> Iterator[None]:
    """End with one line, or one for each finding, instead of a traceback."""
    try:
        yield
    except BackupDamaged as error:
        click.echo(f"Error: {error}; see --damaged-too", err=True)
        name_all(error.damage)
    except BackupRefused as error:
        refuse(str(error))
    except RegisterUnavailable as error:
        give_up(error)
    except OSError as error:
        refuse(f"{error.filename} cannot be written: {cause_of(error)}")


def refuse_unmigrated() -> None:
    """End with one line where there is no register, or one of an older version."""
    try:
        refuse_missing(office().register)
    except RegisterMissing as error:
        refuse(f"there is no register at {error.path}; see INSTANCE_PATH and DATABASE_URL")
    if not is_current(office().register):
        refuse("the register must be migrated first, by the command migrate")


def name_all(lines: tuple[str, ...]) -> None:
    """Tell what was found wrong, and end with 1 if anything was."""
    for line in lines:
        click.echo(line, err=True)
    if lines:
        raise SystemExit(SOMETHING_IS_WRONG)


@contextmanager
def quietly() -> Iterator[None]:
    """Keep what is of no interest to a person at a terminal out of the log."""
    log = logging.getLogger("blanketter")
    level = log.level
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.setLevel(level)


@contextmanager
def progress(label: str) -> Iterator[Tell]:
    """Show a bar to a person at a terminal, and nothing to a log."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=hidden) as bar:

        def tell(number: int, of: int) -> None:
            bar.length = of
            bar.update(number)

        yield tell
