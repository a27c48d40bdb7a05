"""The seal of a backup: a MAC over every byte of it, under the key of who made it.

It stands behind the last page of the SQLite file, where SQLite does not look.
"""

import hashlib
import hmac
import os
from enum import Enum
from pathlib import Path

from register.keys import derived_key

_MARK = b"\nblanketter-seal-1 "
_LENGTH = len(_MARK) + 2 * hashlib.sha256().digest_size + 1
_PIECE = 1024 * 1024
# Of SQLite (sqlite.org/fileformat.html 1.3.2); the size of a file is a multiple of it.
_SMALLEST_PAGE = 512


class Seal(Enum):
    """What the seal of a backup tells."""

    OURS = "ours"
    """Made under the key of this installation, and nothing has changed since."""
    INSIDE = "inside"
    """Made under the key that lies in the backup itself: it is whole, but whoever can write the
    file can seal it anew."""
    UNKNOWN = "unknown"
    """Made under a key that is not here."""
    MISSING = "missing"
    """None, as in backups of older versions."""
    BROKEN = "broken"
    """Made under a key that is here, over something else."""


def add_seal(path: Path, secret: str) -> None:
    """Seal a file that has no seal yet."""
    line = _MARK + _mac(path, path.stat().st_size, secret) + b"\n"
    with path.open("ab") as file:
        file.write(line)


def remove_seal(path: Path) -> None:
    """Take the seal away from a file that is to be changed."""
    if _seal_in(path):
        os.truncate(path, path.stat().st_size - _LENGTH)


def seal_of(path: Path, secret: str, inside: str) -> Seal:
    """Hold the seal against the key of this installation and against that `inside` the file."""
    written = _seal_in(path)
    size = path.stat().st_size
    if not written:
        # What stands behind the last page was a seal, or was meant to look like none.
        return Seal.BROKEN if size % _SMALLEST_PAGE else Seal.MISSING
    size -= _LENGTH
    if hmac.compare_digest(written, _mac(path, size, secret)):
        return Seal.OURS
    if not inside:
        return Seal.UNKNOWN
    is_whole = hmac.compare_digest(written, _mac(path, size, inside))
    return Seal.INSIDE if is_whole else Seal.BROKEN


def _seal_in(path: Path) -> bytes:
    """The MAC at the end of a file, or nothing."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LENGTH))
        line = file.read()
    return line.removeprefix(_MARK).rstrip(b"\n") if line.startswith(_MARK) else b""


def _mac(path: Path, size: int, secret: str) -> bytes:
    """RFC 2104 with SHA-256 over the first `size` bytes, in hex, under a key made for this only."""
    mac = hmac.new(derived_key(secret, "seal of backups").encode(), digestmod=hashlib.sha256)
    with path.open("rb") as file:
        while size > 0 and (piece := file.read(min(size, _PIECE))):
            mac.update(piece)
            size -= len(piece)
    return mac.hexdigest().encode()
