"""Attached files on a disk that is full, and under a server that is killed: whole or not at all.

The server is real, and so are the disk and the kill.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import Client
from werkzeug.wsgi import get_input_stream

import forms
from app import create_app
from register import attached, schema
from register.audit.verification import verify_register
from register.database import open_database
from tests.intake.kinds import saved
from tests.intake.test_depictions import photograph
from tests.ports import free_port
from tests.web.conftest import Visitor
from tests.web.filling.test_attaching import (
    Felanmalan,
    file_it,
    inputs,
    listed,
    picture,
    problems,
    review,
    upload,
)
from tests.web.test_processes import ROOT, answers, wait_until

MEGABYTE = 1024 * 1024
SMALL = 12 * MEGABYTE
ON_A_SMALL_DISK = f'mount -t tmpfs -o size={SMALL} small "$INSTANCE_PATH" && exec "$@"'


# What a worker loads is loaded once and before it: most of what a start takes, and every kill is
# followed by one. The settings are read first, as some of that goes by them.
WARM_GUNICORN = """
from gunicorn.app.wsgiapp import WSGIApplication

class Warm(WSGIApplication):
    def load_config(self):
        super().load_config()
        import tests.faults.test_attached

Warm().run()
"""
KILL_AT = "kill-at"
COMMIT = "COMMIT after "


def create() -> Flask:
    """What gunicorn serves: an application with a form that asks for files, whose process kills
    itself as it comes to the statement that stands in a file beside the register. The file is gone
    once that was followed, so that the next process lives."""
    forms.FORMS = (*forms.FORMS, Felanmalan)
    app = create_app()
    office = app.extensions["office"]
    told, met = Path(office.settings.instance_path, KILL_AT), [""]

    def die_at(where: str) -> None:
        if told.exists() and where.startswith(told.read_text()):
            told.unlink()
            os.kill(os.getpid(), signal.SIGKILL)

    def executing(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        met[0] = statement
        die_at(statement)

    sa.event.listen(office.register, "before_cursor_execute", executing)
    sa.event.listen(office.register, "commit", lambda _: die_at(COMMIT + met[0]))
    return app


class Wire:
    """A way to a server for `Visitor`: every request goes over a connection of its own."""

    def __init__(self, port: int) -> None:
        self._port = port

    def test_client(self) -> Client:
        return Client(self._forward)

    def _forward(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        names = (name for name in environ if name.startswith("HTTP_"))
        headers = {name[5:].replace("_", "-"): environ[name] for name in names}
        headers["Content-Type"] = environ.get("CONTENT_TYPE", "")
        body = get_input_stream(environ).read()
        environ["wsgi.input"].close()
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        # A connection that breaks off is closed too.
        with closing(connection):
            connection.request(environ["REQUEST_METHOD"], environ["PATH_INFO"], body, headers)
            answer = connection.getresponse()
            start(f"{answer.status} {answer.reason}", answer.getheaders())
            return [answer.read()]


@contextmanager
def served(folder: Path, port: int, *before: str, **settings: str) -> Iterator[int]:
    """The number of gunicorn's process, with one worker, started by the command `before`."""
    folder.mkdir(exist_ok=True)
    environment = os.environ | {"INSTANCE_PATH": str(folder), "COURIER": "off"} | settings
    command = [*before, sys.executable, "-c", WARM_GUNICORN, "--config", "deploy/gunicorn.conf.py"]
    command += ["--workers", "1", "--bind", f"127.0.0.1:{port}"]
    with folder.with_suffix(".said").open("a") as said:
        process = subprocess.Popen(
            [*command, "tests.faults.test_attached:create()"],
            cwd=ROOT,
            env=environment,
            stdout=said,
            stderr=said,
        )
        try:
            wait_until(lambda: process.poll() is not None or answers(port))
            assert process.poll() is None
            yield process.pid
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(60)


@contextmanager
def on_a_small_disk(folder: Path, port: int, **more: str) -> Iterator[Path]:
    """The folder of a server that has a disk of its own, of a few megabytes."""
    folder.mkdir()
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", ON_A_SMALL_DISK, "sh"]
    can = subprocess.run(
        [*command, "true"], env=os.environ | {"INSTANCE_PATH": str(folder)}, check=False
    )
    if can.returncode:
        pytest.skip("nobody but root may make a disk here")
    # What workers count lies elsewhere: of that they need a little to live.
    counts = folder.with_suffix(".counts")
    counts.mkdir()
    settings = {"RESERVED_DISK_BYTES": "0", "PROMETHEUS_MULTIPROC_DIR": str(counts), **more}
    with served(folder, port, *command, **settings) as pid:
        yield Path(f"/proc/{pid}/root", *folder.parts[1:])


def grown(number: int) -> bytes:
    """A picture of a megabyte and more, of which nothing can be packed."""
    size = (900, 600)
    noise = photograph().resize(size)
    noise.frombytes(Random(number).randbytes(len(noise.tobytes())))
    return saved(noise, "PNG")


def fill(disk: Path, leave: int = 0) -> None:
    """Let only so much be free."""
    with (disk / "filling").open("ab") as filling:
        filling.write(bytes(shutil.disk_usage(disk).free - leave))


def empty(disk: Path) -> None:
    (disk / "filling").unlink()


@contextmanager
def register_of(folder: Path) -> Iterator[sa.Engine]:
    """A copy, since SQLite follows no way into another process's disk."""
    with TemporaryDirectory() as name:
        for one in folder.glob("register.sqlite3*"):
            shutil.copy(one, name)
        register = open_database(f"sqlite:///{name}/register.sqlite3")
        yield register
        register.dispose()


def whole_files(folder: Path) -> list[str]:
    """The names of all files that are kept; each has its bytes and its pages."""
    with register_of(folder) as register:
        found = verify_register(register, lambda content: None, lambda some, of: None)
        assert [f"{one.place}: {one.problem}" for one in found] == []
        with register.connect() as connection:
            rows = connection.execute(sa.select(schema.attached_files.c["id", "name"])).all()
        assert all(attached.content_of(register, row.id) for row in rows)
        assert all(attached.pages_of(register, row.id) for row in rows)
    return [row.name for row in rows]


def filings(folder: Path) -> int:
    with register_of(folder) as register, register.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(schema.filings)) or 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a server keeps its register."""
    return tmp_path / "instance"


def again(visitor: Visitor, expect: int) -> None:
    """Press the button of a page that says that something failed."""
    form = visitor.page.select("form[method=post]")[-1]
    given = {str(it["name"]): str(it["value"]) for it in form.select("input[name]")}
    visitor.post(str(form.get("action", visitor.response.request.path)), given, expect=expect)


def test_full_disk_takes_no_file_and_loses_nothing(folder: Path) -> None:
    port = free_port()
    with on_a_small_disk(folder, port) as disk:
        visitor = Visitor(Wire(port))
        visitor.get("/felanmalan/")
        upload(visitor, (picture(), "gunga.jpg"), where="Parken")
        fill(disk)
        upload(visitor, (grown(1), "stor.png"), expect=422)
        [problem] = problems(visitor)
        assert problem.startswith("stor.png är inte uppladdad, för det går inte att spara just nu.")
        upload(visitor, (grown(1), "stor.png"), expect=503, where="Torget")
        assert visitor.page.h1.text == "Det går inte att spara just nu"
        assert "Filerna väljer du en gång till" in visitor.text
        assert whole_files(disk) == ["gunga.jpg"]
        empty(disk)
        again(visitor, 422)
        assert inputs(visitor)["where"] == "Torget"
        assert problems(visitor)[0].startswith("Ingen fil är vald.")
        upload(visitor, (grown(1), "stor.png"))
        assert whole_files(disk) == ["gunga.jpg", "stor.png"]


def test_full_disk_of_what_is_on_its_way_is_told(folder: Path) -> None:
    """Where nothing that was sent can be laid down no word of it can be read."""
    port = free_port()
    with on_a_small_disk(folder, port, TMPDIR=str(folder)) as disk:
        visitor = Visitor(Wire(port))
        visitor.get("/felanmalan/")
        upload(visitor, (picture(), "gunga.jpg"), where="Parken")
        page = visitor.response.request.path
        fill(disk)
        upload(visitor, (grown(1), "stor.png"), expect=503, where="Torget")
        assert "Gå tillbaka i webbläsaren" in visitor.text
        empty(disk)
        visitor.get(page)
        assert (listed(visitor), inputs(visitor)["where"]) == (["gunga.jpg"], "Parken")
        upload(visitor, (grown(1), "stor.png"), where="Torget")
        assert whole_files(disk) == ["gunga.jpg", "stor.png"]


def test_full_disk_files_nothing_and_keeps_the_draft_with_its_files(folder: Path) -> None:
    port = free_port()
    with on_a_small_disk(folder, port) as disk:
        visitor = Visitor(Wire(port))
        ready_to_file(visitor)
        fill(disk, leave=MEGABYTE // 2)
        file_it(visitor, expect=503)
        assert visitor.page.h1.text == "Det går inte att spara just nu"
        assert (whole_files(disk), filings(disk)) == (["gunga.jpg", "stor.png"], 0)
        empty(disk)
        again(visitor, 303)
        visitor.follow()
        assert "är inlämnad" in visitor.text
        assert (whole_files(disk), filings(disk)) == (["gunga.jpg", "stor.png"], 1)


def half_a_request(port: int, page: str) -> None:
    """The server dies while a file is on its way."""
    with socket.create_connection(("127.0.0.1", port)) as way:
        head = f"POST {page}bilagor/pictures HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        head += f"Content-Length: {MEGABYTE}\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        way.sendall(head.encode() + b"\r\n--b\r\n" + bytes(MEGABYTE // 2))


def ready_to_file(visitor: Visitor) -> None:
    visitor.get("/felanmalan/")
    files = (picture(), "gunga.jpg"), (grown(1), "stor.png")
    upload(visitor, *files, where="Parken")
    review(visitor, **{"pictures-0-text": "En gunga.", "pictures-1-text": "En yta."})


@pytest.fixture
def killed_at(folder: Path) -> Callable[[str], None]:
    """Let the worker die as it comes to a statement."""
    return lambda where: (folder / KILL_AT).write_text(where) and None


BROKEN_OFF = http.client.HTTPException, ConnectionError
# In the middle of a transaction, and when all of it is written and nothing is promised yet.
UPLOADING = ("INSERT INTO attached_pages", f"{COMMIT}SELECT attached_files")
FILING = ("INSERT INTO documents", COMMIT)


def test_server_killed_as_files_come_keeps_them_whole_or_not_at_all(
    folder: Path, killed_at: Callable[[str], None]
) -> None:
    port = free_port()
    with served(folder, port):
        visitor = Visitor(Wire(port))
        visitor.get("/felanmalan/")
        upload(visitor, (picture(), "gunga.jpg"), where="Parken")
        page = visitor.response.request.path
        for where in UPLOADING:
            killed_at(where)
            with pytest.raises(BROKEN_OFF):
                upload(visitor, (grown(1), "stor.png"))
            assert whole_files(folder) == ["gunga.jpg"]
            wait_until(lambda: answers(port))
            visitor.get(page)
            assert (listed(visitor), inputs(visitor)["where"]) == (["gunga.jpg"], "Parken")
        half_a_request(port, page)
        upload(visitor, (grown(1), "stor.png"))
        assert whole_files(folder) == ["gunga.jpg", "stor.png"]


def test_server_killed_as_it_files_has_filed_all_or_nothing(
    folder: Path, killed_at: Callable[[str], None]
) -> None:
    port = free_port()
    with served(folder, port):
        visitor = Visitor(Wire(port))
        ready_to_file(visitor)
        page = visitor.response.request.path
        for where in FILING:
            killed_at(where)
            with pytest.raises(BROKEN_OFF):
                file_it(visitor)
            assert (whole_files(folder), filings(folder)) == (["gunga.jpg", "stor.png"], 0)
            wait_until(lambda: answers(port))
            visitor.get(page)
        file_it(visitor)
        assert "är inlämnad" in visitor.text
        assert (whole_files(folder), filings(folder)) == (["gunga.jpg", "stor.png"], 1)
