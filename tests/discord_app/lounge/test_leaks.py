"""The lounge keeps out of discussions; a message that identifies somebody is met with a neutral word, as far as it can be read."""

from __future__ import annotations

import logging
from typing import Any

import discord
import pytest

from bot.store import discussions
from tests.discord_app.conftest import texts
from tests.discord_app.lounge.conftest import Open

CANARY = "zebrafinch"
LEAK = f"Jones {CANARY} had the same last week"


def said(opened: Open, thread: Any) -> list[str]:
    found = [opened.staffed.env.backend.get_message(thread.id, item.id) for item in thread.history()]
    return [
        text for message in found if message.components and "House rules" not in (text := texts(message.components))
    ]


def mention(opened: Open) -> str:
    user = opened.staffed.env.bot.user
    assert user is not None
    return user.mention


async def test_a_leak_is_met_with_a_neutral_word_and_stays(opened: Open, caplog: pytest.LogCaptureFixture) -> None:
    thread = await opened.discussion()
    with caplog.at_level(logging.DEBUG, "bot"):
        message = await opened.colleague.send(thread, f"{mention(opened)} {LEAK}")
    (nudge,) = said(opened, thread)
    assert "could identify a patient" in nudge
    for word in (CANARY, "Jones", opened.colleague.name, str(opened.colleague.id)):
        assert word not in nudge
    assert CANARY not in caplog.text
    assert message.id in {item.id for item in thread.history()}
    stored = opened.staffed.env.backend.get_message(thread.id, thread.history()[-1].id)
    assert stored.reference is None
    sent = [
        entry
        for entry in opened.staffed.env.http_requests
        if entry.method == "POST" and f"/{thread.id}/messages" in entry.path
    ]
    assert [entry.json["allowed_mentions"] for entry in sent if entry.json] == [{"parse": []}]


async def test_where_the_server_wants_it_a_leak_is_deleted(opened: Open) -> None:
    await opened.set(remove_leaks=True)
    thread = await opened.discussion()
    await opened.colleague.send(thread, f"{mention(opened)} {LEAK}")
    assert CANARY not in str([item.content for item in thread.history()])
    (nudge,) = said(opened, thread)
    assert "was removed" in nudge
    assert CANARY not in nudge


async def test_without_the_permission_to_delete_the_word_is_said_all_the_same(opened: Open) -> None:
    bot = opened.staffed.env.bot.user
    assert bot is not None
    overwrites = {bot: discord.PermissionOverwrite(manage_messages=False)}
    opened.place = opened.staffed.guild.create_text_channel("own", overwrites=overwrites)  # type: ignore[arg-type]
    await opened.set(remove_leaks=True, channel=opened.place.id)
    thread = await opened.discussion()
    await opened.colleague.send(thread, f"{mention(opened)} {LEAK}")
    assert CANARY in str([item.content for item in thread.history()])
    (nudge,) = said(opened, thread)
    assert "was removed" not in nudge


async def test_the_lounge_says_nothing_else_in_a_discussion(opened: Open) -> None:
    thread = await opened.discussion()
    for text in ("may a patient send me friend requests", "thank you", "never heard of it"):
        await opened.colleague.send(thread, f"{mention(opened)} {text}")
    await opened.colleague.send(thread, LEAK)
    assert said(opened, thread) == []


async def test_elsewhere_mentions_are_answered_as_ever(opened: Open) -> None:
    await opened.colleague.send(opened.staffed.channel, f"{mention(opened)} thank you all")
    last = opened.staffed.channel.last_message
    assert last is not None
    assert last.components


async def test_a_flood_of_leaks_gets_few_words(opened: Open) -> None:
    thread = await opened.discussion()
    opened.staffed.bot.pace._questions = 2
    opened.staffed.bot.pace._people.clear()
    for _ in range(4):
        await opened.colleague.send(thread, f"{mention(opened)} {LEAK}")
    assert len(said(opened, thread)) == 2


async def test_a_deleted_thread_is_forgotten(opened: Open) -> None:
    thread = await opened.discussion()
    desk, server = opened.staffed.desk, opened.staffed.guild.id
    opened.staffed.env.backend.delete_channel(thread.id)
    await opened.staffed.env.settle()
    assert not await discussions.is_discussion(desk.database, server, thread.id)
