"""What may be said of an account: each a page that says what will happen, and then it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import render_template, request
from flask.typing import ResponseReturnValue

from forms import end_in_words, facts_of
from forms.creating import created_in
from forms.editions import as_asked, as_today
from forms.messages import TICK_IF_PLANNED
from office.taking_over import tell_of_take_over
from policy import BEFORE_FIRST_POST, FOLLOW_UP
from register import notes
from register.actors import Actor
from register.cases import Case, find_case
from register.errors import CaseChanged
from register.events import EventKind, newest_events
from register.filings import Filing
from register.life import Life, Living, living_of
from register.notes import Note
from swedish import day_of, swedish_date
from web.account.typed import one_line, past_day
from web.desk.guard import see_other
from web.desk.timeline import BY_HAND, Line, told
from web.office import office

LONGEST_PLACE = 200
NO_REASON = "Välj varför det är avslutat"
NO_PLACE = "Skriv var det som publicerades finns kvar, till exempel: ögonblicksbilder i registret"
LONG_PLACE = f"Svaret är längre än {LONGEST_PLACE} tecken. Korta det"
NOT_ALL = "Gör det som återstår och kryssa för det. Inget är noterat än"
CHECKS = (*BEFORE_FIRST_POST, FOLLOW_UP)


@dataclass(frozen=True)
class Door:
    """From where somebody came to the account of a case, and as whom.

    `filing` is the newest version, `back` the page to come back to, `snapshot` where a picture of
    the account is sent in, `change` where the next version is begun, or empty. `take_over` begins
    the version of another unit. `is_desk` is whether they have signed in, `is_register` whether
    they see the register: to these alone it is told who did something, and they close what is no
    account too.
    """

    filing: Filing
    actor: Actor
    back: str
    snapshot: str
    take_over: Callable[[], ResponseReturnValue]
    change: str = ""
    is_desk: bool = False
    is_register: bool = False

    @property
    def case(self) -> Case:
        """The case as it is now."""
        found = find_case(office().register, self.filing.reference)
        assert found is not None
        return found


@dataclass
class Said:
    """What was sent from a page, and what is wrong with it by the id of its input."""

    door: Door
    living: Living
    step: "Step"
    errors: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether it may be said of the account as it is."""
        life = self.living.life
        if self.living.ended_on is not None or (life is Life.NONE and not self.door.is_register):
            return False
        return life in self.step.lives


@dataclass(frozen=True)
class Step:
    """One thing that may be said, in which `lives`; `read` makes a note of what was sent. In texts
    {closes} is what the form is about, {definite} what was filed."""

    lives: frozenset[Life]
    way: str
    heading: str
    happens: str
    button: str
    done: str
    read: Callable[[Said], Note]


def _created(said: Said) -> Note:
    day, address = past_day(said.errors), _address(said)
    changes = {"created_on": day, "account_address": address}
    return Note(EventKind.ACCOUNT_CREATED, changes, {"day": day.isoformat()})


def _address(said: Said) -> str:
    """The address, judged as the form judges one. What is only odd may be sent once more."""
    filing = said.door.filing
    form = as_today(filing.form, filing.edition, filing.answers)
    account = created_in(form, request.form.get("address", "")) if form else None
    if form is None or account is None:
        return one_line("address")
    if not account.validate(form):
        said.errors["address"] = str(account.errors[0]).removesuffix(TICK_IF_PLANNED)
    elif account.clean(request.form.get("seen", "")) != account.data:
        said.doubts = account.advise(form)
    return str(account.answer)


def _ended(said: Said) -> Note:
    day, why, kept = past_day(said.errors), request.form.get("why", ""), one_line("kept")
    if why not in facts_of(said.door.filing.form).wording.ends:
        said.errors["why"] = NO_REASON
    if said.living.life is Life.IN_USE and not kept:
        said.errors["kept"] = NO_PLACE
    elif len(kept) > LONGEST_PLACE:
        said.errors["kept"] = LONG_PLACE
    changes = {"ended_on": day, "ended_why": why, "ended_kept": kept or None}
    return Note(EventKind.ACCOUNT_ENDED, changes, {"day": day.isoformat(), "why": why})


def _reviewed(_: Said) -> Note:
    today = day_of(office().now())
    return Note(EventKind.PLAN_REVIEWED, {"reviewed_on": today}, {"day": today.isoformat()})


def _shown(said: Said) -> Note:
    left = [n for n in range(len(CHECKS)) if f"check-{n}" not in request.form]
    if left:
        said.errors[f"check-{left[0]}"] = NOT_ALL
    today = day_of(office().now())
    return Note(EventKind.ACCOUNT_SHOWN, {"shown_on": today}, {"day": today.isoformat()})


def _taken_over(said: Said) -> Note:
    door = said.door
    tell = tell_of_take_over(office(), door.filing, door.actor)
    return Note(EventKind.TAKE_OVER_BEGUN, tell=tell)


_THERE = frozenset((Life.IN_USE,))
STEPS: Mapping[str, Step] = {
    "skapat": Step(
        frozenset((Life.PLANNED,)),
        "{closes} är skapat",
        "{closes} är skapat",
        "Från den dagen är {closes} i bruk, och ska sparas som bild varje halvår. Adressen står "
        "redan ifylld nästa gång någon ändrar {definite}.",
        "Spara",
        "Det är noterat att {closes} är skapat.",
        _created,
    ),
    "allt-stammer": Step(
        _THERE,
        "Gå igenom {definite}",
        "Stämmer {definite} fortfarande?",
        "Läs igenom svaren. Stämmer allt, är {definite} genomgången för den här gången.",
        "Allt stämmer",
        "Det är noterat att allt stämmer.",
        _reviewed,
    ),
    "visar": Step(
        _THERE,
        "Det här ska {closes} visa",
        "Det här ska {closes} visa",
        "Gå igenom {closes} och kryssa för det som är på plats. Dagen noteras när allt är det.",
        "Spara",
        "Det är noterat att {closes} visar det som det ska.",
        _shown,
    ),
    "ta-over": Step(
        frozenset((Life.PLANNED, Life.IN_USE)),
        "Ta över {definite} till en annan enhet",
        "Ta över {definite}",
        "Nästa version börjar med samma svar, men utan förvaltning och enhet. Byt också "
        "administratörerna och dem som sköter den dagliga driften. Den gamla versionen gäller "
        "tills den nya är undertecknad. Informationsansvarig och de som "
        "administrerar {closes} nu, med adress hos kommunen, får ett brev om att ni har börjat.",
        "Börja på den nya versionen",
        "",
        _taken_over,
    ),
    "avsluta": Step(
        frozenset((Life.PLANNED, Life.IN_USE, Life.NONE)),
        "Avsluta {closes}",
        "Avsluta {closes}",
        "Läget blir avslutat. Allt som är inlämnat finns kvar, men ingen påminns mer om det. Bara "
        "informationsansvarig kan öppna igen.",
        "Avsluta {closes}",
        "{closes} är avslutat.",
        _ended,
    ),
}
CONVERTER = f"any({', '.join(repr(one) for one in STEPS).replace(chr(39), chr(34))})"


Way = Callable[[Door, str], ResponseReturnValue]


def words(text: str, form: str) -> str:
    """A text of a step, for what a form is about; it begins with a capital."""
    facts = facts_of(form)
    said = text.format(closes=facts.wording.closes, definite=facts.definite)
    return said[:1].upper() + said[1:]


def steps_open(form: str, living: Living, address: Callable[[str], str]) -> list[tuple[str, str]]:
    """Words and address of each step that may be taken now; none where there is no account."""
    if living.life in (Life.NONE, Life.CLOSED):
        return []
    return [
        (words(step.way, form), address(name))
        for name, step in STEPS.items()
        if living.life in step.lives
    ]


def ask(door: Door, name: str) -> ResponseReturnValue:
    """What will happen, and what must be known for it; back when it is no longer to be said."""
    said = _said(door, name)
    return _page(said, name) if said.is_open else see_other(door.back)


def do(door: Door, name: str) -> ResponseReturnValue:
    """Note it, unless something is wrong or somebody else was first."""
    own, case, said = office(), door.case, _said(door, name)
    if request.form.get("revision", "") != seen(case, door.filing):
        return _overtaken(said, name)
    if not said.is_open:
        return see_other(door.back)
    note = said.step.read(said)
    if said.errors or said.doubts:
        return _page(said, name), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        notes.add_note(own.register, case, door.filing.id, note, own.now(), door.actor)
    except CaseChanged:
        return _overtaken(_said(door, name), name)
    if name == "ta-over":
        own.wake_courier()
        return door.take_over()
    return see_other(f"{door.back}?gjort={name}")


def done_words(form: str, name: str) -> str:
    """What was done, after it; nothing for what is no step."""
    return words(STEPS[name].done, form) if name in STEPS else ""


def seen(case: Case, filing: Filing) -> str:
    """What a page was made of: what was noted of the case, and its newest version."""
    return f"{case.revision}-{filing.version}"


def _said(door: Door, name: str) -> Said:
    return Said(door, living_of(office().register, door.filing.case_id), STEPS[name])


def _overtaken(said: Said, name: str) -> ResponseReturnValue:
    """The page again with what was typed, and what the other did."""
    register = office().register
    events = newest_events(register, said.door.filing.case_id, 1, kinds=BY_HAND)
    return _page(said, name, told(register, events)), HTTPStatus.CONFLICT


def _page(said: Said, name: str, last: list[Line] | None = None) -> str:
    door, step, errors = said.door, said.step, said.errors
    filing, case = door.filing, door.case
    which = filing.form, filing.edition, filing.answers
    facts, first = facts_of(filing.form), {"why": "why-0"}
    today = day_of(office().now()).isoformat()
    return render_template(
        "account/step.html",
        frame="desk/base.html" if door.is_desk else "base.html",
        door=door,
        name=name,
        heading=words(step.heading, filing.form),
        happens=words(step.happens, filing.form),
        button_words=words(step.button, filing.form),
        filing=filing,
        case=case,
        is_done=not said.is_open,
        in_use=said.living.life is Life.IN_USE,
        revision=seen(case, filing),
        errors=[(message, first.get(one, one)) for one, message in errors.items()],
        wrong=errors,
        doubts=said.doubts,
        typed=request.form if request.method == "POST" else {"day": today},
        reasons=facts.wording.ends,
        closes=facts.wording.closes,
        definite=facts.definite,
        checks=CHECKS,
        form=as_asked(*which) or as_today(*which) if name == "allt-stammer" else None,
        last=last,
    )


@dataclass(frozen=True)
class AccountTold:
    """The account of a case in words: where it is, since when, and the ways on."""

    life: str
    more: str
    ways: list[tuple[str, str]]


def account_told(living: Living, case: Case, ways: list[tuple[str, str]]) -> AccountTold | None:
    """That of a case; None when it is about no account."""
    if living.life is Life.NONE:
        return None
    return AccountTold(LIVES[living.life], _more(living, case), ways)


LIVES: Mapping[Life, str] = {
    Life.PLANNED: "Planerat, inte skapat än",
    Life.IN_USE: "I bruk",
    Life.CLOSED: "Avslutat",
}


def _more(living: Living, case: Case) -> str:
    if case.ended_on is not None:
        kept = f". Kvar finns: {case.ended_kept}" if case.ended_kept else ""
        return f"{swedish_date(case.ended_on)}. {end_in_words(case.ended_why or '')}{kept}"
    if living.exists_since is None:
        return ""
    made_at = f", {living.made_at}" if living.made_at else ""
    return f"sedan {swedish_date(living.exists_since)}{made_at}"
