"""What LibreOffice makes of the public list's CSV: `python -m tests.web.open.check_libreoffice`.

Not in the suite, as LibreOffice is hundreds of megabytes. Calc opens the file as whoever clicks on
it does, and saves it as another: the same cells must be there, letters and all, and no formula.
"""

import csv
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from app import create_app
from register.database import migrate
from settings import read_settings
from tests.plans import PLANS, plan
from tests.programs import program
from tests.web.open.listed import publish

# Between semicolons and quotes, in UTF-8, and every cell as text: tokens 1 to 5 of Calc's filter.
_IMPORT = "--infilter=CSV:59,34,76,1"
# The same with commas.
_EXPORT = "csv:Text - txt - csv (StarCalc):44,34,76,1"


def main() -> int:
    """1 when Calc sees something else than was written."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        settings = read_settings({"INSTANCE_PATH": name, "COURIER": "off"})
        app = create_app(settings)
        register = app.extensions["office"].register
        migrate(register)
        publish(register, [*PLANS, plan(1, medium='=1+1;"å"', url="")])
        written = folder / "konton.csv"
        written.write_bytes(app.test_client().get("/konton.csv").data)
        (folder / "out").mkdir()
        home = f"-env:UserInstallation=file://{name}/home"
        arguments = ["--headless", _IMPORT, "--convert-to", _EXPORT, "--outdir", f"{name}/out"]
        command = [program("soffice"), home, *arguments, str(written)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        before, after = _rows(written, ";"), _rows(folder / "out" / "konton.csv", ",")
    is_same = before == after
    sys.stdout.write(f"LibreOffice sees {'the same' if is_same else 'other'} {len(after)} rows\n")
    return 0 if is_same else 1


def _rows(path: Path, delimiter: str) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


if __name__ == "__main__":
    sys.exit(main())
