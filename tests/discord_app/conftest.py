"""The bot in a Discord inside the process (simcord): everything but the network is the real discord.py."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from simcord.builders import ChannelHandle, RoleHandle

from bot.concierge import Concierge
from bot.discord_app.client import LoungeBot, build_bot
from bot.discord_app.failures import judge
from bot.discord_app.offers import Offers
from bot.discord_app.presses.sending import moderators_offer
from bot.knowledge.model import KnowledgeBase
from bot.lounges import Lounges
from bot.matching.decision import Thresholds
from bot.moderation.desk import Desk, open_desk
from bot.settings import load_settings
from bot.store import server_settings
from bot.store.database import Database
from bot.store.members import Members
from tests.conftest import KNOWLEDGE
from tests.discord_app.parts import KeptVotes, bot_of
from tests.lounge_parts import NOTICES, TOLD, ToldMatcher
from tests.moderation.desk import SCREEN, Clock, SharedWords, meter, shared_words, small


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


@dataclass
class Staffed:
    """A running bot with a desk over a database: a server with a moderator, a manager and a member, and a clock to turn."""

    env: simcord.Env
    bot: LoungeBot
    guild: simcord.GuildHandle
    channel: ChannelHandle
    moderator: simcord.MemberActor
    """Has the role that a test may set as the moderators'; no permission of Discord's."""
    manager: simcord.MemberActor
    """Has Manage Server."""
    person: simcord.MemberActor
    role: RoleHandle
    desk: Desk
    clock: Clock

    async def set(self, **settings: Any) -> None:
        """Changes the settings of the server, as this process notices them."""
        now = replace(self.desk.lounges.settings(self.guild.id), **settings)
        await server_settings.change(self.desk.database, self.guild.id, now, actor=self.manager.id, at=self.clock())
        await self.desk.lounges.refresh(self.desk.database, self.guild.id)

    async def restart(self) -> None:
        """Another process takes over, with the same database."""
        self.desk, self.bot = staffed_bot(self.desk.lounges.base.knowledge, self.desk.database, self.clock)
        await self.desk.lounges.refresh(self.desk.database, self.guild.id)
        await self.env.restart_bot(self.bot)


def staffed_bot(knowledge: KnowledgeBase, database: Database, clock: Clock) -> tuple[Desk, LoungeBot]:
    base = Concierge(knowledge, SharedWords(knowledge), Thresholds(0.5, 0.15), SCREEN, NOTICES)  # type: ignore[arg-type]
    lounges = Lounges(base, shared_words)
    members = Members(b"a secret of sixteen bytes or more")
    found = open_desk(database, members, lounges, SCREEN, shared_words, KNOWLEDGE, clock)
    found.measuring._meter = meter()
    offers = Offers(moderators=moderators_offer(lounges))
    return found, build_bot(load_settings(), lounges, offers=offers, desk=found)


@pytest.fixture
async def staffed(knowledge: KnowledgeBase, sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Staffed]:
    path = tmp_path / "lounge.db"
    shutil.copyfile(sqlite_template, path)
    path.chmod(0o600)
    database, clock = Database(f"sqlite:///{path}"), Clock()
    part = small(knowledge, "patient-friend-requests", "patient-images", "humour", "whose-information")
    desk, bot = staffed_bot(part, database, clock)
    env = simcord.Env(bot, shard_count=1)
    await env.start()
    try:
        guild = env.create_guild(name="Ward")
        channel = guild.create_text_channel("general")
        role = guild.create_role("Moderators")
        managers = guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
        moderator = guild.add_member(env.create_user("Ann"), roles=[role])
        manager = guild.add_member(env.create_user("Ben"), roles=[managers])
        person = guild.add_member(env.create_user("Cleo"))
        yield Staffed(env, bot, guild, channel, moderator, manager, person, role, desk, clock)
    finally:
        await env.shutdown()
        await database.close()
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
