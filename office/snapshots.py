"""A snapshot of an account is taken in: its files are looked at, made into one document, and kept
with it as a whole or not at all."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from forms.creating import address_in
from forms.editions import as_asked, as_today
from intake.refusals import Refusal
from office.attaching import look_at
from office.drafts import Count
from office.office import Office
from office.slots import AllTaken
from pdf import EnclosedPage, Enclosure
from pdf.snapshot import PicturedFile, SnapshotFacts, snapshot_pdf
from register import snapshots
from register.actors import Actor, ActorKind
from register.attached import NewAttached
from register.cases import find_case, newest_version
from register.errors import NoRoomForPaper
from register.filings import Filing, find_filing
from register.life import living_of
from register.room import free_bytes
from register.snapshots import NewFile, NewSnapshot, Reason, Snapshot
from swedish import MEGABYTE, swedish_date, swedish_time

log = logging.getLogger("blanketter.snapshots")

MOST_FILES = 10
MOST_BYTES = 60 * MEGABYTE
# Of all files together: what one document is printed with.
MOST_PAGES = 60
LONGEST_TEXT = 300
REASONS: Mapping[Reason, str] = {
    Reason.PERIOD: "Halvårets bild",
    Reason.CHANGE: "Kontot ska ändras mycket, eller har ändrats",
    Reason.END: "Kontot avslutas",
}
GIVERS: Mapping[ActorKind, str] = {
    ActorKind.FILER: "den som har kvittot",
    ActorKind.ADMINISTRATOR: "en administratör för kontot",
    ActorKind.OFFICER: "informationsansvarig",
    ActorKind.UNKNOWN: "okänt vem",
}
"""As what somebody sends one in. No name stands on the document: it is shown to many."""


@dataclass(frozen=True)
class Given:
    """What somebody says of it."""

    taken_on: date
    why: Reason
    shows: str


@dataclass(frozen=True)
class Problem:
    """A file that was not taken: its name, and the code and facts of a refusal."""

    name: str
    code: str
    facts: Mapping[str, Any]


class FilesRefused(Exception):
    """Something is wrong with files; nothing was kept."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Take what is wrong, in the order in which they came."""
        super().__init__(f"{len(problems)} files")
        self.problems = problems


def take(
    own: Office,
    filing: Filing,
    given: Given,
    files: Sequence[tuple[str, bytes]],
    actor: Actor,
    count: Count,
) -> tuple[Snapshot, bool]:
    """Keep a snapshot of the account that a filing is about, of files by the names they came under;
    False and that which was there when it is the same.

    Raises FilesRefused, AllTaken, NoRoomForPaper, CaseErased, RegisterUnavailable, and what `count`
    raises.
    """
    free = free_bytes(own.register)
    if free is not None and free - 2 * sum(len(content) for _, content in files) < own.room.reserve:
        raise NoRoomForPaper("the disk is nearly full")
    return keep(own, filing, given, _looked_at(own, files, count), actor)


def keep(
    own: Office, filing: Filing, given: Given, looked_at: Sequence[NewAttached], actor: Actor
) -> tuple[Snapshot, bool]:
    """Keep a snapshot of files that were looked at, each once; what comes of it is as of `take`.

    Raises CaseErased, RegisterUnavailable.
    """
    kept = [NewFile(one.name, one.media, one.content, one.pages[0].small) for one in looked_at]
    digest = snapshots.digest_of(kept)
    found = snapshots.same_as(own.register, filing.case_id, given.taken_on, digest)
    if found:
        return found, False
    new = NewSnapshot(
        filing.case_id,
        given.taken_on,
        given.why,
        given.shows,
        kept,
        f"{filing.reference}-ogonblicksbild-{given.taken_on}.pdf",
        _document(own, filing, given, looked_at, actor),
    )
    snapshot, is_new = snapshots.add_snapshot(own.register, new, own.now(), actor)
    log.info("snapshot taken", extra={"files": len(kept), "new": is_new, "why": given.why.value})
    return snapshot, is_new


def _looked_at(
    own: Office, files: Sequence[tuple[str, bytes]], count: Count
) -> Sequence[NewAttached]:
    """Each file once, as it is kept and shown. Raises FilesRefused."""
    found: dict[bytes, NewAttached] = {}
    problems: list[Problem] = []
    if len(files) > MOST_FILES:
        raise FilesRefused([Problem("", "files", {"limit": MOST_FILES})])
    if sum(len(content) for _, content in files) > MOST_BYTES:
        raise FilesRefused([Problem("", "bytes", {"limit": MOST_BYTES})])
    for name, content in files:
        try:
            _, one = look_at(own, "", name, content, count)
            found.setdefault(one.content, one)
        except Refusal as refusal:
            problems.append(Problem(name, refusal.code, refusal.facts))
        except AllTaken:
            problems.append(Problem(name, "busy", {}))
    if sum(len(one.pages) for one in found.values()) > MOST_PAGES:
        problems.append(Problem("", "too-much-inside", {"limit": MOST_PAGES}))
    if problems:
        raise FilesRefused(problems)
    return list(found.values())


def _document(
    own: Office, filing: Filing, given: Given, files: Sequence[NewAttached], actor: Actor
) -> bytes:
    version = newest_version(own.register, filing.case_id)
    newest = find_filing(own.register, filing.reference, version) or filing
    medium, now = living_of(own.register, filing.case_id).medium, own.now()
    told = [
        ("Konto", _account_of(own, newest)),
        ("Socialt medium", medium),
        ("Tagen", swedish_date(given.taken_on)),
        ("Varför", REASONS[given.why]),
        ("Visar", given.shows),
        ("Referens", f"{newest.reference}, version {newest.version} ({newest.title})"),
        ("Inskickad", f"{swedish_time(now)}, av {GIVERS[actor.kind]}"),
    ]
    facts = SnapshotFacts(
        reference=newest.reference,
        account=newest.summary or newest.reference,
        day=swedish_date(given.taken_on),
        shows=given.shows,
        told=[(name, text) for name, text in told if text],
    )
    return snapshot_pdf(facts, [_pictured(one) for one in files], own.letterhead, now)


def _account_of(own: Office, filing: Filing) -> str:
    """Its address, or what the filing is about in short."""
    which = filing.form, filing.edition, filing.answers
    form = as_asked(*which) or as_today(*which)
    case = find_case(own.register, filing.reference)
    noted = (case and case.account_address) or ""
    return (address_in(form, noted) if form else noted) or filing.summary


def _pictured(one: NewAttached) -> PicturedFile:
    pages = [EnclosedPage(it.width, it.height, it.picture, it.text) for it in one.pages]
    digest = sha256(one.content).hexdigest()
    return PicturedFile(one.name, one.media, Enclosure(digest, pages, one.content))
