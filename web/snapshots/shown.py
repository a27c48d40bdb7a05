"""Snapshots of an account as lists show them, and what of each is handed out.

At a glance they are pictures made anew here. Documents and files are handed out to be saved: no
browser of ours opens what somebody sent.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from flask import Response, abort

from office.snapshots import GIVERS, REASONS
from register import snapshots
from register.accounts import names_of
from register.actors import ActorKind
from register.life import living_of
from register.snapshots import Snapshot, SnapshotFile, giver_of
from swedish import swedish_date, swedish_weight
from web.filed.files import BINARY
from web.office import office
from web.site.headers import SANDBOX

SNAPSHOT = "<int(max=2147483647):snapshot_id>"
FILE = f"{SNAPSHOT}/<int(max=2147483647):number>"
_WHY: Mapping[str, str] = {one.value: text for one, text in REASONS.items()}
Address = Callable[..., str]
"""The address of what a word of ours names ("picture", "document", "file") for `snapshot_id`, and
but for documents for `number`."""


@dataclass(frozen=True)
class ToldFile:
    """A file in words, and where it is seen and fetched."""

    words: str
    picture: str
    way: str


@dataclass(frozen=True)
class Told:
    """A snapshot in words: `who` sent it in; `way` leads to its document."""

    day: str
    why: str
    shows: str
    who: str
    way: str
    files: list[ToldFile]


def snapshots_told(case_id: int, address: Address, *, with_names: bool = False) -> list[Told]:
    """Those of a case, the last first; with the names of those who sent them for who sees them."""
    found = snapshots.snapshots_of(office().register, case_id)
    senders = {one.account_id for one in found if one.account_id} if with_names else set()
    names = names_of(office().register, senders)
    return [_told(one, address, names.get(one.account_id or 0, "")) for one in found]


def takes_snapshots(case_id: int) -> bool:
    """Whether a case is about an account that is there, or was."""
    return living_of(office().register, case_id).exists_since is not None


def _told(one: Snapshot, address: Address, name: str) -> Told:
    who = GIVERS.get(giver_of(one), GIVERS[ActorKind.UNKNOWN])
    return Told(
        day=swedish_date(one.taken_on),
        why=_WHY.get(one.why, one.why),
        shows=one.shows,
        who=f"{who} ({name})" if name else who,
        way=address("document", snapshot_id=one.id),
        files=[_told_file(file, address) for file in one.files],
    )


def _told_file(one: SnapshotFile, address: Address) -> ToldFile:
    which = {"snapshot_id": one.snapshot_id, "number": one.number}
    words = f"{one.name} ({swedish_weight(one.size)})"
    return ToldFile(words, address("picture", **which), address("file", **which))


def document_of(case_id: int, snapshot_id: int) -> Response:
    """The document of a snapshot, or 404 when it is not there or no longer whole."""
    found = _found(case_id, snapshot_id)
    content = snapshots.document_of(office().register, found.id)
    return _to_save(content, found.name, "application/pdf")


def file_of(case_id: int, snapshot_id: int, number: int) -> Response:
    """A file as it is kept, or 404 when it is not there or no longer whole."""
    file = _file(case_id, snapshot_id, number)
    return _to_save(snapshots.content_of(office().register, file.id), file.name, BINARY)


def picture_of(case_id: int, snapshot_id: int, number: int) -> Response:
    """A file at a glance, or 404."""
    found = snapshots.small_of(office().register, _file(case_id, snapshot_id, number).id)
    return Response(found or abort(HTTPStatus.NOT_FOUND), mimetype="image/jpeg")


def _file(case_id: int, snapshot_id: int, number: int) -> SnapshotFile:
    files = _found(case_id, snapshot_id).files
    return next((one for one in files if one.number == number), None) or abort(HTTPStatus.NOT_FOUND)


def _found(case_id: int, snapshot_id: int) -> Snapshot:
    found = snapshots.snapshot_of(office().register, case_id, snapshot_id)
    return found or abort(HTTPStatus.NOT_FOUND)


def _to_save(content: bytes | None, name: str, media: str) -> Response:
    response = Response(content or abort(HTTPStatus.NOT_FOUND), mimetype=media)
    # RFC 8187: a name of any letters.
    called = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Disposition"] = called
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
