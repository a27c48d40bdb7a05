"""Files of snapshots are seen at a glance, and as what somebody sent a snapshot stays known when
nobody had signed in."""

import sqlalchemy as sa
from alembic import op


revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("snapshot_files", sa.Column("small", sa.LargeBinary()))
    giver = sa.Column("giver", sa.Text(), nullable=False, server_default="unknown")
    op.add_column("snapshots", giver)
