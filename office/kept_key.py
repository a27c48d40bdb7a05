"""The secret key in backups: without it codes on paper from version 0.1 lead nowhere."""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from office.office import Office
from register.backup.file import KEPT_KEY
from register.errors import BackupRefused
from setting_values import secret_key
from settings import UnkeptKey

_MARK = "secret_key_mark"


@dataclass
class KeptKey:
    """The key of this installation; `file` holds it unless it was set as SECRET_KEY.

    `advice` is what a person must know after restoring, or empty.
    """

    key: str
    file: Path
    advice: str = ""

    @classmethod
    def of(cls, own: Office) -> "KeptKey":
        """The key that is in use."""
        return cls(own.settings.secret_key, own.settings.key_file)

    @property
    def is_ours(self) -> bool:
        """Whether the key was made here, so that nobody else has kept it."""
        try:
            return self.file.read_text(encoding="ascii").strip() == self.key
        except OSError:
            return False

    def kept(self) -> dict[str, str]:
        """What goes into a backup: a mark that tells keys apart, and the key if it is ours."""
        mark = {_MARK: _mark(self.key)}
        return mark | {KEPT_KEY: self.key} if self.is_ours else mark

    def give_back(self, kept: Mapping[str, str]) -> None:
        """Put the key of a backup in place of one that was made here.

        Raises OSError, and BackupRefused when anybody could guess it.
        """
        if kept.get(_MARK) == _mark(self.key):
            return
        if KEPT_KEY in kept and (self.is_ours or isinstance(self.key, UnkeptKey)):
            _write(self.file, _checked(kept[KEPT_KEY]))
            self.advice = "The secret key was restored too: restart the web pages."
            return
        self.advice = (
            "Warning: SECRET_KEY is not the one that was in use when the backup was made. Until "
            "it is, codes on paper that was printed by version 0.1 lead nowhere."
        )


def _checked(key: str) -> str:
    """A key that would be taken as SECRET_KEY."""
    if not (key and key.isascii() and key.isprintable() and key == key.strip()):
        raise BackupRefused("the secret key in the backup is none")
    try:
        return secret_key(key)
    except ValueError as error:
        raise BackupRefused(f"the secret key in the backup {error}") from error


def _mark(key: str) -> str:
    return hmac.new(key.encode(), b"which key this is", sha256).hexdigest()[:16]


def _write(file: Path, key: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.restored")
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600)
    beside.write_text(key, encoding="ascii")
    os.replace(beside, file)
