"""Members without their names: what stands for a person in the database, and how that person is forgotten."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, NewType

from sqlalchemy import delete, update

from bot.store.tables import KEPT_WITHOUT, USER_ID, metadata

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.store.database import Database

MemberKey = NewType("MemberKey", bytes)
"""Stands for one person: 32 bytes that cannot be led back to a Discord id without the secret."""


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


async def forget(database: Database, members: Members, user_id: int) -> Mapping[str, int]:
    """Erases what is held of a person and gives the number of rows by table. Raises StoreUnavailable.

    A member's rows are deleted; a call goes on counting for its server, as nobody's, so that no limit is reset. A moderator's published
    edits stay, as others rely on them, without the id of who made them. All or nothing. On SQLite nothing of it is left in the files,
    unless somebody is reading them at that moment.
    """
    member = members.key(user_id)
    erased: dict[str, int] = {}
    async with database.writing() as connection:
        for table in metadata.sorted_tables:
            found = 0
            if "member" in table.c:
                mine = table.c.member == member
                kept = table.c.member.info.get(KEPT_WITHOUT)
                erasing = update(table).where(mine).values(member=None) if kept else delete(table).where(mine)
                found += (await connection.execute(erasing)).rowcount
            for column in table.c:
                if column.info.get(USER_ID):
                    blanked = update(table).where(column == user_id).values({column.name: None})
                    found += (await connection.execute(blanked)).rowcount
            if found:
                erased[table.name] = found
    if erased:
        await database.settle()
    return erased
