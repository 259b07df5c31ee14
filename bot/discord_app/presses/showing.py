"""Where a card goes: who else is there, what can be done with it, and whether it takes the place of the one that was pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.discord_app.cards.showing import Showing
from bot.discord_app.controls.control import words_of
from bot.discord_app.prompt_reply import Way

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import LoungeBot
    from bot.reply import Option


def showing_for(
    interaction: discord.Interaction[LoungeBot], *, back: str = "", instead: tuple[Option, ...] = ()
) -> Showing:
    """What a card is shown with to the person alone."""
    bot = interaction.client
    return Showing(
        words=words_of(interaction),
        private=True,
        share=not alone_with_bot(interaction),
        votes=bot.votes is not None,
        colleagues=bot.offers.colleagues_in(interaction.guild_id),
        moderators=bot.offers.moderators_in(interaction.guild_id),
        back=back,
        instead=instead,
    )


def alone_with_bot(interaction: discord.Interaction[Any]) -> bool:
    """Whether nobody else reads this conversation: a direct message between a person and the bot."""
    return interaction.guild_id is None and interaction.context.dm_channel


def way_for(interaction: discord.Interaction[Any]) -> Way:
    """A card that only its reader sees changes in place; one that others see stays, and the reader gets another."""
    message = interaction.message
    if message is not None and (message.flags.ephemeral or alone_with_bot(interaction)):
        return Way.EDIT
    return Way.PRIVATE
