"""A mail server that notes what it took before it says so: `… -m bench.faults.sink PORT FILE`."""

import asyncio
import json
import os
import sys
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """One line of JSON for each mail, on disk before the 250."""

    def __init__(self, notes: Path) -> None:
        self.file = notes.open("ab")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """aiosmtpd's hook."""
        content = envelope.content
        message = message_from_bytes(content if isinstance(content, bytes) else b"")
        attached = [part.get_content_type() for part in message.walk() if part.get_filename()]
        note = {
            "id": message["Message-ID"],
            "subject": str(make_header(decode_header(message["Subject"]))),
            "attached": attached,
        }
        self.file.write(json.dumps(note).encode() + b"\n")
        self.file.flush()
        os.fsync(self.file.fileno())
        return "250 OK"


async def serve(port: int, notes: Path) -> None:
    """Serve on loopback until the process is ended."""
    sink = Sink(notes)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink"), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
