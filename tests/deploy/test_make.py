"""`make run` on machines that lack something, with stand-ins for the machine's programs."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.ports import free_port
from tests.web.test_processes import ROOT, answers, running, wait_until

# Bare Debian: Python is there, the part that makes environments is not until it is installed.
# The environment itself takes seconds, so only its folder is made.
PYTHON_WITHOUT_VENV = f"""#!/bin/sh
[ "$2" = venv ] && exec mkdir "$3"
case "$*" in *ensurepip*) [ -e "$HERE/installed" ]; exit;; esac
exec {sys.executable} "$@"
"""
APT = """#!/bin/sh
echo "$@" >> "$HERE/apt"
case "$*" in *install*) touch "$HERE/installed";; esac
"""


class Machine:
    """Programs that stand before those of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, name: str, script: str) -> None:
        """Put a program in place."""
        (self.folder / name).write_text(script, encoding="utf-8")
        (self.folder / name).chmod(0o755)

    def make_venv(self, python: str = "python3") -> subprocess.CompletedProcess[str]:
        """What `make run` does first."""
        path = f"{self.folder}:{os.environ['PATH']}"
        return subprocess.run(
            ["sh", "deploy/make-venv.sh", python, str(self.folder / "venv")],
            cwd=ROOT,
            env=os.environ | {"PATH": path, "HERE": str(self.folder)},
            capture_output=True,
            text=True,
        )

    def asked_of_apt(self) -> list[str]:
        """What apt-get was called with."""
        said = self.folder / "apt"
        return said.read_text(encoding="utf-8").splitlines() if said.exists() else []


@pytest.fixture
def bare(tmp_path: Path) -> Machine:
    """A bare Debian where we are an ordinary user."""
    machine = Machine(tmp_path)
    machine.has("python3", PYTHON_WITHOUT_VENV)
    machine.has("apt-get", APT)
    machine.has("id", "#!/bin/sh\necho 1000")
    machine.has("sudo", "#!/bin/sh\nexit 1")
    # Nothing may reach the /usr/sbin of this machine.
    machine.has("tee", "#!/bin/sh\ncat >/dev/null")
    machine.has("chmod", "#!/bin/sh")
    return machine


def test_without_root_one_line_says_what_to_install(bare: Machine) -> None:
    done = bare.make_venv()
    assert done.returncode != 0
    wanted = "Not installed, and not root: python3-venv. As root: apt-get install python3-venv\n"
    assert done.stdout + done.stderr == wanted
    assert bare.asked_of_apt() == []


@pytest.mark.parametrize("by", ["root", "sudo"])
def test_who_may_gets_what_python_lacks(bare: Machine, by: str) -> None:
    if by == "root":
        bare.has("id", "#!/bin/sh\necho 0")
    else:
        bare.has("sudo", '#!/bin/sh\n[ "$1" = -n ] || case "$1" in env|apt-get) exec "$@";; esac')
    done = bare.make_venv()
    assert (done.returncode, done.stdout) == (0, "Installing python3-venv\n"), done.stderr
    assert [line.split()[0] for line in bare.asked_of_apt()] == ["update", "install"]
    assert bare.asked_of_apt()[1].endswith(" python3-venv")
    assert (bare.folder / "venv").exists()


def test_an_old_python_is_told_in_one_line(bare: Machine) -> None:
    bare.has("old", '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\nexit 1')
    done = bare.make_venv("old")
    assert done.returncode != 0
    assert done.stdout + done.stderr == "Python 3.11 or later is needed; old is Python 3.9.2.\n"


def test_make_run_on_another_port_makes_codes_that_lead_there(tmp_path: Path) -> None:
    """Seen where the default of BASE_URL is shown without filing anything."""
    port = free_port()
    known = {"SECURITY_CONTACT": "a@example.se", "SECURITY_EXPIRES": "2125-01-01"}
    command = ["flask", "--app", "app", "run", "--port", str(port)]
    said = subprocess.run(
        ["make", "-n", "-o", ".venv/.run", "run", f"PORT={port}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"\n.venv/bin/{' '.join(command)}\n" in said.stdout
    assert f"Open http://127.0.0.1:{port}/ in a browser" in said.stdout
    with running(tmp_path, *command, **known):
        wait_until(lambda: answers(port))
        with urlopen(f"http://127.0.0.1:{port}/.well-known/security.txt", timeout=300) as page:
            assert f"Canonical: http://127.0.0.1:{port}/" in page.read().decode()
