"""What is too much to be kept, even until it has been shortened."""

from forms import messages
from forms.kinds.base import kept_at_most
from forms.kinds.rows import RowList
from forms.printable import PrintableForm

# Of answers that no question has room for any more, in characters: many times a form full of them.
MOST_LEFT_BEHIND = 200_000


def mark_what_cannot_be_kept(form: PrintableForm) -> bool:
    """Say at each answer and list that is far too long how long it may be; whether there is one.

    What stays within this is bounded: no draft grows beyond what its form can hold, some times
    over.
    """
    lists = [field for field in form if isinstance(field, RowList)]
    crowded = [rows for rows in lists if len(rows.entries) > rows.most]
    for rows in crowded:
        rows.list_errors = [messages.too_many(rows.noun, rows.most)]
    endless = [leaf for leaf in form.leaves() if leaf.size > kept_at_most(leaf.max_length)]
    for leaf in endless:
        leaf.errors = [messages.too_long(leaf.noun, leaf.max_length, leaf.size)]
    left_behind = sum(map(len, form.difference.gone.values()))
    return bool(crowded or endless) or left_behind > MOST_LEFT_BEHIND
