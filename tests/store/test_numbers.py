"""Numbers of what was erased are never given again: buttons, forms and other rows may hold on to them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bot.store import drafts
from bot.store.database import Database
from bot.store.drafts import Proposal
from bot.store.migrating import MIGRATIONS

NOW = datetime(2026, 11, 26, tzinfo=UTC)


async def test_the_number_of_an_erased_draft_does_not_come_back(database: Database) -> None:
    numbers: list[int] = []
    for _ in range(3):
        made = await drafts.begin(database, 5, "humour", Proposal(), opened_at=0, author=70, at=NOW)
        numbers.append(made.id)
        await drafts.discard(database, made)
    assert len(set(numbers)) == 3


def test_what_was_kept_before_numbers_were_counted_on_is_kept_after(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'lounge.db'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        row = "INSERT INTO drafts VALUES (7, 5, 'humour', 0, 1, 0, 70, '2026-11-26', '{}')"
        connection.execute(sa.text(row))
        before = connection.execute(sa.text("SELECT * FROM drafts")).all()
        command.upgrade(config, "head")
        assert connection.execute(sa.text("SELECT * FROM drafts")).all() == before
        connection.execute(sa.text("DELETE FROM drafts"))
        connection.execute(sa.text(row.replace("(7,", "(NULL,")))
        assert connection.execute(sa.text("SELECT id FROM drafts")).scalar_one() == 8
        names = sa.inspect(connection).get_indexes("sessions")
        assert {index["name"] for index in names} == {"ix_sessions_next_at", "ix_sessions_server"}
        command.downgrade(config, "0004")
        assert connection.execute(sa.text("SELECT id FROM drafts")).scalar_one() == 8
    engine.dispose()
