"""Cases that seem to be about the same account, of which somebody said that they are not."""

import sqlalchemy as sa
from alembic import op


revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = ("case_id", "other_id")
    op.create_table(
        "told_apart",
        *(sa.Column(name, sa.Integer(), nullable=False, autoincrement=False) for name in key),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.PrimaryKeyConstraint(*key, name="pk_told_apart"),
        *(
            sa.ForeignKeyConstraint([name], ["cases.id"], name=f"fk_told_apart_{name}_cases")
            for name in key
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_told_apart_account_id_accounts"
        ),
    )
