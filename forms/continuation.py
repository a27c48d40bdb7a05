"""The continuation sheet: more rows of lists, and more room for texts than the blank has.

Its fields have names of their own, so that sheet and blank can be read in together. No question can
have such a name: there is no double hyphen in the name of an input.
"""

from collections.abc import Iterator

from forms.field import Leaf
from forms.kinds import Group, LongText, RowList, StoragePlace
from forms.printable import PrintableForm


def continued(name: str) -> str:
    """The field in which the text called `name` goes on."""
    return f"{name}--continued"


def said_again(name: str) -> str:
    """The field that says once more what tells filings apart, so that sheets are not mixed up."""
    return f"{name}--of"


def may_go_on(field: Leaf) -> bool:
    """Whether an answer may need more room than there is; where a login is kept is told briefly."""
    return isinstance(field, LongText) and not isinstance(field, StoragePlace)


def long_texts(form: PrintableForm) -> Iterator[Leaf]:
    """The answers outside lists that may go on."""
    for field in form:
        leaves = field.parts if isinstance(field, Group) else [field]
        yield from filter(may_go_on, leaves)


def can_be_continued(form: type[PrintableForm]) -> bool:
    """Whether the form asks for anything that may need more room."""
    blank = form.blank()
    return any(isinstance(field, RowList) for field in blank) or any(long_texts(blank))


def sheet_names(form: PrintableForm) -> list[str]:
    """The fields that only the sheet has."""
    names = [continued(leaf.name) for leaf in long_texts(form)]
    return [*names, *map(said_again, form.summary_from)]
