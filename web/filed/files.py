"""Files that belong to the answers, for who may see these: at a glance, and as they are kept.

At a glance they are pictures made anew here. A file itself is handed out to be saved, and never
shown: no browser of ours opens what somebody sent.
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from urllib.parse import quote

from flask import Response, abort

from register import attached
from register.attached import Attached
from swedish import swedish_weight
from web.office import office
from web.site.headers import SANDBOX

BINARY = "application/octet-stream"
Address = Callable[[str, str], str]
"""The address of what a word of ours names ("picture", "file") for a SHA-256."""


def shown_of(files: Sequence[Attached], address: Address) -> list[dict[str, str]]:
    """What templates/files.html shows of files."""
    return [
        {
            "told": f"{one.name} ({swedish_weight(one.size)})",
            "picture": address("picture", one.sha256),
            "url": address("file", one.sha256),
        }
        for one in files
        if one.erased_at is None
    ]


def file_of(filing_id: int, sha256: str) -> Attached:
    """One file of a filing, or 404."""
    files = attached.of_filing(office().register, filing_id)
    found = next((one for one in files if one.sha256 == sha256 and one.erased_at is None), None)
    return found or abort(HTTPStatus.NOT_FOUND)


def picture_of(file: Attached | None) -> Response:
    """The small picture of a file, or 404."""
    found = attached.small_picture(office().register, file.id) if file else None
    return Response(found or abort(HTTPStatus.NOT_FOUND), mimetype="image/jpeg")


def download_of(file: Attached) -> Response:
    """The file as it is kept, to be saved; 404 when it is no longer whole."""
    content = attached.content_of(office().register, file.id)
    response = Response(content or abort(HTTPStatus.NOT_FOUND), mimetype=BINARY)
    # RFC 8187: a name of any letters.
    name = quote(file.name, safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
