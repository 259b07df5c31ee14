"""Sessions that go wrong: what people do in Discord, what the lounge may not do, processes that end, and several at once."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import discord
import pytest

from bot.colleagues.sessions import Stage
from bot.discord_app.schedule.schedule import LONGEST_S, Schedule
from bot.discord_app.schedule.steps import STEPS
from bot.store import departures, leases, sessions
from bot.store.errors import StoreUnavailable
from tests.discord_app.lounge_sessions.conftest import Evening, allow, enforce_nonces, later, second_process

QUESTION = "Who answers a review first?"


@pytest.fixture
async def planned(evening: Evening) -> Evening:
    await evening.host()
    await sessions.add_question(evening.database, await evening.session(), QUESTION)
    return evening


async def stage(evening: Evening) -> Stage:
    return (await evening.session()).stage


async def edit_event(evening: Evening, **changes: Any) -> None:
    evening.staffed.env.backend.edit_scheduled_event(evening.staffed.guild.id, evening.events()[0].id, changes)
    await evening.quiet()


async def delete_event(evening: Evening) -> None:
    evening.staffed.env.backend.delete_scheduled_event(evening.staffed.guild.id, evening.events()[0].id)
    await evening.quiet()


async def test_an_event_that_is_cancelled_cancels_its_session(planned: Evening) -> None:
    await edit_event(planned, status=4)
    assert await stage(planned) is Stage.CANCELLED
    assert "This session was cancelled." in planned.said()[0]
    await planned.turn(hours=6)
    assert planned.rounds.threads == []


async def test_an_event_that_is_deleted_cancels_its_session(planned: Evening) -> None:
    await delete_event(planned)
    assert await stage(planned) is Stage.CANCELLED
    assert "This session was cancelled." in planned.said()[0]


async def test_an_event_that_went_while_the_lounge_was_away_is_noticed_when_the_session_would_begin(
    planned: Evening,
) -> None:
    events = planned.staffed.env.backend.get_guild(planned.staffed.guild.id).scheduled_events
    events.clear()
    await planned.turn(hours=6)
    assert await stage(planned) is Stage.CANCELLED
    assert planned.rounds.threads == []
    assert "This session was cancelled." in planned.said()[0]


async def test_an_event_that_is_moved_moves_its_session(planned: Evening) -> None:
    await edit_event(
        planned,
        scheduled_start_time=later(hours=8).isoformat(),
        scheduled_end_time=later(hours=9, minutes=30).isoformat(),
    )
    session = await planned.session()
    assert (session.starts_at, session.minutes) == (later(hours=8), 90)
    assert f"<t:{int(later(hours=8).timestamp())}:F>" in planned.said()[0]
    await planned.turn(hours=6)
    assert planned.rounds.threads == []
    await planned.turn(hours=2)
    assert "Before you write" in planned.said(planned.thread())[0]


async def test_an_event_that_was_moved_while_the_lounge_was_away_opens_at_its_new_time(planned: Evening) -> None:
    event = planned.events()[0]
    event.scheduled_start_time, event.scheduled_end_time = later(hours=8).isoformat(), later(hours=9).isoformat()
    await planned.turn(hours=6)
    assert planned.rounds.threads == []
    await planned.turn(hours=2)
    assert await stage(planned) is Stage.OPEN


async def test_an_event_that_is_ended_while_its_session_runs_ends_it_with_what_was_asked(planned: Evening) -> None:
    await planned.turn(hours=6)
    await planned.press("Release next question")
    await edit_event(planned, status=3)
    assert await stage(planned) is Stage.ENDED
    assert QUESTION in planned.said(planned.thread())[-1]
    assert "Recap:" in planned.said(planned.thread())[-1]


async def test_an_event_that_is_deleted_before_anything_was_asked_leaves_a_line_in_the_thread(
    planned: Evening,
) -> None:
    await planned.turn(hours=6)
    await delete_event(planned)
    assert await stage(planned) is Stage.CANCELLED
    assert "This session was cancelled." in planned.said(planned.thread())[-1]


async def test_an_event_of_somebody_else_is_nobodys_business(planned: Evening) -> None:
    backend = planned.staffed.env.backend
    other = backend.create_scheduled_event(
        planned.staffed.guild.id,
        name="Quiz",
        entity_type=3,
        scheduled_start_time=later(hours=1).isoformat(),
        scheduled_end_time=later(hours=2).isoformat(),
        entity_metadata={"location": "Mess"},
    )
    await planned.quiet()
    backend.delete_scheduled_event(planned.staffed.guild.id, other.id)
    await planned.quiet()
    assert await stage(planned) is Stage.PLANNED


async def test_a_channel_that_is_deleted_takes_its_session_quietly_with_it(planned: Evening) -> None:
    planned.staffed.env.backend.delete_channel(planned.rounds.id)
    await planned.quiet()
    assert await stage(planned) is Stage.CANCELLED
    assert [event.status for event in planned.events()] == [4]
    await planned.turn(hours=6)


async def test_a_channel_that_went_while_the_lounge_was_away_is_noticed_at_the_time(
    planned: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(planned.staffed.bot.get_cog("LoungeSchedule")), "_let_go", nothing)
    planned.staffed.env.backend.delete_channel(planned.rounds.id)
    await planned.quiet()
    assert await stage(planned) is Stage.PLANNED
    await planned.turn(hours=6)
    assert await stage(planned) is Stage.CANCELLED


@pytest.mark.parametrize("told", [True, False])
async def test_a_thread_that_is_deleted_ends_its_session_quietly(
    planned: Evening, monkeypatch: pytest.MonkeyPatch, *, told: bool
) -> None:
    await planned.turn(hours=6)
    await planned.press("Release next question")
    if not told:
        monkeypatch.setattr(type(planned.staffed.bot.get_cog("LoungeSchedule")), "_let_go", nothing)
    planned.staffed.env.backend.delete_channel(planned.thread().id)
    await planned.quiet()
    await planned.turn(hours=1)
    assert await stage(planned) is Stage.CANCELLED
    assert "This session was cancelled." in planned.said()[0]


async def nothing(*_: Any) -> None: ...


async def test_an_announcement_that_was_deleted_is_made_again_for_the_thread(planned: Evening) -> None:
    planned.staffed.env.backend.delete_message(planned.rounds.id, planned.posts()[0].id)
    await planned.turn(hours=6)
    assert "It has begun" in planned.said()[0]
    session = await planned.session()
    assert session.announcement == session.thread == planned.thread().id


async def test_another_process_goes_on_from_every_stage(planned: Evening) -> None:
    staffed = planned.staffed
    await staffed.restart()
    await planned.turn(hours=6)
    await staffed.restart()
    await planned.press("Name me in the recap", by=staffed.person)
    await planned.press("Release next question")
    await staffed.restart()
    await planned.ask("And who reads the reply?")
    await planned.press("Release next question")
    await staffed.restart()
    await planned.turn(hours=1)
    recap = planned.said(planned.thread())[-1]
    assert QUESTION in recap
    assert "And who reads the reply?" in recap
    assert "Cleo" in recap
    assert await stage(planned) is Stage.ENDED


async def test_a_form_that_was_open_during_a_restart_is_kept(planned: Evening) -> None:
    await planned.turn(hours=6)
    form = await planned.press("Add question")
    await planned.staffed.restart()
    await planned.ask("Is this one kept?", form)
    session = await planned.session()
    assert [item.text for item in await sessions.questions(planned.database, session)][-1] == "Is this one kept?"


async def test_of_two_processes_one_takes_each_step(planned: Evening) -> None:
    first, second = Schedule(planned.staffed.bot, planned.staffed.desk, STEPS), second_process(planned)
    planned.clock.turn(hours=6)
    await asyncio.gather(first.round(), second.round())
    await planned.quiet()
    assert len(planned.posts(planned.thread())) == 1
    await planned.press("Release next question")
    planned.clock.turn(hours=1)
    await asyncio.gather(second.round(), first.round())
    assert len([said for said in planned.said(planned.thread()) if "Recap:" in said]) == 1
    assert len(planned.said()) == 1


async def test_a_process_that_died_at_work_is_replaced_when_its_lease_runs_out(planned: Evening) -> None:
    planned.clock.turn(hours=6)
    number = (await planned.session()).id
    await leases.take(planned.database, f"session:{number}", holder="a dead process", now=planned.clock())
    await planned.round()
    assert planned.rounds.threads == []
    await planned.turn(minutes=2)
    assert len(planned.posts(planned.thread())) == 1


@pytest.fixture(params=["the mark", "the nonce"])
def known_again_by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How a post is known again: among what stands there, or by Discord itself where the lounge may not read that."""
    if request.param == "the nonce":
        enforce_nonces(monkeypatch)
        monkeypatch.setattr("bot.discord_app.schedule.posting._standing", nothing)
    return str(request.param)


@pytest.mark.usefixtures("known_again_by")
async def test_a_process_that_died_between_posting_and_noting_leaves_nothing_twice(
    planned: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks_off(work: Any) -> None:
        with monkeypatch.context() as breaking:
            breaking.setattr("bot.store.sessions.save", broken)
            await work

    await breaks_off(planned.turn(hours=6))
    assert (await stage(planned), len(planned.posts(planned.thread()))) == (Stage.PLANNED, 1)
    await planned.turn(minutes=2)
    assert (await stage(planned), len(planned.posts(planned.thread()))) == (Stage.OPEN, 1)
    opening = planned.posts(planned.thread())[0]
    await breaks_off(planned.click(opening, "Release next question"))
    assert ((await planned.session()).released, len(planned.posts(planned.thread()))) == (0, 2)
    await planned.click(opening, "Release next question")
    assert ((await planned.session()).released, len(planned.posts(planned.thread()))) == (1, 2)
    await breaks_off(planned.turn(hours=1))
    assert (await stage(planned), len(planned.posts(planned.thread()))) == (Stage.OPEN, 3)
    await planned.turn(minutes=2)
    assert (await stage(planned), len(planned.posts(planned.thread()))) == (Stage.ENDED, 3)


async def test_a_question_that_was_posted_but_not_noted_counts_when_its_own_button_is_pressed(
    planned: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sessions.add_question(planned.database, await planned.session(), "And then?")
    await planned.turn(hours=6)
    with monkeypatch.context() as breaking:
        breaking.setattr("bot.store.sessions.save", broken)
        await planned.press("Release next question")
    first = planned.posts(planned.thread())[-1]
    await planned.click(first, "Release next question")
    assert [said[:6] for said in planned.said(planned.thread())[1:]] == ["### Q1", "### Q2"]
    assert (await planned.session()).released == 2


async def broken(*_: Any) -> bool:
    raise StoreUnavailable


async def test_what_the_lounge_may_not_do_at_the_time_is_on_record_without_words_and_tried_again(
    planned: Evening, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await allow(planned, planned.rounds, create_public_threads=False)
    await planned.turn(hours=6)
    assert planned.rounds.threads == []
    records = [record.getMessage() for record in caplog.records if "incident" in record.getMessage()]
    assert len(records) == 1
    assert "Forbidden 403/50013 in the schedule, session" in records[0]
    assert "Answering public reviews" not in caplog.text
    await allow(planned, planned.rounds)
    await planned.turn(seconds=15)
    schedule = Schedule(planned.staffed.bot, planned.staffed.desk, STEPS)
    await schedule.round()
    await planned.quiet()
    assert "Before you write" in planned.said(planned.thread())[0]


async def test_a_thing_that_fails_is_not_tried_at_every_round(planned: Evening) -> None:
    schedule = Schedule(planned.staffed.bot, planned.staffed.desk, STEPS)
    planned.staffed.env.inject_error("POST", "/channels/*/messages/*/threads", times=None)
    planned.clock.turn(hours=6)
    tries: list[int] = []
    for _ in range(9):
        await schedule.round()
        tries.append(sum(entry.path.endswith("/threads") for entry in planned.staffed.env.http_requests))
        planned.clock.turn(seconds=15)
    assert tries[0] == tries[7]
    assert tries[8] > tries[7]


async def test_one_session_that_fails_keeps_no_other_from_opening(planned: Evening) -> None:
    other = planned.staffed.guild.create_text_channel("other")
    await planned.host("18:00", channel=other, topic="Another evening")
    await allow(planned, planned.rounds, create_public_threads=False)
    await planned.turn(hours=6)
    assert planned.rounds.threads == []
    assert [thread.name for thread in other.threads] == ["Another evening"]


async def test_a_store_that_is_away_ends_no_rounds(planned: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as breaking:
        breaking.setattr("bot.store.sessions.due", broken)
        await planned.turn(hours=6)
    await planned.turn(seconds=15)
    assert len(planned.posts(planned.thread())) == 1


async def test_a_server_that_removed_the_lounge_is_not_looked_at(planned: Evening) -> None:
    await departures.left(planned.database, planned.staffed.guild.id, today=planned.clock().date())
    assert await sessions.due(planned.database, now=later(hours=6)) == ()
    await planned.turn(hours=6)
    assert planned.rounds.threads == []


async def test_the_clock_runs_by_itself(planned: Evening) -> None:
    planned.clock.turn(hours=6)
    await planned.staffed.restart()
    await planned.until(lambda: planned.rounds.threads and planned.posts(planned.thread()))
    assert len(planned.posts(planned.thread())) == 1


async def test_a_round_in_hand_is_finished_before_the_lounge_ends(
    planned: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    cog: Any = planned.staffed.bot.get_cog("LoungeSchedule")
    begun, seen = asyncio.Event(), []
    ask = sessions.due

    async def slow(*args: Any, **options: Any) -> Any:
        begun.set()
        await asyncio.sleep(0.05)
        found = await ask(*args, **options)
        seen.append(found)
        return found

    monkeypatch.setattr("bot.store.sessions.due", slow)
    cog.rounds.restart()
    await begun.wait()
    await cog.cog_unload()
    assert seen
    assert not seen[1:]


async def test_a_thing_that_hangs_is_given_up_before_its_lease_runs_out(
    planned: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hangs(*_args: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("bot.discord_app.schedule.schedule.LONGEST_S", 0.05)
    monkeypatch.setattr("bot.discord_app.schedule.sessions._advance", hangs)
    async with asyncio.timeout(5):
        await planned.turn(hours=6)
    assert leases.LENGTH.total_seconds() > LONGEST_S


async def test_a_recap_that_cannot_be_posted_is_given_up_after_a_day(planned: Evening) -> None:
    await planned.turn(hours=6)
    await planned.press("Release next question")
    await allow(planned, planned.rounds, send_messages_in_threads=False)
    await planned.turn(hours=2)
    assert await stage(planned) is Stage.OPEN
    await planned.turn(days=1)
    assert await stage(planned) is Stage.ENDED


async def test_a_post_in_a_forum_is_made_again_once_however_often_the_opening_fails(evening: Evening) -> None:
    forum = evening.staffed.guild.create_forum_channel("cases")
    await evening.host(channel=forum)
    (post,) = forum.threads
    evening.staffed.env.backend.delete_channel(post.id)
    await evening.quiet()
    evening.staffed.env.inject_error("POST", "/channels/*/messages", times=None)
    await evening.turn(hours=6)
    await evening.turn(minutes=3)
    assert len(forum.threads) == 1


async def test_a_forum_that_takes_no_post_without_a_tag_gets_one_that_anybody_may_set(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    forum = evening.staffed.guild.create_forum_channel("cases")
    await evening.quiet()
    known: Any = evening.staffed.bot.get_channel(forum.id)
    tag = discord.ForumTag(name="sessions")
    tag.id = 77
    monkeypatch.setattr(known, "_available_tags", {77: tag})
    monkeypatch.setattr(known, "_flags", discord.ChannelFlags(require_tag=True).value)
    given: list[Any] = []
    create = discord.ForumChannel.create_thread

    async def seen(self: Any, **options: Any) -> Any:
        given.append(options.pop("applied_tags"))
        return await create(self, **options)

    monkeypatch.setattr(discord.ForumChannel, "create_thread", seen)
    await evening.host(channel=forum)
    assert given == [[tag]]
