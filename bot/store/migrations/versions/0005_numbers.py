"""Numbers that SQLite never gives twice.

Buttons, forms and other rows hold on to the number of a draft, a question or a candidate after it was erased. SQLite gives the number of
the newest row again once that row is gone, unless it is told not to; PostgreSQL never does.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("drafts", "audit", "questions", "calls", "candidates", "sessions")
COLUMN = "id INTEGER NOT NULL"
COUNTED = "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"


def upgrade() -> None:
    """Makes each table anew with its rows, its rules and its indexes."""
    for table in TABLES:
        _again(table, COLUMN, COUNTED, f", CONSTRAINT pk_{table} PRIMARY KEY (id)", "")


def downgrade() -> None:
    """Lets numbers come back."""
    for table in TABLES:
        _again(table, COUNTED, f"{COLUMN} CONSTRAINT pk_{table} PRIMARY KEY", "", "")


def _again(table: str, column: str, instead: str, rule: str, none: str) -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    written = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :table AND type = :type AND sql IS NOT NULL")
    (sql,) = connection.execute(written, {"table": table, "type": "table"}).scalars()
    indexes = list(connection.execute(written, {"table": table, "type": "index"}).scalars())
    flat = " ".join(str(sql).split())
    changed = flat.replace(column, instead, 1).replace(rule, none, 1) if rule else flat.replace(column, instead, 1)
    if changed.count("PRIMARY KEY") != 1:
        raise RuntimeError(f"the table {table} is not as it was made")
    op.rename_table(table, f"{table}_before")
    for index in indexes:
        op.execute(f"DROP INDEX {index.split()[2]}")
    op.execute(changed)
    op.execute(f"INSERT INTO {table} SELECT * FROM {table}_before")  # noqa: S608 - names of tables from this file
    op.drop_table(f"{table}_before")
    for index in indexes:
        op.execute(index)
