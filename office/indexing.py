"""What a form says of a filing for the list of plans and the search."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from forms import PrintableForm
from forms.creating import account_in
from forms.editions import as_asked, as_today
from forms.kinds import Phone, RowList, YesNo
from forms.kinds.text import Box
from forms.values.hours import Hours
from office.named import digests_of
from register.fold import address_key
from register.index import Indexed

_NO_DIGITS = re.compile("[^0-9]+")


def said_by(form: PrintableForm) -> Indexed:
    """What the form says of the answers in it."""
    kept = form.kept_as
    people = {name: _addresses(form.row_list(name)) for name in kept.people}
    administrators = _addresses(form.row_list(kept.administrators))
    return Indexed(
        medium=form.answer_to(kept.medium),
        department=form.answer_to(kept.department),
        unit=form.answer_to(kept.unit),
        hours=_hours(form, kept.hours),
        administrators=len(set(map(address_key, administrators))),
        people=people,
        texts=tuple(_texts(form)),
        is_signed=not all(one.optional for one in form.signers()),
        is_administered=bool(kept.administrators),
        shares_subject=form.shares_subject,
        is_planned=bool(kept.administrators) and _is_planned(form),
        named=digests_of(form),
    )


def said_of(slug: str, edition: str, answers: str) -> Indexed:
    """What the form that asked says of `answers`, a text that should be JSON; when nobody kept
    it, what the form of today makes of them; without any form they can be searched. Never raises.
    """
    try:
        found = json.loads(answers)
    except (ValueError, RecursionError):
        return Indexed()
    if not isinstance(found, dict):
        return Indexed()
    form = as_asked(slug, edition, found)
    if form is not None:
        return said_by(form)
    today = as_today(slug, edition, found)
    return Indexed(texts=tuple(_flat(found))) if today is None else said_by(today)


def _is_planned(form: PrintableForm) -> bool:
    """Whether what the form is about is an account that is not there yet."""
    account = account_in(form)
    return account is not None and account.is_planned and account.is_asked


def _addresses(persons: RowList | None) -> list[str]:
    """The addresses in a list of persons, each as a mail server takes it."""
    entries = persons.entries if persons is not None else ()
    parts = (part for person in entries for part in person.parts)
    return [
        part.shown for part in parts if part.kind == "email" and not part.is_blank and part.is_asked
    ]


def _hours(form: PrintableForm, name: str) -> float | None:
    """Hours a week; the middle of what was answered as a span."""
    found = Hours.parse(form.answer_to(name))
    return (found.low + found.high) / 2 if found else None


def _texts(form: PrintableForm) -> Iterator[str]:
    for leaf in form.leaves():
        if leaf.is_blank or isinstance(leaf, Box | YesNo) or not leaf.is_asked:
            continue
        yield leaf.listed
        if isinstance(leaf, Phone):
            yield _NO_DIGITS.sub("", leaf.shown)


def _flat(value: Any) -> Iterator[str]:
    """Every text and number in answers that no form knows."""
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _flat(one)
    elif isinstance(value, list):
        for one in value:
            yield from _flat(one)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)
