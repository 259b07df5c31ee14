"""After a deed of a moderator: the audit channel is told, and where that cannot be done, who did it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import AllowedMentions

from bot.discord_app.cards.notices import said_card
from bot.discord_app.controls.control import words_of

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import LoungeBot


async def tell_audit_channel(interaction: discord.Interaction[LoungeBot], server: int) -> None:
    """Tell the audit channel of a server what was done, once the press has been answered. Only for what really was done."""
    if not await interaction.client.auditor.tell(server):
        await interaction.followup.send(
            view=said_card(words_of(interaction)("audit.closed")),
            ephemeral=True,
            allowed_mentions=AllowedMentions.none(),
        )
