"""What is too much to be kept, even until it has been shortened."""

from forms import messages
from forms.kinds.people import People
from forms.printable import PrintableForm

# Who pastes a text that is too long is told so at review and goes on from what was kept.
TIMES_TOO_LONG = 3
# A short box may have got what was meant for a long one.
AT_LEAST = 1_000


def kept_at_most(max_length: int) -> int:
    """How many characters are kept of an answer that may be filed with `max_length`."""
    return max(TIMES_TOO_LONG * max_length, AT_LEAST)


def mark_what_cannot_be_kept(form: PrintableForm) -> bool:
    """Say at each answer and list that is far too long how long it may be; whether there is one.

    What stays within this is bounded: no draft grows beyond what its form can hold, some times
    over.
    """
    lists = [field for field in form if isinstance(field, People)]
    crowded = [people for people in lists if len(people.entries) > people.max_people]
    for people in crowded:
        people.list_errors = [messages.too_many(people.noun, people.max_people)]
    endless = [
        leaf for leaf in form.leaves() if len(str(leaf.data)) > kept_at_most(leaf.max_length)
    ]
    for leaf in endless:
        length = len(str(leaf.data))
        leaf.errors = [messages.too_long(leaf.noun, leaf.max_length, length)]
    return bool(crowded or endless)
