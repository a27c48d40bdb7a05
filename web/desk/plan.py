"""One plan as the office sees it, with all that hangs on it."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from forms import definite_of, end_in_words, facts_of, lists_people
from forms.editions import as_asked, as_today
from forms.following import follower_of
from office.departing import those_who_left
from register import attached, documents, filings
from register.access import Action, may
from register.actors import Actor
from register.apart import told_apart_from
from register.cases import Case, find_case
from register.documents import Document
from register.erasing.erasures import decision_that_erased
from register.erasing.holds import holds_of
from register.errors import CaseErased
from register.filings import Filing
from register.fold import is_plain
from register.life import living_of
from register.listing import Row, row_of, rows_named
from register.papers import Paper, paper_of
from register.sight import Sight
from register.verdicts import Why
from web.account.steps import AccountTold, account_told, done_words, steps_open
from web.desk import paper_told
from web.desk.departures_told import words_about_departure
from web.desk.guard import look, refuse, visitor
from web.desk.history import (
    addresses_before,
    events_shown,
    mails_shown,
    number_in,
    papers_of,
    versions_shown,
)
from web.desk.query import STATUS_WORDS
from web.desk.released import releases_told
from web.filed.files import download_of, file_of, picture_of, shown_of
from web.filed.forwarding import Forward, words_about_altered, words_to_unit
from web.filed.paper import missing_in_words
from web.office import office
from web.site.addresses import lasting_url
from web.snapshots.shown import Told, snapshots_told, takes_snapshots

_MOST_OTHERS = 25
# After a verb, by its name in the address.
DONE = {
    "papper": "Det är noterat att papperet har kommit in.",
    "diarienummer": "Diarienumret är sparat.",
    "delgivet": "Det är noterat att inloggningsuppgifterna är delgivna.",
    "publicera": "Det är sparat. Listan ändras inom fem minuter.",
    "oppna-igen": "{} är öppnat igen.",
    "olika": "Det är noterat att det inte är samma som i den andra.",
    "paminn": "Påminnelsen ligger i kön och skickas nu.",
    "granskat": "Papperet är kontrollerat.",
    "ändrat": "Papperet räknas inte. Be enheten lämna in en ny version: en färdig text finns under "
    "Papper.",
    "gallringsstopp": "Gallringsstoppet gäller nu. Inget i ärendet gallras förrän det är hävt.",
    "stopp-havt": "Gallringsstoppet är hävt.",
    "skicka-igen": "Utskicket ligger i kön igen och skickas nu.",
}
desk_plans = Blueprint("desk_plans", __name__)


@dataclass(frozen=True)
class Reached:
    """A case that the visitor may see, and who they are to it.

    `sight` is what else they see.
    """

    case: Case
    row: Row
    actor: Actor
    sight: Sight

    def may(self, action: Action) -> bool:
        """Whether they may do so with it."""
        return may(self.actor, action, self.case.id, self.case.form)


def reached(reference: str, action: Action = Action.LOOK) -> Reached:
    """The case, for who may do that with it; else 404, whether it is there or not."""
    who, register = visitor(), office().register
    case = find_case(register, reference) if is_plain(reference) else None
    if case is None:
        abort(HTTPStatus.NOT_FOUND)
    actor, row = who.actor, row_of(register, reference, who.sight)
    if not may(actor, Action.LOOK, case.id, case.form):
        actor = actor.having_found(case.id)
    if row is None or not may(actor, action, case.id, case.form):
        refuse(who, case.id)
    if case.erased_at is not None and action is not Action.LOOK:
        raise CaseErased(case.reference, case.erased_at)
    return Reached(case, row, actor, who.sight)


@desk_plans.get("/register/planer/<reference>/")
def plan(reference: str) -> str:
    """All that is known of it; the answers are those of `version`, or of the newest."""
    found = reached(reference)
    if found.case.erased_at is not None:
        return _erased_page(found)
    filing = _version(found, request.args.get("version", str(found.row.version)))
    look("plan", case_id=found.case.id)
    register = office().register
    which = filing.form, filing.edition, filing.answers
    own_url = lasting_url("desk_own_plans.plan", reference=found.case.reference)
    paper = paper_of(register, found.row.filing_id)
    return render_template(
        "desk/plan.html",
        case=found.case,
        row=found.row,
        filing=filing,
        form=as_asked(*which) or as_today(*which),
        versions=versions_shown(found.case),
        documents=documents.kinds_of(register, filing.id),
        files=_files(found.case, filing),
        snapshots=_snapshots(found.case),
        snapshot_way=_snapshot_way(found),
        mails=mails_shown(found.case),
        timeline=events_shown(found.case),
        others=_others(found),
        apart=told_apart_from(register, found.case.id),
        addresses=addresses_before(found.case.id),
        papers=papers_of([filing.id, found.row.filing_id]),
        statuses=STATUS_WORDS,
        definite=definite_of(filing.form),
        follower=follower_of(filing.form),
        **_paper_told(found.row, paper, own_url),
        **_departures_told(found),
        reason=end_in_words(found.case.ended_why or ""),
        wording=facts_of(found.row.form).wording,
        sent=facts_of(found.row.form).sent(),
        kept_as=facts_of(found.row.form).kept_as,
        has_subject=_has_others(found.row.form),
        may_note=found.may(Action.NOTE),
        account=_account_told(found),
        may_send=found.may(Action.SEND_AGAIN),
        own_url=own_url,
        forward=_words_to_unit(found.row, own_url),
        may_number=found.may(Action.NUMBER),
        may_release=found.may(Action.RELEASE),
        may_hold=found.may(Action.HOLD),
        holds=holds_of(register, found.case.id),
        releases=releases_told(found.case.id),
        done=_done(found.row.form),
    )


@desk_plans.get("/register/planer/<reference>/v<int:version>.pdf")
def issued(reference: str, version: int) -> Response:
    """The issued document of a version, exactly as it was made."""
    found = reached(reference)
    filing = _version(found, str(version))
    return _download(found, documents.document_of(office().register, filing.id))


@desk_plans.get("/register/planer/<reference>/v<int:version>-kopia.pdf")
def copy(reference: str, version: int) -> Response:
    """The document that is marked as a copy."""
    found = reached(reference)
    filing = _version(found, str(version))
    return _download(found, documents.copy_of(office().register, filing.id))


@desk_plans.get("/register/planer/<reference>/v<int:version>-underskriven.pdf")
def signed(reference: str, version: int) -> Response:
    """What was made of the signed paper last."""
    found = reached(reference)
    document = documents.signed_of(office().register, _version(found, str(version)).id)
    return _download(found, document or abort(HTTPStatus.NOT_FOUND))


@desk_plans.get(
    "/register/planer/<reference>/v<int:version>/bilagor/<string(length=64):sha256>.jpg"
)
def attached_picture(reference: str, version: int, sha256: str) -> Response:
    """What a file that was attached to a version shows, at a glance."""
    return picture_of(file_of(_version(reached(reference), str(version)).id, sha256))


@desk_plans.get("/register/planer/<reference>/v<int:version>/bilagor/<string(length=64):sha256>")
def attached_file(reference: str, version: int, sha256: str) -> Response:
    """A file that was attached to a version, to be saved."""
    found = reached(reference)
    file = file_of(_version(found, str(version)).id, sha256)
    look("document", case_id=found.case.id)
    return download_of(file)


def _erased_page(found: Reached) -> str:
    """What is still known of a case that was erased."""
    return render_template(
        "desk/erased.html",
        case=found.case,
        row=found.row,
        kind=facts_of(found.row.form).title,
        decision=decision_that_erased(office().register, found.case.reference),
        sees_protocol=visitor().reaches("desk_erasing.protocol"),
        timeline=events_shown(found.case),
        releases=releases_told(found.case.id),
    )


def _files(case: Case, filing: Filing) -> list[dict[str, str]]:
    def address(what: str, sha256: str) -> str:
        place = f"desk_plans.attached_{what}"
        reference, version = case.reference, filing.version
        return url_for(place, reference=reference, version=version, sha256=sha256)

    return shown_of(attached.of_filing(office().register, filing.id), address)


def _snapshots(case: Case) -> list[Told]:
    def address(what: str, **which: int) -> str:
        values: dict[str, Any] = {"reference": case.reference, **which}
        return url_for(f"desk_snapshots.{what}", **values)

    return snapshots_told(case.id, address, with_names=True)


def _snapshot_way(found: Reached) -> str:
    """Where one is sent in, for who may."""
    if not found.may(Action.TEND) or not takes_snapshots(found.case.id):
        return ""
    return url_for("desk_snapshots.send", reference=found.case.reference)


def _version(found: Reached, asked: str) -> Filing:
    number = number_in(asked) or abort(HTTPStatus.NOT_FOUND)
    filing = filings.find_filing(office().register, found.case.reference, number)
    return filing or abort(HTTPStatus.NOT_FOUND)


def _download(found: Reached, document: Document) -> Response:
    look("document", case_id=found.case.id)
    response = Response(document.content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{document.name}"'
    return response


def _paper_told(row: Row, paper: Paper, url: str) -> dict[str, object]:
    """What came of the newest version's paper, in words; nothing is seen here of the sheets."""
    filing = filings.filing_by_id(office().register, row.filing_id)
    is_altered = not paper.sheets and any(one.why == Why.ALTERED for one in paper.apart)
    facts = facts_of(row.form)
    summary = row.summary if facts.answers_in_mail else ""
    words = (row.reference, summary, facts.definite, url)
    return {
        "paper": paper,
        "places_seen": paper_told.places_of(paper, filing, row.reference) if paper.sheets else [],
        "missing": missing_in_words(paper),
        "altered": words_about_altered(*words) if is_altered else None,
    }


def _departures_told(found: Reached) -> dict[str, object]:
    """Who has left the account of the newest version, and a text to those who are left."""
    own = office()
    filing = filings.filing_by_id(own.register, found.row.filing_id)
    gone = those_who_left(own, filing) if found.case.ended_on is None else []
    if not gone:
        return {"gone": []}
    return {"gone": gone, "ask_others": words_about_departure(filing)}


def _has_others(slug: str) -> bool:
    form = facts_of(slug)
    return bool(form.subject_from) and not form.shares_subject


def _others(found: Reached) -> list[Row]:
    """Plans about the same account, of those that the visitor sees."""
    register, row = office().register, found.row
    if not _has_others(row.form):
        return []
    references = filings.others_about(register, row.form, row.subject, row.case_id)
    return rows_named(register, references[:_MOST_OTHERS], found.sight)


def _account_told(found: Reached) -> AccountTold | None:
    """What is said of its account, and may be said."""
    register, row, may_tend = office().register, found.row, found.may(Action.TEND)

    def address(step: str) -> str:
        return url_for("desk_account.page", reference=row.reference, step=step)

    living = living_of(register, row.case_id)
    ways = steps_open(row.form, living, address) if may_tend else []
    return account_told(living, found.case, ways)


def _done(form: str) -> str:
    done, closes = request.args.get("gjort", ""), facts_of(form).wording.closes
    return done_words(form, done) or DONE.get(done, "").format(closes.capitalize())


def _words_to_unit(row: Row, url: str) -> Forward | None:
    """For those who stand in it, where they are known."""
    if not lists_people(row.form):
        return None
    return words_to_unit(row, url)
