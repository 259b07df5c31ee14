"""Asking and checking: the way of a person's words through the screen and back as a card. They are held only as long as that takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_app.cards.draft import draft_card
from bot.discord_app.cards.reply import reply_card
from bot.discord_app.controls import forms
from bot.discord_app.controls.control import knowledge_of, words_of
from bot.discord_app.presses.showing import showing_for, way_for
from bot.discord_app.prompt_reply import Way, answer
from bot.discord_app.refusals import NotOffered

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.controls.form import Sent
    from bot.discord_app.offers import Offer
    from bot.reply import Reply


async def ask(
    interaction: discord.Interaction[LoungeBot], text: str, *, way: Way = Way.PRIVATE, back: str = ""
) -> Reply:
    """Answer a question to the person alone. Raises TooSoon, Busy."""
    bot = interaction.client
    bot.pace.take(interaction.user.id)
    known = back in knowledge_of(interaction).entries
    showing = showing_for(interaction, back=back if known else "")
    return await answer(
        interaction, bot.ask(interaction.guild_id, text), lambda reply: reply_card(reply, showing), way=way
    )


async def check(interaction: discord.Interaction[LoungeBot], draft: str, *, way: Way = Way.PRIVATE) -> None:
    """Review a draft for the person alone. Raises TooSoon, Busy, and NotOffered where drafts are not reviewed."""
    bot, words = interaction.client, words_of(interaction)
    if bot.review_draft is None:
        raise NotOffered
    bot.pace.take(interaction.user.id)
    await answer(interaction, bot.thinking(bot.review_draft, draft), lambda reply: draft_card(reply, words), way=way)


async def submit_question(interaction: discord.Interaction[LoungeBot], form: Sent) -> None:
    """Answer a question that was sent by form."""
    await ask(interaction, form.texts.get(forms.TEXT, ""), way=way_for(interaction), back=form.fields["back"])


async def submit_draft(interaction: discord.Interaction[LoungeBot], form: Sent) -> None:
    """Review a draft that was sent by form."""
    await check(interaction, form.texts.get(forms.TEXT, ""), way=way_for(interaction))


async def rephrase(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Open the form to ask in other words."""
    await interaction.response.send_modal(forms.ask_form(words_of(interaction), control.fields["back"], again=True))


async def ask_privately(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Open the form to ask where nobody else sees it."""
    await interaction.response.send_modal(forms.ask_form(words_of(interaction)))


async def check_draft(interaction: discord.Interaction[LoungeBot], _control: Control | None = None) -> None:
    """Open the form for a draft."""
    if interaction.client.review_draft is None:
        raise NotOffered
    await interaction.response.send_modal(forms.check_form(words_of(interaction)))


async def ask_colleagues(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Hand over to what brings questions before colleagues."""
    await _hand_over(interaction, interaction.client.offers.colleagues)


async def send_to_moderators(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Hand over to what brings questions before moderators."""
    await _hand_over(interaction, interaction.client.offers.moderators)


async def _hand_over(interaction: discord.Interaction[LoungeBot], offer: Offer | None) -> None:
    if offer is None or not offer.open_in(interaction.guild_id):
        raise NotOffered
    await offer.take_on(interaction)
