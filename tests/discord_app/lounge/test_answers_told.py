"""When an entry is published that a discussion led to, its thread gets one line with the answer, once."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.discord_app.answers_told import tell
from bot.store import discussions
from bot.store.errors import StoreUnavailable
from tests.discord_app.conftest import controls, texts
from tests.discord_app.lounge.conftest import Open
from tests.discord_app.lounge.test_helpful import candidate_card

LINE = "What helped here is now an entry of the lounge: Keeping friends apart"
TEXTS = {
    "id": "keeping-friends-apart",
    "title": "Keeping friends apart",
    "basis": "guide",
    "guide": "G45",
    "do": "Wait a day\nAsk a colleague",
    "avoid": "Names of any kind",
    "section": "patients",
    "asked_as": "How do I keep friends apart?\nWho are my friends?\nAre two accounts wise?",
}


def lines(opened: Open, thread: Any) -> list[str]:
    """What the lounge said in a thread after its beginning."""
    found = [opened.staffed.env.backend.get_message(thread.id, item.id) for item in thread.history()]
    return [
        text for message in found if message.components and "House rules" not in (text := texts(message.components))
    ]


async def begun(opened: Open) -> tuple[Any, Any]:
    """A draft from a candidate, completed so that it can be published; the thread and the card that shows it."""
    thread, card = await candidate_card(opened)
    manager, desk = opened.staffed.manager, opened.staffed.desk
    await manager.click(card, label="Draft an entry")
    (draft,) = await desk.editor.drafts(opened.staffed.guild.id)
    phrasings = [f"how do i keep friends apart in the {word}" for word in ("morning", "evening", "week", "year")]
    await desk.editor.save(draft, by=manager.id, texts=TEXTS, add_phrasings=phrasings)
    settings = await manager.slash(opened.staffed.channel, "lounge settings")
    await manager.click(settings.response, label="Messages that helped (1)")
    menu = controls(settings.response.components)[0]
    await manager.select(settings.response, [menu["options"][0]["value"]], custom_id="candidate")
    await manager.click(settings.response, label="Go on with the draft")
    return thread, settings.response


async def published(opened: Open) -> Any:
    thread, card = await begun(opened)
    await opened.staffed.manager.click(card, label="Publish")
    assert "keeping-friends-apart" in opened.staffed.desk.lounges.knowledge(opened.staffed.guild.id).entries
    return thread


async def test_the_thread_gets_one_line_with_the_answer_one_tap_away(opened: Open) -> None:
    thread = await published(opened)
    assert lines(opened, thread) == [LINE]
    message = thread.history()[-1]
    pressed = await opened.colleague.click(message, label="Open the answer")
    assert pressed.ephemeral
    assert "Keeping friends apart" in texts(pressed.response.components)


async def test_it_is_said_once_also_by_later_rounds_and_after_a_restart(opened: Open) -> None:
    thread = await published(opened)
    await opened.rounds()
    await opened.staffed.restart()
    await opened.rounds()
    assert lines(opened, thread) == [LINE]


async def test_a_restart_between_publishing_and_telling_loses_nothing(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_args: object) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(discussions, "untold", dies)
        thread = await published(opened)
    assert lines(opened, thread) == []
    await opened.staffed.restart()
    await opened.rounds()
    assert lines(opened, thread) == [LINE]


async def test_of_rounds_at_once_one_says_it(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dies(*_args: object) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(discussions, "untold", dies)
        thread = await published(opened)
    bot, desk = opened.staffed.bot, opened.staffed.desk
    await asyncio.gather(tell(bot, desk), tell(bot, desk), opened.rounds())
    assert lines(opened, thread) == [LINE]


async def test_a_deleted_thread_is_told_nothing_and_asked_no_more(opened: Open) -> None:
    thread, card = await begun(opened)
    opened.staffed.env.backend.delete_channel(thread.id)
    await opened.staffed.env.settle()
    await opened.staffed.manager.click(card, label="Publish")
    await opened.rounds()
    assert await discussions.untold(opened.staffed.desk.database) == ()


async def test_without_permission_the_line_waits_until_it_is_granted(opened: Open) -> None:
    thread, card = await begun(opened)
    bot = opened.staffed.env.bot.user
    assert bot is not None
    denied = Overwrite(bot.id, OverwriteType.MEMBER, 0, discord.Permissions(send_messages_in_threads=True).value)
    for overwrites, said in (([denied], []), ([], [LINE])):
        opened.staffed.env.backend.edit_channel(opened.place.id, {}, overwrites=overwrites)
        await opened.staffed.env.settle()
        if not said:
            await opened.staffed.manager.click(card, label="Publish")
        await opened.rounds()
        assert lines(opened, thread) == said


async def test_another_servers_moderators_see_nothing_of_it(opened: Open) -> None:
    await candidate_card(opened)
    env = opened.staffed.env
    elsewhere = env.create_guild(name="Elsewhere")
    managers = elsewhere.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    stranger, channel = (
        elsewhere.add_member(env.create_user("Eve"), roles=[managers]),
        elsewhere.create_text_channel("x"),
    )
    settings = await stranger.slash(channel, "lounge settings")
    assert "Discussions are off" in texts(settings.response.components)
    await stranger.click(settings.response, label="Messages that helped (0)")
    assert "None wait" in texts(settings.response.components)
