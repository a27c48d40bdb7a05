"""Whether the mail server is there at all, for a page that must not tell whose mail it holds."""

import socket
import time
from contextlib import suppress

from mail.smtp.server import SmtpServer

ANSWER_SECONDS = 3.0
REMEMBERED_SECONDS = 15.0


class Reach:
    """Knows of one mail server whether it takes connections; asks anew after a while."""

    def __init__(self, server: SmtpServer) -> None:
        """Take the server; nothing is asked yet."""
        self._server = server
        self._known: tuple[float, bool] | None = None

    def __call__(self) -> bool:
        """Whether the server took a connection just now, or within a quarter of a minute."""
        now = time.monotonic()
        if self._known is None or now - self._known[0] > REMEMBERED_SECONDS:
            self._known = (now, self._asked())
        return self._known[1]

    def _asked(self) -> bool:
        address = (self._server.host, self._server.port)
        with suppress(OSError), socket.create_connection(address, ANSWER_SECONDS):
            return True
        return False
