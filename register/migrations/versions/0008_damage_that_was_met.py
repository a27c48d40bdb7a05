"""What was met damaged is told for as long as it is there, and asked for without reading all."""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    damage = sa.text("kind = 'damage_found'")
    op.create_index(
        "ix_events_damage",
        "events",
        ["filing_id"],
        sqlite_where=damage,
        postgresql_where=damage,
    )


def downgrade() -> None:
    op.drop_index("ix_events_damage", "events")
