"""Filing: a checked form becomes a filing with its documents and mail."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from time import perf_counter

import pdf
from forms import PrintableForm
from forms.changes import Changes, changes_between
from forms.editions import as_today
from office.addresses import verification_url
from office.attached import enclosures_of, files_of
from office.drafts import Kept
from office.indexing import said_by
from office.office import Office
from pdf import Imprint
from pdf.places import as_data
from register import filings, receiving
from register.attached import Attached
from register.documents import DocumentKind, NewDocument
from register.receiving import MakeDocuments, NewFiling, Receipt

log = logging.getLogger("blanketter.filing")


def file_draft(own: Office, form: PrintableForm, kept: Kept) -> Receipt:
    """File `form`, which must be valid, and let the courier know.

    The documents are laid out ahead of the transaction and printed inside it, with the number, so
    that a filing without its documents cannot exist; mail goes out after it, so that a mail server
    that is down stops nothing.
    Raises RegisterUnavailable when nothing was filed, DraftChanged when the draft was saved since
    it was read, NewerVersionExists when it changes a version that somebody else has changed.
    """
    now = own.now()
    changes = changes_since(own, form, kept)
    files = files_of(own.register, form, kept.draft.id)
    receipt = receiving.file_form(
        own.register,
        kept.key,
        replace(new_filing(form, changes), holds=frozenset(one.sha256 for one in files)),
        revision=kept.draft.revision,
        make_documents=_documents_maker(own, form, changes, files, now),
        recipients=own.settings.addresses_in(form.copies_to),
        mail_domain=own.settings.sender_domain,
        now=now,
    )
    own.wake_courier()
    facts = {"form": form.slug, "reference": receipt.reference, "version": receipt.version}
    log.info("filed", extra=facts)
    return receipt


def changes_since(own: Office, form: PrintableForm, kept: Kept) -> Changes | None:
    """What the draft changes in the version it began from; None for a new plan."""
    if kept.draft.revises_filing_id is None:
        return None
    revised = filings.filing_by_id(own.register, kept.draft.revises_filing_id)
    before = as_today(revised.form, revised.edition, revised.answers)
    return Changes(revised.version, changes_between(before, form)) if before else None


def new_filing(form: PrintableForm, changes: Changes | None = None) -> NewFiling:
    """What the register is to keep of the form, told first what changed."""
    told = [changes.as_text()] if changes else []
    return NewFiling(
        form=form.slug,
        prefix=form.prefix,
        edition=form.edition,
        title=form.title,
        short_title=form.short_title,
        answers=form.answers(),
        summary=form.summary,
        text="\n\n".join([*told, form.as_text(is_listed=True)]),
        subject=form.subject,
        indexed=said_by(form),
    )


def _documents_maker(
    own: Office,
    form: PrintableForm,
    changes: Changes | None,
    files: Sequence[Attached],
    now: datetime,
) -> MakeDocuments:
    settings, is_copied = own.settings, bool(form.copies_to) and form.answers_in_mail
    began = perf_counter()
    enclosures = enclosures_of(own.register, files, with_content=True)
    laid_out = pdf.lay_out(form, now, own.letterhead, changes, enclosures)
    took = perf_counter() - began

    def make(reference: str, version: int, check: str) -> dict[DocumentKind, NewDocument]:
        url = verification_url(settings.base_url, reference, version, check)
        began = perf_counter()
        imprint = Imprint(reference, version, now, url)
        printed = laid_out.print_with_copy(imprint) if is_copied else [laid_out.print(imprint)]
        own.time_documents(took + perf_counter() - began)
        places = as_data(laid_out.places, laid_out.page_count)
        kinds = (DocumentKind.ISSUED, DocumentKind.COPY)
        return {
            kind: NewDocument(content, places)
            for kind, content in zip(kinds, printed, strict=False)
        }

    return make
