"""What a reader of one förvaltning chooses among is found from one name to the next."""

from alembic import op


revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("medium_key", "year"):
        op.create_index(
            f"ix_case_index_department_key_{name}_case_id",
            "case_index",
            ["department_key", name, "case_id"],
        )
