"""Members without their names: what stands for a person in the database, and how that person is forgotten."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, NewType

from sqlalchemy import delete

from bot.store.tables import votes

if TYPE_CHECKING:
    from sqlalchemy import Table

    from bot.store.database import Database

MemberKey = NewType("MemberKey", bytes)
"""Stands for one person: 32 bytes that cannot be led back to a Discord id without the secret."""

HOLDING: tuple[Table, ...] = (votes,)
"""Every table that has rows of a person, by a column ``member``."""


class Members:
    """Turns Discord user ids into member keys.

    A keyed hash, as user ids are numbers that can be tried out one by one: HMAC-SHA-256 (RFC 2104). Another secret gives other
    keys, which forgets everyone.
    """

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        """``secret`` as ``bot.store.secret.member_secret`` gives it."""
        self._secret = secret

    def key(self, user_id: int) -> MemberKey:
        """The key of a Discord user."""
        return MemberKey(hmac.digest(self._secret, b"member:%d" % user_id, hashlib.sha256))


async def forget(database: Database, member: MemberKey) -> dict[str, int]:
    """Erases every row of a person and gives the number of rows erased by table. Raises StoreUnavailable.

    All or nothing. On SQLite nothing of the rows is left in the files, unless somebody is reading them at that moment.
    """
    erased: dict[str, int] = {}
    async with database.writing() as connection:
        for table in HOLDING:
            erased[table.name] = (await connection.execute(delete(table).where(table.c.member == member))).rowcount
    if any(erased.values()):
        await database.settle()
    return erased
