"""Forms and documents for the tests, and how documents are read back."""

import re
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from forms import FORMS, PrintableForm
from pdf import Imprint, Letterhead, Mark, render
from pdf.geometry import BODY_BOTTOM_FROM_BOTTOM, PAGE_HEIGHT, points
from tests.plans import plan
from tests.programs import program

FORM = FORMS[0]
HOUSE = Letterhead("Töreboda kommun", hand_in="Lämna originalet till informationsansvarig")
ISSUED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
URL = "https://blanketter.toreboda.example/v/AP-2026-0042/1/k3v9x2m7qa"

HARD_NAMES = {
    "Swedish": "Åsa Öberg Ängström-Éclair",
    "Sami": "Čáhppe Ŋŋáđ Ŧuollu Ǩiõrv",
    "Polish": "Łukasz Żółć-Gęślą",
    "Greek": "Ελένη Παπαδοπούλου Ἀθηνᾶ",
    "Cyrillic": "Юрий Щербаков Ђорђе",
    "Armenian and Georgian": "Հայկ Պետրոսյան გიორგი",
    "Arabic": "محمد علي السيد",
    "Arabic with Swedish": "محمد (Mo) علي 42 Öberg",
    "Hebrew": "שָׁלוֹם כהן",
    "Chinese": "王小明 鄧麗君",
    "Japanese": "さくら タロウ 山田太郎",
    "Korean": "김철수 박영희",
    "Ethiopic": "አበበ በቀለ",
    "Emoji": "Anna 😀 👩‍👩‍👧‍👦 👍🏽 🇸🇪 1️⃣",
    "Stacked marks": "a\u0323\u0302\u0308 Z̷̢̨a̸̧l̶g̴o̵",
    "Thai and Devanagari": "สมชาย हिन्दी",
    "No font at all": "A\U0001f9ff\U000e0041\ufffe\U0010fffdZ",
    "Markup": "<b>&amp;</b> %PDF (\\)) ]>> EMC BT /F1",
}
RIGHT_TO_LEFT_IN_SWEDISH = [
    "Ring محمد علي (chef) på 070-174 06 05, tack.",
    "محمد (Mo) علي 42 Öberg",
    "محمد علي, anna@toreboda.se, 2026-11-26",
    "Anna (محمد), Bo [כהן] och (שלום כהן).",
    "שלום <s.cohen@toreboda.se> eller علي/Ali!",
    "Fråga ”محمد علي السيد” om 10 000 kr!",
    "Kontakta محمد, علي; שלום eller رضایی: 16.30–18.00.",
]
# At the head of a page, where poppler puts a form feed.
GOES_ON = re.compile(r"(\f)(?:\d+\.\s+)?Fortsättning\n")
ONE_LONG_WORD = "x" * 10_000


def form(number: int = 0, **changes: Any) -> PrintableForm:
    """A filled form: example plan `number` with changes to its answers."""
    return FORM.from_answers(plan(number, **changes))


def on_blank(number: int) -> dict[str, Any]:
    """The answers of example plan `number` for which the blank has room; lists go on elsewhere."""
    answers = form(number).answers()
    rows = {"administrators": 3, "operators": 2}
    return answers | {name: answers[name][:count] for name, count in rows.items()}


def imprint(mark: Mark = Mark.NONE, url: str = URL) -> Imprint:
    """The imprint of a filed plan."""
    return Imprint("AP-2026-0042", 1, ISSUED, url, mark)


def document(number: int = 0, **changes: Any) -> bytes:
    """The document of example plan `number` with changes to its answers."""
    return render(form(number, **changes), imprint(), HOUSE)


def hard_names_document() -> bytes:
    """All hard names, one to a paragraph."""
    return document(purpose="\n\n".join(HARD_NAMES.values()), audience=ONE_LONG_WORD)


def body_text(content: bytes, folder: Path, order: str = "-raw") -> str:
    """The text of all pages above the footer, as poppler reads it in the order of the file, or with
    "-layout" by its place."""
    path = folder / "document.pdf"
    path.write_bytes(content)
    height = str(int(points(PAGE_HEIGHT - BODY_BOTTOM_FROM_BOTTOM)))
    crop = ["-x", "0", "-y", "0", "-W", "600", "-H", height]
    command = [program("pdftotext"), order, "-enc", "UTF-8", *crop, str(path), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return GOES_ON.sub("\\1", text)


def squeezed(text: str) -> str:
    """Without white space and marks of direction, so that only the letters matter."""
    return "".join(text.translate(dict.fromkeys(map(ord, "\u200e\u202a\u202b\u202c"))).split())


def transparent_png() -> bytes:
    """A half transparent picture, 120 by 80 pixels."""
    picture = BytesIO()
    Image.new("RGBA", (120, 80), (200, 30, 30, 128)).save(picture, "PNG")
    return picture.getvalue()
