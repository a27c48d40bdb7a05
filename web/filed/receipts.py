"""What a filer may see again, and what a code on paper leads to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from forms import (
    PrintableForm,
    Signer,
    answers_digest,
    definite_of,
    facts_of,
    lists_people,
)
from forms.editions import paper_rule_of, signers_of
from forms.following import follower_of, to_change
from office.addresses import paper_with, verification_url
from office.damage import whole_document
from office.to_do import calendar_of
from pdf.sheets import Sheet
from register import access, attached, deliveries, documents
from register.access import Action, Opened
from register.cases import Case, find_case, newest_version
from register.database import reading
from register.documents import Document
from register.duties import Duty, duties_of
from register.events import Event, EventKind, events_of
from register.filings import Filing
from register.life import living_of
from swedish import swedish_date, swedish_day
from web.account.steps import AccountTold, account_told, done_words, steps_open
from web.filed.duties import STEP_OF, Told, duties_told
from web.filed.files import Address, download_of, file_of, picture_of, shown_of
from web.filed.forwarding import Forward, those_who_sign, words_to_forward
from web.filed.onwards import ways_on
from web.filed.paper import paper_told
from web.office import office
from web.papers import words
from web.site.addresses import lasting_url
from web.snapshots.shown import snapshots_told, takes_snapshots

# By the words of the form.
ATTEMPTS = {
    EventKind.DELIVERY_ACCEPTED: "E-postservern tog emot {sent.the}.",
    EventKind.DELIVERY_POSTPONED: "Det gick inte. Webbplatsen försöker igen.",
    EventKind.DELIVERY_UNSURE: "E-postservern svarade inte om den tog emot {sent.the}.",
    EventKind.DELIVERY_FAILED: "Det gick inte, och webbplatsen har slutat försöka.",
    EventKind.DELIVERY_BOUNCED: "{sent.begins} studsade: e-postservern kunde inte lämna den "
    "vidare.",
    EventKind.DELIVERY_WITHDRAWN: "{sent.begins} behövs inte längre.",
    EventKind.DELIVERY_REQUEUED: "Någon valde att skicka igen.",
}
SAVED_AS_FILE = "{sent.begins} sparades som en fil."

receipts = Blueprint("receipts", __name__)


@dataclass(frozen=True)
class Ways:
    """Where a receipt leads, as addresses; what its reader may not do or has no use for is empty.

    `signed` is the document of the signed paper, `own` the address to keep, `follow_up` begins a
    form about it, `resend` leads from copies that may go again, `account` is where something is
    said of its account. By `snapshot` one is sent in, by `snapshots` those that came are fetched.
    """

    pdf: str
    signed: str
    own: str = ""
    change: str = ""
    template: str = ""
    onwards: Sequence[tuple[str, str]] = ()
    follow_up: str = ""
    send_paper: str = ""
    forward: Forward | None = None
    resend: Mapping[int, str] = field(default_factory=dict)
    files: Address | None = None
    account: Callable[[str], str] | None = None
    snapshot: str = ""
    snapshots: Callable[..., str] | None = None


@receipts.get("/arende/<key>/")
def receipt(key: str) -> str:
    """The receipt: the reference, what to do next, and the true state of the copy."""
    found = opened(key, Action.SEE)
    filing, may_change = found.filing, found.may(Action.CHANGE)
    ways = Ways(
        pdf=url_for("receipts.document", key=key, reference=filing.reference),
        signed=url_for("receipts.signed", key=key),
        own=lasting_url("receipts.receipt", key=key),
        change=url_for("versions.change", key=key) if may_change else "",
        template=url_for("versions.use_as_template", key=key) if may_change else "",
        onwards=ways_on(filing.form, key),
        follow_up=url_for("following.by_receipt", key=key) if may_change else "",
        send_paper=url_for("sending.by_receipt", key=key) if found.may(Action.BRING) else "",
        forward=_forward(filing, _signers(filing), key),
        resend=_resend(found, key),
        files=lambda what, sha256: url_for(f"receipts.attached_{what}", key=key, sha256=sha256),
        account=_steps(key) if found.may(Action.TEND) else None,
        snapshot=url_for("snapshots.send", key=key) if found.may(Action.TEND) else "",
        snapshots=lambda what, **which: url_for(f"snapshots.{what}", key=key, **which),
    )
    return receipt_page(found, ways, "receipt.html")


def receipt_page(found: Opened, ways: Ways, template: str, **more: object) -> str:
    """What is told of a filing to who may see it; `more` is what else the template shows."""
    filing, register = found.filing, office().register
    newest = newest_version(register, filing.case_id)
    case = find_case(register, filing.reference)
    signers, issued = _signers(filing), whole_document(office(), filing)
    return render_template(
        template,
        **more,
        **_told_by_form(filing),
        filing=filing,
        signers=signers,
        paper_rule=paper_rule_of(filing.form, filing.edition, office().settings.hand_in),
        those_who_sign=those_who_sign(signers) if signers else "",
        is_whole=issued is not None,
        erased_on=_erased_on(issued),
        paper=paper_told(filing),
        duties=_duties(filing, ways) if newest == filing.version else [],
        ended_on=swedish_date(case.ended_on) if case and case.ended_on else "",
        pdf_url=ways.pdf,
        signed_url=ways.signed if documents.with_signed(register, [filing.id]) else "",
        own_url=ways.own,
        forward=ways.forward,
        change_url=ways.change,
        template_url=ways.template,
        onwards=ways.onwards,
        send_paper_url=ways.send_paper,
        follow_up_url=ways.follow_up,
        follower=follower_of(filing.form),
        to_change=to_change(filing.form, filing.edition, filing.answers),
        newer=newest if newest != filing.version else None,
        deliveries=deliveries.deliveries_of(register, filing.id),
        has_mail_server=bool(office().settings.smtp_url),
        resend_urls=ways.resend,
        attempt_lists=attempts_of(filing.form, events_of(register, filing.id)),
        files=shown_of(attached.of_filing(register, filing.id), ways.files) if ways.files else [],
        account=_account_told(case, filing, ways) if newest == filing.version else None,
        done=done_words(filing.form, request.args.get("gjort", "")),
        snapshots=snapshots_told(filing.case_id, ways.snapshots) if ways.snapshots else [],
        snapshot_way=ways.snapshot if takes_snapshots(filing.case_id) else "",
    )


def _told_by_form(filing: Filing) -> dict[str, object]:
    """What the form says of all its filings."""
    facts = facts_of(filing.form)
    return {
        "definite": facts.definite,
        "wording": facts.wording,
        "copy_holder": facts.copy_holder,
        "officer": PrintableForm.copy_holder,
        "is_copied": bool(facts.copies_to),
        "answers_in_mail": facts.answers_in_mail,
        "copy": facts.sent().the,
        "copies": facts.sent().one,
        "next_steps": facts.next_steps,
        "kept_for": facts.kept_for,
        "lists_people": lists_people(filing.form),
    }


@receipts.get("/arende/<key>/<reference>.pdf")
def document(key: str, reference: str) -> Response:
    """The issued document, exactly as it was made, or a page that says why not."""
    filing = opened(key, Action.SEE).filing
    return document_page(filing) if filing.reference == reference else abort(HTTPStatus.NOT_FOUND)


@receipts.get("/arende/<key>/underskriven.pdf")
def signed(key: str) -> Response:
    """The document that was made of the signed paper last."""
    return signed_page(opened(key, Action.SEE).filing)


@receipts.get("/arende/<key>/bilagor/<string(length=64):sha256>.jpg")
def attached_picture(key: str, sha256: str) -> Response:
    """What a file that was attached shows, at a glance."""
    return picture_of(file_of(opened(key, Action.SEE).filing.id, sha256))


@receipts.get("/arende/<key>/bilagor/<string(length=64):sha256>")
def attached_file(key: str, sha256: str) -> Response:
    """A file that was attached, to be saved."""
    return download_of(file_of(opened(key, Action.SEE).filing.id, sha256))


def document_page(filing: Filing) -> Response:
    """The issued document of a filing, to read in the browser. Raises DocumentErased."""
    return _inline(documents.document_of(office().register, filing.id))


def signed_page(filing: Filing) -> Response:
    """That of its signed paper, or 404. Raises DocumentErased."""
    found = documents.signed_of(office().register, filing.id)
    return _inline(found) if found else abort(HTTPStatus.NOT_FOUND)


def _inline(document: Document) -> Response:
    response = Response(document.content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{document.name}"'
    return response


@receipts.get("/v/<reference>/<int:version>/<check>")
@receipts.get("/V/<reference>/<int:version>/<check>")
def verify(reference: str, version: int, check: str) -> str:
    """That this document is registered, and which page this is; no names, no answers.

    Codes are printed in capitals; paper from before has them small.
    """
    found, sheet = held(reference, version, check, Action.CHECK)
    filing = found.filing
    newest = newest_version(office().register, filing.case_id)
    issued = whole_document(office(), filing)
    send_url = url_for("sending.by_code", reference=reference, version=version, check=check)
    return render_template(
        "document_verified.html",
        filing=filing,
        sheet=sheet,
        words=words,
        send_url=send_url if found.may(Action.BRING) else "",
        definite=definite_of(filing.form),
        fingerprint=fingerprint_as_printed(filing),
        document_sha256=issued.sha256 if issued else "",
        erased_on=_erased_on(issued),
        is_signed=bool(_signers(filing)),
        newer=newest if newest > version else None,
    )


def held(reference: str, version: int, check: str, action: Action) -> tuple[Opened, Sheet | None]:
    """What the code on a paper opens, and its page where the code says it; else 404."""
    code = verification_url("", reference, version, check)
    paper = paper_with(office().register, office().settings.secret_key, code)
    if paper is None or paper.opened is None or not paper.opened.may(action):
        abort(HTTPStatus.NOT_FOUND)
    issued = whole_document(office(), paper.opened.filing)
    if paper.sheet and issued and issued.pages not in (None, paper.sheet.pages):
        abort(HTTPStatus.NOT_FOUND)
    return paper.opened, paper.sheet


def opened(key: str, action: Action) -> Opened:
    """What this key opens, for who may do that with it; else 404."""
    found = access.opened_by(office().register, key)
    return found if found and found.may(action) else abort(HTTPStatus.NOT_FOUND)


def fingerprint_as_printed(filing: Filing) -> str:
    """The fingerprint in the footer of the paper: 16 characters in groups of four."""
    start = answers_digest(dict(filing.answers))[:16]
    return " ".join(start[at : at + 4] for at in range(0, 16, 4))


def attempts_of(slug: str, events: list[Event]) -> dict[int, list[dict[str, Any]]]:
    """When each copy of a form's filings was tried and how it went, in words, by delivery."""
    sent = facts_of(slug).sent()
    attempts: dict[int, list[dict[str, Any]]] = {}
    for event in events:
        if event.delivery_id is not None and event.kind in ATTEMPTS:
            text = SAVED_AS_FILE if event.is_saved_as_file else ATTEMPTS[event.kind]
            told = {"at": event.at, "text": text.format(sent=sent)}
            attempts.setdefault(event.delivery_id, []).append(told)
    return attempts


def _duties(filing: Filing, ways: Ways) -> list[Told]:
    """What is to be done with its account, also what is not to be done yet."""
    with reading(office().register) as connection:
        found = duties_of(connection, calendar_of(office()), [filing.case_id])
    change = "#change" if ways.change else ""
    led = {Duty.PAPER: ways.send_paper, Duty.ADMINISTRATORS: change, Duty.SNAPSHOT: ways.snapshot}
    if ways.account:
        led |= {duty: ways.account(step) for duty, step in STEP_OF.items()}
    return duties_told(found, lambda one: led.get(one.duty, ""))


def _erased_on(issued: Document | None) -> str:
    return swedish_day(issued.erased_at) if issued and issued.erased_at else ""


def _account_told(case: Case | None, filing: Filing, ways: Ways) -> AccountTold | None:
    """What is said of its account, and may be said."""
    if case is None:
        return None
    living = living_of(office().register, case.id)
    found = steps_open(filing.form, living, ways.account) if ways.account else []
    return account_told(living, case, found)


def _signers(filing: Filing) -> list[Signer]:
    return signers_of(filing.form, filing.edition, filing.answers)


def _steps(key: str) -> Callable[[str], str]:
    return lambda step: url_for("account.page", key=key, step=step)


def _resend(found: Opened, key: str) -> dict[int, str]:
    """Where each copy that the holder of the key may send again is sent from."""
    has_mail_server = bool(office().settings.smtp_url)
    return {
        copy.id: url_for("versions.send_again", key=key, delivery_id=copy.id)
        for copy in deliveries.deliveries_of(office().register, found.filing.id)
        if found.may(Action.SEND_AGAIN) and copy.can_go_again(has_mail_server=has_mail_server)
    }


def _forward(filing: Filing, signers: list[Signer], key: str) -> Forward | None:
    """Words for those who sign; none for who may only look, nor for a receipt from before."""
    view_key = access.view_key(key)
    if not signers or access.opened_by(office().register, view_key) is None:
        return None
    url = lasting_url("receipts.receipt", key=view_key)
    return words_to_forward(filing, signers, definite_of(filing.form), url)
