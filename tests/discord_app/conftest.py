"""The bot in a Discord inside the process (simcord): everything but the network is the real discord.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import simcord
from simcord.builders import ChannelHandle

from bot.discord_app.client import LoungeBot
from bot.discord_app.failures import judge
from bot.discord_app.offers import Offers
from bot.knowledge.model import KnowledgeBase
from tests.discord_app.parts import KeptVotes, bot_of
from tests.lounge_parts import TOLD, ToldMatcher


@dataclass
class Lounge:
    """A running bot, a server with a channel, and somebody in it."""

    env: simcord.Env
    bot: LoungeBot
    guild: simcord.GuildHandle
    channel: ChannelHandle
    person: simcord.MemberActor
    votes: KeptVotes
    matcher: ToldMatcher
    knowledge: KnowledgeBase

    async def restart(self) -> None:
        """Another process takes over: nothing of the old one's memory is left."""
        self.bot = bot_of(self.knowledge, votes=self.votes, offers=self.bot.offers, matcher=self.matcher)
        await self.env.restart_bot(self.bot)


@pytest.fixture
def offers() -> Offers:
    return Offers()


@pytest.fixture
async def lounge(knowledge: KnowledgeBase, offers: Offers) -> AsyncIterator[Lounge]:
    votes, matcher = KeptVotes(), ToldMatcher(TOLD)
    bot = bot_of(knowledge, votes=votes, offers=offers, matcher=matcher)
    env = simcord.Env(bot, shard_count=1)
    await env.start()
    try:
        guild = env.create_guild(name="Ward")
        channel = guild.create_text_channel("general")
        person = guild.add_member(env.create_user("Ada"))
        yield Lounge(env, bot, guild, channel, person, votes, matcher, knowledge)
    finally:
        await env.shutdown()
    # What the bot declines on purpose passes through discord.py as an error too.
    assert [error for error in env.errors if not judge(error).expected] == []


def texts(components: Any) -> str:
    """Every text of a component tree, top to bottom."""
    found: list[str] = []
    for component in components:
        if "content" in component:
            found.append(component["content"])
        found.extend(filter(None, [texts(component.get("components", ()))]))
    return "\n".join(found)


def controls(components: Any) -> list[dict[str, Any]]:
    """Every button and menu of a component tree."""
    found: list[dict[str, Any]] = []
    for component in components:
        if "custom_id" in component:
            found.append(component)
        found.extend(controls(component.get("components", ())))
        if "accessory" in component:
            found.extend(controls([component["accessory"]]))
    return found


def labels(components: Any) -> list[str]:
    return [str(control.get("label") or control.get("placeholder")) for control in controls(components)]


def stored_message(lounge: Lounge, response: Any) -> Any:
    """The message as the Discord of the tests holds it, to be forged."""
    return lounge.env.backend.get_message(response.channel_id, response.id)
