from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.colleagues.errors import SessionGone
from bot.colleagues.sessions import MOST_QUESTIONS, Question, Session, Stage
from bot.store import departures, sessions
from bot.store.database import Database
from bot.store.members import Members, forget
from tests.databases import Databases

MEMBERS = Members(b"a secret of the tests, 32 bytes.")
START = datetime(2026, 12, 1, 18, tzinfo=UTC)
NEW = Session(0, 5, 7, "Answering reviews", START, 60, 9)
QUESTIONS = (Question(1, "Do you answer reviews?", "negative-reviews"), Question(2, "Who reads the reply first?"))


async def opened(database: Database) -> Session:
    planned = await sessions.plan(database, NEW, QUESTIONS)
    running = replace(planned, stage=Stage.OPEN, thread=100)
    assert await sessions.save(database, planned, running)
    return running


async def test_a_session_is_read_back_as_it_was_planned_and_only_by_its_server(database: Database) -> None:
    planned = await sessions.plan(database, NEW, QUESTIONS)
    assert await sessions.session(database, 5, planned.id) == planned
    assert await sessions.questions(database, planned) == QUESTIONS
    assert await sessions.coming(database, 5) == (planned,)
    assert await sessions.coming(database, 6) == ()
    with pytest.raises(SessionGone):
        await sessions.session(database, 6, planned.id)


async def test_a_session_is_due_at_its_time_until_it_is_over(database: Database) -> None:
    planned = await sessions.plan(database, NEW)
    assert await sessions.due(database, now=START - timedelta(seconds=1)) == ()
    assert await sessions.due(database, now=START) == (planned,)
    assert await sessions.save(database, planned, replace(planned, stage=Stage.CANCELLED))
    assert await sessions.due(database, now=START + timedelta(days=1)) == ()
    assert await sessions.coming(database, 5) == ()


async def test_the_sessions_of_a_place_are_those_announced_or_held_there_that_are_not_over(database: Database) -> None:
    running = await opened(database)
    over = await sessions.plan(database, replace(NEW, topic="Over", stage=Stage.ENDED))
    assert over.channel == running.channel
    assert await sessions.of_place(database, 5, 9) == (running,)
    assert await sessions.of_place(database, 5, 100) == (running,)
    assert await sessions.of_place(database, 5, 101) == ()
    assert await sessions.of_place(database, 6, 9) == ()


async def test_a_server_that_removed_the_lounge_has_nothing_due_until_it_is_back(database: Database) -> None:
    planned = await sessions.plan(database, NEW)
    await departures.left(database, 5, today=START.date())
    assert await sessions.due(database, now=START) == ()
    await departures.came_back(database, 5)
    assert await sessions.due(database, now=START) == (planned,)


async def test_of_two_processes_that_take_the_same_step_one_does(databases: Databases) -> None:
    first, second = databases.connect(), databases.connect()
    planned = await sessions.plan(first, NEW)
    running = replace(planned, stage=Stage.OPEN, thread=100)
    assert sorted(
        await asyncio.gather(sessions.save(first, planned, running), sessions.save(second, planned, running))
    ) == [False, True]


async def test_of_two_presses_in_two_processes_one_releases_a_question(databases: Databases) -> None:
    first, second = databases.connect(), databases.connect()
    running = await opened(first)
    released = replace(running, released=1)
    assert sorted(
        await asyncio.gather(sessions.save(first, running, released), sessions.save(second, running, released))
    ) == [False, True]
    added = await sessions.add_question(first, released, "One more?")
    assert added == Question(3, "One more?")


async def test_a_session_holds_so_many_questions_and_takes_none_when_it_is_over(database: Database) -> None:
    running = await opened(database)
    for _ in range(MOST_QUESTIONS - len(QUESTIONS)):
        assert await sessions.add_question(database, running, "Another?") is not None
    assert await sessions.add_question(database, running, "Too many?") is None
    await sessions.save(database, running, replace(running, stage=Stage.ENDED))
    with pytest.raises(SessionGone):
        await sessions.add_question(database, running, "Too late?")


async def test_a_recap_names_the_questions_asked_and_only_those_who_agreed(database: Database) -> None:
    running = await opened(database)
    asked = replace(running, released=1)
    assert await sessions.save(database, running, asked)
    running = asked
    await sessions.name_speaker(database, running, MEMBERS.key(7), "A colleague of the tests")
    await sessions.name_speaker(database, running, MEMBERS.key(8), "Another")
    await sessions.name_speaker(database, running, MEMBERS.key(8), None)
    recap = await sessions.recap(database, running)
    assert recap.questions == QUESTIONS[:1]
    assert recap.speakers == ("A colleague of the tests",)


async def test_forgetting_takes_names_away_and_old_sessions_go_with_all_that_belongs_to_them(
    database: Database,
) -> None:
    running = await opened(database)
    await sessions.name_speaker(database, running, MEMBERS.key(7), "A colleague of the tests")
    assert await forget(database, MEMBERS, 7) == {"session_speakers": 1, "sessions": 1}
    current = await sessions.session(database, 5, running.id)
    assert current.host is None
    assert (await sessions.recap(database, current)).speakers == ()
    await sessions.save(database, current, replace(current, stage=Stage.ENDED))
    assert await sessions.purge(database, before=START + timedelta(days=90)) == 1
    assert await sessions.questions(database, current) == ()


async def test_a_step_in_hand_does_not_bring_back_a_host_who_asked_to_be_forgotten(database: Database) -> None:
    planned = await sessions.plan(database, NEW)
    await forget(database, MEMBERS, 7)
    assert await sessions.save(database, planned, replace(planned, stage=Stage.OPEN, thread=100))
    kept = await sessions.session(database, 5, planned.id)
    assert (kept.host, kept.stage, kept.thread) == (None, Stage.OPEN, 100)
