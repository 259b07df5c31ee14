"""What a server's moderators published: a line of revisions that only grows. Nothing is overwritten; to undo is to publish again."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from sqlalchemy import func, insert, select

from bot.errors import LoungeError
from bot.knowledge.overlay import SHIPPED, EntryOverlay
from bot.store import audit, drafts
from bot.store.actions import Action
from bot.store.server_state import touch
from bot.store.tables import revisions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database
    from bot.store.drafts import Draft

log = logging.getLogger(__name__)

PAGE = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One entry's next revision.

    ``opened_at`` is the number of the entry's newest revision when the moderator began (0: it had none); ``restored`` the revision
    whose content is brought back.
    """

    entry: str
    overlay: EntryOverlay
    opened_at: int
    action: Action = Action.PUBLISH
    restored: int | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One published edit. ``author`` and ``approver`` are Discord user ids; None for a former moderator (or for no approver)."""

    server: int
    number: int
    entry: str
    previous: int
    action: Action
    author: int | None
    approver: int | None
    at: datetime
    overlay: EntryOverlay
    restored: int | None = None


class RevisionConflict(LoungeError):
    """Somebody published the same entry since the edit was begun. ``yours`` and ``current`` carry both texts; nothing was saved."""

    def __init__(self, yours: Change, current: Revision) -> None:
        self.yours = yours
        self.current = current
        super().__init__(
            "Somebody published this entry while you were editing it. Nothing was overwritten: look at both texts and decide."
        )


class UnknownRevision(LoungeError):
    """There is no such revision in this server."""

    def __init__(self) -> None:
        super().__init__("There is no such revision in this server's history.")


async def publish(
    database: Database,
    server: int,
    changes: Sequence[Change],
    *,
    author: int | None,
    at: datetime,
    approver: int | None = None,
    draft: Draft | None = None,
) -> tuple[Revision, ...]:
    """Publishes changes of different entries, all or none; once it returns, they survive a crash. ``draft`` is used up with it.

    Raises RevisionConflict where an entry has a newer revision than its change was opened at, DraftGone where somebody published,
    changed or discarded the draft a moment ago, StoreUnavailable.
    """
    if not changes:
        return ()
    async with database.writing() as connection:
        # Locks the server's row, so that what follows is alone with this server, in every process.
        last = await touch(connection, server, revisions=len(changes))
        heads = await _heads(connection, server, [change.entry for change in changes])
        made: list[Revision] = []
        for number, change in enumerate(changes, start=last - len(changes) + 1):
            head = heads.get(change.entry)
            if head is not None and head.number != change.opened_at:
                raise RevisionConflict(change, head)
            made.append(
                Revision(
                    server=server,
                    number=number,
                    entry=change.entry,
                    previous=change.opened_at,
                    action=change.action,
                    author=author,
                    approver=approver,
                    at=at,
                    overlay=change.overlay,
                    restored=change.restored,
                )
            )
        if draft is not None:
            await drafts.use_up(connection, draft)
        await connection.execute(insert(revisions), [_row(revision) for revision in made])
        for revision in made:
            await audit.note(
                connection,
                audit.Event(server, at, author, revision.action.value, revision.entry, revision.number),
            )
    return tuple(made)


async def heads(database: Database, server: int) -> Mapping[str, Revision]:
    """The newest revision of every entry that the server ever edited, by entry id. Raises StoreUnavailable."""
    async with database.reading() as connection:
        return await _heads(connection, server)


async def head(database: Database, server: int, entry: str) -> Revision | None:
    """The newest revision of one entry. Raises StoreUnavailable."""
    async with database.reading() as connection:
        return (await _heads(connection, server, [entry])).get(entry)


async def history(
    database: Database, server: int, entry: str | None = None, *, before: int | None = None, limit: int = PAGE
) -> tuple[Revision, ...]:
    """Revisions of a server, or of one of its entries, newest first, from below the number ``before``. Raises StoreUnavailable."""
    statement = select(revisions).where(revisions.c.server == server)
    if entry is not None:
        statement = statement.where(revisions.c.entry == entry)
    if before is not None:
        statement = statement.where(revisions.c.number < before)
    async with database.reading() as connection:
        rows = await connection.execute(statement.order_by(revisions.c.number.desc()).limit(limit))
        return tuple(_revision(row) for row in rows)


async def revision(database: Database, server: int, number: int) -> Revision:
    """One revision of a server. Raises UnknownRevision, StoreUnavailable."""
    statement = select(revisions).where(revisions.c.server == server, revisions.c.number == number)
    async with database.reading() as connection:
        row = (await connection.execute(statement)).one_or_none()
    if row is None:
        raise UnknownRevision
    return _revision(row)


async def _heads(connection: AsyncConnection, server: int, entries: Sequence[str] | None = None) -> dict[str, Revision]:
    newest = select(func.max(revisions.c.number)).where(revisions.c.server == server).group_by(revisions.c.entry)
    if entries is not None:
        newest = newest.where(revisions.c.entry.in_(entries))
    statement = select(revisions).where(revisions.c.server == server, revisions.c.number.in_(newest))
    return {row.entry: _revision(row) for row in await connection.execute(statement)}


def _row(made: Revision) -> dict[str, object]:
    return {
        "server": made.server,
        "number": made.number,
        "entry": made.entry,
        "previous": made.previous,
        "action": made.action.value,
        "author": made.author,
        "approver": made.approver,
        "at": made.at,
        "restored": made.restored,
        "content": made.overlay.model_dump_json(exclude_defaults=True),
    }


def _revision(row: Row[Any]) -> Revision:
    return Revision(
        server=row.server,
        number=row.number,
        entry=row.entry,
        previous=row.previous,
        action=Action(row.action),
        author=row.author,
        approver=row.approver,
        at=row.at,
        overlay=_overlay(row.content, row.server, row.number),
        restored=row.restored,
    )


def _overlay(content: str, server: int, number: int) -> EntryOverlay:
    try:
        return EntryOverlay.model_validate_json(content)
    except ValidationError:
        # A release may tighten a rule of the model; then the shipped text stands until a moderator edits the entry again.
        log.warning("revision %d of server %d does not fit the rules of this release", number, server)
        return SHIPPED
