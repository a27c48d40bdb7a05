"""Whom to tell about a weakness that somebody found: /.well-known/security.txt."""

import logging
from datetime import UTC, datetime, time
from http import HTTPStatus
from urllib.parse import urljoin

from flask import Blueprint, Response, abort

from web.office import office

ADDRESS = "/.well-known/security.txt"
log = logging.getLogger(__name__)

disclosure = Blueprint("disclosure", __name__)


@disclosure.get(ADDRESS)
def security_txt() -> Response:
    """RFC 9116: contacts, the best first, and until when that is true.

    404 where no contact is set, and when the day has passed: such a file "MUST NOT be used"
    (2.5.5), and the log says so to who forgot to renew it.
    """
    settings = office().settings
    if settings.security_expires is None:
        abort(HTTPStatus.NOT_FOUND)
    expires = datetime.combine(settings.security_expires, time(23, 59, 59), UTC)
    if expires < office().now():
        log.warning("security.txt has expired", extra={"setting": "SECURITY_EXPIRES"})
        abort(HTTPStatus.NOT_FOUND)
    lines = [f"Contact: {contact}" for contact in settings.security_contact]
    lines.append(f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}")
    lines.append("Preferred-Languages: sv, en")
    lines.append(f"Canonical: {urljoin(settings.base_url, ADDRESS)}")
    return Response("".join(f"{line}\n" for line in lines), mimetype="text/plain")
