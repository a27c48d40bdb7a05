"""The use case of the house: a checked form becomes a filing with its documents and mail."""

import logging
from collections.abc import Callable
from datetime import datetime

import pdf
from forms import PrintableForm
from pdf import Imprint, Mark
from register import filings
from register.filings import NewFiling, Receipt
from web.addresses import verification_url
from web.office import Office

log = logging.getLogger("blanketter.filing")


def file_draft(office: Office, form: PrintableForm, draft_key: str) -> Receipt:
    """File `form`, which must be valid, and let the courier know.

    The documents are made inside the transaction, so that a filing without its document
    cannot exist; mail goes out after it, so that a mail server that is down stops nothing.
    Raises RegisterUnavailable when nothing was filed.
    """
    now = office.now()
    receipt = filings.file_form(
        office.register,
        draft_key,
        _new_filing(form),
        make_document=_document_maker(office, form, now, Mark.NONE),
        make_copy=_document_maker(office, form, now, Mark.COPY),
        recipients=office.settings.information_officer,
        mail_domain=office.settings.sender.partition("@")[2],
        now=now,
    )
    office.wake_courier()
    facts = {"form": form.slug, "reference": receipt.reference, "version": receipt.version}
    log.info("filed", extra=facts)
    return receipt


def _new_filing(form: PrintableForm) -> NewFiling:
    return NewFiling(
        form=form.slug,
        prefix=form.prefix,
        edition=form.edition,
        title=form.title,
        short_title=form.short_title,
        answers=form.answers(),
        summary=form.summary,
        text=form.as_text(),
    )


def _document_maker(
    office: Office, form: PrintableForm, now: datetime, mark: Mark
) -> Callable[[str, int], bytes]:
    settings = office.settings

    def make(reference: str, version: int) -> bytes:
        url = verification_url(settings.base_url, settings.secret_key, reference, version)
        imprint = Imprint(reference, version, now, url, mark)
        return pdf.render(form, imprint, office.letterhead)

    return make
