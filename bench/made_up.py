"""Made-up filings with real documents, for registers to measure on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count

import sqlalchemy as sa

import pdf
from bench.plans import PlanMaker
from forms import Aktivitetsplan
from office.filing import new_filing
from pdf import Imprint, Letterhead
from pdf.places import as_data
from register import drafts, receiving
from register.documents import DocumentKind, NewDocument
from register.receiving import NewFiling, Receipt
from tests.register.examples import LIFETIME, MAIL_DOMAIN, NOW, OFFICER

# So many different plans; drawing each anew would measure the drawing.
DIFFERENT = 24
HOUSE = Letterhead("Töreboda kommun")
_numbers = count()


@dataclass(frozen=True)
class MadeUp:
    """What is filed, and its two documents."""

    filing: NewFiling
    documents: Mapping[DocumentKind, NewDocument]


@cache
def made_up(number: int) -> MadeUp:
    """One of a few dozen; equal numbers give equal plans."""
    plan = PlanMaker().plan(number % DIFFERENT)
    form = Aktivitetsplan.from_answers(plan.answers)
    laid_out = pdf.lay_out(form, plan.issued_at, HOUSE)
    imprint = Imprint(plan.reference, 1, plan.issued_at, plan.url)
    issued, copy = laid_out.print_with_copy(imprint)
    places = as_data(laid_out.places, laid_out.page_count)
    kinds = zip(DocumentKind, (issued, copy), strict=True)
    documents = {kind: NewDocument(content, places) for kind, content in kinds}
    return MadeUp(new_filing(form), documents)


def file_made_up(db: sa.Engine, recipient: str = OFFICER) -> Receipt:
    """File the next one, its copy queued, by the same way as the web."""
    one = made_up(next(_numbers) % DIFFERENT)
    key = drafts.save_draft(
        db,
        form=one.filing.form,
        edition=one.filing.edition,
        typed=one.filing.answers,
        now=NOW,
        lifetime=LIFETIME,
    )
    return receiving.file_form(
        db,
        key,
        one.filing,
        revision=1,
        make_documents=lambda *_: one.documents,
        recipients=[recipient],
        mail_domain=MAIL_DOMAIN,
        now=NOW,
    )
