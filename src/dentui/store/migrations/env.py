"""Runs the migrations on the connection that `schema` hands over, in its transaction."""

from alembic import context

from dentui.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True
)
# Not begin_transaction: the transaction is the caller's, who checks before it commits.
context.run_migrations()
