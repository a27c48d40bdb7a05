"""A form with files, and pictures to enclose, made by hand: no process is started."""

from dataclasses import replace
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from forms import Approval, PrintableForm, Question, Signer
from forms.kinds import Attachments, Line
from forms.kinds.attachments import File
from pdf import EnclosedPage, Enclosure


class Felanmalan(PrintableForm):
    """A form with pictures and papers."""

    slug, prefix, title = "felanmalan", "FA", "Felanmälan"
    where = Line("Var?", Question(1, "Var är det?"), noun="var det är")
    pictures = Attachments(None, Question(2, "Bilder av felet:"))
    papers = Attachments(None, Question(3, "Handlingar"))
    approvals = (Approval("Jag har sett felet.", (Signer("Anmälare"),)),)


@cache
def jpeg(width: int, height: int, mode: str = "RGB", text: str = "") -> bytes:
    """A picture with a frame, so that what is cut is seen."""
    picture = Image.new(mode, (width, height), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, width - 1, height - 1), outline="black", width=max(1, width // 100))
    pen.line((0, 0, width, height), fill="grey", width=max(1, width // 200))
    pen.text((width / 2, height / 3), text, fill="black", font_size=max(8, width // 20))
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return kept.getvalue()


def enclosed(
    name: str, *pages: EnclosedPage, media: str = "image/jpeg", text: str = "En gunga.", **file: Any
) -> tuple[File, Enclosure]:
    """A file as the answers name it, and as it is enclosed."""
    content = file.get("content", b"%PDF- " + name.encode() * 100)
    digest = sha256(content).hexdigest()
    told: File = {
        "sha256": digest,
        "name": name,
        "media": media,
        "bytes": len(content),
        "text": text,
    }
    return told, Enclosure(digest, pages, content)


def page(width: int = 400, height: int = 300, mode: str = "RGB", text: str = "") -> EnclosedPage:
    """A page of so many pixels."""
    return EnclosedPage(width, height, jpeg(width, height, mode, text), text)


def with_files(
    pictures: list[tuple[File, Enclosure]], papers: list[tuple[File, Enclosure]] | None = None
) -> tuple[PrintableForm, dict[str, Enclosure]]:
    """The form with these files, and what is enclosed by its digest."""
    papers = papers or []
    answers = {
        "where": "Lekplatsen i parken",
        "pictures": [file for file, _ in pictures],
        "papers": [file for file, _ in papers],
    }
    every = {one.sha256: one for _, one in [*pictures, *papers]}
    return Felanmalan.from_answers(answers), every


def without_content(enclosures: dict[str, Enclosure]) -> dict[str, Enclosure]:
    """As in a preview."""
    return {digest: replace(one, content=b"") for digest, one in enclosures.items()}
