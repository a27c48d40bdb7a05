"""A made-up filing, and the shortest ways to a draft and a filing."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from register import access, drafts, letters, receiving, schema
from register.documents import DocumentKind, NewDocument
from register.filings import Filing
from register.letters import LetterKind
from register.receiving import NewFiling, Receipt

MakeDocument = Callable[[str, int], bytes]

NOW = datetime(2026, 3, 14, 13, 5, tzinfo=UTC)
LIFETIME = timedelta(days=90)
OFFICER = "informationsansvarig@toreboda.example"
MAIL_DOMAIN = "toreboda.example"
PLAN = NewFiling(
    form="aktivitetsplan",
    prefix="AP",
    edition="2010",
    title="Aktivitetsplan sociala medier",
    short_title="Aktivitetsplan",
    summary="Facebook – Personalenheten",
    answers={"medium": "Facebook", "administrators": [{"name": "Åsa Öberg"}], "weekly_hours": 2.5},
    text="1. Skriv vilket socialt medium det gäller:\nFacebook",
)

SCAN = b"%PDF-1.4 scan\xff"
ARRIVED: dict[str, Any] = {
    "sha256": hashlib.sha256(SCAN).hexdigest(),
    "name": "skanning.pdf",
    "way": "desk",
    "media": "application/pdf",
    "size": len(SCAN),
    "arrived_at": NOW,
    "pages": 1,
    "read_at": NOW,
    "facts": {},
    "content": SCAN,
}
SEEN: dict[str, Any] = {
    "number": 1,
    "media": "image/jpeg",
    "verdict": "filed",
    "why": "",
    "page": 1,
    "pages": 1,
    "made_at": NOW,
    "facts": {"signers": [{"signer": 0, "signature": "written", "date": "empty"}]},
    "picture": b"\xff\xd8picture",
}

ATTACHED: dict[str, Any] = {
    "question": "pictures",
    "sha256": hashlib.sha256(SCAN).hexdigest(),
    "name": "skanning.pdf",
    "media": "application/pdf",
    "size": len(SCAN),
    "weight": len(SCAN) + 2 * len(SEEN["picture"]),
    "attached_at": NOW,
    "content": SCAN,
}
SHOWN: dict[str, Any] = {
    "number": 1,
    "width": 4,
    "height": 3,
    "text": "skanning",
    "small": SEEN["picture"],
    "picture": SEEN["picture"],
}


def plan(**changes: Any) -> NewFiling:
    """The example, with changes."""
    return replace(PLAN, **changes)


def pdf_of(reference: str, version: int) -> bytes:
    """Stands in for the PDF: bytes of any value that hold their reference and version."""
    return b"%PDF-1.7\x00\xff\r\n" + f"{reference} v{version}".encode()


def saved_draft(db: sa.Engine, now: datetime = NOW, revises: int | None = None) -> str:
    """Save a draft and return its key."""
    return drafts.save_draft(
        db,
        form=PLAN.form,
        edition=PLAN.edition,
        typed={"medium": "facebook "},
        now=now,
        lifetime=LIFETIME,
        revises_filing_id=revises,
    )


def file_draft(
    db: sa.Engine,
    key: str,
    new: NewFiling = PLAN,
    *,
    make_document: MakeDocument = pdf_of,
    make_copy: MakeDocument | None = None,
    places: Mapping[str, Any] | None = None,
    recipients: Sequence[str] = (OFFICER,),
    now: datetime = NOW,
    revision: int = 1,
) -> Receipt:
    """File a saved draft."""

    def make_documents(reference: str, version: int, check: str) -> dict[DocumentKind, NewDocument]:
        made = {DocumentKind.ISSUED: NewDocument(make_document(reference, version), places)}
        if make_copy:
            made[DocumentKind.COPY] = NewDocument(make_copy(reference, version), places)
        return made

    return receiving.file_form(
        db,
        key,
        new,
        revision=revision,
        make_documents=make_documents,
        recipients=recipients,
        mail_domain=MAIL_DOMAIN,
        now=now,
    )


def filed(
    db: sa.Engine, new: NewFiling = PLAN, revises: int | None = None, **options: Any
) -> Filing:
    """Save and file a draft; return the filing."""
    now = options.get("now", NOW)
    receipt = file_draft(db, saved_draft(db, now, revises), new, **options)
    found = filing_of(db, receipt.key)
    assert found is not None
    return found


def noted(db: sa.Engine, filing: Filing) -> None:
    """What the office does with a case: a row of each of its tables, and all that it can note."""
    on = NOW.date()
    account = {"issuer": "mail", "subject": OFFICER, "name": "Åsa Öberg", "address": OFFICER}
    case, by = {"case_id": filing.case_id}, {"account_id": 1}
    token = {"digest": "d" * 64, "name": "diariet", "scopes": ["list", "dnr"]}
    mark = {"filing_id": filing.id, "received_on": on, "signers": [0, 2], "source": "hand"}
    rows: dict[sa.Table, dict[str, Any]] = {
        schema.accounts: account | {"id": 1, "created_at": NOW},
        schema.api_tokens: token | by | {"created_at": NOW, "expires_at": NOW + LIFETIME},
        schema.views: by | {"name": "Våra", "query": "forvaltning=Kultur"},
        schema.looks: by | case | {"at": NOW, "what": "plan", "count": 1},
        schema.paper_marks: mark | by | {"at": NOW},
        schema.arrivals: by | ARRIVED | {"id": 1, "filing_id": filing.id},
        schema.sheets: by | SEEN | {"id": 1, "arrival_id": 1, "filing_id": filing.id},
        schema.cuttings: {"sheet_id": 1, "kind": "signer-0", "content": b"\xff\xd8cutting"},
        schema.attached_files: ATTACHED | {"id": 1, "draft_id": 1},
        schema.attached_pages: SHOWN | {"file_id": 1},
        **_yearly(filing),
    }
    said = {"dnr": "KS 2026/14", "dnr_at": NOW, "credentials_told_on": on, "revision": 3}
    said |= {"created_on": on, "account_address": "https://x.com/toreboda", "reviewed_on": on}
    said |= {"shown_on": on, "published_text": "Nytt från biblioteket.", "unlisted_at": NOW}
    with db.begin() as connection:
        for table, row in rows.items():
            connection.execute(sa.insert(table), row)
        end = {"ended_on": on, "ended_why": "kontot är stängt", "ended_kept": "bildarkivet"}
        change = sa.update(schema.cases).where(schema.cases.c.id == filing.case_id)
        connection.execute(change.values(said | end))


def _yearly(filing: Filing) -> dict[sa.Table, dict[str, Any]]:
    """A row of each table of what is done from year to year."""
    on, case, by = NOW.date(), {"case_id": filing.case_id}, {"account_id": 1}
    content = b"\x89PNG"
    digest = hashlib.sha256(content).hexdigest()
    file = {"sha256": digest, "name": "konto.png", "content": content}
    picture = {"taken_on": on, "why": "halvår", "shows": "Flödet", "received_at": NOW}
    picture |= file | {"files_sha256": "e" * 64, "filing_id": filing.id}
    reminded = {"duty": "papper", "due_on": on, "step": 1, "recipient_digest": "a" * 64}
    decided = {"dnr": "KS 2026/9", "decided_on": on, "decided_by": "KS", "kept": "Förteckningen"}
    decided |= {"form": "aktivitetsplan", "what": "allt", "counted_from": "ended", "months": 24}
    erasure = {"decision_id": 1, "proposed_by": 1, "proposed_at": NOW}
    item = {"reference": filing.reference, "what": "allt", "counted_on": on, "sha256": ""}
    released = {"at": NOW, "dnr": "KS 2026/3", "ground": "21 kap. 3 §", "sha256": "b" * 64}
    return {
        schema.snapshots: case | by | picture | {"id": 1},
        schema.told_apart: case | by | {"other_id": filing.case_id, "at": NOW},
        schema.snapshot_files: file
        | {"snapshot_id": 1, "number": 1, "media": "image/png", "size": 4},
        schema.reminders: case | reminded | {"letter_id": 1, "at": NOW},
        schema.departures: case | by | {"address": "a@toreboda.se", "how": "said", "at": NOW},
        schema.feeds: by | {"digest": "c" * 64, "made_at": NOW},
        schema.decisions: by | decided | {"id": 1, "registered_at": NOW},
        schema.holds: case
        | {"dnr": "KS 2026/2", "why": "begäran", "placed_at": NOW, "placed_by": 1},
        schema.erasures: erasure | {"id": 1},
        schema.erased_items: case | item | {"erasure_id": 1, "spared": ""},
        schema.releases: by | released | {"contents": [{"reference": filing.reference}]},
    }


def lost_letter(db: sa.Engine, recipient: str, reply: str, now: datetime = NOW) -> None:
    """A letter to sign in by that a mail server refused for good."""
    ends = now + timedelta(minutes=10)
    with db.begin() as connection:
        letters.add_letter(
            connection, LetterKind.SIGN_IN, {"request": 1}, recipient, ends, now, MAIL_DOMAIN
        )
    taken = letters.lease_letter(db, now, LIFETIME, "a courier")
    assert taken is not None
    letters.mark_not_sent(db, taken, reply, None, now)


def code_on_paper(db: sa.Engine, reference: str = "", version: int = 1) -> str:
    """The path in the code on a paper; without a reference on that of the only version 1."""
    with db.connect() as connection:
        query = sa.select(schema.cases.c.reference, schema.filings.c.paper_check)
        query = query.join_from(schema.cases, schema.filings)
        query = query.where(schema.filings.c.version == version)
        if reference:
            query = query.where(schema.cases.c.reference == reference)
        found, check = connection.execute(query).one()
    return f"/v/{found}/{version}/{check}"


def filing_of(db: sa.Engine, key: str) -> Filing | None:
    """The filing that a key opens, whatever it lets one do with it."""
    opened = access.opened_by(db, key)
    return opened.filing if opened else None
