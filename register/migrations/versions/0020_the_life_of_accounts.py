"""The life of an account: what the office and its unit note of it, how its medium looked, who was
reminded and who has left, decisions on erasing and what was erased, and what was released.

Whether there is an account is taken from what was filed: one with a subject has an address.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op


revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
CASES = (
    *((name, sa.Text()) for name in ("ended_kept", "account_address", "published_text")),
    *((name, sa.Date()) for name in ("created_on", "reviewed_on", "shown_on")),
    *((name, TIME) for name in ("unlisted_at", "erased_at")),
)
DAYS = ("exists_since", "pictured_on", "reviewed_on", "shown_on")
# SQLite keeps a time as text, of which a day is the beginning.
FILL = """
    UPDATE case_index SET
        is_planned = form = 'aktivitetsplan' AND subject = '',
        exists_since = CASE WHEN form = 'aktivitetsplan' AND subject <> '' THEN {opened} END,
        pictured_on = CASE WHEN form = 'aktivitetsplan' AND subject <> '' THEN {opened} END,
        reviewed_on = CASE WHEN form = 'aktivitetsplan' AND subject <> '' THEN {changed} END,
        shown_on = CASE WHEN form = 'aktivitetsplan' AND subject <> '' THEN {opened} END,
        is_public = form = 'aktivitetsplan' AND subject <> '' AND is_living AND paper = 'signed'
"""
DUE = (
    ("creation", "changed_at", "is_planned AND is_living"),
    ("snapshot", "pictured_on", "exists_since IS NOT NULL AND is_living"),
    ("review", "reviewed_on", "exists_since IS NOT NULL AND is_living"),
    ("shown", "shown_on", "exists_since IS NOT NULL AND is_living"),
)


def upgrade() -> None:
    for name, kind in CASES:
        op.add_column("cases", sa.Column(name, kind))
    op.add_column("filings", sa.Column("erased_at", TIME))
    for name in ("is_planned", "is_public"):
        column = sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column("case_index", column)
    for name in DAYS:
        op.add_column("case_index", sa.Column(name, sa.Date()))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    day = "substr({}, 1, 10)" if is_sqlite else "CAST({} AT TIME ZONE 'Europe/Stockholm' AS date)"
    op.execute(FILL.format(opened=day.format("opened_at"), changed=day.format("changed_at")))
    for name, since, which in DUE:
        columns = [since, "case_id", "department_key"]
        _index(f"ix_case_index_due_{name}", "case_index", columns, which)
    columns = ["medium_key", "unit_key", "case_id"]
    _index("ix_case_index_public", "case_index", columns, "is_public")
    _snapshots()
    _persons()
    _erasing()
    _releases()


def _snapshots() -> None:
    _numbered(
        "snapshots",
        _number("case_id"),
        _number("filing_id"),
        sa.Column("taken_on", sa.Date(), nullable=False),
        _text("why"),
        _text("shows"),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("account_id", sa.Integer()),
        _digest("files_sha256"),
        _text("name"),
        _digest("sha256"),
        *_content(),
        _points("snapshots", "case_id", "cases"),
        _points("snapshots", "filing_id", "filings"),
        _points("snapshots", "account_id", "accounts"),
        sa.UniqueConstraint(
            "case_id",
            "taken_on",
            "files_sha256",
            name="uq_snapshots_case_id_taken_on_files_sha256",
        ),
        _content_or_erased("snapshots"),
    )
    _numbered(
        "snapshot_files",
        _number("snapshot_id"),
        _number("number"),
        _digest("sha256"),
        _text("name"),
        _text("media"),
        _number("size"),
        *_content(),
        _points("snapshot_files", "snapshot_id", "snapshots"),
        sa.UniqueConstraint("snapshot_id", "number", name="uq_snapshot_files_snapshot_id_number"),
        _content_or_erased("snapshot_files"),
    )


def _persons() -> None:
    key = ("case_id", "duty", "due_on", "step", "recipient_digest")
    op.create_table(
        "reminders",
        _number("case_id"),
        _text("duty"),
        sa.Column("due_on", sa.Date(), nullable=False),
        _number("step"),
        _digest("recipient_digest"),
        _number("letter_id"),
        sa.Column("at", TIME, nullable=False),
        _points("reminders", "case_id", "cases"),
        sa.PrimaryKeyConstraint(*key, name="pk_reminders"),
    )
    op.create_index("ix_reminders_letter_id", "reminders", ["letter_id"])
    op.create_table(
        "departures",
        _number("case_id"),
        _text("address"),
        _text("how"),
        sa.Column("at", TIME, nullable=False),
        sa.Column("account_id", sa.Integer()),
        _points("departures", "case_id", "cases"),
        _points("departures", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("case_id", "address", name="pk_departures"),
    )
    op.create_index("ix_departures_address", "departures", ["address"])
    op.create_table(
        "feeds",
        _digest("digest"),
        _number("account_id"),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME),
        _points("feeds", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("digest", name="pk_feeds"),
    )
    op.create_index("ix_feeds_account_id", "feeds", ["account_id"])


def _erasing() -> None:
    _numbered(
        "decisions",
        _text("dnr"),
        sa.Column("decided_on", sa.Date(), nullable=False),
        *map(_text, ("decided_by", "form", "what", "counted_from")),
        _number("months"),
        _text("kept"),
        sa.Column("registered_at", TIME, nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("replaced_at", TIME),
        _points("decisions", "account_id", "accounts"),
        sa.CheckConstraint("dnr <> '' AND months >= 0", name="ck_decisions_numbered"),
    )
    _numbered(
        "holds",
        _number("case_id"),
        _text("dnr"),
        _text("why"),
        sa.Column("placed_at", TIME, nullable=False),
        _number("placed_by"),
        sa.Column("lifted_at", TIME),
        sa.Column("lifted_by", sa.Integer()),
        _points("holds", "case_id", "cases"),
        _points("holds", "placed_by", "accounts"),
        _points("holds", "lifted_by", "accounts"),
    )
    _index("ix_holds_placed", "holds", ["case_id"], "lifted_at IS NULL")
    _numbered(
        "erasures",
        _number("decision_id"),
        _number("proposed_by"),
        sa.Column("proposed_at", TIME, nullable=False),
        sa.Column("confirmed_by", sa.Integer()),
        sa.Column("confirmed_at", TIME),
        sa.Column("withdrawn_at", TIME),
        sa.Column("protocol_sha256", sa.String(64)),
        sa.Column("protocol", sa.LargeBinary()),
        _points("erasures", "decision_id", "decisions"),
        _points("erasures", "proposed_by", "accounts"),
        _points("erasures", "confirmed_by", "accounts"),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (protocol IS NULL)",
            name="ck_erasures_confirmed_by_protocol",
        ),
    )
    _numbered(
        "erased_items",
        _number("erasure_id"),
        _number("case_id"),
        sa.Column("snapshot_id", sa.Integer()),
        _text("reference"),
        _text("what"),
        sa.Column("counted_on", sa.Date(), nullable=False),
        *map(_text, ("sha256", "spared")),
        _points("erased_items", "erasure_id", "erasures"),
        _points("erased_items", "case_id", "cases"),
        _points("erased_items", "snapshot_id", "snapshots"),
        sa.UniqueConstraint(
            "erasure_id",
            "case_id",
            "snapshot_id",
            name="uq_erased_items_erasure_id_case_id_snapshot_id",
        ),
    )
    for name in ("erasure_id", "case_id"):
        op.create_index(f"ix_erased_items_{name}", "erased_items", [name])


def _releases() -> None:
    _numbered(
        "releases",
        sa.Column("at", TIME, nullable=False),
        _number("account_id"),
        *map(_text, ("dnr", "ground")),
        sa.Column("contents", sa.JSON(), nullable=False),
        _digest("sha256"),
        _points("releases", "account_id", "accounts"),
    )


def _numbered(name: str, *parts: Any) -> None:
    """A table whose numbers are never used twice."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sqlite_autoincrement=True,
    )


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, autoincrement=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _digest(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=False)


def _content() -> tuple[sa.Column[Any], ...]:
    return sa.Column("erased_at", TIME), sa.Column("content", sa.LargeBinary())


def _content_or_erased(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        "(content IS NULL) = (erased_at IS NOT NULL)", name=f"ck_{table}_content_or_erased"
    )


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def _index(name: str, table: str, columns: list[str], which: str) -> None:
    where = sa.text(which)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
