"""Discussion prompts at their times: one entry as a question, or a pause where two in a row found no answer."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import discord

from bot.colleagues.prompts import LATE, choose, pauses
from bot.discord_app import failures
from bot.discord_app.cards.prompt import paused_card, prompt_card
from bot.discord_app.schedule.places import words_in
from bot.discord_app.schedule.posting import post_once
from bot.store import prompts

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot
    from bot.discord_app.schedule.schedule import Schedule
    from bot.moderation.desk import Desk
    from bot.store.prompts import PromptChannel

log = logging.getLogger(__name__)

BELOW: Final = timedelta(hours=1)
"""How long after a prompt a message below it is taken for an answer, though it is no reply in Discord's sense."""
LOOKED_AT: Final = 50
"""Messages after a prompt among which an answer is looked for."""


async def take_due(schedule: Schedule) -> None:
    """Posts the prompts whose time has come. Raises StoreUnavailable."""
    found = await prompts.due(schedule.desk.database, now=schedule.desk.clock())
    await schedule.each(
        {
            _occurrence(item): partial(_take, schedule.bot, schedule.desk, item)
            for item in found
            if schedule.here(item.server)
        }
    )


async def channel_deleted(desk: Desk, server: int, channel: int) -> None:
    """Ends the prompts of a channel that is gone. Raises StoreUnavailable."""
    if await prompts.switch_off(desk.database, server, channel):
        log.info("prompts of channel %d ended: it is gone", channel)


def _occurrence(of: PromptChannel) -> str:
    return f"prompt:{of.channel}:{int(of.next_at.timestamp())}"


async def _take(bot: LoungeBot, desk: Desk, seen: PromptChannel) -> None:
    # Read again under the lease: another process may have posted a moment ago, or a moderator changed it.
    due, now = await prompts.prompt_channel(desk.database, seen.server, seen.channel), desk.clock()
    guild = bot.get_guild(seen.server)
    if due is None or due.paused or due.next_at != seen.next_at or guild is None:
        return
    channel = guild.get_channel(due.channel)
    if not isinstance(channel, discord.TextChannel):
        await channel_deleted(desk, due.server, due.channel)
        return
    if now - due.next_at > LATE:
        await prompts.skipped(desk.database, due, now=now)
        return
    try:
        await _post(bot, desk, due, channel)
    except discord.NotFound as error:
        # The channel went while it was posted to.
        failures.record(error, "the schedule, prompt")
        await channel_deleted(desk, due.server, due.channel)
    except discord.Forbidden as error:
        failures.record(error, "the schedule, prompt")
        await prompts.skipped(desk.database, due, now=now)


async def _post(bot: LoungeBot, desk: Desk, due: PromptChannel, channel: discord.TextChannel) -> None:
    words, now = words_in(channel.guild), desk.clock()
    unanswered = 0 if due.last is None or await _answered(channel, due.last) else due.unanswered + 1
    if pauses(unanswered):
        await post_once(bot, channel, f"{_occurrence(due)}:pause", paused_card(words))
        await prompts.skipped(desk.database, due, now=now, unanswered=unanswered)
        return
    entries = bot.concierges.knowledge(due.server).entries
    turn = choose(entries, await prompts.used(desk.database, due.channel), seed=due.channel)
    if turn is None:
        await prompts.skipped(desk.database, due, now=now)
        return
    message = await post_once(bot, channel, _occurrence(due), prompt_card(entries[turn.entry], words))
    await prompts.posted(desk.database, due, turn, message=message, unanswered=unanswered, now=now)


async def _answered(channel: discord.TextChannel, prompt: int) -> bool:
    """Whether anybody reacted to a prompt, replied to it, opened a thread on it, or wrote below it within ``BELOW``.

    Seen without the contents of messages, which Discord withholds from a bot that is not mentioned.
    """
    try:
        message = await channel.fetch_message(prompt)
    except discord.NotFound:
        return False
    if message.reactions or message.flags.has_thread or message.thread is not None:
        return True
    async for later in channel.history(limit=LOOKED_AT, after=discord.Object(prompt), oldest_first=True):
        if later.author.bot or later.type not in (discord.MessageType.default, discord.MessageType.reply):
            continue
        replies = later.reference is not None and later.reference.message_id == prompt
        if replies or later.created_at - message.created_at <= BELOW:
            return True
    return False
