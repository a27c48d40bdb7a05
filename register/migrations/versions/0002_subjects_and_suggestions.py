"""What filings are about, and answers to offer the next person who types."""

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in batch mode: copying the table would drop the triggers that protect it.
    op.add_column("filings", sa.Column("subject", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_filings_form_subject", "filings", ["form", "subject"])
    op.create_table(
        "suggestions",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("form", "field", "text", name="pk_suggestions"),
    )


def downgrade() -> None:
    op.drop_table("suggestions")
    op.drop_index("ix_filings_form_subject", "filings")
    op.drop_column("filings", "subject")
