"""What is offered to the next person is read where it was signed, and kept nowhere else."""

import sqlalchemy as sa
from alembic import op


revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("suggestions")


def downgrade() -> None:
    op.create_table(
        "suggestions",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("form", "field", "text", name="pk_suggestions"),
    )
    columns = ["form", "uses", "field", "text"]
    op.create_index("ix_suggestions_most_used", "suggestions", columns)
