"""Threads that colleagues answer in, calls of a specialty, and the messages that helped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import calls, candidates, discussions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from bot.store.database import Database
    from bot.store.lounge_settings import LoungeSettings
    from bot.store.members import MemberKey

CALL_WINDOW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that helped, as moderators see it: ``text`` is redacted and says nobody's name. ``entry`` was published from it."""

    id: int
    server: int
    thread: int
    message: int
    text: str
    at: datetime
    draft: int | None = None
    entry: str | None = None


async def opened(database: Database, thread: int, *, server: int, member: MemberKey, at: datetime) -> None:
    """Notes that a discussion was opened, and for whom. Raises StoreUnavailable."""
    async with database.writing() as connection:
        await connection.execute(insert(discussions).values(thread=thread, server=server, member=member, at=at))


async def opened_since(database: Database, server: int, member: MemberKey, since: datetime) -> tuple[datetime, ...]:
    """When a member opened discussions in a server after a moment, oldest first. Raises StoreUnavailable."""
    statement = (
        select(discussions.c.at)
        .where(discussions.c.server == server, discussions.c.member == member, discussions.c.at > since)
        .order_by(discussions.c.at)
    )
    async with database.reading() as connection:
        return tuple((await connection.execute(statement)).scalars())


async def is_discussion(database: Database, server: int, thread: int) -> bool:
    """Whether a thread is one of the server's discussions. Raises StoreUnavailable."""
    statement = select(discussions.c.thread).where(discussions.c.thread == thread, discussions.c.server == server)
    async with database.reading() as connection:
        return (await connection.execute(statement)).first() is not None


async def threads(database: Database) -> frozenset[int]:
    """Every discussion's thread, of all servers: what a process watches for leaks. Raises StoreUnavailable."""
    async with database.reading() as connection:
        return frozenset((await connection.execute(select(discussions.c.thread))).scalars())


async def asked_by(database: Database, thread: int, member: MemberKey) -> bool:
    """Whether a member opened a discussion. Raises StoreUnavailable."""
    statement = select(discussions.c.thread).where(discussions.c.thread == thread, discussions.c.member == member)
    async with database.reading() as connection:
        return (await connection.execute(statement)).first() is not None


async def closed(database: Database, thread: int) -> None:
    """Forgets a discussion, as when its thread was deleted. Raises StoreUnavailable."""
    async with database.writing() as connection:
        await connection.execute(delete(discussions).where(discussions.c.thread == thread))
        await connection.execute(delete(candidates).where(candidates.c.thread == thread, candidates.c.entry.is_(None)))


async def call(
    database: Database, server: int, member: MemberKey, *, limits: LoungeSettings, now: datetime
) -> datetime | None:
    """Counts a call of a specialty: None where it may be made, otherwise the moment at which the next one may. Raises StoreUnavailable.

    In one transaction and turn, so that two presses at once cannot both be the last one allowed.
    """
    since = now - CALL_WINDOW
    recent = select(calls.c.at).where(calls.c.server == server, calls.c.at > since).order_by(calls.c.at.desc())
    async with database.writing(turn=f"calls:{server}") as connection:
        for query, limit in (
            (recent.where(calls.c.member == member), limits.calls_per_member),
            (recent, limits.calls_per_server),
        ):
            made = (await connection.execute(query.limit(max(limit, 1)))).scalars().all()
            if limit == 0:
                return now + CALL_WINDOW
            if len(made) >= limit:
                return made[-1] + CALL_WINDOW
        await connection.execute(insert(calls).values(server=server, member=member, at=now))
    return None


async def uncalled(database: Database, server: int, member: MemberKey, *, at: datetime) -> None:
    """Takes back a call that was counted at a moment and not made after all. Raises StoreUnavailable."""
    newest = (
        select(func.max(calls.c.id))
        .where(calls.c.server == server, calls.c.member == member, calls.c.at == at)
        .scalar_subquery()
    )
    async with database.writing() as connection:
        await connection.execute(delete(calls).where(calls.c.id == newest))


async def forget_askers(database: Database, *, before: datetime) -> int:
    """Erases who asked in discussions from before a moment, and gives their number; the threads stay known. Raises StoreUnavailable."""
    statement = (
        update(discussions).where(discussions.c.at < before, discussions.c.member.is_not(None)).values(member=None)
    )
    async with database.writing() as connection:
        return (await connection.execute(statement)).rowcount


async def forget_calls(database: Database, *, before: datetime) -> int:
    """Erases calls from before a moment, and gives their number. Raises StoreUnavailable."""
    async with database.writing() as connection:
        return (await connection.execute(delete(calls).where(calls.c.at < before))).rowcount


async def propose(database: Database, server: int, *, thread: int, message: int, text: str, at: datetime) -> bool:
    """Keeps the text of a message that helped; False where it was marked before. Raises StoreUnavailable."""
    new = sqlite.insert(candidates) if database.is_sqlite else postgresql.insert(candidates)
    statement = (
        new.values(server=server, thread=thread, message=message, text=text, at=at, told=False)
        .on_conflict_do_nothing(index_elements=[candidates.c.server, candidates.c.message])
        .returning(candidates.c.id)
    )
    async with database.writing() as connection:
        return (await connection.execute(statement)).first() is not None


async def proposed(database: Database, server: int, *, limit: int = 25) -> tuple[Candidate, ...]:
    """A server's candidates that no entry was published from, oldest first. Raises StoreUnavailable."""
    statement = (
        select(candidates)
        .where(candidates.c.server == server, candidates.c.entry.is_(None))
        .order_by(candidates.c.id)
        .limit(limit)
    )
    async with database.reading() as connection:
        return tuple(_candidate(row) for row in await connection.execute(statement))


async def candidate(database: Database, server: int, number: int) -> Candidate | None:
    """One candidate of a server. Raises StoreUnavailable."""
    statement = select(candidates).where(candidates.c.server == server, candidates.c.id == number)
    async with database.reading() as connection:
        row = (await connection.execute(statement)).one_or_none()
    return None if row is None else _candidate(row)


async def drafted(database: Database, server: int, number: int, draft: int, *, instead_of: int | None = None) -> bool:
    """Notes the draft that was begun from a candidate; False where it is gone, or has another draft than ``instead_of`` meanwhile.

    Raises StoreUnavailable.
    """
    before = candidates.c.draft.is_(None) if instead_of is None else candidates.c.draft == instead_of
    statement = (
        update(candidates)
        .where(candidates.c.server == server, candidates.c.id == number, candidates.c.entry.is_(None), before)
        .values(draft=draft)
    )
    async with database.writing() as connection:
        return (await connection.execute(statement)).rowcount == 1


async def published(database: Database, server: int, draft: int, entry: str) -> int:
    """Notes that a draft became an entry, and lets go of the text it was drawn from; gives how many candidates led to it."""
    async with database.writing() as connection:
        statement = (
            update(candidates)
            .where(candidates.c.server == server, candidates.c.draft == draft, candidates.c.entry.is_(None))
            .values(entry=entry, text="")
        )
        return (await connection.execute(statement)).rowcount


async def dismiss(database: Database, server: int, number: int) -> bool:
    """Erases a candidate; gives whether it was there. Raises StoreUnavailable."""
    async with database.writing() as connection:
        statement = delete(candidates).where(candidates.c.server == server, candidates.c.id == number)
        return (await connection.execute(statement)).rowcount == 1


async def untold(database: Database) -> tuple[Candidate, ...]:
    """Candidates of all servers whose entry was published and whose thread has not been told yet. Raises StoreUnavailable."""
    statement = select(candidates).where(candidates.c.entry.is_not(None), candidates.c.told.is_(False))
    async with database.reading() as connection:
        return tuple(_candidate(row) for row in await connection.execute(statement.order_by(candidates.c.id)))


async def told(database: Database, number: int) -> None:
    """Notes that the thread has its line. Raises StoreUnavailable."""
    async with database.writing() as connection:
        await connection.execute(update(candidates).where(candidates.c.id == number).values(told=True))


async def purge(database: Database, *, before: datetime) -> int:
    """Erases candidates from before a moment, used or not, and gives their number. Raises StoreUnavailable."""
    async with database.writing() as connection:
        statement = delete(candidates).where(candidates.c.at < before)
        return (await connection.execute(statement)).rowcount


def _candidate(row: Row[Any]) -> Candidate:
    return Candidate(row.id, row.server, row.thread, row.message, row.text, row.at, row.draft, row.entry)
