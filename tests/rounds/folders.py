"""A folder of scans with a clock that is set by hand, and a register that only remembers."""

from dataclasses import dataclass, field
from pathlib import Path

from rounds.folder import SECONDS_AT_REST, Reception, ScansFolder

LARGEST = 1_000


@dataclass
class Kept:
    """What came, in order; `refusals` by number, None for what nobody has read."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    refusals: dict[int, str | None] = field(default_factory=dict)
    by_itself: str | None = ""

    def keep(self, name: str, content: bytes) -> int:
        """The same bytes have the same number."""
        for number, (_, earlier) in enumerate(self.files):
            if earlier == content:
                return number
        self.files.append((name, content))
        return len(self.files) - 1

    def refusal(self, number: int) -> str | None:
        """What became of one."""
        return self.refusals.get(number, self.by_itself)

    @property
    def names(self) -> list[str]:
        """Of all that came."""
        return [name for name, _ in self.files]


class Watched:
    """The folder, what it gave away, and the hands of the clock."""

    def __init__(self, path: Path) -> None:
        path.mkdir(exist_ok=True)
        self.path, self.kept, self.seconds = path, Kept(), 0.0
        self.folder = self.anew()

    def anew(self) -> ScansFolder:
        """As another process sees it."""
        reception = Reception(self.kept.keep, self.kept.refusal, LARGEST, "Filen är för stor.")
        self.folder = ScansFolder(self.path, reception, lambda: self.seconds)
        return self.folder

    def put(self, name: str, content: bytes = b"a scan") -> Path:
        """Lay a file in the folder."""
        path = self.path / name
        path.write_bytes(content)
        return path

    def look(self, times: int = 1) -> None:
        """Look, and let files rest before the next look."""
        for _ in range(times):
            self.folder.look()
            self.seconds += SECONDS_AT_REST

    def there(self) -> list[str]:
        """All files in the folder and below it."""
        return sorted(str(one.relative_to(self.path)) for one in self.path.rglob("*.*"))
