"""Words that others are to read: nothing but what the screen finds clear is kept or shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_app.cards.reply import reply_card
from bot.discord_app.cards.session import caution_card
from bot.discord_app.controls.control import words_of
from bot.discord_app.presses.showing import showing_for
from bot.screening.model import Distress, Level

if TYPE_CHECKING:
    import discord
    from discord import ui

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.rights import Acting


async def stopped(interaction: discord.Interaction[LoungeBot], acting: Acting, text: str) -> ui.LayoutView | None:
    """What its writer is shown where the screen finds anything in a text, without the text; None where it is clear. Raises Busy."""
    bot = interaction.client
    found = await bot.thinking(acting.desk.screen.examine, text)
    if found.level is Level.CLEAR and found.distress is Distress.NONE and not found.advice:
        return None
    if found.level is Level.CAUTION and found.distress is Distress.NONE and not found.advice:
        return caution_card(words_of(interaction))
    concierge = await bot.concierges.concierge_for(acting.server)
    return reply_card(await bot.thinking(concierge.reply, text), showing_for(interaction))


async def readable(interaction: discord.Interaction[LoungeBot], typed: str) -> bool:
    """Whether what somebody types may be completed: the screen stops nothing in it. Raises Busy."""
    if not typed.strip():
        return True
    bot = interaction.client
    concierge = await bot.concierges.concierge_for(interaction.guild_id)
    return await bot.thinking(concierge.lets_through, typed)
