"""Snapshots of an installation that moves house, and one of them that decays."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from register.backup.copying import fingerprint
from register.database import reading
from register.schema import snapshot_files, snapshots
from tests.commands.test_register import register_of
from tests.plans import plan
from tests.web.conftest import Visitor
from tests.web.filling.test_attaching import paper, picture
from tests.web.snapshots.test_sending import send, ways


def ran(app: Flask, *arguments: object) -> tuple[int, str]:
    """How a command ended, and what it said is wrong."""
    done = app.test_cli_runner().invoke(args=[str(one) for one in arguments])
    return done.exit_code, done.stderr


def fetched(app: Flask, receipt: str) -> dict[str, bytes]:
    """Documents and originals by their addresses, as who holds the receipt fetches them."""
    visitor = Visitor(app)
    visitor.get(receipt)
    found = {way: visitor.client.get(way) for way in ways(visitor)}
    return {way: one.data for way, one in found.items() if one.status_code == 200}


def prints(app: Flask) -> list[str]:
    """Of every row about snapshots: with the pictures at a glance."""
    with reading(register_of(app)) as connection:
        tables = snapshot_files, snapshots
        return [str(fingerprint(connection, one, lambda rows: None)) for one in tables]


@pytest.fixture
def moved(tmp_path: Path, empty_server_url: str, make_app: Callable[..., Flask]) -> list[Flask]:
    """An installation, and where it moves: to a server, and back to a file of its own."""
    return [
        make_app(),
        make_app(INSTANCE_PATH=tmp_path / "server", DATABASE_URL=empty_server_url),
        make_app(INSTANCE_PATH=tmp_path / "back"),
    ]


def test_snapshots_are_the_same_to_the_byte_wherever_the_register_moves(
    moved: list[Flask], tmp_path: Path
) -> None:
    visitor, sent = Visitor(moved[0]), paper()
    visitor.file(plan())
    receipt = visitor.response.request.path
    send((visitor, receipt), (picture(1), "flöde å.jpg"), (sent, "sida.pdf"))
    send((visitor, receipt), (picture(2), "b.jpg"), why="förändring")
    first, rows = fetched(moved[0], receipt), prints(moved[0])
    assert len(first) == 5
    assert sent in first.values()
    for number, (old, new) in enumerate(zip(moved, moved[1:], strict=False)):
        assert ran(old, "backup", tmp_path / f"{number}.backup") == (0, "")
        assert ran(new, "restore", tmp_path / f"{number}.backup")[0] == 0
        assert ran(new, "verify") == (0, "")
        assert (fetched(new, receipt), prints(new)) == (first, rows)


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("snapshots SET content", "its document differs from its SHA-256"),
        ("snapshot_files SET content", "file 1 differs from its SHA-256"),
    ],
)
def test_one_that_decayed_is_named_and_is_not_handed_out(
    app: Flask, visitor: Visitor, tmp_path: Path, where: str, told: str
) -> None:
    visitor.file(plan())
    receipt = visitor.response.request.path
    send((visitor, receipt), (picture(), "a.jpg"))
    whole = fetched(app, receipt)
    with register_of(app).begin() as connection:
        connection.exec_driver_sql(f"UPDATE {where} = x'25504446'")
    code, said = ran(app, "verify")
    assert (code, f"snapshot 1: {told}" in said, said.count("\n")) == (1, True, 1)
    assert len(fetched(app, receipt)) == len(whole) - 1
    _, said = ran(app, "backup", tmp_path / "a.backup")
    assert said.count(" differs from its SHA-256\n") == 1
