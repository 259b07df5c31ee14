"""Votes on answers: one for a person and an answer, changeable, and in one more tap the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_app.cards.notices import said_card, thanks_card, why_card
from bot.discord_app.controls.control import words_of
from bot.discord_app.presses.opening import entry_view, show
from bot.discord_app.presses.showing import showing_for
from bot.discord_app.prompt_reply import Way, answer
from bot.discord_app.refusals import ControlStale, NotOffered

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.ports import Votes


async def helpful(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Note that an answer helped."""
    words = words_of(interaction)
    await answer(
        interaction, _cast(interaction, control, helpful=True), lambda _message: said_card(words("vote.thanks"))
    )


async def not_helpful(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Note that an answer did not help, and ask why."""
    words = words_of(interaction)
    await answer(interaction, _cast(interaction, control, helpful=False), lambda message: why_card(words, message))


async def why(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Note the reason of a vote."""
    words, reason, message = words_of(interaction), control.fields["reason"], int(control.fields["message"])
    if not await _votes(interaction).give_reason(message=message, user=interaction.user.id, reason=reason):
        raise ControlStale
    thanks = words("vote.reason_thanks", reason=words(f"vote.reason.{reason}"))
    await show(interaction, thanks_card(thanks, showing_for(interaction)), Way.EDIT)


async def _cast(interaction: discord.Interaction[LoungeBot], control: Control, *, helpful: bool) -> int:
    votes, message = _votes(interaction), interaction.message
    entry = entry_view(interaction, control.fields["entry"]).entry
    if message is None:
        raise ControlStale
    await votes.cast(
        message=message.id, user=interaction.user.id, entry=entry.id, server=interaction.guild_id, helpful=helpful
    )
    return message.id


def _votes(interaction: discord.Interaction[LoungeBot]) -> Votes:
    if interaction.client.votes is None:
        raise NotOffered
    return interaction.client.votes
