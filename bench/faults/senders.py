"""The ways home, each as somebody uses it who does not give up."""

import subprocess
import sys
import time
import urllib.error
from collections.abc import Mapping
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

from bench.faults.batches import Batch
from bench.faults.filler import FAILURES, PAUSE, TOKEN, TRIES, Filler
from bench.faults.system import ROOT
from tests.mail.dovecot import Account

SENT = "skickat="


class ToFolder:
    """A scanner that writes a file in two halves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, batch: Batch) -> None:
        """Lay a batch in the folder, whoever watches."""
        half = len(batch.content) // 2
        with (self.folder / batch.name).open("wb") as file:
            file.write(batch.content[:half])
            file.flush()
            time.sleep(PAUSE)
            file.write(batch.content[half:])


class ByCommand:
    """Somebody who gives `flask receive` until it ends well."""

    def __init__(self, folder: Path, environment: Mapping[str, str], log: Path) -> None:
        folder.mkdir()
        self.folder, self.environment, self.log = folder, environment, log
        self.running: subprocess.Popen[bytes] | None = None

    def send(self, batch: Batch) -> None:
        """Take a batch in by the command."""
        path = self.folder / batch.name
        path.write_bytes(batch.content)
        for _ in range(TRIES):
            if self._run(path) == 0:
                return
            time.sleep(PAUSE)
        raise TimeoutError(f"{path} was never taken")

    def _run(self, path: Path) -> int:
        command = [sys.executable, "-m", "flask", "--app", "app", "receive", "--json", str(path)]
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                command, cwd=ROOT, env=dict(self.environment), stdout=log, stderr=log
            )
            return self.running.wait()

    def kill(self) -> bool:
        """SIGKILL the command that runs, if one does."""
        running = self.running
        if running is None or running.poll() is not None:
            return False
        with suppress(ProcessLookupError):
            running.kill()
        return True


class ByMail:
    """A scanner that sends mail."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def send(self, batch: Batch) -> None:
        """Let a mail with a batch lie in the mailbox."""
        mail = EmailMessage()
        mail["From"], mail["Subject"] = "scanner@toreboda.se", batch.name
        mail["Message-ID"] = f"<{batch.name}@toreboda.se>"
        mail.set_content("Skannat")
        mail.add_attachment(
            batch.content, maintype="application", subtype="octet-stream", filename=batch.name
        )
        self.account.receive(mail.as_bytes())


class ByCode(Filler):
    """Somebody with a telephone, who sends again when no answer comes."""

    def send(self, batch: Batch) -> None:
        """Send a batch by the page behind the code on its first page."""
        for _ in range(TRIES):
            with suppress(*FAILURES):
                if self._is_sent(f"{batch.address}/papper", batch):
                    return
            time.sleep(PAUSE)
        raise TimeoutError(f"{batch.address} never took it")

    def _is_sent(self, path: str, batch: Batch) -> bool:
        token = TOKEN.search(self._request(path)[2])
        return bool(token) and SENT in self._upload(path, token[1] if token else "", batch)

    def _upload(self, path: str, token: str, batch: Batch) -> str:
        """Where the answer leads."""
        border = uuid4().hex
        part = f"--{border}\r\nContent-Disposition: form-data; name="
        named = f'"file"; filename="{batch.name}"'
        head = f'{part}"csrf_token"\r\n\r\n{token}\r\n{part}{named}\r\n\r\n'
        data = head.encode() + batch.content + f"\r\n--{border}--\r\n".encode()
        asked = urllib.request.Request(
            urllib.parse.urljoin(self.base_url, path),
            data,
            {"Content-Type": f"multipart/form-data; boundary={border}"},
        )
        try:
            answer = self.opener.open(asked, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return str(answer.headers.get("Location", ""))
