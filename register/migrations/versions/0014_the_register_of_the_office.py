"""The office's register: what is noted of a case, its index and search, who signs in, other mail.

The index is filled by housekeeping, or by `flask index`: a migration knows no forms.
On PostgreSQL it needs the extension pg_trgm, which `register.database.migrate` makes.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op


revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
SEARCH = (
    "CREATE VIRTUAL TABLE case_search USING fts5(text, content='case_texts',"
    " content_rowid='case_id', detail=none, columnsize=0, tokenize='trigram case_sensitive 1')"
)
TAKE_OUT = "INSERT INTO case_search(case_search, rowid, text) VALUES ('delete', OLD.case_id, OLD.text);"
PUT_IN = "INSERT INTO case_search(rowid, text) VALUES (NEW.case_id, NEW.text);"
WALKS = (
    ("changed_at",),
    ("unit_key",),
    ("form", "year"),
    ("year", "changed_at"),
    ("medium_key", "changed_at"),
    ("department_key", "changed_at"),
    ("department_key", "unit_key"),
)
TRIGGERS = {"INSERT": PUT_IN, "DELETE": TAKE_OUT, "UPDATE": f"{TAKE_OUT} {PUT_IN}"}


def upgrade() -> None:
    is_server = op.get_bind().dialect.name == "postgresql"
    _note_of_cases()
    _make_accounts()
    _say_which_account(is_server)
    _make_index(is_server)
    (_search_on_server if is_server else _search)()
    _make_paper_marks()
    _make_letters()


def _note_of_cases() -> None:
    op.add_column("cases", sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
    for name, kind in (
        ("dnr", sa.Text()),
        ("dnr_at", TIME),
        ("credentials_told_on", sa.Date()),
        ("ended_on", sa.Date()),
        ("ended_why", sa.Text()),
    ):
        op.add_column("cases", sa.Column(name, kind))
    has = sa.text("dnr IS NOT NULL")
    op.create_index("ix_cases_dnr", "cases", ["dnr"], sqlite_where=has, postgresql_where=has)


def _make_accounts() -> None:
    _numbered(
        "accounts",
        _text("issuer"),
        _text("subject"),
        _text("name"),
        _text("address"),
        _time("created_at"),
        sa.Column("disabled_at", TIME),
        sa.UniqueConstraint("issuer", "subject", name="uq_accounts_issuer_subject"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        _pointer("account_id", nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("is_strong", sa.Boolean(), nullable=False),
        _time("began_at"),
        _time("seen_at"),
        sa.Column("ended_at", TIME),
        sa.Column("id_token", sa.Text()),
        _points("sessions", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])
    _numbered(
        "sign_in_requests",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("browser_digest", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text()),
        _text("purpose"),
        _text("till"),
        _time("asked_at"),
        _time("expires_at"),
        sa.Column("used_at", TIME),
        sa.Column("wrong_codes", sa.Integer(), nullable=False, server_default="0"),
        sa.UniqueConstraint("digest", name="uq_sign_in_requests_digest"),
    )
    op.create_index("ix_sign_in_requests_expires_at", "sign_in_requests", ["expires_at"])
    _make_tokens_and_views()
    _make_looks()


def _make_tokens_and_views() -> None:
    _numbered(
        "api_tokens",
        sa.Column("digest", sa.String(length=64), nullable=False),
        _text("name"),
        sa.Column("scopes", sa.JSON(), nullable=False),
        _pointer("account_id", nullable=False),
        _time("created_at"),
        _time("expires_at"),
        sa.Column("used_at", TIME),
        sa.Column("revoked_at", TIME),
        _points("api_tokens", "account_id", "accounts"),
        sa.UniqueConstraint("digest", name="uq_api_tokens_digest"),
    )
    _numbered(
        "views",
        _pointer("account_id", nullable=False),
        _text("name"),
        _text("query"),
        _points("views", "account_id", "accounts"),
        sa.UniqueConstraint("account_id", "name", name="uq_views_account_id_name"),
    )


def _make_looks() -> None:
    _numbered(
        "looks",
        _time("at"),
        _pointer("account_id"),
        _pointer("token_id"),
        _pointer("case_id"),
        _text("what"),
        sa.Column("count", sa.Integer(), nullable=False),
        _points("looks", "account_id", "accounts"),
        _points("looks", "token_id", "api_tokens"),
        _points("looks", "case_id", "cases"),
    )
    op.create_index("ix_looks_at", "looks", ["at"])


def _say_which_account(is_server: bool) -> None:
    points = "" if is_server else " CONSTRAINT fk_events_account_id_accounts REFERENCES accounts (id)"
    op.execute(f"ALTER TABLE events ADD COLUMN account_id INTEGER{points}")
    if is_server:
        op.create_foreign_key(
            "fk_events_account_id_accounts", "events", "accounts", ["account_id"], ["id"]
        )
    op.create_index("ix_events_case_id", "events", ["case_id"])


def _make_index(is_server: bool) -> None:
    op.create_table(
        "case_index",
        _pointer("case_id", nullable=False),
        _pointer("filing_id", nullable=False),
        _text("form"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("medium"),
        _text("department"),
        _text("unit"),
        *(
            sa.Column(name, sa.Text(collation="C" if is_server else None), nullable=False)
            for name in ("medium_key", "department_key", "unit_key")
        ),
        _text("subject"),
        sa.Column("administrators", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Float()),
        sa.Column("is_signed", sa.Boolean(), nullable=False),
        _time("opened_at"),
        _time("changed_at"),
        _points("case_index", "case_id", "cases"),
        _points("case_index", "filing_id", "filings"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_index"),
    )
    for names in WALKS:
        columns = [*names, "case_id"]
        op.create_index(f"ix_case_index_{'_'.join(columns)}", "case_index", columns)
    has = sa.text("subject <> ''")
    op.create_index(
        "ix_case_index_subject",
        "case_index",
        ["form", "subject"],
        sqlite_where=has,
        postgresql_where=has,
    )
    op.create_table(
        "case_people",
        _pointer("case_id", nullable=False),
        _text("place"),
        _text("address"),
        _points("case_people", "case_id", "cases"),
        sa.PrimaryKeyConstraint("case_id", "place", "address", name="pk_case_people"),
    )
    op.create_index("ix_case_people_address", "case_people", ["address"])
    op.create_table(
        "case_texts",
        _pointer("case_id", nullable=False),
        _text("text"),
        _points("case_texts", "case_id", "cases"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_texts"),
    )


def _search() -> None:
    """SQLite's full-text table; it keeps no texts of its own and follows the table by triggers."""
    op.execute(SEARCH)
    for verb, work in TRIGGERS.items():
        op.execute(
            f"CREATE TRIGGER case_texts_search_{verb.lower()} AFTER {verb} ON case_texts"
            f" BEGIN {work} END"
        )


def _search_on_server() -> None:
    # A text stays in its row, where a search reads it, as long as the row fits its page.
    op.execute("ALTER TABLE case_texts SET (toast_tuple_target = 8160)")
    op.execute("CREATE INDEX ix_case_texts_trigrams ON case_texts USING gin (text gin_trgm_ops)")


def _make_paper_marks() -> None:
    op.create_table(
        "paper_marks",
        _pointer("filing_id", nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("signers", sa.JSON(), nullable=False),
        _text("source"),
        _pointer("document_id"),
        _pointer("account_id"),
        _time("at"),
        _points("paper_marks", "filing_id", "filings"),
        _points("paper_marks", "document_id", "documents"),
        _points("paper_marks", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("filing_id", name="pk_paper_marks"),
    )


def _make_letters() -> None:
    _numbered(
        "letters",
        _text("kind"),
        sa.Column("facts", sa.JSON(), nullable=False),
        _text("recipient"),
        _text("message_id"),
        _time("expires_at"),
        _time("queued_at"),
        _time("tries_since"),
        _time("due_at"),
        sa.Column("leased_until", TIME),
        sa.Column("leased_by", sa.Text()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *(
            sa.Column(name, TIME)
            for name in ("accepted_at", "failed_at", "unsure_at", "barred_at", "withdrawn_at")
        ),
        _text("server_reply"),
        sa.Column("saved_at", TIME),
        sa.UniqueConstraint("message_id", name="uq_letters_message_id"),
    )
    waiting = sa.text("accepted_at IS NULL AND failed_at IS NULL")
    op.create_index(
        "ix_letters_waiting",
        "letters",
        ["due_at", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
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


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _time(name: str) -> sa.Column[Any]:
    return sa.Column(name, TIME, nullable=False)


def _pointer(name: str, *, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable, autoincrement=False)


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")
