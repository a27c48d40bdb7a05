"""Static files: addresses that change with the content, and small transfers."""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from web.site.compression import reads_gzip

# Fonts are compressed already.
COMPRESSED = ("text/css", "text/javascript", "image/svg+xml")


def serve_static_files_well(app: Flask) -> None:
    """Give every static file an address of its own version and compress what gains from it."""
    folder = str(app.static_folder)

    @app.template_global()
    def asset(name: str) -> str:
        # As url_for makes it, which takes long for as many files as a page has.
        return f"{request.script_root}{app.static_url_path}/{name}?v={_fingerprint(folder, name)}"

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            values["v"] = _fingerprint(folder, values["filename"])

    @app.after_request
    def compress(response: Response) -> Response:
        is_ours = request.endpoint == "static" and response.mimetype in COMPRESSED
        if is_ours and response.status_code == 200 and reads_gzip():
            _shrink(response, Path(folder, str((request.view_args or {})["filename"])))
        return response


def _shrink(response: Response, path: Path) -> None:
    response.close()
    response.direct_passthrough = False
    response.set_data(_compressed(path, path.stat().st_mtime_ns))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    etag, _ = response.get_etag()
    response.set_etag(f"{etag}-gzip")


@lru_cache
def _compressed(path: Path, changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)


@lru_cache
def _fingerprint(folder: str, name: str) -> str:
    path = Path(folder, name)
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""
