"""Protocols of erasing, read in: by a command, and by the restoring of a backup. A folder beside
the secret key keeps a copy of each, so that something outlives the register."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from intake.contents import Contents
from intake.refusals import Refusal
from office.erasing import VERSION
from office.office import Office
from pdf.protocol import DATA
from register.erasing.again import Applied, Line, Protocol, apply_again
from register.erasing.decisions import CountedFrom, NewDecision, What

FOLDER = "gallringsprotokoll"
LARGEST = 16 * 1024 * 1024


class NoProtocol(Exception):
    """A file is no protocol of erasing; the message says why in a few words."""


Opener = Callable[[bytes], Contents]
"""Opens a PDF of anybody. Raises a Refusal."""


def apply_file(own: Office, path: Path, opener: Opener) -> Applied:
    """Apply the protocol in a file again. Raises NoProtocol, OSError, RegisterUnavailable."""
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise NoProtocol("it is too large")
    return apply_again(own.register, read_protocol(content, opener), own.now())


def kept_protocols(own: Office) -> Iterator[Path]:
    """The copies that are kept beside the key, in the order of their numbers."""
    yield from sorted(folder_of(own.settings.instance_path).glob("*.pdf"))


def folder_of(instance: Path) -> Path:
    """Where copies of protocols are kept."""
    return instance / FOLDER


def read_protocol(content: bytes, opener: Opener) -> Protocol:
    """What a protocol says. Raises NoProtocol."""
    try:
        texts = {one.name: one.text for one in opener(content).files}
        return _protocol(json.loads(texts[DATA]), content)
    except Refusal as refusal:
        raise NoProtocol(f"it cannot be read: {refusal.code}") from refusal
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise NoProtocol("the data of a protocol is not in it, or not whole") from error


def _protocol(told: Mapping[str, Any], content: bytes) -> Protocol:
    if told["gallringsprotokoll"] != VERSION:
        raise NoProtocol("it was made by a newer version")
    proposed, confirmed = told["foreslaget"], told["bekraftat"]
    return Protocol(
        _decision(told["beslut"]),
        _text(proposed["av"]),
        _moment(proposed["nar"]),
        _text(confirmed["av"]),
        _moment(confirmed["nar"]),
        [_line(one) for one in told["gallrat"]],
        content,
    )


def _decision(told: Mapping[str, Any]) -> NewDecision:
    return NewDecision(
        _text(told["dnr"]),
        date.fromisoformat(told["dag"]),
        _text(told["av"]),
        _text(told["blankett"]),
        What(told["vad"]),
        CountedFrom(told["raknat_fran"]),
        int(told["manader"]),
        str(told["bevaras"]),
    )


def _line(told: Mapping[str, Any]) -> Line:
    digests = [_text(one) for one in told["sha256"]]
    counted = date.fromisoformat(told["raknat_fran"])
    return Line(_text(told["referens"]), _text(told["vad"]), counted, digests)


def _text(told: Any) -> str:
    if not isinstance(told, str) or not told or "\x00" in told:
        raise ValueError("no text")
    return told


def _moment(told: str) -> datetime:
    moment = datetime.fromisoformat(told)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment
