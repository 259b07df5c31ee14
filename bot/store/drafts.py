"""Edits on their way: kept between the modals of a long edit, and while they wait for a second moderator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import Field, JsonValue
from sqlalchemy import delete, insert, select, update

from bot.errors import LoungeError
from bot.knowledge.model import Record
from bot.store.actions import Action
from bot.store.tables import drafts

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database


class Proposal(Record):
    """What is proposed for an entry, as far as it is written: raw fields as in the entry's file, with ``section``.

    ``phrasings`` are all lines of the entry. Both count only where ``action`` is publish; ``restored`` where it is restore.
    """

    action: Action = Action.PUBLISH
    fields: dict[str, JsonValue] = Field(default_factory=dict)
    phrasings: tuple[str, ...] = ()
    restored: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An edit on its way; ``entry`` is its id (empty for a new one without), ``opened_at`` the entry's newest revision at its begin."""

    id: int
    server: int
    entry: str
    opened_at: int
    version: int
    waiting: bool
    author: int | None
    at: datetime
    proposal: Proposal


class DraftGone(LoungeError):
    """The draft was published, discarded, expired, or belongs to another server."""

    def __init__(self) -> None:
        super().__init__("This draft is no longer there: it was published or discarded.")


class DraftChanged(LoungeError):
    """The draft was saved from another window meanwhile. ``current`` is what stands there now."""

    def __init__(self, current: Draft) -> None:
        self.current = current
        super().__init__("This draft was changed in another window meanwhile. Look at it again before you go on.")


async def begin(
    database: Database, server: int, entry: str, proposal: Proposal, *, opened_at: int, author: int | None, at: datetime
) -> Draft:
    """A new draft. Raises StoreUnavailable."""
    statement = (
        insert(drafts)
        .values(
            server=server,
            entry=entry,
            opened_at=opened_at,
            version=1,
            waiting=False,
            author=author,
            at=at,
            content=proposal.model_dump_json(exclude_defaults=True),
        )
        .returning(drafts.c.id)
    )
    async with database.writing() as connection:
        number = (await connection.execute(statement)).scalar_one()
    return Draft(number, server, entry, opened_at, 1, False, author, at, proposal)  # noqa: FBT003 - as the table has it


async def draft(database: Database, server: int, number: int) -> Draft:
    """A draft of a server. Raises DraftGone, StoreUnavailable."""
    statement = select(drafts).where(drafts.c.server == server, drafts.c.id == number)
    async with database.reading() as connection:
        row = (await connection.execute(statement)).one_or_none()
    if row is None:
        raise DraftGone
    return _draft(row)


async def drafts_of(database: Database, server: int, *, waiting: bool | None = None) -> tuple[Draft, ...]:
    """A server's drafts, oldest first; ``waiting`` narrows to those that do (not) wait for a second moderator."""
    statement = select(drafts).where(drafts.c.server == server).order_by(drafts.c.id)
    if waiting is not None:
        statement = statement.where(drafts.c.waiting.is_(waiting))
    async with database.reading() as connection:
        return tuple(_draft(row) for row in await connection.execute(statement))


async def save(
    database: Database,
    old: Draft,
    *,
    at: datetime,
    proposal: Proposal | None = None,
    entry: str | None = None,
    opened_at: int | None = None,
    author: int | None = None,
    waiting: bool = False,
) -> Draft:
    """Saves a draft in the place of ``old``; what is None stays. A saved draft waits for nobody unless that is said.

    Raises DraftChanged where it was saved since, DraftGone, StoreUnavailable.
    """
    new = replace(
        old,
        proposal=old.proposal if proposal is None else proposal,
        entry=old.entry if entry is None else entry,
        opened_at=old.opened_at if opened_at is None else opened_at,
        author=old.author if author is None else author,
        waiting=waiting,
        at=at,
        version=old.version + 1,
    )
    statement = (
        update(drafts)
        .where(drafts.c.server == old.server, drafts.c.id == old.id, drafts.c.version == old.version)
        .values(
            content=new.proposal.model_dump_json(exclude_defaults=True),
            entry=new.entry,
            opened_at=new.opened_at,
            author=new.author,
            waiting=new.waiting,
            at=new.at,
            version=new.version,
        )
    )
    async with database.writing() as connection:
        saved = (await connection.execute(statement)).rowcount == 1
    if not saved:
        raise DraftChanged(await draft(database, old.server, old.id))
    return new


async def discard(database: Database, seen: Draft) -> bool:
    """Erases a draft as it was seen; gives whether it was there. Raises DraftChanged where it was saved since, StoreUnavailable."""
    async with database.writing() as connection:
        if await _erased(connection, seen):
            return True
    try:
        current = await draft(database, seen.server, seen.id)
    except DraftGone:
        return False
    raise DraftChanged(current)


async def use_up(connection: AsyncConnection, used: Draft) -> None:
    """Erases a draft in the transaction that publishes it. Raises DraftGone where it is not what it was any more."""
    if not await _erased(connection, used):
        raise DraftGone


async def _erased(connection: AsyncConnection, seen: Draft) -> bool:
    statement = delete(drafts).where(
        drafts.c.server == seen.server, drafts.c.id == seen.id, drafts.c.version == seen.version
    )
    return (await connection.execute(statement)).rowcount == 1


async def purge(database: Database, *, before: datetime) -> int:
    """Erases drafts that were last saved before a moment, and gives their number. Raises StoreUnavailable."""
    async with database.writing() as connection:
        return (await connection.execute(delete(drafts).where(drafts.c.at < before))).rowcount


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        id=row.id,
        server=row.server,
        entry=row.entry,
        opened_at=row.opened_at,
        version=row.version,
        waiting=row.waiting,
        author=row.author,
        at=row.at,
        proposal=Proposal.model_validate_json(row.content),
    )
