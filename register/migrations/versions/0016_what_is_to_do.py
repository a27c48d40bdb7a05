"""What a human has to do with a case, beside its index; and ways into the logs and failed letters.

Whether others are about the same is asked of what was filed last, and so of all that are here.
"""

import sqlalchemy as sa
from alembic import op


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FLAGS = ("is_living", "awaits_paper", "awaits_credentials", "lacks_administrators", "meets_another")
FILL = """
    UPDATE case_index SET
        is_living = EXISTS (
            SELECT 1 FROM cases WHERE cases.id = case_id AND cases.ended_on IS NULL),
        awaits_paper = is_signed AND NOT EXISTS (
            SELECT 1 FROM paper_marks WHERE paper_marks.filing_id = case_index.filing_id),
        awaits_credentials = form = 'aktivitetsplan' AND is_signed AND EXISTS (
            SELECT 1 FROM cases WHERE cases.id = case_id AND cases.credentials_told_on IS NULL),
        lacks_administrators = form = 'aktivitetsplan' AND is_signed AND administrators < 2,
        meets_another = subject <> '' AND EXISTS (
            SELECT 1 FROM case_index AS other
            WHERE other.subject <> '' AND other.form = case_index.form
                AND other.subject = case_index.subject AND other.case_id <> case_index.case_id)
"""
DUE = (
    ("paper", "changed_at", "awaits_paper AND is_living"),
    ("credentials", "opened_at", "awaits_credentials AND is_living"),
    ("administrators", "changed_at", "lacks_administrators AND is_living"),
    ("another", "changed_at", "meets_another AND is_living"),
)


def upgrade() -> None:
    for name in FLAGS:
        column = sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column("case_index", column)
    op.execute(FILL)
    for name, since, which in DUE:
        columns = [since, "case_id", "department_key"]
        _index(f"ix_case_index_due_{name}", "case_index", columns, which)
    _index("ix_letters_failed", "letters", ["failed_at"], "failed_at IS NOT NULL")
    _index("ix_events_account_id", "events", ["account_id", "id"], "account_id IS NOT NULL")
    op.create_index("ix_events_at_id", "events", ["at", "id"])
    op.create_index("ix_looks_account_id_id", "looks", ["account_id", "id"])
    op.create_index("ix_looks_case_id_id", "looks", ["case_id", "id"])


def _index(name: str, table: str, columns: list[str], which: str) -> None:
    where = sa.text(which)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
