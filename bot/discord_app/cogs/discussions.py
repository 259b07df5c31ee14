"""What goes on in discussions: leaks are met with a neutral word, deleted threads are forgotten, answers are told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import AllowedMentions
from discord.ext import commands

from bot.discord_app import failures
from bot.discord_app.answers_told import tell
from bot.discord_app.cards.discussion import nudge_card
from bot.discord_app.discussion_threads import in_discussion
from bot.discord_app.offers import Offer
from bot.discord_app.presses import discussing
from bot.discord_app.refusals import TooSoon
from bot.discord_app.translation import words_for
from bot.screening.model import Level
from bot.store import discussions
from bot.store.lounge_settings import settings_of

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot
    from bot.moderation.desk import Desk


class Discussions(commands.Cog):
    """Keeps out of discussions but for what has to be said.

    Discord shows a bot without the message content intent only the messages that mention it or reply to it; the others are not looked at.
    """

    def __init__(self, bot: LoungeBot) -> None:
        self.bot = bot

    async def published(self, desk: Desk, server: int, draft: int, entry: str) -> None:
        """Note that a draft became an entry, and tell the threads it was drawn from."""
        if await discussions.published(desk.database, server, draft, entry):
            await tell(self.bot, desk)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Say a neutral word after a message with identifying details; delete it where the server wants that."""
        desk = self.bot.desk
        if desk is None or message.guild is None or message.author.bot or not message.content:
            return
        try:
            if not await in_discussion(self.bot, message):
                return
            found = await self.bot.thinking(desk.screen.examine, message.content)
            if found.level is Level.BLOCK:
                await self._leaked(message, message.guild)
        except Exception as error:  # noqa: BLE001 - nothing of it is said in the thread
            failures.record(error, "a message in a discussion")

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Forget a discussion whose thread is gone."""
        if self.bot.desk is not None and payload.parent_id:
            await discussions.closed(self.bot.desk.database, payload.thread_id)

    async def _leaked(self, message: discord.Message, guild: discord.Guild) -> None:
        desk = self.bot.desk
        if desk is None or not isinstance(message.channel, discord.Thread):
            return
        rights = message.channel.permissions_for(guild.me)
        removed = False
        if (await settings_of(desk.database, guild.id)).remove_leaks and rights.manage_messages:
            await message.delete()
            removed = True
        try:
            self.bot.pace.take(message.author.id)
        except TooSoon:
            return
        if rights.send_messages_in_threads:
            # No reply: Discord would show the beginning of the message above it, and notify its writer.
            card = nudge_card(words_for(guild.preferred_locale), removed=removed)
            await message.channel.send(view=card, allowed_mentions=AllowedMentions.none())


async def setup(bot: LoungeBot) -> None:
    """Add the cog; questions go before colleagues wherever a server has a lounge channel."""
    if bot.desk is not None and bot.offers.colleagues is None:
        bot.offers = replace(bot.offers, colleagues=Offer(discussing.open_form, bot.open_lounges.has))
    cog = Discussions(bot)
    bot.after_publish.append(cog.published)
    await bot.add_cog(cog)
