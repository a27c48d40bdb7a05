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
SERVICES = sorted(DEPLOY.glob("*.service"))
HIGHEST_EXPOSURE = 3.0
# Seen with strace while pages were shown, a plan filed, its PDF read in and its copy sent, under
# systemd on x86-64 with these units.
CALLS = """
accept4 access arch_prctl brk chdir clock_nanosleep clone clone3 close close_range connect dup2
epoll_create1 epoll_ctl epoll_wait execve exit exit_group fcntl fdatasync flock ftruncate futex
getcwd getdents64 geteuid getpid getppid getrandom getsockname getsockopt gettid getuid ioctl kill
landlock_create_ruleset landlock_restrict_self lseek madvise mkdir mmap mprotect munmap newfstatat
openat pipe2 poll prctl pread64 prlimit64 pwrite64 read readlink recvfrom restart_syscall rmdir
rseq rt_sigaction rt_sigprocmask rt_sigreturn sched_getaffinity seccomp sendto set_robust_list
set_tid_address shutdown socket statfs statx sysinfo uname unlink unlinkat utimensat vfork wait4
write
"""
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
README = (ROOT / "README.md").read_text(encoding="utf-8")


def unit(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_systemd_understands_every_line(tmp_path: Path) -> None:
    """With our folder for /opt/blanketter, so that it finds the programs."""
    ours = []
    hold(tmp_path)
    for path in UNITS:
        text = path.read_text(encoding="utf-8").replace("/opt/blanketter", str(ROOT))
        (tmp_path / path.name).write_text(text.replace("User=blanketter\n", ""), encoding="utf-8")
        ours.append(str(tmp_path / path.name))
    command = [program("systemd-analyze"), "verify", "--man=no", *ours]
    said = subprocess.run(command, capture_output=True, text=True)
    about_ours = [line for line in said.stderr.splitlines() if "blanketter" in line]
    assert (said.returncode, about_ours) == (0, [])


def hold(folder: Path) -> None:
    """Install the drop-in beside the units, as README does."""
    loop = re.search(
        r"^for unit in ([^;]+); do\n +install .*deploy/held.conf (\S+)\ndone", README, re.M
    )
    assert loop
    for name in loop[1].split():
        file = folder / loop[2].replace("$unit", name).removeprefix("/etc/systemd/system/")
        file.parent.mkdir(parents=True)
        file.write_text(unit("held.conf"), encoding="utf-8")


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_exposure_stays_below_what_was_promised(path: Path, tmp_path: Path) -> None:
    """Of 10; without the drop-in it is above 8."""
    units = tmp_path / "etc" / "systemd" / "system"
    hold(units)
    (units / path.name).write_bytes(path.read_bytes())
    command = [program("systemd-analyze"), "security", "--offline=true", f"--root={tmp_path}"]
    said = subprocess.run([*command, path.name], capture_output=True, text=True, check=True)
    exposure = re.search(r"exposure level for \S+: (\d+\.\d)", said.stdout)
    assert exposure
    assert float(exposure[1]) < HIGHEST_EXPOSURE


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_every_service_has_bounds(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    given = {line.partition("=")[0] for line in lines if "=" in line}
    assert {"MemoryMax", "TasksMax", "CPUWeight", "LimitNOFILE"} <= given


def test_every_system_call_that_the_services_make_is_allowed() -> None:
    """A call that is not is refused without a word, and something works no more."""
    allowed: set[str] = set()
    for words in re.findall(r"^SystemCallFilter=(.+)$", unit("held.conf"), re.M):
        named = calls(words.removeprefix("~").split())
        allowed = allowed - named if words.startswith("~") else allowed | named
    assert set(CALLS.split()) - allowed == set()


def calls(words: list[str]) -> set[str]:
    """The calls that are meant by names of calls and of sets of them."""
    found = {word for word in words if not word.startswith("@")}
    for name in set(words) - found:
        command = [program("systemd-analyze"), "syscall-filter", name]
        said = subprocess.run(command, capture_output=True, text=True, check=True)
        lines = [line.strip() for line in said.stdout.splitlines()[1:]]
        found |= calls([line for line in lines if line and not line.startswith("#")])
    return found


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


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
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
