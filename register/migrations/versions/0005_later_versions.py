"""How many plans were changed is counted without reading all that were ever filed."""

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    later = sa.text("version > 1")
    op.create_index(
        "ix_filings_later_versions",
        "filings",
        ["form"],
        sqlite_where=later,
        postgresql_where=later,
    )


def downgrade() -> None:
    op.drop_index("ix_filings_later_versions", "filings")
