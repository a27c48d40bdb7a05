"""Giving out copies to somebody who asks for records: which parts, what is masked, and the file.

Each step is sent on by the page itself, so that nothing of what is masked is kept anywhere, and
nothing of it stands in an address.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from forms.cleaning import clean_text
from forms.disclosure import every_answer
from office.exports.release import ChangedMeanwhile, Format, TooMuchToRelease, Wanted, release
from office.limits import Cost
from office.releasing import (
    LONGEST_GROUND,
    MOST_PLACES,
    MOST_RECORDS,
    MOST_SNAPSHOTS,
    Judgement,
    Record,
    doubts,
    numbered_snapshots,
    planned_of,
    record_of,
)
from register.access import Action
from register.errors import CaseErased
from register.filings import find_filing, newest_versions
from register.releases import What
from web.desk import released
from web.desk.exports import sent
from web.desk.guard import look, recently
from web.desk.history import number_in
from web.desk.plan import Reached, reached
from web.desk.verbs import LONG_NUMBER, LONGEST_NUMBER
from web.office import office
from web.site.limits import count

# Snapshots are chosen one by one.
WORDS: Mapping[What, str] = {
    What.PLAN: released.WORDS[What.PLAN],
    What.SIGNED: released.WORDS[What.SIGNED],
    What.FILE: "Bifogade filer",
}
FORMAT_WORDS: Mapping[Format, str] = {
    Format.ZIP: "En zip-fil med varje del för sig",
    Format.PDF: "En enda PDF",
}
NO_PART = "Kryssa för minst en del att lämna ut"
NO_GROUND = "Skriv grunden för det du maskar i {}, till exempel 21 kap. 3 § OSL"
LONG_GROUND = f"Grunden är längre än {LONGEST_GROUND} tecken. Korta den"
TOO_MUCH = (
    "Det blir för mycket i en fil. Välj färre blanketter eller färre delar, eller en zip-fil om du "
    "valde en PDF"
)
CHANGED = (
    "Det har kommit något nytt sedan du maskade {}. Gå igenom det igen innan du lämnar ut kopian"
)
TOO_MANY_SNAPSHOTS = (
    f"Du kan lämna ut högst {MOST_SNAPSHOTS} ögonblicksbilder åt gången. Välj färre"
)
TOO_MUCH_TO_JUDGE = "Det blir för mycket att maska på en sida. Välj färre blanketter eller delar"
TOO_MANY = f"Du kan lämna ut högst {MOST_RECORDS} blanketter åt gången. Välj färre i listan"
ERASED = "{} är gallrad och kan inte lämnas ut. Välj bland det som finns kvar"
_MOST_VERSIONS = 50
_SNAPSHOT = "snapshot:"
desk_releasing = Blueprint("desk_releasing", __name__, url_prefix="/register/utlamnande")


Judged = list[tuple[Record, Judgement]]


@dataclass
class Asked:
    """What was sent: whose records, what was judged of those of which a part was ticked, the number
    of the request, and what is wrong by input. Those that are `erased` cannot be given."""

    found: list[Reached]
    erased: list[str]
    errors: dict[str, str]
    dnr: str = ""
    judged: Judged = field(default_factory=list)

    @property
    def told(self) -> list[tuple[str, str]]:
        """What is wrong: message and input."""
        return [(message, name) for name, message in self.errors.items()]


def _asked(references: Sequence[str]) -> Asked:
    """The records with these references."""
    unique = list(dict.fromkeys(references))
    asked = Asked([], [], {"parts": TOO_MANY} if len(unique) > MOST_RECORDS else {})
    for reference in unique[:MOST_RECORDS]:
        try:
            asked.found.append(reached(reference, Action.RELEASE))
        except CaseErased:
            asked.erased.append(reference)
    return asked


def _sent() -> Asked:
    """The same with all that was ticked and typed."""
    asked = _asked(request.form.getlist("ref"))
    ticked = _ticked("part")
    snapshots = [one for every in ticked.values() for one in every if one.startswith(_SNAPSHOT)]
    if len(snapshots) > MOST_SNAPSHOTS:
        asked.errors["parts"] = TOO_MANY_SNAPSHOTS
        return asked
    records = [one for found in asked.found if (one := _record(found, ticked))]
    _find_faults(asked, records)
    masked = _ticked("mask")
    asked.judged = [
        (one, _judgement(one, masked.get(one.case.reference, set()), asked.errors))
        for one in records
    ]
    return asked


def _ticked(name: str) -> dict[str, set[str]]:
    """What was ticked, by reference. The pages send it on as one input a reference: a form has a
    thousand at most."""
    found: dict[str, set[str]] = {}
    for one in request.form.getlist(name):
        reference, _, ticked = one.partition(":")
        found.setdefault(reference, set()).update(ticked.split())
    return found


def _find_faults(asked: Asked, records: Sequence[Record]) -> None:
    if asked.erased:
        # Nobody is to find out afterwards that something is not there.
        asked.errors["parts"] = ERASED.format(asked.erased[0])
    elif not records:
        asked.errors.setdefault("parts", NO_PART)
    elif sum(len(one.places) for one in records) > MOST_PLACES:
        asked.errors["parts"] = TOO_MUCH_TO_JUDGE
    asked.dnr = _line("dnr")
    if len(asked.dnr) > LONGEST_NUMBER:
        asked.errors["dnr"] = LONG_NUMBER


def _record(found: Reached, every: Mapping[str, set[str]]) -> Record | None:
    """None where no part of it was ticked."""
    reference = found.case.reference
    ticked = every.get(reference, set())
    chosen = [what for what in WORDS if what in ticked]
    snapshots = [number_in(one.removeprefix(_SNAPSHOT)) for one in ticked if _SNAPSHOT in one]
    version = number_in(request.form.get(f"version-{reference}", "")) or found.row.version
    if not chosen and not snapshots:
        return None
    filing = find_filing(office().register, reference, version) or abort(HTTPStatus.NOT_FOUND)
    record = record_of(office(), found.case, filing, chosen, [one for one in snapshots if one])
    return record if record.chosen else None


def _judgement(record: Record, masked: set[str], errors: dict[str, str]) -> Judgement:
    reference = record.case.reference
    if reference in request.form.getlist("persons"):
        masked = masked | record.of_persons
    masked = masked & record.places
    name, ground = f"ground-{reference}", _line(f"ground-{reference}")
    if request.form.get(f"state-{reference}") != record.state:
        # A page of another paper, or a picture that nobody has looked at.
        errors[name] = CHANGED.format(reference)
    elif len(ground) > LONGEST_GROUND:
        errors[name] = LONG_GROUND
    elif masked and not ground:
        errors[name] = NO_GROUND.format(reference)
    return Judgement(frozenset(masked), ground)


def _line(name: str) -> str:
    return " ".join(clean_text(request.form.get(name, "")).split())


@desk_releasing.get("/")
def choose() -> str:
    """Which parts of which version of each."""
    asked = _asked(request.args.getlist("ref"))
    return _choose_page(asked)


@desk_releasing.post("/maska")
def mask() -> ResponseReturnValue:
    """Every answer of what was chosen, to be ticked."""
    recently()
    count(Cost.JUDGING)
    asked = _sent()
    if asked.errors.keys() & {"parts", "dnr"}:
        return _choose_page(asked), HTTPStatus.UNPROCESSABLE_ENTITY
    # Nobody has been asked for a ground yet.
    asked.errors.clear()
    return _mask_page(asked)


@desk_releasing.post("/granska")
def check() -> ResponseReturnValue:
    """What will be given, and where something that is masked may be read nevertheless."""
    recently()
    count(Cost.JUDGING)
    asked = _sent()
    return _back(asked) or _check_page(asked)


@desk_releasing.post("/fil")
def make() -> ResponseReturnValue:
    """The file, which is written down as given."""
    recently()
    count(Cost.JUDGING)
    asked = _sent()
    if page := _back(asked):
        return page
    # Whoever changed the page gets what most want.
    is_one = request.form.get("format") == Format.PDF
    format = Format.PDF if is_one else Format.ZIP
    wanted = Wanted(asked.judged, format, asked.dnr, asked.found[0].actor)
    count(Cost.EXPORT)
    try:
        exported = release(office(), wanted)
    except TooMuchToRelease:
        asked.errors["format"] = TOO_MUCH
        return _check_page(asked), HTTPStatus.UNPROCESSABLE_ENTITY
    except ChangedMeanwhile:
        return _mask_page(_sent()), HTTPStatus.UNPROCESSABLE_ENTITY
    look("released", len(asked.judged))
    return sent(exported, "utlamnande", wanted.format)


def _back(asked: Asked) -> ResponseReturnValue | None:
    """The page on which something is to be put right, or None."""
    if asked.errors.keys() & {"parts", "dnr"}:
        return _choose_page(asked), HTTPStatus.UNPROCESSABLE_ENTITY
    return (_mask_page(asked), HTTPStatus.UNPROCESSABLE_ENTITY) if asked.errors else None


def _choose_page(asked: Asked) -> str:
    register = office().register
    ticked = _ticked("part") if request.method == "POST" else None
    records = [
        {
            "row": found.row,
            "snapshots": numbered_snapshots(office(), found.case.id),
            "versions": newest_versions(register, found.case.id, _MOST_VERSIONS),
            "version": number_in(request.form.get(f"version-{found.case.reference}", "")),
        }
        for found in asked.found
    ]
    return render_template(
        "desk/releasing.html",
        asked=asked,
        errors=asked.told,
        records=records,
        ticked=ticked,
        words=WORDS,
    )


def _mask_page(asked: Asked) -> str:
    look("release", len(asked.judged))
    return render_template(
        "desk/releasing_mask.html",
        asked=asked,
        errors=asked.told,
        answers={record.name: list(every_answer(record.parts)) for record, _ in asked.judged},
        words=WORDS,
    )


def _check_page(asked: Asked) -> str:
    return render_template(
        "desk/releasing_check.html",
        asked=asked,
        errors=asked.told,
        planned=[
            (record, judged, list(planned_of(record, judged))) for record, judged in asked.judged
        ],
        doubts={record.name: doubts(record, judged) for record, judged in asked.judged},
        formats=FORMAT_WORDS,
        words=released.WORDS,
    )
