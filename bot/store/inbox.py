"""Questions that people chose to send to their moderators: redacted text and a day, nothing of who asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from bot.store.server_settings import all_settings
from bot.store.tables import questions

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from bot.store.database import Database

MOST_KEPT = 500
"""Of each server; the oldest go first, so that nobody can fill the database."""

DEFAULT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is kept; ``nearest`` is the entry that was nearest, or that did not help."""

    id: int
    server: int
    text: str
    nearest: str | None
    on: date


async def keep(database: Database, server: int, text: str, *, nearest: str | None, on: date) -> None:
    """Keeps a question that was redacted, screened and agreed to. Raises StoreUnavailable."""
    newest = select(questions.c.id).where(questions.c.server == server).order_by(questions.c.id.desc()).limit(MOST_KEPT)
    async with database.writing(turn=f"inbox:{server}") as connection:
        await connection.execute(insert(questions).values(server=server, text=text, nearest=nearest, on=on))
        await connection.execute(
            delete(questions).where(questions.c.server == server, questions.c.id.not_in(newest.scalar_subquery()))
        )


async def kept(database: Database, server: int, *, today: date, days: int) -> tuple[Question, ...]:
    """A server's questions of the last ``days`` days, oldest first, whether or not the older ones are erased yet."""
    statement = (
        select(questions)
        .where(questions.c.server == server, questions.c.on > today - timedelta(days=days))
        .order_by(questions.c.id)
    )
    async with database.reading() as connection:
        return tuple(
            Question(row.id, row.server, row.text, row.nearest, row.on) for row in await connection.execute(statement)
        )


async def dismiss(database: Database, server: int, ids: Collection[int]) -> int:
    """Erases questions of a server, and gives how many were still there. Raises StoreUnavailable."""
    async with database.writing() as connection:
        statement = delete(questions).where(questions.c.server == server, questions.c.id.in_(ids))
        erased = (await connection.execute(statement)).rowcount
    if erased:
        await database.settle()
    return erased


async def count(database: Database, server: int) -> int:
    """How many questions of a server are kept. Raises StoreUnavailable."""
    async with database.reading() as connection:
        statement = select(func.count()).select_from(questions).where(questions.c.server == server)
        return (await connection.execute(statement)).scalar_one()


async def purge(database: Database, *, today: date) -> int:
    """Erases the questions that are older than their server's setting, and gives their number. Raises StoreUnavailable."""
    settings = await all_settings(database)
    erased = 0
    async with database.writing() as connection:
        holding = (await connection.execute(select(questions.c.server).distinct())).scalars().all()
        for server in holding:
            days = settings[server].retention_days if server in settings else DEFAULT_DAYS
            statement = delete(questions).where(
                questions.c.server == server, questions.c.on <= today - timedelta(days=days)
            )
            erased += (await connection.execute(statement)).rowcount
    if erased:
        await database.settle()
    return erased
