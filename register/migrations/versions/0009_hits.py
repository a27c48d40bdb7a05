"""What each client did lately, counted for all web machines of a server.

Beside an embedded register a file of its own is counted in, and this stays empty.
"""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_server = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "hits",
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("period", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("counted", "period", name="pk_hits"),
        # Counting waits for no disk; after a crash it begins anew.
        prefixes=["UNLOGGED"] if is_server else [],
    )
    op.create_index("ix_hits_ends_at", "hits", ["ends_at"])


def downgrade() -> None:
    op.drop_table("hits")
