"""Cases, of which filings are versions; events that say who; documents of which there may be several
and that can be erased; a check on paper that hangs on no key; copies that were saved as files.

Nothing leads back: restore the backup that was made before. Documents are large and stay where
they are. On SQLite foreign keys must be off, as `register.database.migrate` leaves them.
"""

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Where a reference is none, 0, which is given to nobody: a damaged one must stop no migration.
YEAR_AND_NUMBER = {
    "sqlite": (
        "CAST(substr(reference, instr(reference, '-') + 1, 4) AS INTEGER),"
        " CAST(substr(reference, instr(reference, '-') + 6) AS INTEGER)"
    ),
    "postgresql": (
        "coalesce(substring(reference FROM '^[A-Z0-9]+-([0-9]{4})-[0-9]{1,9}$')::integer, 0),"
        " coalesce(substring(reference FROM '^[A-Z0-9]+-[0-9]{4}-([0-9]{1,9})$')::integer, 0)"
    ),
}
FILING_COLUMNS = (
    "id, form, edition, version, title, short_title, summary, answers, text, filed_at,"
    " draft_digest, subject"
)
# What may happen to a document that was issued: it is erased, and nothing else.
IS_ERASING = " AND ".join(
    (
        "OLD.content IS NOT NULL AND NEW.content IS NULL AND NEW.erased_at IS NOT NULL",
        *(
            f"NEW.{name} = OLD.{name}"
            for name in ("id", "filing_id", "kind", "number", "name", "sha256", "made_at")
        ),
    )
)
# Who did what was written down before events said so. Of a draft that was erased alone, and of a
# copy that was sent again to the same address, nobody can know.
ACTOR = """CASE
    WHEN kind IN ('filed', 'document_issued', 'delivery_queued') THEN 'filer'
    WHEN kind IN ('delivery_accepted', 'delivery_postponed', 'delivery_unsure', 'delivery_failed')
        THEN 'courier'
    WHEN kind IN ('delivery_withdrawn', 'restored') THEN 'operator'
    WHEN kind = 'delivery_requeued' AND CAST(facts AS TEXT) LIKE '%"to_another"%' THEN 'operator'
    WHEN kind = 'drafts_erased' AND CAST(facts AS TEXT) <> '{"count": 1}' THEN 'housekeeping'
    WHEN kind = 'damage_found' THEN 'system'
    ELSE 'unknown'
END"""
IS_SAVED = (
    "accepted_at IS NOT NULL AND substr(server_reply, 1, 1) NOT IN"
    " ('1', '2', '3', '4', '5', '6', '7', '8', '9')"
)


def upgrade() -> None:
    is_server = op.get_bind().dialect.name == "postgresql"
    _make_cases()
    (_hang_filings_on_server if is_server else _hang_filings)()
    (_open_documents_on_server if is_server else _open_documents)()
    _say_who(is_server)
    op.add_column("deliveries", sa.Column("saved_at", sa.DateTime(timezone=True)))
    op.execute(f"UPDATE deliveries SET saved_at = accepted_at WHERE {IS_SAVED}")
    if is_server:
        # Until then the planner would take the new table for an empty one.
        for table in ("cases", "filings", "events"):
            op.execute(f"ANALYZE {table}")


def _make_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("reference", name="uq_cases_reference"),
        sqlite_autoincrement=True,
    )
    parts = YEAR_AND_NUMBER[op.get_bind().dialect.name]
    op.execute(
        f"INSERT INTO cases (form, reference, year, number) SELECT min(form), reference, {parts}"
        " FROM filings GROUP BY reference ORDER BY min(id)"
    )


def _hang_filings_on_server() -> None:
    op.execute("ALTER TABLE filings ADD COLUMN case_id INTEGER, ADD COLUMN paper_check TEXT")
    op.execute(
        "UPDATE filings SET case_id = cases.id FROM cases WHERE cases.reference = filings.reference"
    )
    op.execute("ALTER TABLE filings ALTER COLUMN case_id SET NOT NULL")
    op.drop_column("filings", "reference")
    op.create_foreign_key("fk_filings_case_id_cases", "filings", "cases", ["case_id"], ["id"])
    op.create_unique_constraint("uq_filings_case_id_version", "filings", ["case_id", "version"])


def _hang_filings() -> None:
    """SQLite adds no such column to a table, so it is made anew (sqlite.org/lang_altertable.html 7);
    nothing refuses changes to this one, so that no trigger is lost."""
    last = op.get_bind().scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'filings'"))
    op.create_table(
        "filings_anew",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("form", "edition")
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("title", "short_title", "summary")
        ),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft_digest", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, server_default=""),
        sa.Column("paper_check", sa.Text()),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_filings_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_filings"),
        sa.UniqueConstraint("draft_digest", name="uq_filings_draft_digest"),
        sa.UniqueConstraint("case_id", "version", name="uq_filings_case_id_version"),
        sqlite_autoincrement=True,
    )
    old = ", ".join(f"filings.{name}" for name in FILING_COLUMNS.split(", "))
    op.execute(
        f"INSERT INTO filings_anew ({FILING_COLUMNS}, case_id) SELECT {old}, cases.id"
        " FROM filings JOIN cases ON cases.reference = filings.reference ORDER BY filings.id"
    )
    op.drop_table("filings")
    op.rename_table("filings_anew", "filings")
    # Numbers go on after the last that was ever given, not after the last that is there.
    note = sa.text("UPDATE sqlite_sequence SET seq = :last WHERE name = 'filings'")
    op.get_bind().execute(note, {"last": last or 0})
    op.create_index("ix_filings_form_subject", "filings", ["form", "subject"])
    later = sa.text("version > 1")
    op.create_index("ix_filings_later_versions", "filings", ["form"], sqlite_where=later)


def _open_documents_on_server() -> None:
    op.execute(
        "ALTER TABLE documents ADD COLUMN number INTEGER NOT NULL DEFAULT 1,"
        " ADD COLUMN erased_at TIMESTAMP WITH TIME ZONE, ALTER COLUMN content DROP NOT NULL,"
        " DROP CONSTRAINT uq_documents_filing_id_kind,"
        " ADD CONSTRAINT uq_documents_filing_id_kind_number UNIQUE (filing_id, kind, number),"
        " ADD CONSTRAINT ck_documents_content_or_erased"
        " CHECK ((content IS NULL) = (erased_at IS NOT NULL))"
    )
    op.execute("DROP TRIGGER documents_refuse_update ON documents")
    op.execute(
        "CREATE TRIGGER documents_refuse_update BEFORE UPDATE ON documents FOR EACH ROW"
        f" WHEN (NOT ({IS_ERASING})) EXECUTE FUNCTION documents_refuse_update()"
    )


def _open_documents() -> None:
    """Change what SQLite says about the table and leave its rows alone: to copy gigabytes would
    take minutes and as much room once more. Rows from before lack the new columns at their end,
    which SQLite reads as their defaults; the one index is made anew."""
    op.execute("ALTER TABLE documents ADD COLUMN number INTEGER NOT NULL DEFAULT 1")
    op.execute("ALTER TABLE documents ADD COLUMN erased_at DATETIME")
    one = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'documents'"
    told = str(op.get_bind().scalar(sa.text(one)))
    for before, after in (
        ("content BLOB NOT NULL", "content BLOB"),
        (
            "CONSTRAINT uq_documents_filing_id_kind UNIQUE (filing_id, kind)",
            "CONSTRAINT uq_documents_filing_id_kind_number UNIQUE (filing_id, kind, number),"
            " CONSTRAINT ck_documents_content_or_erased"
            " CHECK ((content IS NULL) = (erased_at IS NOT NULL))",
        ),
    ):
        if told.count(before) != 1:
            raise ValueError("the table documents is not as the first migration made it")
        told = told.replace(before, after)
    op.execute("PRAGMA writable_schema = ON")
    change = "UPDATE sqlite_master SET sql = :told WHERE type = 'table' AND name = 'documents'"
    op.get_bind().execute(sa.text(change), {"told": told})
    op.execute("PRAGMA writable_schema = RESET")
    op.execute("REINDEX documents")
    op.execute("DROP TRIGGER documents_refuse_update")
    op.execute(
        f"CREATE TRIGGER documents_refuse_update BEFORE UPDATE ON documents WHEN NOT ({IS_ERASING})"
        " BEGIN SELECT RAISE(ABORT, 'documents refuse UPDATE'); END"
    )


def _say_who(is_server: bool) -> None:
    op.add_column("events", sa.Column("actor", sa.Text(), nullable=False, server_default="unknown"))
    op.add_column("events", sa.Column("actor_key", sa.Text()))
    points = "" if is_server else " CONSTRAINT fk_events_case_id_cases REFERENCES cases (id)"
    op.execute(f"ALTER TABLE events ADD COLUMN case_id INTEGER{points}")
    op.execute(f"DROP TRIGGER events_refuse_update{' ON events' if is_server else ''}")
    op.execute(
        f"UPDATE events SET actor = {ACTOR},"
        " case_id = (SELECT case_id FROM filings WHERE filings.id = events.filing_id)"
    )
    if is_server:
        op.create_foreign_key("fk_events_case_id_cases", "events", "cases", ["case_id"], ["id"])
        op.execute(
            "CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events"
            " FOR EACH ROW EXECUTE FUNCTION events_refuse_update()"
        )
        return
    op.execute(
        "CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events"
        " BEGIN SELECT RAISE(ABORT, 'events refuse UPDATE'); END"
    )
