"""Records that somebody asked for, and what of them a person judged to be secret.

The house suggests and a person decides: what is ticked is masked, and nothing else.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from forms import PrintableForm
from forms.disclosure import (
    ToldPart,
    every_answer,
    said_elsewhere,
    says_masked,
    summed_up,
    told_parts,
    told_words,
    with_masked,
)
from forms.editions import as_asked
from intake.pictures import pictures_in
from office.office import Office
from pdf import EnclosedPage
from pdf.file.images import image_of
from pdf.form.attachments import numbered
from pdf.pictures import page_count
from pdf.shown import numbers_in
from register import attached, documents
from register.attached import Attached
from register.cases import Case
from register.documents import Document, DocumentKind
from register.errors import CaseErased, FilingDamaged
from register.filings import Filing
from register.releases import What
from register.snapshots import Snapshot, document_of, snapshots_of

MOST_RECORDS = 50
# Each is read as a whole to know its pictures, at each step.
MOST_SNAPSHOTS = 100
# What somebody is to judge on one page.
MOST_PLACES = 10_000
LONGEST_GROUND = 200
_STATE_SIGNS = 24
_WHOLE_FILE, _WHOLE_SNAPSHOT, _SHOWS = "Hela filen", "Hela ögonblicksbilden", "Vad den visar"


@dataclass(frozen=True)
class Judgement:
    """What a person judged: the places that are masked, and on which ground.

    Places are `answer:` and the name of an input, `page:` and the number of a sheet of the signed
    paper, `file:` and the number of an attached file, `snapshot:` and the key of a snapshot; of
    files and snapshots also these, `:page:` and the number of one of their pages; of a snapshot
    `:shows`, the words on it.
    """

    masked: frozenset[str] = frozenset()
    ground: str = ""

    @property
    def names(self) -> frozenset[str]:
        """The names of the inputs whose answers are masked."""
        start = "answer:"
        return frozenset(one.removeprefix(start) for one in self.masked if one.startswith(start))

    def hides(self, place: str) -> bool:
        """Whether that place is masked, by itself."""
        return place in self.masked

    def pages_of(self, place: str, count: int) -> frozenset[int]:
        """Which of so many pages of a place are masked: all where the whole place is."""
        start = f"{place}:" if place else ""
        whole = bool(place) and self.hides(place)
        every = range(1, count + 1)
        return frozenset(one for one in every if whole or self.hides(f"{start}page:{one}"))


@dataclass(frozen=True)
class GivenFile:
    """An attached file, and the words on each of its pages."""

    file: Attached
    texts: Sequence[str]

    @property
    def pages(self) -> int:
        """How many it has."""
        return len(self.texts)


@dataclass(frozen=True)
class GivenSnapshot:
    """A snapshot, and of each of its pictures the number of the file and of the page in that."""

    snapshot: Snapshot
    pictures: Sequence[tuple[int, int]]

    @property
    def place(self) -> str:
        """Where it stands, whatever else was sent in meanwhile."""
        return f"snapshot:{self.snapshot.id}"

    @property
    def shows(self) -> str:
        """The place of the words on it."""
        return f"{self.place}:shows"

    @property
    def pages(self) -> int:
        """How many pictures there are."""
        return len(self.pictures)

    def called(self, number: int) -> str:
        """One of the pictures, in words."""
        file, page = self.pictures[number - 1]
        is_one = sum(one == file for one, _ in self.pictures) == 1
        return f"Fil {file}" if is_one else f"Fil {file}, sida {page}"


@dataclass(frozen=True)
class Record:
    """A version that is to be given out: which parts were chosen, and what there is of it.

    `pages` are those of the `signed` paper (its SHA-256, empty where there is none), `files` are by
    their numbers on paper; `snapshots` are those that were chosen, by their numbers among all of
    the case, from the first that was taken.
    """

    case: Case
    filing: Filing
    chosen: frozenset[What]
    parts: Sequence[ToldPart]
    pages: int
    signed: str
    files: Mapping[int, GivenFile]
    snapshots: Mapping[int, GivenSnapshot]

    @property
    def name(self) -> str:
        """How the names of its files begin."""
        return f"{self.filing.reference}-v{self.filing.version}"

    @property
    def called(self) -> str:
        """What it is called in a sentence."""
        return f"{self.filing.reference} version {self.filing.version}"

    @property
    def wanted(self) -> list[str]:
        """The chosen parts as they are asked for."""
        whole = (one.value for one in self.chosen if one is not What.SNAPSHOT)
        return sorted([*whole, *(one.place for one in self.snapshots.values())])

    @cached_property
    def places(self) -> frozenset[str]:
        """Everything of the chosen parts that can be masked."""
        places: set[str] = set()
        if What.PLAN in self.chosen:
            places |= {f"answer:{told.name}" for _, told in every_answer(self.parts)}
        if What.SIGNED in self.chosen:
            places |= {f"page:{number}" for number in range(1, self.pages + 1)}
        if What.FILE in self.chosen:
            for number, one in self.files.items():
                places |= _pages_in(f"file:{number}", one.pages)
        for taken in self.snapshots.values():
            places |= {taken.shows} | _pages_in(taken.place, taken.pages)
        return frozenset(places)

    @property
    def state(self) -> str:
        """Another as soon as a place no longer is what it was when somebody judged it."""
        kept = [self.signed, *(one.file.sha256 for one in self.files.values())]
        kept += [one.snapshot.sha256 for one in self.snapshots.values()]
        told = "\n".join([str(self.filing.id), *kept, *sorted(self.places)])
        return sha256(told.encode()).hexdigest()[:_STATE_SIGNS]

    @property
    def of_persons(self) -> frozenset[str]:
        """The places that tell who somebody is or how to reach them."""
        told = (told for _, told in every_answer(self.parts) if told.is_personal)
        return self.places.intersection(f"answer:{one.name}" for one in told)

    def holds_files_that_stay(self, judged: Judgement) -> bool:
        """Whether its issued document holds files, or pages of them, that are not given."""
        is_given = What.FILE in self.chosen
        return any(
            not is_given or judged.pages_of(f"file:{number}", one.pages)
            for number, one in self.files.items()
        )


def _pages_in(place: str, count: int) -> set[str]:
    return {place, *(f"{place}:page:{number}" for number in range(1, count + 1))}


def record_of(
    own: Office,
    case: Case,
    filing: Filing,
    chosen: Iterable[What],
    snapshots: Collection[int] = (),
) -> Record:
    """What there is of a version, and of the case the snapshots with these keys.

    Raises CaseErased, FilingDamaged.
    """
    if case.erased_at is not None:
        raise CaseErased(case.reference, case.erased_at)
    wanted = frozenset(chosen)
    form = as_asked(filing.form, filing.edition, filing.answers)
    signed = signed_paper(own, filing) if What.SIGNED in wanted else None
    taken = _snapshots(own, filing, snapshots) if snapshots else {}
    return Record(
        case=case,
        filing=filing,
        chosen=wanted | {What.SNAPSHOT} if taken else wanted,
        # Of an edition that nobody kept the words are known that were kept at filing.
        parts=told_parts(form) if form else told_words(filing.text),
        pages=page_count(signed.content) if signed else 0,
        signed=sha256(signed.content).hexdigest() if signed else "",
        files=_files(own, filing, form),
        snapshots=taken,
    )


def _files(own: Office, filing: Filing, form: PrintableForm | None) -> dict[int, GivenFile]:
    numbers = {file["sha256"]: number for number, file in numbered(form)} if form else {}
    every = attached.of_filing(own.register, filing.id)
    texts = attached.texts_of(own.register, [one.id for one in every])
    return {
        numbers.get(one.sha256, place): GivenFile(one, texts[one.id])
        for place, one in enumerate(every, 1)
        if one.erased_at is None
    }


def numbered_snapshots(own: Office, case_id: int) -> dict[int, Snapshot]:
    """Those of a case that can be given, by their numbers from the first that was taken."""
    every = snapshots_of(own.register, case_id, MOST_SNAPSHOTS)
    return dict(enumerate(reversed(every), 1))


def _snapshots(own: Office, filing: Filing, keys: Collection[int]) -> dict[int, GivenSnapshot]:
    return {
        number: GivenSnapshot(one, list(pictures_of(snapshot_document(own, filing, one))))
        for number, one in numbered_snapshots(own, filing.case_id).items()
        if one.id in keys
    }


def snapshot_document(own: Office, filing: Filing, snapshot: Snapshot) -> bytes:
    """The document of a snapshot as it is kept. Raises FilingDamaged."""
    content = document_of(own.register, snapshot.id)
    if content is None:
        raise FilingDamaged(filing.id, filing.reference, filing.version, "a snapshot")
    return content


def pictures_of(document: bytes) -> dict[tuple[int, int], EnclosedPage]:
    """The pictures in the document of a snapshot, by the numbers of the file and its page."""
    found = {
        numbers: EnclosedPage(*image_of(picture)[1], picture)
        for name, picture in pictures_in(document).items()
        if (numbers := numbers_in(name))
    }
    return dict(sorted(found.items()))


def signed_paper(own: Office, filing: Filing) -> Document | None:
    """The signed paper, or None where none came or it is erased. Raises FilingDamaged."""
    has_one = DocumentKind.SIGNED in documents.kinds_of(own.register, filing.id)
    return documents.signed_of(own.register, filing.id) if has_one else None


@dataclass(frozen=True)
class Planned:
    """A part that will be given, as it is kept unless it `is_drawn`, and what of it is masked, in
    words that hold nothing of that. Files and snapshots have a `number`; `masked_pages` are of
    what has pages."""

    what: What
    number: int = 0
    is_drawn: bool = False
    masked: Sequence[str] = ()
    masked_pages: frozenset[int] = frozenset()


def planned_of(record: Record, judged: Judgement) -> Iterator[Planned]:
    """Every part that will be given of a record."""
    if What.PLAN in record.chosen:
        answers = _masked_answers(record, judged)
        is_drawn = bool(answers) or record.holds_files_that_stay(judged)
        yield Planned(What.PLAN, is_drawn=is_drawn, masked=answers)
    if What.SIGNED in record.chosen and record.pages:
        hidden = judged.pages_of("", record.pages)
        yield Planned(What.SIGNED, 0, bool(hidden), _pages_in_words(hidden), hidden)
    if What.FILE in record.chosen:
        for number, one in sorted(record.files.items()):
            yield _planned_file(number, one, judged)
    for number, taken in record.snapshots.items():
        yield _planned_snapshot(number, taken, judged)


def _pages_in_words(hidden: Iterable[int]) -> list[str]:
    return [f"Sida {one}" for one in sorted(hidden)]


def _planned_file(number: int, one: GivenFile, judged: Judgement) -> Planned:
    place = f"file:{number}"
    hidden, is_whole = judged.pages_of(place, one.pages), judged.hides(place)
    masked = [_WHOLE_FILE] if is_whole else _pages_in_words(hidden)
    return Planned(What.FILE, number, bool(masked), masked, hidden)


def _planned_snapshot(number: int, one: GivenSnapshot, judged: Judgement) -> Planned:
    hidden = judged.pages_of(one.place, one.pages)
    if judged.hides(one.place):
        return Planned(What.SNAPSHOT, number, True, [_WHOLE_SNAPSHOT], hidden)
    words = [_SHOWS] if judged.hides(one.shows) else []
    masked = [*words, *(one.called(page) for page in sorted(hidden))]
    return Planned(What.SNAPSHOT, number, bool(masked), masked, hidden)


def _masked_answers(record: Record, judged: Judgement) -> list[str]:
    """Which answers are masked or left out with those, by their questions."""
    shown, _ = with_masked(record.parts, judged.names)
    kept = {told.name for _, told in every_answer(shown)}
    return [
        " – ".join(filter(None, (question.heading, told.label)))
        for question, told in every_answer(record.parts)
        if told.name not in kept
    ]


def doubts(record: Record, judged: Judgement) -> list[str]:
    """Where what is masked may be read nevertheless; told to who judges, who decides."""
    said = said_elsewhere(record.parts, judged.names)
    found = [
        f"Det du maskar i ”{masked.label or 'ett svar'}” står också i svaret på "
        f"”{question.heading}”, som inte är maskat."
        for masked, question, _ in said
    ]
    found += [
        f"Det du maskar i ”{masked.label or 'ett svar'}” går att räkna ut ur ”{question.heading}”, "
        "som inte är maskat."
        for masked, question, _ in summed_up(record.parts, judged.names)
    ]
    if judged.names and len(judged.pages_of("", record.pages)) < record.pages:
        found.append(
            "Svaren du maskar står också på det underskrivna papperet, som inte är maskat."
        )
    found += _said_in_files(record, judged)
    hidden = [number for number in record.files if judged.hides(f"file:{number}")]
    if hidden and What.PLAN in record.chosen:
        found += _names_of_hidden_files(record, judged, hidden)
    found += _words_on_snapshots(record, judged)
    return list(dict.fromkeys(found))


def _said_in_files(record: Record, judged: Judgement) -> Iterator[str]:
    """Pages of attached files whose words hold what is masked in an answer."""
    if What.FILE not in record.chosen:
        return
    for number, one in record.files.items():
        hidden = judged.pages_of(f"file:{number}", one.pages)
        for page, text in enumerate(one.texts, 1):
            if page not in hidden and says_masked(record.parts, judged.names, text):
                yield f"Det du maskar i svaren står också i bilaga {number}, sida {page}."


def _words_on_snapshots(record: Record, judged: Judgement) -> Iterator[str]:
    for number, one in record.snapshots.items():
        is_partly = judged.pages_of(one.place, one.pages) and not judged.hides(one.place)
        if is_partly and not judged.hides(one.shows):
            yield (
                f"Du maskar bilder i ögonblicksbild {number}, men inte texten om vad den visar: "
                f"”{one.snapshot.shows}”."
            )


def _names_of_hidden_files(
    record: Record, judged: Judgement, hidden: Sequence[int]
) -> Iterable[str]:
    names = {record.files[number].file.name for number in hidden}
    for question, told in every_answer(record.parts):
        is_named = any(told.text.startswith(name) for name in names)
        if is_named and told.name not in judged.names:
            yield (
                f"Filens namn och beskrivning står kvar i svaret på ”{question.heading}”, fast du "
                "maskar filen."
            )
