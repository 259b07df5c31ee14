"""Rounds of what is done now and then: one at a time, and one in hand is finished before the lounge ends."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

LAST_ROUND_S: Final = 2.0
"""How long a round in hand is waited for at the end."""


class Rounds:
    """The rounds of one kind in this process."""

    def __init__(self) -> None:
        self._in_hand = asyncio.Lock()

    @asynccontextmanager
    async def one(self) -> AsyncGenerator[None]:
        """A round, which is what happens inside the block; it waits for the one before."""
        async with self._in_hand:
            yield

    async def end(self) -> None:
        """Waits for a round in hand, and lets none begin: one that is cut off would leave its connection to the database open."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._in_hand.acquire(), LAST_ROUND_S)
