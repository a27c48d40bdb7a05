"""How far the mailbox was read into which scanners send, and how that fares."""

import sqlalchemy as sa
from alembic import op


revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    counts = ("taken", "bounced", "left", "unread", "large")
    op.create_table(
        "mailbox",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("read_at", TIME),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("fault_since", TIME),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.PrimaryKeyConstraint("id", name="pk_mailbox"),
    )
