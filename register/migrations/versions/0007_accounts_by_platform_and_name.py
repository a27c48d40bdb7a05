"""What filings are about is written anew: an account is its platform and its name there, so that
plans from before meet those for the same account that write its address in another way."""

from alembic import op

from register.subjects import recompute_subjects

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    recompute_subjects(op.get_bind())


def downgrade() -> None:
    """Nobody can tell any more how it was written; it only serves to ask about doubles."""
