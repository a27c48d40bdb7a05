"""How fast the courier hands over: `python -m bench.courier [--mails 500] [--database postgresql]`.

Files plans with real documents and delivers their copies to a mail server on loopback, in a
process of its own that takes whatever comes. Prints mails a second and where the time went, round
by round; with `--profile`, what Python did in the last round.
"""

import argparse
import cProfile
import pstats
import socketserver
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import sqlalchemy as sa

from bench.databases import DATABASES, fresh_database
from bench.made_up import file_made_up
from mail.courier import Route, deliver_due, new_worker_name
from mail.letters.writer import CopyWriter
from mail.smtp.server import parse_smtp_url
from mail.smtp.transport import SmtpTransport
from register.database import open_database
from tests.mail.examples import SENDER

MAX_BYTES = 10_000_000


class _Taker(socketserver.StreamRequestHandler):
    """Takes every mail, as fast as bytes come; the server counts them."""

    wbufsize = 0
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Answer one client until it goes."""
        self._say(b"220 ready")
        while line := self.rfile.readline():
            command = line[:4].upper().strip()
            if command == b"EHLO":
                self._say(b"250-sink", b"250-PIPELINING", b"250-8BITMIME", b"250 SIZE 50000000")
            elif command == b"DATA":
                self._say(b"354 go ahead")
                self._take()
                self._say(b"250 2.0.0 Ok: queued")
            elif command == b"QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(b"250 ok")

    def _take(self) -> None:
        end = b"\r\n.\r\n"
        tail = b""
        while not tail.endswith(end):
            tail = (tail + self.rfile.read1(1 << 20))[-len(end) :]
        self.server.taken.value += 1  # type: ignore[attr-defined]

    def _say(self, *lines: bytes) -> None:
        self.wfile.write(b"".join(line + b"\r\n" for line in lines))


def _serve(tell_port: Connection, taken: Any) -> None:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Taker)
    server.daemon_threads = True
    server.taken = taken  # type: ignore[attr-defined]
    tell_port.send(server.server_address[1])
    server.serve_forever()


@contextmanager
def mail_server() -> Iterator[tuple[int, Callable[[], int]]]:
    """Give the port of a mail server in a process of its own, and how many mails it took."""
    context = get_context("spawn")
    taken = context.Value("q", 0)
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, taken), daemon=True)
    process.start()
    try:
        yield ours.recv(), lambda: taken.value
    finally:
        process.terminate()
        process.join()


class Watched:
    """Stands before a writer or a transport and adds up how long its calls took."""

    def __init__(self, inner: Any, seconds: dict[str, float]) -> None:
        self._inner, self._seconds = inner, seconds

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._inner, name)

        def timed(*arguments: Any, **options: Any) -> Any:
            began = time.perf_counter()
            try:
                return call(*arguments, **options)
            finally:
                self._seconds[name] += time.perf_counter() - began

        return timed


def deliver(db: sa.Engine, port: int, seconds: dict[str, float]) -> float:
    """Deliver all that waits; how many mails a second."""
    writer = CopyWriter(db, SENDER, MAX_BYTES, "secret", lambda key, reference: f"{key}{reference}")
    transport = SmtpTransport(parse_smtp_url(f"smtp://127.0.0.1:{port}?starttls=off"))
    route = Route(
        db,
        Watched(transport, seconds),
        Watched(writer, seconds),
        lambda: datetime.now(UTC),
        new_worker_name(),
    )
    began, cpu = time.perf_counter(), time.process_time()
    accepted = deliver_due(route).accepted
    took = time.perf_counter() - began
    seconds["register and the rest"] = took - sum(seconds.values())
    seconds["in all, of the processor"] = time.process_time() - cpu
    return accepted / took


def _round(
    db: sa.Engine,
    port: int,
    mails: int,
    taken: Callable[[], int],
    watch: AbstractContextManager[Any] | None = None,
) -> float:
    for _ in range(mails):
        file_made_up(db)
    before = taken()
    seconds: dict[str, float] = defaultdict(float)
    with watch or nullcontext():
        speed = deliver(db, port, seconds)
    assert taken() - before == mails, "a mail is missing, or came twice"
    parts = ", ".join(f"{name} {took / mails * 1000:.2f} ms" for name, took in seconds.items())
    print(f"{speed:6.1f} mails/s; of each mail: {parts}")
    return speed


def main() -> None:
    """Run the rounds and print their median."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--profile", action="store_true")
    chosen = parser.parse_args()
    with fresh_database(chosen.database) as url, mail_server() as (port, taken):
        db = open_database(url)
        speeds = [_round(db, port, chosen.mails, taken) for _ in range(chosen.rounds)]
        print(f"{chosen.database}: median {statistics.median(speeds):.1f} mails/s")
        if chosen.profile:
            profile = cProfile.Profile()
            _round(db, port, chosen.mails, taken, profile)
            pstats.Stats(profile).sort_stats("tottime").print_stats(30)
        db.dispose()


if __name__ == "__main__":
    main()
