"""Paper that comes home: files as they came, the sheets in them, and how far each plan has come.

A copy may be of the signed document from now on, and a mail that was taken may bounce.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op


revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
# How many have signed; a damaged list must stop no migration.
SIGNERS = {
    "sqlite": "CASE WHEN json_valid(m.signers) THEN json_array_length(m.signers) ELSE 0 END",
    "postgresql": (
        "CASE WHEN json_typeof(m.signers) = 'array' THEN json_array_length(m.signers) ELSE 0 END"
    ),
}
# Three sign the one form that is signed; `flask index` asks the forms themselves.
FILL = """
    UPDATE case_index SET paper = CASE
        WHEN NOT is_signed THEN ''
        ELSE coalesce((
            SELECT CASE
                WHEN case_index.form <> 'aktivitetsplan' OR {signers} >= 3 THEN 'signed'
                WHEN {signers} = 0 THEN 'waiting'
                ELSE 'partly'
            END FROM paper_marks AS m WHERE m.filing_id = case_index.filing_id), 'waiting')
        END
"""


def upgrade() -> None:
    is_server = op.get_bind().dialect.name == "postgresql"
    _make_arrivals()
    _make_sheets()
    _make_cuttings()
    points = "" if is_server else " CONSTRAINT fk_deliveries_document_id_documents REFERENCES documents (id)"
    op.execute(f"ALTER TABLE deliveries ADD COLUMN document_id INTEGER{points}")
    if is_server:
        op.create_foreign_key(
            "fk_deliveries_document_id_documents", "deliveries", "documents", ["document_id"], ["id"]
        )
    for queue in ("deliveries", "letters"):
        op.add_column(queue, sa.Column("bounced_at", TIME))
    _say_how_far(op.get_bind().dialect.name)


def _say_how_far(dialect: str) -> None:
    paper = sa.Column("paper", sa.Text(), nullable=False, server_default="")
    op.add_column("case_index", paper)
    op.execute(FILL.format(signers=SIGNERS[dialect]))
    op.execute("UPDATE case_index SET awaits_paper = paper NOT IN ('', 'signed')")
    op.create_index(
        "ix_case_index_paper_changed_at_case_id", "case_index", ["paper", "changed_at", "case_id"]
    )
    columns = ["changed_at", "case_id", "department_key"]
    _index("ix_case_index_due_check", "case_index", columns, "paper = 'check' AND is_living")


def _make_arrivals() -> None:
    _numbered(
        "arrivals",
        sa.Column("sha256", sa.String(64), nullable=False),
        _text("name"),
        _text("way"),
        _text("media"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("arrived_at", TIME, nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("filing_id", sa.Integer()),
        sa.Column("leased_until", TIME),
        sa.Column("leased_by", sa.Text()),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("pages", sa.Integer()),
        sa.Column("read_at", TIME),
        sa.Column("refused", sa.Text()),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("settled_at", TIME),
        sa.Column("erased_at", TIME),
        sa.Column("content", sa.LargeBinary()),
        _points("arrivals", "account_id", "accounts"),
        _points("arrivals", "filing_id", "filings"),
        sa.UniqueConstraint("sha256", name="uq_arrivals_sha256"),
        sa.CheckConstraint(
            "(content IS NULL) = (erased_at IS NOT NULL)", name="ck_arrivals_content_or_erased"
        ),
    )
    op.create_index("ix_arrivals_filing_id", "arrivals", ["filing_id"])
    op.create_index("ix_arrivals_arrived_at_id", "arrivals", ["arrived_at", "id"])
    _index("ix_arrivals_waiting", "arrivals", ["arrived_at", "id", "size"], "read_at IS NULL")
    unread = "refused IS NOT NULL AND settled_at IS NULL"
    _index("ix_arrivals_unread", "arrivals", ["arrived_at", "id"], unread)


def _make_sheets() -> None:
    _numbered(
        "sheets",
        sa.Column("arrival_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="0"),
        _text("media"),
        _text("verdict"),
        _text("why"),
        sa.Column("filing_id", sa.Integer()),
        sa.Column("page", sa.Integer()),
        sa.Column("pages", sa.Integer()),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("sorted_at", TIME),
        sa.Column("account_id", sa.Integer()),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("picture", sa.LargeBinary()),
        _points("sheets", "arrival_id", "arrivals"),
        _points("sheets", "filing_id", "filings"),
        _points("sheets", "account_id", "accounts"),
        sa.UniqueConstraint("arrival_id", "number", name="uq_sheets_arrival_id_number"),
    )
    op.create_index("ix_sheets_filing_id", "sheets", ["filing_id"])
    _index("ix_sheets_asked", "sheets", ["made_at", "id"], "verdict = 'asked'")


def _make_cuttings() -> None:
    _numbered(
        "cuttings",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        _text("kind"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _points("cuttings", "sheet_id", "sheets"),
        sa.UniqueConstraint("sheet_id", "kind", name="uq_cuttings_sheet_id_kind"),
    )


def _numbered(name: str, *parts: Any) -> None:
    """A table whose numbers are never used twice."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sqlite_autoincrement=True,
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def _index(name: str, table: str, columns: list[str], which: str) -> None:
    where = sa.text(which)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
