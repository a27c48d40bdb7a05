"""The tables, as the newest migration leaves them. Both databases have the same."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from register.errors import RegisterDamaged

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SHA256_HEX = 64
UNDELIVERED = sa.text("accepted_at IS NULL AND failed_at IS NULL")
ERASED = sa.text("erased_at IS NOT NULL")
NOT_ERASED = sa.text("erased_at IS NULL")
LATER_VERSION = sa.text("version > 1")
DAMAGE = sa.text("kind = 'damage_found'")
HAS_DNR = sa.text("dnr IS NOT NULL")
HAS_SUBJECT = sa.text("subject <> ''")
# What a human has to do with a case that has not ended. As texts: SQLite takes an index of some
# rows only for a condition that reads as the index does.
AWAITS_PAPER = sa.text("awaits_paper AND is_living")
AWAITS_CREDENTIALS = sa.text("awaits_credentials AND is_living")
LACKS_ADMINISTRATORS = sa.text("few_since IS NOT NULL AND is_living")
MEETS_ANOTHER = sa.text("meets_another AND is_living")
TO_CHECK = sa.text("paper = 'check' AND is_living")
IN_USE = sa.text("exists_since IS NOT NULL AND is_living")
PLANNED = sa.text("is_planned AND is_living")
PUBLIC = sa.text("is_public")
# Files that came and were not read yet; those that could not be, of which nobody took care; sheets
# of which a human is asked.
NOT_READ = sa.text("read_at IS NULL")
UNREADABLE = sa.text("refused IS NOT NULL AND settled_at IS NULL")
ASKED = sa.text("verdict = 'asked'")
GIVEN_UP = sa.text("failed_at IS NOT NULL")
SIGNED_IN = sa.text("account_id IS NOT NULL")
HELD = sa.text("lifted_at IS NULL")


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A point in time: aware in, aware UTC out, on both databases.

    SQLite has no time zones; there the value is kept as UTC text, which also sorts by time.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a naive time, which would be a guess, and turn the rest into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the register takes only times with a time zone")
        return value.astimezone(UTC)

    def result_processor(
        self, dialect: sa.Dialect, coltype: object
    ) -> Callable[[Any], datetime | None] | None:
        """Name what SQLite keeps and is no time."""
        read = super().result_processor(dialect, coltype)
        if read is None:
            return None

        def process(stored: Any) -> datetime | None:
            try:
                return read(stored)
            except (ValueError, TypeError) as error:
                raise RegisterDamaged(
                    "a time in it is no time, and damaged; verify says where"
                ) from error

        return process

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give back an aware UTC time."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


metadata = sa.MetaData(naming_convention=NAMING)


def _table(name: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    """Declare a table whose numbers are never used twice, even after rows were erased."""
    return sa.Table(name, metadata, *parts, sqlite_autoincrement=True)


def _index_some(name: str, which: sa.TextClause, *columns: sa.Column[Any]) -> None:
    """Index some of a table's rows, on both databases."""
    sa.Index(name, *columns, sqlite_where=which, postgresql_where=which)


def _queue(name: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    """Declare a queue of mail: what it is about, and how far it has come."""
    queue = _table(
        name,
        sa.Column("id", sa.Integer, primary_key=True),
        *parts,
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False, unique=True),
        sa.Column("queued_at", UtcDateTime, nullable=False),
        # When the present round of attempts began: queueing, or the last "send again".
        sa.Column("tries_since", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("leased_until", UtcDateTime),
        sa.Column("leased_by", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("accepted_at", UtcDateTime),
        sa.Column("failed_at", UtcDateTime),
        # When a mail server last had all of the mail and did not say whether it took it.
        sa.Column("unsure_at", UtcDateTime),
        # When a mail server refused us and not this mail, if that was its last word.
        sa.Column("barred_at", UtcDateTime),
        # When it became known that it need not go: its mailbox gets another copy of the same.
        sa.Column("withdrawn_at", UtcDateTime),
        sa.Column("server_reply", sa.Text, nullable=False),
        # When it was saved as a file, for want of a mail server. It is accepted then, by nobody.
        sa.Column("saved_at", UtcDateTime),
        # When a mail server said that it could not hand over what had been taken (RFC 3464).
        sa.Column("bounced_at", UtcDateTime),
    )
    # A queue is short and its table long: only what still waits or has failed is indexed.
    for what, columns, which in (
        ("waiting", (queue.c.due_at, queue.c.id), UNDELIVERED),
        ("failed", (queue.c.failed_at,), GIVEN_UP),
    ):
        _index_some(f"ix_{name}_{what}", which, *columns)
    return queue


counters = sa.Table(
    "counters",
    metadata,
    sa.Column("form", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("last", sa.Integer, nullable=False),
)

drafts = _table(
    "drafts",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key_digest", sa.String(SHA256_HEX), nullable=False, unique=True),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("edition", sa.Text, nullable=False),
    sa.Column("typed", sa.JSON(none_as_null=True)),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("revises_filing_id", sa.Integer, sa.ForeignKey("filings.id")),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("saved_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("erased_at", UtcDateTime),
    # Bytes of what was typed, so that all drafts together are weighed without being read.
    sa.Column("size", sa.Integer, nullable=False, server_default="0"),
)
sa.Index(None, drafts.c.expires_at)
_index_some("ix_drafts_erased", ERASED, drafts.c.id)
_index_some("ix_drafts_kept", NOT_ERASED, drafts.c.size)

# What all versions of one reference share, and what the office noted of it. Which is the newest,
# and what it is about, is asked of the filings: nothing here follows from them.
cases = _table(
    "cases",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    # Counts what the office does with it, so that who looks at an old page is told.
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    # The number in the municipality's registry, and since when.
    sa.Column("dnr", sa.Text),
    sa.Column("dnr_at", UtcDateTime),
    # The day on which the officer was told where the account's login is kept.
    sa.Column("credentials_told_on", sa.Date),
    # The day on which the account was closed, why, and what becomes of what it published.
    sa.Column("ended_on", sa.Date),
    sa.Column("ended_why", sa.Text),
    sa.Column("ended_kept", sa.Text),
    # The day on which a planned account was made, and its address then.
    sa.Column("created_on", sa.Date),
    sa.Column("account_address", sa.Text),
    # The days on which somebody last said that all of the plan holds, and that the account shows
    # what it must.
    sa.Column("reviewed_on", sa.Date),
    sa.Column("shown_on", sa.Date),
    # What the officer wrote of it for the public list, and since when it is kept out of that.
    sa.Column("published_text", sa.Text),
    sa.Column("unlisted_at", UtcDateTime),
    # When what it held was erased under a decision.
    sa.Column("erased_at", UtcDateTime),
)
_index_some("ix_cases_dnr", HAS_DNR, cases.c.dnr)

filings = _table(
    "filings",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("edition", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("short_title", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("answers", sa.JSON, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("filed_at", UtcDateTime, nullable=False),
    # One draft is filed once. The digest instead of the draft's number: it outlives the draft.
    sa.Column("draft_digest", sa.String(SHA256_HEX), nullable=False, unique=True),
    # What the filing is about, written in one way (an account), to find others about the same.
    sa.Column("subject", sa.Text, nullable=False, server_default=""),
    # What the code on its paper proves itself by; NULL when it follows from the secret key.
    sa.Column("paper_check", sa.Text),
    # When its answers were erased; what tells of it besides stays.
    sa.Column("erased_at", UtcDateTime),
    sa.UniqueConstraint("case_id", "version"),
)
sa.Index(None, filings.c.form, filings.c.subject)
# Few plans are changed: how many were is counted without reading all.
_index_some("ix_filings_later_versions", LATER_VERSION, filings.c.form)

# What was issued, and what comes home: of most kinds one a filing, of some several. The content of
# an erased one is gone; its digest stays.
documents = _table(
    "documents",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("filing_id", sa.Integer, sa.ForeignKey("filings.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary),
    sa.Column("sha256", sa.String(SHA256_HEX), nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("number", sa.Integer, nullable=False, server_default="1"),
    sa.Column("erased_at", UtcDateTime),
    # Where its codes and the places to sign are (pdf.places); NULL for documents from before.
    sa.Column("places", sa.JSON(none_as_null=True)),
    sa.UniqueConstraint("filing_id", "kind", "number"),
    sa.CheckConstraint("(content IS NULL) = (erased_at IS NOT NULL)", name="content_or_erased"),
)

access_keys = sa.Table(
    "access_keys",
    metadata,
    sa.Column("digest", sa.String(SHA256_HEX), primary_key=True),
    sa.Column("filing_id", sa.Integer, sa.ForeignKey("filings.id"), nullable=False, index=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

deliveries = _queue(
    "deliveries",
    sa.Column("filing_id", sa.Integer, sa.ForeignKey("filings.id"), nullable=False, index=True),
    # What goes; NULL for the copy that was made at filing.
    sa.Column("document_id", sa.Integer, sa.ForeignKey("documents.id")),
)

events = _table(
    "events",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("filing_id", sa.Integer, sa.ForeignKey("filings.id"), index=True),
    sa.Column("delivery_id", sa.Integer, sa.ForeignKey("deliveries.id")),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    # Who did it, and with which key when it was somebody with one; see register.actors.
    sa.Column("actor", sa.Text, nullable=False, server_default="unknown"),
    sa.Column("actor_key", sa.Text),
    sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id")),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id")),
)
sa.Index(None, events.c.case_id)
sa.Index(None, events.c.at, events.c.id)
_index_some("ix_events_account_id", SIGNED_IN, events.c.account_id, events.c.id)

# Nearly always empty: what was met damaged is asked for without reading the whole trail.
_index_some("ix_events_damage", DAMAGE, events.c.filing_id)

chores = sa.Table(
    "chores",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("due_at", UtcDateTime, nullable=False),
)

# How far the mailbox was read, and how that fares (register.mailbox); one row. What it holds is
# known anew in a minute.
mailbox = sa.Table(
    "mailbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("last", sa.BigInteger, nullable=False),
    sa.Column("read_at", UtcDateTime),
    sa.Column("fault", sa.Text, nullable=False),
    sa.Column("fault_since", UtcDateTime),
    sa.Column("taken", sa.Integer, nullable=False),
    sa.Column("bounced", sa.Integer, nullable=False),
    sa.Column("left", sa.Integer, nullable=False),
    sa.Column("unread", sa.Integer, nullable=False),
    sa.Column("large", sa.Integer, nullable=False),
)

# What each client did lately. Who that is cannot be read here, and old rows are removed.
hits = sa.Table(
    "hits",
    metadata,
    sa.Column("counted", sa.Text, primary_key=True),
    sa.Column("period", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("times", sa.BigInteger, nullable=False),
    sa.Column("ends_at", sa.BigInteger, nullable=False),
)
sa.Index(None, hits.c.ends_at)


def _key(name: str) -> sa.Column[str]:
    """A text that is compared sign by sign on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


# What the list of plans shows and is sorted by, and what is searched in: all of it follows from the
# newest version of each case, is written with it, and can be made anew (register.index).
case_index = sa.Table(
    "case_index",
    metadata,
    sa.Column(
        "case_id", sa.Integer, sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False
    ),
    sa.Column("filing_id", sa.Integer, sa.ForeignKey("filings.id"), nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("medium", sa.Text, nullable=False),
    sa.Column("department", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    # The same as register.fold writes them: both databases sort them as Swedes do, and two ways to
    # write one name are one.
    _key("medium_key"),
    _key("department_key"),
    _key("unit_key"),
    sa.Column("subject", sa.Text, nullable=False),
    # Persons who administer the account and can be reached by different addresses.
    sa.Column("administrators", sa.Integer, nullable=False),
    sa.Column("hours", sa.Float),
    # Whether anybody signs it on paper.
    sa.Column("is_signed", sa.Boolean, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    # What follows from what the office noted too: that the account is not closed, that the signed
    # paper of the newest version has not come, that nobody was told where the login is kept.
    _flag("is_living"),
    _flag("awaits_paper"),
    _flag("awaits_credentials"),
    # When it was written another case was about the same.
    _flag("meets_another"),
    # When too few of those who administer could be reached, by what the plan says and who has left;
    # NULL while there are enough.
    sa.Column("few_since", UtcDateTime),
    # How far its paper has come (register.papers), empty when nobody signs it.
    sa.Column("paper", sa.Text, nullable=False, server_default=""),
    # Whether it is about an account that is not there yet.
    _flag("is_planned"),
    # The day since which there is the account that it is about; NULL while there is none.
    sa.Column("exists_since", sa.Date),
    # The days that duties are counted from: of the last snapshot, of the last review, and of the
    # last look at what the account shows. Before the first of each, the day that begins the count.
    sa.Column("pictured_on", sa.Date),
    sa.Column("reviewed_on", sa.Date),
    sa.Column("shown_on", sa.Date),
    # Whether the public list has it: it is signed and living, there is an account, and the officer
    # has not kept it out.
    _flag("is_public"),
    # A number that is another as soon as that list would tell anything else of it.
    sa.Column("public_mark", sa.BigInteger, nullable=False, server_default="0"),
    # Whether `case_named` has whom it names; what a release before wrote is written anew.
    _flag("knows_named"),
)
# One for each way to walk the list, whole or filtered by what is common.
for _names in (
    ("changed_at",),
    ("unit_key",),
    ("form", "year"),
    ("year", "changed_at"),
    ("medium_key", "changed_at"),
    ("department_key", "changed_at"),
    ("department_key", "unit_key"),
    ("department_key", "medium_key"),
    ("department_key", "year"),
    ("paper", "changed_at"),
):
    sa.Index(None, *(case_index.c[_name] for _name in _names), case_index.c.case_id)
_index_some("ix_case_index_subject", HAS_SUBJECT, case_index.c.form, case_index.c.subject)

# One for each thing to do, oldest first; whose department it is stands there to be read on the way.
for _name, _since, _which in (
    ("paper", case_index.c.changed_at, AWAITS_PAPER),
    ("credentials", case_index.c.opened_at, AWAITS_CREDENTIALS),
    ("administrators", case_index.c.few_since, LACKS_ADMINISTRATORS),
    ("another", case_index.c.changed_at, MEETS_ANOTHER),
    ("check", case_index.c.changed_at, TO_CHECK),
    ("creation", case_index.c.changed_at, PLANNED),
    ("snapshot", case_index.c.pictured_on, IN_USE),
    ("review", case_index.c.reviewed_on, IN_USE),
    ("shown", case_index.c.shown_on, IN_USE),
):
    _index_some(
        f"ix_case_index_due_{_name}",
        _which,
        _since,
        case_index.c.case_id,
        case_index.c.department_key,
    )

_index_some(
    "ix_case_index_public",
    PUBLIC,
    case_index.c.medium_key,
    case_index.c.unit_key,
    case_index.c.case_id,
)

# All marks of the public list are read at every look at it, and nothing else.
_index_some("ix_case_index_public_mark", PUBLIC, case_index.c.public_mark)

# One text a case. On SQLite the full-text table `case_search` hangs on it by triggers, on
# PostgreSQL an index of trigrams.
case_texts = sa.Table(
    "case_texts",
    metadata,
    sa.Column(
        "case_id", sa.Integer, sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False
    ),
    sa.Column("text", sa.Text, nullable=False),
)

# Whose addresses stand in the newest version, and where: "administrators", "operators".
case_people = sa.Table(
    "case_people",
    metadata,
    sa.Column(
        "case_id", sa.Integer, sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False
    ),
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("address", sa.Text, primary_key=True),
)
sa.Index(None, case_people.c.address)

# Whom the newest version names, to be found in texts of others: digests of names, addresses and
# numbers (office.named), for nobody is to be read here.
case_named = sa.Table(
    "case_named",
    metadata,
    sa.Column(
        "case_id", sa.Integer, sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False
    ),
    sa.Column("digest", sa.BigInteger, primary_key=True, autoincrement=False),
)
sa.Index(None, case_named.c.digest)

# That the signed paper of a filing has come home, whoever said so.
paper_marks = sa.Table(
    "paper_marks",
    metadata,
    sa.Column(
        "filing_id", sa.Integer, sa.ForeignKey("filings.id"), primary_key=True, autoincrement=False
    ),
    sa.Column("received_on", sa.Date, nullable=False),
    # Places among the signers of the form, counted from 0, who have signed.
    sa.Column("signers", sa.JSON, nullable=False),
    # By hand, or out of a scan, which then is a document.
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("document_id", sa.Integer, sa.ForeignKey("documents.id")),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id")),
    sa.Column("at", UtcDateTime, nullable=False),
)

# Who has signed in: what an issuer calls somebody, never a mere address. The issuer is that of a
# provider, "mail" for a link in a mail, or "own" for who sees the own plans alone.
accounts = _table(
    "accounts",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("disabled_at", UtcDateTime),
    sa.UniqueConstraint("issuer", "subject"),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("digest", sa.String(SHA256_HEX), primary_key=True),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id"), nullable=False, index=True),
    # What the provider gave; those of a mail account are read from the settings each time.
    sa.Column("roles", sa.JSON, nullable=False),
    sa.Column("is_strong", sa.Boolean, nullable=False),
    sa.Column("began_at", UtcDateTime, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    # When whoever it is was last asked for a proof; None where a provider did not say.
    sa.Column("proved_at", UtcDateTime),
    # What a provider wants to see at the end of the session.
    sa.Column("id_token", sa.Text),
)

# Links and codes that were sent by mail. Neither is kept: both follow from the secret key and the
# row's number.
sign_in_requests = _table(
    "sign_in_requests",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("digest", sa.String(SHA256_HEX), nullable=False, unique=True),
    sa.Column("browser_digest", sa.String(SHA256_HEX), nullable=False),
    # None for an address that may not sign in: the row is there so that nobody can tell.
    sa.Column("address", sa.Text),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("till", sa.Text, nullable=False),
    sa.Column("asked_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
    sa.Column("used_at", UtcDateTime),
    sa.Column("wrong_codes", sa.Integer, nullable=False, server_default="0"),
)

api_tokens = _table(
    "api_tokens",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("digest", sa.String(SHA256_HEX), nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("used_at", UtcDateTime),
    sa.Column("revoked_at", UtcDateTime),
)

# Names for addresses of the list, with all that they ask for.
views = _table(
    "views",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.UniqueConstraint("account_id", "name"),
)

# Who has seen persons: a page, an export, a download.
looks = _table(
    "looks",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id")),
    sa.Column("token_id", sa.Integer, sa.ForeignKey("api_tokens.id")),
    sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id")),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
)
sa.Index(None, looks.c.account_id, looks.c.id)
sa.Index(None, looks.c.case_id, looks.c.id)

# Mail that is no copy of a filing. `facts` are numbers, never words: the letter is written when it
# is sent. What nobody took by `expires_at` is dropped.
letters = _queue(
    "letters",
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
)

# Files that came with paper in them, as they came: the queue of those not read, and then kept. The
# same bytes are one row, whichever ways they came. The content is last: SQLite reads what stands
# before it without it. That of an erased one is gone; its digest stays.
arrivals = _table(
    "arrivals",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.String(SHA256_HEX), nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("media", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("arrived_at", UtcDateTime, nullable=False),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id")),
    # By whose code or receipt it was sent; NULL from a heap.
    sa.Column("filing_id", sa.Integer, sa.ForeignKey("filings.id"), index=True),
    sa.Column("leased_until", UtcDateTime),
    sa.Column("leased_by", sa.Text),
    # How often reading was begun.
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("pages", sa.Integer),
    sa.Column("read_at", UtcDateTime),
    # Why it could not be read, by the code of a refusal, and the facts of that.
    sa.Column("refused", sa.Text),
    sa.Column("facts", sa.JSON, nullable=False),
    # When a human took care of what could not be read.
    sa.Column("settled_at", UtcDateTime),
    sa.Column("erased_at", UtcDateTime),
    sa.Column("content", sa.LargeBinary),
    sa.CheckConstraint("(content IS NULL) = (erased_at IS NOT NULL)", name="content_or_erased"),
)
sa.Index(None, arrivals.c.arrived_at, arrivals.c.id)
# With the size, so that all that waits is weighed without being read.
_index_some("ix_arrivals_waiting", NOT_READ, arrivals.c.arrived_at, arrivals.c.id, arrivals.c.size)
_index_some("ix_arrivals_unread", UNREADABLE, arrivals.c.arrived_at, arrivals.c.id)

# The pages of files that came, each with what it was taken for. The picture was made anew here and
# is safe to show; of a page that could not be read there is none.
sheets = _table(
    "sheets",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("arrival_id", sa.Integer, sa.ForeignKey("arrivals.id"), nullable=False),
    # Its place in the file, counted from 1.
    sa.Column("number", sa.Integer, nullable=False),
    # Counts how often a human sorted it, so that who looks at an old page is told.
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("media", sa.Text, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("filing_id", sa.Integer, sa.ForeignKey("filings.id"), index=True),
    # Of the document, and how many that has.
    sa.Column("page", sa.Integer),
    sa.Column("pages", sa.Integer),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("sorted_at", UtcDateTime),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id")),
    # What was seen on it (register.sheets).
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("picture", sa.LargeBinary),
    sa.UniqueConstraint("arrival_id", "number"),
)
_index_some("ix_sheets_asked", ASKED, sheets.c.made_at, sheets.c.id)

# Small pictures cut out of sheets, JPEG: where somebody signs ("signer-0"), and what was changed by
# hand ("change-0"), both counted as in the sheet's facts.
cuttings = _table(
    "cuttings",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sheet_id", sa.Integer, sa.ForeignKey("sheets.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("sheet_id", "kind"),
)

# Files that belong to the answers: a draft's from the moment they are sent, its filing's from when
# it is filed. Each is in one of their hands, so that a file can neither be lost on the way nor be
# filed twice. `size` is of the file, `weight` of all that is kept of it. The content is last.
attached_files = _table(
    "attached_files",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("draft_id", sa.Integer, sa.ForeignKey("drafts.id")),
    sa.Column("filing_id", sa.Integer, sa.ForeignKey("filings.id")),
    # The name of the input that it answers.
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(SHA256_HEX), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("weight", sa.Integer, nullable=False),
    sa.Column("attached_at", UtcDateTime, nullable=False),
    sa.Column("erased_at", UtcDateTime),
    sa.Column("content", sa.LargeBinary),
    sa.UniqueConstraint("draft_id", "sha256"),
    sa.UniqueConstraint("filing_id", "sha256"),
    sa.CheckConstraint("(draft_id IS NULL) <> (filing_id IS NULL)", name="one_owner"),
    sa.CheckConstraint("(content IS NULL) = (erased_at IS NOT NULL)", name="content_or_erased"),
)

# How they are printed and shown: pictures made anew here, JPEG, upright, of a PDF one a page with
# the words that stand on it.
attached_pages = _table(
    "attached_pages",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("file_id", sa.Integer, sa.ForeignKey("attached_files.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("small", sa.LargeBinary, nullable=False),
    sa.Column("picture", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("file_id", "number"),
)


# Two cases of which somebody said that they are not about the same, though it seems so: a row for
# each of them.
told_apart = sa.Table(
    "told_apart",
    metadata,
    *(
        sa.Column(
            name, sa.Integer, sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False
        )
        for name in ("case_id", "other_id")
    ),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id")),
)

# How a medium looked on a day, as PDF/A with the files inside and who gave it on it. The same files
# of the same day are sent in once.
snapshots = _table(
    "snapshots",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False),
    sa.Column("filing_id", sa.Integer, sa.ForeignKey("filings.id"), nullable=False),
    sa.Column("taken_on", sa.Date, nullable=False),
    # The half-year, a change, or the end of the account.
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("shows", sa.Text, nullable=False),
    sa.Column("received_at", UtcDateTime, nullable=False),
    # Who sent it, and as what; the first is NULL for the holder of a receipt.
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id")),
    sa.Column("files_sha256", sa.String(SHA256_HEX), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(SHA256_HEX), nullable=False),
    sa.Column("erased_at", UtcDateTime),
    sa.Column("content", sa.LargeBinary),
    sa.Column("giver", sa.Text, nullable=False, server_default="unknown"),
    sa.UniqueConstraint("case_id", "taken_on", "files_sha256"),
    sa.CheckConstraint("(content IS NULL) = (erased_at IS NOT NULL)", name="content_or_erased"),
)

# The files of a snapshot, as they came.
snapshot_files = _table(
    "snapshot_files",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("snapshot_id", sa.Integer, sa.ForeignKey("snapshots.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(SHA256_HEX), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("erased_at", UtcDateTime),
    sa.Column("content", sa.LargeBinary),
    # Its first page at a glance: a JPEG that was made anew.
    sa.Column("small", sa.LargeBinary),
    sa.UniqueConstraint("snapshot_id", "number"),
    sa.CheckConstraint("(content IS NULL) = (erased_at IS NOT NULL)", name="content_or_erased"),
)

# Who was reminded of what: a line for each duty of a case, the day it is due, the step, and the
# person, so that none is reminded twice of the same. Of the person only a digest is kept.
reminders = sa.Table(
    "reminders",
    metadata,
    sa.Column(
        "case_id", sa.Integer, sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False
    ),
    sa.Column("duty", sa.Text, primary_key=True),
    sa.Column("due_on", sa.Date, primary_key=True),
    sa.Column("step", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("recipient_digest", sa.String(SHA256_HEX), primary_key=True),
    # The letter, which is forgotten before this line is.
    sa.Column("letter_id", sa.Integer, nullable=False, index=True),
    sa.Column("at", UtcDateTime, nullable=False),
)
sa.Index(None, reminders.c.recipient_digest, reminders.c.at)

# Who administers an account no longer though the plan says so.
departures = sa.Table(
    "departures",
    metadata,
    sa.Column(
        "case_id", sa.Integer, sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False
    ),
    sa.Column("address", sa.Text, primary_key=True),
    # Said by the person, found in the officer's list, or a mail server refused the address.
    sa.Column("how", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id")),
)
sa.Index(None, departures.c.address)

# Secret addresses of calendars. What is kept of one does not open it.
feeds = sa.Table(
    "feeds",
    metadata,
    sa.Column("digest", sa.String(SHA256_HEX), primary_key=True),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("revoked_at", UtcDateTime),
)

# Decisions on what is erased and when (arkivlagen 10 §, the policy's D19); one is never changed,
# but replaced.
decisions = _table(
    "decisions",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("dnr", sa.Text, nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    # The slug of the form, and what of its cases: everything, or snapshots alone.
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    # From when the months are counted: "ended", "replaced", "filed", "taken".
    sa.Column("counted_from", sa.Text, nullable=False),
    sa.Column("months", sa.Integer, nullable=False),
    # What is kept nevertheless, in words of the decision.
    sa.Column("kept", sa.Text, nullable=False),
    sa.Column("registered_at", UtcDateTime, nullable=False),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id")),
    sa.Column("replaced_at", UtcDateTime),
    sa.CheckConstraint("dnr <> '' AND months >= 0", name="numbered"),
)

# Cases of which nothing is erased for now: somebody has asked for them, or disputes them.
holds = _table(
    "holds",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False),
    sa.Column("dnr", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("placed_at", UtcDateTime, nullable=False),
    sa.Column("placed_by", sa.Integer, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("lifted_at", UtcDateTime),
    sa.Column("lifted_by", sa.Integer, sa.ForeignKey("accounts.id")),
)
_index_some("ix_holds_placed", HELD, holds.c.case_id)

# What one proposes to erase and another confirms; the protocol is a document, and stays.
erasures = _table(
    "erasures",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("decision_id", sa.Integer, sa.ForeignKey("decisions.id"), nullable=False),
    sa.Column("proposed_by", sa.Integer, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("proposed_at", UtcDateTime, nullable=False),
    sa.Column("confirmed_by", sa.Integer, sa.ForeignKey("accounts.id")),
    sa.Column("confirmed_at", UtcDateTime),
    sa.Column("withdrawn_at", UtcDateTime),
    sa.Column("protocol_sha256", sa.String(SHA256_HEX)),
    sa.Column("protocol", sa.LargeBinary),
    sa.CheckConstraint("(confirmed_at IS NULL) = (protocol IS NULL)", name="confirmed_by_protocol"),
)

# What was erased, or is proposed to be: nothing of it but what tells it apart.
erased_items = _table(
    "erased_items",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("erasure_id", sa.Integer, sa.ForeignKey("erasures.id"), nullable=False, index=True),
    sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
    # NULL when it is all of the case.
    sa.Column("snapshot_id", sa.Integer, sa.ForeignKey("snapshots.id")),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    # The day that the months are counted from.
    sa.Column("counted_on", sa.Date, nullable=False),
    # SHA-256 of the newest document; empty until it is erased.
    sa.Column("sha256", sa.Text, nullable=False),
    # Why it was left at last: a hold, or nothing falls due any more.
    sa.Column("spared", sa.Text, nullable=False),
    sa.UniqueConstraint("erasure_id", "case_id", "snapshot_id"),
)

# What was given to somebody who asked for records: what of which, never whom it was given to.
releases = _table(
    "releases",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("dnr", sa.Text, nullable=False),
    # The ground for what was masked, in words of whoever judged it.
    sa.Column("ground", sa.Text, nullable=False),
    # Each part: reference, version, what it is, its SHA-256, how many places are masked.
    sa.Column("contents", sa.JSON, nullable=False),
    sa.Column("sha256", sa.String(SHA256_HEX), nullable=False),
)
