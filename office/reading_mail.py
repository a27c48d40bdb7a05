"""Reading the mailbox: papers that were scanned to it arrive, and mail of ours that came back is
told of. Whatever else lies there is left as it is."""

import hashlib
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from forms.values.mail_address import MailAddress
from intake.mails import LARGEST_MAIL, Enclosed, Report, open_mail
from intake.refusals import Refusal
from mail.imap.heading import Heading
from mail.imap.mailbox import Folder, Mailbox, MailboxFault
from mail.imap.server import parse_imap_url
from mail.letters.letter import ascii_domain
from mail.transport import Verdict, outcome
from office.office import Office
from office.receiving_paper import receive, refuse_without_room
from register import bounces, chores
from register.actors import COURIER
from register.arrivals import NewArrival, Way
from register.errors import NoRoomForPaper
from register.mailbox import Reading, note_reading, reading_of
from settings import Settings

CHORE = "mailbox"
# Whoever reads it and is killed is followed by the next after so long. Two that read at once take
# nothing twice.
LEASE = timedelta(minutes=2)
HELD_ON_AFTER = timedelta(seconds=30)
EVERY = timedelta(seconds=50)
# The others have their turn at the next look.
MOST_LOOKED_AT = 500
AT_ONCE = 50
MOST_BYTES = 200 * 1024 * 1024
FAILED = "failed"
log = logging.getLogger("blanketter.mailbox")


def read_if_due(own: Office, is_stopping: Callable[[], bool] = lambda: False) -> None:
    """Read the mailbox, if there is one and no process did so within the minute. Raises
    RegisterUnavailable."""
    now = own.now()
    if not own.settings.imap_url or not chores.take_on(own.register, CHORE, now, LEASE):
        return
    turn = _Turn(own, now + LEASE)
    try:
        read_mailbox(own, lambda: is_stopping() or not turn.is_ours())
    finally:
        chores.hold_on(own.register, CHORE, turn.until, own.now() + EVERY)


@dataclass
class _Turn:
    """The turn of one process, which it holds on to as it goes on."""

    own: Office
    until: datetime

    def is_ours(self) -> bool:
        """Whether no other process has taken over."""
        now = self.own.now()
        if self.until - now > LEASE - HELD_ON_AFTER:
            return True
        is_held = chores.hold_on(self.own.register, CHORE, self.until, now + LEASE)
        self.until = now + LEASE if is_held else self.until
        return is_held


def read_mailbox(
    own: Office,
    is_stopping: Callable[[], bool] = lambda: False,
    tls: ssl.SSLContext | None = None,
) -> None:
    """Look through what came since the last time; what is wrong with the mailbox is kept in the
    register and logged once. Raises RegisterUnavailable."""
    before = reading_of(own.register)
    server = parse_imap_url(own.settings.imap_url)
    try:
        with Mailbox(server, tls=tls) as mailbox:
            _Round(own, mailbox, before).read(is_stopping)
        if before.fault:
            log.info("mailbox can be read again")
    except MailboxFault as error:
        now, known = own.now(), reading_of(own.register)
        if known.fault != error.fault:
            facts = {"fault": error.fault.value, "error": type(error.__cause__).__name__}
            log.error("mailbox cannot be read", extra=facts)
        since = known.fault_since if known.fault else now
        note_reading(own.register, replace(known, fault=error.fault.value, fault_since=since))


@dataclass
class _Round:
    """One look through a mailbox; `known` is what is known of it, and kept as it goes on."""

    own: Office
    mailbox: Mailbox
    known: Reading
    bytes: int = 0

    def read(self, is_stopping: Callable[[], bool]) -> None:
        place = _place(self.own.settings, self.mailbox.validity)
        if place != self.known.place:
            self.known = replace(self.known, place=place, last=0)
        if self._look_through(is_stopping):
            self._look_around()
        now = self.own.now()
        self.known = replace(self.known, read_at=now, fault="", fault_since=None)
        note_reading(self.own.register, self.known)

    def _look_through(self, is_stopping: Callable[[], bool]) -> bool:
        """Whether nothing is left to be looked at."""
        uids = self.mailbox.after(self.known.last, MOST_LOOKED_AT)
        for start in range(0, len(uids), AT_ONCE):
            for heading in self.mailbox.headings(uids[start : start + AT_ONCE]):
                if is_stopping() or self.bytes > MOST_BYTES:
                    return False
                try:
                    self._treat(heading)
                except NoRoomForPaper:
                    # It lies well where it is until what came before was read.
                    return False
                self.known = replace(self.known, last=heading.uid)
        return len(uids) < MOST_LOOKED_AT

    def _look_around(self) -> None:
        self.known = replace(
            self.known,
            left=self.mailbox.count_again(),
            unread=self.mailbox.lying_in(Folder.UNREAD),
            large=self.mailbox.larger_than(LARGEST_MAIL),
        )

    def _treat(self, heading: Heading) -> None:
        is_from_here = _is_from_here(heading.sender, self.own.settings)
        if heading.is_done or not (is_from_here or heading.is_report):
            return
        if heading.size > LARGEST_MAIL:
            log.warning("mail too large", extra={"bytes": heading.size})
            return
        self.bytes += heading.size
        try:
            opened = open_mail(self.mailbox.content(heading.uid, LARGEST_MAIL))
        except Refusal as refusal:
            log.warning("mail could not be read", extra={"reason": refusal.code})
            if is_from_here:
                self._put(heading, Folder.UNREAD)
            return
        if opened.report is not None:
            self._hear(heading, opened.report)
        elif is_from_here:
            self._take(heading, opened.files)

    def _take(self, heading: Heading, files: tuple[Enclosed, ...]) -> None:
        """Keep the files in the register for good, and only then move the mail."""
        for one in files:
            refuse_without_room(self.own, len(one.content))
            receive(self.own, NewArrival(one.content, one.name, one.media, Way.MAIL), COURIER)
        if files:
            log.info("mail taken", extra={"files": len(files)})
            self.known = replace(self.known, taken=self.known.taken + 1)
            self._put(heading, Folder.TAKEN)
        elif _is_scanner(heading.sender, self.own.settings):
            # Nobody writes letters with a scanner.
            log.warning("mail could not be read", extra={"reason": "no file"})
            self._put(heading, Folder.UNREAD)

    def _hear(self, heading: Heading, report: Report) -> None:
        """Tell of a mail of ours that came back; one that is only late may still be handed over."""
        register, now = self.own.register, self.own.now()
        about = _as_kept(report.about, self.own.settings.sender)
        mail = bounces.find_mail(register, about)
        if mail is None:
            return
        if report.action == FAILED:
            words = outcome(Verdict.PERMANENT, report.words or report.action).reply
            bounces.note_bounce(register, mail, words, heading.arrived_at, now)
            log.warning("mail bounced", extra={"queue": mail.queue, "number": mail.id})
            self.known = replace(self.known, bounced=self.known.bounced + 1)
        self._put(heading, Folder.TAKEN)

    def _put(self, heading: Heading, folder: Folder) -> None:
        self.mailbox.put(heading.uid, folder)
        self.known = replace(self.known, last=heading.uid)
        note_reading(self.own.register, self.known)


def _place(settings: Settings, validity: int) -> str:
    """What numbers of mails count in: a mailbox, as long as its numbers hold, looked through with
    these settings. Others may want what lies there."""
    server = parse_imap_url(settings.imap_url)
    parts = (server.host, server.port, server.user, server.folder, validity)
    meant = (*parts, settings.mail_domains, settings.scanner_senders, settings.sender)
    return hashlib.sha256(repr(meant).encode()).hexdigest()


def _is_from_here(sender: str, settings: Settings) -> bool:
    """Whether a scanner or a colleague sent it, and not we: what we send is no paper."""
    if sender == settings.sender.lower():
        return False
    found = MailAddress.parse(sender) if sender else None
    is_within = found is not None and found.is_within(settings.mail_domains)
    return is_within or _is_scanner(sender, settings)


def _is_scanner(sender: str, settings: Settings) -> bool:
    return sender in map(str.lower, settings.scanner_senders)


def _as_kept(about: tuple[str, ...], sender: str) -> list[str]:
    """Message-IDs as the register has them: the own domain with the letters that it is written
    with."""
    domain = sender.rpartition("@")[2]
    own = ascii_domain(f"@{domain}>")
    kept = {one.removesuffix(own) + f"@{domain}>" for one in about if one.endswith(own)}
    return sorted({*about, *kept})
