from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from bot.store import votes
from bot.store.database import Database
from bot.store.departures import GRACE, came_back, erase_departed, left
from bot.store.tables import votes as table
from tests.store.test_votes import vote

LEFT = date(2026, 11, 1)


async def votes_kept(database: Database, server: int) -> int:
    async with database.reading() as connection:
        return (
            await connection.execute(select(func.count()).select_from(table).where(table.c.server == server))
        ).scalar_one()


async def test_a_server_that_left_is_erased_after_the_grace_period_and_no_earlier(database: Database) -> None:
    for server in (5, 6):
        await votes.cast(database, vote(message=server, server=server))
    await left(database, 5, today=LEFT)
    await left(database, 5, today=LEFT + timedelta(days=20))
    assert await erase_departed(database, today=LEFT + GRACE - timedelta(days=1)) == ()
    assert await votes_kept(database, 5) == 1
    assert await erase_departed(database, today=LEFT + GRACE) == (5,)
    assert (await votes_kept(database, 5), await votes_kept(database, 6)) == (0, 1)
    assert await erase_departed(database, today=LEFT + GRACE) == ()


async def test_a_server_that_came_back_keeps_everything(database: Database) -> None:
    await votes.cast(database, vote())
    await left(database, 5, today=LEFT)
    assert await came_back(database, 5)
    assert not await came_back(database, 5)
    assert await erase_departed(database, today=LEFT + 2 * GRACE) == ()
    assert await votes_kept(database, 5) == 1


async def test_a_server_that_the_lounge_is_on_is_never_erased(database: Database) -> None:
    await votes.cast(database, vote())
    await left(database, 5, today=LEFT)
    assert await erase_departed(database, today=LEFT + 2 * GRACE, present={5}) == ()
    assert await votes_kept(database, 5) == 1
