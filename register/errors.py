"""What can go wrong in the register, by name. Each carries the facts, none carries a key."""

from datetime import datetime
from getpass import getuser
from pathlib import Path


class RegisterError(Exception):
    """The common base of everything that the register refuses."""


class RegisterUnavailable(RegisterError):
    """The database is locked, full, read-only or away: nothing was written, try again later.

    The one exception is a connection lost while the commit was on its way: then nobody can know.
    Filing the same draft again is safe in both cases.
    """


class RegisterDamaged(RegisterUnavailable):
    """The database can no longer be read, at least not here; the message is a line that says what.

    Trying again will not help: a human must look.
    """


class RegisterMissing(RegisterUnavailable):
    """There is no file, and only `migrate` makes one: reading must not leave an empty register."""

    def __init__(self, path: Path) -> None:
        """Take where it should be."""
        super().__init__("there is no register")
        self.path = path


class RegisterLost(RegisterUnavailable):
    """There was a register, as its key tells, and now there is none, or one without any table."""

    def __init__(self, path: Path | None, key: Path) -> None:
        """Take where it should be, and the key."""
        super().__init__(
            f"there is a secret key at {key} and no register at {path}. If it was lost, restore a "
            "backup; the command migrate begins with an empty one"
        )


class RegisterTooNew(RegisterUnavailable):
    """A newer version has changed the tables, so this one does not know them."""


class FilingDamaged(RegisterError):
    """Something of one filing is not as it was filed; the others may well be.

    Nothing of it leaves the house as if it were whole. The message is a line that says what.
    """

    def __init__(self, filing_id: int, reference: str, version: int, what: str) -> None:
        """Take which filing it is, and `what` in a few words."""
        super().__init__(f"{reference} v{version}: {what}")
        self.filing_id = filing_id
        self.reference = reference
        self.version = version
        self.what = what


class DocumentErased(RegisterError):
    """The content of a document is gone by a decision; that it was issued is still known."""

    def __init__(self, name: str, erased_at: datetime) -> None:
        """Take its file name and when it was erased (UTC)."""
        super().__init__(f"{name} was erased")
        self.name = name
        self.erased_at = erased_at


class CaseErased(DocumentErased):
    """What a case held was erased under a decision; its reference and its days are still known."""

    def __init__(self, reference: str, erased_at: datetime) -> None:
        """Take its reference and when it was erased (UTC)."""
        super().__init__(reference, erased_at)
        self.reference = reference


class ErasingRefused(RegisterError):
    """Nothing was proposed, confirmed or erased; the message says in Swedish why, and what to do
    about it.
    """


class SheetChanged(RegisterError):
    """Somebody else has sorted the sheet since it was looked at."""


class DraftDamaged(RegisterError):
    """What was saved in a draft can no longer be read."""


class NoRoomForPaper(RegisterError):
    """So much waits to be read that files of anybody are refused for a while; nothing was kept."""


class OutcomeUnknown(RegisterUnavailable):
    """The register went away while it was filing, and cannot be asked whether it did."""


class TooManyAttached(RegisterError):
    """The draft holds as many files, or as many bytes of them, as one may; nothing was kept."""

    def __init__(self, what: str, limit: int) -> None:
        """Take "files" or "bytes", and how many a draft holds."""
        super().__init__(f"a draft holds {limit} {what}")
        self.what, self.limit = what, limit


class DraftNotFound(RegisterError):
    """No living draft has this key: it never existed, or its time has passed."""


class DraftAlreadyFiled(RegisterError):
    """The draft was filed meanwhile and can no longer be changed."""


class DraftChanged(RegisterError):
    """Somebody saved the draft in between; nothing was overwritten."""

    def __init__(self, revision: int, saved_at: datetime) -> None:
        """Take the revision that is stored now and when it was saved (UTC)."""
        super().__init__(f"draft is at revision {revision} now")
        self.revision = revision
        self.saved_at = saved_at


class CaseChanged(RegisterError):
    """Somebody else noted something of the case since it was read."""


class NoRoomForDrafts(RegisterError):
    """All drafts together take as much as they may, or the disk is nearly full; nothing was
    written, and what is filed is kept as ever."""


class NewerVersionExists(RegisterError):
    """The draft changes a version that has been replaced by a newer one since."""

    def __init__(self, reference: str, version: int) -> None:
        """Take the reference and its newest version."""
        super().__init__(f"{reference} is at version {version} now")
        self.reference = reference
        self.version = version


class NameTaken(RegisterError):
    """Another view of the same account has this name."""


class TooManyViews(RegisterError):
    """The account has as many views as one may have."""


class BackupRefused(RegisterError):
    """A backup that cannot be made or restored; the message is one line that says why."""


class BackupDamaged(BackupRefused):
    """A backup in which something is not as it was written; `damage` has a line for each."""

    def __init__(self, damage: tuple[str, ...]) -> None:
        """Take the lines."""
        super().__init__("the backup is damaged, so nothing was restored")
        self.damage = damage


def cause_of(error: OSError) -> str:
    """What the operating system says, and who it is that may not: a command may have become the
    services' user, to whom other files are open than to who gave it."""
    who = f" for the user {getuser()}" if isinstance(error, PermissionError) else ""
    return f"{error.strerror}{who}"
