"""Question-and-answer sessions: planned, open, over; their questions, and who agreed to be named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.colleagues.errors import QuestionGone, SessionGone
from bot.colleagues.sessions import MOST_QUESTIONS, Question, Recap, Session, Stage
from bot.store.tables import departures, session_questions, session_speakers, sessions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database
    from bot.store.members import MemberKey


async def plan(database: Database, new: Session, questions: Sequence[Question] = ()) -> Session:
    """Keeps a new session (its ``id`` is not looked at) with its prepared questions. Raises StoreUnavailable."""
    async with database.writing() as connection:
        statement = insert(sessions).values(**_values(new)).returning(sessions.c.id)
        number = (await connection.execute(statement)).scalar_one()
        for question in questions:
            await _put(connection, number, new.server, question)
    return replace(new, id=number)


async def session(database: Database, server: int, number: int) -> Session:
    """A session of a server. Raises SessionGone, StoreUnavailable."""
    async with database.reading() as connection:
        return await _read(connection, server, number)


async def coming(database: Database, server: int) -> tuple[Session, ...]:
    """A server's sessions that are not over, the next one first. Raises StoreUnavailable."""
    statement = select(sessions).where(sessions.c.server == server, sessions.c.next_at.is_not(None))
    async with database.reading() as connection:
        return tuple(_session(row) for row in await connection.execute(statement.order_by(sessions.c.starts_at)))


async def due(database: Database, *, now: datetime) -> tuple[Session, ...]:
    """Sessions of all servers that the lounge is on which have a step to take. Raises StoreUnavailable."""
    statement = select(sessions).where(
        sessions.c.next_at <= now, sessions.c.server.not_in(select(departures.c.server))
    ).order_by(sessions.c.next_at)  # fmt: skip
    async with database.reading() as connection:
        return tuple(_session(row) for row in await connection.execute(statement))


async def of_place(database: Database, server: int, place: int) -> tuple[Session, ...]:
    """The sessions not over that are announced in a channel or run in a thread. Raises StoreUnavailable."""
    return tuple(item for item in await coming(database, server) if place in (item.channel, item.thread))


async def of_event(database: Database, server: int, event: int) -> Session | None:
    """The session behind a scheduled event of Discord. Raises StoreUnavailable."""
    statement = select(sessions).where(sessions.c.server == server, sessions.c.event == event)
    async with database.reading() as connection:
        row = (await connection.execute(statement)).one_or_none()
    return None if row is None else _session(row)


async def save(database: Database, old: Session, new: Session) -> bool:
    """Puts ``new`` in the place of ``old``; False where the session moved on meanwhile, and nothing is changed. Raises StoreUnavailable.

    The host stays as it is kept: who asked to be forgotten while a step was in hand is not brought back.
    """
    values = _values(new)
    del values["host"]
    statement = (
        update(sessions)
        .where(
            sessions.c.id == old.id,
            sessions.c.server == old.server,
            sessions.c.stage == old.stage.value,
            sessions.c.released == old.released,
        )
        .values(**values)
    )
    async with database.writing() as connection:
        return (await connection.execute(statement)).rowcount == 1


async def add_question(database: Database, of: Session, text: str, entry: str | None = None) -> Question | None:
    """Adds a prepared question with the next number; None where there are as many as a session holds.

    Raises SessionGone, StoreUnavailable.
    """
    async with database.writing(turn=f"session:{of.id}") as connection:
        current = await _read(connection, of.server, of.id)
        if current.stage.over:
            raise SessionGone
        newest = select(func.max(session_questions.c.number)).where(session_questions.c.session == of.id)
        number = ((await connection.execute(newest)).scalar_one() or 0) + 1
        if number > MOST_QUESTIONS:
            return None
        question = Question(number, text, entry)
        await _put(connection, of.id, of.server, question)
        return question


async def change_question(database: Database, of: Session, old: Question, text: str, entry: str | None) -> Question:
    """Puts other words in the place of a prepared question. Raises QuestionGone where it is not as it was, StoreUnavailable."""
    async with database.writing(turn=f"session:{of.id}") as connection:
        statement = update(session_questions).where(*_as_it_was(of, old)).values(text=text, entry=entry)
        if (await connection.execute(statement)).rowcount != 1:
            raise QuestionGone
    return Question(old.number, text, entry)


async def remove_question(database: Database, of: Session, old: Question) -> None:
    """Takes a prepared question out; those after it move up. Raises QuestionGone where it is not as it was, StoreUnavailable."""
    mine = session_questions.c.session == of.id
    async with database.writing(turn=f"session:{of.id}") as connection:
        if (await connection.execute(delete(session_questions).where(*_as_it_was(of, old)))).rowcount != 1:
            raise QuestionGone
        # One by one, as of two at once a number would stand twice for a moment.
        for number in range(old.number + 1, MOST_QUESTIONS + 1):
            moved = update(session_questions).where(mine, session_questions.c.number == number)
            await connection.execute(moved.values(number=number - 1))


async def questions(database: Database, of: Session) -> tuple[Question, ...]:
    """The prepared questions in order. Raises StoreUnavailable."""
    statement = select(session_questions).where(
        session_questions.c.session == of.id, session_questions.c.server == of.server
    )
    async with database.reading() as connection:
        rows = await connection.execute(statement.order_by(session_questions.c.number))
        return tuple(Question(row.number, row.text, row.entry) for row in rows)


async def name_speaker(database: Database, of: Session, member: MemberKey, name: str | None) -> None:
    """A speaker agrees to be named in the recap, or with None takes that back. Raises StoreUnavailable."""
    new = sqlite.insert(session_speakers) if database.is_sqlite else postgresql.insert(session_speakers)
    async with database.writing() as connection:
        if name is None:
            await connection.execute(
                delete(session_speakers).where(session_speakers.c.session == of.id, session_speakers.c.member == member)
            )
            return
        await connection.execute(
            new.values(session=of.id, member=member, server=of.server, name=name).on_conflict_do_update(
                index_elements=[session_speakers.c.session, session_speakers.c.member], set_={"name": name}
            )
        )


async def recap(database: Database, of: Session) -> Recap:
    """What was asked, and who agreed to be named. Raises SessionGone, StoreUnavailable."""
    asked = tuple(question for question in await questions(database, of) if question.number <= of.released)
    statement = select(session_speakers.c.name).where(
        session_speakers.c.session == of.id, session_speakers.c.server == of.server
    )
    async with database.reading() as connection:
        names = tuple(sorted((await connection.execute(statement)).scalars()))
    return Recap(of, asked, names)


async def purge(database: Database, *, before: datetime) -> int:
    """Erases sessions that were over before a moment, with all that belongs to them; gives their number. Raises StoreUnavailable."""
    old = select(sessions.c.id).where(sessions.c.next_at.is_(None), sessions.c.starts_at < before)
    async with database.writing() as connection:
        await connection.execute(delete(session_questions).where(session_questions.c.session.in_(old)))
        await connection.execute(delete(session_speakers).where(session_speakers.c.session.in_(old)))
        return (await connection.execute(delete(sessions).where(sessions.c.id.in_(old)))).rowcount


async def _read(connection: AsyncConnection, server: int, number: int) -> Session:
    statement = select(sessions).where(sessions.c.server == server, sessions.c.id == number)
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        raise SessionGone
    return _session(row)


async def _put(connection: AsyncConnection, number: int, server: int, question: Question) -> None:
    await connection.execute(
        insert(session_questions).values(
            session=number, server=server, number=question.number, text=question.text, entry=question.entry
        )
    )


def _as_it_was(of: Session, question: Question) -> list[ColumnElement[bool]]:
    return [
        session_questions.c.session == of.id,
        session_questions.c.server == of.server,
        session_questions.c.number == question.number,
        session_questions.c.text == question.text,
    ]


def _values(of: Session) -> dict[str, object]:
    return {
        "server": of.server,
        "host": of.host,
        "topic": of.topic,
        "starts_at": of.starts_at,
        "minutes": of.minutes,
        "channel": of.channel,
        "stage": of.stage.value,
        "released": of.released,
        "next_at": of.next_at(),
        "event": of.event,
        "announcement": of.announcement,
        "thread": of.thread,
    }


def _session(row: Row[Any]) -> Session:
    return Session(
        id=row.id,
        server=row.server,
        host=row.host,
        topic=row.topic,
        starts_at=row.starts_at,
        minutes=row.minutes,
        channel=row.channel,
        stage=Stage(row.stage),
        released=row.released,
        event=row.event,
        announcement=row.announcement,
        thread=row.thread,
    )
