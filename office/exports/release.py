"""Copies of records in one file, as they are given to somebody who asked for them.

What is given whole are the kept bytes themselves. What is given in part is drawn anew, from words
and pictures without what is masked (forms.disclosure, pdf.given). A plan with files that are not
given is drawn anew too, since its issued document holds them.
"""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import IO

from forms.disclosure import Told, ToldPart, ToldQuestion, with_masked
from forms.kinds.attachments import MEDIA, PDF
from forms.question import Question
from office.exports.spool import Exported, spooled
from office.office import Office
from office.releasing import (
    Judgement,
    Planned,
    Record,
    pictures_of,
    planned_of,
    signed_paper,
    snapshot_document,
)
from pdf import EnclosedPage
from pdf.file.closing import Attachment
from pdf.given import Chapter, LeftOut, Shown, given_pdf, left_out
from pdf.pictures import pages_as_pictures
from register import attached, documents
from register.actors import Actor
from register.attached import Attached
from register.documents import DocumentKind
from register.errors import DocumentErased, FilingDamaged
from register.releases import GivenPart, Release, What, add_release
from swedish import MEGABYTE, SWEDEN, swedish_date, swedish_day

MOST_BYTES = 100 * MEGABYTE
# In one document all of it is in memory, and once more as pictures.
MOST_BYTES_IN_PDF = 25 * MEGABYTE
MOST_PICTURES = 150
CONTENTS = "innehall.pdf"
TITLE = "Utlämnande av allmän handling"
_DOTS_PER_INCH = 130
_READ_AT_ONCE = MEGABYTE
_DRAWN = (
    "Kopian är gjord för att lämnas ut. Den har samma svar som den inlämnade blanketten, utom dem "
    "som är maskade. Platserna för underskrift är inte med."
)
_LISTED = (
    "Delarna och deras SHA-256. Den som räknar om summan ser att filen är den som lämnades ut."
)
_INSIDE = "Filen {} följer med inuti den här PDF:en, precis som den lämnas ut."
_NOTHING = "Inget är maskat"
_DRAWN_SNAPSHOT = "Kopian är gjord för att lämnas ut, utan det som är maskat."
_PAGE, _FILE, _SNAPSHOT, _PICTURE = "sida", "bilaga", "ögonblicksbild", "bild"


class ChangedMeanwhile(Exception):
    """Something is no longer what it was when somebody judged it."""


class TooMuchToRelease(Exception):
    """More was asked for than fits in one file."""


class Format(StrEnum):
    """As what copies are given, by the end of the file's name."""

    ZIP = "zip"
    PDF = "pdf"


@dataclass(frozen=True)
class Made:
    """A part as it is given: its bytes, and `chapter` to read the same in a document."""

    record: Record
    planned: Planned
    name: str
    media: str
    content: bytes = field(repr=False)
    title: str
    ground: str
    chapter: Callable[[], Chapter]

    @property
    def given(self) -> GivenPart:
        """What is written down of it."""
        filing, digest = self.record.filing, sha256(self.content).hexdigest()
        what, masked = self.planned.what, self.planned.masked
        part = (filing.reference, filing.version, what.value, self.planned.number)
        return GivenPart(*part, digest, len(masked), list(masked), self.ground if masked else "")


@dataclass(frozen=True)
class Wanted:
    """All that is given at once, by whom; `dnr` is the number of the request, or empty."""

    judged: Sequence[tuple[Record, Judgement]]
    format: Format
    dnr: str
    actor: Actor


def release(own: Office, wanted: Wanted) -> Exported:
    """Make the file and write down that it is given; without the one there is not the other.

    Raises TooMuchToRelease, ChangedMeanwhile, CaseErased, DocumentErased, FilingDamaged,
    RegisterUnavailable, AllTaken, NoRoomForExport.
    """
    given: list[GivenPart] = []
    write = _write_zip if wanted.format is Format.ZIP else _write_pdf

    def write_all(parts: Iterable[Made], file: IO[bytes], _folder: Path) -> None:
        given.extend(write(own, _bounded(parts, wanted.format), file))

    every = (made for record, judged in wanted.judged for made in made_of(own, record, judged))
    exported = spooled(own, every, write_all)
    with ExitStack() as stack:
        stack.enter_context(exported.file)
        digest = _digest_of(exported.file)
        grounds = dict.fromkeys(judged.ground for _, judged in wanted.judged if judged.masked)
        filings = {record.case.id: record.filing.id for record, _ in wanted.judged}
        new = Release(wanted.dnr, "; ".join(grounds), given, filings, digest)
        add_release(own.register, new, own.now(), wanted.actor)
        exported.file.seek(0)
        # Whoever sends it closes it.
        stack.pop_all()
    return exported


def _digest_of(file: IO[bytes]) -> str:
    digest = sha256()
    for some in iter(partial(file.read, _READ_AT_ONCE), b""):
        digest.update(some)
    return digest.hexdigest()


def _bounded(parts: Iterable[Made], format: Format) -> Iterator[Made]:
    most, size = MOST_BYTES if format is Format.ZIP else MOST_BYTES_IN_PDF, 0
    for made in parts:
        size += len(made.content)
        if size > most:
            raise TooMuchToRelease
        yield made


def _write_zip(own: Office, parts: Iterable[Made], file: IO[bytes]) -> list[GivenPart]:
    """Each part as a file, and last the list of them."""
    now = own.now()
    listed: list[ToldQuestion] = []
    given: list[GivenPart] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            moment = now.astimezone(SWEDEN).timetuple()[:6]
            archive.writestr(zipfile.ZipInfo(name, moment), content, zipfile.ZIP_DEFLATED)

        for made in parts:
            put(made.name, made.content)
            given.append(made.given)
            listed.append(_listed(made, len(given)))
        put(CONTENTS, given_pdf(TITLE, [_contents(own, listed)], own.letterhead, now))
    return given


def _write_pdf(own: Office, parts: Iterable[Made], file: IO[bytes]) -> list[GivenPart]:
    """The list, then everything to be read, and the parts themselves inside."""
    now, every = own.now(), list(parts)
    listed = [_listed(made, number) for number, made in enumerate(every, 1)]
    chapters = [_contents(own, listed)]
    for made in every:
        chapter = made.chapter()
        notes = (*chapter.notes, _INSIDE.format(made.name))
        chapters.append(replace(chapter, notes=notes))
        if sum(len(one.pages) for one in chapters) > MOST_PICTURES:
            raise TooMuchToRelease
    inside = [
        Attachment(made.name, made.media, made.content, made.title, now, is_packed=True)
        for made in every
    ]
    file.write(given_pdf(TITLE, chapters, own.letterhead, now, inside))
    return [made.given for made in every]


def _contents(own: Office, listed: Sequence[ToldQuestion]) -> Chapter:
    made_on = f"Gjord {swedish_day(own.now())}. {_LISTED}"
    return Chapter("Innehåll", (made_on,), [ToldPart("", listed)])


def _listed(made: Made, number: int) -> ToldQuestion:
    masked = len(made.planned.masked)
    count = f"{masked} {'plats' if masked == 1 else 'platser'}. {made.ground}".rstrip()
    facts = {
        "Fil": made.name,
        "SHA-256": made.given.sha256,
        "Maskat": count if masked else _NOTHING,
    }
    answers = [Told(name, name, text) for name, text in facts.items()]
    return ToldQuestion(Question(number, made.title), answers)


# ---- The parts


def made_of(own: Office, record: Record, judged: Judgement) -> Iterator[Made]:
    """Every chosen part of a record that there is."""
    make = {What.PLAN: _plan, What.SIGNED: _signed, What.FILE: _file, What.SNAPSHOT: _snapshot}
    for planned in planned_of(record, judged):
        yield make[planned.what](own, record, judged, planned)


def _plan(own: Office, record: Record, judged: Judgement, planned: Planned) -> Made:
    filing = record.filing
    parts, _ = with_masked(record.parts, judged.names)
    title = f"{filing.title}, {record.called}"
    chapter = Chapter(title, (_DRAWN,), parts, ground=judged.ground)
    made = partial(Made, record, planned, title=title, ground=judged.ground)
    kinds = documents.kinds_of(own.register, filing.id)
    if not planned.is_drawn and DocumentKind.ISSUED in kinds:
        issued = documents.document_of(own.register, filing.id)
        return made(issued.name, PDF, issued.content, chapter=lambda: replace(chapter, notes=()))
    content = given_pdf(title, [chapter], own.letterhead, own.now())
    return made(f"{record.name}-kopia.pdf", PDF, content, chapter=lambda: chapter)


def _signed(own: Office, record: Record, judged: Judgement, planned: Planned) -> Made:
    document = signed_paper(own, record.filing)
    if document is None:
        raise DocumentErased(record.name, own.now())
    if sha256(document.content).hexdigest() != record.signed:
        raise ChangedMeanwhile
    title = f"Undertecknat papper till {record.called}"

    def chapter() -> Chapter:
        pages = _pictures(document.content, title)
        shown = _without(pages, planned, left_out(judged.ground, _PAGE), _page_of(pages))
        return Chapter(title, pages=shown, ground=judged.ground)

    made = partial(Made, record, planned, title=title, ground=judged.ground)
    if not planned.is_drawn:
        return made(document.name, PDF, document.content, chapter=chapter)
    content = given_pdf(title, [chapter()], own.letterhead, own.now())
    return made(f"{record.name}-undertecknat-kopia.pdf", PDF, content, chapter=chapter)


def _pictures(document: bytes, title: str) -> list[Shown]:
    pictures = list(pages_as_pictures(document, _DOTS_PER_INCH))
    return [
        Shown(EnclosedPage(*picture), f"{title}, sida {number} av {len(pictures)}, som bild")
        for number, picture in enumerate(pictures, 1)
    ]


def _without(
    pages: Sequence[Shown], planned: Planned, words: str, called: Callable[[int], str]
) -> list[Shown | LeftOut]:
    """The pages, and in the place of each that is masked what it is called and the words."""
    return [
        LeftOut(f"{called(number)}: {words}") if number in planned.masked_pages else page
        for number, page in enumerate(pages, 1)
    ]


def _page_of(pages: Sequence[Shown]) -> Callable[[int], str]:
    return lambda number: f"Sida {number} av {len(pages)}"


def _file(own: Office, record: Record, judged: Judgement, planned: Planned) -> Made:
    """Named by its number alone, for its name may be masked in the plan."""
    number, ground = planned.number, judged.ground
    one, title = record.files[number].file, f"Bilaga {number} till {record.called}"

    def chapter() -> Chapter:
        if judged.hides(f"file:{number}"):
            return Chapter(title, pages=[LeftOut(left_out(ground, _FILE))])
        pages = _pages_of(own, one, title)
        shown = _without(pages, planned, left_out(ground, _PAGE), _page_of(pages))
        return Chapter(title, pages=shown)

    made = partial(Made, record, planned, title=title, ground=ground, chapter=chapter)
    if planned.is_drawn:
        content = given_pdf(title, [chapter()], own.letterhead, own.now())
        return made(f"{record.name}-bilaga-{number}-kopia.pdf", PDF, content)
    whole = attached.content_of(own.register, one.id)
    if whole is None:
        filing = record.filing
        raise FilingDamaged(filing.id, filing.reference, filing.version, "an attached file")
    ending = MEDIA.get(one.media, ("", ".bin"))[1]
    return made(f"{record.name}-bilaga-{number}{ending}", one.media, whole)


def _pages_of(own: Office, file: Attached, title: str) -> list[Shown]:
    kept = attached.pages_of(own.register, file.id)
    return [
        Shown(
            EnclosedPage(page.width, page.height, page.picture),
            page.text or f"{title}, sida {place} av {len(kept)}, som bild",
        )
        for place, page in enumerate(kept, 1)
    ]


def _snapshot(own: Office, record: Record, judged: Judgement, planned: Planned) -> Made:
    """A document with the files inside; where something is masked the pictures that are not."""
    number = planned.number
    title = f"Ögonblicksbild {number} till {record.filing.reference}"
    name = f"{record.filing.reference}-ogonblicksbild-{number}"
    made = partial(Made, record, planned, title=title, ground=judged.ground)
    if planned.is_drawn:
        masked = _masked_snapshot(own, record, judged, planned, title)
        content = given_pdf(title, [masked], own.letterhead, own.now())
        return made(f"{name}-kopia.pdf", PDF, content, chapter=lambda: masked)
    whole = snapshot_document(own, record.filing, record.snapshots[number].snapshot)
    return made(
        f"{name}.pdf", PDF, whole, chapter=lambda: Chapter(title, pages=_pictures(whole, title))
    )


def _masked_snapshot(
    own: Office, record: Record, judged: Judgement, planned: Planned, title: str
) -> Chapter:
    taken = record.snapshots[planned.number]
    if judged.hides(taken.place):
        return Chapter(title, pages=[LeftOut(left_out(judged.ground, _SNAPSHOT))])
    pictures = pictures_of(snapshot_document(own, record.filing, taken.snapshot))
    is_hidden, shows = judged.hides(taken.shows), taken.snapshot.shows
    # What was written of all its pictures is the best that anybody has said of each.
    told = ", som bild" if is_hidden else f": {shows}"
    pages = [
        Shown(page, f"{title}, {taken.called(number)}{told}")
        for number, page in enumerate(pictures.values(), 1)
    ]
    said = left_out(judged.ground) if is_hidden else shows
    notes = [
        _DRAWN_SNAPSHOT,
        f"Tagen den {swedish_date(taken.snapshot.taken_on)}.",
        f"Visar: {said}",
    ]
    words = left_out(judged.ground, _PICTURE)
    return Chapter(title, notes, pages=_without(pages, planned, words, taken.called))
