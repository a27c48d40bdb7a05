"""Where on its pages a document has its codes and the places to sign. Documents from before do not
know, and stay where they are: on both databases the column costs no row anything."""

import sqlalchemy as sa
from alembic import op


revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# As 0012 has it; erasing leaves the places as well.
IS_ERASING = " AND ".join(
    (
        "OLD.content IS NOT NULL AND NEW.content IS NULL AND NEW.erased_at IS NOT NULL",
        *(
            f"NEW.{name} = OLD.{name}"
            for name in ("id", "filing_id", "kind", "number", "name", "sha256", "made_at")
        ),
    )
)
SAME_PLACES = {
    "sqlite": "NEW.places IS OLD.places",
    "postgresql": "NEW.places::text IS NOT DISTINCT FROM OLD.places::text",
}
REFUSAL = {
    "sqlite": (
        "DROP TRIGGER documents_refuse_update",
        "CREATE TRIGGER documents_refuse_update BEFORE UPDATE ON documents WHEN NOT ({})"
        " BEGIN SELECT RAISE(ABORT, 'documents refuse UPDATE'); END",
    ),
    "postgresql": (
        "DROP TRIGGER documents_refuse_update ON documents",
        "CREATE TRIGGER documents_refuse_update BEFORE UPDATE ON documents FOR EACH ROW"
        " WHEN (NOT ({})) EXECUTE FUNCTION documents_refuse_update()",
    ),
}


def upgrade() -> None:
    op.add_column("documents", sa.Column("places", sa.JSON()))
    database = op.get_bind().dialect.name
    drop, create = REFUSAL[database]
    op.execute(drop)
    op.execute(create.format(f"{IS_ERASING} AND {SAME_PLACES[database]}"))
