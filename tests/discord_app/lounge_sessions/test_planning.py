"""Planning a session: its event, its announcement, and what is refused."""

from __future__ import annotations

from datetime import datetime

import discord
import pytest

from bot.colleagues.sessions import Session, Stage
from bot.store import lounge_settings, sessions
from tests.discord_app.conftest import labels, texts
from tests.discord_app.lounge_sessions.conftest import Evening, allow, later


async def test_a_session_gets_an_event_and_an_announcement_with_times_for_every_reader(evening: Evening) -> None:
    shown = await evening.host("tomorrow 18:00", 45)
    starts = int(later(days=1, hours=6).timestamp())
    assert shown.ephemeral
    card = texts(shown.response.components)
    assert "Planned: Answering public reviews" in card
    assert f"<t:{starts}:F>, <t:{starts}:R>" in card
    assert "zone Europe/London" in card
    assert labels(shown.response.components) == ["Add question", "Prepared questions", "Cancel session"]
    (event,) = evening.events()
    assert datetime.fromisoformat(event.scheduled_start_time) == later(days=1, hours=6)
    assert datetime.fromisoformat(event.scheduled_end_time) == later(days=1, hours=6, minutes=45)
    assert (event.name, event.entity_metadata) == ("Answering public reviews", {"location": "#rounds"})
    (said,) = evening.said()
    assert f"<t:{starts}:F>, <t:{starts}:R>" in said
    assert "45 minutes" in said
    session = await evening.session()
    assert (session.stage, session.starts_at, session.event) == (Stage.PLANNED, later(days=1, hours=6), event.id)
    assert session.announcement == evening.posts()[0].id
    assert session.host == evening.staffed.moderator.id


@pytest.mark.parametrize(
    ("zone", "when", "starts"),
    [
        ("Europe/London", "18:00", "2027-01-05T18:00+00:00"),
        ("Europe/London", "11:00", "2027-01-06T11:00+00:00"),
        ("America/New_York", "15 march 6pm", "2027-03-15T22:00+00:00"),
        ("America/New_York", "12 march 6pm", "2027-03-12T23:00+00:00"),
        ("Asia/Kolkata", "fri 19:00", "2027-01-08T13:30+00:00"),
        ("Europe/London", f"<t:{int(later(hours=3).timestamp())}:F>", "2027-01-05T15:00+00:00"),
    ],
)
async def test_times_are_read_where_the_server_is(evening: Evening, zone: str, when: str, starts: str) -> None:
    await evening.zone(zone)
    await evening.host(when)
    assert (await evening.session()).starts_at == datetime.fromisoformat(starts)


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ("sometime soon", "cannot be read. Write it like"),
        ("03/04 18:00", "means two days"),
        ("31 february 18:00", "no such day"),
        ("2027-03-28 01:30", "clocks go forward"),
        ("2026-12-01 18:00", "has passed"),
        ("12:05", "at least 15 minutes"),
        ("2027-12-01 18:00", "half a year"),
    ],
)
async def test_a_time_that_cannot_be_used_is_refused_with_what_to_write(
    evening: Evening, when: str, sentence: str
) -> None:
    shown = await evening.host(when)
    assert sentence in shown.response.content
    assert evening.events() == []
    assert evening.said() == []


async def test_times_are_offered_to_moderators_only(evening: Evening) -> None:
    staffed = evening.staffed
    offered = await staffed.moderator.autocomplete(staffed.channel, "lounge host", "when", "")
    first = offered[0]
    assert (first["name"], first["value"]) == ("Tuesday 5 January 2027, 18:00 (Europe/London)", "2027-01-05 18:00")
    (read,) = await staffed.moderator.autocomplete(staffed.channel, "lounge host", "when", "fri 7pm")
    assert (read["name"], read["value"]) == ("Friday 8 January 2027, 19:00 (Europe/London)", "2027-01-08 19:00")
    assert await staffed.person.autocomplete(staffed.channel, "lounge host", "when", "") == []
    (at,) = await staffed.moderator.autocomplete(staffed.channel, "lounge prompt", "at", "6pm")
    assert at["value"] == "18:00"
    assert await staffed.person.autocomplete(staffed.channel, "lounge prompt", "at", "") == []


async def test_only_moderators_plan(evening: Evening) -> None:
    for somebody in (evening.staffed.person, evening.staffed.manager):
        shown = await evening.host(by=somebody)
        assert "Only the moderators" in shown.response.content
    assert evening.events() == []


async def test_a_topic_that_the_screen_stops_is_neither_kept_nor_repeated(evening: Evening) -> None:
    shown = await evening.host(topic="What to do about Jones")
    assert "heading of identifiers" in texts(shown.response.components)
    assert "Jones" not in str([entry.json for entry in evening.staffed.env.http_requests])
    assert evening.events() == []
    assert evening.said() == []
    assert await coming(evening) == ()


async def coming(evening: Evening) -> tuple[Session, ...]:
    return await sessions.coming(evening.database, evening.staffed.guild.id)


async def test_a_server_without_a_lounge_channel_is_told_to_choose_one(evening: Evening) -> None:
    settings = lounge_settings.LoungeSettings()
    await lounge_settings.change(evening.database, evening.staffed.guild.id, settings)
    assert "Choose a channel" in (await evening.host()).response.content
    shown = await evening.host(channel=evening.rounds)
    assert "Planned" in texts(shown.response.components)
    assert len(evening.said()) == 1


async def test_what_the_lounge_is_not_allowed_is_named_with_who_can_allow_it(evening: Evening) -> None:
    staffed = evening.staffed
    quiet = staffed.guild.create_text_channel("quiet")
    await allow(evening, quiet, create_public_threads=False, read_message_history=False)
    shown = await evening.host(channel=quiet)
    assert f"In <#{quiet.id}> I lack: Read Message History, Create Public Threads." in shown.response.content
    assert "manages the server" in shown.response.content
    assert evening.events() == []


async def test_nobody_posts_through_the_lounge_where_they_cannot_post_themselves(evening: Evening) -> None:
    staffed = evening.staffed
    board = staffed.guild.create_text_channel(
        "board", overwrites={staffed.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    await allow(evening, board, send_messages=True)
    shown = await evening.host(channel=board)
    assert "You cannot post in" in shown.response.content
    assert evening.said(board) == []


async def test_an_event_that_discord_refuses_leaves_nothing_behind(evening: Evening) -> None:
    evening.staffed.env.inject_error("POST", "/guilds/*/scheduled-events", status=403, code=50013)
    shown = await evening.host()
    assert "cannot post" in shown.response.content
    assert await coming(evening) == ()
    assert evening.said() == []


async def test_an_announcement_that_discord_refuses_takes_the_event_with_it(evening: Evening) -> None:
    evening.staffed.env.inject_error("POST", f"/channels/{evening.rounds.id}/messages", status=403, code=50013)
    await evening.host()
    assert evening.events() == []
    assert await coming(evening) == ()


async def test_a_session_can_be_cancelled_before_it_begins(evening: Evening) -> None:
    shown = await evening.host()
    await evening.tap(shown.response, "Cancel session")
    assert "was cancelled" in texts(shown.response.components)
    assert "This session was cancelled." in evening.said()[0]
    assert [event.status for event in evening.events()] == [4]
    assert (await evening.session()).stage is Stage.CANCELLED
    await evening.turn(hours=7)
    assert evening.rounds.threads == []


async def test_a_server_has_room_for_so_many_sessions(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.discord_app.presses.hosting.MOST_COMING", 1)
    await evening.host()
    assert "There are 1 sessions planned" in (await evening.host("19:00")).response.content
    assert len(evening.events()) == 1


async def test_in_a_forum_a_session_is_a_post_of_its_own(evening: Evening) -> None:
    forum = evening.staffed.guild.create_forum_channel("cases")
    await evening.host(channel=forum)
    (post,) = forum.threads
    assert "Questions and answers: Answering public reviews" in evening.said(post)[0]
    await evening.turn(hours=6)
    assert [one.id for one in forum.threads] == [post.id]
    assert "Before you write, from the guide" in evening.said(post)[1]
    # That the first message then says so is not seen here: on Discord it has the post's id, in the Discord of the tests another.
    assert (await evening.session()).thread == post.id
