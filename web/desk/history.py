"""What became of a plan: its versions, its mail and what happened, the newest first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from flask import request, url_for

from forms.editions import as_asked
from register.cases import Case
from register.deliveries import Delivery, newest_deliveries
from register.events import events_of, newest_events
from register.filings import (
    Version,
    filing_by_id,
    moves_of,
    newest_versions,
    versions_by_id,
)
from register.paper_marks import Mark, marks_of
from register.signers import signers_of_version
from web.desk.mail import FROM_PLAN, can_go_again
from web.desk.timeline import Line, not_signed_by, signed_by, told
from web.filed.receipts import attempts_of
from web.office import office

MOST_SHOWN = 50
_MOST_ADDRESSES = 5
# What of the page's address says which answers are shown, and where each list begins.
_VERSION, _VERSIONS, _MAILS, _EVENTS = "version", "versioner", "utskick", "handelser"
# With one more it may be too large for the database.
_MOST_DIGITS = 9
T = TypeVar("T")


@dataclass(frozen=True)
class Some(Generic[T]):
    """Some of a list. `older` leads to those before, `newest` back to the newest; empty where there
    is nothing there."""

    shown: Sequence[T]
    older: str
    newest: str


@dataclass(frozen=True)
class Paper:
    """A version, the day on which its paper came, and the titles of those who have signed it, and
    of those who have not; `is_by_itself` when no human has said so."""

    version: Version
    received_on: date | None = None
    signed_by: str = ""
    not_signed_by: str = ""
    is_by_itself: bool = False


@dataclass(frozen=True)
class Mail:
    """A copy, how it went each time, and where it is sent again from; empty when it need not be."""

    delivery: Delivery
    attempts: Sequence[dict[str, Any]]
    again: str


def versions_shown(case: Case) -> Some[Paper]:
    """Versions, each with what became of its paper."""
    found = newest_versions(office().register, case.id, MOST_SHOWN + 1, _key(_VERSIONS))
    last = found[MOST_SHOWN - 1].version if len(found) > MOST_SHOWN else None
    return _some(case, _VERSIONS, _with_papers(found[:MOST_SHOWN]), last)


def addresses_before(case_id: int) -> list[str]:
    """The last addresses that its account had before, as they were filed, the newest first."""
    register, found = office().register, {}
    for _, filing_id in moves_of(office().register, case_id)[:_MOST_ADDRESSES]:
        filing = filing_by_id(register, filing_id)
        form = as_asked(filing.form, filing.edition, filing.answers)
        found[form.answer_to(form.subject_from) if form else ""] = True
    return [one for one in found if one]


def mails_shown(case: Case) -> Some[Mail]:
    """Copies of all versions, each with its attempts."""
    register = office().register
    found = newest_deliveries(register, case.id, MOST_SHOWN + 1, _key(_MAILS))
    last = found[MOST_SHOWN - 1].id if len(found) > MOST_SHOWN else None
    shown = found[:MOST_SHOWN]
    attempts = attempts_of(case.form, events_of(register, *{one.filing_id for one in shown}))
    mails = [Mail(one, attempts.get(one.id, ()), _again(one)) for one in shown]
    return _some(case, _MAILS, mails, last)


def events_shown(case: Case) -> Some[Line]:
    """What happened, in words."""
    register = office().register
    found = newest_events(register, case.id, MOST_SHOWN + 1, before=_key(_EVENTS))
    last = found[MOST_SHOWN - 1].id if len(found) > MOST_SHOWN else None
    return _some(case, _EVENTS, told(register, found[:MOST_SHOWN]), last)


def papers_of(filing_ids: Collection[int]) -> dict[int, Paper]:
    """What became of the papers of filings, by their numbers."""
    versions = versions_by_id(office().register, filing_ids)
    return {one.version.id: one for one in _with_papers(list(versions.values()))}


def _with_papers(versions: Sequence[Version]) -> list[Paper]:
    marks = marks_of(office().register, [one.id for one in versions])
    return [
        _with_mark(one, mark) if (mark := marks.get(one.id)) else Paper(one) for one in versions
    ]


def _with_mark(version: Version, mark: Mark) -> Paper:
    signers = signers_of_version(office().register, version)
    signed = signed_by(signers, mark.signers), not_signed_by(signers, mark.signers)
    return Paper(version, mark.received_on, *signed, mark.is_by_itself)


def _again(delivery: Delivery) -> str:
    if not can_go_again(delivery):
        return ""
    return url_for("desk_mail.send_again", delivery_id=delivery.id, fran=FROM_PLAN)


def number_in(text: str) -> int | None:
    """The number that an address or an input holds, None when it is none that the register has."""
    is_one = text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS
    return int(text) if is_one else None


def _key(name: str) -> int | None:
    return number_in(request.args.get(name, ""))


def _some(case: Case, name: str, shown: Sequence[T], last: int | None) -> Some[T]:
    def way(key: int | None) -> str:
        kept: dict[str, str | int | None] = {
            one: request.args.get(one) for one in (_VERSION, _VERSIONS, _MAILS, _EVENTS)
        }
        kept[name] = key
        way = url_for("desk_plans.plan", reference=case.reference, **kept)  # type: ignore[arg-type]
        return f"{way}#{name}"

    older = way(last) if last is not None else ""
    return Some(shown, older, way(None) if _key(name) is not None else "")
