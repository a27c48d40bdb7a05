"""When whoever has signed in was last asked for a proof.

A provider that knows somebody from earlier in the day lets them in without one.
"""

import sqlalchemy as sa
from alembic import op


revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("proved_at", sa.DateTime(timezone=True)))
    # Until now there were letters only, each a proof.
    op.execute("UPDATE sessions SET proved_at = began_at")
