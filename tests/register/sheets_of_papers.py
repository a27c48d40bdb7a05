"""Paper that came home, as the reader of sheets writes it into the register."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from itertools import count
from typing import Any

import sqlalchemy as sa
from PIL import Image

from register.actors import SYSTEM
from register.arrivals import NewArrival, Way, add_arrival
from register.sheets import NewSheet, Sheet, add_sheet
from register.verdicts import Ink, Verdict, Why

WRITTEN, EMPTY, UNSURE = Ink.WRITTEN, Ink.EMPTY, Ink.UNSURE
EVERYBODY = {0: WRITTEN, 1: WRITTEN, 2: WRITTEN}
_files = count()
# Of the paper in mm to all of the picture.
_SIZE = (420, 594)
WHOLE = [_SIZE[0] / 210, 0, 0, 0, _SIZE[1] / 297, 0, 0, 0, 1]


@cache
def picture(size: tuple[int, int] = _SIZE) -> bytes:
    """A JPEG with nothing on it."""
    kept = BytesIO()
    Image.new("L", size, 230).save(kept, "JPEG")
    return kept.getvalue()


def came(
    db: sa.Engine,
    filing_id: int,
    now: datetime,
    *,
    inks: Mapping[int, Ink] = EVERYBODY,
    dates: Mapping[int, Ink] | None = None,
    changes: Sequence[tuple[float, ...]] = (),
    pages: Sequence[int] = (1, 2),
    of: int = 2,
    verdict: Verdict = Verdict.FILED,
    why: Why = Why.NONE,
    share: float = 0.9,
) -> list[Sheet]:
    """Sheets of a filing whose last page is signed; `changes` are on the first of them, and `share`
    of the print was found on each."""
    content = b"file %d" % next(_files)
    arrival, _ = add_arrival(db, NewArrival(content, "skanning.pdf", "", Way.DESK), now, SYSTEM)
    found = []
    for number, page in enumerate(pages, 1):
        new = NewSheet(
            number,
            verdict,
            why,
            filing_id,
            page,
            of,
            picture(),
            "image/jpeg",
            {"map": WHOLE, "rms": 0.1, "share": share}
            | _facts(inks if page == of else {}, dates or inks, changes if number == 1 else ()),
            _cuttings(inks, changes),
        )
        sheet = add_sheet(db, arrival.id, new, now)
        assert sheet
        found.append(sheet)
    return found


def _cuttings(inks: Mapping[int, Ink], changes: Sequence[tuple[float, ...]]) -> dict[str, bytes]:
    """As they are cut out: a row of those who sign, and a change with what is around."""
    signers = {f"signer-{one}": picture((660, 92)) for one in inks}
    sizes = [(round(width + 12) * 6, round(height + 12) * 6) for *_, width, height in changes]
    return signers | {f"change-{n}": picture(size) for n, size in enumerate(sizes)}


def _facts(
    inks: Mapping[int, Ink], dates: Mapping[int, Ink], changes: Sequence[tuple[float, ...]]
) -> dict[str, Any]:
    signers = [{"signer": one, "signature": ink, "date": dates[one]} for one, ink in inks.items()]
    return {"signers": signers, "changes": [list(one) for one in changes]}
