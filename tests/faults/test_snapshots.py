"""Snapshots on a disk that is full, under a server that is killed, and from two who send at once.

The server is real, and so are the disk and the kill.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from register import schema, snapshots
from register.audit.verification import verify_register
from register.events import EventKind
from tests.faults.test_attached import (
    BROKEN_OFF,
    COMMIT,
    KILL_AT,
    MEGABYTE,
    Wire,
    again,
    empty,
    fill,
    grown,
    on_a_small_disk,
    register_of,
    served,
)
from tests.plans import plan
from tests.ports import free_port
from tests.web.conftest import Visitor
from tests.web.filling.test_attaching import picture
from tests.web.snapshots.test_sending import Page, listed, send
from tests.web.test_processes import answers, wait_until

# In the middle of a transaction, and when all of it is written and nothing is promised yet.
SENDING = ("INSERT INTO snapshot_files", "INSERT INTO events", COMMIT)


def whole(folder: Path) -> list[list[str]]:
    """The names of the files of each that is kept; all has its bytes, and the trail tells of it."""
    with register_of(folder) as register:
        found = verify_register(register, lambda content: None, lambda some, of: None)
        assert [f"{one.place}: {one.problem}" for one in found] == []
        with register.connect() as connection:
            events = schema.events.c
            told = sa.select(sa.func.count()).where(events.kind == EventKind.SNAPSHOT_TAKEN)
            count = connection.scalar(told)
        kept = snapshots.snapshots_of(register, 1)
        assert len(kept) == count
        for one in kept:
            assert snapshots.document_of(register, one.id)
            assert all(snapshots.content_of(register, file.id) for file in one.files)
            assert all(snapshots.small_of(register, file.id) for file in one.files)
    return [[file.name for file in one.files] for one in kept]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a server keeps its register."""
    return tmp_path / "instance"


def receipt(port: int) -> Page:
    """Who has filed a plan, and the address of its receipt."""
    visitor = Visitor(Wire(port))
    visitor.file(plan())
    return visitor, visitor.response.request.path


def test_server_killed_as_one_comes_keeps_it_whole_or_not_at_all(folder: Path) -> None:
    port, files = free_port(), [(picture(), "a.jpg"), (picture(1), "b.jpg")]
    with served(folder, port):
        page = receipt(port)
        for where in SENDING:
            (folder / KILL_AT).write_text(where)
            with pytest.raises(BROKEN_OFF):
                send(page, *files)
            assert whole(folder) == []
            wait_until(lambda: answers(port))
        send(page, *files)
        assert whole(folder) == [["a.jpg", "b.jpg"]]
        # Killed as the answer was on its way: who sends again gets no other.
        send(page, *files)
        assert "är redan sparade" in page[0].text
        assert whole(folder) == [["a.jpg", "b.jpg"]]


def test_full_disk_takes_none_and_loses_nothing(folder: Path) -> None:
    port = free_port()
    with on_a_small_disk(folder, port) as disk:
        page = visitor, _ = receipt(port)
        send(page, (picture(), "a.jpg"))
        # What there is too little of is seen beforehand, or met as it is written.
        for leave, words in (
            (MEGABYTE, "får inte plats fler filer just nu. Vänta en stund"),
            (2 * len(grown(1)) + MEGABYTE // 10, "Filerna väljer du en gång till"),
        ):
            fill(disk, leave)
            send(page, (grown(1), "stor.png"), expect=503, shows="Torget.")
            assert words in visitor.text
            assert whole(disk) == [["a.jpg"]]
            empty(disk)
        again(visitor, 422)
        assert visitor.page.select_one("#shows").text.strip() == "Torget."
        send(page, (grown(1), "stor.png"))
        assert whole(disk) == [["stor.png"], ["a.jpg"]]


def test_two_who_send_the_same_at_once_get_one(folder: Path) -> None:
    port, both = free_port(), Barrier(2)
    with served(folder, port, GUNICORN_CMD_ARGS="--workers 2"):
        visitor, back = receipt(port)

        def do(number: int) -> str:
            one = Visitor(Wire(port))
            one.get(back)
            both.wait(60)
            send((one, back), (picture(), f"{number}.jpg"), shows=f"{number}")
            return one.text

        with ThreadPoolExecutor(2) as pool:
            texts = list(pool.map(do, range(2)))
        assert sum("är redan sparade" in text for text in texts) == 1
        assert [len(one) for one in whole(folder)] == [1]
        visitor.get(back)
        assert len(listed(visitor)) == 1
