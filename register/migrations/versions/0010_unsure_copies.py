"""Copies that may have been taken, that wait for somebody to mend something, or are not to go."""

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMNS = ("unsure_at", "barred_at", "withdrawn_at")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("deliveries", sa.Column(name, sa.DateTime(timezone=True)))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("deliveries", name)
