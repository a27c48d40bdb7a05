"""How a process and its child talk: facts as JSON and some pieces of bytes, their lengths first."""

import json
import struct
from typing import IO, Any

_LENGTH = struct.Struct(">I")
_MOST_FACTS = 8 * 1024 * 1024


def send(stream: IO[bytes], facts: dict[str, Any], *pieces: bytes) -> None:
    """Write one message. Raises OSError when nobody reads any more."""
    head = json.dumps(facts | {"pieces": [len(piece) for piece in pieces]}).encode("ascii")
    for part in (_LENGTH.pack(len(head)), head, *pieces):
        stream.write(part)
    stream.flush()


def receive(stream: IO[bytes], most: int) -> tuple[dict[str, Any], list[bytes]]:
    """The next message, with pieces of `most` bytes together. Raises EOFError when there is none,
    and ValueError for what `send` has not written."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > _MOST_FACTS:
        raise ValueError("the facts are too long")
    facts = json.loads(_exactly(stream, length))
    lengths = facts.pop("pieces")
    if min(lengths, default=0) < 0 or sum(lengths) > most:
        raise ValueError("the pieces are too long")
    return facts, [_exactly(stream, each) for each in lengths]


def _exactly(stream: IO[bytes], length: int) -> bytes:
    found = stream.read(length)
    if len(found) < length:
        raise EOFError
    return found
