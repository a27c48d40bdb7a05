"""Tools from npm, pinned in package.json beside this file and installed into build/."""

import json
import shutil
import subprocess
from pathlib import Path

from tests.journeys.servers import ROOT
from tests.programs import lack, program

FOLDER = ROOT / "build" / "test-tools"
PINS = Path(__file__).with_name("package.json")


def node_module(name: str) -> Path:
    """The folder of an installed npm package. Skips the test when it cannot be had."""
    wanted = json.loads(PINS.read_text(encoding="utf-8"))["dependencies"][name]
    folder = FOLDER / "node_modules" / name
    if _version_in(folder) != wanted:
        _install()
    if _version_in(folder) != wanted:
        lack(f"npm could not install {name} {wanted}; is there a network?")
    return folder


def _version_in(folder: Path) -> str:
    try:
        return str(json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError):
        return ""


def _install() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copy(PINS, FOLDER)
    # No scripts: one of the packages would download a Java of its own.
    command = [
        program("npm"),
        "install",
        "--no-save",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]
    command += ["--omit=optional"]
    command += ["--no-package-lock", "--loglevel=error"]
    subprocess.run(command, cwd=FOLDER, check=False, timeout=1_200, capture_output=True)
