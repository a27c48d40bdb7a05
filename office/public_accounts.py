"""The public list: the municipality's accounts in social media, and nobody's name.

Of the answers it has the medium, the account, and whose it is; a text among these that names a
person of the plan is left out of it. To judge that takes longer than all the rest, so each version
of a plan is judged once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from itertools import groupby
from threading import Lock
from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine

import forms
from forms.creating import account_in
from forms.ink import without_unseen
from forms.question import UnreadableError
from forms.table import Table
from forms.values.account import Account
from register.extracts import answers_in
from register.fold import sort_key
from register.public import PublicCase, answers_of, public_rows
from settings import Settings
from version import VERSION

LONGEST_TEXT = 200
"""Letters of what the officer may write of an account."""


@dataclass(frozen=True)
class PublicAccount:
    """A line of the list. `account` is the address or the name as it was written, `link` its http
    or https address or empty; of the other texts any may be empty, and `left_out` tells which of
    all, by the names here, since they name somebody."""

    medium: str
    account: str
    link: str
    department: str
    unit: str
    text: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublicList:
    """The list at one moment. Two with the same `digest` are alike in every format; `made` keeps
    what was made of it, by names of whoever made it."""

    digest: str
    accounts: tuple[PublicAccount, ...]
    made: dict[str, bytes] = field(default_factory=dict)

    def by_medium(self) -> Iterator[tuple[str, list[PublicAccount]]]:
        """The media with their accounts, in the order of the list."""
        for _, some in groupby(self.accounts, lambda one: sort_key(one.medium)):
            accounts = list(some)
            yield accounts[0].medium, accounts


class PublicLists:
    """The list as it is whenever it is asked for; keeps the last one, and what was judged."""

    def __init__(self, register: Engine, settings: Settings) -> None:
        """Of a register. Nothing is read yet."""
        self._register = register
        # All that is the same as long as this process lives, and is in what is made of it.
        own = (VERSION, settings.municipality, settings.base_url, settings.information_officer)
        self._own = repr((*own, settings.accent_colour, settings.logo_alt, settings.embed_on))
        self._judged: dict[PublicCase, PublicAccount] = {}
        self._last = PublicList("", ())
        self._lock = Lock()

    def now(self) -> PublicList:
        """The list, as the last transaction left the index. Raises RegisterUnavailable."""
        rows = public_rows(self._register)
        digest = sha256((self._own + repr(rows)).encode("utf-8", "replace")).hexdigest()
        with self._lock:
            if digest != self._last.digest:
                cases = [PublicCase(*row) for row in rows]
                self._judged = self._with(cases)
                accounts = map(self._judged.__getitem__, cases)
                told = tuple(one for one in accounts if one.medium or one.account)
                self._last = PublicList(digest, told)
            return self._last

    def _with(self, cases: Iterable[PublicCase]) -> dict[PublicCase, PublicAccount]:
        known = {case: self._judged[case] for case in cases if case in self._judged}
        return known | judged(self._register, [case for case in cases if case not in known])


def judged(register: Engine, cases: Iterable[PublicCase]) -> dict[PublicCase, PublicAccount]:
    """What the list tells of cases. Raises RegisterUnavailable."""
    by_filing = {case.filing_id: case for case in cases}
    found = answers_of(register, by_filing)
    return {by_filing[one]: account_of(by_filing[one], text) for one, text in found}


def account_of(case: PublicCase, answers: str) -> PublicAccount:
    """What the list tells of a case with these answers, a text that should be JSON.

    Where nobody knows the form, nobody knows who is named in the answers, and all is left out; so
    it is of forms that not everybody in the register may read.
    """
    form, given = forms.form_by_slug(case.form), answers_in(answers)
    asked = given.get(form.subject_from) if form and form.subject_from else None
    written = asked if isinstance(asked, str) else ""
    # A name that was only planned may be another's account.
    if not written or given.get(_tick(case.form)):
        written = case.account_address or written
    account = _account(written.strip(), case.medium)
    texts = {
        "medium": case.medium,
        "account": account.shown,
        "department": case.department,
        "unit": case.unit,
        "text": case.published_text or "",
    }
    if form is None or form.read_by or not given:
        return _told({}, account, tuple(texts))
    left_out = persons_named(case.form, given, texts | {"account": _searched(account)})
    return _told({k: v for k, v in texts.items() if k not in left_out}, account, left_out)


def persons_named(
    slug: str, answers: Mapping[str, object], texts: Mapping[str, str]
) -> tuple[str, ...]:
    """The names of the texts in which the answers to a form tell that somebody is named."""
    persons = _table(slug).persons_in(answers)
    return tuple(name for name, text in texts.items() if text and persons.stand_in(text))


@lru_cache(maxsize=64)
def _tick(slug: str) -> str:
    """The name of the tick that says that there is no account yet; empty for none."""
    form = forms.form_by_slug(slug)
    account = account_in(form.blank()) if form else None
    return account.planned if account else ""


@lru_cache(maxsize=64)
def _table(slug: str) -> Table:
    form = forms.form_by_slug(slug)
    assert form is not None
    return Table.of(form, persons=True)


def _account(written: str, medium: str) -> Account:
    try:
        return Account.parse(written, medium)
    except UnreadableError:
        return Account("")


def _searched(account: Account) -> str:
    """All that an address says, also where its letters are written as numbers."""
    return f"{account.shown} {unquote(account.shown)} {unquote(account.link)}"


def _told(texts: Mapping[str, str], account: Account, left_out: tuple[str, ...]) -> PublicAccount:
    told = {name: without_unseen(texts.get(name, "")) for name in _TEXTS}
    link = account.link if told["account"] and _is_plain(account.link) else ""
    return PublicAccount(**told, link=link, left_out=left_out)


_TEXTS = ("medium", "account", "department", "unit", "text")


def _is_plain(link: str) -> bool:
    """Whether it leads to a page, and its question bears no mail address of anybody."""
    parts = urlsplit(link)
    return parts.scheme in ("http", "https") and "@" not in unquote(parts.query)
