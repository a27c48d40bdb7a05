"""Made-up filings beside the plans: accounts that were followed up, posts that were removed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from forms import Aktivitetsplan, BorttagetInlagg, PrintableForm, Uppfoljning
from forms.editions import as_today
from office.drafts import keep_new
from office.filing import file_draft
from office.office import Office
from register.filings import filing_by_id
from register.listing import Row, Wanted, page_of
from swedish import SWEDEN, day_of

_WORDS: dict[str, Any] = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))
ACCOUNTS = 4
_DAYS_BETWEEN = 2
_YEAR = timedelta(days=365)


def file_others(own: Office) -> Iterator[int]:
    """A follow-up and a removed post of each of some accounts, the last days before now; yields how
    many accounts are done.

    Raises RegisterUnavailable.
    """
    newest = page_of(own.register, Wanted(form=Aktivitetsplan.slug), size=ACCOUNTS)
    for number, row in enumerate(newest.rows, 1):
        _file_about(_ago(own, timedelta(days=_DAYS_BETWEEN * number)), row, number)
        yield number


def _ago(own: Office, time: timedelta) -> Office:
    """The office as it was then."""
    moment = own.now() - time
    return replace(own, now=lambda: moment, wake_courier=lambda: None)


def _file_about(then: Office, row: Row, number: int) -> None:
    for form in _about(then, row, number):
        assert form.validate(), form.error_list()
        file_draft(then, form, keep_new(then, form, lambda *_: None))
    then.deliver(bool, then.now)


def _about(then: Office, row: Row, number: int) -> Iterator[PrintableForm]:
    """Both forms about the account of a plan."""
    filing = filing_by_id(then.register, row.filing_id)
    plan = as_today(filing.form, filing.edition, filing.answers)
    assert plan
    known = Uppfoljning.begun_from(plan, row.reference)
    today, around = day_of(then.now()), then.around_answers()
    measured = _measured(today, number)
    hours = known.get("hours", {}) | measured["hours"]
    yield Uppfoljning.from_answers(known | measured | {"hours": hours}, **around)
    account = {name: known[name] for name in ("medium", "url")}
    yield BorttagetInlagg.from_answers(account | _removed(plan, then.now(), number), **around)


def _measured(today: date, number: int) -> dict[str, Any]:
    decisions: tuple[dict[str, Any], ...] = (
        {"decision": "continue"},
        {"decision": "change", "changes": "Vi lägger ut färre texter och fler bilder."},
    )
    said = _WORDS["went_well"]
    return {
        "period": {"from": (today - _YEAR).isoformat(), "to": today.isoformat()},
        "measured": [
            {"what": "Följare", "before": str(200 + number), "now": str(260 + 7 * number)},
            {"what": "Besvarade frågor", "now": str(12 * number)},
        ],
        "went_well": said[number % len(said)],
        "hours": {"spent": number},
        "removals": number,
        "next_on": (today + _YEAR).isoformat(),
        **decisions[number % len(decisions)],
    }


def _removed(plan: PrintableForm, now: datetime, number: int) -> dict[str, Any]:
    today = day_of(now)
    words, reason = _WORDS["posts"][number % len(_WORDS["posts"])]
    secret = {"secret": True, "diary_number": f"KS {today.year}/{400 + number}"}
    told = {"secret": False, "sender": {"name": _WORDS["senders"][number % 3]}, "content": words}
    name = plan.answer_to("administrators-0-name")

    def ago(minutes: int) -> dict[str, str]:
        moment = (now - timedelta(minutes=minutes)).astimezone(SWEDEN)
        return {"day": moment.date().isoformat(), "clock": f"{moment:%H:%M}"}

    return {
        "author": "citizen",
        "found": ago(25),
        "saved": ago(15),
        "removed": ago(10),
        "rules": [reason],
        "police": False,
        "remover": {"name": name, "title": "Handläggare"},
        "manager": {"name": plan.answer_to("manager-name"), "day": today.isoformat()},
        **(secret if number == ACCOUNTS else told),
    }
