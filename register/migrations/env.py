"""Run by Alembic: migrates over the connection, and in the transaction, that it is given."""

from alembic import context

from register import schema


def run() -> None:
    """Apply the migrations. `register.database.migrate` opens and commits the transaction."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=schema.metadata,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
