"""Taking turns: what reads, decides and then writes must not be overtaken in between."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


async def take_turn(connection: AsyncConnection, turn: str) -> None:
    """Waits until no other transaction, in any process, holds the turn of that name; held until this transaction ends.

    On SQLite a writer is alone from its first statement on, so nothing is left to do. Raises what the driver raises where the
    wait is too long.
    """
    if connection.dialect.name != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(turn.encode()).digest()[:8], "big", signed=True)
    await connection.execute(select(func.pg_advisory_xact_lock(number)))
