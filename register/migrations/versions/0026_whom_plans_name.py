"""A look at the public list costs a sum, and its texts are searched for whoever any plan names.

The index of each case is written anew by housekeeping, which finds that it does not know them.
"""

import sqlalchemy as sa
from alembic import op


revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    mark = sa.Column("public_mark", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("case_index", mark)
    known = sa.Column("knows_named", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("case_index", known)
    which = sa.text("is_public")
    op.create_index(
        "ix_case_index_public_mark",
        "case_index",
        ["public_mark"],
        sqlite_where=which,
        postgresql_where=which,
    )
    op.create_table(
        "case_named",
        sa.Column("case_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("digest", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_named_case_id_cases"),
        sa.PrimaryKeyConstraint("case_id", "digest", name="pk_case_named"),
    )
    op.create_index("ix_case_named_digest", "case_named", ["digest"])
    op.execute("DELETE FROM chores WHERE name = 'index'")
