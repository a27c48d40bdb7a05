"""What becomes of a blank in LibreOffice: `python -m tests.intake.check_libreoffice`.

Not in the suite, as LibreOffice is hundreds of megabytes. Draw takes a PDF apart into text and
lines and makes another one of them: if its fields are ever kept, that is good news, and then what
was filled in must come home.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from intake.opening import open_here
from intake.reading import read
from intake.refusals import NoAnswers
from pdf import render_blank
from tests.intake.fillers import with_pypdf
from tests.pdf.documents import FORM, HOUSE, on_blank
from tests.plans import as_inputs

_IMPORT = "--infilter=draw_pdf_import"


def main() -> int:
    """1 when fields went through and their answers did not."""
    filled = with_pypdf(render_blank(FORM, HOUSE), as_inputs(on_blank(0)))
    saved = through_draw(filled)
    fields = open_here(saved).fields
    try:
        is_home = read(saved, open_here).answers == on_blank(0)
    except NoAnswers:
        is_home = False
    told = "come home" if is_home else "do not come home"
    sys.stdout.write(f"LibreOffice keeps {len(fields)} fields; the answers {told}\n")
    return 1 if fields and not is_home else 0


def through_draw(content: bytes) -> bytes:
    """The PDF that Draw saves when it has opened this one."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "in.pdf").write_bytes(content)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", _IMPORT, "--convert-to", "pdf"]
        place = ["--outdir", f"{folder}/out", f"{folder}/in.pdf"]
        subprocess.run([*command, *place], check=True, capture_output=True)
        return (Path(folder) / "out" / "in.pdf").read_bytes()


if __name__ == "__main__":
    sys.exit(main())
