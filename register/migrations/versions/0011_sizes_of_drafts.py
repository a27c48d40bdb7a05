"""How much is typed in all drafts together is known without reading them."""

import sqlalchemy as sa
from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    size = sa.Column("size", sa.Integer(), nullable=False, server_default="0")
    op.add_column("drafts", size)
    op.execute("UPDATE drafts SET size = length(CAST(typed AS TEXT)) WHERE typed IS NOT NULL")
    kept = sa.text("erased_at IS NULL")
    op.create_index("ix_drafts_kept", "drafts", ["size"], sqlite_where=kept, postgresql_where=kept)
    erased = sa.text("erased_at IS NOT NULL")
    where = {"sqlite_where": erased, "postgresql_where": erased}
    op.create_index("ix_drafts_erased", "drafts", ["id"], **where)


def downgrade() -> None:
    op.drop_index("ix_drafts_erased", "drafts")
    op.drop_index("ix_drafts_kept", "drafts")
    op.drop_column("drafts", "size")
