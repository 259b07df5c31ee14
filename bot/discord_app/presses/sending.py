"""Sending a question to the moderators: typed again, shown as it would be kept, kept after consent. Nothing of who asked.

The lounge does not keep questions, so there is none to take along: the person types it. Between the form and the consent it stands in the
person's own message and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import ui

from bot.discord_app import rights
from bot.discord_app.cards.reply import reply_card
from bot.discord_app.cards.sending import (
    KEPT_TEXT,
    QUOTE,
    consent_card,
    held_back_card,
    left_card,
    sent_card,
    too_long_card,
)
from bot.discord_app.controls import inbox_forms
from bot.discord_app.controls.control import words_of
from bot.discord_app.markdown import unescaped
from bot.discord_app.offers import Offer
from bot.discord_app.presses.opening import show
from bot.discord_app.presses.showing import showing_for, way_for
from bot.discord_app.prompt_reply import Way, answer
from bot.discord_app.refusals import ControlStale
from bot.moderation.errors import TextScreened
from bot.moderation.inbox import InboxOff, TooLong
from bot.store.tables import QUESTION_LENGTH

if TYPE_CHECKING:
    import discord

    from bot.concierge import Concierge
    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.discord_app.controls.form import Sent
    from bot.discord_app.rights import Acting
    from bot.lounges import Lounges
    from bot.reply import Reply


def moderators_offer(lounges: Lounges) -> Offer:
    """What stands behind ``Send to moderators``: there where a server's moderators take questions."""
    return Offer(take_on=open_form, open_in=lambda server: lounges.settings(server).inbox)


async def open_form(interaction: discord.Interaction[LoungeBot]) -> None:
    """Open the form for the question."""
    _asker(interaction)
    await interaction.response.send_modal(inbox_forms.send_form(words_of(interaction)))


async def submit(interaction: discord.Interaction[LoungeBot], form: Sent) -> None:
    """Show what would be kept of a question, and ask for consent."""
    acting = _asker(interaction)
    interaction.client.pace.take(interaction.user.id)
    work = _prepared(interaction, acting, form.texts.get(inbox_forms.TEXT, ""))
    await answer(interaction, work, lambda view: view, way=way_for(interaction))


async def change(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Open the form again, with the text as it is shown."""
    _asker(interaction)
    await interaction.response.send_modal(inbox_forms.send_form(words_of(interaction), _shown(interaction)))


async def leave(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Send nothing, and take the text off the message."""
    await show(interaction, left_card(words_of(interaction)))


async def send(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Keep what the message shows, as the person agreed."""
    acting, text = _asker(interaction), _shown(interaction)
    if not text or interaction.message is None:
        raise ControlStale
    await answer(interaction, _sent(interaction, acting, text, interaction.message.id), lambda view: view, way=Way.EDIT)


def _asker(interaction: discord.Interaction[LoungeBot]) -> Acting:
    """Whoever asks, where moderators take questions. Raises InboxOff and what ``rights.member`` raises."""
    acting = rights.member(interaction)
    if not acting.desk.lounges.settings(acting.server).inbox:
        raise InboxOff
    return acting


async def _prepared(interaction: discord.Interaction[LoungeBot], acting: Acting, text: str) -> ui.LayoutView:
    words, desk = words_of(interaction), acting.desk
    concierge = await interaction.client.concierges.concierge_for(acting.server)
    reply = await interaction.client.thinking(_refused, concierge, text)
    if reply is not None:
        return reply_card(reply, showing_for(interaction))
    try:
        shown = await interaction.client.thinking(desk.inbox.prepare, acting.server, text)
    except TextScreened as stopped:
        return held_back_card([kind.words for kind in stopped.kinds], words)
    except TooLong:
        return await _too_long(interaction, acting, text)
    return consent_card(shown, desk.lounges.settings(acting.server).retention_days, words)


async def _sent(interaction: discord.Interaction[LoungeBot], acting: Acting, text: str, message: int) -> ui.LayoutView:
    bot, desk, words = interaction.client, acting.desk, words_of(interaction)
    days = desk.lounges.settings(acting.server).retention_days
    concierge = await bot.concierges.concierge_for(acting.server)
    reply = await bot.thinking(_refused, concierge, text)
    if reply is not None:
        return reply_card(reply, showing_for(interaction))
    try:
        again = await bot.thinking(desk.inbox.prepare, acting.server, text)
    except TextScreened as stopped:
        return held_back_card([kind.words for kind in stopped.kinds], words)
    except TooLong:
        return await _too_long(interaction, acting, text)
    if again != text:
        # What the knowledge says, and with it what is masked, has changed since: consent was to something else.
        return consent_card(again, days, words, changed=True)
    if bot.sent_once.first(message):
        try:
            bot.sendings.take(interaction.user.id)
            found = await bot.thinking(concierge.reply, text)
            await desk.inbox.send(acting.server, text, nearest=found.options[0].id if found.options else None)
        except BaseException:
            bot.sent_once.undo(message)
            raise
    return sent_card(days, words)


async def _too_long(interaction: discord.Interaction[LoungeBot], acting: Acting, text: str) -> ui.LayoutView:
    masked = await interaction.client.thinking(acting.desk.inbox.redact, text)
    return too_long_card(masked, QUESTION_LENGTH, words_of(interaction))


def _refused(concierge: Concierge, text: str) -> Reply | None:
    """The usual reply to what the screen stops or nobody can read; None for everything else, which is not matched here."""
    readable = any(char.isalpha() for char in text)
    if readable and concierge.lets_through(text):
        return None
    return concierge.reply(text)


def _shown(interaction: discord.Interaction[LoungeBot]) -> str:
    """The text that the message of a press shows, as it would be kept; nothing where it shows none."""
    if interaction.message is None:
        return ""
    found = ui.LayoutView.from_message(interaction.message, timeout=None).find_item(KEPT_TEXT)
    return unescaped(found.content.removeprefix(QUOTE)) if isinstance(found, ui.TextDisplay) else ""
