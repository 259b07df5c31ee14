"""What Alembic runs for every command: it works on the connection and in the transaction that it is given.

Steps are written by hand under ``versions/``; a test compares where they lead with ``bot.store.tables``.
"""

from __future__ import annotations

from alembic import context

from bot.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
