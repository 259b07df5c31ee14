"""A discussion that led to an entry gets one line with the answer in its thread, once, whichever process says it."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

import discord
from discord import AllowedMentions

from bot.discord_app.cards.discussion import answered_card
from bot.discord_app.failures import ARCHIVED, record
from bot.discord_app.translation import words_for
from bot.reply import Option
from bot.store import discussions, leases

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot
    from bot.moderation.desk import Desk
    from bot.store.discussions import Candidate

log = logging.getLogger(__name__)


async def tell(bot: LoungeBot) -> None:
    """Tell every thread that has not been told. What cannot be said now is said in a later round. Raises StoreUnavailable."""
    if bot.desk is None:
        return
    database = bot.desk.database
    for item in await discussions.untold(database):
        # A server that another process serves is told by that one.
        guild = bot.get_guild(item.server)
        if guild is None or guild.unavailable:
            continue
        # The holder is this attempt alone: a round and a publication in one process must not both speak.
        name, holder = f"told:{item.id}", secrets.token_hex(8)
        if not await leases.take(database, name, holder=holder, now=bot.desk.clock()):
            continue
        try:
            if not await _tell(bot.desk, guild, item):
                await leases.give_back(database, name, holder=holder)
        except Exception as error:  # noqa: BLE001 - one thread's trouble must not keep the others from being told
            record(error, "telling a discussion of its answer")


async def _tell(desk: Desk, guild: discord.Guild, item: Candidate) -> bool:
    """Whether the thread has its line now, or needs none any more."""
    entry = desk.lounges.knowledge(item.server).entries.get(item.entry or "")
    try:
        thread = guild.get_thread(item.thread) or await guild.fetch_channel(item.thread)
    except discord.NotFound:
        thread = None
    if entry is None or not isinstance(thread, discord.Thread):
        # Retired again, or the thread was deleted: nothing is left to say, or nowhere to say it.
        await discussions.told(desk.database, item.id)
        return True
    rights = thread.permissions_for(guild.me)
    if not (rights.view_channel and rights.send_messages_in_threads):
        log.info("the thread of candidate %d waits for its answer: no permission", item.id)
        return False
    card = answered_card(Option(entry.id, entry.title, 1.0), words_for(guild.preferred_locale))
    try:
        await thread.send(view=card, allowed_mentions=AllowedMentions.none(), nonce=f"told-{item.id}")
    except discord.HTTPException as error:
        if error.code != ARCHIVED:
            raise
        log.info("the thread of candidate %d is locked, so its answer is not said there", item.id)
    await discussions.told(desk.database, item.id)
    return True
