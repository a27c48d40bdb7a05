"""The most used answers are found without sorting all that were ever filed."""

from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns = ["form", "uses", "field", "text"]
    op.create_index("ix_suggestions_most_used", "suggestions", columns)


def downgrade() -> None:
    op.drop_index("ix_suggestions_most_used", "suggestions")
