"""A question answered with the address of an account in a medium."""

from collections.abc import Hashable, Iterator
from typing import Any

import wtforms

from forms import messages
from forms.field import Around, Leaf
from forms.kinds.base import Kind
from forms.question import Understood, UnreadableError
from forms.values.account import Account, account_key


class AccountAddress(Kind, wtforms.StringField):
    """A web address, or the account's name in the medium that another question names.

    `medium` is the name of that field, beside it in its group or row or else in the form. `planned`
    is the name of a tick that says that the account does not exist yet: then any name will do (the
    policy has the plan made first). Without it only an account that is there will do.
    """

    kind = "account"
    is_of_signs = True
    max_length = 2_000

    def __init__(self, *args: Any, medium: str, planned: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.medium, self.planned = medium, planned

    def unsound(self) -> Iterator[str]:
        """A medium or a tick that is not there."""
        for name in filter(None, (self.medium, self.planned)):
            if self.hung_on(name) is None:
                yield f"{name!r} is no question beside it or in the form; name one"

    def read(self, text: str, form: Around | None) -> Understood:
        """An account of the medium, or the planned name of one."""
        try:
            account = Account.parse(text, self._in_medium.readable if form is not None else "")
        except UnreadableError:
            if not self._is_planned(form):
                raise
            return Understood(text)
        # Of what is only planned there is no page to lead to.
        if self._is_planned(form) and not account.is_unwrapped:
            return Understood(text)
        return Understood(account.shown, account.link, value=account)

    def read_from(self, form: Around | None) -> Hashable:
        """The text, the medium that it is an account of, and whether there is one yet."""
        beside = (self._in_medium.data, self._is_planned(form)) if form is not None else ()
        return super().read_from(form), *beside

    def advise(self, form: Around) -> list[str]:
        """An address of another medium, a film or a private page is worth a look."""
        account = None if self._is_planned(form) else self._reading.value
        doubts = account.doubts(self._in_medium.readable) if account else []
        # What a filter wrapped is taken off here.
        notices = [one for one in super().advise(form) if one != messages.FILTERED_LINK]
        return notices + doubts

    @property
    def answer(self) -> str:
        """The answer as it was typed, or what it wraps: the rest tells who got it by mail."""
        account = self._reading.value
        return account.shown if account and account.is_unwrapped else str(self.data)

    @property
    def key(self) -> str:
        """One text for one account; empty while the account does not exist."""
        form = self.form_around
        if form is None or self.is_blank or self._is_planned(form):
            return ""
        return account_key(self.readable, self._in_medium.readable)

    @property
    def is_planned(self) -> bool:
        """Whether it was said that there is no such account yet."""
        return self._is_planned(self.form_around)

    @property
    def _in_medium(self) -> Leaf:
        leaf: Leaf = self.hung_on(self.medium)
        return leaf

    def _is_planned(self, form: Around | None) -> bool:
        """Whether the form says that there is no such account yet."""
        return bool(self.planned and form is not None and self.hung_on(self.planned).data)
