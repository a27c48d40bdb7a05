"""deploy/blanketter: the commands as the services run them, from any folder."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programs import lack
from tests.web.test_processes import ROOT

COMMAND = ROOT / "deploy" / "blanketter"
NOBODY = "nobody"
IS_ROOT = os.geteuid() == 0
# Whoever runs the tests, as the services' user.
MYSELF = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", "--clear-groups"]
# Says all that a command is given.
FLASK = """#!/bin/sh
echo "as $(id -un) with groups $(id -Gn), umask $(umask), in $PWD, settings $SETTINGS_FILE"
for word in "$@"; do echo "[$word]"; done
cat
exit 3
"""


@pytest.fixture
def program() -> Iterator[Path]:
    """An installation, with a stand-in for Flask, where everybody may look."""
    folder = Path(tempfile.mkdtemp(prefix="blanketter å "))
    folder.chmod(0o755)
    (folder / "deploy").mkdir()
    shutil.copy(COMMAND, folder / "deploy")
    (folder / ".venv" / "bin").mkdir(parents=True)
    flask = folder / ".venv" / "bin" / "flask"
    flask.write_text(FLASK, encoding="utf-8")
    flask.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def run(
    *command: object, folder: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=os.environ | environment,
        input="what was\ntyped",
        capture_output=True,
        text=True,
    )


def test_everything_is_passed_on(program: Path, tmp_path: Path) -> None:
    """Words with spaces, standard input, the folder and the exit code; also through a link."""
    link = tmp_path / "blanketter"
    link.symlink_to(program / "deploy" / "blanketter")
    done = run(link, "render", "a b", "", folder=tmp_path, BLANKETTER_USER=MYSELF)
    assert (done.returncode, done.stderr) == (3, "")
    first, *words = done.stdout.splitlines()
    assert first.startswith(f"as {MYSELF} ")
    assert first.endswith(f"umask 0077, in {tmp_path}, settings /etc/blanketter.toml")
    assert words == [
        "[--app]",
        f"[{program}/app.py]",
        *("[render]", "[a b]", "[]", "what was", "typed"),
    ]


def test_release_is_told_as_of_any_program(program: Path) -> None:
    done = run(program / "deploy" / "blanketter", "--version", BLANKETTER_USER=MYSELF)
    assert done.stdout.splitlines()[3:4] == ["[version]"]


def test_settings_of_another_place_are_used(program: Path) -> None:
    command = program / "deploy" / "blanketter"
    for other in ("/elsewhere.toml", ""):
        done = run(command, BLANKETTER_USER=MYSELF, SETTINGS_FILE=other)
        assert done.stdout.splitlines()[0].endswith(f"settings {other}")


def test_root_becomes_the_user_of_the_services(program: Path) -> None:
    if not IS_ROOT:
        lack("only root may become another user")
    done = run(program / "deploy" / "blanketter", BLANKETTER_USER=NOBODY)
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith(f"as {NOBODY} with groups nogroup, umask 0077")


def test_who_is_neither_the_user_nor_root_is_told_what_to_do(program: Path) -> None:
    command = [*(AS_NOBODY if IS_ROOT else []), program / "deploy" / "blanketter", "status"]
    done = run(*command, folder=Path("/"), BLANKETTER_USER="root")
    told = "blanketter: only the user root and root can do that: sudo blanketter status\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


def test_machine_without_the_user_is_told_so(program: Path) -> None:
    done = run(program / "deploy" / "blanketter", "status", BLANKETTER_USER="no-such-user")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("blanketter: there is no user no-such-user here; see ")
    assert done.stderr.count("\n") == 1


def test_files_are_those_of_the_folder_and_the_register_is_the_services(tmp_path: Path) -> None:
    """The real commands, from another folder: settings do not depend on it."""
    settings = tmp_path / "blanketter.toml"
    settings.write_text(f'INSTANCE_PATH = "{tmp_path}/i"\n', encoding="utf-8")
    given = {"BLANKETTER_USER": MYSELF, "SETTINGS_FILE": "blanketter.toml"}
    done = run(COMMAND, "status", folder=tmp_path, **given)
    assert done.returncode == 2
    assert f"there is no register at {tmp_path}/i/register.sqlite3" in done.stderr
    done = run(COMMAND, "render", "--blank", "made.pdf", folder=tmp_path, **given)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "made.pdf").read_bytes().startswith(b"%PDF-")
