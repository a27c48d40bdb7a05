"""PostgreSQL keeps documents as they are: they are compressed inside, and trying to compress them
again took as long as all the rest of writing one, while nobody else could file."""

from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _store("EXTERNAL")


def downgrade() -> None:
    _store("EXTENDED")


def _store(how: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE documents ALTER COLUMN content SET STORAGE {how}")
