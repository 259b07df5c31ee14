"""Calls and discussions that stand for nobody any more.

A call counts for its server after its caller was forgotten, and a discussion is watched for leaks after the code of its asker was erased.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# SQLite makes the table anew, and has to be told again that numbers never come back (0005).
TABLES = {"calls": {"sqlite_autoincrement": True}, "discussions": {}}


def upgrade() -> None:
    """Lets the column be empty."""
    _set(nullable=True)


def downgrade() -> None:
    """Erases what stands for nobody."""
    for table in TABLES:
        op.execute(f"DELETE FROM {table} WHERE member IS NULL")  # noqa: S608 - names of tables from this file
    _set(nullable=False)


def _set(*, nullable: bool) -> None:
    for table, options in TABLES.items():
        with op.batch_alter_table(table, table_kwargs=options) as changed:
            changed.alter_column("member", existing_type=sa.LargeBinary(32), nullable=nullable)
