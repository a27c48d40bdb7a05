"""Two filed versions of a case beside each other, whichever editions of the form asked them."""

from forms.changes import Change, Changes, changes_between
from forms.editions import as_asked, as_today
from register.filings import Filing

ALL_ANSWERS = "Alla svar"


def changes_from(before: Filing, after: Filing) -> Changes:
    """What `after` answers otherwise than `before`, in the words of the form.

    Versions of one edition are compared by the form that asked them, others by that of today. When
    that is no longer offered their whole texts are, in which each answer stands under its question.
    """
    was, is_now = ((one.form, one.edition, one.answers) for one in (before, after))
    if before.edition == after.edition:
        both = as_asked(*was), as_asked(*is_now)
        if both[0] and both[1]:
            return Changes(before.version, changes_between(both[0], both[1]))
    both = as_today(*was), as_today(*is_now)
    if both[0] and both[1]:
        kept = both[1].difference.gone
        return Changes(before.version, changes_between(both[0], both[1], kept))
    told = [Change(ALL_ANSWERS, before.text, after.text)]
    return Changes(before.version, told if before.text != after.text else [])
