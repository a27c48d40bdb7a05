"""When somebody was last reminded is found by them, and not case by case."""

from alembic import op


revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_reminders_recipient_digest_at", "reminders", ["recipient_digest", "at"]
    )


def downgrade() -> None:
    op.drop_index("ix_reminders_recipient_digest_at", "reminders")
