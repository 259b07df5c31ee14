"""Showing an answer to everyone in a channel: the answer, never the question."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import discord
from discord import AllowedMentions

from bot.discord_app.cards.answer import answer_card
from bot.discord_app.cards.notices import said_card
from bot.discord_app.cards.reply import public_part
from bot.discord_app.cards.showing import Showing
from bot.discord_app.controls.control import words_of
from bot.discord_app.presses.opening import entry_view
from bot.discord_app.presses.showing import alone_with_bot
from bot.discord_app.refusals import ChannelClosed, ShareRefused
from bot.discord_app.translation import words_for
from bot.reply import Outcome

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.reply import AnswerView, Reply


async def share(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Post the answer as the response to the press: that works wherever the press does."""
    view = entry_view(interaction, control.fields["entry"])
    if interaction.guild_id is not None and not _may_send(interaction.permissions, interaction.channel):
        raise ChannelClosed
    interaction.client.pace.take(interaction.user.id)
    sent = await interaction.response.send_message(
        view=_public(interaction, view), allowed_mentions=AllowedMentions.none()
    )
    if isinstance(sent.resource, discord.Message) and sent.resource.flags.ephemeral:
        # Where a server keeps apps that people brought along quiet, Discord shows what they post to the person alone.
        await _tell(interaction, words_of(interaction)("answer.share_hidden"))


async def share_reply(interaction: discord.Interaction[LoungeBot], reply: Reply) -> None:
    """Post the answer of a reply that the person has already got, and tell the person.

    Not as a response to the command: Discord shows what was typed into a command to whoever taps its name. Raises ShareRefused where the
    reply is no plain answer, ChannelClosed where the bot or the person cannot post.
    """
    open_part = public_part(reply)
    if open_part is None or open_part.answer is None or open_part.outcome is not Outcome.ANSWER:
        raise ShareRefused
    words = words_of(interaction)
    if alone_with_bot(interaction):
        return
    channel = interaction.channel
    if channel is None or interaction.guild_id is None or interaction.client.get_guild(interaction.guild_id) is None:
        # Installed by the person alone: the bot has no place of its own here.
        await _tell(interaction, words("answer.share_by_button"))
        return
    if not _may_send(interaction.permissions, channel) or not _may_send(interaction.app_permissions, channel):
        raise ChannelClosed
    place = cast("discord.abc.Messageable", channel)
    await place.send(view=_public(interaction, open_part.answer), allowed_mentions=AllowedMentions.none())
    await _tell(interaction, words("answer.shared"))


def _public(interaction: discord.Interaction[LoungeBot], view: AnswerView) -> ui.LayoutView:
    locale = interaction.guild_locale or interaction.locale
    bot = interaction.client
    return answer_card(view, Showing(words=words_for(locale), private=False, votes=bot.votes is not None))


def _may_send(permissions: discord.Permissions, channel: object) -> bool:
    if isinstance(channel, discord.Thread):
        return permissions.view_channel and permissions.send_messages_in_threads
    return permissions.view_channel and permissions.send_messages


async def _tell(interaction: discord.Interaction[LoungeBot], text: str) -> None:
    await interaction.followup.send(view=said_card(text), ephemeral=True, allowed_mentions=AllowedMentions.none())
