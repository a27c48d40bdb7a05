"""Since when too few administer an account is known, for a plan may be older by years."""

import sqlalchemy as sa
from alembic import op


revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

INDEX = "ix_case_index_due_administrators"
WHICH = sa.text("few_since IS NOT NULL AND is_living")
# Whoever left when one was left; where the plan never had two, since it was filed.
FILL = """
    UPDATE case_index SET few_since = COALESCE((
        SELECT lost.at FROM (
            SELECT departures.case_id, departures.at, row_number() OVER (
                PARTITION BY departures.case_id ORDER BY departures.at) AS number
            FROM departures JOIN case_people AS person
                ON person.case_id = departures.case_id AND person.address = departures.address
                AND person.place = 'administrators') AS lost
        WHERE lost.case_id = case_index.case_id AND lost.number + 1 = (
            SELECT count(*) FROM case_people AS listed
            WHERE listed.case_id = lost.case_id AND listed.place = 'administrators')
    ), changed_at)
    WHERE lacks_administrators
"""


def upgrade() -> None:
    op.add_column("case_index", sa.Column("few_since", sa.DateTime(timezone=True)))
    op.execute(FILL)
    op.drop_index(INDEX, "case_index")
    op.drop_column("case_index", "lacks_administrators")
    columns = ["few_since", "case_id", "department_key"]
    op.create_index(INDEX, "case_index", columns, sqlite_where=WHICH, postgresql_where=WHICH)
