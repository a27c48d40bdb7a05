"""An account that was only planned, in the form that it was planned in, once it is there."""

from forms.kinds import AccountAddress
from forms.printable import PrintableForm


def account_in(form: PrintableForm) -> AccountAddress | None:
    """The question for the account that a form is about; None when it is about none."""
    found = form[form.subject_from] if form.subject_from else None
    return found if isinstance(found, AccountAddress) else None


def address_in(form: PrintableForm, noted: str) -> str:
    """The address of the account that a form is about: the answer, or that which was `noted` when
    the account was made, where the answer is only what it was planned to be called."""
    account = account_in(form)
    is_planned = account is not None and account.is_planned
    answer = form.answer_to(form.subject_from) if form.subject_from else ""
    return (noted if is_planned else answer) or answer or noted


def created_in(form: PrintableForm, address: str) -> AccountAddress | None:
    """Let a form say that its account is there, at `address`; the question that says so, to be
    judged, or None when there is none."""
    account = account_in(form)
    if account is not None:
        account.data = account.clean(address)
        if account.planned:
            tick = account.hung_on(account.planned)
            tick.data = tick.clean(None)
    return account
