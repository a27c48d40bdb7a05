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
sa.Index("ix_drafts_erased", drafts.c.id, sqlite_where=ERASED, postgresql_where=ERASED)
sa.Index("ix_drafts_kept", drafts.c.size, sqlite_where=NOT_ERASED, postgresql_where=NOT_ERASED)

# What all versions of one reference share. Which is the newest, and what it is about, is asked of
# the filings: nothing here follows from them.
cases = _table(
    "cases",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
)

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
    sa.UniqueConstraint("case_id", "version"),
)
sa.Index(None, filings.c.form, filings.c.subject)
# Few plans are changed: how many were is counted without reading all.
sa.Index(
    "ix_filings_later_versions",
    filings.c.form,
    sqlite_where=LATER_VERSION,
    postgresql_where=LATER_VERSION,
)

suggestions = sa.Table(
    "suggestions",
    metadata,
    sa.Column("form", sa.Text, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, primary_key=True),
    sa.Column("uses", sa.Integer, nullable=False),
)
# Every page with the form asks for the most used, and reads nothing but this.
sa.Index(
    "ix_suggestions_most_used",
    suggestions.c.form,
    suggestions.c.uses,
    suggestions.c.field,
    suggestions.c.text,
)

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

deliveries = _table(
    "deliveries",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("filing_id", sa.Integer, sa.ForeignKey("filings.id"), nullable=False, index=True),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("message_id", sa.Text, nullable=False, unique=True),
    sa.Column("queued_at", UtcDateTime, nullable=False),
    # When the present round of attempts began: filing, or the last "send again".
    sa.Column("tries_since", UtcDateTime, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("leased_until", UtcDateTime),
    sa.Column("leased_by", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("accepted_at", UtcDateTime),
    sa.Column("failed_at", UtcDateTime),
    # When a mail server last had all of the copy and did not say whether it took it.
    sa.Column("unsure_at", UtcDateTime),
    # When a mail server refused us and not this copy, if that was its last word.
    sa.Column("barred_at", UtcDateTime),
    # When it became known that its mailbox gets another copy of the same.
    sa.Column("withdrawn_at", UtcDateTime),
    sa.Column("server_reply", sa.Text, nullable=False),
    # When it was saved as a file, for want of a mail server. It is accepted then, by nobody.
    sa.Column("saved_at", UtcDateTime),
)
# The queue is short and the table long: only what still waits or has failed is indexed.
sa.Index(
    "ix_deliveries_waiting",
    deliveries.c.due_at,
    deliveries.c.id,
    sqlite_where=UNDELIVERED,
    postgresql_where=UNDELIVERED,
)
sa.Index(
    "ix_deliveries_failed",
    deliveries.c.failed_at,
    sqlite_where=sa.text("failed_at IS NOT NULL"),
    postgresql_where=sa.text("failed_at IS NOT NULL"),
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
)

# Nearly always empty: what was met damaged is asked for without reading the whole trail.
sa.Index(
    "ix_events_damage",
    events.c.filing_id,
    sqlite_where=DAMAGE,
    postgresql_where=DAMAGE,
)

chores = sa.Table(
    "chores",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("due_at", UtcDateTime, nullable=False),
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
