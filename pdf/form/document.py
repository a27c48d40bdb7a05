"""The document of a filled form, as PDF/A-3a and PDF/UA-1 at once."""

from collections.abc import Mapping
from datetime import datetime

from forms import PrintableForm
from forms.changes import Changes
from pdf.enclosures import Enclosure
from pdf.form.laidout import NOTHING_ENCLOSED, LaidOut
from pdf.imprint import Imprint, Letterhead
from swedish import swedish_day

# In the place of the number, so that a preview breaks its pages where the document will.
_NO_NUMBER_YET = "Nummer ges vid inlämning"


def render(
    form: PrintableForm,
    imprint: Imprint,
    letterhead: Letterhead,
    changes: Changes | None = None,
    enclosures: Mapping[str, Enclosure] = NOTHING_ENCLOSED,
) -> bytes:
    """The document of a filled form. The same arguments give the same bytes.

    `changes` are printed ahead of the approvals when the document is a later version, `enclosures`
    after them, by the SHA-256 that the answers name.
    """
    facts = [imprint.filing or _NO_NUMBER_YET, imprint.issued_on]
    if not imprint.filing and not imprint.mark:
        facts = []
    return LaidOut(form, letterhead, facts, changes, enclosures).print(imprint)


def lay_out(
    form: PrintableForm,
    issued_at: datetime,
    letterhead: Letterhead,
    changes: Changes | None = None,
    enclosures: Mapping[str, Enclosure] = NOTHING_ENCLOSED,
) -> LaidOut:
    """A filled form on its pages, to be printed when its number is known.

    It is then the same document as `render` makes with a number and `issued_at`, in UTC.
    """
    facts = [_NO_NUMBER_YET, swedish_day(issued_at)]
    return LaidOut(form, letterhead, facts, changes, enclosures)
