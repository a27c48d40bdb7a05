"""Records that somebody asked for, and what of them a person judged to be secret.

The house suggests and a person decides: what is ticked is masked, and nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forms.disclosure import (
    ToldPart,
    every_answer,
    said_elsewhere,
    told_parts,
    told_words,
    with_masked,
)
from forms.editions import as_asked
from office.office import Office
from pdf.form.attachments import numbered
from pdf.pictures import page_count
from register import attached, documents
from register.attached import Attached
from register.cases import Case
from register.documents import Document, DocumentKind
from register.errors import CaseErased
from register.filings import Filing
from register.releases import What
from register.snapshots import Snapshot, snapshots_of

MOST_RECORDS = 50
LONGEST_GROUND = 200


@dataclass(frozen=True)
class Judgement:
    """What a person judged: the places that are masked, and on which ground.

    Places are `answer:` and the name of an input, `page:` and the number of a sheet of the signed
    paper, `file:` and the number of an attached file, `snapshot:` and that of a snapshot.
    """

    masked: frozenset[str] = frozenset()
    ground: str = ""

    @property
    def names(self) -> frozenset[str]:
        """The names of the inputs whose answers are masked."""
        start = "answer:"
        return frozenset(one.removeprefix(start) for one in self.masked if one.startswith(start))

    def hides(self, kind: str, number: int) -> bool:
        """Whether that page or file is masked."""
        return f"{kind}:{number}" in self.masked


@dataclass(frozen=True)
class Record:
    """A version that is to be given out: which parts were chosen, and what there is of it.

    `pages` are those of the signed paper, `files` are by their numbers on paper; `snapshots` are
    those of the case, counted from the first that was taken.
    """

    case: Case
    filing: Filing
    chosen: frozenset[What]
    parts: Sequence[ToldPart]
    pages: int
    files: Mapping[int, Attached]
    snapshots: Mapping[int, Snapshot]

    @property
    def name(self) -> str:
        """How the names of its files begin."""
        return f"{self.filing.reference}-v{self.filing.version}"

    @property
    def called(self) -> str:
        """What it is called in a sentence."""
        return f"{self.filing.reference} version {self.filing.version}"

    @property
    def places(self) -> frozenset[str]:
        """Everything of the chosen parts that can be masked."""
        places: set[str] = set()
        if What.PLAN in self.chosen:
            places |= {f"answer:{told.name}" for _, told in every_answer(self.parts)}
        if What.SIGNED in self.chosen:
            places |= {f"page:{number}" for number in range(1, self.pages + 1)}
        if What.FILE in self.chosen:
            places |= {f"file:{number}" for number in self.files}
        places |= {f"snapshot:{number}" for number in self.snapshots}
        return frozenset(places)

    @property
    def of_persons(self) -> frozenset[str]:
        """The places that tell who somebody is or how to reach them."""
        told = (told for _, told in every_answer(self.parts) if told.is_personal)
        return self.places.intersection(f"answer:{one.name}" for one in told)

    def holds_files_that_stay(self, judged: Judgement) -> bool:
        """Whether its issued document holds files that are not given."""
        is_given = What.FILE in self.chosen
        return any(not is_given or judged.hides("file", number) for number in self.files)


def record_of(own: Office, case: Case, filing: Filing, chosen: Iterable[What]) -> Record:
    """What there is of a version. Raises CaseErased, FilingDamaged."""
    if case.erased_at is not None:
        raise CaseErased(case.reference, case.erased_at)
    wanted = frozenset(chosen)
    form = as_asked(filing.form, filing.edition, filing.answers)
    signed = signed_paper(own, filing) if What.SIGNED in wanted else None
    numbers = {file["sha256"]: number for number, file in numbered(form)} if form else {}
    every = attached.of_filing(own.register, filing.id)
    return Record(
        case=case,
        filing=filing,
        chosen=wanted,
        # Of an edition that nobody kept the words are known that were kept at filing.
        parts=told_parts(form) if form else told_words(filing.text),
        pages=page_count(signed.content) if signed else 0,
        files={
            numbers.get(one.sha256, place): one
            for place, one in enumerate(every, 1)
            if one.erased_at is None
        },
        snapshots=_snapshots(own, case) if What.SNAPSHOT in wanted else {},
    )


def _snapshots(own: Office, case: Case) -> dict[int, Snapshot]:
    every = snapshots_of(own.register, case.id)
    return dict(enumerate(reversed(every), 1))


def signed_paper(own: Office, filing: Filing) -> Document | None:
    """The signed paper, or None where none came or it is erased. Raises FilingDamaged."""
    has_one = DocumentKind.SIGNED in documents.kinds_of(own.register, filing.id)
    return documents.signed_of(own.register, filing.id) if has_one else None


@dataclass(frozen=True)
class Planned:
    """A part that will be given: as it is kept where nothing is masked, and how much of it is."""

    what: What
    is_drawn: bool
    masked: Sequence[str]


def planned_of(record: Record, judged: Judgement) -> list[Planned]:
    """What will be given of a record, with what is masked in words."""
    planned = []
    if What.PLAN in record.chosen:
        masked = _masked_answers(record, judged)
        is_drawn = bool(masked) or record.holds_files_that_stay(judged)
        planned.append(Planned(What.PLAN, is_drawn, masked))
    if What.SIGNED in record.chosen and record.pages:
        sheets = [one for one in range(1, record.pages + 1) if judged.hides("page", one)]
        masked = [f"Sida {one}" for one in sheets]
        planned.append(Planned(What.SIGNED, bool(masked), masked))
    if What.FILE in record.chosen and record.files:
        files = [one for one in sorted(record.files) if judged.hides("file", one)]
        planned.append(Planned(What.FILE, bool(files), [f"Bilaga {one}" for one in files]))
    if record.snapshots:
        hidden = [one for one in record.snapshots if judged.hides("snapshot", one)]
        masked = [f"Ögonblicksbild {one}" for one in hidden]
        planned.append(Planned(What.SNAPSHOT, bool(hidden), masked))
    return planned


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
    if judged.names and any(not judged.hides("page", one + 1) for one in range(record.pages)):
        found.append(
            "Svaren du maskar står också på det undertecknade papperet, som inte är maskat."
        )
    hidden = [number for number in record.files if judged.hides("file", number)]
    if hidden and What.PLAN in record.chosen:
        found += _names_of_hidden_files(record, judged, hidden)
    return list(dict.fromkeys(found))


def _names_of_hidden_files(
    record: Record, judged: Judgement, hidden: Sequence[int]
) -> Iterable[str]:
    names = {record.files[number].name for number in hidden}
    for question, told in every_answer(record.parts):
        is_named = any(told.text.startswith(name) for name in names)
        if is_named and told.name not in judged.names:
            yield (
                f"Filens namn och beskrivning står kvar i svaret på ”{question.heading}”, fast du "
                "maskar filen."
            )
