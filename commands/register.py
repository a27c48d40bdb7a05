"""Commands that look after the register: status, resend, backup, restore, verify, index, demo."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext

from commands.erasing import apply_kept
from commands.office import office
from commands.serving import SOMETHING_IS_WRONG, refuse
from commands.told import name_all, plain_words, progress, quietly, refuse_unmigrated
from intake.opening import open_here
from intake.reading import read
from intake.refusals import Refusal, UnknownForm
from office.demo.deeds import story
from office.demo.filling import officer_of, play
from office.demo.others import ACCOUNTS, file_others
from office.demo.papers import FILES, bring_papers
from office.indexing import said_of
from office.kept_key import KeptKey
from office.rights import life_of_sessions
from register import deliveries
from register import sessions as kept_sessions
from register.actors import OPERATOR
from register.audit.soundness import refuse_damaged
from register.audit.verification import Enclosed, UnreadableDocument, verify_register
from register.backup.backup import back_up
from register.backup.backup import restore as restore_register
from register.backup.seal import Seal
from register.cases import find_case
from register.database import migrate, refuse_lost
from register.deliveries import Delivery, DeliveryState
from register.errors import (
    RegisterDamaged,
)
from register.index import count_cases, index_anew, index_missing
from register.mailbox import Reading
from register.oversight import (
    PaperQueue,
    Standing,
    accepted_copies,
    copies_as_files,
    failed_deliveries,
    last_reply,
    standing,
)
from register.room import Space
from register.tokens import listed
from register.unsent import Hanging
from setting_values import address
from settings import UnkeptKey

MIB = 1024 * 1024
FILE = click.Path(readable=False, path_type=Path)


SEALS = {
    Seal.OURS: "sealed under the key of this installation: nothing was changed since it was made",
    Seal.INSIDE: "sealed under the key that lies in it: it is whole, but whoever could write the "
    "file could also have changed it",
    Seal.UNKNOWN: "Warning: sealed under a key that is not here: nobody can tell whether it was "
    "changed; see SECRET_KEY",
    Seal.MISSING: "Warning: not sealed, as backups of older versions: nobody can tell whether it "
    "was changed",
    Seal.BROKEN: "Warning: the seal does not match",
}
WARNED_OF = (Seal.UNKNOWN, Seal.MISSING, Seal.BROKEN)


def add_register_commands(app: Flask) -> None:
    """Make `flask --app app <command>` know the commands."""
    for command in (status, resend, backup, restore, verify, index, sessions, demo):
        app.cli.add_command(command)


@click.command()
@click.option("--end", metavar="ADDRESS", help="End all sessions of this address.")
@with_appcontext
def sessions(end: str | None) -> None:
    """List who has signed in to the register, or end all sessions of one address."""
    own = office()
    with plain_words():
        refuse_unmigrated()
        if end:
            count = kept_sessions.end_all_of_address(own.register, end.strip(), own.now())
            click.echo(f"{count} ended")
            return
        found = kept_sessions.living(own.register, life_of_sessions(own.settings), own.now())
    for one in found:
        click.echo(f"{one.address}, since {_utc(one.began_at)}, last seen {_utc(one.seen_at)}")
    click.echo(f"{len(found)} in all")


@click.command()
@with_appcontext
def status() -> None:
    """Say how the mail fares; exit code 1 when a copy needs a human or has waited for over an hour,
    another letter was given up within a day, something was met damaged, room for drafts or on the
    disk runs out, nobody looks through the folder or the mailbox of scans, or reads what came, or
    erased bytes are still in the register's files."""
    with plain_words():
        refuse_unmigrated()
        found = _standing()
        accepted, reply = accepted_copies(office().register), last_reply(office().register)
        files = copies_as_files(office().register) if office().settings.smtp_url else 0
        damage = _damage_at_a_glance()
    queue = found.queue
    counts = f"{accepted} accepted, {queue.queued} waiting, {queue.failed} failed"
    click.echo(f"{counts}, {queue.unsure} unsure")
    if queue.oldest:
        click.echo(f"the oldest has waited for {str(queue.oldest).partition('.')[0]}")
    if reply:
        click.echo(f"last answer: {reply}")
    if files:
        click.echo(f"{files} were saved as files and not sent; resend --files-too sends them")
    if damage:
        click.echo(damage)
    if found.space:
        click.echo(_room_line(found.space))
    click.echo(_paper_line(found.paper))
    if found.folder_unwatched_since:
        last = _utc(found.folder_unwatched_since)
        click.echo(f"the folder of scans was last looked through at {last}; the log says why")
    if found.mailbox:
        click.echo(_mailbox_line(found.mailbox))
    for line in _named(found):
        click.echo(line)
    if damage or not found.is_well:
        raise SystemExit(SOMETHING_IS_WRONG)


def _named(found: Standing) -> Iterator[str]:
    """What needs a human, a line each."""
    if found.unscrubbed_since:
        since = _utc(found.unscrubbed_since)
        yield f"erased bytes are in the register's files since {since}; scrub removes them"
    for damaged in found.damaged:
        yield f"{damaged}; it is neither shown nor sent"
    yield from map(_line, found.troubles)
    if found.count > len(found.troubles):
        yield f"and {found.count - len(found.troubles)} more"
    letters = found.letters
    yield from map(_letter_line, letters.rows)
    if letters.count > len(letters.rows):
        yield f"and {letters.count - len(letters.rows)} more letters"


def _damage_at_a_glance() -> str:
    try:
        refuse_damaged(office().register)
    except RegisterDamaged as error:
        return str(error)
    return ""


def _paper_line(paper: PaperQueue) -> str:
    line = f"paper: {paper.files} files to read, {paper.unread} unreadable, {paper.asked} to sort"
    waits = str(paper.oldest).partition(".")[0]
    return f"{line}; nobody has read for {waits}" if paper.is_late else line


def _room_line(space: Space) -> str:
    line = (
        f"{space.drafts} of {space.room.drafts} drafts, "
        f"{space.bytes // MIB} of {space.room.bytes // MIB} MiB"
    )
    if space.drafts_are_many:
        line += ": the oldest will give way; see MAX_DRAFTS and MAX_DRAFT_BYTES"
    if space.disk_is_nearly_full:
        reserve = space.room.reserve // MIB
        line += (
            f"; {(space.free or 0) // MIB} MiB free on the disk, of which {reserve} are reserved"
        )
    return line


def _standing() -> Standing:
    own = office()
    has_folder, has_mailbox = own.settings.scans_folder is not None, bool(own.settings.imap_url)
    return standing(
        own.register, own.now(), own.room, has_folder=has_folder, has_mailbox=has_mailbox
    )


def _mailbox_line(found: Reading) -> str:
    counts = (
        f"mailbox: {found.taken} taken, {found.bounced} bounces, {found.left} left as they are, "
        f"{found.unread} unread, {found.large} too large"
    )
    if found.fault:
        since = _utc(found.fault_since) if found.fault_since else "now"
        return f"{counts}; cannot be read since {since}: {found.fault}"
    return f"{counts}; read at {_utc(found.read_at) if found.read_at else 'no time yet'}"


def _line(delivery: Delivery) -> str:
    name = f"{delivery.reference} v{delivery.version} to {delivery.recipient}"
    return f"{name}: {_trouble(delivery)}: {delivery.server_reply or 'no attempt was made yet'}"


def _letter_line(letter: Hanging) -> str:
    end = "unsure, may have arrived" if letter.is_unsure else "failed"
    end = "bounced" if letter.is_bounced else end
    name = f"letter {letter.id} ({letter.kind}) to {letter.recipient}"
    return f"{name}: {end} at {_utc(letter.at)}: {letter.server_reply}"


def _trouble(delivery: Delivery) -> str:
    if delivery.state is DeliveryState.UNSURE:
        again = "given up" if delivery.is_given_up else f"again at {_utc(delivery.due_at)}"
        return f"unsure, may have arrived, {again}"
    if delivery.state is DeliveryState.BOUNCED:
        return "bounced, taken by the mail server and sent back"
    if delivery.state is DeliveryState.FAILED:
        return "failed"
    if delivery.is_barred:
        return "barred until somebody mends what the mail server has against it"
    return f"late, since {_utc(delivery.tries_since)}"


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


@click.command()
@click.argument("reference", default="")
@click.option("--files-too", is_flag=True, help="Also copies saved as files: see SMTP_URL.")
@click.option("--to", default="", metavar="ADDRESS", help="To another address than before.")
@with_appcontext
def resend(reference: str, files_too: bool, to: str) -> None:
    """Try failed copies anew: all of them, or those of one REFERENCE."""
    register, now = office().register, office().now()
    recipient = _address(to) if to else ""
    with plain_words():
        refuse_unmigrated()
        case = find_case(register, reference) if reference else None
        if reference and case is None:
            refuse(f"there is no {reference} in the register")
        wanted = failed_deliveries(register, case.id if case else None, files_too=files_too)
        again, withdrawn = 0, 0
        for number in wanted:
            if recipient and deliveries.withdraw_double(register, number, recipient, now, OPERATOR):
                withdrawn += 1
            else:
                again += deliveries.requeue(register, number, now, OPERATOR, recipient)
    click.echo(f"{again} copies are in the queue again")
    if withdrawn:
        click.echo(f"{withdrawn} were withdrawn: {recipient} gets the same copy already")


def _address(text: str) -> str:
    try:
        return address(text)
    except ValueError as error:
        refuse(f"--to {error}")


@click.command()
@click.argument("path", metavar="FILE", type=FILE)
@with_appcontext
def backup(path: Path) -> None:
    """Write the whole register into a new FILE, while it is in use.

    The secret key is in it when it was made here, and not when it was set as SECRET_KEY. Whoever
    can read the file can read everything that was ever filed.
    """
    with plain_words(), progress("Backing up") as tell:
        refuse_unmigrated()
        key = KeptKey.of(office())
        if isinstance(key.key, UnkeptKey):
            refuse(f"there is no secret key at {key.file}; see INSTANCE_PATH and SECRET_KEY")
        made = back_up(
            office().register,
            path,
            secret=key.key,
            kept=key.kept(),
            now=office().now(),
            tell=tell,
        )
    facts = f"{made.about.rows} rows, {made.documents} documents"
    click.echo(f"{facts}, read back and compared, sealed")
    name_all(made.damage)


@click.command()
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--damaged-too", is_flag=True, help="Restore although something is damaged.")
@with_appcontext
def restore(path: Path, damaged_too: bool) -> None:
    """Fill an empty register from a FILE that `backup` made, or leave it as it is."""
    key = KeptKey.of(office())
    with plain_words(), progress("Restoring") as tell:
        made = restore_register(
            office().register,
            path,
            secret=key.key,
            give_back=key.give_back,
            now=office().now(),
            tell=tell,
            damaged_too=damaged_too,
        )
    about = made.about
    by = f" by version {about.made_by}" if about.made_by else ""
    click.echo(f"{about.rows} rows, {made.documents} documents, as of {about.made_at}{by}")
    click.echo(SEALS[made.seal], err=made.seal in WARNED_OF)
    if key.advice:
        click.echo(key.advice, err=True)
    if living := [one for one in listed(office().register) if one.lives(office().now())]:
        click.echo(
            f"Warning: {len(living)} tokens to the API open again what they did then; revoke those "
            "that were revoked since",
            err=True,
        )
    left = apply_kept(about.made_at)
    name_all((*made.damage, *left))


@click.command()
@with_appcontext
def verify() -> None:
    """Compare documents, answers and events with each other; exit code 1 when they disagree."""
    with plain_words(), progress("Verifying") as tell:
        refuse_unmigrated()
        found = list(verify_register(office().register, _enclosed, tell))
    if not found:
        click.echo("everything agrees")
    name_all(tuple(f"{one.place}: {one.problem}" for one in found))


@click.command()
@click.option("--anew", is_flag=True, help="Also those that have an index, as forms read them now.")
@with_appcontext
def index(anew: bool) -> None:
    """Let the list and the search know plans filed before they were there, newest first.

    The register is in use meanwhile. Stopped and begun again, it goes on where it was.
    """
    register, done = office().register, 0
    with plain_words(), progress("Indexing") as tell:
        refuse_unmigrated()
        count = count_cases(register, missing=not anew)
        for some in index_anew(register, said_of) if anew else index_missing(register, said_of):
            tell(some, count)
            done += some
        unread = count_cases(register, missing=True)
    click.echo(f"{done - unread} cases indexed")
    if unread:
        name_all((f"{unread} cases cannot be read; verify says why",))


@click.command()
@click.option("--plans", default=200, type=click.IntRange(1, 2000), help="How many; 200.")
@click.option("--on-a-server", is_flag=True, help="Also where DATABASE_URL names a server.")
@with_appcontext
def demo(plans: int, on_a_server: bool) -> None:
    """Fill an empty register with made-up plans of three years, to look at and to try.

    Nothing is sent to anybody: the copies become files in the outbox.
    """
    own = office()
    if own.settings.smtp_url:
        refuse("SMTP_URL is set, and made-up plans must not be sent to anybody")
    if not (own.settings.database_is_embedded or on_a_server):
        refuse("the register is on a server; --on-a-server if that one is for demonstrations")
    with plain_words(), quietly(), progress("Filing") as tell:
        if own.settings.database_is_embedded:
            refuse_lost(own.register, own.settings.key_file)
            migrate(own.register)
        refuse_unmigrated()
        if count_cases(own.register, missing=False):
            refuse("the register is not empty, and made-up plans would stand among real ones")
        deeds = story(plans, own.now())
        for number, _ in enumerate(play(own, deeds), 1):
            tell(number, len(deeds))
        for number in bring_papers(own, officer_of(own, deeds)):
            tell(number, FILES)
        for number in file_others(own):
            tell(number, ACCOUNTS)
    click.echo(f"{plans} made-up plans; the copies are in {own.settings.outbox}")


def _enclosed(content: bytes) -> Enclosed | None:
    """What a document of ours says; its digest has been checked, so it is read in this process."""
    try:
        found = read(content, open_here)
    except UnknownForm:
        return None
    except Refusal as refusal:
        raise UnreadableDocument(refusal.code) from refusal
    if found.agrees is False:
        raise UnreadableDocument("its answers disagree with their digest")
    return Enclosed(found.reference, found.version, found.answers)
