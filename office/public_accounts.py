"""The public list: the municipality's accounts in social media, and nobody's name.

Of the answers it has the medium, the account, and whose it is; a text among these that names a
person of the plan is left out of it, and so is one that names a person of another (office.named).
The first takes longer than all the rest, so each version of a plan is judged once by itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from itertools import groupby
from threading import Lock
from time import monotonic
from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine

import forms
from forms.creating import account_in
from forms.ink import without_unseen
from forms.question import UnreadableError
from forms.table import Table
from forms.values.account import Account
from office.named import digest_of, marks_in, tells_of_somebody
from register.answers import answers_in
from register.fold import sort_key
from register.public import PublicCase, answers_of, known_among, mark_of_list, public_cases
from settings import Settings
from version import VERSION

LONGEST_TEXT = 200
"""Letters of what the officer may write of an account."""
SECONDS_TRUSTED = 300
"""As long as browsers keep a list, nobody is asked whether a new plan names somebody in it."""


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
    """The list as it is whenever it is asked for; keeps the last one, and what was judged.

    Whether it changed costs a sum over its marks. Whom other plans name is looked up when it did,
    and again when SECONDS_TRUSTED have passed.
    """

    def __init__(
        self, register: Engine, settings: Settings, timer: Callable[[], float] = monotonic
    ) -> None:
        """Of a register; `timer` tells seconds. Nothing is read yet."""
        self._register, self._timer = register, timer
        # All that is the same as long as this process lives, and is in what is made of it.
        own = (VERSION, settings.municipality, settings.base_url, settings.accent_colour)
        asked = (settings.information_officer, settings.open_data_contact)
        self._own = repr((*own, *asked, settings.logo_alt, settings.embed_on))
        self._judged: dict[PublicCase, PublicAccount] = {}
        self._last = PublicList("", ())
        self._mark: tuple[int, int] | None = None
        self._trusted_until = 0.0
        self._lock = Lock()

    def now(self) -> PublicList:
        """The list, as the last transaction left the index. Raises RegisterUnavailable."""
        # Before the list is read: what changes between the two is read once more.
        mark = mark_of_list(self._register)
        with self._lock:
            now = self._timer()
            if mark != self._mark or now >= self._trusted_until:
                self._last = self._read()
                self._mark, self._trusted_until = mark, now + SECONDS_TRUSTED
            return self._last

    def _read(self) -> PublicList:
        cases = public_cases(self._register)
        self._judged = self._with(cases)
        accounts = without_others(self._register, [self._judged[one] for one in cases])
        told = tuple(one for one in accounts if one.medium or one.account)
        digest = sha256((self._own + repr(told)).encode("utf-8", "replace")).hexdigest()
        return self._last if digest == self._last.digest else PublicList(digest, told)

    def _with(self, cases: Iterable[PublicCase]) -> dict[PublicCase, PublicAccount]:
        known = {case: self._judged[case] for case in cases if case in self._judged}
        new = [case for case in cases if case not in known]
        return known | _judged_alone(self._register, new)


def judged(register: Engine, cases: Iterable[PublicCase]) -> dict[PublicCase, PublicAccount]:
    """What the list tells of cases. Raises RegisterUnavailable."""
    alone = _judged_alone(register, cases)
    return dict(zip(alone, without_others(register, list(alone.values())), strict=True))


def without_others(register: Engine, accounts: Sequence[PublicAccount]) -> Iterator[PublicAccount]:
    """The same without texts that name somebody whom any plan names. Raises RegisterUnavailable."""
    searched = list(map(_searched_texts, accounts))
    # Most have the medium, the department and the unit of another.
    marks = {text: marks_in(text) for one in searched for text in one.values()}
    every = {digest_of(mark): mark for mark in set[str]().union(*marks.values())}
    known = {every[digest] for digest in known_among(register, every)}
    naming = {text for text, some in marks.items() if not known.isdisjoint(some)}
    for account, texts in zip(accounts, searched, strict=True):
        named = {name for name, text in texts.items() if text in naming}
        yield _without(account, named) if named else account


def names_of_others(register: Engine, text: str) -> bool:
    """Whether a text names somebody whom any plan names. Raises RegisterUnavailable."""
    return tells_of_somebody(text) or bool(
        known_among(register, set(map(digest_of, marks_in(text))))
    )


def _judged_alone(register: Engine, cases: Iterable[PublicCase]) -> dict[PublicCase, PublicAccount]:
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
    searched = _searched(account.shown, account.link)
    left_out = persons_named(case.form, given, texts | {"account": searched})
    # A handle may look like a mail address, and a number lead to an account.
    by_shape = (name for name in texts if name != "account" and tells_of_somebody(texts[name]))
    left_out = tuple(dict.fromkeys((*left_out, *by_shape)))
    return _told({k: v for k, v in texts.items() if k not in left_out}, account, left_out)


def persons_named(
    slug: str, answers: Mapping[str, object], texts: Mapping[str, str]
) -> tuple[str, ...]:
    """The names of the texts in which the answers to a form tell that somebody is named."""
    persons = _table(slug).persons_in(answers)
    # Most name nobody, and together they are gone through in half the time.
    if not persons.stand_in("\n".join(texts.values())):
        return ()
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


def _searched(shown: str, link: str) -> str:
    """All that an address says, also where its letters are written as numbers."""
    return f"{shown} {unquote(shown)} {unquote(link)}"


def _searched_texts(one: PublicAccount) -> dict[str, str]:
    texts = {name: getattr(one, name) for name in _TEXTS}
    return texts | {"account": _searched(one.account, one.link)}


def _without(one: PublicAccount, named: set[str]) -> PublicAccount:
    left_out = tuple(name for name in _TEXTS if name in named or name in one.left_out)
    changes = dict.fromkeys(named | ({"link"} if "account" in named else set()), "")
    return replace(one, **changes, left_out=left_out)


def _told(texts: Mapping[str, str], account: Account, left_out: tuple[str, ...]) -> PublicAccount:
    told = {name: without_unseen(texts.get(name, "")) for name in _TEXTS}
    link = account.link if told["account"] and _is_plain(account.link) else ""
    return PublicAccount(**told, link=link, left_out=left_out)


_TEXTS = ("medium", "account", "department", "unit", "text")


def _is_plain(link: str) -> bool:
    """Whether it leads to a page, and its question bears no mail address of anybody."""
    parts = urlsplit(link)
    return parts.scheme in ("http", "https") and "@" not in unquote(parts.query)
