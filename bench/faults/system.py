"""The system under test: gunicorn, couriers and a mail server, each in processes of its own."""

import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).parent.parent.parent
COURIERS = 2
SECONDS_TO_START = 300


class System:
    """Everything that runs at a municipality, in `folder`, with `workers` web processes."""

    def __init__(
        self,
        folder: Path,
        database_url: str = "",
        workers: int = 2,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.folder, self.workers = folder, workers
        self.port, self.mail_port = free_port(), free_port()
        self.notes = folder / "mails.jsonl"
        self.notes.touch()
        self.environment = os.environ | {
            "INSTANCE_PATH": str(folder / "instance"),
            "BASE_URL": self.base_url,
            "SMTP_URL": f"smtp://127.0.0.1:{self.mail_port}?starttls=off",
            "COURIER": "off",
            "FILINGS_PER_MINUTE": "1000000",
            "DRAFTS_PER_HOUR": "1000000",
            "SAVED_BYTES_PER_MINUTE": str(1024**3),
            "PREVIEWS_PER_MINUTE": "1000000",
            "MAX_DRAFTS": "200000",
            **({"DATABASE_URL": database_url} if database_url else {}),
            **(settings or {}),
        }
        self.sink = self._start("-m", "bench.faults.sink", str(self.mail_port), str(self.notes))
        self._flask("migrate").wait()
        self.web = self._start_web()
        self.couriers = [self._flask("deliver") for _ in range(COURIERS)]
        self.kills = {"worker": 0, "courier": 0, "master": 0}
        self.wait_until_up()

    @property
    def base_url(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    def kill_something(self, chance: random.Random) -> None:
        """SIGKILL a web worker, a courier or now and then gunicorn itself; start anew what was."""
        self.kill(chance.choices(("worker", "courier", "master"), (60, 30, 10))[0], chance)

    def kill(self, kind: str, chance: random.Random) -> None:
        """SIGKILL one of a kind; gunicorn itself when it has no worker at the moment."""
        if kind == "courier":
            number = chance.randrange(len(self.couriers))
            self.couriers[number].kill()
            self.couriers[number].wait()
            self.couriers[number] = self._flask("deliver")
        elif kind == "worker" and (workers := _children(self.web.pid)):
            with suppress(ProcessLookupError):
                os.kill(chance.choice(workers), signal.SIGKILL)
        else:
            kind = "master"
            self._kill_web()
            self.web = self._start_web()
        self.kills[kind] += 1

    @property
    def register_url(self) -> str:
        """The database of what is filed."""
        own_file = Path(self.environment["INSTANCE_PATH"]) / "register.sqlite3"
        return self.environment.get("DATABASE_URL", f"sqlite:///{own_file}")

    def wait_until_up(self) -> None:
        """Until the pages answer."""
        wait_until(self._is_up, SECONDS_TO_START)

    def stop(self) -> None:
        """End everything, the orderly way."""
        for process in (self.web, *self.couriers, self.sink):
            process.terminate()
        for process in (self.web, *self.couriers, self.sink):
            process.wait(SECONDS_TO_START)

    def _is_up(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base_url}/readyz", timeout=60) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def _kill_web(self) -> None:
        for pid in (self.web.pid, *_children(self.web.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.web.wait()

    def _start_web(self) -> subprocess.Popen[bytes]:
        bind = ["--bind", f"127.0.0.1:{self.port}", "--workers", str(self.workers)]
        config = ["--config", "deploy/gunicorn.conf.py", "--log-level", "critical"]
        return self._start("-m", "gunicorn", *config, *bind, "app:create_app()")

    def _flask(self, *arguments: str) -> subprocess.Popen[bytes]:
        return self._start("-m", "flask", "--app", "app", *arguments)

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *arguments], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )


def wait_until(is_so: Callable[[], bool], seconds: float) -> None:
    """Return as soon as `is_so()`; raise TimeoutError when it does not come in time."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s in vain")
        time.sleep(0.1)


def _children(pid: int) -> list[int]:
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except OSError:
        return []
