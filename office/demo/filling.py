"""Filling a register with made-up plans, by the ways of those who file them and of the office.

Nothing leaves the house: copies become files, as always where there is no mail server.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from forms import Aktivitetsplan
from office import departing
from office.attaching import look_at
from office.demo.deeds import Deed, Mail, What
from office.demo.pictures import PICTURES, front_page
from office.demo.plans import address_of, answers_of
from office.drafts import keep_new
from office.filing import file_draft
from office.office import Office
from office.snapshots import Given, keep
from office.taking_over import tell_of_take_over
from register import deliveries, notes
from register.accounts import MAIL, ensure_account
from register.actors import Actor, ActorKind, Role, signed_in
from register.attached import NewAttached
from register.cases import Case, find_case
from register.database import writing
from register.events import EventKind
from register.filings import Filing, find_filing
from register.notes import Note, paper_came
from register.paper_marks import Mark
from register.snapshots import Reason
from swedish import day_of

_LEASE = timedelta(minutes=5)
_NOBODY = "demonstration"
_FAILED = "550 5.1.1 Mailbox does not exist (påhittat svar, inget skickades)"
_UNSURE = "Svaret uteblev (påhittat, inget skickades)"
# Who signs, by their places in the form.
_SIGNERS = (0, 1, 2)
_SHOWN = "Kontots startsida med de senaste inläggen."
_WHY = ("borttaget", "stängt", "överlämnat")


@dataclass(frozen=True)
class _Stage:
    """Where the story is played: the office, its officer, pictures of accounts, and the references
    that plans got."""

    own: Office
    officer: Actor
    pictures: Sequence[NewAttached]
    references: dict[int, str]

    def at(self, deed: Deed) -> Office:
        """The office as it was then."""
        return replace(self.own, now=lambda: deed.at, wake_courier=lambda: None)

    def newest(self, deed: Deed) -> tuple[Case, Filing]:
        """What the deed is about."""
        register, reference = self.own.register, self.references[deed.number]
        case = find_case(register, reference)
        filing = find_filing(register, reference, deed.version)
        assert case
        assert filing
        return case, filing


def play(own: Office, deeds: list[Deed]) -> Iterator[Deed]:
    """Do what is told, one thing after the other; each is given back when it is done.

    Raises RegisterUnavailable.
    """
    # Each is looked at once: that takes longer than all that is made of it.
    pictures = [
        look_at(own, "", f"startsidan-{n}.png", front_page(n), lambda *_: None)[1]
        for n in range(PICTURES)
    ]
    stage = _Stage(own, officer_of(own, deeds), pictures, {})
    for deed in deeds:
        _DONE.get(deed.what, _note)(stage, deed)
        yield deed


def officer_of(own: Office, deeds: list[Deed]) -> Actor:
    """The one of the settings, who finds their own name in the timelines."""
    address, since = own.settings.register_officers[0], deeds[0].at
    with writing(own.register) as connection:
        account = ensure_account(connection, MAIL, address.lower(), "", address, since)
    return signed_in(account, frozenset((Role.OFFICER,)))


def _file(stage: _Stage, deed: Deed) -> None:
    then = stage.at(deed)
    form = Aktivitetsplan.from_answers(answers_of(deed.number, deed.version, own_domain(stage.own)))
    assert form.validate(), form.error_list()
    before = deed.version - 1
    revised = stage.newest(replace(deed, version=before))[1].id if before else None
    receipt = file_draft(then, form, keep_new(then, form, lambda *_: None, revised))
    stage.references[deed.number] = receipt.reference
    _handle_mail(then, deed)


def own_domain(own: Office) -> str:
    """Under which the addresses of made-up persons are: where people find their own plans."""
    return next(iter(own.settings.mail_domains), "example.com")


def _handle_mail(then: Office, deed: Deed) -> None:
    """Let the copies become files, but for the first of one that did not go."""
    if deed.mail is not Mail.WENT:
        for one in deliveries.lease_due(then.register, deed.at, _LEASE, _NOBODY, limit=1):
            _FATES[deed.mail](then, deed, one)
    then.deliver(lambda: False, then.now)


def _fail(then: Office, deed: Deed, one: deliveries.Delivery) -> None:
    deliveries.mark_failed(then.register, one, _FAILED, deed.at)


def _leave_unsure(then: Office, deed: Deed, one: deliveries.Delivery) -> None:
    deliveries.mark_unsure(then.register, one, _UNSURE, None, deed.at)


_FATES: Mapping[Mail, Callable[[Office, Deed, deliveries.Delivery], None]] = {
    Mail.FAILED: _fail,
    Mail.UNSURE: _leave_unsure,
}


def _picture(stage: _Stage, deed: Deed) -> None:
    then, filing = stage.at(deed), stage.newest(deed)[1]
    shown = stage.pictures[(deed.number + deed.at.month) % PICTURES]
    given = Given(day_of(deed.at), Reason.PERIOD, _SHOWN)
    keep(then, filing, given, [shown], Actor(ActorKind.FILER))


def _leave(stage: _Stage, deed: Deed) -> None:
    then, (case, filing) = stage.at(deed), stage.newest(deed)
    address = filing.answers["administrators"][0]["email"]
    seen = departing.Seen(case.reference, case.revision, filing.version, (address,))
    departing.mark(then, [seen], stage.officer)
    then.deliver(lambda: False, then.now)


def _take_over(stage: _Stage, deed: Deed) -> None:
    then, (case, filing), by = stage.at(deed), stage.newest(deed), Actor(ActorKind.FILER)
    note = Note(EventKind.TAKE_OVER_BEGUN, tell=tell_of_take_over(then, filing, by))
    notes.add_note(then.register, case, filing.id, note, deed.at, by)
    then.deliver(lambda: False, then.now)


# What is no note that the officer makes.
_DONE: Mapping[What, Callable[[_Stage, Deed], None]] = {
    What.FILED: _file,
    What.PICTURED: _picture,
    What.SOMEBODY_LEFT: _leave,
    What.TAKE_OVER_BEGUN: _take_over,
}


def _note(stage: _Stage, deed: Deed) -> None:
    case, filing = stage.newest(deed)
    note = _NOTES[deed.what](deed, case)
    notes.add_note(stage.own.register, case, filing.id, note, deed.at, stage.officer)


def _paper(deed: Deed, *_: object) -> Note:
    day = day_of(deed.at)
    return paper_came(Mark(day, _SIGNERS))


def _number(deed: Deed, case: Case) -> Note:
    number = f"KS {day_of(deed.at).year}/{100 + case.number * 3}"
    return notes.numbered(number, deed.at)


def _tell(deed: Deed, *_: object) -> Note:
    day = day_of(deed.at)
    facts = {"day": day.isoformat()}
    return Note(EventKind.CREDENTIALS_TOLD, {"credentials_told_on": day}, facts)


def _end(deed: Deed, *_: object) -> Note:
    day, why = day_of(deed.at), _WHY[deed.number % len(_WHY)]
    facts = {"day": day.isoformat(), "why": why}
    changes = {"ended_on": day, "ended_why": why, "ended_kept": "Bilder av kontot i registret"}
    return Note(EventKind.ACCOUNT_ENDED, changes, facts)


def _create(deed: Deed, *_: object) -> Note:
    day = day_of(deed.at)
    changes = {"created_on": day, "account_address": address_of(deed.number)}
    return Note(EventKind.ACCOUNT_CREATED, changes, {"day": day.isoformat()})


def _review(deed: Deed, *_: object) -> Note:
    day = day_of(deed.at)
    return Note(EventKind.PLAN_REVIEWED, {"reviewed_on": day}, {"day": day.isoformat()})


def _show(deed: Deed, *_: object) -> Note:
    day = day_of(deed.at)
    return Note(EventKind.ACCOUNT_SHOWN, {"shown_on": day}, {"day": day.isoformat()})


_NOTES: Mapping[What, Callable[[Deed, Case], Note]] = {
    What.PAPER_CAME: _paper,
    What.NUMBERED: _number,
    What.CREDENTIALS_TOLD: _tell,
    What.CREATED: _create,
    What.REVIEWED: _review,
    What.SHOWN: _show,
    What.ENDED: _end,
}
