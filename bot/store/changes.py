"""Noticing what other processes changed, within seconds.

The states of the servers are compared at short intervals; that works on every database and through every pooler of connections. On
PostgreSQL a notification wakes the comparison at once.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Any

from bot.store.errors import StoreUnavailable
from bot.store.server_state import CHANNEL, states

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.store.database import Database

log = logging.getLogger(__name__)

POLL_S = 0.5


async def changed_servers(database: Database, *, poll_s: float = POLL_S) -> AsyncGenerator[frozenset[int], None]:
    """The servers that changed since the last set, again and again; the first set names all that ever changed anything.

    Never ends and never raises for the database: while it is away, nothing is reported, and what changed meanwhile comes afterwards.
    Close it (``aclose``) to let go of its connection.
    """
    woken = asyncio.Event()
    listener = _Listener(database, woken)
    seen: dict[int, int] = {}
    first = True
    try:
        while True:
            woken.clear()
            await listener.listen()
            with suppress(StoreUnavailable):
                now = await states(database)
                changed = frozenset(server for server, state in now.items() if seen.get(server) != state)
                # A server that was erased after leaving is shipped knowledge again.
                changed |= seen.keys() - now.keys()
                seen = dict(now)
                if changed or first:
                    first = False
                    yield changed
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), poll_s)
    finally:
        await listener.close()


class _Listener:
    """A connection of PostgreSQL that waits for notifications; on SQLite, nothing."""

    def __init__(self, database: Database, woken: asyncio.Event) -> None:
        self._database = database
        self._woken = woken
        self._held = AsyncExitStack()
        self._driver: Any = None

    async def listen(self) -> None:
        """Listens, unless it does already. Without success the comparison at intervals goes on alone."""
        if self._database.is_sqlite or (self._driver is not None and not self._driver.is_closed()):
            return
        await self.close()
        with suppress(StoreUnavailable):
            connection = await self._held.enter_async_context(self._database.own_connection())
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.add_listener(CHANNEL, lambda *_: self._woken.set())
            self._driver = driver

    async def close(self) -> None:
        """Lets go of the connection."""
        self._driver = None
        with suppress(StoreUnavailable):
            await self._held.aclose()
