"""Pictures attached and filed: `python -m bench.attaching [--count 10] [--kind JPEG]`.

So many pictures of 12 megapixels, as a telephone takes them, are sent to a question one by one and
as one press, reviewed and filed, in one process with its children: seconds, and how much memory the
process and the largest child had together at most. The limits: 15 s and 512 MB for ten.
"""

import argparse
import io
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

import pillow_heif
from bs4 import BeautifulSoup
from PIL import Image
from werkzeug.test import Client

import forms
from app import create_app
from forms import PrintableForm, Question
from forms.kinds import Attachments
from office.attaching import MOST_BYTES
from register.database import migrate, open_database
from settings import read_settings

SIZE = (4000, 3000)
MOST_SECONDS, MOST_MB = 15, 512
_NOISE = 24
# Grain is what HEIC keeps most of.
_QUALITY = {"JPEG": 82, "HEIC": 50, "PNG": 82, "WEBP": 82}


class Bilder(PrintableForm):
    """A form that asks for pictures."""

    slug, prefix, title = "bilder", "BI", "Bilder"
    pictures = Attachments(None, Question(1, "Bilder"), least=1, most=20, noun="bilderna")


def picture(seed: int, kind: str) -> bytes:
    """Sky, ground and grain: some four megabytes as JPEG, and as HEIC."""
    random = Random(seed)
    coarse = Image.effect_noise((SIZE[0] // 4, SIZE[1] // 4), 90 + seed).resize(SIZE)
    grain = Image.effect_noise(SIZE, _NOISE)
    colours = [Image.blend(coarse, grain, random.uniform(0.3, 0.5)) for _ in range(3)]
    kept = io.BytesIO()
    pillow_heif.register_heif_opener()
    Image.merge("RGB", colours).save(
        kept, "HEIF" if kind == "HEIC" else kind, quality=_QUALITY[kind]
    )
    return kept.getvalue()


class Memory:
    """What this process and all its children have, looked at twenty times a second."""

    def __init__(self) -> None:
        self.most = 0
        self._is_over = threading.Event()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look on meanwhile."""
        watcher = threading.Thread(target=self._watch)
        watcher.start()
        try:
            yield
        finally:
            self._is_over.set()
            watcher.join()

    def _watch(self) -> None:
        while not self._is_over.wait(0.05):
            self.most = max(self.most, _resident(Path("/proc/self")))


def _resident(process: Path) -> int:
    """Bytes of a process and of those that it started."""
    try:
        pages = int((process / "statm").read_text().split()[1])
        children = (process / "task" / process.resolve().name / "children").read_text().split()
    except OSError:
        return 0
    own = pages * resource.getpagesize()
    return own + sum(_resident(Path(f"/proc/{child}")) for child in children)


def main() -> None:
    """Send, review and file, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--kind", choices=("JPEG", "HEIC", "PNG", "WEBP"), default="JPEG")
    parser.add_argument("--at-once", action="store_true", help="all by one press, without a script")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pictures = [folder / f"bild-{seed}" for seed in range(given.count)]
        # Of what it takes to make them nothing may be counted.
        make = f"from bench.attaching import *; keep({given.count}, {given.kind!r}, {name!r})"
        subprocess.run([sys.executable, "-c", make], check=True)
        total = sum(one.stat().st_size for one in pictures)
        print(f"{given.count} {given.kind} of {total / 1e6 / given.count:.1f} MB")
        _measure(folder / "instance", pictures, at_once=given.at_once)


def keep(count: int, kind: str, folder: str) -> None:
    """Write so many pictures into a folder."""
    for seed in range(count):
        Path(folder, f"bild-{seed}").write_bytes(picture(seed, kind))


def _measure(folder: Path, pictures: list[Path], *, at_once: bool) -> None:
    settings = read_settings({"INSTANCE_PATH": str(folder), "COURIER": "off"})
    migrate(open_database(settings.database_url, makes_file=True))
    forms.FORMS = (*forms.FORMS, Bilder)
    visit = _Visit(create_app(settings).test_client())
    memory, begun = Memory(), time.perf_counter()
    with memory.watched():
        for group in _presses(pictures) if at_once else [[one] for one in pictures]:
            visit.send(group)
        sent = time.perf_counter()
        visit.review()
        reviewed = time.perf_counter()
        visit.file()
    filed = time.perf_counter()
    size, journal = ((folder / f"register.sqlite3{end}").stat().st_size for end in ("", "-wal"))
    print(
        f"sent {sent - begun:.1f} s, reviewed {reviewed - sent:.1f} s, "
        f"filed {filed - reviewed:.1f} s; all {filed - begun:.1f} s (at most {MOST_SECONDS})"
    )
    print(f"memory {memory.most / 1e6:.0f} MB, children with it (at most {MOST_MB})")
    total = sum(one.stat().st_size for one in pictures)
    print(f"register {size / 1e6:.0f} MB for {total / 1e6:.0f} MB sent")
    print(f"its journal {journal / 1e6:.0f} MB, until something more is written")


def _presses(pictures: list[Path]) -> Iterator[list[Path]]:
    """As many at once as one request may hold."""
    group: list[Path] = []
    for one in pictures:
        if group and sum(it.stat().st_size for it in [*group, one]) > MOST_BYTES:
            yield group
            group = []
        group.append(one)
    yield group


class _Visit:
    """Somebody with a browser and without a script."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._see(client.get("/bilder/"))

    def _see(self, response: object) -> None:
        got: int = response.status_code  # type: ignore[attr-defined]
        if got == 303:
            self._see(self._client.get(response.location.partition("#")[0]))  # type: ignore[attr-defined]
            return
        assert got == 200, response.get_data(as_text=True)  # type: ignore[attr-defined]
        self._page = BeautifulSoup(response.get_data(as_text=True), "html.parser")  # type: ignore[attr-defined]
        self._path = response.request.path  # type: ignore[attr-defined]

    def _inputs(self) -> dict[str, object]:
        found = self._page.select("form[method=post] input[name]:not([type=file])")
        return {str(one["name"]): str(one.get("value", "")) for one in found}

    def send(self, pictures: list[Path]) -> None:
        button = self._page.select_one("[formaction$='bilagor/pictures']")
        assert button
        with ExitStack() as opened:
            files = [(opened.enter_context(one.open("rb")), f"{one.name}.jpg") for one in pictures]
            data = self._inputs() | {"pictures-files": files}
            self._see(self._client.post(str(button["formaction"]), data=data))

    def review(self) -> None:
        said = {name: "En bild." for name in self._inputs() if name.endswith("-text")}
        data = self._inputs() | said | {"action": "review"}
        self._see(self._client.post(self._path, data=data))

    def file(self) -> None:
        self._see(self._client.post(self._path, data=self._inputs()))


if __name__ == "__main__":
    main()
