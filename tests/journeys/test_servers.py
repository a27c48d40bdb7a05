"""What a server in the tests' own process does where a browser breaks off."""

import gc
import socket
import struct
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.journeys.servers import served

FONT = "/static/fonts/noto-sans-regular.woff2"
# Closed so, a connection is reset.
AT_ONCE = struct.pack("ii", 1, 0)


def break_off(url: str) -> None:
    """Read the beginning of a file and be gone."""
    host, port = urlsplit(url).netloc.split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        connection.sendall(f"GET {FONT} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")


def test_browsers_that_break_off_leave_no_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", left.append)
    with served(instance=tmp_path) as url:
        for _ in range(20):
            break_off(url)
    gc.collect()
    assert left == []
