"""One round of the schedule, and the lease under which each due thing is done: by one process, and by one press, at a time."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

from bot.discord_app import failures
from bot.discord_app.rounds import Rounds
from bot.store import leases

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from bot.discord_app.client import LoungeBot
    from bot.moderation.desk import Desk

AGAIN: Final = timedelta(minutes=2)
"""How long a thing that failed waits before it is tried again."""
AT_ONCE: Final = 8
LONGEST_S: Final = 90.0
"""How long one thing may take: less than a lease lasts, so that nobody else begins with it meanwhile, and no round hangs."""
PATIENCE_S: Final = 5.0
_LOOK_S: Final = 0.1

Work: TypeAlias = "Callable[[], Awaitable[None]]"


class Schedule:
    """What one process does of the schedule. Failures go on record and are tried again; none ends a round."""

    def __init__(self, bot: LoungeBot, desk: Desk, steps: Sequence[Callable[[Schedule], Awaitable[None]]]) -> None:
        """``steps`` are taken in order, each round; the desk's clock says what is due."""
        self.bot = bot
        self.desk = desk
        self._steps = steps
        self._again: dict[str, datetime] = {}
        self._rounds = Rounds()

    async def round(self) -> None:
        """Does what is due now. Never raises but when it is cancelled."""
        async with self._rounds.one():
            now = self.desk.clock()
            self._again = {name: at for name, at in self._again.items() if at > now}
            for step in self._steps:
                try:
                    await step(self)
                except Exception as error:  # noqa: BLE001 - a failed step must not keep the others from being taken
                    failures.record(error, "the schedule")

    async def end(self) -> None:
        """Waits for a round in hand, and lets none begin."""
        await self._rounds.end()

    async def each(self, due: Mapping[str, Work]) -> None:
        """Does due things by name, a few at once, each under the lease of its name; none keeps the others from being done."""
        room = asyncio.Semaphore(AT_ONCE)

        async def one(name: str, work: Work) -> None:
            async with room:
                await self._once(name, work)

        await asyncio.gather(*(one(name, work) for name, work in due.items() if name not in self._again))

    def here(self, server: int) -> bool:
        """Whether this process serves a server, and Discord has told what is in it."""
        guild = self.bot.get_guild(server)
        return guild is not None and not guild.unavailable

    async def _once(self, name: str, work: Work) -> None:
        try:
            async with held(self.desk, name) as ours:
                if ours:
                    async with asyncio.timeout(LONGEST_S):
                        await work()
        except Exception as error:  # noqa: BLE001 - told apart in one place, and tried again
            self._again[name] = self.desk.clock() + AGAIN
            failures.record(error, f"the schedule, {name.partition(':')[0]}")


@asynccontextmanager
async def held(desk: Desk, name: str, *, patience_s: float = 0.0) -> AsyncGenerator[bool]:
    """Holds a lease inside the block; gives whether it was to be had within the patience. Raises StoreUnavailable.

    It is held against other processes and against whatever else this one does: of two presses at once, one waits.
    """
    holder = f"{desk.holder}-{secrets.token_hex(4)}"
    left = patience_s
    while not (ours := await leases.take(desk.database, name, holder=holder, now=desk.clock())) and left > 0:
        await asyncio.sleep(_LOOK_S)
        left -= _LOOK_S
    try:
        yield ours
    finally:
        if ours:
            await leases.give_back(desk.database, name, holder=holder)
