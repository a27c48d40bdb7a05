"""Headers that protect the pages and what stands on them."""

from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, request

# Everything comes from this server; nothing inline, nothing from elsewhere. Frames are
# allowed to show our own PDF only, which the print button needs.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
# Of these the view says who may show them, and everybody may keep and find them.
PUBLISHED = frozenset(("accounts.page", "accounts.file", "accounts.schema"))
# For files of anybody: should a browser show one after all, nothing in it runs or is ours.
SANDBOX = "default-src 'none'; sandbox"


def protect(app: Flask, *, tls: bool, subdomains: bool = False) -> None:
    """Add the headers to every response; `tls` adds what only makes sense over https.

    `subdomains` binds every name below ours to https too, for a year after each visit.
    """
    hsts = "max-age=31536000; includeSubDomains" if subdomains else "max-age=31536000"

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers["X-Content-Type-Options"] = "nosniff"
        is_published = _is_published(response)
        headers["Cross-Origin-Resource-Policy"] = "cross-origin" if is_published else "same-origin"
        if _is_part_of_a_page(response):
            return response
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        # Keys stand in addresses, so no other place may be told where a reader came from.
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if tls:
            headers["Strict-Transport-Security"] = hsts
        if response.status_code == HTTPStatus.PERMANENT_REDIRECT:
            # A missing slash; the answer names the host that the visitor claims to see.
            response.location = _without_host(response.location or "")
            response.set_data(b"")
        if not is_published:
            headers["X-Frame-Options"] = "SAMEORIGIN"
            headers["X-Robots-Tag"] = "noindex, nofollow"
            headers["Cache-Control"] = "no-store"
        return response


def _is_part_of_a_page(response: Response) -> bool:
    """A style, script, font or picture of ours: the page that asks for it has the rest.

    Not the page that says that there is no such file.
    """
    return (
        request.endpoint in ("static", "pages.accent_css", "pages.logo", "user_guide.picture")
        and response.status_code < HTTPStatus.BAD_REQUEST
    )


def _is_published(response: Response) -> bool:
    """Whether it is of a list for everybody, and no page that says that something is wrong."""
    return request.endpoint in PUBLISHED and response.status_code in (
        HTTPStatus.OK,
        HTTPStatus.NOT_MODIFIED,
    )


def _without_host(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(("", "", "/" + parts.path.lstrip("/"), parts.query, ""))
