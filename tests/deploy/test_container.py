"""Containerfile, .dockerignore and compose.yaml: what holds of them without an engine."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from app import create_app
from settings import Settings, read_settings
from tests.deploy.test_units import unit
from tests.house import PACKAGES, sources
from tests.web.test_processes import ROOT

CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "blanketter"]
SETTINGS = {field.name.upper() for field in fields(Settings)} | {"SETTINGS_FILE"}
TAKEN = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.M)
# Debian's releases that README names, with their Python.
PYTHONS = {"bookworm": (3, 11), "trixie": (3, 13)}
# Every page that needs no address of somebody's.
LOOK = """
import runpy
from app import create_app
runpy.run_path("deploy/gunicorn.conf.py")
app = create_app()
visitor = app.test_client()
pages = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments]
found = {page: visitor.get(page).status_code for page in pages}
faulty = [page for page, status in found.items() if status >= 500]
raise SystemExit(f"{faulty}" if faulty or found["/"] != 200 else 0)
"""


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_held(name: str) -> None:
    """Not root, nothing to write to but what is named and bounded, and no rights to gain."""
    service = SERVICES[name]
    assert all(int(number) > 0 for number in service["user"].split(":"))
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all("size=" in mount for mount in service["tmpfs"])
    assert {"mem_limit", "cpus", "pids_limit", "restart", "logging"} <= set(service)
    assert not {"privileged", "cap_add", "devices", "pid", "network_mode"} & set(service)


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "migrate"])
def test_every_container_that_stays_says_how_it_is(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


def test_migration_comes_once_before_pages_and_courier() -> None:
    done = {"migrate": {"condition": "service_completed_successfully"}}
    assert SERVICES["web"]["depends_on"] == SERVICES["courier"]["depends_on"] == done
    ready = {"database": {"condition": "service_healthy"}}
    assert SERVICES["migrate"]["depends_on"] == ready


def test_secrets_are_files_and_nowhere_in_the_environment() -> None:
    for name, service in SERVICES.items():
        for key, value in service["environment"].items():
            assert key in SETTINGS or value.startswith("/run/secrets/"), (name, key)
    assert {key for name in OURS for key in SERVICES[name]["environment"]} == {"COURIER"}
    assert all("./secrets/" in secret["file"] for secret in COMPOSE["secrets"].values())
    assert "secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_database_is_reached_by_ours_alone() -> None:
    assert SERVICES["database"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert "ports" not in SERVICES["database"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])


def test_what_is_in_hand_is_finished_as_under_systemd() -> None:
    for name, of_systemd in (("web", "blanketter"), ("courier", "blanketter-courier")):
        seconds = re.search(r"TimeoutStopSec=(\d+)", unit(f"{of_systemd}.service"))
        assert seconds
        assert SERVICES[name]["stop_grace_period"] == f"{seconds[1]}s"


def test_commands_and_settings_exist(tmp_path: Path) -> None:
    app = create_app(read_settings({"INSTANCE_PATH": str(tmp_path), "COURIER": "off"}))
    given = [SERVICES[name].get("command", []) for name in OURS]
    given += [SERVICES[name]["healthcheck"]["test"][1:] for name in OURS if name != "migrate"]
    commands = {words[1] for words in given if words[:1] == ["blanketter"]}
    assert commands == {"migrate", "deliver", "status"}
    assert commands <= set(app.cli.commands)
    named = set(re.findall(r"^(?:ENV|   ) ([A-Z_]+)=", CONTAINERFILE, re.M))
    assert named - {"PATH", "HOME"} == {"INSTANCE_PATH", "SETTINGS_FILE"}
    assert named - {"PATH", "HOME"} <= SETTINGS


def test_files_that_are_named_exist() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINERFILE, re.M)
    mounted = [
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service["volumes"]
        if volume.startswith("./")
    ]
    checked = [word for service in SERVICES.values() for word in run_by(service) if "/" in word]
    for name in [*copied, *mounted, *TAKEN, *checked]:
        assert (ROOT / name).exists(), name


def run_by(service: dict[str, Any]) -> list[str]:
    """Words that may name files of ours."""
    words = [*service.get("command", []), *service.get("healthcheck", {}).get("test", [])]
    return [word for word in words if not word.startswith(("/", "-"))]


def test_base_is_a_debian_whose_python_is_supported() -> None:
    base = re.search(r"^ARG BASE=docker.io/library/debian:(\w+)-slim$", CONTAINERFILE, re.M)
    assert base
    lowest = re.search(r'target-version = "py3(\d+)"', (ROOT / "pyproject.toml").read_text())
    assert lowest
    assert PYTHONS[base[1]] >= (3, int(lowest[1]))
    assert re.findall(r"^FROM (\S+)", CONTAINERFILE, re.M) == ["${BASE}", "${BASE}"]
    assert "--require-hashes -r requirements.lock" in CONTAINERFILE
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", CONTAINERFILE, re.M)


def test_image_has_all_that_the_pages_need_and_no_tests(tmp_path: Path) -> None:
    """Run from what .dockerignore lets in, and nothing beside it."""
    image, instance = tmp_path / "image", tmp_path / "instance"
    for name in TAKEN:
        target = image / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, target)
    missing = [path for path in sources() if not (image / path.relative_to(ROOT)).exists()]
    assert missing == []
    assert {*PACKAGES} <= {*TAKEN}
    assert not {"tests", "bench", "assets", "."} & {*TAKEN}
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=image,
        env=os.environ
        | {"INSTANCE_PATH": str(instance), "COURIER": "off"}
        | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
