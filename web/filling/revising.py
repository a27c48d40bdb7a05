"""The filed version that a draft changes: what both its pages say on top."""

from dataclasses import dataclass

from forms import PrintableForm, form_by_slug
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
    def of(cls, filing: Filing, form: PrintableForm) -> "Revised":
        """The filing with its answers in `form`."""
        told = [filing.summary, form.answer_to(form.subject_from)]
        about = ", ".join(text for text in told if text)
        return cls(filing.reference, filing.version, about)


def revised_by(draft: Draft) -> Revised | None:
    """The version that the draft changes; None when it begins something new."""
    form_class = form_by_slug(draft.form)
    if draft.revises_filing_id is None or form_class is None:
        return None
    filing = filings.filing_by_id(office().register, draft.revises_filing_id)
    return Revised.of(filing, form_class.from_answers(dict(filing.answers)))
