"""The unit files as systemd reads them."""

import re
import subprocess
from pathlib import Path

import pytest

from app import create_app
from settings import read_settings
from tests.programs import program
from tests.web.test_processes import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
README = (ROOT / "README.md").read_text(encoding="utf-8")


def unit(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_systemd_understands_every_line(tmp_path: Path) -> None:
    """With our folder for /opt/blanketter, so that it finds the programs."""
    ours = []
    for path in UNITS:
        text = path.read_text(encoding="utf-8").replace("/opt/blanketter", str(ROOT))
        (tmp_path / path.name).write_text(text.replace("User=blanketter\n", ""), encoding="utf-8")
        ours.append(str(tmp_path / path.name))
    command = [program("systemd-analyze"), "verify", "--man=no", *ours]
    said = subprocess.run(command, capture_output=True, text=True)
    about_ours = [line for line in said.stderr.splitlines() if "blanketter" in line]
    assert (said.returncode, about_ours) == (0, [])


@pytest.mark.parametrize("name", sorted(path.name for path in DEPLOY.glob("*.timer")))
def test_every_timer_runs_something_and_readme_starts_it(name: str) -> None:
    service = unit(name.replace(".timer", ".service"))
    assert "Type=oneshot" in service
    assert f" {name}" in README


def test_units_run_commands_that_exist(tmp_path: Path) -> None:
    app = create_app(read_settings({"INSTANCE_PATH": str(tmp_path), "COURIER": "off"}))
    named = {
        path.name: re.search(r"flask --app app (\w+)", path.read_text(encoding="utf-8"))
        for path in DEPLOY.glob("*.service")
    }
    commands = {found[1] for found in named.values() if found}
    assert commands == {"deliver", "backup", "verify", "status"}
    assert commands <= set(app.cli.commands)


@pytest.mark.parametrize("path", sorted(DEPLOY.glob("*.service")), ids=lambda path: path.name)
def test_every_unit_is_held_in_the_same_way(path: Path) -> None:
    """A service of its own user, that writes to its own folder only and gets no more rights."""
    lines = set(path.read_text(encoding="utf-8").splitlines())
    wanted = {"User=blanketter", "UMask=0077", "NoNewPrivileges=yes", "ProtectSystem=strict"}
    assert wanted | {"StateDirectory=blanketter", "ProtectHome=yes", "PrivateTmp=yes"} <= lines


@pytest.mark.parametrize("and_what_is_left_out", [False, True])
def test_the_example_of_settings_can_be_used_as_it_stands(
    tmp_path: Path, and_what_is_left_out: bool
) -> None:
    text = unit("blanketter.toml")
    if and_what_is_left_out:
        text = re.sub(r"^# ([A-Z_]+ = )", r"\1", text, flags=re.M)
    (tmp_path / "blanketter.toml").write_text(text, encoding="utf-8")
    given = {"SETTINGS_FILE": str(tmp_path / "blanketter.toml"), "INSTANCE_PATH": str(tmp_path)}
    settings = read_settings(given)
    assert settings.trusted_proxies == 1
    assert settings.is_served_over_tls
    assert bool(settings.security_contact) is and_what_is_left_out
