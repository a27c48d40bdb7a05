"""The filed version that a draft changes: what both its pages say on top."""

from dataclasses import dataclass

from forms.editions import as_asked, as_today
from register import filings
from register.drafts import Draft
from register.filings import Filing
from web.office import office


@dataclass(frozen=True)
class Revised:
    """One filed version; `about` tells it from others: "X – Biblioteket, x.com/bib"."""

    reference: str
    version: int
    about: str

    @classmethod
    def of(cls, filing: Filing) -> "Revised":
        """The filing, told by the form that asked its answers."""
        which = filing.form, filing.edition, filing.answers
        form = as_asked(*which) or as_today(*which)
        told = [filing.summary, form.answer_to(form.subject_from) if form else ""]
        about = ", ".join(text for text in told if text)
        return cls(filing.reference, filing.version, about)


def revised_by(draft: Draft) -> Revised | None:
    """The version that the draft changes; None when it begins something new."""
    if draft.revises_filing_id is None:
        return None
    return Revised.of(filings.filing_by_id(office().register, draft.revises_filing_id))
