"""Files that belong to the answers: with a draft until it is filed, then with the filing."""

from typing import Any

import sqlalchemy as sa
from alembic import op


revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _numbered(
        "attached_files",
        sa.Column("draft_id", sa.Integer()),
        sa.Column("filing_id", sa.Integer()),
        _text("question"),
        sa.Column("sha256", sa.String(64), nullable=False),
        _text("name"),
        _text("media"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("attached_at", TIME, nullable=False),
        sa.Column("erased_at", TIME),
        sa.Column("content", sa.LargeBinary()),
        _points("attached_files", "draft_id", "drafts"),
        _points("attached_files", "filing_id", "filings"),
        sa.UniqueConstraint("draft_id", "sha256", name="uq_attached_files_draft_id_sha256"),
        sa.UniqueConstraint("filing_id", "sha256", name="uq_attached_files_filing_id_sha256"),
        sa.CheckConstraint(
            "(draft_id IS NULL) <> (filing_id IS NULL)", name="ck_attached_files_one_owner"
        ),
        sa.CheckConstraint(
            "(content IS NULL) = (erased_at IS NOT NULL)", name="ck_attached_files_content_or_erased"
        ),
    )
    _numbered(
        "attached_pages",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        _text("text"),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        _points("attached_pages", "file_id", "attached_files"),
        sa.UniqueConstraint("file_id", "number", name="uq_attached_pages_file_id_number"),
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
