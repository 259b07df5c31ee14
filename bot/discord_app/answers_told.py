"""A discussion that led to an entry gets one line with the answer in its thread, once, whichever process says it."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import AllowedMentions

from bot.discord_app.cards.discussion import answered_card
from bot.discord_app.failures import ARCHIVED
from bot.discord_app.schedule.schedule import Schedule
from bot.discord_app.translation import words_for
from bot.reply import Option
from bot.store import discussions

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot
    from bot.moderation.desk import Desk
    from bot.store.discussions import Candidate

log = logging.getLogger(__name__)


async def tell(bot: LoungeBot, desk: Desk) -> None:
    """Tells every thread that waits, without waiting for a round. Raises StoreUnavailable."""
    await take_due(Schedule(bot, desk, ()))


async def take_due(schedule: Schedule) -> None:
    """Tells every thread that has not been told. What cannot be said now is said in a later round. Raises StoreUnavailable."""
    await schedule.each(
        {
            f"told:{item.id}": partial(_tell, schedule.bot, schedule.desk, item)
            for item in await discussions.untold(schedule.desk.database)
            if schedule.here(item.server)
        }
    )


async def _tell(bot: LoungeBot, desk: Desk, item: Candidate) -> None:
    # Read again under the lease: another process, or a publication in this one, may have told it a moment ago.
    guild = bot.get_guild(item.server)
    if guild is None or item not in await discussions.untold(desk.database):
        return
    entry = desk.lounges.knowledge(item.server).entries.get(item.entry or "")
    try:
        thread = guild.get_thread(item.thread) or await guild.fetch_channel(item.thread)
    except discord.NotFound:
        thread = None
    if entry is None or not isinstance(thread, discord.Thread):
        # Retired again, or the thread was deleted: nothing is left to say, or nowhere to say it.
        await discussions.told(desk.database, item.id)
        return
    rights = thread.permissions_for(guild.me)
    if not (rights.view_channel and rights.send_messages_in_threads):
        log.info("the thread of candidate %d waits for its answer: no permission", item.id)
        return
    card = answered_card(Option(entry.id, entry.title, 1.0), words_for(guild.preferred_locale))
    try:
        await thread.send(view=card, allowed_mentions=AllowedMentions.none(), nonce=f"told-{item.id}")
    except discord.HTTPException as error:
        if error.code != ARCHIVED:
            raise
        log.info("the thread of candidate %d is locked, so its answer is not said there", item.id)
    await discussions.told(desk.database, item.id)
